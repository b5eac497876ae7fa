"""What a chart shows, before it is drawn: units by date, in the same three meanings everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

MEANINGS: Final = ("on_hand", "inbound", "owed")
MOST_DATES: Final = 8


@dataclass(frozen=True, slots=True)
class Column:
    """Units on one date; `on` None: today. `later`: this date and all that follow."""

    on: date | None
    on_hand: int = 0
    inbound: int = 0
    owed: int = 0
    later: bool = False

    def units(self, meaning: str) -> int:
        """Units of one of the `MEANINGS`."""
        found: int = getattr(self, meaning)
        return found


def columns(
    on_hand: int, inbound: Sequence[tuple[date, int]], owed: Sequence[tuple[date, int]]
) -> list[Column]:
    """Today first, then each date; what is too far away is one last column."""
    coming = _by_date(inbound)
    waiting = _by_date(owed)
    days = sorted(set(coming) | set(waiting))
    near, far = (days, []) if len(days) <= MOST_DATES else (days[: MOST_DATES - 1], days[MOST_DATES - 1 :])
    found = [Column(None, on_hand=on_hand)]
    found += [Column(day, inbound=coming.get(day, 0), owed=waiting.get(day, 0)) for day in near]
    if far:
        together = [sum(units.get(day, 0) for day in far) for units in (coming, waiting)]
        found.append(Column(far[0], inbound=together[0], owed=together[1], later=True))
    return found


def _by_date(dated: Sequence[tuple[date, int]]) -> dict[date, int]:
    found: dict[date, int] = {}
    for day, units in dated:
        found[day] = found.get(day, 0) + units
    return found
