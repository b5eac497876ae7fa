"""The first letter of an order: written once, when all of it is known, and sent at most once.

A person may have it sent again, as it reads by then: that is a letter of its own, sent at most once as well.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from connector.ledger import history, letters, orders, standing, tasks
from connector.ledger.letters import Letter
from connector.ledger.standing import OrderStanding
from connector.ledger.tasks import Claimed
from connector.steps import step
from jobs import effects, mailing, wording
from jobs.kinds import Bench, Kind, NotYet

READING = ("reread_order", "reread_item", "peg")
LONGEST_WAIT = timedelta(minutes=15)
"""However busy the shop: by then the letter says what is known."""


def letter(bench: Bench, claimed: list[Claimed]) -> None:
    """The first one."""
    (task,) = claimed
    _carry_out(bench, task, _key(int(task.subject)))


def again(bench: Bench, claimed: list[Claimed]) -> None:
    """The one that a person asked for; the number goes up once the last of them was sent."""
    (task,) = claimed
    with bench.workshop.ledger.reading() as unit:
        sent = letters.of_order(unit, task.account_id, int(task.subject))
    before = f"{_key(int(task.subject))}:again:"
    many = sum(one.state == "sent" and one.subject_key.startswith(before) for one in sent)
    _carry_out(bench, task, f"{before}{many + 1}")


def _carry_out(bench: Bench, task: Claimed, key: str) -> None:
    with bench.workshop.ledger.writing() as unit:
        written = mailing.to_send(unit, bench, task, _written(unit, bench, task, key))
    if written is None:
        return
    step("letter.written")

    def ended(unit: Session, now: datetime) -> None:
        _tell(unit, task, written, now)

    mailing.send(bench, task, written, mailing.mail_of(bench, written), ended)


def _written(unit: Session, bench: Bench, task: Claimed, key: str) -> Letter | None:
    """The letter as it left, or as it is now; None when there is nothing to say."""
    order_id = int(task.subject)
    mailing.unless_paused(unit, task.account_id)
    found = mailing.known(unit, task, key)
    if found is not None:
        return found
    if effects.may_touch(unit, task.account_id, order_id, "letters") is None:
        return None
    now_owed = standing.standing_still(unit, task.account_id, order_id)
    _all_known(unit, bench, task, now_owed)
    if not now_owed.waiting or not now_owed.order.email or not now_owed.order.demand:
        return None
    return _write(unit, bench, now_owed, key)


def _all_known(unit: Session, bench: Bench, task: Claimed, found: OrderStanding) -> None:
    """One letter says it all: wait while anything of this order is still to be read or pegged."""
    opened = found.opened_at or bench.now
    if bench.now - opened > LONGEST_WAIT:
        return
    subjects = {found.order.order_ref} | {line.line.listing_ref for line in found.lines}
    items = {str(line.line.item_id) for line in found.lines}
    if tasks.any_open(unit, task.account_id, task.store_id, READING, subjects | items):
        raise NotYet("the order is still being read", seconds=1.0)


def _write(unit: Session, bench: Bench, found: OrderStanding, key: str) -> Letter:
    words = wording.first_letter(bench.store, found, bench.now)
    made = mailing.fresh(bench, key, found.order.email, words, found.order.id)
    unit.add(made)
    unit.flush()
    return made


def _tell(unit: Session, task: Claimed, written: Letter, now: datetime) -> None:
    order = orders.get(unit, task.account_id, int(task.subject))
    history.note(
        unit,
        task.account_id,
        now,
        "connector",
        f"letter sent: {written.subject}",
        store_id=order.store_id,
        order_id=order.id,
        said="letter_sent",
        values={"subject": written.subject},
    )


def _key(order_id: int) -> str:
    return f"first:{order_id}"


KINDS = (Kind("letter", letter), Kind("letter_again", again))
