"""The shop's calendar and its queue, in English."""

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, str]] = {
    "basis.closed": ", closed until {closed_until}",
}
