"""A person sends a task round once more, or has a delivery read again."""

from datetime import datetime

from sqlalchemy.orm import Session

from connector.ledger import inbox, letters, tasks
from connector.ledger.tasks import Owe
from jobs.desk.notes import say
from jobs.waitlist.kinds import LETTER


def replay(unit: Session, account_id: int, task_id: int, who: str, now: datetime) -> None:
    """Raises LookupError when the account has no such task waiting for a person.

    A letter whose fate nobody knows is sent once more: the person has asked the buyer, or takes the risk.
    """
    waiting = {task.id: task for task in tasks.waiting_for_person(unit, account_id)}
    if task_id not in waiting or not tasks.replay(unit, account_id, task_id, now):
        raise LookupError(f"no task {task_id} waits for a person")
    task = waiting[task_id]
    if task.kind in ("letter", "letter_again"):
        letters.send_again(unit, account_id, int(task.subject))
    if task.kind == LETTER:
        letters.send_this_again(unit, account_id, task.store_id, f"wait:{task.subject}")
    say(unit, account_id, now, who, "replayed", store_id=task.store_id, kind=task.kind)


def read_again(unit: Session, account_id: int, delivery_id: int, who: str, now: datetime) -> None:
    """The delivery's raw bytes are read as if they had just come."""
    received = inbox.get(unit, account_id, delivery_id)
    owed = [Owe("intake", "intake", str(delivery_id), now)]
    tasks.owe(unit, account_id, received.store_id, owed, now)
    say(unit, account_id, now, who, "read_again", store_id=received.store_id, topic=received.topic)
