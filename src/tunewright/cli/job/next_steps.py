"""What to do now: a few sentences from the result, the most useful first."""

from collections.abc import Mapping

from tunewright.space.values import Json
from tunewright.study.loop import ALL_RUN, ALL_TRIED, INTERRUPTED

MOST_STEPS = 4
FEW_TRIALS = 30


def next_steps(result: Mapping[str, Json]) -> list[str]:
    """Return what a person might do with this result, at most four sentences."""
    steps = [_about_the_verdict(result), _about_the_budget(result)]
    steps += [str(finding["fix"]) for finding in result["findings"] if finding["fix"] and finding["severity"] != "info"]
    return [step for step in dict.fromkeys(steps) if step][:MOST_STEPS]


def _about_the_verdict(result: Mapping[str, Json]) -> str:
    if result["verdict"] == "real":
        return f"Use the tuned {result['model']}: its gain holds after correction for the search."
    if result["verdict"] == "worse":
        return "Keep the default configuration: tuning made it worse on data that it had not seen."
    if result["best_params"] == result["default_params"] and result["model"] == result["default_model"]:
        return f"Keep the default {result['model']}: nothing that was tried beat it."
    return (
        "The gain may be luck: keep the default if it is simpler or cheaper, or gather more rows, "
        "which narrow the interval."
    )


def _about_the_budget(result: Mapping[str, Json]) -> str:
    if result["stop_reason"] == INTERRUPTED:
        return f"You stopped the search; {_how_to_go_on(result)}."
    if result["n_trials"] >= FEW_TRIALS or result["stop_reason"] == ALL_TRIED:
        return ""
    few = "Only 1 trial was run" if result["n_trials"] == 1 else f"Only {result['n_trials']} trials were run"
    return f"{few}; {_how_to_go_on(result)}."


def _how_to_go_on(result: Mapping[str, Json]) -> str:
    more = "a larger --n-trials" if result["stop_reason"] == ALL_RUN else "more time"
    if result["storage"]:
        return f"the same command, with {more} if you like, goes on where it ended"
    return f"give {more}, and --storage sqlite:///tuning.db to be able to go on later"
