"""Which items of a shop take longer than usual: those that are told of on a page of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from connector.domain.offered import to_buyer


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


def measured(
    listing_id: int,
    body: Mapping[str, Any],
    today: date,
    *,
    shut: bool,
    lead_days: int | None,
    by_hand: bool | None,
) -> Measured:
    """By its offer, as `jobs.offering.body_of` writes it; `shut`: no order is taken for what is not there."""
    said = to_buyer(body, 1, "", today, shut=shut)
    waits = (said.ships_on or "") if said.orderable and not said.now else ""
    days = lead_days if lead_days is not None else _days(body, today)
    return Measured(listing_id, days, waits, by_hand)


def _days(body: Mapping[str, Any], today: date) -> int | None:
    """Until what is no stock can leave."""
    days = [date.fromisoformat(step["on"]) for step in body["regions"][""]["steps"] if not step["now"]]
    return min(((day - today).days for day in days if day >= today), default=None)


def average(measured: Sequence[Measured]) -> float:
    """Days, over all listings that have any; 0 where none has."""
    known = [one.days for one in measured if one.days is not None]
    return sum(known) / len(known) if known else 0.0


def chosen(measured: Sequence[Measured]) -> list[int]:
    """Ids of the listings whose next buyer waits, and no less than is usual here, the soonest first.

    Where all of them take equally long, all of them are told of: an empty page would help nobody.
    """
    usual = average(measured)
    found = [one for one in measured if one.waits and _is_shown(one, usual)]
    return [one.listing_id for one in sorted(found, key=lambda one: (one.waits, one.listing_id))]


def _is_shown(one: Measured, usual: float) -> bool:
    if one.by_hand is not None:
        return one.by_hand
    return one.days is not None and one.days >= usual
