"""The turn of every open line, as its store's queue policy makes it: written in bulk where it differs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from connector.domain.policies import FIRST, Asking, Buying, Policy, complete, turn_of
from connector.ledger import locations, locks, stores, tasks
from connector.ledger.orders import Line, Order
from connector.ledger.reckoning import terms_of
from connector.ledger.stores import Store, setting
from connector.ledger.supply import OnHand
from connector.ledger.tasks import Owe

PART = 2_000
"""Rows that are fetched in one go."""


class Moved(NamedTuple):
    """A line whose turn is another now."""

    line_id: int
    item_id: int
    location_id: int
    turn: int


def take(store: Store, order: Order, line: Line) -> set[tuple[int, int]]:
    """A line that was just read takes its turn; the shelf whose queue that moves, if the line was known.

    Whether an order is complete is found out with all the others (`reckon`); until then nothing changes.
    """
    before, terms = line.turn if line.id is not None else None, terms_of(store)
    if not (terms.policy is Policy.COMPLETE and before == FIRST):
        bought = Buying(order.placed_at, order.country, order.business, order.customer_tags)
        line.turn = turn_of(bought, terms)
    moved = before not in (None, line.turn) and line.asks
    return {(line.item_id, line.location_id)} if moved and line.item_id and line.location_id else set()


def needs_all(them: Iterable[Store]) -> bool:
    """Whether a turn depends on other orders: then it is reckoned again after every pegging."""
    return any(setting(store, "queue_policy") == Policy.COMPLETE for store in them)


def owe_reckoning(unit: Session, account_id: int, them: Iterable[Store], now: datetime) -> None:
    """Once for all stores of the account, however many items are pegged meanwhile."""
    home = min((s.id for s in them if setting(s, "queue_policy") == Policy.COMPLETE), default=None)
    if home is not None:
        tasks.owe(unit, account_id, home, [Owe("intake", "turns", "all", now)], now)


def reckon(unit: Session, account_id: int, them: Mapping[int, Store]) -> dict[int, int]:
    """The turn of every order with open lines, by its id; `them`: the stores, with the settings that hold."""
    turns: dict[int, int] = {}
    for store in them.values():
        terms = terms_of(store)
        for order_id, *bought in unit.execute(_open_orders(account_id, store.id)):
            turns[order_id] = turn_of(Buying(*bought), terms)
    if needs_all(them.values()):
        turns |= dict.fromkeys(_complete(unit, account_id, them, turns), FIRST)
    return turns


def _open_orders(account_id: int, store_id: int) -> Any:
    having = select(Line.order_id).where(
        Line.account_id == account_id, Line.store_id == store_id, Line.open > 0
    )
    bought = (Order.placed_at, Order.country, Order.business, Order.customer_tags)
    wanted = select(Order.id, *bought).where(Order.account_id == account_id, Order.id.in_(having))
    return wanted.execution_options(yield_per=PART)


def _complete(
    unit: Session, account_id: int, them: Mapping[int, Store], turns: Mapping[int, int]
) -> set[int]:
    whole = {store.id for store in them.values() if setting(store, "queue_policy") == Policy.COMPLETE}
    columns = (Line.order_id, Line.store_id, Line.item_id, Line.location_id)
    wanted = (
        select(*columns, Line.asks, Line.in_progress, Line.rank)
        .where(Line.account_id == account_id, Line.asks > 0)
        .order_by(Line.placed_at, func.length(Line.line_ref), Line.line_ref, Line.id)
        .execution_options(yield_per=PART)
    )
    queue = [
        Asking(
            row[0],
            (row[2] or 0, row[3] or 0),
            row[4],
            row[5],
            row[6],
            turns.get(row[0]) == FIRST,
            row[1] in whole,
        )
        for row in unit.execute(wanted)
    ]
    there = unit.scalars(select(OnHand).where(OnHand.account_id == account_id))
    return complete(queue, {(one.item_id, one.location_id): one.there for one in there})


def differing(unit: Session, account_id: int, turns: Mapping[int, int]) -> list[Moved]:
    """The open lines that have another turn than this."""
    wanted = select(Line.id, Line.order_id, Line.item_id, Line.location_id, Line.turn).where(
        Line.account_id == account_id, Line.open > 0
    )
    return [
        Moved(line_id, item_id or 0, location_id or 0, turns[order_id])
        for line_id, order_id, item_id, location_id, turn in unit.execute(
            wanted.execution_options(yield_per=PART)
        )
        if turns.get(order_id, turn) != turn
    ]


def rewrite(unit: Session, account_id: int, now: datetime) -> int:
    """Write every turn as the settings of the stores are now; items whose queue that moves are pegged again.

    Returns how many lines moved.
    """
    them = {store.id: store for store in stores.of_account(unit, account_id)}
    moved = differing(unit, account_id, reckon(unit, account_id, them))
    if moved:
        # Pegging writes these rows as well, while it holds their items.
        locks.items(unit, account_id, {one.item_id for one in moved})
        table: Any = Line.__table__
        mine = (table.c.account_id == account_id, table.c.id == bindparam("line"))
        written = update(table).where(*mine).values(turn=bindparam("to"))
        unit.execute(written, [{"line": one.line_id, "to": one.turn} for one in sorted(moved)])
    owe_pegs(unit, account_id, {(one.item_id, one.location_id) for one in moved}, now)
    return len(moved)


def owe_pegs(unit: Session, account_id: int, shelves: Iterable[tuple[int, int]], now: datetime) -> None:
    """The whole queue of these items is to be pegged again, each by the store that counts its location."""
    keepers = {place.id: place.counted_by for place in locations.of_account(unit, account_id)}
    owed: dict[int, list[Owe]] = defaultdict(list)
    for item_id, location_id in shelves:
        if item_id and location_id:
            owed[keepers[location_id]].append(Owe("intake", "peg", str(item_id), now))
    for store_id, them in sorted(owed.items()):
        tasks.owe(unit, account_id, store_id, them, now)
