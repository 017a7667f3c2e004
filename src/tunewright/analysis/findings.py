"""A finding: one thing that a study shows, as data that people, reports and CI can read alike."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal, TypeAlias

from tunewright.analysis.figures import as_json
from tunewright.space.values import Json

Severity: TypeAlias = Literal["info", "warning", "problem"]

ORDER: tuple[Severity, ...] = ("problem", "warning", "info")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a study shows.

    Attributes:
        id: what kind of finding it is, such as "overfitting"; stable, for filters and CI.
        severity: "problem" spoils the result, "warning" may cost score or time, "info" is good to know.
        sentence: what is seen, in words for a student.
        evidence: the figures behind the sentence, JSON.
        fix: what to do about it; empty where nothing need be done.
    """

    id: str
    severity: Severity
    sentence: str
    evidence: Mapping[str, Json] = field(default_factory=dict)
    fix: str = ""

    def __post_init__(self) -> None:
        if self.severity not in ORDER:
            raise ValueError(f"severity must be one of {', '.join(ORDER)}, got {self.severity!r}")

    def to_json(self) -> dict[str, Json]:
        """Return the finding as JSON; numbers that JSON cannot hold become null."""
        written: dict[str, Json] = as_json(asdict(self))
        return written

    @classmethod
    def from_json(cls, written: Mapping[str, Json]) -> "Finding":
        """Return the finding that `to_json` wrote."""
        return cls(**written)


def by_severity(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings with the gravest first, otherwise in their order."""
    return sorted(findings, key=lambda finding: ORDER.index(finding.severity))
