"""Units that the shop shipped while we believed them kept back; the ledger learns of it by reading again."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from connector.domain.storefront import Marks
from connector.ledger import tasks
from connector.ledger.findings import Finding
from connector.ledger.tasks import Owe
from jobs.doctor.check import Fault, OrderCheck, Remedy
from jobs.doctor.wish import Wish


def believed(wish: Wish) -> dict[str, Any]:
    """Before the order is read again, by line: how many units had left, and how many more could leave
    without touching what is kept back."""
    kept = ((one, one.waiting + one.ready) for one in wish.standing.lines)
    return {str(one.line.id): [one.line.shipped, one.line.open - units] for one, units in kept if units}


def since(before: Mapping[str, Any], wish: Wish) -> Iterator[Fault]:
    """After it was read again: what left that should not have."""
    for one in wish.standing.lines:
        shipped, free = before.get(str(one.line.id), (one.line.shipped, 0))
        units = one.line.shipped - shipped - free
        if units > 0:
            ref = wish.standing.order.order_ref
            gaps = {"order": wish.name, "title": one.line.title, "units": units, "ref": ref}
            yield Fault("shipped_held", str(one.line.id), gaps, wish.order_id)


def _nothing(_wish: Wish, _marks: Marks) -> Iterator[Fault]:
    """Seen only in the reading again."""
    return iter(())


def _task(found: Finding) -> tuple[str, str]:
    return "reread_order", str(found.gaps["ref"])


def _owe(unit: Session, found: Finding, _who: str, now: datetime) -> None:
    owed = [Owe("intake", *_task(found), now)]
    tasks.owe(unit, found.account_id, found.store_id, owed, now)


CHECK = OrderCheck("shipped", ("shipped_held",), _nothing, Remedy(_owe, _task, leaves=False))
