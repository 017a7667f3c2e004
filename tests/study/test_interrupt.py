"""Ctrl-C once and twice."""

import signal
import threading

import pytest

from tunewright.study.interrupt import interrupts


def test_the_first_press_only_counts(capsys: pytest.CaptureFixture[str]) -> None:
    with interrupts(is_inline=True) as interrupt:
        signal.raise_signal(signal.SIGINT)
    assert interrupt.presses == 1
    assert "press it again" in capsys.readouterr().err


def test_the_second_press_ends_an_inline_objective() -> None:
    with interrupts(is_inline=True) as interrupt:
        interrupt.in_objective = True
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_nothing_but_an_objective_is_broken_off() -> None:
    with interrupts(is_inline=True) as interrupt:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
    assert interrupt.presses == 2


def test_the_second_press_is_left_to_the_loop_when_objectives_run_in_processes() -> None:
    with interrupts(is_inline=False) as interrupt:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
    assert interrupt.presses == 2


def test_the_handler_is_put_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    with interrupts(is_inline=True):
        assert signal.getsignal(signal.SIGINT) != before
    assert signal.getsignal(signal.SIGINT) == before


def test_another_thread_leaves_signals_alone() -> None:
    before = signal.getsignal(signal.SIGINT)
    seen = []

    def work() -> None:
        with interrupts(is_inline=True) as interrupt:
            seen.append((signal.getsignal(signal.SIGINT), interrupt.presses))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [(before, 0)]
