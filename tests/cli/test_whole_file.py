"""A file is whole or not there at all."""

from pathlib import Path

import pytest

from tunewright.cli.whole_file import check_writable, write_whole


def fail_half_way(part: Path) -> None:
    part.write_text("half")
    raise OSError("the disk is full")


def test_a_file_is_written(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.txt", lambda part: part.write_text("whole"))
    assert (tmp_path / "a.txt").read_text() == "whole"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(OSError, match="disk") as failure:
        write_whole(path, fail_half_way)
    assert failure.value.filename == str(path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("place", ["missing/a.txt", "."], ids=["no folder", "a folder"])
def test_a_path_that_cannot_be_written_is_named_and_nothing_is_left(tmp_path: Path, place: str) -> None:
    with pytest.raises(OSError, match="directory") as failure:
        write_whole(tmp_path / place, lambda part: part.write_text("x"))
    assert failure.value.filename == str(tmp_path / place)
    assert not list(tmp_path.iterdir())


def test_the_suffix_is_kept_while_it_is_written(tmp_path: Path) -> None:
    seen: list[str] = []

    def write(part: Path) -> None:
        seen.append(part.suffix)
        part.write_text("x")

    write_whole(tmp_path / "a.joblib", write)
    assert seen == [".joblib"]


def test_a_place_that_can_be_written_is_left_as_it_was(tmp_path: Path) -> None:
    check_writable("--json", tmp_path / "new.json")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("place", "said"), [("", "is a folder"), ("no/x.json", "there is no folder")])
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, place: str, said: str) -> None:
    with pytest.raises(ValueError, match=f"--json: .*{said}"):
        check_writable("--json", tmp_path / place)
