"""Keys of the API: each opens one store's settings to a program. Shown once, kept as a hash."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from connector.ledger import api_keys, locks, stores
from connector.ledger.api_keys import ApiKey
from jobs.desk import given
from jobs.desk.amiss import Amiss
from jobs.desk.notes import say

PREFIX: Final = "bok_"
"""So that a key that leaked is known for what it is, by people and by scanners."""
BYTES: Final = 32
MOST_KEYS: Final = 20
MOST_NAME: Final = 60
USED_EVERY: Final = timedelta(minutes=1)
"""How exactly a key's last use is known: not every request writes."""


class Caller(NamedTuple):
    """Whose settings a request is about, and how the history calls whoever asks."""

    key_id: int
    account_id: int
    store_id: int
    name: str
    used_at: datetime | None


def make(unit: Session, account_id: int, store_id: int, name: str, who: str, now: datetime) -> str:
    """A new key, in plain text for this once."""
    store = locks.store(unit, account_id, store_id)
    called = given.words("key_name", name, required=True)
    if len(called) > MOST_NAME:
        raise Amiss("key_name", "long", most=MOST_NAME)
    if sum(1 for one in api_keys.of_store(unit, account_id, store_id) if one.ended_at is None) >= MOST_KEYS:
        raise Amiss("key_name", "many_entries", most=MOST_KEYS)
    plain = PREFIX + secrets.token_urlsafe(BYTES)
    unit.add(
        ApiKey(
            account_id=account_id,
            store_id=store.id,
            name=called,
            hint=plain[: len(PREFIX) + 4],
            key_hash=_hash(plain),
            made_by=who[:200],
            created_at=now,
        )
    )
    say(unit, account_id, now, who, "api_key_made", store_id=store.id, store=store.name, name=called)
    return plain


def end(unit: Session, account_id: int, store_id: int, key_id: int, who: str, now: datetime) -> None:
    """From now on it opens nothing."""
    store = stores.get(unit, account_id, store_id)
    found = api_keys.get(unit, account_id, store_id, key_id)
    if found.ended_at is not None:
        raise Amiss("key_name", "key_ended")
    found.ended_at = now
    say(unit, account_id, now, who, "api_key_ended", store_id=store.id, store=store.name, name=found.name)


def caller(unit: Session, plain: str) -> Caller | None:
    """Whom a key stands for; None when it opens nothing. 256 random bits need no slow hash."""
    if not plain.startswith(PREFIX) or len(plain) > 100:
        return None
    found = api_keys.by_hash(unit, _hash(plain))
    if found is None:
        return None
    return Caller(found.id, found.account_id, found.store_id, f"API key {found.name}", found.used_at)


def is_news(who: Caller, now: datetime) -> bool:
    """Whether this use is worth remembering."""
    return who.used_at is None or now - who.used_at >= USED_EVERY


def used(unit: Session, who: Caller, now: datetime) -> None:
    """Remember the use."""
    api_keys.get(unit, who.account_id, who.store_id, who.key_id).used_at = now


def _hash(plain: str) -> str:
    return sha256(plain.encode(errors="replace")).hexdigest()
