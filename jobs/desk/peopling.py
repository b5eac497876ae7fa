"""Who may come in, and as what. The last owner stays one."""

import unicodedata
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from adapters.mail.message import mailbox
from connector.domain.roles import Role
from connector.domain.trouble import Trouble
from connector.ledger import accounts, locks, people, post, visits
from connector.ledger.base import short
from connector.ledger.people import Person
from jobs.desk.amiss import Amiss
from jobs.desk.notes import say

LONGEST_NAME: Final = 100
NOT_PEOPLE: Final = frozenset({"connector", "operator", "pegging", "api key", "shopify", "woocommerce"})
"""What the history calls those who are no people."""
INVITED_A_DAY: Final = 50
"""Anybody may begin an account: it must not become a way to mail half the world."""


def read_email(raw: str) -> str:
    """One address, in lower case. Raises Amiss."""
    address = raw.strip().lower()
    if not address:
        raise Amiss("email", "required")
    try:
        mailbox(address)
    except Trouble as error:
        raise Amiss("email", "address") from error
    return address


def read_role(raw: str) -> Role:
    """Raises Amiss for what is no role."""
    try:
        return Role(raw)
    except ValueError as error:
        raise Amiss("role", "role") from error


def came_in(unit: Session, person: Person, now: datetime) -> None:
    """Somebody used a mailed link."""
    say(unit, person.account_id, now, person.shown, "came_in")


def admit(
    unit: Session, account: str, email: str, role: Role, who: str, now: datetime, *, name: str = ""
) -> Person:
    """As an operator does: into the account of that name, made if there is none, and without a letter.

    Whoever is there already gets the role.
    """
    whose = accounts.find_or_create(unit, account, now).id
    made = people.add(unit, whose, role, now, email=read_email(email), name=name)
    if made.role != role:
        return change_role(unit, whose, made.id, role, who, now)
    say(unit, whose, now, who, "admitted_person", person=made.shown, role=role)
    return made


def invite(
    unit: Session, account_id: int, email: str, role: Role, who: str, language: str, now: datetime
) -> Person:
    """Somebody may come in from now on, and gets a letter that says so.

    Raises Amiss when they are there already, and when too many came today.
    """
    if any(one.email == email for one in people.of_account(unit, account_id)):
        raise Amiss("email", "known_person")
    if people.came_since(unit, account_id, now - timedelta(days=1)) >= INVITED_A_DAY:
        raise Amiss("email", "many_invited", most=INVITED_A_DAY)
    made = people.add(unit, account_id, role, now, email=email, invited_by=who)
    post.owe(unit, post.INVITATION, email, language, now, about=str(made.id), account=account_id, by=who)
    say(unit, account_id, now, who, "invited", person=made.shown, role=role)
    return made


def change_role(
    unit: Session, account_id: int, person_id: int, role: Role, who: str, now: datetime
) -> Person:
    """With their next request they may do what the new role may. Raises Amiss for the last owner."""
    person = _found(unit, account_id, person_id)
    if person.role == role:
        return person
    if role is not Role.OWNER:
        _not_the_last_owner(unit, person)
    person.role = role
    say(unit, account_id, now, who, "role_changed", person=person.shown, role=role)
    return person


def take_off(unit: Session, account_id: int, person_id: int, who: str, now: datetime) -> Person:
    """They are out at once, on every browser. Raises Amiss for the last owner."""
    person = _found(unit, account_id, person_id)
    _not_the_last_owner(unit, person)
    person.left_at = now
    visits.end_all(unit, account_id, person_id, now)
    say(unit, account_id, now, who, "taken_off", person=person.shown)
    return person


def describe(unit: Session, person: Person, name: str, language: str, now: datetime) -> None:
    """What somebody calls themselves, and the language that they read.

    Raises Amiss for what another is called: the history would say that it was them.
    """
    before, name = person.shown, " ".join(short(name, LONGEST_NAME).split())
    if name != person.name and is_taken(unit, person.account_id, name, person.id):
        raise Amiss("name", "name_taken")
    person.language = language
    if name != person.name:
        person.name = name
        say(unit, person.account_id, now, before, "name_changed", name=person.shown)


def is_taken(unit: Session, account_id: int, name: str, person_id: int = 0) -> bool:
    """Whether the history calls somebody else of the account so, who may have left, or a part of ours."""
    others = (one for one in people.ever_of_account(unit, account_id) if one.id != person_id)
    called = {_looks(word) for one in others for word in (one.name, one.email or "", one.shown) if word}
    looks = _looks(name)
    return looks in called | NOT_PEOPLE or looks.startswith("api key ")


def _looks(name: str) -> str:
    """Names that look alike are one name."""
    return unicodedata.normalize("NFKC", name).casefold().strip()


def sign_out_everywhere(unit: Session, account_id: int, person_id: int, who: str, now: datetime) -> None:
    """Every browser of the person, this one too."""
    visits.end_all(unit, account_id, person_id, now)
    say(unit, account_id, now, who, "signed_out_everywhere")


def _found(unit: Session, account_id: int, person_id: int) -> Person:
    """Raises LookupError for who is not there, or not any more."""
    person = people.get(unit, account_id, person_id)
    if person.left_at is not None:
        raise LookupError(f"person {person_id} has left")
    return person


def _not_the_last_owner(unit: Session, person: Person) -> None:
    owners = locks.owners(unit, person.account_id)
    if [one.id for one in owners] == [person.id]:
        raise Amiss("role", "last_owner")
