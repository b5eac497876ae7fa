"""The shop's calendar and its queue, in Japanese."""

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, str]] = {
    "basis.closed": "(休業のため{closed_until}に再開)",
}
