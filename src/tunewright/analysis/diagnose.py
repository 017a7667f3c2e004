"""All that the trials of a study show, the gravest first."""

from collections.abc import Sequence

from tunewright.analysis.costs import cost_findings
from tunewright.analysis.effects import edge_findings
from tunewright.analysis.findings import Finding, by_severity
from tunewright.analysis.fit import diagnose_fit
from tunewright.analysis.fit_words import fit_findings
from tunewright.analysis.health import health_findings
from tunewright.analysis.observations import observed
from tunewright.space.space import Space
from tunewright.trials.problem import Direction
from tunewright.trials.trial import Trial


def diagnose(space: Space, trials: Sequence[Trial], *, direction: Direction) -> list[Finding]:
    """Return what the trials say about health, fit, ranges and costs, the gravest first.

    Args:
        space: of the study; in define-by-run what is known of it. Trials whose params it cannot read still speak about
            health and costs.
        trials: in any state; those that are open, lost or discarded are left out.
        direction: which way the first objective is better.

    Raises:
        ValueError: if `direction` is neither "minimize" nor "maximize".
    """
    everything = observed(Space({}), trials, direction)
    readable = observed(space, [trial for trial in everything.trials if _is_readable(space, trial)], direction)
    fits = fit_findings(diagnose_fit(readable))
    underfitted = {finding.evidence["name"] for finding in fits if finding.id == "underfitting"}
    found = [
        *health_findings(everything),
        *fits,
        *(finding for finding in edge_findings(readable) if finding.evidence["name"] not in underfitted),
        *cost_findings(everything),
    ]
    return by_severity(found)


def _is_readable(space: Space, trial: Trial) -> bool:
    try:
        space.encode(trial.params)
    except ValueError:
        return False
    return True
