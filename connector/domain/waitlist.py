"""Who of those that wait for an item is told that it can be ordered, and when. Pure; no clock of its own.

Telling sets nothing aside. It never promises one unit to two people who may both still be ordering it,
and the offer has counted the queue before: whoever ordered is served first.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from connector.domain.offers import NOWHERE

HOLD: Final = timedelta(hours=48)
"""So long the units that somebody was told of are told to nobody else."""
ROUND: Final = timedelta(hours=1)
MOST_A_ROUND: Final = 50
"""Where there is no end to what can be ordered: so many people in an hour, the shop must answer them."""
CONFIRM_LASTS: Final = timedelta(days=7)
KEPT: Final = timedelta(days=30)
"""How long an address is kept after it was told, or left."""
MOST_UNITS: Final = 100
"""More of one item is no wish of a buyer."""


class Waiting(NamedTuple):
    """Somebody who confirmed, by our number, and the units they want."""

    id: int
    quantity: int


class Told(NamedTuple):
    """Somebody who was told. `units`: of those they were told of, what they have not ordered since."""

    at: datetime
    units: int


def most_now(body: Mapping[str, Any], today: date, *, shut: bool = False) -> int | None:
    """How many units anybody can order now; None: no end. `body` as `jobs.offering.body_of` writes it.

    `today`: the shop's local date: what was offered for a day that has passed was renewed by nobody.
    `shut`: the shop takes no order beyond its stock.
    """
    steps = [
        step
        for step in body["regions"][NOWHERE]["steps"]
        if step["now"] or (not shut and date.fromisoformat(step["on"]) >= today)
    ]
    most: int | None = steps[-1]["reach"] if steps else 0
    return most


def lacks(most: int | None, quantity: int) -> bool:
    """Whether so many cannot be ordered now: then one may wait for them. `most` as an offer has it."""
    return most is not None and quantity > most


def held(told: Sequence[Told], now: datetime) -> int:
    """Units that those who were told within the hold may still be ordering."""
    return sum(max(0, one.units) for one in told if one.at > now - HOLD)


def next_told(
    waiting: Sequence[Waiting], told: Sequence[Told], most: int | None, now: datetime
) -> list[Waiting]:
    """Who is told now, in the order of `waiting`.

    Whoever wants more than can be ordered at all is passed over and keeps the place; whoever wants more
    than is left beside the held units is waited for: nobody who wants less gets ahead for good.
    """
    if most is None:
        lately = sum(1 for one in told if one.at > now - ROUND)
        return list(waiting[: max(0, MOST_A_ROUND - lately)])
    left, chosen = most - held(told, now), list[Waiting]()
    for one in waiting:
        if one.quantity > most:
            continue
        if one.quantity > left:
            break
        chosen.append(one)
        left -= one.quantity
    return chosen


def look_again_at(told: Sequence[Told], most: int | None, now: datetime) -> datetime | None:
    """When time alone makes room for more; None: only another offer does."""
    lasts = ROUND if most is None else HOLD
    ends = [one.at + lasts for one in told if one.at + lasts > now]
    return min(ends, default=None)
