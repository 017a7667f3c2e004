"""The page as text: complete in itself, everything escaped, for any study."""

import json
import re
from collections.abc import Callable
from math import inf, nan
from typing import Any

import pytest

from tunewright.report.contents import Contents
from tunewright.report.page import page_of
from tunewright.space.parameters import Float
from tunewright.space.space import Space
from tunewright.trials.state import State
from tunewright.trials.trial import Report, Trial, Usage

Make = Callable[..., Contents]


def written(contents: Contents) -> str:
    """Return the page without plotly."""
    return re.sub(r"<script>/\*\*.*?</script>", "", page_of(contents), count=1, flags=re.DOTALL)


def drawings(page: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(re.search(r'id="figures">(.*?)</script>', page, re.DOTALL)[1])  # type: ignore[index]
    return found


def test_the_page_names_nothing_outside_of_itself(make: Make) -> None:
    page = written(make(30))
    assert not re.findall(r"https?://", page)
    assert "default-src 'none'" in page.replace("&#39;", "'")


def test_plotly_is_there_once(make: Make) -> None:
    page = page_of(make(5))
    assert page.count("* plotly.js v") == 1
    assert page.count("<script") == 3


def test_a_strangers_text_opens_no_tag(hostile: Contents) -> None:
    page = written(hostile)
    assert page.count("<script") == 2
    assert "<img" not in page
    assert "onerror='" not in page


def test_a_strangers_text_is_still_there_to_read(hostile: Contents) -> None:
    page = written(hostile)
    assert "&lt;/script&gt;&lt;script&gt;window.owned = 1" in page
    assert "🙂" in page
    assert "&lt;/script&gt;&lt;script&gt;" in json.dumps(drawings(page))


def test_text_that_no_file_can_hold_is_replaced(hostile: Contents) -> None:
    assert b"&lt;img" in page_of(hostile).encode("utf-8")


def test_every_figure_that_is_drawn_has_a_place_and_a_sentence(make: Make) -> None:
    page = written(make(60))
    places = re.findall(r'data-figure="([^"]+)"', page)
    assert set(places) == set(drawings(page))
    assert len(places) == len(set(places)) >= 14
    captions = re.findall(r"<figcaption>([^<]+)", page)
    assert all(caption.strip().endswith(".") for caption in captions if "Gain over" not in caption)


def test_every_link_in_the_page_leads_somewhere(make: Make) -> None:
    page = written(make(60))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r' id="([^"]+)"', page))


STRANGE = [
    pytest.param([], id="no trial"),
    pytest.param([Trial(0, State.WAITING, {})], id="waiting"),
    pytest.param([Trial(0, State.FAILED, {"x": 1.0}, error="boom")], id="one failure"),
    pytest.param([Trial(0, State.RUNNING, {"x": 1.0}, started=5.0)], id="running"),
    pytest.param([Trial(n, State.COMPLETE, {"x": 1.0}, (nan,)) for n in range(3)], id="only nan"),
    pytest.param([Trial(n, State.COMPLETE, {"x": 1.0}, (v,)) for n, v in enumerate((inf, -inf, 0.5))], id="infinite"),
    pytest.param([Trial(n, State.COMPLETE, {"x": n / 9}, (0.5,)) for n in range(9)], id="all the same"),
    pytest.param([Trial(n, State.COMPLETE, {"x": n / 9}, (1e300 * n,)) for n in range(9)], id="huge values"),
    pytest.param([Trial(n, State.COMPLETE, {"y": [n, {"k": None}]}, (n,)) for n in range(9)], id="odd params"),
    pytest.param(
        [
            Trial(n, State.COMPLETE, {}, (1.0,), reports=(Report("", 0, 0, nan),), usage=Usage(0.0), started=9, ended=9)
            for n in range(2)
        ],
        id="nothing took any time",
    ),
    pytest.param([Trial(n, state, {"x": 0.1 * n}) for n, state in enumerate(State)], id="every state"),
]


@pytest.mark.parametrize("trials", STRANGE)
@pytest.mark.parametrize("direction", ["minimize", "maximize"])
@pytest.mark.slow
def test_there_is_a_page_for_a_strange_study(make: Make, trials: list[Trial], direction: str) -> None:
    page = written(make(trials=trials, space=Space({"x": Float(0.0, 1.0)}), direction=direction))
    assert drawings(page) is not None
    shown = re.sub(r"<style>.*?</style>|<script.*?</script>", "", page, flags=re.DOTALL)
    assert not re.search(r"\b(nan|inf)\b", shown)


def test_the_page_is_the_same_each_time(make: Make) -> None:
    assert page_of(make(40)) == page_of(make(40))


@pytest.mark.slow
def test_ten_thousand_trials_make_a_page_of_less_than_12_megabytes(make: Make) -> None:
    assert len(page_of(make(10_000)).encode()) < 12e6
