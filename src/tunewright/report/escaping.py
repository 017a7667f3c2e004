"""The two doors through which a stranger's text enters a script: as JSON in the page, and as a label in a figure.

The page's templates escape by themselves. JSON inside a script element must not close it, and plotly reads tags and
entities in its labels, so that what is shown as text has to be escaped there as well.
"""

import json
from html import escape

from tunewright.space.values import Json

INERT = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def script_json(value: Json) -> str:
    """Return `value` as ASCII JSON that can stand inside a script element.

    Raises:
        ValueError: if a number is not finite; figures leave such numbers out or write null.
    """
    return json.dumps(value, allow_nan=False, separators=(",", ":")).translate(INERT)


def label(text: str, at_most: int = 40) -> str:
    """Return `text` as a figure's label: shortened to `at_most` characters, and never read as a tag or an entity."""
    flat = " ".join(text.split())
    return escape(flat if len(flat) <= at_most else flat[: at_most - 1] + "…", quote=False)
