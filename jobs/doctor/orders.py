"""Orders compared with what they carry at the shop. The ledger may be behind: what differs is read again,
and only what differs still, while nobody works on the order, is a fault.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from connector.domain.storefront import Marks
from connector.ledger.stores import tags_ever
from connector.ledger.tasks import Owe
from jobs.doctor import shipped
from jobs.doctor.check import Fault
from jobs.doctor.table import ORDER_CHECKS
from jobs.doctor.wish import Wish, is_busy, wish_of
from jobs.kinds import Bench

Named = tuple[int, str]
"""An order's id and the platform's id of it."""


@dataclass
class Seen:
    """`aside`: orders that cannot be judged now, each with what it takes to judge it later."""

    faults: list[Fault] = field(default_factory=list)
    aside: dict[str, Any] = field(default_factory=dict)
    owed: list[Owe] = field(default_factory=list)


def look_at(bench: Bench, orders: Sequence[Named], earlier: Mapping[str, Any]) -> Seen:
    """`earlier`: what was set aside before, by id."""
    before = _wishes(bench, orders)
    marks = list(bench.front.marks([ref for _, ref in orders], tags_ever(bench.store)))
    after = _wishes(bench, orders)
    with bench.workshop.ledger.reading() as unit:
        busy = {wish.order_id for wish in after if is_busy(unit, bench.store, wish)}
    seen = Seen()
    for then, now, found in zip(before, after, marks, strict=True):
        known = earlier.get(str(now.order_id), {})
        if now.order_id in busy or then != now:
            seen.aside[str(now.order_id)] = {"ref": found.order_id, **known}
        else:
            _judge(bench, now, found, known, seen)
    return seen


def _wishes(bench: Bench, orders: Sequence[Named]) -> list[Wish]:
    with bench.workshop.ledger.reading() as unit:
        return [wish_of(unit, bench.store, order_id) for order_id, _ in orders]


def _judge(bench: Bench, wish: Wish, marks: Marks, known: Mapping[str, Any], seen: Seen) -> None:
    faults = differences(wish, marks)
    if "lines" in known:
        seen.faults += [*shipped.since(known["lines"], wish), *faults]
    elif faults or _behind(wish, marks):
        believed = shipped.believed(wish)
        seen.aside[str(wish.order_id)] = {"ref": marks.order_id, "lines": believed}
        seen.owed.append(Owe("intake", "reread_order", marks.order_id, bench.now))


def differences(wish: Wish, marks: Marks) -> list[Fault]:
    """What every check of orders has to say. On one that is no more, or lies in a bin, nothing is settled."""
    if marks.version is None or wish.standing.order.gone:
        return []
    return [fault for check in ORDER_CHECKS for fault in check.compare(wish, marks)]


def _behind(wish: Wish, marks: Marks) -> bool:
    """The shop changed the order, or deleted it, since we read it."""
    order = wish.standing.order
    if marks.version is None:
        return not order.gone
    return marks.version > order.version
