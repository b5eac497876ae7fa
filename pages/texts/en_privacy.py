"""English: privacy, leaving, and what is given out as files."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {}
