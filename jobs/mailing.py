"""What all letters that may leave once only have in common: written down first, then sent, then recorded.

Mail has no way to look whether a letter arrived. So the ledger is told the moment before its bytes leave,
and one whose fate nobody knows goes to a person.
"""

from collections.abc import Callable
from datetime import datetime
from email.utils import make_msgid
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from adapters.mail import Mail
from connector.domain.trouble import Trouble
from connector.ledger import accounts, letters, tasks
from connector.ledger.letters import Letter
from connector.ledger.tasks import Claimed
from connector.letters.first import Written
from connector.steps import step
from jobs import wording
from jobs.kinds import PAUSE_SECONDS, PAUSED, Bench, NotYet
from jobs.workshop import Workshop

LOST: Final = "the mail server's answer to this letter was lost: it may have arrived"
Lost = Callable[[Session, Bench, Claimed, Letter], None]


def unless_paused(unit: Session, account_id: int) -> None:
    """Raises NotYet while the merchant keeps everything back."""
    if accounts.get(unit, account_id).paused_at is not None:
        raise NotYet(PAUSED, seconds=PAUSE_SECONDS)


def known(unit: Session, task: Claimed, key: str) -> Letter | None:
    """The letter of that key, as it left or may have left; None: it may be written.

    One that is known not to have left is forgotten, to be written anew: the world may have changed.
    """
    found = letters.by_key(unit, task.account_id, task.store_id, key)
    if found is None or found.state not in letters.NEVER_LEFT:
        return found
    letters.forget(unit, found)
    return None


def nobody_knows(unit: Session, bench: Bench, task: Claimed, written: Letter) -> None:
    """It left, or it did not: a person decides whether it is sent again."""
    letters.step(unit, task.account_id, written.id, "unknown", bench.now, LOST)
    tasks.give_up(unit, task, LOST, bench.now, unknown=True)


def let_go(unit: Session, bench: Bench, task: Claimed, written: Letter) -> None:
    """It left, or it did not: nobody is bothered, for its reader can ask for another."""
    letters.step(unit, task.account_id, written.id, "unknown", bench.now, LOST)
    tasks.finish(unit, task, bench.now)


def to_send(
    unit: Session, bench: Bench, task: Claimed, written: Letter | None, lost: Lost = nobody_knows
) -> Letter | None:
    """The letter, out of the session, if it is to leave now; else the task is ended here.

    It ends where there is nothing to say, where the letter was sent, and where nobody knows that (`lost`).
    """
    if written is None or written.state == "sent":
        tasks.finish(unit, task, bench.now)
        return None
    if written.state in ("leaving", "unknown"):
        lost(unit, bench, task, written)
        return None
    unit.expunge(written)
    return written


def fresh(bench: Bench, key: str, to: str, words: Written, order_id: int | None = None) -> Letter:
    """A letter as it is kept, not yet in the ledger. Its id for mail programs is made of the key's words."""
    store = bench.store
    return Letter(
        account_id=store.account_id,
        store_id=store.id,
        order_id=order_id,
        subject_key=key,
        language=words.language,
        to_address=to,
        subject=words.subject,
        text=words.text,
        html=words.html,
        message_id=make_msgid(idstring=key.replace(":", "-"), domain=_domain(bench.workshop)),
        state="owed",
        written_at=bench.now,
    )


def _domain(workshop: Workshop) -> str:
    return urlsplit(workshop.settings.public_url).hostname or "localhost"


def mail_of(bench: Bench, written: Letter, *, text: str = "", html: str = "", unsubscribe: str = "") -> Mail:
    """The letter as an e-mail of the store. `text` and `html`: with what the ledger must not keep."""
    who = wording.sender(bench.store)
    return Mail(
        to=written.to_address,
        subject=written.subject,
        text=text or written.text,
        html=html or written.html,
        from_address=bench.workshop.settings.mail_from,
        from_name=who.name,
        reply_to=who.reply_to,
        message_id=written.message_id,
        language=written.language,
        unsubscribe_url=unsubscribe,
    )


def send(
    bench: Bench,
    task: Claimed,
    written: Letter,
    mail: Mail,
    ended: Callable[[Session, datetime], None],
    lost: Lost = nobody_knows,
) -> None:
    """Send it and end the task. `ended` writes what else came of it, in that same transaction; `lost` ends it
    where nobody knows.

    `written` is out of any session. Raises Trouble for what surely did not leave.
    """

    def going() -> None:
        with bench.workshop.ledger.writing() as unit:
            tasks.still_mine(unit, task)
            letters.step(unit, task.account_id, written.id, "leaving", bench.now)
        step("letter.leaving")

    try:
        bench.workshop.mailer().send(mail, going)
    except Trouble as trouble:
        _not_sent(bench, task, written, trouble, lost)
        return
    step("letter.sent")
    with bench.workshop.ledger.writing() as unit:
        now = bench.now
        letters.step(unit, task.account_id, written.id, "sent", now)
        ended(unit, now)
        tasks.finish(unit, task, now)
    step("letter.recorded")


def _not_sent(bench: Bench, task: Claimed, written: Letter, trouble: Trouble, lost: Lost) -> None:
    with bench.workshop.ledger.writing() as unit:
        if trouble.unknown:
            lost(unit, bench, task, written)
            return
        state = "refused" if trouble.permanent else "owed"
        letters.step(unit, task.account_id, written.id, state, bench.now, str(trouble))
    raise trouble
