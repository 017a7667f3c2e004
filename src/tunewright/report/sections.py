"""The parts of the page, in the order in which a reader asks.

What was found, how it came about, whether it fits, what each hyperparameter did, what it cost, what is wrong, every
trial, what was searched, how to do it again, and what the words mean. A part that has nothing to say is left out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tunewright.report.figures.boxes import WEAK
from tunewright.report.figures.cost import memory_by_trial, score_against_seconds, seconds_by_trial
from tunewright.report.figures.effects import MOST_FIGURES, Effect, effect_figures, effects
from tunewright.report.figures.figure import Figure
from tunewright.report.figures.fit import train_against_validation
from tunewright.report.figures.folds import fold_by_fold
from tunewright.report.figures.progress import best_against_time, best_against_trials
from tunewright.report.figures.spending import where_time_went
from tunewright.report.figures.workers import workers_over_time
from tunewright.report.scene import Scene
from tunewright.report.wording import counted, listed, percent

EFFECTS_LEAD = (
    "Each mark is a trial; the line is the trend of the validation score, the dashed line that of the train score. The "
    "other hyperparameters vary too, so this shows what goes with a value, not what it would do alone."
)


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page: an anchor, a heading, a sentence, figures (which may share a key), and a template."""

    key: str
    title: str
    lead: str = ""
    figures: Sequence[Figure] = ()
    template: str = ""
    has_key: bool = False


def sections_of(scene: Scene) -> list[Section]:
    """Return the parts of the page of `scene`."""
    found = [make(scene) for make in PARTS]
    return [section for section in found if section.lead or section.figures or section.template]


def _configuration(scene: Scene) -> Section:
    if scene.best is None and not scene.contents.next_steps:
        return Section("configuration", "Configuration")
    lead = "" if scene.best is None else f"The best configuration is trial {scene.trials[scene.best].number}."
    return Section("configuration", "Configuration", lead, template="configuration.html.j2")


def _progress(scene: Scene) -> Section:
    if not len(scene.complete):
        return Section("progress", "Progress", "No trial has given a score yet, so there is no progress to draw.")
    figures = [figure for figure in (best_against_time(scene), best_against_trials(scene)) if figure.traces]
    return Section("progress", "Progress", figures=figures)


def _fit(scene: Scene) -> Section:
    if not len(scene.complete):
        return Section("fit", "Fit")
    figures = [figure for figure in (train_against_validation(scene), fold_by_fold(scene)) if figure.traces]
    return Section("fit", "Fit", "" if figures else train_against_validation(scene).sentence, figures)


def _effects(scene: Scene) -> Section:
    found = effects(scene) if len(scene.complete) else []
    if not found:
        return Section("effects", "Effects")
    return Section("effects", "Effects", f"{_strongest(found)} {EFFECTS_LEAD}", effect_figures(scene), has_key=True)


def _strongest(found: Sequence[Effect]) -> str:
    strong = [f"{effect.name} ({percent(effect.share)})" for effect in found[:3] if effect.share >= WEAK]
    hidden = len(found) - MOST_FIGURES
    rest = f" The {counted(hidden, 'weakest hyperparameter')} are not drawn." if hidden > 0 else ""
    if not strong:
        return (
            f"None of {counted(len(found), 'hyperparameter')} alone accounts for a tenth of the spread in scores.{rest}"
        )
    return f"What accounts for most of the spread in scores: {listed(strong)}.{rest}"


def _cost(scene: Scene) -> Section:
    made = (make(scene) for make in (where_time_went, workers_over_time, score_against_seconds, seconds_by_trial))
    figures = [figure for figure in (*made, memory_by_trial(scene)) if figure.traces]
    return Section("cost", "Time and memory", figures=figures, has_key=bool(figures))


def _findings(scene: Scene) -> Section:
    n_findings = len(scene.contents.findings)
    if not n_findings:
        return Section("findings", "Findings")
    lead = f"{counted(n_findings, 'finding')}, the most important first."
    return Section("findings", "Findings", lead, template="findings.html.j2")


def _trials(scene: Scene) -> Section:
    lead = "" if scene.trials else "No trial has begun."
    return Section("trials", "Trials", lead, template="trials.html.j2")


def _searched(scene: Scene) -> Section:
    names = scene.contents.space.names or [name for trial in scene.trials for name in trial.params]
    return Section("searched", "What was tuned", template="searched.html.j2" if names else "")


def _about(scene: Scene) -> Section:
    contents = scene.contents
    there = contents.table or contents.files or contents.command
    return Section("about", "The run", template="about.html.j2" if there else "")


def _glossary(scene: Scene) -> Section:
    return Section("words", "What the words mean", template="glossary.html.j2")


PARTS: tuple[Callable[[Scene], Section], ...] = (
    _configuration,
    _findings,
    _progress,
    _fit,
    _effects,
    _cost,
    _trials,
    _searched,
    _about,
    _glossary,
)
