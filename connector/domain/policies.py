"""A store's queue policy as a number: the turn of an order. Among equal ranks the smaller goes first.

A turn is a day, as `date.toordinal` counts: the day on which the order stands in the queue as if it had been
placed then. So orders of stores with different policies can be compared on one shelf. Whom a policy puts
ahead of all others has the turn `FIRST`. Days are UTC's: the same for every store, and never out of step with
the order's age.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, NamedTuple

from connector.domain.deadlines import days_allowed

FIRST: Final = 0
USUAL_DAYS: Final = 30
"""What most laws allow. An order with just these stands on its own day, as under the policy `oldest`."""


class Policy(StrEnum):
    """Who is served first."""

    OLDEST = "oldest"
    DEADLINE = "deadline"  # whose legal deadline comes first
    COMPLETE = "complete"  # whose whole order can go with what is on hand
    BUSINESS = "business"  # businesses
    TAG = "tag"  # customers with one of these tags


@dataclass(frozen=True, slots=True)
class Terms:
    """`stated_days`: calendar days that the store tells its buyers when it has none. `tags`: lower case."""

    policy: Policy = Policy.OLDEST
    tags: frozenset[str] = frozenset()
    stated_days: int = 0


class Buying(NamedTuple):
    """What of an order decides its turn. `country`: of the ship-to address, or empty."""

    placed_at: datetime
    country: str
    business: bool
    tags: Sequence[str]


def turn_of(order: Buying, terms: Terms) -> int:
    """By facts of the order alone. Under `COMPLETE` the other orders decide as well: see `complete`."""
    placed = order.placed_at.astimezone(UTC).date().toordinal()
    match terms.policy:
        case Policy.BUSINESS if order.business:
            return FIRST
        case Policy.TAG if any(tag.strip().lower() in terms.tags for tag in order.tags):
            return FIRST
        case Policy.DEADLINE:
            return placed + days_allowed(order.country, order.business, terms.stated_days) - USUAL_DAYS
        case _:
            return placed


Shelf = tuple[int, int]
"""An item at a location."""


class Asking(NamedTuple):
    """A line that asks for units. `whole`: its store serves orders first that can go as a whole."""

    order_id: int
    shelf: Shelf
    asks: int
    in_progress: int
    rank: int
    preferred: bool
    whole: bool


def complete(queue: Sequence[Asking], on_hand: Mapping[Shelf, int]) -> set[int]:
    """The orders that can go as a whole with what is on hand: the oldest that can, then the next.

    `queue` in order of age. It looks at nothing that pegging decides, so the same facts always give the
    same orders, and whoever is served first changes nothing about who should be. Units that are being
    packed, lines that a person moved ahead, and the customers that another store prefers take theirs
    before. An order of which a person moved a line back is not put ahead.
    """
    left = dict(on_hand)
    missing = [line.asks - _take(left, line.shelf, min(line.in_progress, line.asks)) for line in queue]
    ahead = [at for at, line in enumerate(queue) if line.rank < 0]
    ahead.sort(key=lambda at: queue[at].rank)
    ahead += [at for at, line in enumerate(queue) if line.rank == 0 and line.preferred and not line.whole]
    for at in ahead:
        missing[at] -= _take(left, queue[at].shelf, missing[at])
    return {order_id for order_id, mine in _orders(queue).items() if _goes(queue, mine, missing, left)}


def _take(left: dict[Shelf, int], shelf: Shelf, units: int) -> int:
    taken = min(units, max(0, left.get(shelf, 0)))
    if taken:
        left[shelf] -= taken
    return taken


def _orders(queue: Sequence[Asking]) -> dict[int, list[int]]:
    """Where the lines of each order stand, the oldest order first."""
    found: dict[int, list[int]] = {}
    for at, line in enumerate(queue):
        if line.whole:
            found.setdefault(line.order_id, []).append(at)
    return found


def _goes(queue: Sequence[Asking], mine: list[int], missing: list[int], left: dict[Shelf, int]) -> bool:
    """Whether all lines of an order can be served; then they take their units."""
    wanted: dict[Shelf, int] = {}
    for at in mine:
        shelf = queue[at].shelf
        wanted[shelf] = wanted.get(shelf, 0) + missing[at]
    fits = all(left.get(shelf, 0) >= units for shelf, units in wanted.items())
    if not fits or any(queue[at].rank > 0 for at in mine):
        return False
    for shelf, units in wanted.items():
        _take(left, shelf, units)
    return True
