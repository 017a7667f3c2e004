"""The page as text: the parts put into the templates, with everything escaped.

The page allows only its own two scripts to run (their hashes stand in its content security policy) and may load nothing
from anywhere, so that a script that slipped in through a name could neither run nor call home.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from importlib.resources import files

from tunewright.analysis.findings import Finding
from tunewright.errors import missing_extra
from tunewright.report.configuration import searched_of, settings_of
from tunewright.report.contents import Contents
from tunewright.report.escaping import script_json
from tunewright.report.figures.marks import SIGNS, SYMBOLS, in_words
from tunewright.report.glossary import TERMS
from tunewright.report.listing import listing_of
from tunewright.report.scene import Scene, scene_of
from tunewright.report.sections import sections_of
from tunewright.report.verdict import verdict_of
from tunewright.report.wording import counted, duration, number
from tunewright.space.values import Json

TONES = {"problem": "bad", "warning": "open", "info": "none"}


def page_of(contents: Contents) -> str:
    """Return the whole report as HTML; what UTF-8 cannot hold is a question mark in it.

    Raises:
        MissingExtra: if jinja2 or plotly is not installed.
    """
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined

        scripts = {"plotly": _plotly(), "js": _own("page.js")}
    except ImportError as error:
        raise missing_extra("The report", "tune", error) from error
    environment = Environment(
        loader=PackageLoader("tunewright.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = _words(scene_of(contents))
    safe = _safe({"css": _own("page.css"), **scripts, "figures": script_json(words.pop("drawings"))})
    page = environment.get_template("page.html.j2").render(**words, **safe, policy=_policy(scripts.values()))
    return page.encode("utf-8", "replace").decode("utf-8")


def _words(scene: Scene) -> dict[str, Json]:
    """Return what the templates show; all of it is escaped there, apart from the drawings."""
    sections, contents = sections_of(scene), scene.contents
    return {
        "contents": contents,
        "verdict": verdict_of(scene),
        "summary": _summary(scene),
        "sections": sections,
        "settings": settings_of(scene),
        "searched": searched_of(scene),
        "findings": [_finding(finding) for finding in contents.findings],
        "listing": listing_of(scene),
        "states": [(state.value, in_words(state)) for state in SYMBOLS if state in {t.state for t in scene.trials}],
        "signs": {state.value: sign for state, sign in SIGNS.items()},
        "order": "descending" if scene.sign > 0 else "ascending",
        "glossary": TERMS,
        "drawings": {figure.key: figure.plotly for part in sections for figure in part.figures if figure.traces},
    }


def _summary(scene: Scene) -> str:
    contents = scene.contents
    parts = [counted(len(scene.trials), "trial"), duration(contents.seconds), contents.table.get("Table", "")]
    return " · ".join(part for part in parts if part and part != duration(float("nan")))


def _finding(finding: Finding) -> dict[str, Json]:
    return {
        "tone": TONES[finding.severity],
        "severity": finding.severity,
        "sentence": finding.sentence,
        "fix": finding.fix,
        "evidence": _evidence(finding.evidence),
    }


def _evidence(evidence: Json) -> list[tuple[str, str]]:
    pairs = evidence.items() if isinstance(evidence, Mapping) else [("", evidence)] if evidence else []
    return [(str(name).replace("_", " "), _said(value)) for name, value in pairs]


def _said(value: Json) -> str:
    if isinstance(value, float):
        return number(value)
    if isinstance(value, list | tuple):
        return ", ".join(_said(item) for item in value)
    return str(value)


def _own(name: str) -> str:
    return files("tunewright.report").joinpath("templates", name).read_text("utf-8")


def _plotly() -> str:
    """Return plotly's script, as its wheel ships it."""
    return files("plotly").joinpath("package_data", "plotly.min.js").read_text("utf-8")


def _policy(scripts: Iterable[str]) -> str:
    hashes = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = " ".join(f"'sha256-{digest}'" for digest in hashes)
    return f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data: blob:"


def _safe(texts: Mapping[str, str]) -> dict[str, str]:
    """Mark texts that are our own, or have been made inert, as not to be escaped."""
    from markupsafe import Markup

    return {name: Markup(text) for name, text in texts.items()}
