"""Expected deliveries as a person enters them: added, changed, arrived, removed.

The platform's own count is never written: what arrived serves buyers once the platform counts it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from connector.ledger import items, locations, supply
from connector.ledger.supply import Expected
from jobs.desk import given
from jobs.desk.amiss import Amiss
from jobs.desk.given import MOST_UNITS
from jobs.desk.notes import owe_peg, say


@dataclass(frozen=True, slots=True)
class Coming:
    """`quantity` units of an item, at a location on its local date."""

    item_id: int
    location_id: int
    quantity: int
    expected_on: date
    note: str = ""


def add(unit: Session, account_id: int, coming: Coming, who: str, now: datetime) -> Expected:
    """Raises LookupError when the item or the location is not the account's, Amiss for the rest."""
    item = items.get(unit, account_id, coming.item_id)
    place = locations.get(unit, account_id, coming.location_id)
    _check_units(coming.quantity)
    given.near("date", coming.expected_on, now.date())
    row = Expected(
        account_id=account_id,
        item_id=item.id,
        location_id=place.id,
        quantity=coming.quantity,
        arrived=0,
        expected_on=coming.expected_on,
        source="person",
        note=coming.note,
        created_at=now,
    )
    unit.add(row)
    unit.flush()
    _tell(unit, row, "expected_added", who, now, quantity=coming.quantity, on=coming.expected_on.isoformat())
    return row


def change(
    unit: Session,
    account_id: int,
    expected_id: int,
    *,
    quantity: int,
    expected_on: date,
    note: str,
    who: str,
    now: datetime,
) -> None:
    """`quantity` units are still to come, on another date perhaps."""
    row = _ours(unit, account_id, expected_id)
    _check_units(quantity)
    if expected_on != row.expected_on:
        given.near("date", expected_on, now.date())
    row.quantity, row.expected_on, row.note = quantity, expected_on, note
    _tell(unit, row, "expected_changed", who, now, quantity=quantity, on=expected_on.isoformat())


def arrive(unit: Session, account_id: int, expected_id: int, units: int, who: str, now: datetime) -> None:
    """`units` of it are here: fewer are still to come."""
    row = _ours(unit, account_id, expected_id)
    _check_units(units)
    if units > row.quantity:
        raise Amiss("quantity", "more_than_coming", most=row.quantity)
    row.quantity -= units
    row.arrived += units
    _tell(unit, row, "expected_arrived", who, now, quantity=units, left=row.quantity)


def remove(unit: Session, account_id: int, expected_id: int, who: str, now: datetime) -> None:
    """Nothing of it is still to come."""
    row = _ours(unit, account_id, expected_id)
    left, row.quantity = row.quantity, 0
    _tell(unit, row, "expected_removed", who, now, quantity=left)


def _ours(unit: Session, account_id: int, expected_id: int) -> Expected:
    row = supply.delivery(unit, account_id, expected_id)
    if row.source != "person":
        raise Amiss("delivery", "from_platform")
    return row


def _check_units(quantity: int) -> None:
    if not 1 <= quantity <= MOST_UNITS:
        raise Amiss("quantity", "whole", least=1, most=MOST_UNITS)


def _tell(unit: Session, row: Expected, key: str, who: str, now: datetime, **values: Any) -> None:
    item = items.get(unit, row.account_id, row.item_id)
    place = locations.get(unit, row.account_id, row.location_id)
    unit.flush()
    say(unit, row.account_id, now, who, key, title=item.title, location=place.name, **values)
    owe_peg(unit, row.account_id, row.item_id, row.location_id, now)
