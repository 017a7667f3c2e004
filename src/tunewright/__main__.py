"""The command line begins here, as `tunewright` and as `python -m tunewright`.

Typer and the commands are imported behind the guard: that takes a moment, and Ctrl-C in it is no mistake of ours.
"""

import sys

from tunewright.cli.exit_codes import INTERRUPTED


def main() -> None:
    """Run the command line and leave with its exit code."""
    try:
        from tunewright.cli.app import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        sys.stderr.write("tunewright: stopped\n")
        code = INTERRUPTED
    sys.exit(code)


if __name__ == "__main__":
    main()
