"""The command line's front door: the commands, and how an error looks.

A wrong argument, a missing file or a storage that cannot be used is one line on stderr and exit code 2, never a
traceback; set TUNEWRIGHT_DEBUG=1 to see one. A missing optional package is such a line too. What went wrong after the
first trial is exit code 1: the same command may do better with more time, memory or room on the disk.

Some versions of typer depend on click, others carry a copy of it: its exceptions are found through typer's own names.
"""

import logging
import os
import sys
from importlib import import_module

import typer

from tunewright import __version__
from tunewright.cli.exit_codes import INTERRUPTED, MEANINGS, WRONG_USE, NotDelivered
from tunewright.cli.translation import in_one_line
from tunewright.errors import TunewrightError

COMMANDS = ("tune", "demo", "predict", "explain", "report", "doctor")
EXTRA_MODULES = ("sklearn", "pandas", "pyarrow", "joblib", "plotly", "jinja2", "cmaes")
WrongUse: type[Exception] = typer.BadParameter.__mro__[2]  # click's ClickException, of whichever click typer uses

app = typer.Typer(
    name="tunewright",
    help="Find better hyperparameters in less time, and know whether the gain is real.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tunewright {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(False, "--version", callback=_show_version, is_eager=True, help="Show the version."),
) -> None:
    """Find better hyperparameters in less time, and know whether the gain is real."""


def _fill() -> None:
    for name in COMMANDS:
        module = import_module(f"tunewright.cli.{name}")
        epilog = MEANINGS if name == "tune" else None
        app.command(name, no_args_is_help=name in {"tune", "predict"}, epilog=epilog)(getattr(module, name))
    app.add_typer(import_module("tunewright.cli.study").app, name="study")


def run(arguments: list[str]) -> int:
    """Run the command line with `arguments` and return its exit code."""
    logging.getLogger("tunewright").addHandler(logging.NullHandler())  # the trials' errors are told at the end, once
    try:
        if not app.registered_commands:
            _fill()  # takes most of a second, in which Ctrl-C may come
        code = app(arguments, prog_name="tunewright", standalone_mode=False)
    except WrongUse as wrong:
        return _wrong_use(wrong)
    except (typer.Abort, KeyboardInterrupt) as stop:
        return _stopped(stop.__cause__)
    except (TunewrightError, ValueError, OSError, ModuleNotFoundError) as error:
        if os.environ.get("TUNEWRIGHT_DEBUG"):
            raise
        return _complain(*_told(error))
    if code == INTERRUPTED:  # as other versions of typer say that Ctrl-C was pressed
        return _stopped(None)
    return code if isinstance(code, int) else 0


def _stopped(cause: BaseException | None) -> int:
    """Say so; the end of a damaged file, taken for Ctrl-D at a prompt by click, is a wrong file: nothing is asked."""
    return _complain(str(cause)) if isinstance(cause, EOFError) else _complain("stopped", INTERRUPTED)


def _told(error: Exception) -> tuple[str, int]:
    """Return what is said of an error, and the exit code; raise it again if it is a mistake of ours."""
    if isinstance(error, ModuleNotFoundError):
        if (error.name or "").split(".")[0] not in EXTRA_MODULES:
            raise error
        return f"this command needs {error.name}; run: pip install 'tunewright[tune]'", WRONG_USE
    return in_one_line(error), error.code if isinstance(error, NotDelivered) else WRONG_USE


def _wrong_use(wrong: Exception) -> int:
    """Say what is wrong; a command without its arguments shows its help instead."""
    if type(wrong).__name__ == "NoArgsIsHelpError":
        return WRONG_USE
    said = " ".join(str(getattr(wrong, "format_message", lambda: wrong)()).split())
    context = getattr(wrong, "ctx", None)
    command = "tunewright" if context is None else context.command_path
    return _complain(f"{said.rstrip('.')}; see {command} --help")


def _complain(message: str, code: int = WRONG_USE) -> int:
    sys.stderr.write(f"tunewright: {message}\n")
    return code
