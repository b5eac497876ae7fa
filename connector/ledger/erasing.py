"""Erase a store with everything that is its own; what other stores of the account share stays theirs."""

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import Session

from connector.ledger import alternatives
from connector.ledger.accounts import Account
from connector.ledger.backorders import Shortage
from connector.ledger.grants import Grant
from connector.ledger.history import Happened
from connector.ledger.items import Item, Listing
from connector.ledger.joins import Join
from connector.ledger.locations import Location
from connector.ledger.orders import Line, Order
from connector.ledger.pegs import Peg
from connector.ledger.people import Person
from connector.ledger.promises import Promise
from connector.ledger.stores import Shelf, Store
from connector.ledger.supply import Expected, OnHand
from connector.ledger.tenancy import ACROSS

QUIETLY = {"synchronize_session": False}


def store(unit: Session, account_id: int, store_id: int) -> bool:
    """Gone for good. True: the account had nothing else and is gone as well."""
    others = select(Store.id).where(Store.account_id == account_id, Store.id != store_id)
    if unit.scalar(others.limit(1)) is None:
        # Every table of an account goes with it, by the databases' own rule.
        unit.execute(delete(Account).where(Account.id == account_id), execution_options=ACROSS)
        return True
    address = unit.scalar(select(Store.address).where(Store.account_id == account_id, Store.id == store_id))
    _lines(unit, account_id, store_id)
    _history(unit, account_id, store_id)
    _shelves(unit, account_id, store_id)
    unit.execute(delete(Grant).where(Grant.account_id == account_id, Grant.address == address))
    unit.execute(
        delete(Store).where(Store.account_id == account_id, Store.id == store_id), execution_options=QUIETLY
    )
    unit.flush()
    _goods(unit, account_id)
    _people(unit, account_id)
    return False


def _lines(unit: Session, account_id: int, store_id: int) -> None:
    """What hangs on a line without naming its store."""
    lines = select(Line.id).where(Line.account_id == account_id, Line.store_id == store_id)
    for table in (Peg, Shortage, Promise):
        mine = delete(table).where(table.account_id == account_id, table.line_id.in_(lines))
        unit.execute(mine, execution_options=QUIETLY)


def _history(unit: Session, account_id: int, store_id: int) -> None:
    orders = select(Order.id).where(Order.account_id == account_id, Order.store_id == store_id)
    theirs = or_(Happened.store_id == store_id, Happened.order_id.in_(orders))
    unit.execute(delete(Happened).where(Happened.account_id == account_id, theirs), execution_options=QUIETLY)
    told = delete(Expected).where(Expected.account_id == account_id, Expected.store_id == store_id)
    unit.execute(told, execution_options=QUIETLY)


def _shelves(unit: Session, account_id: int, store_id: int) -> None:
    """A location that another store sells from as well is counted by that store from now on."""
    counted = select(Location).where(Location.account_id == account_id, Location.counted_by == store_id)
    for place in unit.scalars(counted):
        heir = unit.scalar(
            select(Shelf.store_id)
            .where(Shelf.account_id == account_id, Shelf.location_id == place.id, Shelf.store_id != store_id)
            .order_by(Shelf.store_id)
            .limit(1)
        )
        if heir is not None:
            place.counted_by = heir
    unit.flush()


def _goods(unit: Session, account_id: int) -> None:
    """Items that no store lists and locations that no store has any more, with what lies there."""
    listed = exists().where(Listing.account_id == account_id, Listing.item_id == Item.id)
    unlisted = select(Item.id).where(Item.account_id == account_id, ~listed)
    places = select(Location.id).where(Location.account_id == account_id)
    gone = list(unit.scalars(unlisted))
    for table in (OnHand, Expected):
        of_nothing = or_(table.item_id.in_(gone), table.location_id.not_in(places))
        unit.execute(
            delete(table).where(table.account_id == account_id, of_nothing), execution_options=QUIETLY
        )
    alternatives.forget(unit, account_id, gone)
    joined = delete(Join).where(Join.account_id == account_id, Join.item_id.in_(gone))
    unit.execute(joined, execution_options=QUIETLY)
    unit.execute(
        delete(Item).where(Item.account_id == account_id, Item.id.in_(gone)), execution_options=QUIETLY
    )


def _people(unit: Session, account_id: int) -> None:
    """Who is known by a Shopify admin only has no way in without a Shopify shop."""
    shops = select(Store.id).where(Store.account_id == account_id, Store.platform == "shopify")
    if unit.scalar(shops.limit(1)) is None:
        known = delete(Person).where(Person.account_id == account_id, Person.email.is_(None))
        unit.execute(known, execution_options=QUIETLY)
