"""Finding an entry by its name."""

import pytest

from tunewright.catalogue.by_name import entry, names


def test_every_name_leads_to_the_entry_that_bears_it() -> None:
    assert [entry(name).name for name in names()] == list(names()) == ["svm", "tree", "neural-network"]


def test_a_misspelt_name_is_answered_with_the_nearest_and_all() -> None:
    with pytest.raises(
        ValueError, match=r"'neural_network' is not .* did you mean 'neural-network'\? There are svm, tree"
    ):
        entry("neural_network")


def test_a_name_like_no_other_is_answered_with_all() -> None:
    with pytest.raises(ValueError, match=r"'xyz' is not in the catalogue; there are svm, tree, neural-network"):
        entry("xyz")
