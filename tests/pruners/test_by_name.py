"""From names to pruners."""

import pytest

from tunewright.pruners.by_name import PRUNERS, pruner_from
from tunewright.pruners.halving import HalvingPruner
from tunewright.pruners.median import MedianPruner


def test_none_is_no_pruner() -> None:
    assert pruner_from(None) is None


@pytest.mark.parametrize(("name", "pruner"), [("median", MedianPruner()), ("halving", HalvingPruner())])
def test_a_name_gives_the_pruner_with_its_defaults(name: str, pruner: object) -> None:
    assert pruner_from(name) == pruner
    assert name in PRUNERS


def test_an_object_is_handed_back() -> None:
    pruner = MedianPruner(3)
    assert pruner_from(pruner) is pruner


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(ValueError, match="got 'medain'; did you mean 'median'"):
        pruner_from("medain")


def test_a_name_like_no_other_is_answered_with_all() -> None:
    with pytest.raises(ValueError, match=r"one of median, halving, got 'xyz'; or pass a pruner object"):
        pruner_from("xyz")


@pytest.mark.parametrize("wrong", [3, MedianPruner, object()])
def test_what_cannot_judge_is_refused(wrong: object) -> None:
    with pytest.raises(TypeError, match="object with a judge method"):
        pruner_from(wrong)  # type: ignore[arg-type]
