"""No file is written over one that is read, or over another that is written."""

from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tunewright.cli.different_files import check_different, storage_file


def test_files_of_different_names_may_be_read_and_written() -> None:
    check_different({"DATA": Path("a"), "--space": None}, {"--json": Path("b"), "--report": None})


def test_a_file_is_recognised_by_another_name(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "a")
    for other in (tmp_path / "link", tmp_path / "no" / ".." / "a"):
        with pytest.raises(ValueError, match=r"--json: .* is the file of DATA too"):
            check_different({"DATA": tmp_path / "a"}, {"--json": other})


@pytest.mark.parametrize(
    ("url", "file"),
    [
        (None, None),
        ("sqlite:///a.db", Path("a.db")),
        ("sqlite:////srv/a.db?durability=process", Path("/srv/a.db")),
        ("a.db", Path("a.db")),
        ("postgresql://host/a", None),
    ],
)
def test_the_file_of_a_storage_is_found(url: str | None, file: Path | None) -> None:
    assert storage_file(url) == file


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--json", "TABLE"], "--json: TABLE is the file of DATA too"),
        (["--report", "r", "--json", "r"], "--report: r is the file of --json too"),
        (["--save-model", "t.db", "--storage", "sqlite:///t.db"], "--save-model: t.db is the file of --storage too"),
        (["--space", "s.toml", "--report", "s.toml"], "--report: s.toml is the file of --space too"),
    ],
)
def test_tune_writes_over_nothing_it_reads(
    command: Command, table: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], said: str
) -> None:
    monkeypatch.chdir(table.parent)
    before = table.read_bytes()
    code, out, err = command(
        *("tune", table, "--target", "kind", "--n-trials", 1),
        *(str(table) if each == "TABLE" else each for each in options),
    )
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said.replace("TABLE", str(table)) in err
    assert table.read_bytes() == before


def test_the_other_commands_write_over_nothing_they_read(command: Command, table: Path) -> None:
    storage = table.parent / "t.db"
    storage.write_text("keep me")
    for arguments in (
        ["predict", "model.joblib", table, "--output", table],
        ["predict", table, "rows.csv", "--output", table],
        ["report", "--storage", f"sqlite:///{storage}", "--output", storage],
        ["study", "export", "--storage", storage, "--output", storage],
    ):
        code, _, err = command(*arguments)
        assert (code, err.count("\n")) == (2, 1)
        assert "too; choose another name" in err
    assert storage.read_text() == "keep me"
