"""Tables in a pipe: as wide as needed, never broken, never taken for markup."""

import pytest

from tunewright.cli.tables import Column, write_table


def test_a_table_in_a_pipe_is_never_broken_nor_padded(capsys: pytest.CaptureFixture[str]) -> None:
    long = "word " * 60
    write_table([Column("n", "right"), Column("text")], [["1", long.strip()], ["22", "short"]])
    lines = capsys.readouterr().out.splitlines()
    assert any(long.strip() in line for line in lines)
    assert all(line == line.rstrip() for line in lines)


def test_cells_are_not_taken_for_markup(capsys: pytest.CaptureFixture[str]) -> None:
    write_table([Column("what")], [["[bold]loud[/bold]"], ["[/]"]], title="Title")
    out = capsys.readouterr().out
    assert "[bold]loud[/bold]" in out
    assert "[/]" in out
    assert "Title" in out


def test_a_width_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    write_table([Column("what")], [["word " * 30]], width=40)
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 40


def test_a_narrow_window_leaves_out_what_is_minor_and_a_pipe_never(capsys: pytest.CaptureFixture[str]) -> None:
    columns = [Column("score"), Column("error", is_minor=True), Column("settings")]
    for width, settings, has_error in [(40, "a=1 " * 20, False), (120, "a=1 " * 20, True), (None, "a=1", True)]:
        write_table(columns, [["0.5", "0.1", settings]], width=width)
        out = capsys.readouterr().out
        assert ("error" in out, "0.1" in out) == (has_error, has_error)
        assert "settings" in out
