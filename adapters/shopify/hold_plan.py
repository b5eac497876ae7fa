"""What to hold and what to let go, so that exactly the wanted units are kept back. No I/O."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adapters.shopify.answers import Hold, Work
from adapters.shopify.work import OPEN
from connector.domain.storefront import HeldLine

PREFIX = "backorder-"
"""Every handle of ours begins so; Shopify keeps handles apart by app and fulfilment order."""
LONGEST_NOTE = 250

Spot = tuple[str, str]
"""An order line and a location."""


@dataclass(frozen=True, slots=True)
class Release:
    """Take our holds, and only ours, off one fulfilment order."""

    work_id: str
    hold_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Keep:
    """Split `parts` (its line's id, units) off a fulfilment order and hold them; without parts, all of it."""

    work_id: str
    handle: str
    note: str
    parts: tuple[tuple[str, int], ...]


def next_steps(works: Sequence[Work], wanted: Sequence[HeldLine]) -> list[Release] | list[Keep]:
    """The next writes towards `wanted`; none when it is reached as far as it can be.

    Releases go first and alone, because a fulfilment order cannot be split while it is held: what is
    still wanted of it is held again after the next look. A hold of somebody else's keeps its units back
    as well; it is counted and never touched. Work that is scheduled or being packed is left alone.
    """
    goal: Counter[Spot] = Counter()
    for line in wanted:
        goal[line.line_id, line.location_ref] += line.quantity
    live = [work for work in works if work.status in OPEN]
    kept: Counter[Spot] = Counter()
    for work in live:
        if work.fulfillment_holds:
            kept.update(units_of(work))
    return _releases(live, kept - goal) or _keeps(live, goal - kept, wanted)


def _releases(works: Iterable[Work], excess: Counter[Spot]) -> list[Release]:
    """Give up whole holds while too much is kept back; those first that leave nothing to hold again."""
    ours = [work for work in works if _our_holds(work)]
    steps: list[Release] = []
    for work in sorted(ours, key=lambda one: (not units_of(one) <= excess, one.id)):
        if units_of(work) & excess:
            excess = excess - units_of(work)
            steps.append(Release(work.id, tuple(hold.id for hold in _our_holds(work))))
    return steps


def _keeps(works: Iterable[Work], short: Counter[Spot], wanted: Sequence[HeldLine]) -> list[Keep]:
    """Hold what fits whole first, the largest before all, so that as little as possible is split."""
    free = [work for work in works if work.status == "OPEN" and not work.fulfillment_holds]
    steps: list[Keep] = []
    for work in sorted(free, key=lambda one: (not units_of(one) <= short, -units_of(one).total(), one.id)):
        parts = _parts(work, short)
        if parts:
            whole = sum(units for _, units in parts) == units_of(work).total()
            steps.append(Keep(work.id, _handle(work), _note(work, wanted), () if whole else parts))
    return steps


def _parts(work: Work, short: Counter[Spot]) -> tuple[tuple[str, int], ...]:
    """Units of each line to hold here, taken off `short`."""
    parts = []
    for line in work.line_items.nodes:
        spot = line.line_item.id, work.location_ref
        units = min(short[spot], line.remaining_quantity)
        if units > 0:
            short[spot] -= units
            parts.append((line.id, units))
    return tuple(parts)


def units_of(work: Work) -> Counter[Spot]:
    """Units that have not left yet."""
    units: Counter[Spot] = Counter()
    for line in work.line_items.nodes:
        units[line.line_item.id, work.location_ref] += line.remaining_quantity
    return units


def _our_holds(work: Work) -> list[Hold]:
    return [hold for hold in work.fulfillment_holds if is_ours(hold)]


def is_ours(hold: Hold) -> bool:
    """Placed by this product, not by another one that shares our app's key."""
    return hold.held_by_requesting_app and (hold.handle or "").startswith(PREFIX)


def _handle(work: Work) -> str:
    """The same for the same fulfilment order, so that a repeated call is refused and not stacked."""
    return PREFIX + hashlib.sha256(work.id.encode()).hexdigest()[:16]


def _note(work: Work, wanted: Sequence[HeldLine]) -> str:
    here = {line.line_item.id for line in work.line_items.nodes}
    notes = dict.fromkeys(
        line.note for line in wanted if line.line_id in here and line.location_ref == work.location_ref
    )
    return "; ".join(notes)[:LONGEST_NOTE]
