"""Make a study or find it again: the two doors."""

from collections.abc import Mapping

import numpy as np

from tunewright.errors import StudyExists, StudyNotFound
from tunewright.pruners.by_name import pruner_from
from tunewright.pruners.protocol import Pruner
from tunewright.samplers.by_name import sampler_from
from tunewright.samplers.protocol import Sampler
from tunewright.space.space import Space
from tunewright.space.values import Params
from tunewright.storage.by_url import storage_from
from tunewright.storage.protocol import Storage
from tunewright.storage.records import Draft, StudyRow
from tunewright.study.config import Config
from tunewright.study.objectives import objectives_from
from tunewright.study.study import Study

NOISES = ("auto", "none")


def create_study(  # noqa: PLR0913  # a face: every argument by keyword, all with defaults
    space: Space | None = None,
    *,
    direction: str = "minimize",
    metric: str | None = None,
    objectives: Mapping[str, str] | None = None,
    sampler: str | Sampler = "auto",
    pruner: str | Pruner | None = None,
    baseline: bool | list[Params] = True,
    noise: str = "auto",
    storage: str | Storage | None = None,
    name: str | None = None,
    seed: int | None = None,
    load_if_exists: bool = False,
) -> Study:
    """Make a study.

    Args:
        space: the parameters, or None if the objective defines them with `trial.suggest_*`.
        direction: "minimize" or "maximize" the objective.
        metric: the key to optimise, if the objective returns a dict of several.
        objectives: names and directions of several objectives, as in {"accuracy": "maximize", "seconds": "minimize"}.
        sampler: "auto", "gp", "tpe", "genetic", "de", "nsga2", "sobol", "grid", "random", or an object with `suggest`.
        pruner: "median", "halving", an object with `judge`, or None.
        baseline: whether trial 0 is the default configuration; or a list of default configurations to run first.
        noise: "none" if the objective is deterministic, so that nothing runs twice.
        storage: None for memory, or a URL such as "sqlite:///tuning.db".
        name: what to call it; "study" with a number behind where that is taken, unless given.
        seed: of every draw, 0 or more; None draws one.
        load_if_exists: go on with a stored study of that name instead of refusing.

    Raises:
        ValueError: if an argument makes no sense; the message names it.
        StudyExists: if the name is taken and `load_if_exists` is False.
        StudyMismatch: if the stored study has another space or other objectives.
    """
    config = _config(space, direction, metric, objectives, sampler, pruner, noise, seed)
    chosen, judge = sampler_from(sampler), pruner_from(pruner)
    drafts = [Draft(params, {"baseline": True}) for params in _baselines(space, baseline)]
    place = storage_from(storage) if storage is None or isinstance(storage, str) else storage
    row = _row(place, name, config, drafts, load_if_exists=load_if_exists)
    return Study(place, row, sampler=chosen, pruner=judge)


def load_study(
    storage: str | Storage, name: str, *, sampler: str | Sampler | None = None, pruner: str | Pruner | None = None
) -> Study:
    """Find a stored study again, with all its settings.

    Args:
        storage: URL of the storage, such as "sqlite:///tuning.db".
        name: the study's name.
        sampler, pruner: other ones than those stored; needed where objects were given.

    Raises:
        StudyNotFound: if there is no study of that name; the message lists those that there are.
    """
    place = storage_from(storage) if isinstance(storage, str) else storage
    row = place.find_study(name)
    if row is None:
        there = ", ".join(repr(study.name) for study in place.studies()) or "none"
        raise StudyNotFound(f"name must be a study in the storage, got {name!r}; there are: {there}")
    config = Config.from_json(row.config)
    return Study(place, row, sampler=sampler or config.sampler or "auto", pruner=pruner or config.pruner or None)


def _config(  # noqa: PLR0913  # takes what create_study takes
    space: Space | None,
    direction: str,
    metric: str | None,
    objectives: Mapping[str, str] | None,
    sampler: str | Sampler,
    pruner: str | Pruner | None,
    noise: str,
    seed: int | None,
) -> Config:
    if space is not None and not isinstance(space, Space):
        raise TypeError(f"space must be a tunewright.Space, got {space!r}; wrap the dict: Space({{...}})")
    if noise not in NOISES:
        raise ValueError(f"noise must be one of {NOISES}, got {noise!r}")
    if seed is not None and seed < 0:
        raise ValueError(f"seed must be 0 or more, got {seed}")
    wanted = objectives_from(direction, metric, objectives)
    return Config(
        space=None if space is None else space.to_json(),
        names=wanted.names,
        directions=wanted.directions,
        sampler=sampler if isinstance(sampler, str) else "",
        pruner=pruner if isinstance(pruner, str) else "",
        noise=noise,
        seed=int(np.random.SeedSequence().generate_state(1)[0]) if seed is None else seed,
    )


def _row(place: Storage, name: str | None, config: Config, drafts: list[Draft], *, load_if_exists: bool) -> StudyRow:
    """Make the study, its defaults waiting in it from the first moment on, or find it again."""
    if name is None:
        return place.create_study(_free_name(place), config.to_json(), drafts)
    try:
        return place.create_study(name, config.to_json(), drafts)
    except StudyExists:
        row = place.find_study(name)
        if row is None or not load_if_exists:
            raise
    config.require_same(Config.from_json(row.config), name)
    return row


def _free_name(place: Storage) -> str:
    taken = {study.name for study in place.studies()}
    names = ("study", *(f"study-{index}" for index in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _baselines(space: Space | None, wanted: bool | list[Params]) -> list[Params]:
    if isinstance(wanted, bool):
        defaults = {} if space is None else space.defaults()
        return [defaults] if wanted else []
    return [params if space is None else space.check(params) for params in wanted]
