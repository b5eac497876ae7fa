"""Switches, the pause, and letting effects touch an order that is older than its switch."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from connector.domain import approvals
from connector.ledger import accounts, board_waiting, locks, offers, stores, tasks
from connector.ledger.orders import Order
from connector.ledger.stores import EFFECTS, EFFECTS_AT, SHOP_EFFECTS, Store
from jobs import effects, offer_rounds, publishing
from jobs.desk import shop_preview as foreseen
from jobs.desk.amiss import Amiss
from jobs.desk.notes import say
from jobs.desk.shop_preview import ShopPreview
from jobs.kinds import PAUSED
from jobs.publishing import OFFERS, SELLING


@dataclass(frozen=True, slots=True)
class Preview:
    """What is open at the store right now: `older` orders would wait, `admitted` ones are touched at once."""

    orders: int
    lines: int
    older: int
    admitted: int


def preview(unit: Session, account_id: int, store_id: int, effect: str) -> Preview:
    """Turning an effect on makes every order placed before this moment older than it."""
    store = _to_look_at(unit, account_id, store_id, effect)
    everything = board_waiting.open_count(unit, account_id, store.id)
    admitted = board_waiting.open_count(unit, account_id, store.id, admitted=True).orders
    return Preview(everything.orders, everything.lines, everything.orders - admitted, admitted)


def shop_preview(
    unit: Session, account_id: int, store_id: int, effect: str, now: datetime, *, off: bool
) -> ShopPreview:
    """As `preview`, for what is done to what is sold: one of `SHOP_EFFECTS`."""
    store = _to_look_at(unit, account_id, store_id, effect)
    if off:
        return foreseen.turning_off(unit, store, effect)
    return foreseen.turning_on(unit, store, effect, now)


def _to_look_at(unit: Session, account_id: int, store_id: int, effect: str) -> Store:
    """What is on may be turned off whatever it lacks."""
    _known(effect)
    store = stores.get(unit, account_id, store_id)
    if effect not in stores.switches(unit, account_id, store_id):
        _allowed(effect, store)
    return store


def turn_on(unit: Session, account_id: int, store_id: int, effect: str, who: str, now: datetime) -> None:
    """From now on. What is on already stays on since when it was."""
    _known(effect)
    store = locks.store(unit, account_id, store_id)
    if effect in stores.switches(unit, account_id, store_id):
        return
    _allowed(effect, store)
    stores.turn(unit, store, effect, now, who)
    unit.flush()
    _tell(unit, store, "switch_on", who, now, effect=effect)
    if effect in SHOP_EFFECTS:
        offer_rounds.owe(unit, store, offer_rounds.ALL, now)
    else:
        _owe_all(unit, store, now)


def turn_off(unit: Session, account_id: int, store_id: int, effect: str, who: str, now: datetime) -> None:
    """Nothing more is done. What was done at orders stays; what the shop shows and sells goes back."""
    _known(effect)
    store = locks.store(unit, account_id, store_id)
    if effect not in stores.switches(unit, account_id, store_id):
        return
    stores.turn(unit, store, effect, None, who)
    unit.flush()
    if effect in SHOP_EFFECTS and store.id not in stores.selling(unit, account_id):
        offers.end_of_store(unit, account_id, store.id, now)
    if effect in (OFFERS, SELLING):
        publishing.take_back(unit, store, (effect,), now)
    _tell(unit, store, "switch_off", who, now, effect=effect)


def pause(unit: Session, account_id: int, who: str, now: datetime) -> None:
    """Nothing leaves for any store until somebody resumes. Receiving and counting go on."""
    account = accounts.get(unit, account_id)
    if account.paused_at is None:
        account.paused_at = now
        say(unit, account_id, now, who, "paused")


def resume(unit: Session, account_id: int, who: str, now: datetime) -> None:
    """What was owed meanwhile is done now."""
    account = accounts.get(unit, account_id)
    if account.paused_at is None:
        return
    account.paused_at = None
    say(unit, account_id, now, who, "resumed")
    unit.flush()
    for store in stores.of_account(unit, account_id):
        _owe_all(unit, store, now)
        tasks.wake(unit, account_id, store.id, now, PAUSED)


def admit(unit: Session, account_id: int, order_id: int, who: str, now: datetime) -> None:
    """Effects may touch this order although it is older than their switch."""
    _admit(unit, locks.order(unit, account_id, order_id), who, now)
    unit.flush()
    effects.owe_for(unit, account_id, order_id, now)


def admit_all(unit: Session, account_id: int, store_id: int, who: str, now: datetime) -> int:
    """Every older order of a store that is still open. Returns how many."""
    older = board_waiting.older_orders(unit, account_id, store_id, limit=None)
    for order in older:
        _admit(unit, order, who, now)
    unit.flush()
    effects.owe_for_all(unit, account_id, [order.id for order in older], now)
    return len(older)


def _admit(unit: Session, order: Order, who: str, now: datetime) -> None:
    if order.admitted_at is None:
        order.admitted_at = now
        say(unit, order.account_id, now, who, "admitted", store_id=order.store_id, order_id=order.id)


def _owe_all(unit: Session, store: Store, now: datetime) -> None:
    open_orders = board_waiting.open_orders(unit, store.account_id, store.id)
    effects.owe_for_all(unit, store.account_id, open_orders, now)


def _known(effect: str) -> None:
    if effect not in EFFECTS:
        raise Amiss("effect", "effect")


def _allowed(effect: str, store: Store) -> None:
    """What could only fail, or do nothing, at every order is refused before."""
    if effect not in EFFECTS_AT[store.platform]:
        raise Amiss("effect", "no_room")
    if lacking := approvals.lacking(effect, store.missing_access):
        raise Amiss("effect", f"lacks_{lacking}")


def _tell(unit: Session, store: Store, key: str, who: str, now: datetime, *, effect: str) -> None:
    say(unit, store.account_id, now, who, key, store_id=store.id, effect=effect, store=store.name)
