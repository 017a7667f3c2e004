"""The live and the plain screen, fed with snapshots."""

from dataclasses import replace

import pytest
from rich.console import Console

from tunewright.cli.screen import LiveScreen, PlainScreen, Silent, counted, describe, progress_sentence, share_done
from tunewright.study.progress import Snapshot

START = Snapshot(0, None, None, None, 0.0, None, {}, is_ending=False)
PARAMS = {"model": "svm", "svm.kernel": "rbf", "svm.C": 133.6789, "svm.class_weight": None}


def test_a_configuration_is_told_without_prefixes_and_with_short_numbers() -> None:
    assert describe(PARAMS) == "svm kernel=rbf C=134 class_weight=none"


def test_of_a_long_configuration_the_first_part_is_told_unless_all_of_it_is_wanted() -> None:
    long = {f"p{index}": index for index in range(9)}
    assert describe(long) == "p0=0 p1=1 p2=2 p3=3 p4=4 (+4)"
    assert describe(long, None).endswith("p8=8")


def test_one_is_singular() -> None:
    assert [counted(n, "trial") for n in (0, 1, 2)] == ["0 trials", "1 trial", "2 trials"]


@pytest.mark.parametrize(
    ("snapshot", "planned", "sentence"),
    [
        pytest.param(START, None, "0 trials, no score yet", id="nothing yet"),
        pytest.param(
            replace(START, n_done=1, best=0.5, baseline=0.25, seconds_left=12.4),
            None,
            "1 trial, best r2 0.5000 (default 0.2500), 12 s left",
            id="with time",
        ),
        pytest.param(replace(START, n_done=3, best=0.5), 9, "3 of 9 trials, best r2 0.5000", id="with trials"),
        pytest.param(replace(START, seconds_left=-1.0), None, "0 trials, no score yet, 0 s left", id="over"),
    ],
)
def test_progress_is_one_sentence(snapshot: Snapshot, planned: int | None, sentence: str) -> None:
    assert progress_sentence(snapshot, "r2", planned) == sentence


def test_the_share_done_is_that_of_time_or_trials_whichever_is_more() -> None:
    assert share_done(START) == 0.0
    assert share_done(replace(START, n_done=3), 4) == 0.75
    assert share_done(replace(START, n_done=1, seconds=9.0, seconds_left=1.0), 4) == 0.9
    assert share_done(replace(START, n_done=8), 4) == 1.0


def test_the_plain_screen_writes_when_the_score_improves_and_every_ten_seconds() -> None:
    lines: list[str] = []
    screen = PlainScreen("r2", lines.append)
    for seconds, best in [(1.0, None), (2.0, 0.1), (3.0, 0.1), (11.0, 0.1), (12.5, 0.1), (13.0, 0.2)]:
        screen.update(replace(START, seconds=seconds, best=best))
    screen.close()
    assert [line.split(" s ")[0].strip() for line in lines] == ["2.0", "12.5", "13.0"]


def test_what_a_trial_prints_is_shown_with_its_number() -> None:
    lines: list[str] = []
    PlainScreen("r2", lines.append).line(3, "[bold]hello")
    assert lines == ["[trial 3] [bold]hello"]


def test_the_live_screen_has_a_line_per_worker_that_fits_the_window() -> None:
    console = Console(width=50)
    running = {7: (PARAMS, 1.25), 8: ({**PARAMS, "svm.kernel": "[bold]x" * 9}, 0.5)}
    drawn = LiveScreen("r2")._drawn(replace(START, seconds=5.0, seconds_left=5.0, running=running, is_ending=True))
    with console.capture() as capture:
        console.print(drawn)
    lines = capture.get().splitlines()
    assert "letting the running trials end" in " ".join("\n".join(lines[:2]).split())
    assert lines[-2].startswith("  trial 7, 1.2 s: svm kernel=rbf C=134")
    assert lines[-1].startswith("  trial 8, 0.5 s: svm kernel=[bold]x")
    assert max(map(len, lines)) <= 50


def test_the_live_screen_opens_and_closes_and_prints_above_its_lines(capsys: pytest.CaptureFixture[str]) -> None:
    screen = LiveScreen("r2")
    screen.close()
    screen.update(START)
    screen.line(1, "[red]plain")
    screen.close()
    assert "[trial 1] [red]plain" in capsys.readouterr().out


def test_the_silent_screen_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Silent()
    screen.update(START)
    screen.line(1, "text")
    screen.close()
    assert capsys.readouterr() == ("", "")
