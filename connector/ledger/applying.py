"""Write the newest snapshot of an order. What is not newer changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

import msgspec
from sqlalchemy.orm import Session

from connector.domain.snapshots import Buyer, LineSnapshot, OrderSnapshot
from connector.ledger import counting, items, locations, orders, queue, supply, turns
from connector.ledger.base import short, units
from connector.ledger.forgotten import Marks
from connector.ledger.items import Listing
from connector.ledger.orders import LONGEST_TAG, MOST_TAGS, Line, Order
from connector.ledger.stores import Store


@dataclass(frozen=True, slots=True)
class Applied:
    """`changed`: the meaning differs from before. `listing_refs`: whose supply must be read again."""

    order_id: int
    changed: bool
    listing_refs: frozenset[str]


def digest(snapshot: OrderSnapshot) -> str:
    """Of the meaning: everything but when it changed at the platform."""
    plain = msgspec.to_builtins(snapshot)
    plain.pop("version")
    return sha256(msgspec.json.encode(plain, order="deterministic")).hexdigest()


def is_newer(order: Order, version: datetime, read_at: datetime) -> bool:
    """The platform's clock decides; within one of its seconds, who read later."""
    return (version, read_at) > (order.version, order.read_at)


def _is_news(known: Order, snapshot: OrderSnapshot, read_at: datetime) -> bool:
    """An order that is no more has no time of change: whoever read later knows."""
    if known.gone and read_at <= known.read_at:
        return False  # read before it was deleted, written down after we were told
    return is_newer(known, snapshot.version, read_at) or (snapshot.gone and read_at > known.read_at)


def order(unit: Session, store: Store, snapshot: OrderSnapshot, read_at: datetime, marks: Marks) -> Applied:
    """`read_at`: when we began to read it. Nothing is deleted: lines that are gone ask for 0 units.

    `marks`: of whom the store forgot (jobs.forgetting.marks); their orders come without their buyer.
    """
    found = orders.by_ref(unit, store.account_id, store.id, snapshot.order_id)
    hidden = _hidden(found, snapshot, marks)
    if hidden:
        snapshot = replace(snapshot, buyer=Buyer(country=snapshot.buyer.country), url="")
    seal = digest(snapshot)
    if found is not None and not _is_news(found, snapshot, read_at):
        return Applied(found.id, False, frozenset())
    changed = found is None or found.digest != seal
    if found is None:
        found = Order(account_id=store.account_id, store_id=store.id, order_ref=snapshot.order_id)
        unit.add(found)
    if hidden and found.forgotten_at is None:
        found.forgotten_at = read_at
    _fill(found, snapshot, seal, read_at)
    unit.flush()
    refs = _lines(unit, store, found, snapshot, read_at) if changed else frozenset()
    return Applied(found.id, changed, refs)


def _hidden(found: Order | None, snapshot: OrderSnapshot, marks: Marks) -> bool:
    """Its buyer was forgotten: the platform may still know them, we must not."""
    if found is not None and found.forgotten_at is not None:
        return True
    buyer = snapshot.buyer
    refs = (("order", snapshot.order_id), ("email", buyer.email), ("customer", buyer.customer_ref))
    return any(marks.hides(kind, ref, snapshot.placed_at) for kind, ref in refs)


def _fill(row: Order, snapshot: OrderSnapshot, seal: str, read_at: datetime) -> None:
    known = row.version is not None
    row.version, row.read_at, row.digest = snapshot.version, read_at, seal
    row.state, row.standing = short(snapshot.state, 50), snapshot.standing
    row.demand, row.releasable, row.gone = snapshot.demand, snapshot.releasable, snapshot.gone
    if snapshot.gone and known:
        return  # what is no more tells nothing of whose it was and when
    row.name, row.placed_at = short(snapshot.name, 100), snapshot.placed_at
    payment, buyer = snapshot.payment, snapshot.buyer
    # A plugin's own currency ("POINTS") is none that a letter may name: it has no minor unit that we know.
    row.paid, row.currency = payment.paid.value, payment.currency if len(payment.currency) == 3 else ""
    row.total, row.taken, row.authorised_until = payment.total, payment.taken, payment.authorised_until
    row.email, row.first_name = _address(buyer.email), short(buyer.first_name, 200)
    row.locale, row.country = short(buyer.locale, 20), short(buyer.country, 2)
    row.customer_ref, row.business = short(buyer.customer_ref, 100), buyer.business
    row.customer_tags = [short(tag, LONGEST_TAG) for tag in buyer.tags[:MOST_TAGS]]
    row.status_url = short(snapshot.url, 2000)


def _address(told: str) -> str:
    """A cut address would be somebody else's: one that is too long is none."""
    return told if len(told) <= 320 and "\0" not in told else ""


def _lines(unit: Session, store: Store, row: Order, snapshot: OrderSnapshot, now: datetime) -> frozenset[str]:
    here = orders.lines_of(unit, row.account_id, row.id)
    known = {(one.line_ref, one.location_ref): one for one in here}
    refs = {one.listing_ref for one in snapshot.lines if one.listing_ref}
    listed = items.listings(unit, store, refs)
    turned: set[tuple[int, int]] = set()
    for seen in snapshot.lines:
        line = known.pop((seen.line_id, seen.location_ref), None)
        if line is None:
            line = Line(account_id=row.account_id, store_id=store.id, order_id=row.id, shipped=0)
            line.line_ref, line.location_ref = seen.line_id, seen.location_ref
            _as_a_person_set(line, here)
        listing = _listing(unit, store, seen, listed, now)
        refs.add(line.listing_ref or "")  # what it drew on before, if that is something else
        if listing and line.item_id not in (None, listing.item_id):
            queue.move_line(unit, store.account_id, line.id, listing.item_id)
        _note_left_elsewhere(unit, store, line, seen)
        _fill_line(unit, store, row, line, seen, listing, now)
        turned |= turns.take(store, row, line)
        unit.add(line)
    for line in known.values():
        refs.add(line.listing_ref)
        line.ordered = line.open = line.in_progress = line.taken = line.asks = 0
    unit.flush()
    # A count that is read again serves on from where the queue stood: only the whole of it shows a new order.
    turns.owe_pegs(unit, store.account_id, turned, now)
    return frozenset(refs - {""})


def _as_a_person_set(line: Line, others: Sequence[Line]) -> None:
    """Units that another location ships now keep the date and the place that a person gave the line."""
    for one in others:
        if one.line_ref == line.line_ref and (one.date_set or one.rank):
            line.date_set, line.date_reason = one.date_set, one.date_reason
            line.rank, line.rank_reason = one.rank, one.rank_reason


def _listing(
    unit: Session, store: Store, seen: LineSnapshot, listed: dict[str, Listing], now: datetime
) -> Listing | None:
    if not seen.listing_ref:
        return None
    if seen.listing_ref not in listed:
        made = items.list_new(unit, store, seen.listing_ref, seen.title, seen.sku, now)
        listed[seen.listing_ref] = made
    return listed[seen.listing_ref]


def _fill_line(
    unit: Session,
    store: Store,
    row: Order,
    line: Line,
    seen: LineSnapshot,
    listing: Listing | None,
    now: datetime,
) -> None:
    # Looked up first: a question would write the line down while it is half filled.
    location_id = None
    if listing and seen.location_ref:
        location_id = locations.find_or_create(unit, store, seen.location_ref, store.name, now)
    line.listing_ref, line.title, line.sku = seen.listing_ref, short(seen.title, 500), short(seen.sku, 200)
    counts = (seen.ordered, seen.open, seen.shipped, seen.taken, seen.hinted)
    line.ordered, line.open, line.shipped, line.taken, line.hinted = map(units, counts)
    line.backorderable, line.placed_at = seen.backorderable, row.placed_at
    line.shown_on = seen.shown_on or line.shown_on
    # A line that lost its listing stays with its item, whose next pegging ends what it owed.
    line.item_id, line.location_id = listing.item_id if listing else line.item_id, location_id
    line.asks = _asks(row, line, listing)
    line.in_progress = min(seen.in_progress, line.asks)


def _asks(row: Order, line: Line, listing: Listing | None) -> int:
    """Only tracked goods of a demanding order, once it is known which location ships them."""
    can_be_short = listing is not None and listing.tracked and line.backorderable and row.demand
    return line.open if can_be_short and line.location_id is not None else 0


def _note_left_elsewhere(unit: Session, store: Store, line: Line, seen: LineSnapshot) -> None:
    """Goods shipped by a store that does not count their shelf are still in that shelf's count."""
    more = units(seen.shipped) - (line.shipped or 0)
    if more <= 0 or line.item_id is None or line.location_id is None:
        return
    there = supply.on_hand_at(unit, store.account_id, line.item_id, line.location_id)
    if there is not None and not counting.believed(unit, store, line.location_id, line.item_id):
        there.left_elsewhere += more


def order_gone(unit: Session, store: Store, order_ref: str, now: datetime) -> frozenset[str]:
    """The platform says that it deleted the order: it asks for nothing any more. Whose supply that frees."""
    found = orders.by_ref(unit, store.account_id, store.id, order_ref)
    if found is None:
        return frozenset()
    found.gone, found.demand, found.releasable = True, False, False
    found.standing, found.read_at, found.digest = "DELETED", now, ""
    lines = orders.lines_of(unit, store.account_id, found.id)
    for line in lines:
        line.ordered = line.open = line.in_progress = line.taken = line.asks = 0
    unit.flush()
    return frozenset(line.listing_ref for line in lines if line.listing_ref)
