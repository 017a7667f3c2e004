"""The reserve: the search ends in time for the fits that follow it."""

from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunewright.cli.job.reserve import WORDS_AND_FILES, Reserve
from tunewright.space.parameters import Float
from tunewright.space.space import Space
from tunewright.stoppers.budget import Budget
from tunewright.trials.history import History
from tunewright.trials.state import State
from tunewright.trials.trial import Trial, Usage


def history(*trials: tuple[float, float, bool]) -> History:
    """Return a history of (loss or NaN for a failed one, seconds, is a default) trials."""
    columns = History(Space({"x": Float(0.0, 1.0)}))
    for number, (loss, seconds, is_default) in enumerate(trials):
        state = State.FAILED if loss != loss else State.COMPLETE
        tags = {"baseline": True} if is_default else {}
        columns.put(Trial(number, state, {"x": 0.1 * number}, tags=tags, usage=Usage(seconds)), [loss])
    return columns


def test_without_a_score_only_words_and_files_are_reckoned_with() -> None:
    assert Reserve(3.0, 5).needed(history()) == WORDS_AND_FILES
    assert Reserve(3.0, 5).needed(history((nan, 9.0, True))) == WORDS_AND_FILES


def test_three_fits_follow_with_a_hold_out_and_one_without() -> None:
    """Of two folds a fit has half the rows; on all rows it costs four times as much; without hold-out once."""
    known = history((1.0, 2.0, True), (0.5, 4.0, False), (0.7, 100.0, False))
    assert Reserve(3.0, 2).needed(known) == pytest.approx(WORDS_AND_FILES + 4 * 4.0 / 2)
    with_holdout = 4 * (4.0 + 2.0) / 2 + 16 * 4.0 / 2
    assert Reserve(3.0, 2, holdout=0.5).needed(known) == pytest.approx(WORDS_AND_FILES + with_holdout)


@given(st.floats(0.0, 100.0), st.floats(0.1, 50.0), st.floats(0.0, 20.0))
def test_where_the_end_is_dear_no_trial_starts_that_would_eat_into_it(left: float, seconds: float, kept: float) -> None:
    known, reserve = history((0.5, seconds, True)), Reserve(kept, 5, 0.2)
    budget = Budget(started=0.0, now=100.0 - left, timeout=100.0)
    needed = reserve.needed(known)
    stopped = reserve.reason(known, budget) is not None
    assert stopped == (needed > kept and budget.seconds_left + kept <= needed + seconds)


def test_where_what_is_kept_back_is_enough_the_search_has_all_its_time() -> None:
    assert Reserve(9.0, 5, 0.2).reason(history((0.5, 1.0, True)), Budget(started=0.0, now=9.99, timeout=10.0)) is None


def test_without_a_deadline_it_never_stops() -> None:
    assert Reserve(3.0, 5).reason(history((0.5, 1e6, True)), Budget()) is None


def test_a_time_that_was_not_measured_counts_as_none() -> None:
    assert Reserve(3.0, 5).needed(history((0.5, nan, True))) == WORDS_AND_FILES
