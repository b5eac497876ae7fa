"""A merchant's own words with gaps in them. Only the gaps named here are filled; nothing is ever run."""

import re
from collections.abc import Mapping
from typing import Final

KNOWN: Final = ("item", "quantity", "day")
"""What a note on a hold may name."""
_GAP: Final = re.compile(r"\{([^{}]*)\}")


def unknown(text: str) -> str:
    """The first gap that nobody can fill, or a lone brace; empty when the text can be used."""
    for name in _GAP.findall(text):
        if name not in KNOWN:
            return f"{{{name}}}"
    rest = _GAP.sub("", text)
    return next((char for char in rest if char in "{}"), "")


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its gaps filled, in one pass: what fills a gap is never read for gaps again."""
    return _GAP.sub(lambda gap: values.get(gap[1], gap[0]), text)
