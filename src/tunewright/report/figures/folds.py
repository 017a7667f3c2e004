"""The best and the default configuration fold by fold: a gain that shows in every fold is worth more than one in two.

Both were scored on the same folds, so that each line compares like with like.
"""

from math import isfinite

from tunewright.report.escaping import label
from tunewright.report.figures.figure import Figure, Trace, axis, plain
from tunewright.report.scene import Scene, fold_scores
from tunewright.report.wording import counted

TITLE = "Best against default, fold by fold"


def fold_by_fold(scene: Scene) -> Figure:
    """Return the scores of the best and of the default configuration in every fold; empty without folds."""
    if scene.best is None or scene.default is None or scene.best == scene.default:
        return Figure("folds", TITLE, "The default configuration is the best one, or is not known.")
    best, default = fold_scores(scene.trials[scene.best]), fold_scores(scene.trials[scene.default])
    folds = sorted(fold for fold in best.keys() & default.keys() if isfinite(best[fold]) and isfinite(default[fold]))
    if not folds:
        return Figure("folds", TITLE, "No score per fold was reported.")
    names = [f"fold {fold + 1}" for fold in folds]
    pairs = [(default[fold], best[fold]) for fold in folds]
    traces = [
        *[_line(pair, name) for pair, name in zip(pairs, names, strict=True)],
        _dots([pair[0] for pair in pairs], names, "default", "diamond"),
        _dots([pair[1] for pair in pairs], names, "best", "star"),
    ]
    layout = {"xaxis": axis(label(scene.contents.score_name)), "yaxis": axis("", autorange="reversed", type="category")}
    return Figure("folds", TITLE, _sentence(scene, pairs), traces, layout, height=max(420, 120 + 26 * len(folds)))


def _line(pair: tuple[float, float], name: str) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": plain(pair),
        "y": [name, name],
        "line": {"color": "--line", "width": 3},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _dots(scores: list[float], names: list[str], name: str, symbol: str) -> Trace:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": plain(scores),
        "y": names,
        "hovertemplate": f"%{{y}}: %{{x:.4g}}<extra>{name}</extra>",
        "marker": {"symbol": symbol, "color": f"--{name}", "size": 13 if name == "best" else 10},
    }


def _sentence(scene: Scene, pairs: list[tuple[float, float]]) -> str:
    n_better = sum(scene.sign * (best - default) > 0 for default, best in pairs)
    n_equal = sum(best == default for default, best in pairs)
    equal = f" and equals it in {n_equal}" if n_equal else ""
    return f"The best configuration beats the default in {n_better} of {counted(len(pairs), 'fold')}{equal}."
