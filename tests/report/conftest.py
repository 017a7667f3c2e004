"""Made-up studies for the report: seeded, of any size, with every state, conditional and special values."""

from collections.abc import Callable, Sequence
from math import log10, nan

import numpy as np
import pytest

from tunewright.analysis.assessment import Assessment
from tunewright.analysis.findings import Finding
from tunewright.report.contents import Contents
from tunewright.report.scene import Scene, scene_of
from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Float, Int, Special
from tunewright.space.space import Space
from tunewright.trials.state import State
from tunewright.trials.trial import Report, Trial, Usage

ERRORS = {
    State.FAILED: "ValueError: Solver lbfgs supports only 'l2' penalties",
    State.TIMED_OUT: "stopped after 12 s, its limit",
    State.OUT_OF_MEMORY: "needed more than 2 GB, its limit",
}
N_FOLDS = 5


def tuned_space() -> Space:
    """Return a conditional space of two models, with special values among numbers."""
    svm, tree = param("model") == "svm", param("model") == "tree"
    return Space({
        "model": Categorical(["svm", "tree"]),
        "svm.C": Float(1e-3, 1e3, log=True, default=1.0, when=svm),
        "svm.kernel": Categorical(["rbf", "linear", "poly"], when=svm),
        "svm.gamma": Float(1e-4, 1e1, log=True, default=Special("scale", near=0.05), when=param("svm.kernel") == "rbf"),
        "tree.max_depth": Int(1, 30, default=Special(None, near=30), when=tree),
        "tree.class_weight": Categorical([None, "balanced"], when=tree),
    })


def made_trial(number: int, rng: np.random.Generator, space: Space) -> Trial:
    """Return one trial of a study that runs two at a time."""
    params = space.defaults() if number == 0 else dict(space.decode(space.sample(rng, 1)[0]))
    score, train = _scores(params, number, rng)
    state = State.COMPLETE if number == 0 else State(rng.choice(list(_CHANCES), p=list(_CHANCES.values())))
    seconds = float(rng.lognormal(-0.5, 0.6))
    started = 1.7e9 + (number // 2) * 1.6 + (number % 2) * 0.1
    complete = state is State.COMPLETE
    folds = range(N_FOLDS if complete else 2 if state is State.PRUNED else 0)
    pairs = [("", score + 0.01 * (fold - 2)) for fold in folds], [("train_score", train) for _ in folds]
    return Trial(
        number,
        state,
        params,
        values=(score,) if complete else (),
        metrics={"valid_score": score, "train_score": train} if complete else {},
        reports=tuple(Report(name, 0, fold, value) for pair in pairs for fold, (name, value) in enumerate(pair)),
        usage=Usage(seconds, seconds * 0.9, 4e7 + 1e7 * seconds),
        created=started,
        started=started,
        ended=started + min(seconds, 1.5),
        worker="host/12/34/56",
        error=ERRORS.get(state, ""),
        traceback="Traceback (most recent call last):\n  …" if state is State.FAILED else "",
    )


_CHANCES = {
    State.COMPLETE: 0.7,
    State.PRUNED: 0.2,
    State.FAILED: 0.05,
    State.TIMED_OUT: 0.03,
    State.OUT_OF_MEMORY: 0.02,
}


def _scores(params: dict[str, object], number: int, rng: np.random.Generator) -> tuple[float, float]:
    noise = float(rng.normal(0, 0.008))
    if params["model"] == "svm":
        hill = 0.78 - 0.02 * (log10(float(str(params["svm.C"]))) - 1) ** 2
        drop = {"rbf": 0.0, "linear": 0.03, "poly": 0.05}[str(params["svm.kernel"])]
        return hill - drop + noise, hill + 0.05
    depth = float(str(params["tree.max_depth"] or 30))
    return 0.74 - 0.0008 * (depth - 6) ** 2 * (depth > 6) ** 1 * 0.3 + noise, min(1.0, 0.72 + 0.02 * depth)


def study_of(n: int, seed: int = 0) -> list[Trial]:
    """Return `n` trials."""
    rng, space = np.random.default_rng(seed), tuned_space()
    return [made_trial(number, rng, space) for number in range(n)]


Make = Callable[..., Contents]


@pytest.fixture
def make() -> Make:
    """Return what makes contents: `make(n)` or `make(trials=[...])`, with any field by its name."""

    def made(n: int = 60, **fields: object) -> Contents:
        given = {"title": "Credit risk", "space": tuned_space(), "direction": "maximize", "score_name": "accuracy"}
        trials = fields.pop("trials", None)
        return Contents(**{**given, "trials": study_of(n) if trials is None else trials, **fields})  # type: ignore[arg-type]

    return made


@pytest.fixture
def simple() -> Callable[..., Scene]:
    """Return what makes a scene from scores alone: one second a trial, one after the other, one parameter x."""

    def made(scores: Sequence[float | None], direction: str = "maximize", **fields: object) -> Scene:
        trials = [
            Trial(
                number,
                State.FAILED if score is None else State.COMPLETE,
                {"x": number / 10},
                values=() if score is None else (score,),
                usage=Usage(1.0, 1.0, nan),
                started=100.0 + number,
                ended=101.0 + number,
                worker="host/1",
            )
            for number, score in enumerate(scores)
        ]
        space = Space({"x": Float(0.0, 10.0)})
        return scene_of(Contents(title="t", trials=trials, space=space, direction=direction, **fields))  # type: ignore[arg-type]

    return made


HOSTILE = "</script><script>window.owned = 1</script><img src=x onerror='window.owned = 2'>\"'&`{{7*7}} 🙂 \u2028\ud800"


@pytest.fixture
def hostile() -> Contents:
    """Return contents in which every text that a stranger can choose tries to run a script."""
    space = Space({HOSTILE: Float(0.1, 10.0, log=True), "kind": Categorical([HOSTILE, "plain"])})
    trials = [
        Trial(
            number,
            State.FAILED if number % 5 == 4 else State.COMPLETE,
            {HOSTILE: 0.1 + number / 4, "kind": HOSTILE if number % 2 else "plain", "model": HOSTILE},
            values=() if number % 5 == 4 else (0.5 + number / 100,),
            metrics={"train_score": 0.6 + number / 100},
            reports=tuple(Report("", 0, fold, 0.5 + number / 100) for fold in range(3)),
            usage=Usage(1.0, 1.0, 1e7),
            started=100.0 + number,
            ended=101.0 + number,
            worker=f"{HOSTILE}/1",
            error=HOSTILE if number % 5 == 4 else "",
            traceback=HOSTILE,
            output=HOSTILE,
        )
        for number in range(20)
    ]
    return Contents(
        title=HOSTILE,
        trials=trials,
        space=space,
        direction="maximize",
        score_name=HOSTILE,
        table={HOSTILE: HOSTILE, "Table": HOSTILE},
        findings=[Finding(HOSTILE, "problem", HOSTILE, {HOSTILE: [HOSTILE, 1.5]}, HOSTILE)],
        assessment=made_assessment(sentence=HOSTILE, method=HOSTILE),
        explanations={"kind": HOSTILE},
        next_steps=[HOSTILE],
        files={HOSTILE: HOSTILE},
        command=HOSTILE,
        made=HOSTILE,
        seconds=3.0,
    )


def made_assessment(**fields: object) -> Assessment:
    """Return an assessment that says "real", with any field by its name."""
    given = {
        "answer": "real",
        "gain": 0.03,
        "gain_interval": (0.01, 0.05),
        "best_score": 0.79,
        "default_score": 0.75,
        "corrected_score": 0.78,
        "corrected_score_interval": (0.76, 0.8),
        "holdout_score": 0.785,
        "holdout_default_score": 0.74,
        "holdout_gain_interval": (-0.005, 0.07),
        "method": "bootstrap",
        "sentence": "It is better.",
    }
    return Assessment(**{**given, **fields})  # type: ignore[arg-type]


@pytest.fixture
def assessment() -> Callable[..., Assessment]:
    """Return what makes an assessment."""
    return made_assessment
