"""What a change of a store's settings will do to what is open today, counted before it is saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from connector.ledger import buyers, leftovers
from connector.ledger.stores import Store, tags_ever
from jobs.desk.amiss import Amiss
from jobs.desk.seen import seal
from jobs.desk.settings import moves, next_offers, outside, schema
from jobs.desk.settings.moves import Moves
from jobs.desk.settings.next_offers import NextOffers
from jobs.desk.settings.outside import Outside

TAGS: Final = ("tag_waiting", "tag_ready")


@dataclass(frozen=True, slots=True)
class Foreseen:
    """`before` and `after` hold what differs, by the setting's name.

    `new_tags`: texts that were never ours at the store; `foreign`: those of them that another tool left on
    orders there. `forgotten`: settled orders whose buyers would be forgotten tonight, for good. `buyers`:
    what the next buyers are told. `seal` names what was seen and by whom, so that nothing else is saved.
    """

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    moves: Moves
    outside: Outside
    new_tags: tuple[str, ...]
    foreign: tuple[str, ...]
    forgotten: int
    buyers: NextOffers
    seal: str


def look(
    unit: Session, store: Store, given: Mapping[str, Any], who: str, now: datetime, *, strict: bool = False
) -> Foreseen:
    """`given`: some settings, or all. Raises a group of `Amiss` for what cannot be used."""
    if store.left_at is not None:
        raise ExceptionGroup("settings", [Amiss("store", "read_only")])
    here = schema.current(store)
    wanted = schema.read({**here, **given}, strict=strict)
    after = {name: value for name, value in wanted.items() if value != here[name]}
    before = {name: here[name] for name in after}
    moved, seen = moves.of(unit, store, after, now), outside.of(unit, store, after)
    fresh = sorted({str(after[name]) for name in TAGS if name in after} - tags_ever(store))
    foreign = leftovers.tags_among(unit, store.account_id, store.id, fresh)
    forgotten = _forgotten(unit, store, after, now)
    buyers = next_offers.of(unit, store, after, now)
    named = (store.account_id, store.id, who, sorted(before.items()), sorted(after.items()))
    sealed = seal(named, moved, seen, foreign, forgotten, buyers)
    return Foreseen(before, after, moved, seen, tuple(fresh), tuple(foreign), forgotten, buyers, sealed)


def _forgotten(unit: Session, store: Store, after: Mapping[str, Any], now: datetime) -> int:
    days = int(after.get("retention_days", 0))
    if not days:
        return 0
    return buyers.settled_count(unit, store.account_id, store.id, now - timedelta(days=days))
