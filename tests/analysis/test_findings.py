import json

import numpy as np
import pytest

from tunewright.analysis.findings import Finding, Severity, by_severity


def test_a_finding_survives_json() -> None:
    finding = Finding("overfitting", "warning", "It overfits.", {"change": -0.1, "names": ["a"], "none": None}, "Less.")
    assert Finding.from_json(json.loads(json.dumps(finding.to_json()))) == finding


def test_what_json_cannot_hold_becomes_null() -> None:
    evidence = {"a": np.float64(np.nan), "b": np.array([1.0, np.inf]), "c": (np.int64(3), float("-inf"))}
    written = Finding("x", "info", "s", evidence).to_json()
    assert written["evidence"] == {"a": None, "b": [1.0, None], "c": [3, None]}
    json.dumps(written, allow_nan=False)


def test_the_gravest_comes_first_and_the_order_is_kept_otherwise() -> None:
    given: list[tuple[str, Severity]] = [("a", "info"), ("b", "problem"), ("c", "warning"), ("d", "problem")]
    findings = [Finding(name, severity, "") for name, severity in given]
    assert [finding.id for finding in by_severity(findings)] == ["b", "d", "c", "a"]


def test_an_unknown_severity_is_refused() -> None:
    with pytest.raises(ValueError, match="severity must be one of problem, warning, info, got 'bad'"):
        Finding("x", "bad", "s")  # type: ignore[arg-type]
