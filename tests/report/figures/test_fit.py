"""Train against validation."""

from collections.abc import Callable, Sequence

from tunewright.report.contents import Contents
from tunewright.report.figures.fit import train_against_validation
from tunewright.report.figures.folds import fold_by_fold
from tunewright.report.scene import scene_of
from tunewright.trials.state import State
from tunewright.trials.trial import Report, Trial

Make = Callable[..., Contents]


def paired(*pairs: tuple[float, float]) -> list[Trial]:
    return [
        Trial(n, State.COMPLETE, {}, (valid,), metrics={"train_score": train}) for n, (train, valid) in enumerate(pairs)
    ]


def folded(*rows: Sequence[float]) -> list[Trial]:
    return [
        Trial(
            n, State.COMPLETE, {}, (sum(row) / len(row),), reports=tuple(Report("", 0, k, v) for k, v in enumerate(row))
        )
        for n, row in enumerate(rows)
    ]


def test_the_gap_of_the_best_stands_beside_that_of_the_default(make: Make) -> None:
    figure = train_against_validation(scene_of(make(trials=paired((0.8, 0.75), (0.98, 0.78)))))
    assert figure.sentence == (
        "The best trial scores 0.98 in training and 0.78 in validation: a gap of 0.2, against 0.05 for the default "
        "configuration; the gap of a typical trial is 0.125."
    )


def test_a_gap_is_positive_when_losses_are_lower_in_training(make: Make) -> None:
    scene = scene_of(make(trials=paired((0.1, 0.4)), direction="minimize"))
    assert "a gap of 0.3;" in train_against_validation(scene).sentence


def test_without_train_scores_the_reader_is_told_how_to_get_them(make: Make) -> None:
    figure = train_against_validation(scene_of(make(trials=[Trial(0, State.COMPLETE, {}, (0.5,))])))
    assert not figure.traces
    assert '"train_score"' in figure.sentence


def test_folds_are_compared_in_pairs(make: Make) -> None:
    figure = fold_by_fold(scene_of(make(trials=folded((0.5, 0.6, 0.7), (0.6, 0.6, 0.9)))))
    assert figure.sentence == "The best configuration beats the default in 2 of 3 folds and equals it in 1."


def test_without_folds_or_without_a_better_trial_there_is_nothing_to_compare(make: Make) -> None:
    plain = [Trial(n, State.COMPLETE, {}, (n / 10,)) for n in range(2)]
    assert not fold_by_fold(scene_of(make(trials=plain))).traces
    assert not fold_by_fold(scene_of(make(trials=folded((0.9,), (0.1,))))).traces
    assert not fold_by_fold(scene_of(make(0))).traces
