"""What a person says of one item: its lead time, and that a count has caught up."""

from datetime import datetime

from sqlalchemy.orm import Session

from connector.ledger import items, locations, locks, supply
from connector.ledger.board_linking import places_of
from jobs.desk.amiss import Amiss
from jobs.desk.notes import owe_peg, say

MOST_LEAD_DAYS = 730


def set_lead_time(
    unit: Session, account_id: int, item_id: int, days: int | None, who: str, now: datetime
) -> None:
    """Calendar days until goods come when nothing is on its way; None: the store's own lead time."""
    if days is not None and not 0 <= days <= MOST_LEAD_DAYS:
        raise Amiss("lead_days", "whole", least=0, most=MOST_LEAD_DAYS)
    item = items.get(unit, account_id, item_id)
    item.lead_days = days
    if days is None:
        say(unit, account_id, now, who, "lead_time_none", title=item.title)
    else:
        say(unit, account_id, now, who, "lead_time", title=item.title, days=days)
    for place in sorted(places_of(unit, account_id, item_id))[:1]:
        owe_peg(unit, account_id, item_id, place, now)


def count_has_it(
    unit: Session, account_id: int, item_id: int, location_id: int, who: str, now: datetime
) -> int:
    """The count knows by now of the units that other stores shipped from here. Returns how many."""
    locks.items(unit, account_id, [item_id])
    there = supply.on_hand_at(unit, account_id, item_id, location_id)
    if there is None:
        raise LookupError(f"item {item_id} is not counted at location {location_id}")
    units, there.left_elsewhere = there.left_elsewhere, 0
    unit.flush()
    place = locations.get(unit, account_id, location_id)
    title = items.get(unit, account_id, item_id).title
    say(unit, account_id, now, who, "count_has_it", title=title, location=place.name, quantity=units)
    owe_peg(unit, account_id, item_id, location_id, now)
    return units
