"""Letters to the merchant's own people. Their links are made when the letter is written, and kept nowhere.

A letter that is sent twice does no harm here: either link signs in once.
"""

from datetime import datetime, timedelta
from email.utils import make_msgid
from typing import Final
from urllib.parse import urlencode, urlsplit

import structlog
from sqlalchemy.orm import Session

from adapters.mail import Mail
from connector.domain.trouble import Trouble
from connector.ledger import accounts, people, post, visits
from connector.ledger.people import Person
from connector.ledger.post import INVITATION, SIGN_IN, Owed
from connector.ledger.visits import INVITATION_LASTS, LINK_LASTS
from connector.letters import language
from connector.letters import people as letters
from connector.letters.first import Written
from connector.letters.language import Language
from connector.letters.people import Door
from jobs.desk import beginning
from jobs.desk.notes import say
from jobs.workshop import Workshop

LINKS_AN_HOUR: Final = 8
"""To one person in one account; whoever asks more often has letters enough."""
LONGEST_TRIED: Final = timedelta(hours=1)
"""After that whoever waits for a link has asked again; an invitation is tried for as long as it lasts."""

log = structlog.get_logger()


def deliver(workshop: Workshop) -> int:
    """Send what is owed to people. Returns how many letters were tried."""
    with workshop.ledger.writing() as unit:
        claimed = post.claim(unit, workshop.clock())
    for one in claimed:
        try:
            _send(workshop, one)
        except Trouble as trouble:
            _not_sent(workshop, one, trouble)
        except Exception as error:
            # A letter that is our own fault must not keep the others, and the lane's tasks, from their turn.
            log.exception("a letter to a person failed", kind=one.kind)
            _not_sent(workshop, one, Trouble(f"{type(error).__name__} in our own code"))
    return len(claimed)


def _send(workshop: Workshop, one: Owed) -> None:
    with workshop.ledger.writing() as unit:
        written = _written(unit, workshop, one)
    if written is not None:
        workshop.mailer().send(_mail(workshop, one, written), _nothing_to_record)
    with workshop.ledger.writing() as unit:
        post.done(unit, one.id)


def _nothing_to_record() -> None:
    """The letter's bytes are leaving: if that is never known, a second letter does no harm."""


def _mail(workshop: Workshop, one: Owed, written: Written) -> Mail:
    settings = workshop.settings
    return Mail(
        to=one.address,
        subject=written.subject,
        text=written.text,
        html=written.html,
        from_address=settings.mail_from,
        from_name="Backorder Connector",
        reply_to="",
        message_id=make_msgid(
            idstring="signin", domain=urlsplit(settings.public_url).hostname or "localhost"
        ),
        language=written.language,
    )


def _written(unit: Session, workshop: Workshop, one: Owed) -> Written | None:
    """The letter with fresh links; None when there is nobody to write to."""
    tongue = language.of(one.language)
    if one.kind == SIGN_IN:
        return _sign_in(unit, workshop, one, tongue)
    if one.kind == INVITATION:
        return _invitation(unit, workshop, one, tongue)
    wanted = beginning.read(one.address, one.detail["shop"], one.language)
    door = Door(wanted.shop, f"{workshop.settings.public_url}/start/{beginning.sealed(workshop, wanted)}")
    return letters.start(door, _minutes(beginning.LASTS), tongue)


def _sign_in(unit: Session, workshop: Workshop, one: Owed, tongue: Language) -> Written | None:
    now, onward = workshop.clock(), one.detail.get("onward", "/")
    asking = [who for who in people.by_email(unit, one.address) if not _has_enough(unit, who, now)]
    if not asking:
        return None
    doors = [
        Door(
            accounts.get(unit, who.account_id).shown,
            link(workshop, visits.make_link(unit, who, now), onward),
        )
        for who in asking
    ]
    chosen = next((who.language for who in asking if who.language), "")
    return letters.sign_in(doors, _minutes(LINK_LASTS), language.of(chosen) if chosen else tongue)


def _invitation(unit: Session, workshop: Workshop, one: Owed, tongue: Language) -> Written | None:
    person = people.get(unit, one.detail["account"], int(one.about))
    if person.left_at is not None or _has_enough(unit, person, workshop.clock()):
        return None
    token = visits.make_link(unit, person, workshop.clock(), INVITATION_LASTS)
    door = Door(accounts.get(unit, person.account_id).shown, link(workshop, token))
    again = f"{workshop.settings.public_url}/signin"
    return letters.invitation(one.detail["by"], person.role, door, INVITATION_LASTS.days, again, tongue)


def _has_enough(unit: Session, person: Person, now: datetime) -> bool:
    return visits.links_since(unit, person, now - timedelta(hours=1)) >= LINKS_AN_HOUR


def link(workshop: Workshop, token: str, onward: str = "/") -> str:
    """The address that signs in with this secret."""
    query = f"?{urlencode({'next': onward})}" if onward != "/" else ""
    return f"{workshop.settings.public_url}/signin/{token}{query}"


def _minutes(lasts: timedelta) -> int:
    return int(lasts.total_seconds() // 60)


def _not_sent(workshop: Workshop, one: Owed, trouble: Trouble) -> None:
    """Tried again while somebody may still wait for it; then dropped, and an inviter is told."""
    now = workshop.clock()
    lasts = INVITATION_LASTS if one.kind == INVITATION else LONGEST_TRIED
    hopeless = trouble.permanent or trouble.unknown or now - one.owed_at > lasts
    log.warning("a letter to a person did not leave", kind=one.kind, why=str(trouble), dropped=hopeless)
    with workshop.ledger.writing() as unit:
        if not hopeless:
            post.put_off(unit, one.id, now + _patience(one.attempts))
            return
        post.done(unit, one.id)
        if one.kind == INVITATION:
            _tell_inviter(unit, one, str(trouble), now)


def _patience(attempts: int) -> timedelta:
    """Two seconds, doubling, at most five minutes."""
    return timedelta(seconds=min(300, 2**attempts))


def _tell_inviter(unit: Session, one: Owed, why: str, now: datetime) -> None:
    say(unit, one.detail["account"], now, "connector", "not_invited", person=one.address, why=why)
