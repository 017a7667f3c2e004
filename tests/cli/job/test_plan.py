"""The plan: what is settled before the first trial, for tables of every kind."""

import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.cli.conftest import two_classes
from tests.tables import table_path
from tunewright.cli.job.plan import Plan, plan_from
from tunewright.cli.job.request import Request
from tunewright.evaluation.fingerprint import differences


def planned(frame: pd.DataFrame, folder: Path, target: str = "kind", **options: object) -> Plan:
    path = folder / "table.csv"
    frame.to_csv(path, index=False)
    return plan_from(Request(data=path, target=target, started=time.monotonic(), **options))  # type: ignore[arg-type]


def test_the_default_metric_follows_the_task_and_the_models(tmp_path: Path) -> None:
    frame = two_classes().assign(amount=lambda table: table["noise"] * 3)
    assert planned(frame, tmp_path).metric.name == "balanced_accuracy"
    assert planned(frame, tmp_path, models=("tree", "neural-network")).metric.name == "neg_log_loss"
    assert planned(frame, tmp_path, target="amount").metric.name == "r2"
    assert planned(frame, tmp_path, metric="roc_auc").metric.name == "roc_auc"


def test_the_hold_out_and_the_search_share_no_row(tmp_path: Path) -> None:
    frame = two_classes(100).assign(row=np.random.default_rng(0).normal(size=100))
    plan = planned(frame, tmp_path, holdout=0.2)
    assert plan.holdout is not None
    assert (len(plan.search.y), len(plan.holdout.y), len(plan.everything.y)) == (80, 20, 100)
    assert not set(plan.search.X["row"]) & set(plan.holdout.X["row"])


def test_without_a_hold_out_all_rows_are_searched(tmp_path: Path) -> None:
    plan = planned(two_classes(), tmp_path, holdout=0.0)
    assert plan.holdout is None
    assert len(plan.search.y) == 80


def test_groups_are_never_split(tmp_path: Path) -> None:
    frame = two_classes(120).assign(patient=[f"p {row // 4}" for row in range(120)])
    plan = planned(frame, tmp_path, group="patient", cv=3)
    assert plan.groups is not None
    assert plan.holdout_groups is not None
    assert "patient" not in plan.search.X.columns
    assert len(np.unique(plan.groups)) + len(np.unique(plan.holdout_groups)) == 30
    for fold in plan.folds:
        assert not set(plan.groups[fold.train]) & set(plan.groups[fold.valid])


def test_with_times_validation_and_hold_out_come_later(tmp_path: Path) -> None:
    days = pd.date_range("2024-01-01", periods=120).strftime("%Y-%m-%d")
    frame = two_classes(120).assign(day=np.random.default_rng(1).permutation(days), row=lambda table: table["day"])
    plan = planned(frame, tmp_path, time="day", cv=3)
    assert plan.holdout is not None
    assert plan.split == "ordered by time"
    assert plan.search.X["row"].max() < plan.holdout.X["row"].min()
    for fold in plan.folds:
        assert plan.search.X["row"].iloc[fold.train].max() < plan.search.X["row"].iloc[fold.valid].min()


def test_weights_go_with_their_rows_and_are_not_learned_from(tmp_path: Path) -> None:
    plan = planned(two_classes().assign(w=np.arange(80.0), copy=np.arange(80.0)), tmp_path, weight="w")
    assert "w" not in plan.search.X.columns
    assert plan.search.weights is not None
    assert np.array_equal(plan.search.weights, plan.search.X["copy"])


def test_the_positive_class_is_the_second_code(tmp_path: Path) -> None:
    assert planned(two_classes(), tmp_path).task.labels == ("big", "small")
    assert planned(two_classes(), tmp_path, positive="big").task.labels == ("small", "big")


def test_rows_without_a_target_are_left_out_and_said_so(tmp_path: Path) -> None:
    frame = two_classes(100).assign(amount=lambda table: table["noise"].where(table.index % 5 > 0))
    plan = planned(frame, tmp_path, target="amount")
    assert len(plan.everything.y) == 80
    assert any("20 of 100 rows have no amount" in note for note in plan.notes)


def test_a_model_named_twice_counts_once_and_alone_it_is_no_hyperparameter(tmp_path: Path) -> None:
    plan = planned(two_classes(), tmp_path, models=("tree", "tree"))
    assert [each.name for each in plan.entries] == ["tree"]
    assert "model" not in plan.space.dims


def test_names_with_spaces_quotes_and_markup_are_names_like_others(tmp_path: Path) -> None:
    odd = {"size": "the [bold]size[/bold]", "colour": "co'l\"our, \n", "noise": "ünï code", "kind": "[red]kind"}
    plan = planned(two_classes().rename(columns=odd), tmp_path, target="[red]kind")
    assert set(plan.search.X.columns) == {odd["size"], odd["colour"], odd["noise"]}
    assert plan.transformer.fit(plan.search.X) is not None


def test_dates_identifiers_and_constants_are_found(tmp_path: Path) -> None:
    frame = two_classes().assign(
        day=pd.date_range("2024-01-01", periods=80).strftime("%Y-%m-%d"),
        customer=[f"c{row:05d}" for row in range(80)],
        same="x",
    )
    said = " ".join(planned(frame, tmp_path).notes)
    assert all(f"'{name}'" in said for name in ("day", "customer", "same"))


def test_the_shop_table_of_the_tests_can_be_planned(tmp_path: Path) -> None:
    frame = pd.read_csv(table_path("shop.csv"))
    assert planned(frame, tmp_path, target=frame.columns[-1], cv=2).folds


@pytest.mark.parametrize("suffix", ["tsv", "parquet"])
def test_other_formats_are_read_alike(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"table.{suffix}"
    frame = two_classes()
    frame.to_parquet(path) if suffix == "parquet" else frame.to_csv(path, sep="\t", index=False)
    request = Request(data=path, target="kind", started=time.monotonic())
    from_csv, other = planned(frame, tmp_path), plan_from(request)
    assert np.array_equal(from_csv.search.y, other.search.y)
    assert differences(from_csv.marks, other.marks) == []


@pytest.mark.parametrize(
    ("options", "key"),
    [
        ({"seed": 1}, "split"),
        ({"metric": "accuracy"}, "metric"),
        ({"cv": 4}, "cv"),
        ({"holdout": 0.3}, "holdout"),
        ({"models": ("tree",)}, "models"),
        ({"sets": ("svm.C=1:2",)}, "ranges"),
        ({"drop": ("noise",)}, "rows"),
        ({"positive": "big"}, "positive"),
        ({"task": "classification"}, None),
    ],
)
def test_what_scores_depend_on_is_marked(tmp_path: Path, options: dict[str, object], key: str | None) -> None:
    before, after = planned(two_classes(), tmp_path).marks, planned(two_classes(), tmp_path, **options).marks
    differing = {name for name in after if before.get(name) != after[name]}
    assert key in differing if key else not differing
