"""Between records and table rows: JSON as text, NaN as NULL, arrays as bytes."""

import zlib
from collections.abc import Iterable, Mapping
from math import isnan, nan, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tunewright.storage.json_text import from_text, to_text
from tunewright.storage.lifecycle import plain_report
from tunewright.storage.records import StudyRow
from tunewright.trials.state import State
from tunewright.trials.trial import Report, Trial, Usage

LITTLE_FLOAT32 = "<f4"
WORTH_COMPRESSING = 0.9
Row = Mapping[str, Any]
Values = dict[str, object]


def study_of(row: Row) -> StudyRow:
    """Return the record of a row of `studies`."""
    return StudyRow(row["id"], row["name"], from_text(row["config"]), row["created"])


def trial_of(row: Row) -> Trial:
    """Return the record, without reports, of a row of `trials`."""
    return Trial(
        number=row["number"],
        state=State(row["state"]),
        params=from_text(row["params"]),
        values=tuple(from_text(row["values"])),
        metrics=from_text(row["metrics"]),
        constraints=from_text(row["constraints"]),
        attrs=from_text(row["attrs"]),
        tags=from_text(row["tags"]),
        usage=Usage(_number(row["seconds"]), _number(row["cpu_seconds"]), _number(row["memory"])),
        created=_number(row["created"]),
        started=_number(row["started"]),
        ended=_number(row["ended"]),
        worker=row["worker"],
        attempts=row["attempts"],
        error=row["error"],
        traceback=row["traceback"],
        output=row["output"],
    )


def values_of(trial: Trial, version: int, lease_until: float | None = None) -> Values:
    """Return the columns of `trials` but for the key."""
    return {
        "version": version,
        "state": trial.state.value,
        "params": to_text(trial.params),
        "values": to_text(trial.values),
        "metrics": to_text(trial.metrics),
        "constraints": to_text(trial.constraints),
        "attrs": to_text(trial.attrs),
        "tags": to_text(trial.tags),
        "seconds": _null(trial.usage.seconds),
        "cpu_seconds": _null(trial.usage.cpu_seconds),
        "memory": _null(trial.usage.memory),
        "created": _null(trial.created),
        "started": _null(trial.started),
        "ended": _null(trial.ended),
        "worker": storable(trial.worker),
        "attempts": trial.attempts,
        "lease_until": lease_until,
        "error": storable(trial.error),
        "traceback": storable(trial.traceback),
        "output": storable(trial.output),
    }


def report_of(row: Row) -> tuple[int, Report]:
    """Return (trial number, report) of a row of `reports`."""
    return row["number"], Report(row["metric"], row["step"], row["fold"], _number(row["value"]))


def report_values(study_id: int, number: int, version: int, reports: Iterable[Report]) -> list[Values]:
    """Return the rows of `reports` for one call."""
    plain = map(plain_report, reports)
    return [
        {
            "study_id": study_id,
            "version": version,
            "position": position,
            "number": number,
            "metric": storable(report.metric),
            "step": report.step,
            "fold": report.fold,
            "value": _null(report.value),
        }
        for position, report in enumerate(plain)
    ]


def array_values(study_id: int, number: int, arrays: Mapping[str, NDArray[np.float32]]) -> list[Values]:
    """Return the rows of `arrays` for one trial."""
    return [{"study_id": study_id, "number": number, "name": name, **_packed(array)} for name, array in arrays.items()]


def array_of(row: Row) -> NDArray[np.float32]:
    """Return the array of a row of `arrays`, one's own to write to."""
    shape = tuple(from_text(row["shape"]))
    data = zlib.decompress(row["data"], bufsize=4 * prod(shape) or 1) if row["coding"] == "zlib" else row["data"]
    return np.frombuffer(data, LITTLE_FLOAT32).reshape(shape).astype(np.float32)


def storable(text: str) -> str:
    """Return `text` without what a database refuses: NUL, and halves of surrogate pairs."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _packed(array: NDArray[np.float32]) -> Values:
    array = np.asarray(array)
    raw = array.astype(LITTLE_FLOAT32).tobytes()
    packed = zlib.compress(raw, level=1)
    is_worth_it = len(packed) < WORTH_COMPRESSING * len(raw)
    coding, data = ("zlib", packed) if is_worth_it else ("raw", raw)
    return {"shape": to_text(array.shape), "coding": coding, "data": data}


def _number(value: float | None) -> float:
    return nan if value is None else value


def _null(value: float) -> float | None:
    return None if isnan(value) else float(value)
