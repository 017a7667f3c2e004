"""What is shown while a study runs."""

import pytest

from tunewright.study.progress import OneLine, Quiet, Snapshot, progress_from

SNAPSHOT = Snapshot(3, 10, 0.25, 0.5, 1.5, 8.5, {4: ({"x": 1}, 0.2)}, False)


def test_one_line_says_how_far_how_good_and_how_long(capsys: pytest.CaptureFixture[str]) -> None:
    OneLine().update(SNAPSHOT)
    shown = capsys.readouterr().err
    assert "3/10 trials" in shown
    assert "best 0.25" in shown
    assert "8 s left" in shown


def test_what_a_trial_prints_stands_behind_its_number(capsys: pytest.CaptureFixture[str]) -> None:
    Quiet().line(7, "epoch 1")
    assert capsys.readouterr().out == "[trial 7] epoch 1\n"


def test_quiet_shows_no_progress(capsys: pytest.CaptureFixture[str]) -> None:
    Quiet().update(SNAPSHOT)
    assert capsys.readouterr() == ("", "")


def test_nobody_watching_means_no_line() -> None:
    assert type(progress_from(None)) is Quiet
    assert type(progress_from(True)) is OneLine
    assert type(progress_from(False)) is Quiet


def test_an_own_progress_is_taken_as_it_is() -> None:
    own = Quiet()
    assert progress_from(own) is own
