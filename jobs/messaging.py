"""The first letter of an order: written once, when all of it is known, and sent at most once."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from connector.ledger import history, orders, standing, tasks
from connector.ledger.letters import Letter
from connector.ledger.standing import OrderStanding
from connector.ledger.tasks import Claimed
from connector.letters import first
from connector.steps import step
from jobs import effects, mailing, wording
from jobs.kinds import Bench, Kind, NotYet

READING = ("reread_order", "reread_item", "peg")
LONGEST_WAIT = timedelta(minutes=15)
"""However busy the shop: by then the letter says what is known."""


def letter(bench: Bench, claimed: list[Claimed]) -> None:
    (task,) = claimed
    with bench.workshop.ledger.writing() as unit:
        written = mailing.to_send(unit, bench, task, _written(unit, bench, task))
    if written is None:
        return
    step("letter.written")

    def ended(unit: Session, now: datetime) -> None:
        _tell(unit, task, written, now)

    mailing.send(bench, task, written, mailing.mail_of(bench, written), ended)


def _written(unit: Session, bench: Bench, task: Claimed) -> Letter | None:
    """The letter as it left, or as it is now; None when there is nothing to say."""
    order_id = int(task.subject)
    mailing.unless_paused(unit, task.account_id)
    found = mailing.known(unit, task, _key(order_id))
    if found is not None:
        return found
    if effects.may_touch(unit, task.account_id, order_id, "letters") is None:
        return None
    now_owed = standing.standing_still(unit, task.account_id, order_id)
    _all_known(unit, bench, task, now_owed)
    if not now_owed.waiting or not now_owed.order.email or not now_owed.order.demand:
        return None
    return _write(unit, bench, now_owed)


def _all_known(unit: Session, bench: Bench, task: Claimed, found: OrderStanding) -> None:
    """One letter says it all: wait while anything of this order is still to be read or pegged."""
    opened = found.opened_at or bench.now
    if bench.now - opened > LONGEST_WAIT:
        return
    subjects = {found.order.order_ref} | {line.line.listing_ref for line in found.lines}
    items = {str(line.line.item_id) for line in found.lines}
    if tasks.any_open(unit, task.account_id, task.store_id, READING, subjects | items):
        raise NotYet("the order is still being read", seconds=1.0)


def _write(unit: Session, bench: Bench, found: OrderStanding) -> Letter:
    order, store = found.order, bench.store
    tongue = wording.tongue(store, order.locale)
    today = bench.now.astimezone(ZoneInfo(store.timezone)).date()
    words = first.write(wording.contents(store, found), tongue, today=today)
    made = mailing.fresh(bench, _key(order.id), order.email, words, order.id)
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


KINDS = (Kind("letter", letter),)
