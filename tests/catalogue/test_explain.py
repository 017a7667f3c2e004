"""The explanation as rows: complete, and true to the space that a search would use."""

import pytest

from tunewright.catalogue.by_name import entry, names
from tunewright.catalogue.entry import Shape
from tunewright.catalogue.explain import TYPICAL_CLASSIFICATION, TYPICAL_REGRESSION, explain, shown

every_case = pytest.mark.parametrize(
    ("name", "shape"), [(name, shape) for name in names() for shape in (TYPICAL_CLASSIFICATION, TYPICAL_REGRESSION)]
)


@every_case
def test_every_hyperparameter_of_the_space_has_a_row_and_a_section(name: str, shape: Shape) -> None:
    _, _, is_set, *rest = explain(entry(name), shape)
    parameters = entry(name).space(shape).names
    assert [row[0] for row in is_set.rows] == list(parameters)
    assert [section.title.partition(":")[0] for section in rest[:-1]] == list(parameters)


@every_case
def test_a_heading_says_the_name_once(name: str, shape: Shape) -> None:
    for section in explain(entry(name), shape)[3:-1]:
        setting, _, title = section.title.partition(": ")
        assert not title.lower().replace(" ", "_").startswith(setting.lower())
        assert title[0].isupper()


@every_case
def test_the_value_that_stands_for_nothing_is_written_as_set_and_the_ranges_write_it(name: str, shape: Shape) -> None:
    texts = [text for section in explain(entry(name), shape) for row in section.rows for text in row]
    assert not [text for text in texts if "None" in text]


@every_case
def test_rows_are_as_wide_as_their_headings(name: str, shape: Shape) -> None:
    for section in explain(entry(name), shape):
        assert all(len(row) == (len(section.columns) or 2) for row in section.rows)


@every_case
def test_what_is_learned_stands_beside_what_is_set(name: str, shape: Shape) -> None:
    titles = [section.title for section in explain(entry(name), shape)]
    assert titles[:3] == [entry(name).title, "What the model learns", "What is set before training"]
    assert titles[-1] == "What stays as it is"


def rows_of(name: str, shape: Shape) -> dict[str, tuple[str, ...]]:
    return {row[0]: row[2:] for row in explain(entry(name), shape)[2].rows}


def test_ranges_defaults_ends_and_conditions_are_those_of_the_space() -> None:
    rows = rows_of("svm", TYPICAL_CLASSIFICATION)
    assert rows["C"] == ("0.01 to 1000, by factors", "1", "low", "")
    assert rows["gamma"] == ("5e-05 to 5, by factors", "scale", "low", 'kernel == "rbf"')
    assert rows["kernel"] == ("linear, poly, rbf", "rbf", "linear", "")
    assert rows["class_weight"] == ("none, balanced", "none", "", "")
    assert rows_of("tree", TYPICAL_REGRESSION)["max_depth"] == ("1 to 20", "none", "low", "")


def test_the_shape_of_the_table_is_said() -> None:
    text = explain(entry("tree"), Shape("classification", 12_345, 7, 4))[2].text
    assert "classification on 12,345 rows and 7 columns, 4 classes" in text


def test_the_notes_wrong_sentence_on_batches_is_put_right() -> None:
    (section,) = [each for each in explain(entry("neural-network")) if each.title.startswith("batch_size")]
    assert dict(section.rows)["memory"].startswith("A small batch needs less memory, not more")


def test_where_dropout_is_to_be_found_is_said() -> None:
    assert "it comes with the PyTorch network" in explain(entry("neural-network"))[0].text


@pytest.mark.parametrize(
    ("value", "text"), [(None, "none"), (True, "true"), (0.05, "0.05"), (1e-5, "1e-05"), (1000.0, "1000"), (7, "7")]
)
def test_values_are_shown_as_a_person_reads_them(value: object, text: str) -> None:
    assert shown(value) == text
