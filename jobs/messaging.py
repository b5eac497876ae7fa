"""The first letter of an order: written once, when all of it is known, and sent at most once.

Mail has no way to look whether a letter arrived. So the letter is written down first, the ledger is
told the moment before its bytes leave, and one whose fate nobody knows goes to a person.
"""

from datetime import datetime, timedelta
from email.utils import make_msgid
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from adapters.mail import Mail
from connector.domain.trouble import Trouble
from connector.ledger import accounts, history, letters, orders, standing, tasks
from connector.ledger.letters import Letter
from connector.ledger.standing import OrderStanding
from connector.ledger.tasks import Claimed
from connector.letters import first
from connector.steps import step
from jobs import effects, wording
from jobs.kinds import PAUSE_SECONDS, Bench, Kind, NotYet

READING = ("reread_order", "reread_item", "peg")
LONGEST_WAIT = timedelta(minutes=15)
"""However busy the shop: by then the letter says what is known."""


def letter(bench: Bench, claimed: list[Claimed]) -> None:
    (task,) = claimed
    with bench.workshop.ledger.writing() as unit:
        written = _written(unit, bench, task)
        if written is None or written.state == "sent":
            tasks.finish(unit, task, bench.now)
            return
        if written.state in ("leaving", "unknown"):
            _nobody_knows(unit, bench, task, written)
            return
        unit.expunge(written)
    step("letter.written")
    _send(bench, task, written)


def _written(unit: Session, bench: Bench, task: Claimed) -> Letter | None:
    """The letter as it left, or as it is now; None when there is nothing to say.

    One that is known not to have left is written anew: the world may have changed while it waited.
    """
    order_id = int(task.subject)
    if accounts.get(unit, task.account_id).paused_at is not None:
        raise NotYet("everything is paused", seconds=PAUSE_SECONDS)
    found = letters.by_key(unit, task.account_id, task.store_id, _key(order_id))
    if found is not None and found.state not in letters.NEVER_LEFT:
        return found
    if found is not None:
        letters.forget(unit, found)
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
    domain = urlsplit(bench.workshop.settings.public_url).hostname or "localhost"
    made = Letter(
        account_id=order.account_id,
        store_id=store.id,
        order_id=order.id,
        subject_key=_key(order.id),
        language=tongue,
        to_address=order.email,
        subject=words.subject,
        text=words.text,
        html=words.html,
        message_id=make_msgid(idstring=f"first-{order.id}", domain=domain),
        state="owed",
        written_at=bench.now,
    )
    unit.add(made)
    unit.flush()
    return made


def _send(bench: Bench, task: Claimed, written: Letter) -> None:
    who = wording.sender(bench.store)
    mail = Mail(
        to=written.to_address,
        subject=written.subject,
        text=written.text,
        html=written.html,
        from_address=bench.workshop.settings.mail_from,
        from_name=who.name,
        reply_to=who.reply_to,
        message_id=written.message_id,
        language=written.language,
    )

    def going() -> None:
        with bench.workshop.ledger.writing() as unit:
            tasks.still_mine(unit, task)
            letters.step(unit, task.account_id, written.id, "leaving", bench.now)
        step("letter.leaving")

    try:
        bench.workshop.mailer().send(mail, going)
    except Trouble as trouble:
        _not_sent(bench, task, written, trouble)
        return
    step("letter.sent")
    _ended(bench, task, written, "sent", bench.now, "")


def _not_sent(bench: Bench, task: Claimed, written: Letter, trouble: Trouble) -> None:
    with bench.workshop.ledger.writing() as unit:
        if trouble.unknown:
            _nobody_knows(unit, bench, task, written)
            return
        state = "refused" if trouble.permanent else "owed"
        letters.step(unit, task.account_id, written.id, state, bench.now, str(trouble))
    raise trouble


def _nobody_knows(unit: Session, bench: Bench, task: Claimed, written: Letter) -> None:
    why = "the mail server's answer to this letter was lost: it may have arrived"
    letters.step(unit, task.account_id, written.id, "unknown", bench.now, why)
    tasks.give_up(unit, task, why, bench.now, unknown=True)


def _ended(bench: Bench, task: Claimed, written: Letter, state: str, now: datetime, why: str) -> None:
    with bench.workshop.ledger.writing() as unit:
        letters.step(unit, task.account_id, written.id, state, now, why)
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
        tasks.finish(unit, task, now)
    step("letter.recorded")


def _key(order_id: int) -> str:
    return f"first:{order_id}"


KINDS = (Kind("letter", letter),)
