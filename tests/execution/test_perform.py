"""One task performed in this process: every way to end becomes a value, but for Ctrl-C."""

from collections.abc import Iterator

import pytest

from tunewright.execution.perform import perform
from tunewright.measure.meter import Meter


@pytest.fixture
def meter() -> Iterator[Meter]:
    opened = Meter()
    yield opened
    opened.close()


def raising(error: BaseException) -> object:
    def run(task: object, ask: object) -> None:
        raise error

    return run


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ValueError("no"), "raised"),
        (MemoryError(), "out-of-memory"),
        (SystemExit(2), "exited"),
        (GeneratorExit(), "raised"),
        (RecursionError(), "raised"),
    ],
)
def test_what_is_raised_decides_the_kind(error: BaseException, kind: str, meter: Meter) -> None:
    performance = perform(raising(error), None, print, meter)  # type: ignore[arg-type]
    assert performance.kind == kind
    assert performance.value is None
    assert performance.failure is not None


def test_task_and_ask_reach_the_callable(meter: Meter) -> None:
    performance = perform(lambda task, ask: (task, ask("x")), 5, lambda message: message, meter)
    assert (performance.kind, performance.value, performance.failure) == ("returned", (5, "x"), None)


def test_ctrl_c_passes_through(meter: Meter) -> None:
    with pytest.raises(KeyboardInterrupt):
        perform(raising(KeyboardInterrupt()), None, print, meter)  # type: ignore[arg-type]
