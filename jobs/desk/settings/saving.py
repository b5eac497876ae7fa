"""Saving settings: what differs is written and kept as a change to undo; what it touches is owed."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from connector.ledger import board_waiting, locks, setting_changes, stores, turns
from connector.ledger.stores import Store
from jobs import effects, offer_rounds
from jobs.desk.notes import owe_peg, say
from jobs.desk.seen import refuse_changed
from jobs.desk.settings import foreseen, schema
from jobs.desk.settings.foreseen import TAGS, Foreseen
from jobs.desk.settings.moves import DATES, OFFERS
from jobs.desk.settings.outside import ORDERS


def preview(
    unit: Session, account_id: int, store_id: int, given: Mapping[str, Any], who: str, now: datetime
) -> Foreseen:
    """What saving would do. Raises a group of `Amiss`, LookupError for a store that is not the account's."""
    return foreseen.look(unit, stores.get(unit, account_id, store_id), given, who, now)


def save(
    unit: Session,
    account_id: int,
    store_id: int,
    given: Mapping[str, Any],
    seen: str,
    who: str,
    now: datetime,
) -> list[str]:
    """`seen`: the seal of the preview. Raises `Amiss` when saving would do something else by now."""
    store = locks.store(unit, account_id, store_id)
    refuse_changed(foreseen.look(unit, store, given, who, now).seal, seen)
    return change(unit, account_id, store_id, given, who, now)


def keep(
    unit: Session, account_id: int, store_id: int, given: Mapping[str, Any], who: str, now: datetime
) -> bool:
    """Saved as it was: from now on it is what a person said, whatever the product's default becomes.

    False when something differs, so that it must be looked at first. Raises a group of `Amiss`.
    """
    store = locks.store(unit, account_id, store_id)
    here = schema.current(store)
    if store.left_at is not None or schema.read({**here, **given}) != here:
        return False
    said = {name: here[name] for name in given if name not in store.settings}
    if said:
        store.settings = {**store.settings, **said}
        names = ", ".join(said)
        say(unit, account_id, now, who, "settings_kept", store_id=store_id, store=store.name, names=names)
    return True


def preview_undo(
    unit: Session, account_id: int, store_id: int, change_id: int, who: str, now: datetime
) -> Foreseen:
    """What taking a change back would do: its settings, and only they, as they were before it."""
    made = setting_changes.get(unit, account_id, store_id, change_id)
    return preview(unit, account_id, store_id, made.before, who, now)


def undo(
    unit: Session, account_id: int, store_id: int, change_id: int, seen: str, who: str, now: datetime
) -> list[str]:
    """As `save`; it is a change itself, and can be undone."""
    store = locks.store(unit, account_id, store_id)
    made = setting_changes.get(unit, account_id, store_id, change_id)
    refuse_changed(foreseen.look(unit, store, made.before, who, now).seal, seen)
    return change(unit, account_id, store_id, made.before, who, now, undoes_id=made.id)


def change(
    unit: Session,
    account_id: int,
    store_id: int,
    given: Mapping[str, Any],
    who: str,
    now: datetime,
    *,
    undoes_id: int | None = None,
) -> list[str]:
    """Write the settings that differ; what they date and keep back is computed again. Their names.

    Raises a group of `Amiss`, one for each field that cannot be used.
    """
    store = locks.store(unit, account_id, store_id)
    here = schema.current(store)
    after = {name: value for name, value in schema.read({**here, **given}).items() if value != here[name]}
    if not after:
        return []
    before = {name: here[name] for name in after}
    if set(TAGS) & set(after):
        texts = {str(value[name]) for value in (before, after) for name in TAGS if name in value}
        store.tags_used = sorted({*store.tags_used, *texts})
    store.settings = {**store.settings, **after}
    setting_changes.note(unit, store, before, after, who, now, undoes_id)
    unit.flush()
    key = "settings" if undoes_id is None else "settings_undone"
    say(unit, account_id, now, who, key, store_id=store_id, store=store.name, names=", ".join(after))
    _owe(unit, store, after, now)
    return list(after)


def _owe(unit: Session, store: Store, names: Collection[str], now: datetime) -> None:
    if (DATES | OFFERS) & set(names):
        offer_rounds.owe(unit, store, offer_rounds.CHANGED, now)
    if DATES & set(names):
        turns.rewrite(unit, store.account_id, now)
        for item_id, location_id in board_waiting.asking(unit, store.account_id, store.id):
            owe_peg(unit, store.account_id, item_id, location_id, now)
    if ORDERS & set(names):
        open_orders = board_waiting.open_orders(unit, store.account_id, store.id)
        effects.owe_for_all(unit, store.account_id, open_orders, now)
