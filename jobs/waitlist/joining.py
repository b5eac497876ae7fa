"""Getting onto the waitlist and off it: asked for by anybody, confirmed by who reads the address's mail."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from connector.domain.waitlist import CONFIRM_LASTS
from connector.ledger import history, items, locks, tasks, waits
from connector.ledger.items import Listing
from connector.ledger.stores import Store
from connector.ledger.tasks import Owe
from connector.ledger.waits import ASKED, CONFIRMED, LEFT, Wait
from jobs.desk.amiss import Amiss
from jobs.desk.notes import say
from jobs.desk.peopling import read_email
from jobs.waitlist import links
from jobs.waitlist.kinds import CONFIRMS, LANE, LETTER, TELL

AGAIN: Final = timedelta(days=1)
"""Who asks again sooner has their letter, or will have it; also who was told since, or left."""
MOST_ASKED: Final = 5
"""Letters for one mailbox in a day, of all stores of an account: no way to fill a stranger's."""
MOST_ASKED_OF: Final = 1000
"""Addresses that may ask of one store in an hour unconfirmed: its name stays a good sender's."""
LONGEST_NAME, LONGEST_ADDRESS = 64, 254
WATCH: Final = "connector"
CROWDED: Final = "waitlist_crowded"
CROWD: Final = timedelta(hours=1)
"""In which so many may ask; and how often staff are told that more did."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody typed: `email` in lower case, `quantity` at least 1, `language` of the page."""

    email: str = field(repr=False)
    quantity: int
    language: str


def read_address(raw: str) -> str:
    """As `read_email`, of somebody in the world: as mail allows (RFC 5321), in a domain with a dot."""
    email = read_email(raw)
    name, _, domain = email.rpartition("@")
    if len(name) > LONGEST_NAME or len(email) > LONGEST_ADDRESS or "." not in domain.strip("."):
        raise Amiss("email", "address")
    return email


def ask(unit: Session, store: Store, listing: Listing, wish: Wish, now: datetime) -> bool:
    """Owe them a letter that asks for a yes. Nothing here tells whether the address was known before.

    False: too many ask of this store now, whoever they are, and nothing was done but to tell its staff.
    """
    if waits.asked_of(unit, store, now - CROWD) >= MOST_ASKED_OF:
        _tell_of_the_crowd(unit, store, now)
        return False
    locks.items(unit, store.account_id, [listing.item_id])
    known = waits.of_address(unit, store.account_id, listing.id, wish.email)
    if known is not None and not _may_ask_again(known, now):
        return True
    if waits.asked_since(unit, store.account_id, wish.email, now - AGAIN) >= MOST_ASKED:
        return True
    _owe_letter(unit, store, listing, wish, known, now)
    return True


def _owe_letter(
    unit: Session, store: Store, listing: Listing, wish: Wish, known: Wait | None, now: datetime
) -> None:
    if known is None:
        known = Wait(
            account_id=store.account_id, store_id=store.id, listing_id=listing.id, email=wish.email, times=0
        )
        unit.add(known)
    known.state, known.asked_at, known.times = ASKED, now, known.times + 1
    known.quantity, known.language, known.confirm_hash = wish.quantity, wish.language, ""
    known.confirmed_at = known.left_at = None
    unit.flush()
    owed = [Owe(LANE, LETTER, f"{known.id}:{CONFIRMS}:{known.times}", now)]
    tasks.owe(unit, store.account_id, store.id, owed, now)


def _may_ask_again(known: Wait, now: datetime) -> bool:
    return known.state != CONFIRMED and known.asked_at <= now - AGAIN


def _tell_of_the_crowd(unit: Session, store: Store, now: datetime) -> None:
    """Once an hour: a merchant should know that buyers are turned away."""
    locks.store(unit, store.account_id, store.id)
    if not history.was_said(unit, store.account_id, store.id, CROWDED, now - CROWD):
        told: dict[str, str | int] = {"store": store.name, "most": MOST_ASKED_OF}
        say(unit, store.account_id, now, WATCH, CROWDED, store_id=store.id, order_id=None, **told)


def confirm(unit: Session, store: Store, word: str, now: datetime) -> Wait | None:
    """They said yes; pressing again changes nothing. None: the link is too old, or never was one."""
    hashed = links.hash_of(word)
    found = waits.by_confirm_hash(unit, store.account_id, store.id, hashed)
    if found is None:
        return None
    listing = items.listing(unit, store.account_id, found.listing_id)
    locks.items(unit, store.account_id, [listing.item_id])
    wait = waits.get(unit, store.account_id, found.id)
    if wait is None or wait.confirm_hash != hashed:
        return None
    if wait.state == CONFIRMED:
        return wait
    if wait.state != ASKED or wait.asked_at <= now - CONFIRM_LASTS:
        return None
    wait.state, wait.confirmed_at = CONFIRMED, now
    tasks.owe(unit, store.account_id, store.id, [Owe(LANE, TELL, str(wait.listing_id), now)], now)
    return wait


def leave(unit: Session, store: Store, word: str, now: datetime) -> None:
    """They are off the list; whoever never was on it is as well."""
    wait = waits.by_leave_hash(unit, store.account_id, store.id, links.hash_of(word))
    if wait is not None and wait.state != LEFT:
        wait.state, wait.left_at = LEFT, now


def take_off(unit: Session, account_id: int, store_id: int, wait_id: int, who: str, now: datetime) -> None:
    """A person takes an address off. Raises LookupError when the store has no such wait."""
    wait = waits.get(unit, account_id, wait_id)
    if wait is None or wait.store_id != store_id:
        raise LookupError(f"nobody waits under number {wait_id}")
    if wait.state == LEFT:
        return
    wait.state, wait.left_at = LEFT, now
    title = items.listing(unit, account_id, wait.listing_id).title
    say(unit, account_id, now, who, "wait_taken_off", store_id=store_id, title=title)
