"""An error in the words of the command line: the rooms below speak to someone who writes Python.

There an argument is `n_trials` and memory is `storage=None`; here they are `--n-trials` and leaving `--storage` out.
What an error is about stands at its beginning, as "holdout must be …" or "cv: …", so options are found there; what to
do stands at its end, and the few remedies that only Python has are in a table.
"""

import re

SUBJECT = re.compile(
    "^(cv|drop|group|holdout|metric|n_jobs|n_trials|name|patience|positive|sampler|seed|storage|target|task|time|"
    "timeout|weight)(?=:| must | options )"
)
REMEDIES = {
    "use None for memory,": "leave --storage out for memory, or give",
    "; see study.trials for what happened": "; tunewright study trials says what happened",
    "use study.pareto_front": "tunewright study trials shows all of them",
    "choose another name, or load it as it is with load_study": "choose another with --name",
    "or pass a sampler object": "or leave it out",
    "or ask for task regression": "or give --task regression",
    "must be above 0 with log=True,": "must be above 0 by factors,",
    "raise it, or use log=False": "raise it, or leave log out",
    "a number means bytes, so write '2GB' for two": "write a unit, as in 2GB",
    "must be bytes or a text such as": "must be a number and a unit, such as",
}


def in_one_line(error: Exception) -> str:
    """Return what a person at a terminal reads of an error."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return in_words_of_the_command_line(" ".join(str(error).split())) or type(error).__name__


def in_words_of_the_command_line(message: str) -> str:
    """Return an error message with options for arguments, and remedies that a person at a terminal has."""
    for python, command in REMEDIES.items():
        message = message.replace(python, command)
    return SUBJECT.sub(lambda found: f"--{found[1].replace('_', '-')}", message)
