"""A browser's own long name of itself, in two words that its person knows again."""

from typing import Final

BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
"""The first that is found counts: the later words stand in the names of the earlier ones too."""


def named(agent: str) -> str:
    """ "Firefox, Linux" from a User-Agent header; empty when nothing in it is known."""
    found = (next((name for word, name in known if word in agent), "") for known in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, found))
