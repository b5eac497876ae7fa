"""One queue over one supply: which units of supply serve which line.

The queue: units being packed first (they are frozen), then by a person's rank, then by the store's policy
(connector.domain.policies), then oldest first (the platform's creation time, then the line's id). Supply:
what is on hand, then what is inbound, earliest first. Each line takes from the earliest supply that still
has units, in part if need be.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

ON_HAND = 0
"""The supply id of units that are present."""


class Demand(NamedTuple):
    """Open units of a line, given in queue order; `frozen` of them are being packed."""

    line_id: int
    asks: int
    frozen: int = 0


class Supply(NamedTuple):
    """Units of one delivery (`ON_HAND`: present now), given earliest first."""

    supply_id: int
    quantity: int


class Pegged(NamedTuple):
    line_id: int
    supply_id: int
    quantity: int


def peg(queue: Sequence[Demand], supplies: Iterable[Supply]) -> list[Pegged]:
    """At most one peg per line and supply; units that no supply reaches get none.

    The sum of the pegs of a supply never exceeds it. Runs in one pass over both.
    """
    stock = [list(supply) for supply in supplies if supply.quantity > 0]
    frozen = _freeze(queue, stock)
    pegs: list[Pegged] = []
    at = 0
    for line_id, asks, _ in queue:
        held = frozen.get(line_id, 0)
        missing = asks - held
        while missing and at < len(stock):
            supply = stock[at]
            if not supply[1]:
                at += 1
                continue
            taken = min(missing, supply[1])
            supply[1] -= taken
            missing -= taken
            if held and supply[0] == ON_HAND:
                taken, held = taken + held, 0
            pegs.append(Pegged(line_id, supply[0], taken))
        if held:
            _put_first(pegs, Pegged(line_id, ON_HAND, held))
    return pegs


def _freeze(queue: Sequence[Demand], stock: list[list[int]]) -> dict[int, int]:
    """Units being packed take from what is on hand before anybody else, whatever their place."""
    if not stock or stock[0][0] != ON_HAND:
        return {}
    frozen: dict[int, int] = {}
    for line_id, asks, packing in queue:
        if packing and stock[0][1]:
            frozen[line_id] = min(packing, asks, stock[0][1])
            stock[0][1] -= frozen[line_id]
    return frozen


def _put_first(pegs: list[Pegged], frozen: Pegged) -> None:
    """A line's units on hand stand before its inbound ones."""
    at = len(pegs)
    while at and pegs[at - 1].line_id == frozen.line_id:
        at -= 1
    pegs.insert(at, frozen)


class Reach(NamedTuple):
    """How far supply reaches into a line: `short` units are not on hand, and why they will come."""

    covered: int
    short: int
    last_inbound: int | None  # the delivery that the last short unit waits for; None: none reaches it


def reach(demand: Demand, pegs: Iterable[Pegged]) -> Reach:
    """What a line's own pegs say of it. `last_inbound` is None as soon as one unit has no supply."""
    covered = inbound = 0
    last: int | None = None
    for one in pegs:
        if one.supply_id == ON_HAND:
            covered += one.quantity
        else:
            inbound += one.quantity
            last = one.supply_id
    short = demand.asks - covered
    return Reach(covered, short, last if inbound == short and short else None)


def inbound_order(deliveries: Iterable[tuple[int, int, date]], today: date) -> list[tuple[Supply, date]]:
    """Deliveries (id, units, date) earliest first; one that is overdue is still to come, today at best."""
    dated = sorted((max(on, today), supply_id, units) for supply_id, units, on in deliveries if units > 0)
    return [(Supply(supply_id, units), on) for on, supply_id, units in dated]
