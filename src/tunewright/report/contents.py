"""What a report is made from: the whole input in one record, so that the page is a pure function of it.

Only the trials and the space are needed; everything else enriches the page, and a part that has nothing to say is left
out or says why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import nan

from tunewright.analysis.assessment import Assessment
from tunewright.analysis.findings import Finding
from tunewright.space.space import Space
from tunewright.trials.problem import Direction
from tunewright.trials.trial import Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Everything that a report tells.

    Attributes:
        title: what was tuned, in a few words.
        trials: all trials of the study, in any order and any state.
        space: what was searched; empty for a study that was defined by running.
        direction: whether higher or lower values are better.
        score_name: name of the objective, as in "accuracy".
        table: facts about the run as label and text: file, rows, columns, task, target, metric, folds, hold-out …
        assessment: the answer to "is the gain real?", or None where it was not asked.
        findings: what the diagnosis found, the most important first.
        baseline_numbers: trial numbers of the default configurations.
        best_number: trial number of the configuration that was chosen; None takes the best value.
        explanations: parameter name to one or two sentences on what it does.
        next_steps: what to do now, the most useful first.
        files: label to path of what was written beside the report.
        command: the command that repeats the run, or "".
        made: when, as text in ISO 8601.
        seconds: wall time of the whole run; NaN where it is not known.
    """

    title: str
    trials: Sequence[Trial]
    space: Space
    direction: Direction = "minimize"
    score_name: str = "score"
    table: Mapping[str, str] = field(default_factory=dict)
    assessment: Assessment | None = None
    findings: Sequence[Finding] = ()
    baseline_numbers: Sequence[int] = (0,)
    best_number: int | None = None
    explanations: Mapping[str, str] = field(default_factory=dict)
    next_steps: Sequence[str] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    command: str = ""
    made: str = ""
    seconds: float = nan
