"""The file is written whole or not at all."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tunewright.errors import TunewrightError
from tunewright.report.contents import Contents
from tunewright.report.write import write_report

Make = Callable[..., Contents]


def test_the_report_is_one_file_that_replaces_an_old_one(make: Make, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("old")
    write_report(path, make(3))
    assert path.read_text("utf-8").startswith("<!doctype html>")
    assert list(tmp_path.iterdir()) == [path]


def test_text_that_no_file_can_hold_is_replaced(hostile: Contents, tmp_path: Path) -> None:
    write_report(tmp_path / "report.html", hostile)
    assert "🙂" in (tmp_path / "report.html").read_text("utf-8")


@pytest.mark.parametrize("name", ["missing/report.html", "."], ids=["no folder", "a folder"])
def test_a_path_that_cannot_be_written_is_named_and_nothing_is_left(make: Make, tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    with pytest.raises(TunewrightError, match=re.escape(f"cannot write the report to {target}")):
        write_report(target, make(1))
    assert list(tmp_path.iterdir()) == []
