"""The page in a real Chromium without a network: it draws, says nothing on the console, and fits on a phone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tunewright.report.contents import Contents
from tunewright.report.page import page_of

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install playwright")
pytestmark = [pytest.mark.browser, pytest.mark.slow]

Make = Callable[..., Contents]
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
CHROMIUMS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
SCROLL = """async () => {
    for (let y = 0; y < document.body.scrollHeight; y += 400) {
        window.scrollTo({top: y, behavior: "instant"});
        await new Promise((done) => setTimeout(done, 60));
    }
}"""
ALL_DRAWN = "() => [...document.querySelectorAll('[data-figure]')].every((place) => place.dataset.drawn)"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    path = next((path for path in CHROMIUMS if Path(path).exists()), None)
    if path is None:
        pytest.skip("no Chromium found; on Debian: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@contextmanager
def opened(browser: Any, path: Path, **settings: Any) -> Iterator[Any]:
    """Open the page offline; whatever it complains about fails the test."""
    context = browser.new_context(offline=True, **settings)
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith("file:") else complaints.append(request.url))
    page.goto(path.as_uri())
    try:
        yield page
    finally:
        context.close()
    assert complaints == []


@pytest.fixture
def report(make: Make, assessment: Callable[..., Any], tmp_path: Path) -> Path:
    path = tmp_path / "report.html"
    contents = make(60, assessment=assessment(), command="tunewright tune x.csv", next_steps=["Use it."])
    path.write_text(page_of(contents), "utf-8")
    return path


@pytest.mark.parametrize("settings", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_figure_is_drawn_offline_and_nothing_sticks_out(
    browser: Any, report: Path, settings: dict[str, Any], scheme: str
) -> None:
    with opened(browser, report, color_scheme=scheme, **settings) as page:
        assert page.locator("html").get_attribute("data-theme") == scheme
        page.evaluate(SCROLL)
        page.wait_for_function(ALL_DRAWN)
        assert page.locator(".plot svg.main-svg").count() >= 14
        assert page.evaluate("document.documentElement.scrollWidth") == settings["viewport"]["width"]


def test_figures_below_the_screen_wait_until_they_are_seen(browser: Any, report: Path) -> None:
    with opened(browser, report, **PHONE) as page:
        assert page.locator("[data-drawn]").count() < page.locator("[data-figure]").count() / 2
        assert page.get_by_text("Real gain", exact=True).is_visible()


def test_a_strangers_text_does_not_run(browser: Any, hostile: Contents, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(page_of(hostile), "utf-8")
    with opened(browser, path, **PHONE) as page:
        page.evaluate(SCROLL)
        page.wait_for_function(ALL_DRAWN)
        assert page.evaluate("window.owned") is None
        assert page.locator("img, script:not([id])").count() == 2
        assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_script_that_slipped_in_would_be_refused(browser: Any, report: Path) -> None:
    text = report.read_text("utf-8").replace("<main", "<script>window.owned = 1</script><main", 1)
    report.write_text(text, "utf-8")
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto(report.as_uri())
    assert page.evaluate("window.owned") is None
    context.close()


def test_the_table_sorts_filters_and_unfolds(browser: Any, report: Path) -> None:
    with opened(browser, report, **DESKTOP) as page:
        rows = page.locator("table.trials tbody tr:visible")
        assert rows.count() == 25
        page.locator("#more").click()
        assert rows.count() == 60
        page.get_by_role("button", name="Time").click()
        seconds = page.locator("td[data-label=Time]").evaluate_all(
            "cells => cells.map((cell) => Number(cell.dataset.value))"
        )
        assert seconds == sorted(seconds)
        page.get_by_role("button", name="accuracy").click()
        scores = page.locator("td[data-label=accuracy]").evaluate_all(
            "cells => cells.map((cell) => cell.dataset.value)"
        )
        known = [float(score) for score in scores if score]
        assert known == sorted(known, reverse=True)
        assert scores[: len(known)] == [score for score in scores if score]
        page.locator("[data-show]").select_option("pruned")
        assert set(rows.evaluate_all("rows => rows.map((row) => row.dataset.state)")) == {"pruned"}


def test_the_colours_can_be_switched_by_hand(browser: Any, report: Path) -> None:
    with opened(browser, report, color_scheme="light", **DESKTOP) as page:
        page.locator("#theme").click()
        assert page.locator("html").get_attribute("data-theme") == "dark"
        assert page.locator("#theme").inner_text() == "Light"


def test_text_and_ground_contrast_enough_in_both_colour_schemes(browser: Any, report: Path) -> None:
    """WCAG 2.1 AA asks for 4.5 between text and what is behind it."""
    pairs = [("ink", "page"), ("muted", "page"), ("muted", "ground"), ("accent", "ground"), ("default", "ground")]
    pairs += [(tone, ground) for tone in ("good", "open", "bad", "none") for ground in ("ground", f"{tone}-soft")]
    for scheme in ("light", "dark"):
        with opened(browser, report, color_scheme=scheme, **DESKTOP) as page:
            style = "(name) => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim()"
            for front, back in pairs:
                assert contrast(page.evaluate(style, front), page.evaluate(style, back)) >= 4.5, (scheme, front, back)


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_ten_thousand_trials_are_drawn_within_two_seconds_of_being_seen(
    browser: Any, make: Make, tmp_path: Path
) -> None:
    path = tmp_path / "huge.html"
    path.write_text(page_of(make(10_000)), "utf-8")
    with opened(browser, path, **DESKTOP) as page:
        page.evaluate(SCROLL)
        page.wait_for_function(ALL_DRAWN)
        slowest = page.evaluate("""async () => {
            let slowest = 0;
            for (const place of document.querySelectorAll("[data-figure]")) {
                const begun = performance.now();
                await Plotly.redraw(place);
                slowest = Math.max(slowest, performance.now() - begun);
            }
            return slowest;
        }""")
        assert slowest < 2000
