"""What a person says of one item for its next buyers: a note, selling beyond its stock, others like it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from connector.ledger import alternatives, items, locks
from connector.ledger.board_linking import places_of
from connector.ledger.items import BY_RULE, NO, YES, Item
from jobs.desk.amiss import Amiss
from jobs.desk.notes import owe_peg, say

MOST_NOTE: Final = 300
MOST_ALTERNATIVES: Final = 12
SELLING: Final = (BY_RULE, NO)
FEATURED: Final = (BY_RULE, YES, NO)


@dataclass(frozen=True, slots=True)
class Told:
    """`note`: beside the date, at most 300 characters. `selling` and `featured` as `items.Item` has them."""

    note: str
    selling: str
    featured: str


def change(unit: Session, account_id: int, item_id: int, told: Told, who: str, now: datetime) -> None:
    """What differs from before is told in the history; what the next buyer reads is computed again."""
    _check(told)
    item = _locked(unit, account_id, item_id)
    for key, values in _changes(item, told):
        say(unit, account_id, now, who, key, title=item.title, **values)
    reads_anew = (item.note, item.selling) != (told.note, told.selling)
    item.note, item.selling, item.featured = told.note, told.selling, told.featured
    unit.flush()
    if reads_anew:
        _peg(unit, item, now)


def add_alternative(
    unit: Session, account_id: int, item_id: int, other_id: int, who: str, now: datetime
) -> None:
    """Naming it once more changes nothing."""
    item = _locked(unit, account_id, item_id)
    other = items.get(unit, account_id, other_id)
    if item.id == other.id:
        raise Amiss("item", "same_item")
    known = items.alternatives_of(unit, account_id, item_id)
    if other.id in known:
        return
    if len(known) >= MOST_ALTERNATIVES:
        raise Amiss("item", "many_entries", most=MOST_ALTERNATIVES)
    alternatives.add(unit, account_id, item_id, other_id)
    say(unit, account_id, now, who, "alternative_added", title=item.title, other=other.title)


def remove_alternative(
    unit: Session, account_id: int, item_id: int, other_id: int, who: str, now: datetime
) -> None:
    """One that is not named any more is gone already."""
    item = _locked(unit, account_id, item_id)
    other = items.get(unit, account_id, other_id)
    if alternatives.remove(unit, account_id, item_id, other_id):
        say(unit, account_id, now, who, "alternative_removed", title=item.title, other=other.title)


def _check(told: Told) -> None:
    if len(told.note) > MOST_NOTE:
        raise Amiss("note", "long", most=MOST_NOTE)
    if told.selling not in SELLING:
        raise Amiss("selling", "choice", known=", ".join(SELLING))
    if told.featured not in FEATURED:
        raise Amiss("featured", "choice", known=", ".join(FEATURED))


def _changes(item: Item, told: Told) -> list[tuple[str, dict[str, Any]]]:
    found: list[tuple[str, dict[str, Any]]] = []
    if item.note != told.note:
        found.append(("note_set", {"note": told.note}) if told.note else ("note_unset", {}))
    if item.selling != told.selling:
        found.append(("beyond_stopped" if told.selling == NO else "beyond_by_rule", {}))
    if item.featured != told.featured:
        found.append((f"featured_{told.featured}", {}))
    return found


def _locked(unit: Session, account_id: int, item_id: int) -> Item:
    locks.items(unit, account_id, [item_id])
    return items.get(unit, account_id, item_id)


def _peg(unit: Session, item: Item, now: datetime) -> None:
    for place in sorted(places_of(unit, item.account_id, item.id))[:1]:
        owe_peg(unit, item.account_id, item.id, place, now)
