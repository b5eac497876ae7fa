"""What an item was before it was joined to another, and becoming that again, in the caller's transaction."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from connector.domain.backorders import WAITING
from connector.ledger.backorders import Backorder
from connector.ledger.board_linking import QUIET
from connector.ledger.items import BY_RULE, Item, Listing
from connector.ledger.joins import Join, standing
from connector.ledger.locations import Location
from connector.ledger.orders import Line
from connector.ledger.pegs import Peg
from connector.ledger.stores import Shelf
from connector.ledger.supply import Expected, OnHand


def remembered(
    unit: Session, account_id: int, kept: Item, joined: Item, moved: Sequence[tuple[int, int]], believed: int
) -> dict[str, Any]:
    """Everything that joining forgets, in plain values. `moved`: store and location of shelves that move."""
    mine = (Listing.account_id == account_id, Listing.item_id == joined.id)
    counts = select(OnHand).where(OnHand.account_id == account_id, OnHand.item_id == joined.id)
    coming = select(Expected.id, Expected.location_id).where(
        Expected.account_id == account_id, Expected.item_id == joined.id
    )
    return {
        "title": joined.title,
        "sku": joined.sku,
        "lead_days": joined.lead_days,
        "note": joined.note,
        "selling": joined.selling,
        "featured": joined.featured,
        "created_at": joined.created_at.isoformat(),
        "kept_lead_days": kept.lead_days,
        "listings": list(unit.scalars(select(Listing.id).where(*mine).order_by(Listing.id))),
        "shelves": [
            {"store": store, "ref": ref, "start": start, "end": believed}
            for store, start in moved
            for ref in _refs(unit, account_id, store, start)
        ],
        "counts": [
            {
                "location": one.location_id,
                "counted": one.counted,
                "unseen": one.unseen,
                "left_elsewhere": one.left_elsewhere,
                "counted_at": one.counted_at.isoformat(),
            }
            for one in unit.scalars(counts)
        ],
        "expected": [[one, place] for one, place in unit.execute(coming)],
        "waiting": {str(line): units for line, units in _waiting(unit, account_id, (kept.id, joined.id))},
    }


def listings_back(unit: Session, account_id: int, join: Join) -> list[Listing]:
    """Those of the joined item's listings that are still the kept item's."""
    wanted = select(Listing).where(Listing.account_id == account_id, Listing.item_id == join.item_id)
    return list(unit.scalars(wanted.where(Listing.id.in_(join.before["listings"])).order_by(Listing.id)))


def counted_back(
    unit: Session, account_id: int, item_id: int, store_ids: Collection[int]
) -> tuple[int, int, int]:
    """How many orders and lines go back, and how many of their units wait."""
    mine = (Line.account_id == account_id, Line.item_id == item_id, Line.store_id.in_(sorted(store_ids)))
    orders, lines = unit.execute(
        select(func.count(Line.order_id.distinct()), func.count(Line.id)).where(*mine, Line.open > 0)
    ).one()
    waits = select(func.sum(Backorder.quantity)).where(
        Backorder.account_id == account_id,
        Backorder.state == WAITING,
        Backorder.line_id.in_(select(Line.id).where(*mine)),
    )
    return orders, lines, unit.scalar(waits) or 0


def stays(unit: Session, account_id: int, shelf: dict[str, Any], without: Collection[int]) -> bool:
    """Whether other items still need the shelf where it was moved to: both stores sell them."""
    keeper = select(Location.counted_by).where(Location.account_id == account_id, Location.id == shelf["end"])
    theirs = select(Listing.item_id).where(
        Listing.account_id == account_id, Listing.store_id == keeper.scalar_subquery()
    )
    shared = select(Listing.id).where(
        Listing.account_id == account_id,
        Listing.store_id == shelf["store"],
        Listing.item_id.in_(theirs),
        Listing.id.not_in(sorted(without)),
    )
    return unit.scalar(shared.limit(1)) is not None


def part(unit: Session, account_id: int, join: Join) -> int:
    """The joined item is one of its own again, with its listings, and its lines follow them. Its id."""
    before, kept_id = join.before, join.item_id
    listed = [one.id for one in listings_back(unit, account_id, join)]
    sellers = {one.store_id for one in listings_back(unit, account_id, join)}
    made = Item(
        account_id=account_id,
        title=before["title"],
        sku=before["sku"],
        lead_days=before["lead_days"],
        # Joins of older releases remember nothing of what the next buyer is told.
        note=before.get("note", ""),
        selling=before.get("selling", BY_RULE),
        featured=before.get("featured", BY_RULE),
        created_at=datetime.fromisoformat(before["created_at"]),
    )
    unit.add(made)
    unit.flush()
    made_id = made.id
    _listings_follow(unit, account_id, kept_id, made_id, listed)
    _lines_follow(unit, account_id, kept_id, made_id, sellers)
    _wait_as_before(unit, account_id, (kept_id, made_id), before["waiting"])
    _supply_follows(unit, account_id, kept_id, made_id, before, sellers)
    _joins_follow(unit, account_id, kept_id, made_id, listed)
    unit.expire_all()
    return made_id


def shelf_back(unit: Session, account_id: int, shelf: dict[str, Any]) -> list[int]:
    """The store's shelf is its own location again, with what only that store sells. Returns those items."""
    store, start, end = shelf["store"], shelf["start"], shelf["end"]
    mine = select(Listing.item_id).where(Listing.account_id == account_id, Listing.store_id == store)
    others = select(Listing.item_id).where(Listing.account_id == account_id, Listing.store_id != store)
    there = (OnHand.account_id == account_id, OnHand.location_id == end)
    own = list(
        unit.scalars(
            select(OnHand.item_id)
            .where(*there, OnHand.item_id.in_(mine))
            .where(OnHand.item_id.not_in(others))
        )
    )
    named = (Shelf.account_id == account_id, Shelf.store_id == store, Shelf.location_ref == shelf["ref"])
    _set(unit, update(Shelf).where(*named, Shelf.location_id == end).values(location_id=start))
    lines = (Line.account_id == account_id, Line.store_id == store, Line.location_ref == shelf["ref"])
    _set(unit, update(Line).where(*lines, Line.location_id == end).values(location_id=start))
    old = (OnHand.account_id == account_id, OnHand.location_id == start)
    _set(unit, delete(OnHand).where(*old, OnHand.item_id.in_(own)))
    _set(unit, update(OnHand).where(*there, OnHand.item_id.in_(own)).values(location_id=start))
    coming = (Expected.account_id == account_id, Expected.location_id == end, Expected.item_id.in_(own))
    _set(unit, update(Expected).where(*coming).values(location_id=start))
    unit.expire_all()
    return own


def _refs(unit: Session, account_id: int, store_id: int, location_id: int) -> list[str]:
    mine = (Shelf.account_id == account_id, Shelf.store_id == store_id, Shelf.location_id == location_id)
    return list(unit.scalars(select(Shelf.location_ref).where(*mine)))


def _waiting(unit: Session, account_id: int, item_ids: Collection[int]) -> list[tuple[int, int]]:
    wanted = select(Backorder.line_id, Backorder.quantity).where(
        Backorder.account_id == account_id,
        Backorder.item_id.in_(sorted(item_ids)),
        Backorder.state == WAITING,
        Backorder.quantity > 0,
    )
    return [(line, units) for line, units in unit.execute(wanted)]


def _listings_follow(
    unit: Session, account_id: int, kept_id: int, made_id: int, listed: Collection[int]
) -> None:
    mine = (Listing.account_id == account_id, Listing.item_id == kept_id, Listing.id.in_(listed))
    _set(unit, update(Listing).where(*mine).values(item_id=made_id))


def _lines_follow(
    unit: Session, account_id: int, kept_id: int, made_id: int, sellers: Collection[int]
) -> None:
    """No store sells both: whose line it is tells to which of the two it belongs."""
    mine = (Line.account_id == account_id, Line.item_id == kept_id, Line.store_id.in_(sorted(sellers)))
    lines = select(Line.id).where(*mine)
    owed = (Backorder.account_id == account_id, Backorder.item_id == kept_id, Backorder.line_id.in_(lines))
    _set(unit, update(Backorder).where(*owed).values(item_id=made_id))
    pegged = (Peg.account_id == account_id, Peg.item_id == kept_id, Peg.line_id.in_(lines))
    _set(unit, update(Peg).where(*pegged).values(item_id=made_id))
    _set(unit, update(Line).where(*mine).values(item_id=made_id))


def _wait_as_before(
    unit: Session, account_id: int, item_ids: Collection[int], waiting: dict[str, int]
) -> None:
    """Units that wait only since the join would be called ready; they were never short without it.

    What is short without it as well, the next pegging finds again.
    """
    for line, units in _waiting(unit, account_id, item_ids):
        if units > waiting.get(str(line), 0):
            mine = (Backorder.account_id == account_id, Backorder.line_id == line)
            known = waiting.get(str(line), 0)
            _set(unit, update(Backorder).where(*mine, Backorder.state == WAITING).values(quantity=known))


def _supply_follows(
    unit: Session,
    account_id: int,
    kept_id: int,
    made_id: int,
    before: dict[str, Any],
    sellers: Collection[int],
) -> None:
    """The counts as they were last believed, until their store is read again, and what is on its way."""
    ends = {shelf["start"]: shelf["end"] for shelf in before["shelves"]}
    places: set[int] = set()
    for one in before["counts"]:
        place = ends.get(one["location"], one["location"])
        if place not in places:
            places.add(place)
            at = datetime.fromisoformat(one["counted_at"])
            told = {name: one[name] for name in ("counted", "unseen", "left_elsewhere")}
            unit.add(OnHand(account_id=account_id, item_id=made_id, location_id=place, counted_at=at, **told))
    unit.flush()
    coming = (Expected.account_id == account_id, Expected.item_id == kept_id)
    known = [one for one, _ in before["expected"]]
    for mine in (Expected.id.in_(known), Expected.store_id.in_(sorted(sellers))):
        _set(unit, update(Expected).where(*coming, mine).values(item_id=made_id))
    if _is_sold_by_one(unit, account_id, kept_id):
        counted = (OnHand.account_id == account_id, OnHand.item_id == kept_id)
        _set(unit, update(OnHand).where(*counted).values(left_elsewhere=0))


def _is_sold_by_one(unit: Session, account_id: int, item_id: int) -> bool:
    sellers = select(func.count(Listing.store_id.distinct())).where(
        Listing.account_id == account_id, Listing.item_id == item_id
    )
    return unit.scalar(sellers) == 1


def _joins_follow(
    unit: Session, account_id: int, kept_id: int, made_id: int, listed: Collection[int]
) -> None:
    """What had been joined to the item before it was joined itself goes with it."""
    for one in standing(unit, account_id, [kept_id]):
        if set(one.before["listings"]) < set(listed):
            one.item_id = made_id
    unit.flush()


def _set(unit: Session, statement: Any) -> None:
    unit.execute(statement, execution_options=QUIET)
