"""An account begins with a mailed link that carries everything itself: until it is used nothing is kept."""

import hashlib
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session

from connector.domain.roles import Role
from connector.domain.trouble import BadInput
from connector.ledger import accounts, people
from connector.ledger.people import Person
from jobs.desk.amiss import Amiss
from jobs.desk.notes import say
from jobs.desk.peopling import read_email
from jobs.workshop import Workshop

LASTS: Final = timedelta(minutes=60)
LONGEST_NAME: Final = 100
CAME_BY_MAIL: Final = "mail-"
"""How the names of accounts begin that began with a link."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who begins, and what their shop is called. `word` makes each link another one, used once."""

    email: str
    shop: str
    language: str
    word: str


def read(email: str, shop: str, language: str) -> Wanted:
    """What was typed. Raises an ExceptionGroup of everything that cannot be used."""
    troubles: list[BadInput] = []
    try:
        email = read_email(email)
    except BadInput as error:
        troubles.append(error)
    shop = " ".join(shop.replace("\0", "").split())
    if not shop:
        troubles.append(Amiss("shop", "required"))
    if len(shop) > LONGEST_NAME:
        troubles.append(Amiss("shop", "long", most=LONGEST_NAME))
    if troubles:
        raise ExceptionGroup("an account cannot begin so", troubles)
    return Wanted(email, shop, language, secrets.token_urlsafe(16))


def sealed(workshop: Workshop, wanted: Wanted) -> str:
    """The part of a link that only we can make; it lasts for `LASTS` from now."""
    until = (workshop.clock() + LASTS).timestamp()
    return str(_signer(workshop).dumps({"until": until, **asdict(wanted)}))


def opened(workshop: Workshop, token: str) -> Wanted | None:
    """What a link carries; None when it is not ours or too old."""
    try:
        told = _signer(workshop).loads(token)
    except BadSignature:
        return None
    return Wanted(**told) if told.pop("until") > workshop.clock().timestamp() else None


def _signer(workshop: Workshop) -> URLSafeSerializer:
    newest, *older = workshop.vault.derive("links that begin an account")
    return URLSafeSerializer([*reversed(older), newest], salt="begin")


def begin(unit: Session, wanted: Wanted, now: datetime) -> Person | None:
    """The account with its owner; None when the link was used already."""
    name = CAME_BY_MAIL + hashlib.sha256(wanted.word.encode()).hexdigest()[:32]
    if accounts.by_name(unit, name) is not None:
        return None
    account = accounts.find_or_create(unit, name, now)
    account.title = wanted.shop
    owner = people.add(unit, account.id, Role.OWNER, now, email=wanted.email, language=wanted.language)
    say(unit, account.id, now, owner.shown, "account_begun", shop=wanted.shop)
    return owner
