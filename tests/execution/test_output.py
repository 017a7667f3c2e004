"""What a child prints arrives whole, under its trial's key, and never stops the child for good."""

import ctypes
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execution.conftest import Open, only
from tunewright.execution.birth import CONTEXT
from tunewright.execution.output import KEPT, Output

Line = tuple[int, str]


def test_lines_come_under_the_key_of_their_trial(processes: Open) -> None:
    lines: list[Line] = []
    backend = processes(lambda task, ask: print(task), on_output=lambda key, line: lines.append((key, line)))  # noqa: T201
    for key, text in enumerate(["one\ntwo", "three"]):
        only(backend, key, text)
    assert lines == [(0, "one"), (0, "two"), (1, "three")]


def test_everything_that_writes_is_heard_in_order(processes: Open) -> None:
    def write(task: object, ask: object) -> None:
        print("python")  # noqa: T201
        print("error", file=sys.stderr)  # noqa: T201
        os.write(1, b"system\n")
        subprocess.run(["echo", "program"], check=True)
        if sys.platform == "linux":
            ctypes.CDLL(None).printf(b"%s\n", b"C")
            ctypes.CDLL(None).printf(b"%s", b"C without an end")

    said = ["python", "error", "system", "program"] + ["C", "C without an end"] * (sys.platform == "linux")
    lines: list[str] = []
    outcome = only(processes(write, on_output=lambda key, line: lines.append(line)))
    assert lines == said
    assert outcome.output.split("\n")[: len(said)] == said


def test_lines_are_heard_while_the_trial_runs(processes: Open) -> None:
    heard: list[str] = []

    def talk(task: object, ask: object) -> object:
        print("listen")  # noqa: T201
        for _ in range(1000):
            if ask("heard?"):  # type: ignore[operator]
                return "yes"
        return "no"

    backend = processes(talk, lambda key, message: bool(heard), on_output=lambda key, line: heard.append(line))
    assert only(backend).value == "yes"


def test_megabytes_do_not_block_and_their_end_is_kept(processes: Open) -> None:
    n_lines = 100_000

    def flood(task: object, ask: object) -> None:
        for n in range(n_lines):
            print(f"{n:060d}")  # noqa: T201

    count = [0]
    outcome = only(processes(flood, on_output=lambda key, line: count.__setitem__(0, count[0] + 1)))
    assert count == [n_lines]
    assert len(outcome.output) == KEPT
    assert outcome.output.endswith(f"{n_lines - 1:060d}\n")


def test_what_was_printed_before_a_death_is_kept(processes: Open) -> None:
    def die(task: object, ask: object) -> None:
        print("last words")  # noqa: T201
        os._exit(1)

    assert only(processes(die)).output == "last words\n"


def test_a_child_that_cannot_start_says_why(processes: Open) -> None:
    def never(task: object, ask: object) -> None: ...

    outcome = only(processes(never, preload=("execution.breaks_on_import",)))
    assert outcome.kind == "exited"
    assert "RuntimeError: no import today" in outcome.output


def heard(*chunks: bytes) -> tuple[list[str], str]:
    reader, writer = CONTEXT.Pipe(duplex=False)
    lines: list[str] = []
    output = Output(reader, lambda key, line: lines.append(line))
    for chunk in chunks:
        os.write(writer.fileno(), chunk)
        output.drain(0)
    writer.close()
    tail = output.finish(0)
    output.close()
    return lines, tail


@pytest.mark.parametrize(
    ("chunks", "lines"),
    [
        pytest.param([b"a\nb"], ["a", "b"], id="without an end"),
        pytest.param([b"a", b"b\n", b"c"], ["ab", "c"], id="in pieces"),
        pytest.param([b"1%\r50%\r100%\n"], ["100%"], id="progress bar"),
        pytest.param([b"windows\r\n"], ["windows"], id="carriage return"),
        pytest.param([b"\n\n"], ["", ""], id="empty lines"),
        pytest.param([b"\xff\n"], ["\N{REPLACEMENT CHARACTER}"], id="not UTF-8"),
        pytest.param([b"\xc3", b"\xa4\n"], ["ä"], id="a letter in two pieces"),
    ],
)
def test_a_line_is_what_a_terminal_would_show(chunks: list[bytes], lines: list[str]) -> None:
    assert heard(*chunks)[0] == lines


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=50), max_size=20),
    st.integers(1, 9),
)
def test_nothing_is_lost_wherever_the_pieces_break(lines: list[str], size: int) -> None:
    text = "".join(line + "\n" for line in lines).encode()
    pieces = [text[i : i + size] for i in range(0, len(text), size)]
    assert heard(*pieces) == (lines, text[-KEPT:].decode("utf-8", "replace"))


def test_what_is_printed_between_trials_belongs_to_none() -> None:
    reader, writer = CONTEXT.Pipe(duplex=False)
    lines: list[str] = []
    output = Output(reader, lambda key, line: lines.append(line))
    os.write(writer.fileno(), b"stray\n")
    output.drain(None)
    assert output.finish(1) == ""
    writer.close()
    output.close()
    assert lines == []


def test_a_system_that_cannot_capture_has_no_output() -> None:
    output = Output(None, None)
    assert output.finish(0) == ""
    assert not output.is_open
    output.close()
