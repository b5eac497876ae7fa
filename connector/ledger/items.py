"""A physical item of the merchant, and the listings of stores that sell it."""

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import Index, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from connector.ledger.base import Base, Big, account_key, big, chunks, key, one_of, short, store_key
from connector.ledger.stores import Store

BY_RULE, YES, NO = "rule", "yes", "no"


class Item(Base):
    __tablename__ = "items"
    __table_args__ = (
        Index(None, "account_id", "sku"),
        one_of("featured", (BY_RULE, YES, NO)),
        one_of("selling", (BY_RULE, NO)),
    )

    id: Mapped[key]
    account_id: Mapped[account_key]
    title: Mapped[str] = mapped_column(String(500))
    sku: Mapped[str] = mapped_column(String(200), default="")
    lead_days: Mapped[int | None]
    """Calendar days until goods come when nothing is on its way; None: the store's own."""
    note: Mapped[str] = mapped_column(String(300), default="")
    """The merchant's own words beside its date."""
    featured: Mapped[str] = mapped_column(String(5), default=BY_RULE)
    """Whether the landing page shows it: by the rule, or as a person said."""
    selling: Mapped[str] = mapped_column(String(5), default=BY_RULE)
    """Whether it is sold beyond its stock: by the rule, or never (`NO`), as a person said."""
    created_at: Mapped[datetime]


class Listing(Base):
    """What a store sells: `ref` is the platform's id of what holds its stock."""

    __tablename__ = "listings"
    __table_args__ = (
        UniqueConstraint("store_id", "ref"),
        Index(None, "item_id"),
        Index(None, "store_id", "variant_ref"),
        Index(None, "store_id", "product_ref"),
        Index(None, "store_id", "category"),
    )

    id: Mapped[key]
    account_id: Mapped[account_key]
    store_id: Mapped[store_key]
    item_id: Mapped[big]
    ref: Mapped[str] = mapped_column(String(100))
    title: Mapped[str] = mapped_column(String(500))
    sku: Mapped[str] = mapped_column(String(200), default="")
    tracked: Mapped[bool] = mapped_column(default=True)
    product_ref: Mapped[str] = mapped_column(String(100), default="")
    """The platform's id of the product that it is a variant of."""
    variant_ref: Mapped[str] = mapped_column(String(100), default="")
    """The platform's id of what goes into a cart."""
    url: Mapped[str] = mapped_column(Text, default="")
    image_url: Mapped[str] = mapped_column(Text, default="")
    price: Mapped[int | None] = mapped_column(Big)
    """In minor units of the store's currency."""
    category: Mapped[str] = mapped_column(String(200), default="")
    visible: Mapped[bool] = mapped_column(default=False)
    """Buyers can find it in the shop."""
    beyond: Mapped[str] = mapped_column(String(20), default="")
    """The platform's word for whether it sells more than its stock: "continue", "deny", "notify", "no"."""
    beyond_was: Mapped[str] = mapped_column(String(20), default="")
    """That word before we first changed it; empty: we never did."""
    told_lead_days: Mapped[int | None]
    """The lead time in the shop's own product field, when it was last read."""
    note: Mapped[str] = mapped_column(String(300), default="")
    """The note in the shop's own product field."""
    gone_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]


def get(unit: Session, account_id: int, item_id: int) -> Item:
    """Raises LookupError when the account has no such item."""
    found = unit.scalar(select(Item).where(Item.account_id == account_id, Item.id == item_id))
    if found is None:
        raise LookupError(f"no item {item_id}")
    return found


def by_sku(unit: Session, account_id: int, sku: str) -> list[Item]:
    wanted = select(Item).where(Item.account_id == account_id, Item.sku == sku).order_by(Item.id)
    return list(unit.scalars(wanted))


def of_account(unit: Session, account_id: int) -> list[Item]:
    wanted = select(Item).where(Item.account_id == account_id).order_by(Item.title, Item.id)
    return list(unit.scalars(wanted))


def listings_of(unit: Session, account_id: int, item_id: int) -> list[Listing]:
    wanted = select(Listing).where(Listing.account_id == account_id, Listing.item_id == item_id)
    return list(unit.scalars(wanted.order_by(Listing.id)))


def listing(unit: Session, account_id: int, listing_id: int) -> Listing:
    """Raises LookupError when the account has no such listing."""
    found = unit.scalar(select(Listing).where(Listing.account_id == account_id, Listing.id == listing_id))
    if found is None:
        raise LookupError(f"no listing {listing_id}")
    return found


def ids_listed(unit: Session, account_id: int, store_id: int, after: int, limit: int) -> list[int]:
    """Ids of the items that a store sells, after that one, by id."""
    wanted = (
        select(Listing.item_id)
        .where(Listing.account_id == account_id, Listing.store_id == store_id, Listing.item_id > after)
        .where(Listing.gone_at.is_(None))
        .distinct()
        .order_by(Listing.item_id)
        .limit(limit)
    )
    return list(unit.scalars(wanted))


def is_read(unit: Session, account_id: int, item_id: int) -> bool:
    """A listing whose stock nobody has read yet would look as if it had none."""
    return all(one.read_at is not None for one in listings_of(unit, account_id, item_id))


def is_listed(unit: Session, account_id: int, store_id: int, item_id: int) -> bool:
    """Whether a store sells the item."""
    wanted = select(Listing.id).where(
        Listing.account_id == account_id, Listing.store_id == store_id, Listing.item_id == item_id
    )
    return unit.scalar(wanted.where(Listing.gone_at.is_(None)).limit(1)) is not None


def addresses(unit: Session, store: Store) -> Iterator[str]:
    """Where the store shows its listings, a few hundred rows at a time; some may come more than once."""
    wanted = select(Listing.url).where(
        Listing.account_id == store.account_id,
        Listing.store_id == store.id,
        Listing.gone_at.is_(None),
        Listing.url != "",
    )
    yield from unit.scalars(wanted.execution_options(yield_per=500))


def listings(unit: Session, store: Store, refs: Collection[str]) -> dict[str, Listing]:
    """The store's listings by ref; those not known yet are missing."""
    wanted = select(Listing).where(
        Listing.account_id == store.account_id, Listing.store_id == store.id, Listing.ref.in_(refs)
    )
    return {found.ref: found for found in unit.scalars(wanted)}


def by_ids(unit: Session, account_id: int, listing_ids: Collection[int]) -> dict[int, Listing]:
    """The account's listings with these ids; those that are no more are missing."""
    wanted = select(Listing).where(Listing.account_id == account_id, Listing.id.in_(sorted(listing_ids)))
    return {one.id: one for one in unit.scalars(wanted.order_by(Listing.id))}


def list_new(unit: Session, store: Store, ref: str, title: str, sku: str, now: datetime) -> Listing:
    """A listing with an item of its own, until the merchant says that two are the same."""
    title, sku = short(title, 500), short(sku, 200)
    item = Item(account_id=store.account_id, title=title, sku=sku, created_at=now)
    unit.add(item)
    unit.flush()
    made = Listing(
        account_id=store.account_id, store_id=store.id, item_id=item.id, ref=ref, title=title, sku=sku
    )
    unit.add(made)
    unit.flush()
    return made


class Alternative(Base):
    """A person says: who wants the one may like the other."""

    __tablename__ = "alternatives"
    __table_args__ = (UniqueConstraint("item_id", "other_id"), Index(None, "account_id", "item_id"))

    id: Mapped[key]
    account_id: Mapped[account_key]
    item_id: Mapped[big]
    other_id: Mapped[big]


def alternatives_of(unit: Session, account_id: int, item_id: int) -> list[int]:
    """Ids of the items that a person named beside this one, in the order in which they were named."""
    wanted = select(Alternative.other_id).where(
        Alternative.account_id == account_id, Alternative.item_id == item_id
    )
    return list(unit.scalars(wanted.order_by(Alternative.id)))


def alternatives_of_each(unit: Session, account_id: int, item_ids: Collection[int]) -> dict[int, list[int]]:
    """The same of many at once, by item; one beside which nobody named another is missing."""
    found: dict[int, list[int]] = {}
    for part in chunks(sorted(item_ids), 900):
        wanted = select(Alternative.item_id, Alternative.other_id).where(
            Alternative.account_id == account_id, Alternative.item_id.in_(part)
        )
        for item_id, other_id in unit.execute(wanted.order_by(Alternative.id)):
            found.setdefault(item_id, []).append(other_id)
    return found
