"""The remedy of what differs outside: the order's own effect is owed again, and settles what differs."""

from datetime import datetime

from sqlalchemy.orm import Session

from connector.ledger import tasks
from connector.ledger.findings import Finding
from connector.ledger.tasks import Owe
from jobs import effects
from jobs.doctor.check import Remedy


def settles(effect: str) -> Remedy:
    """By the task of this effect, behind its switch."""

    def task(found: Finding) -> tuple[str, str]:
        return effects.KINDS[effect], str(found.order_id)

    def owe(unit: Session, found: Finding, _who: str, now: datetime) -> None:
        owed = [Owe(effects.LANE, *task(found), now)]
        tasks.owe(unit, found.account_id, found.store_id, owed, now)

    return Remedy(owe, task, effect=effect)
