"""Which items of a shop take longer than usual: those that are told of on a page of their own."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """A listing that buyers can find. `days`: its own lead time, else until what is no stock can leave.

    `waits`: the next buyer of one waits, and until when (an ISO date, "" for who does not wait).
    `by_hand`: a person said that the page shows it, or not; None: the rule decides.
    """

    listing_id: int
    days: int | None
    waits: str
    by_hand: bool | None = None


def average(measured: Sequence[Measured]) -> float:
    """Days, over all listings that have any; 0 where none has."""
    known = [one.days for one in measured if one.days is not None]
    return sum(known) / len(known) if known else 0.0


def chosen(measured: Sequence[Measured]) -> list[int]:
    """Ids of the listings whose next buyer waits, and longer than is usual here, the soonest first."""
    usual = average(measured)
    found = [one for one in measured if one.waits and _is_shown(one, usual)]
    return [one.listing_id for one in sorted(found, key=lambda one: (one.waits, one.listing_id))]


def _is_shown(one: Measured, usual: float) -> bool:
    if one.by_hand is not None:
        return one.by_hand
    return one.days is not None and one.days > usual
