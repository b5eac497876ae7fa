"""A store of a merchant: its address, its sealed keys, its settings, its switches."""

from collections.abc import Collection
from datetime import date, datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import JSON, Index, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from connector.ledger.base import Base, account_key, big, key, one_of, store_key
from connector.ledger.tenancy import ACROSS

PLATFORMS = ("shopify", "woocommerce")
APPS = ("public", "custom")
ORDER_EFFECTS = ("tags", "record", "holds", "letters", "events")
SHOP_EFFECTS = ("offers", "selling", "storefront", "waitlist")
EFFECTS = (*ORDER_EFFECTS, *SHOP_EFFECTS)
"""What this product may do outside, each behind a switch of the store: to orders, and to what it sells."""
EFFECTS_AT = {"shopify": EFFECTS, "woocommerce": ("record", "letters", "events", *SHOP_EFFECTS)}
"""Which of them a platform has room for: orders of WooCommerce have no tags and no holds."""

SIGNS_DELIVERIES = {"shopify": "client_secret", "woocommerce": "webhook_secret"}
"""The sealed secret by which a store's own deliveries are known, by platform; some come after it left.

A public app's shops have none of their own: Shopify signs with the app's.
"""

SETTINGS: dict[str, Any] = {
    "ships_together": False,  # a mixed order waits for its last line
    "lead_days": 14,  # calendar days until goods come when nothing is on its way
    "handling_days": 1,  # working days between goods here and parcel away
    "country": "",  # whose public holidays count; empty: none
    "working_days": [0, 1, 2, 3, 4],  # Monday is 0
    "own_holidays": [],  # days off of the shop's own, as ISO dates
    "closures": [],  # {"first": ISO date, "last": ISO date, "note": text}: nothing is packed then
    "queue_policy": "oldest",  # oldest | deadline | complete | business | tag
    "queue_tags": [],  # customers with one of these tags are served first (policy "tag")
    "tag_waiting": "Backorder",  # what orders that wait are tagged with
    "tag_ready": "Backorder ready",
    "hold_note": "",  # the merchant's own words on a hold; empty: ours, with the date and why
    "letter_delay_seconds": 60,  # a letter waits this long, so that one letter can say it all
    "sender_name": "",  # who letters come from; empty: the store's name
    "reply_to": "",  # where the buyer's answers go; empty: the store's own address
    "language": "",  # of letters to buyers whose language nobody knows; empty: English
    "staff_contacts": [],  # addresses that are told when something waits for a person
    "sell_up_to": "lead",  # inbound | lead: until what is on its way is spoken for, or on the lead time after
    "longest_wait_days": 0,  # nothing is promised further ahead; 0: no limit
    "serves": [],  # {"location": ref, "countries": [ISO 3166-1]}; whoever is not here ships everywhere
    "retention_days": 0,  # buyers' data of settled orders is forgotten after so long; 0: kept
}


def random_word() -> str:
    """32 characters that nobody can guess."""
    return token_hex(16)


class Store(Base):
    __tablename__ = "stores"
    __table_args__ = (
        UniqueConstraint("platform", "address"),
        UniqueConstraint("door_key"),
        Index("uq_stores_public_key", "public_key", unique=True),
        one_of("platform", PLATFORMS),
        one_of("app", APPS),
    )

    id: Mapped[key]
    account_id: Mapped[account_key]
    platform: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(300))
    """"lamps.myshopify.com", or the WooCommerce store's URL without a trailing slash."""
    door_key: Mapped[str] = mapped_column(String(64))
    """How webhooks name the store: the shop's domain, or a random word in the URL."""
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(320), default="")
    timezone: Mapped[str] = mapped_column(String(64), default="UTC")
    currency: Mapped[str] = mapped_column(String(3), default="")
    sealed: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """Sealed secrets by name; opened with connector.ledger.vault only."""
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    missing_access: Mapped[list[str]] = mapped_column(JSON, default=list)
    cursor: Mapped[datetime | None]
    """Every change of an order up to here has been read."""
    looked_at: Mapped[datetime | None]
    """When the first look at all open orders ended; until then nothing is pegged."""
    quiet_until: Mapped[datetime | None]
    """The store asked us to stay away until then."""
    app: Mapped[str] = mapped_column(String(10), default="custom")
    """How it was installed: by the public app, whose tokens expire, or by keys of its own."""
    token_expires_at: Mapped[datetime | None]
    """None: the token does not expire."""
    refresh_expires_at: Mapped[datetime | None]
    """From then on only a person who opens the app in the shop's admin can let us in again."""
    refreshing_until: Mapped[datetime | None]
    """Somebody is fetching a new token; who comes meanwhile waits for it."""
    shut_out_at: Mapped[datetime | None]
    """Since when the shop no longer takes our tokens: a person must open the app there once."""
    tags_used: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Every tag that we ever set there, by its present and its former texts."""
    reconciled_at: Mapped[datetime | None]
    """When all changes were last compared."""
    examined_at: Mapped[datetime | None]
    """When the doctor last looked."""
    tidied_at: Mapped[datetime | None]
    """When what is older than its time was last forgotten."""
    leaving_at: Mapped[datetime | None]
    """Since when our holds, tags and records are being taken off its orders."""
    left_at: Mapped[datetime | None]
    """When the merchant took the app off; from then on read-only."""
    mark_key: Mapped[str] = mapped_column(Text, default="")
    """Sealed: what the marks of this store's forgotten buyers are keyed with; empty: nobody was forgotten."""
    public_key: Mapped[str] = mapped_column(String(32), default=random_word)
    """How buyers' browsers name the store; it opens nothing."""
    offered_on: Mapped[date | None]
    """The store's local day for which its offers were last computed."""
    offering: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """How far each round over its offers is that is being worked, by the subject of its task."""
    created_at: Mapped[datetime]


class Switch(Base):
    """One effect of one store. On since `on_at`; off when that is empty."""

    __tablename__ = "switches"
    __table_args__ = (UniqueConstraint("store_id", "effect"), one_of("effect", EFFECTS))

    id: Mapped[key]
    account_id: Mapped[account_key]
    store_id: Mapped[store_key]
    effect: Mapped[str] = mapped_column(String(20))
    on_at: Mapped[datetime | None]
    changed_by: Mapped[str] = mapped_column(String(200), default="")


class Shelf(Base):
    """A store's own name for a location, and the location that it is."""

    __tablename__ = "shelves"
    __table_args__ = (UniqueConstraint("store_id", "location_ref"), Index(None, "location_id"))

    id: Mapped[key]
    account_id: Mapped[account_key]
    store_id: Mapped[store_key]
    location_ref: Mapped[str] = mapped_column(String(100))
    location_id: Mapped[big]


def setting(store: Store, name: str) -> Any:
    """The store's own value, or the product's default. Raises KeyError for a name that is no setting."""
    return store.settings.get(name, SETTINGS[name])


def tags_ever(store: Store) -> frozenset[str]:
    """Every tag that is ours at the store: the present texts and the former ones."""
    return frozenset({setting(store, "tag_waiting"), setting(store, "tag_ready"), *store.tags_used})


def leave(store: Store, now: datetime) -> None:
    """It took the app off: its keys are forgotten, but not what tells that a delivery is really its own."""
    store.left_at = now
    signs = SIGNS_DELIVERIES[store.platform]
    store.sealed = {name: kept for name, kept in store.sealed.items() if name == signs}
    store.token_expires_at = store.refresh_expires_at = None
    store.refreshing_until = store.shut_out_at = None


def give_keys(store: Store, fresh: Store) -> None:
    """From now on it is opened as `fresh` is: by the same app, with the same keys, which last as long."""
    store.app, store.sealed = fresh.app or "custom", fresh.sealed
    store.token_expires_at, store.refresh_expires_at = fresh.token_expires_at, fresh.refresh_expires_at
    store.refreshing_until = store.shut_out_at = store.quiet_until = None


def get(unit: Session, account_id: int, store_id: int) -> Store:
    """Raises LookupError when the account has no such store."""
    found = unit.scalar(select(Store).where(Store.account_id == account_id, Store.id == store_id))
    if found is None:
        raise LookupError(f"no store {store_id}")
    return found


def of_account(unit: Session, account_id: int) -> list[Store]:
    return list(unit.scalars(select(Store).where(Store.account_id == account_id).order_by(Store.id)))


def every(unit: Session) -> list[Store]:
    return list(unit.scalars(select(Store).order_by(Store.id), execution_options=ACROSS))


def at_door(unit: Session, platform: str, door_key: str) -> Store | None:
    """The store that a webhook names, whoever owns it; called only after its signature was right."""
    wanted = select(Store).where(Store.platform == platform, Store.door_key == door_key)
    return unit.scalar(wanted, execution_options=ACROSS)


def by_public_key(unit: Session, public_key: str) -> Store | None:
    """The store whose buyers ask, whoever owns it; what it shows them is public."""
    wanted = select(Store).where(Store.public_key == public_key)
    return unit.scalar(wanted, execution_options=ACROSS)


def shows(unit: Session, store: Store, effect: str) -> bool:
    """Whether buyers may be shown this of the store: its switch is on, and it has not left."""
    return store.left_at is None and effect in switches(unit, store.account_id, store.id)


def by_address(unit: Session, platform: str, address: str) -> Store | None:
    """Whoever owns it: a store belongs to one account only."""
    wanted = select(Store).where(Store.platform == platform, Store.address == address)
    return unit.scalar(wanted, execution_options=ACROSS)


def effects_of(store: Store, on: Collection[str]) -> list[str]:
    """The switches that a person is shown: what the platform has room for, and whatever is `on`."""
    return [effect for effect in EFFECTS if effect in EFFECTS_AT[store.platform] or effect in on]


def switches(unit: Session, account_id: int, store_id: int) -> dict[str, datetime]:
    """Effects that are on, and since when."""
    wanted = select(Switch.effect, Switch.on_at).where(
        Switch.account_id == account_id, Switch.store_id == store_id, Switch.on_at.is_not(None)
    )
    return {effect: on_at for effect, on_at in unit.execute(wanted) if on_at is not None}


def selling(unit: Session, account_id: int) -> dict[int, frozenset[str]]:
    """Stores of the account that show dates before the purchase, and which of those effects are on."""
    wanted = select(Switch.store_id, Switch.effect).where(
        Switch.account_id == account_id, Switch.effect.in_(SHOP_EFFECTS), Switch.on_at.is_not(None)
    )
    found: dict[int, set[str]] = {}
    for store_id, effect in unit.execute(wanted):
        found.setdefault(store_id, set()).add(effect)
    return {store_id: frozenset(effects) for store_id, effects in found.items()}


def all_selling(unit: Session) -> list[Store]:
    """Of every account, the stores that show dates before the purchase and have not left."""
    on = select(Switch.store_id).where(Switch.effect.in_(SHOP_EFFECTS), Switch.on_at.is_not(None))
    wanted = select(Store).where(Store.left_at.is_(None), Store.id.in_(on)).order_by(Store.id)
    return list(unit.scalars(wanted, execution_options=ACROSS))


def was_ever_on(unit: Session, store: Store, effect: str) -> bool:
    """Whether the effect may have left its marks at the store."""
    wanted = select(Switch.id).where(
        Switch.account_id == store.account_id, Switch.store_id == store.id, Switch.effect == effect
    )
    return unit.scalar(wanted) is not None


def turn(unit: Session, store: Store, effect: str, on_at: datetime | None, changed_by: str) -> None:
    """Raises KeyError for an effect this product does not have."""
    if effect not in EFFECTS:
        raise KeyError(effect)
    found = unit.scalar(
        select(Switch).where(
            Switch.account_id == store.account_id, Switch.store_id == store.id, Switch.effect == effect
        )
    )
    if found is None:
        found = Switch(account_id=store.account_id, store_id=store.id, effect=effect)
        unit.add(found)
    found.on_at, found.changed_by = on_at, changed_by


def turn_all_off(unit: Session, store: Store, changed_by: str) -> None:
    """A new beginning is a quiet one: orders placed while the store was away are nobody's surprise."""
    for effect in switches(unit, store.account_id, store.id):
        turn(unit, store, effect, None, changed_by)


def places(unit: Session, account_id: int, store_id: int) -> dict[int, str]:
    """The locations that a store ships from, with its own names for them."""
    wanted = select(Shelf.location_id, Shelf.location_ref).where(
        Shelf.account_id == account_id, Shelf.store_id == store_id
    )
    return {location_id: ref for location_id, ref in unit.execute(wanted)}  # noqa: C416  a Row is no pair


def location_of(unit: Session, account_id: int, store_id: int, location_ref: str) -> int | None:
    return unit.scalar(
        select(Shelf.location_id).where(
            Shelf.account_id == account_id, Shelf.store_id == store_id, Shelf.location_ref == location_ref
        )
    )
