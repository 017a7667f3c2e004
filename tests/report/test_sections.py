"""The parts of the page and their order."""

from collections.abc import Callable

from tunewright.report.contents import Contents
from tunewright.report.scene import Scene, scene_of
from tunewright.report.sections import sections_of

Make = Callable[..., Contents]


def test_a_full_study_is_told_in_the_order_of_a_readers_questions(make: Make) -> None:
    contents = make(60, command="tunewright tune …")
    assert [section.title for section in sections_of(scene_of(contents))] == [
        "Configuration",
        "Progress",
        "Fit",
        "Effects",
        "Time and memory",
        "Trials",
        "What was tuned",
        "The run",
        "What the words mean",
    ]


def test_what_has_nothing_to_say_is_left_out(simple: Callable[..., Scene]) -> None:
    keys = [section.key for section in sections_of(simple([]))]
    assert keys == ["progress", "trials", "searched", "words"]


def test_the_strongest_hyperparameters_are_named(make: Make) -> None:
    effects = next(section for section in sections_of(scene_of(make(200))) if section.key == "effects")
    assert effects.lead.startswith("What accounts for most of the spread in scores: tree.max_depth (")
