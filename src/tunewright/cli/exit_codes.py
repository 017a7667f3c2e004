"""What a script learns from the exit code: whether to mend the command, to try again, or to take the result."""

from tunewright.errors import TunewrightError

NOT_DELIVERED = 1
WRONG_USE = 2
INTERRUPTED = 130
MEANINGS = (
    "Exit codes: 0, a verdict was reached and every file written, also after one Ctrl-C; "
    "1, the search ran, but no trial was completed or a file could not be written; "
    "2, an option or the table is wrong and nothing was run; "
    "130, stopped at once by a second Ctrl-C."
)


class NotDelivered(TunewrightError):
    """The search ran, but there is no verdict, or not every file that was asked for; `code` is the exit code."""

    def __init__(self, message: str, code: int = NOT_DELIVERED) -> None:
        super().__init__(message)
        self.code = code
