"""Stand-ins for what is at the edge of a process."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass
class RecordingTrial:
    """A trial without a study: it notes what the objective says, and asks to stop after `stop_after` folds."""

    params: Mapping[str, Any]
    stop_after: int | None = None
    reports: list[tuple[str, int, float]] = field(default_factory=list)
    arrays: dict[str, NDArray[np.float32]] = field(default_factory=dict)

    def report(self, value: float, step: int = 0, *, fold: int = -1, metric: str = "") -> None:
        self.reports.append((metric, fold, value))

    def should_prune(self) -> bool:
        return self.stop_after is not None and len(self.folds()) >= self.stop_after

    def keep(self, name: str, array: NDArray[np.floating]) -> None:
        self.arrays[name] = np.ascontiguousarray(array, np.float32)

    def folds(self, metric: str = "") -> list[float]:
        return [value for named, _, value in self.reports if named == metric]
