"""What other settings of a store would do to the buyers who wait: every queue it draws on, before and after.

One item is in memory at a time; of an order only its two days are kept, and the names only of those that
move the furthest.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from heapq import nlargest
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from connector.ledger import board_waiting, orders, stores, turns
from connector.ledger.stores import Store
from jobs.desk import whatif
from jobs.desk.placing import read_queue
from jobs.pegging import Outcome, decide

SHOWN: Final = 20
"""How many orders are shown by name."""


@dataclass(frozen=True, slots=True)
class Moved:
    """An order whose last goods go on another day. A day None: everything of it ships from stock."""

    order_id: int
    order_name: str
    store_name: str
    on_before: date | None
    on_after: date | None
    days: int
    """Below 0: sooner."""


@dataclass(frozen=True, slots=True)
class Effect:
    """Orders, of this store and of those that share its shelves. `furthest_days`: without a sign."""

    moved: int
    sooner: int
    later: int
    furthest_days: int
    rows: tuple[Moved, ...]
    """The `SHOWN` that move the furthest, those that lose first."""


@dataclass(slots=True)
class _Days:
    """When the last goods of an order go, as ordinals of days; `today` when they ship from stock."""

    store_id: int
    today: int
    before: int
    after: int

    @property
    def days(self) -> int:
        return self.after - self.before


def effect_of(
    unit: Session, account_id: int, store_id: int, settings_after: Mapping[str, Any], now: datetime
) -> Effect:
    """`settings_after`: those that would change, checked already. Writes nothing. Raises LookupError."""
    stores.get(unit, account_id, store_id)
    before = {store.id: store for store in stores.of_account(unit, account_id)}
    after = {**before, store_id: _as_if(before[store_id], settings_after)}
    turned = turns.reckon(unit, account_id, after)
    moved = {one.item_id for one in turns.differing(unit, account_id, turned)}
    drawn_on = {item_id for item_id, _ in board_waiting.asking(unit, account_id, store_id)}
    found: dict[int, _Days] = {}
    for item_id in sorted(moved | drawn_on - {0}):
        _look(unit, account_id, item_id, turned, after, found, now)
    return _effect(unit, account_id, before, found)


def _as_if(store: Store, settings: Mapping[str, Any]) -> Store:
    """The store with other settings; nothing that a session knows of."""
    return Store(
        id=store.id,
        account_id=store.account_id,
        name=store.name,
        timezone=store.timezone,
        settings={**store.settings, **settings},
    )


def _look(
    unit: Session,
    account_id: int,
    item_id: int,
    turned: Mapping[int, int],
    after: Mapping[int, Store],
    found: dict[int, _Days],
    now: datetime,
) -> None:
    """One item's queue, decided twice."""
    here = read_queue(unit, account_id, item_id)
    places = {
        row.line_id: here.turns[row.line_id]._replace(turn=turned[row.order_id])
        for row in here.rows
        if row.order_id in turned and row.line_id in here.turns
    }
    rows = whatif.in_order(here.rows, {**here.turns, **places})
    old = decide(here.shelves, here.rows, here.before, here.owed, here.fixed, now)
    new = decide(replace(here.shelves, stores=after), rows, here.before, here.owed, here.fixed, now)
    for line_id in old.dated.keys() | new.dated.keys():
        row = (old.dated.get(line_id) or new.dated[line_id])[0]
        today = now.astimezone(ZoneInfo(after[row.store_id].timezone)).date().toordinal()
        days = found.setdefault(row.order_id, _Days(row.store_id, today, today, today))
        days.before = max(days.before, _day(old, line_id, today))
        days.after = max(days.after, _day(new, line_id, today))


def _day(outcome: Outcome, line_id: int, today: int) -> int:
    told = outcome.dated.get(line_id)
    return max(today, told[2].promised_for.toordinal()) if told else today


def _effect(unit: Session, account_id: int, them: Mapping[int, Store], found: Mapping[int, _Days]) -> Effect:
    moved = {order_id: days for order_id, days in found.items() if days.days}
    furthest = nlargest(SHOWN, moved, key=lambda one: (abs(moved[one].days), moved[one].days, -one))
    furthest.sort(key=lambda one: (-moved[one].days, one))
    later = sum(days.days > 0 for days in moved.values())
    return Effect(
        moved=len(moved),
        sooner=len(moved) - later,
        later=later,
        furthest_days=max((abs(days.days) for days in moved.values()), default=0),
        rows=tuple(_named(unit, account_id, one, moved[one], them) for one in furthest),
    )


def _named(unit: Session, account_id: int, order_id: int, days: _Days, them: Mapping[int, Store]) -> Moved:
    def on(day: int) -> date | None:
        return date.fromordinal(day) if day > days.today else None

    name = orders.get(unit, account_id, order_id).name
    return Moved(order_id, name, them[days.store_id].name, on(days.before), on(days.after), days.days)
