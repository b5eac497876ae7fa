"""What other tools left in a store: which of their dates a person may take over, and taking them."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from connector.ledger import leftovers, locks, orders, stores
from jobs.desk.placing import put_date
from jobs.desk.seen import refuse_changed, seal

REASON = "told by another tool before us"


@dataclass(frozen=True, slots=True)
class Taking:
    """The day that another tool told, which would become the date of this waiting line."""

    leftover_id: int
    order_id: int
    line_id: int
    item_id: int
    order_name: str
    title: str
    on: date
    before: date | None  # the date that a person set earlier, which it would replace


def would_take(unit: Session, account_id: int, store_id: int, now: datetime) -> list[Taking]:
    """Every such line; a day that has passed by the store's calendar is no promise to take over."""
    store = stores.get(unit, account_id, store_id)
    today = now.astimezone(ZoneInfo(store.timezone)).date()
    return [
        Taking(row.id, line.order_id, line.id, line.item_id, name, line.title, row.told_for, line.date_set)
        for row, line, name in leftovers.dated_lines(unit, account_id, store_id, today)
        if row.told_for and line.item_id is not None and line.date_set != row.told_for
    ]


def take_over(unit: Session, account_id: int, store_id: int, seen: str, who: str, now: datetime) -> int:
    """`seen`: the seal of what was shown. How many lines have their date; Amiss when others would by now."""
    found = would_take(unit, account_id, store_id, now)
    locks.items(unit, account_id, {one.item_id for one in found})
    found = would_take(unit, account_id, store_id, now)
    refuse_changed(seal(found), seen)
    for one in found:
        put_date(unit, orders.line(unit, account_id, one.line_id), one.on, REASON, who, now)
    leftovers.taken_over(unit, account_id, store_id, {one.leftover_id for one in found}, now)
    return len(found)
