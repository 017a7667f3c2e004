"""A closing is an end."""

import pytest

from tunewright.storage.records import Closing
from tunewright.trials.state import OPEN, State


@pytest.mark.parametrize("state", State)
def test_a_trial_is_closed_only_by_an_end(state: State) -> None:
    if state in OPEN:
        with pytest.raises(ValueError, match=f"state must be one in which a trial can end, got '{state.value}'"):
            Closing(state)
    else:
        assert Closing(state).state is state
