"""The command line's front door: the commands, and how an error looks.

A wrong argument, a missing file or a storage that cannot be used is one line on stderr and exit code 2, never a
traceback; set TUNEWRIGHT_DEBUG=1 to see one.
"""

import os
import sys
from importlib import import_module

import click
import typer

from tunewright import __version__
from tunewright.errors import TunewrightError

WRONG_USE = 2
INTERRUPTED = 130
COMMANDS = ("tune", "demo", "predict", "explain", "report", "doctor")

app = typer.Typer(
    name="tunewright",
    help="Find better hyperparameters in less time, and know whether the gain is real.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
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
        app.command(name)(getattr(module, name))
    app.add_typer(import_module("tunewright.cli.study").app, name="study")


def main() -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the command line with `arguments` and return its exit code."""
    if not app.registered_commands:
        _fill()
    try:
        code = app(arguments, standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as shown:
        shown.show()
        return WRONG_USE
    except click.ClickException as wrong:
        return _complain(wrong.format_message())
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except (TunewrightError, ValueError, OSError) as error:
        if os.environ.get("TUNEWRIGHT_DEBUG"):
            raise
        return _complain(_in_one_line(error))
    return code if isinstance(code, int) else 0


def _in_one_line(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return " ".join(str(error).split()) or type(error).__name__


def _complain(message: str) -> int:
    sys.stderr.write(f"tunewright: {message}\n")
    return WRONG_USE
