"""Tables in a pipe: as wide as needed, never broken, never taken for markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tunewright.cli.tables import Column, fitted, write_table


def test_a_table_in_a_pipe_is_never_broken_nor_padded(capsys: pytest.CaptureFixture[str]) -> None:
    long = "word " * 60
    write_table([Column("n", "right"), Column("text")], [["1", long.strip()], ["22", "short"]])
    lines = capsys.readouterr().out.splitlines()
    assert any(long.strip() in line for line in lines)
    assert all(line == line.rstrip() for line in lines)
    assert all((lines[0], lines[-1]))


def test_cells_are_not_taken_for_markup(capsys: pytest.CaptureFixture[str]) -> None:
    write_table([Column("what")], [["[bold]loud[/bold]"], ["[/]"]], title="Title")
    out = capsys.readouterr().out
    assert "[bold]loud[/bold]" in out
    assert "[/]" in out
    assert "Title" in out


def test_a_width_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    write_table([Column("what")], [["word " * 30]], width=40)
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 40


words = st.text("abc 漢", max_size=30)


@given(st.lists(st.tuples(words, words, words), max_size=5), st.integers(0, 60))
def test_no_word_is_broken_where_there_is_room_for_the_longest_of_each_column(
    rows: list[tuple[str, str, str]], spare: int
) -> None:
    columns = [Column("name"), Column("what"), Column("range")]
    longest = [
        max(cell_len(word) for cell in cells for word in cell.split())
        for cells in ([column.heading, *(row[index] for row in rows)] for index, column in enumerate(columns))
    ]
    widths = fitted(columns, rows, sum(longest) + spare)
    assert all(width is not None and width >= least for width, least in zip(widths, longest, strict=True))
    assert sum(width or 0 for width in widths) <= sum(longest) + spare
    assert fitted(columns, rows, sum(longest) - 1) == [None, None, None]


def test_a_narrow_window_leaves_out_what_is_minor_and_a_pipe_never(capsys: pytest.CaptureFixture[str]) -> None:
    columns = [Column("score"), Column("error", is_minor=True), Column("settings")]
    for width, settings, has_error in [(40, "a=1 " * 20, False), (120, "a=1 " * 20, True), (None, "a=1", True)]:
        write_table(columns, [["0.5", "0.1", settings]], width=width)
        out = capsys.readouterr().out
        assert ("error" in out, "0.1" in out) == (has_error, has_error)
        assert "settings" in out
