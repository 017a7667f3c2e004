"""Everything that is settled before the first trial: rows, task, metric, splits, models and their joint space.

The hold-out is cut off first. What columns are and how they are read is decided from the search's rows alone.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tunewright.catalogue.by_name import entry
from tunewright.catalogue.entry import Entry, Shape
from tunewright.catalogue.joint import build_joint, joint_space
from tunewright.catalogue.overrides import apply_sets, with_file
from tunewright.cli.job.request import Request
from tunewright.evaluation.cross_validation import CrossValidation
from tunewright.evaluation.fingerprint import fingerprint
from tunewright.evaluation.holdout import Rows
from tunewright.evaluation.metric import Metric, metric_by_name
from tunewright.evaluation.preprocess import PREPROCESSING_VERSION, TableFeatures, preprocessing
from tunewright.evaluation.splits import Fold, Splitter, row_groups, row_times
from tunewright.evaluation.table import Chosen, choose_columns, read_noted_table
from tunewright.evaluation.task import Kind, Target, Task, read_target
from tunewright.space.space import Space
from tunewright.space.values import Params

MAX_RARE_NAMED = 3


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What is going to be done.

    Attributes:
        request: as it was asked.
        task: classes or numbers, with their labels.
        metric: how predictions are scored.
        everything, search, holdout: the rows; the hold-out is None if none was wanted.
        groups, holdout_groups: a label per row; rows of one label are resampled together. None without.
        folds: the search's splits.
        split: how rows are split, in words.
        transformer: turns raw rows into a matrix, not fitted.
        entries: the families of models.
        space: their joint space.
        marks: what the study is made for, to be compared when it is opened again.
        notes: sentences for the user on what was found and done.
    """

    request: Request
    task: Task
    metric: Metric
    everything: Rows
    search: Rows
    holdout: Rows | None
    groups: NDArray[np.int64] | None
    holdout_groups: NDArray[np.int64] | None
    folds: tuple[Fold, ...]
    split: str
    transformer: TableFeatures
    entries: tuple[Entry, ...]
    space: Space
    marks: dict[str, str]
    notes: tuple[str, ...]

    def build(self, params: Params, seed: int) -> Any:
        """Return the unfitted estimator that `params` stand for."""
        return build_joint(params, self.task.kind, seed)

    def objective(self) -> CrossValidation:
        """Return the cross-validation that the search maximises."""
        return CrossValidation(
            X=self.search.X,
            y=self.search.y,
            folds=self.folds,
            build=partial(_build, self.task.kind),
            metric=self.metric,
            preprocess=self.transformer,
            weights=self.search.weights,
            seed=self.request.seed,
        )


def plan_from(request: Request) -> Plan:
    """Read the table and settle everything.

    Raises:
        ValueError: if the table or an option makes no sense; one line says which and what to do.
    """
    entries = tuple(entry(name) for name in dict.fromkeys(request.models))
    table = read_noted_table(request.data)
    frame = table.frame
    chosen = choose_columns(
        frame, request.target, request.drop, group=request.group, time=request.time, weight=request.weight
    )
    target = read_target(chosen.target, cast("Kind | None", request.task), request.positive)
    chosen = chosen.take(target.rows)
    splitter = _splitter(chosen, target, request)
    inside, outside = splitter.holdout(request.holdout)
    searched = splitter.take(inside)
    folds = searched.folds(request.cv)
    metric = _metric(request.metric, target, entries)
    everything = Rows(chosen.X, target.y, chosen.weights)
    search = _rows(everything, inside)
    reading = preprocessing(search.X)
    space = _space(entries, _shape(target.task, search, reading.transformer), request)
    return Plan(
        request=request,
        task=target.task,
        metric=metric,
        everything=everything,
        search=search,
        holdout=_rows(everything, outside) if len(outside) else None,
        groups=_resampling_groups(searched),
        holdout_groups=_resampling_groups(splitter.take(outside)),
        folds=folds,
        split=splitter.kind,
        transformer=reading.transformer,
        entries=entries,
        space=space,
        marks=_marks(frame, request, target.task, metric, splitter, space),
        notes=(*table.notes, *target.notes, *_rare_classes(searched, target.task, request.cv), *reading.sentences),
    )


def _build(kind: Literal["classification", "regression"], params: Params, seed: int) -> Any:
    return build_joint(params, kind, seed)


def _splitter(chosen: Chosen, target: Target, request: Request) -> Splitter:
    groups = None if chosen.groups is None else row_groups(chosen.groups)
    times = None if chosen.times is None else row_times(chosen.times)
    return Splitter(target.y, target.task.is_classification, groups, times, request.seed)


def _metric(name: str | None, target: Target, entries: Sequence[Entry]) -> Metric:
    gives = target.task.is_classification and all(each.gives_probabilities for each in entries)
    metric = metric_by_name(name, target.task, gives)
    metric.check(target.y)
    return metric


def _rows(rows: Rows, taken: NDArray[np.intp]) -> Rows:
    weights = None if rows.weights is None else rows.weights[taken]
    return Rows(rows.X.iloc[taken].reset_index(drop=True), rows.y[taken], weights)


def _shape(task: Task, search: Rows, transformer: TableFeatures) -> Shape:
    from sklearn.base import clone

    n_columns = len(clone(transformer).fit(search.X).get_feature_names_out())
    return Shape(task.kind, len(search.y), n_columns, task.n_classes)


def _space(entries: Sequence[Entry], shape: Shape, request: Request) -> Space:
    space = joint_space(entries, shape)
    if request.space is not None:
        space = _with_file(space, request.space, shape)
    return apply_sets(space, request.sets)


def _with_file(space: Space, path: Path, shape: Shape) -> Space:
    if not path.is_file():
        raise ValueError(f"--space: there is no file {path}; check the path")
    try:
        return with_file(space, path.read_text(encoding="utf-8"), shape.task)
    except UnicodeDecodeError:
        raise ValueError(f"--space: {path} is not UTF-8 text; save it again with the encoding UTF-8") from None
    except ValueError as error:
        raise ValueError(f"--space {path}: {error}") from error


def _resampling_groups(splitter: Splitter) -> NDArray[np.int64] | None:
    """Return what is resampled together: the groups, or with times blocks of neighbours, since those are alike."""
    if splitter.times is None:
        return splitter.groups
    n_rows = len(splitter.y)
    order = np.argsort(splitter.times, kind="stable")
    blocks = np.empty(n_rows, np.int64)
    blocks[order] = np.arange(n_rows) // max(1, round(n_rows**0.5))
    return blocks


def _rare_classes(splitter: Splitter, task: Task, n_folds: int) -> tuple[str, ...]:
    rare = [str(task.labels[code]) for code in splitter.rare_classes(n_folds)]
    if not rare:
        return ()
    named = ", ".join(rare[:MAX_RARE_NAMED])
    return (f"{len(rare)} classes have fewer than {n_folds} rows, as {named}: some folds lack them",)


def _marks(
    frame: pd.DataFrame, request: Request, task: Task, metric: Metric, splitter: Splitter, space: Space
) -> dict[str, str]:
    used = [name for name in frame.columns if name not in request.drop]
    ranges = sha256(json.dumps(space.to_json(), sort_keys=True).encode()).hexdigest()[:16]
    return fingerprint(
        frame[used],
        target=request.target,
        task=task.kind,
        positive=task.labels[-1] if task.n_classes == 2 else None,
        models=" ".join(request.models),
        ranges=ranges,
        metric=metric.name,
        cv=request.cv,
        split=f"{splitter.kind}, seed {request.seed}, group {request.group}, time {request.time}",
        holdout=request.holdout,
        weight=request.weight,
        preprocessing=PREPROCESSING_VERSION,
    )
