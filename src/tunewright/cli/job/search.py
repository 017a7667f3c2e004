"""Open the study, new or stored, and search until the budget is spent."""

from tunewright.catalogue.joint import default_configurations
from tunewright.cli.job.plan import Plan
from tunewright.cli.job.reserve import Reserve
from tunewright.errors import StudyMismatch
from tunewright.evaluation.fingerprint import differences
from tunewright.evaluation.racing import FoldRace
from tunewright.samplers.by_name import sampler_from
from tunewright.samplers.grid import GridSampler
from tunewright.samplers.protocol import Sampler
from tunewright.stoppers.patience import PatienceStopper
from tunewright.stoppers.protocol import Stopper
from tunewright.stoppers.target import TargetStopper
from tunewright.storage.by_url import storage_from
from tunewright.study.create import create_study
from tunewright.study.loop import INTERRUPTED
from tunewright.study.progress import Progress
from tunewright.study.study import Study
from tunewright.trials.state import State

MARKS = "made for"
RANGES = "ranges"  # a hash, which tells a person nothing
SCORE = "valid_score"
POINTS_PER_FLOAT = 5


def open_search(plan: Plan) -> Study:
    """Return the study of this plan: a new one with the defaults put up first, or the stored one to go on with.

    Raises:
        StudyMismatch: if the stored study was made for other rows, another split, metric or space.
    """
    request = plan.request
    sampler = sampler_for(request.sampler)  # a wrong name leaves no empty storage
    place = storage_from(request.storage)
    stored = place.find_study(request.study_name)
    if stored is not None:
        _require_same(place.facts(stored.id).get(MARKS), plan)
    study = create_study(
        plan.space,
        direction="maximize",
        metric=SCORE,
        sampler=sampler,
        pruner=FoldRace(n_folds=len(plan.folds)),
        baseline=list(default_configurations(plan.space)),
        noise="none",  # folds and seeds are the same for every trial
        storage=place,
        name=request.study_name,
        seed=request.seed,
        load_if_exists=True,
    )
    study.remember(MARKS, plan.marks, only_if_absent=True)
    return study


def sampler_for(name: str) -> str | Sampler:
    """Return the sampler; a grid has five values of each continuous parameter, since every catalogue has some.

    Raises:
        ValueError: if no sampler has that name.
    """
    sampler_from(name)
    return GridSampler(points_per_float=POINTS_PER_FLOAT) if name == "grid" else name


def run_search(study: Study, plan: Plan, progress: Progress) -> str:
    """Search until time, trials or a stopper end it, and return why it ended.

    Raises:
        KeyboardInterrupt: if Ctrl-C was pressed twice; what ran then is put back.
    """
    request, before = plan.request, _begun(study)
    for params in default_configurations(plan.space):
        plan.build(params, request.seed)  # imports what the children need, once, before they are forked
    study.optimize(
        plan.objective(),
        timeout=request.seconds_to_search(),
        total_trials=request.n_trials,
        n_jobs=request.n_jobs,
        backend="process",
        limits=request.limits,
        stopper=_stoppers(plan),
        progress=progress,
    )
    if study.stop_reason == INTERRUPTED and _begun(study) - before:
        raise KeyboardInterrupt
    return study.stop_reason


def _begun(study: Study) -> set[tuple[int, int]]:
    """Return which trials were begun and wait again: after a first Ctrl-C trials end, a second one puts them back."""
    return {(trial.number, trial.attempts) for trial in study.trials if trial.state is State.WAITING and trial.attempts}


def _stoppers(plan: Plan) -> list[Stopper]:
    request = plan.request
    stoppers: list[Stopper] = [Reserve(request.kept_back, len(plan.folds), request.holdout)]
    if request.target_score is not None:
        stoppers.append(TargetStopper(-request.target_score))
    if request.patience is not None:
        stoppers.append(PatienceStopper(request.patience))
    return stoppers


def _require_same(marks: object, plan: Plan) -> None:
    """Refuse to go on with a study that was made for something else."""
    if not isinstance(marks, dict):
        raise StudyMismatch(
            f"{plan.request.study_name!r} is a study that tune did not make; give this one another name: --name NEW"
        )
    differing = differences({**marks, RANGES: plan.marks[RANGES]}, plan.marks)
    if marks.get(RANGES) != plan.marks[RANGES]:
        differing.append("the ranges that are searched were others, by --model, --set or --space")
    if differing:
        raise StudyMismatch(
            f"study {plan.request.study_name!r} was made for something else: {'; '.join(differing)}; "
            "to start another study give --name NEW"
        )
