"""What the end of an error message suggests."""

import pytest

from tunewright.evaluation.nearest import nearest_names


@pytest.mark.parametrize(
    ("name", "known", "ending"),
    [
        pytest.param("speceis", ["species", "year"], "; did you mean 'species'?", id="misspelt"),
        pytest.param("SPECIES", ["species", "year"], "; did you mean 'species'?", id="other case"),
        pytest.param("acc", ["jacc", "balanced", "accuracy"], "; did you mean 'accuracy' or 'jacc'?", id="cut short"),
        pytest.param("", ["a", "b"], "; there are 'a', 'b'", id="nothing typed"),
        pytest.param("zzz", ["a", "b"], "; there are 'a', 'b'", id="nothing near"),
        pytest.param("zzz", list("abcdefgh"), "; there are 'a', 'b', 'c', 'd', 'e', 'f', …", id="many"),
        pytest.param(3, [1, 2], "; there are '1', '2'", id="names that are no text"),
    ],
)
def test_the_nearest_names_are_suggested(name: object, known: list[object], ending: str) -> None:
    assert nearest_names(name, known) == ending
