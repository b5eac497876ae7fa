"""Staff are told by mail when something new waits for a person: at most once an hour, never of a buyer."""

from datetime import datetime, timedelta
from email.utils import make_msgid
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from adapters.mail import Mail
from connector.domain.trouble import Trouble
from connector.ledger import accounts, stores, stuck, tasks
from connector.ledger.stores import Store, setting
from connector.ledger.stuck import SUBJECT, TELL
from connector.ledger.tasks import Claimed, Owe
from connector.letters import language, staff
from connector.letters.first import Written
from jobs import effects, wording
from jobs.kinds import PAUSE_SECONDS, PAUSED, Bench, Kind, NotYet
from jobs.workshop import Workshop

EVERY: Final = timedelta(hours=1)


def owe_due(here: Workshop) -> int:
    """Owe a letter to the staff of every store where something was given up since they were last told."""
    now = here.clock()
    with here.ledger.reading() as unit:
        due = [store for store in stores.every(unit) if _is_due(unit, store, now)]
    for store in due:
        with here.ledger.writing() as unit:
            owe = Owe(effects.LANE, TELL, SUBJECT, now)
            tasks.owe(unit, store.account_id, store.id, [owe], now)
    return len(due)


def _is_due(unit: Session, store: Store, now: datetime) -> bool:
    if store.left_at is not None or not setting(store, "staff_contacts"):
        return False
    whose = (store.account_id, store.id)
    newest, told = stuck.at_store(unit, *whose).newest_at, stuck.told_at(unit, *whose)
    if newest is None or tasks.open_for(unit, *whose, [TELL]):
        return False
    return told is None or (newest > told and now - told >= EVERY)


def tell(bench: Bench, claimed: list[Claimed]) -> None:
    """One mail to each address; whoever cannot be reached keeps nobody else from being told."""
    (task,) = claimed
    with bench.workshop.ledger.reading() as unit:
        if accounts.get(unit, task.account_id).paused_at is not None:
            raise NotYet(PAUSED, seconds=PAUSE_SECONDS)
        things = stuck.at_store(unit, task.account_id, task.store_id).things
    contacts = list(setting(bench.store, "staff_contacts")) if things else []
    troubles = [trouble for to in contacts if (trouble := _send(bench, task, to, things)) is not None]
    if troubles and len(troubles) == len(contacts):
        raise troubles[0]
    with bench.workshop.ledger.writing() as unit:
        tasks.finish(unit, task, bench.now)


def _send(bench: Bench, task: Claimed, to: str, things: int) -> Trouble | None:
    """An answer that was lost is no trouble: the letter may have arrived, and a second does no harm."""
    mail = _mail(bench, to, things)

    def going() -> None:
        with bench.workshop.ledger.writing() as unit:
            tasks.still_mine(unit, task)

    try:
        bench.workshop.mailer().send(mail, going)
    except Trouble as trouble:
        return None if trouble.unknown else trouble
    return None


def _mail(bench: Bench, to: str, things: int) -> Mail:
    store, base = bench.store, bench.workshop.settings.public_url
    tongue = language.of(str(setting(store, "language")))
    words: Written = staff.waiting(store.name, things, f"{base.rstrip('/')}/waiting", tongue)
    return Mail(
        to=to,
        subject=words.subject,
        text=words.text,
        html=words.html,
        from_address=bench.workshop.settings.mail_from,
        from_name=wording.sender(store).name,
        reply_to="",
        message_id=make_msgid(idstring="staff", domain=urlsplit(base).hostname or "localhost"),
        language=words.language,
    )


KINDS = (Kind(TELL, tell),)
