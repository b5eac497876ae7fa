"""The contract that every platform's adapter obeys; one shared suite of tests checks each of them.

All calls raise `Trouble` when they fail: never None, never a half answer. Every `settle_*` call states
how the platform should look afterwards: it reads first, changes only what differs, and is therefore
safe to repeat after an answer that never came. It returns whether it had to change anything.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from connector.domain.leftovers import Left
from connector.domain.snapshots import Inbound, ItemSnapshot, OrderSnapshot, OrderVersion


@dataclass(frozen=True, slots=True)
class OwedLine:
    """What the platform's record of an order says of one line; quantities in units, dates the shop's own."""

    line_id: str
    title: str
    sku: str
    owed: int  # waiting for goods
    ready: int  # goods are set aside
    promised_for: date | None
    rests_on: str  # one plain sentence: what the date was computed from
    day: Mapping[str, str] = field(default_factory=dict)  # the date for the buyer, by language; empty: none
    text: Mapping[str, str] = field(default_factory=dict)  # the buyer's whole sentence, by language


@dataclass(frozen=True, slots=True)
class Record:
    """What a merchant finds beside the order at the platform. Empty `lines`: nothing is owed (any more)."""

    lines: tuple[OwedLine, ...]


@dataclass(frozen=True, slots=True)
class HeldLine:
    """Keep back `quantity` units of this line at this location. `note` is what the merchant reads there."""

    line_id: str
    location_ref: str
    quantity: int
    note: str


@dataclass(frozen=True, slots=True)
class HeldUnits:
    """Units of a line that are kept back at a location."""

    line_id: str
    location_ref: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Marks:
    """What of ours an order carries at the platform.

    `version`: when it last changed there; None: it is no more, and carries nothing. `tags`: of those that
    were asked about; None where there are no tags. `held`: by us; None where there are no holds. `beyond`:
    units that ours cannot keep back: others hold them, or they are scheduled or being packed. `record`:
    None where there is none of ours.
    """

    order_id: str
    version: datetime | None = None
    tags: frozenset[str] | None = None
    held: tuple[HeldUnits, ...] | None = None
    beyond: tuple[HeldUnits, ...] = ()
    record: Record | None = None


@dataclass(frozen=True, slots=True)
class WebhookAmiss:
    """`why`: missing, disabled, elsewhere (does not point at us), twice, unsigned (by an older secret)."""

    topic: str
    why: str


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """What a store says of itself: `timezone` IANA, `currency` ISO 4217, `country` ISO 3166-1 or empty."""

    name: str
    email: str
    timezone: str
    currency: str
    country: str = ""
    missing_access: tuple[str, ...] = ()  # what the merchant did not grant, in the platform's words


@dataclass(frozen=True, slots=True)
class CataloguePart:
    """A part of everything that a store sells, with its stock at each location.

    `mark` is where the next part begins, in the adapter's own words; "": that was the last. `total` is how
    many there are in all, where the platform says so. `wait`: seconds until asking again makes sense.
    `read_at`: when the platform began to read these.
    """

    items: tuple[ItemSnapshot, ...]
    mark: str
    read_at: datetime
    total: int | None = None
    wait: float = 0.0
    left: tuple[Left, ...] = ()  # of other backorder tools, beside the items


@dataclass(frozen=True, slots=True)
class OrdersPart:
    """A part of the orders that may still owe goods; the fields are those of `CataloguePart`."""

    orders: tuple[OrderSnapshot, ...]
    mark: str
    read_at: datetime
    total: int | None = None
    wait: float = 0.0
    left: tuple[Left, ...] = ()


class Storefront(Protocol):
    """One store, with its keys in hand. Not thread-safe; one per job."""

    def facts(self) -> StoreFacts:
        """Who the store is, and whether the keys suffice."""
        ...

    def reread_order(self, order_id: str) -> OrderSnapshot:
        """The order as it is now; `gone` when the platform has it no more."""
        ...

    def reread_orders(self, order_ids: Sequence[str]) -> Iterable[OrderSnapshot]:
        """As `reread_order` for each, in the order asked; read together where the platform can."""
        ...

    def order_of_work(self, work_ref: str) -> str | None:
        """The order that a unit of shipping work belongs to; None when it is gone."""
        ...

    def changed_orders(self, since: datetime) -> Iterable[OrderVersion]:
        """Every order changed at or after `since` (aware), oldest change first."""
        ...

    def read_catalogue(self, mark: str) -> CataloguePart:
        """Everything that the store sells, part by part; "" begins anew. A mark holds for days, and for any
        process: whoever goes on at it gets what comes after it, or the whole again where that is lost.
        """
        ...

    def read_open_orders(self, mark: str) -> OrdersPart:
        """Every order that may still owe goods, each as `reread_order` reads it; parts as above."""
        ...

    def reread_items(self, listing_refs: Sequence[str]) -> Sequence[ItemSnapshot]:
        """These listings and their stock now, in the order asked; `gone` for one that is no more."""
        ...

    def inbound(self) -> Sequence[Inbound]:
        """Deliveries that the platform itself knows of; empty where it knows none."""
        ...

    def settle_tags(self, order_id: str, wanted: frozenset[str], ours: frozenset[str]) -> bool:
        """Of `ours`, exactly `wanted` are on the order; every other tag stays as it is.

        `ours`: the texts this product sets or ever set at the store. Without tags on the platform:
        returns False.
        """
        ...

    def settle_record(self, order_id: str, record: Record) -> bool:
        """The order carries this record (metafield or meta), and a note where that is the custom."""
        ...

    def remove_record(self, order_id: str) -> bool:
        """Our record is no longer beside the order; False where there was none."""
        ...

    def settle_holds(self, order_id: str, wanted: Sequence[HeldLine]) -> bool:
        """Exactly these units are kept back *by us*. Holds of others are never touched.

        On a platform without holds: returns False and changes nothing.
        """
        ...

    def settle_offers(self, offers: Mapping[str, Mapping[str, Any] | None]) -> frozenset[str]:
        """By listing: it carries this offer for the shop's own pages; None: nothing of ours is beside it.

        An offer is JSON as `jobs.offering` makes it, kept as it is; at most 25 are given at once. A listing
        that is gone is passed over. Returns the listings that had to change.
        """
        ...

    def offers_at(self, listing_refs: Sequence[str]) -> Mapping[str, Sequence[object]]:
        """What lies beside each listing where our offer belongs, as it is there; nothing is changed.

        One value for each place of it (variants that share a stock have one each); None: nothing is there.
        What is gone is missing.
        """
        ...

    def settle_selling(self, listing_ref: str, beyond: bool, was: str) -> str:
        """The shop sells the listing beyond its stock, or ends its selling with the stock.

        `was`: the platform's own word for it before we first changed it, or "": where the platform has
        several words for selling on, that one is taken again. Returns the platform's word before this
        change ("continue", "deny"; "yes", "notify", "no"; "onbackorder", "outofstock"); "" when nothing
        had to change, and for a listing that is gone.
        """
        ...

    def start_flow(self, message: Mapping[str, Any]) -> None:
        """What the merchant automated for this event begins; `message` as other tools are told it.

        There is no way to look afterwards: a lost answer (`unknown`) is for a person. Permanent on a
        platform without automation of its own.
        """
        ...

    def marks(self, order_ids: Sequence[str], tags: frozenset[str]) -> Iterable[Marks]:
        """What of ours these orders carry, in the order asked; nothing is changed."""
        ...

    def marked_orders(self, tags: frozenset[str]) -> Iterable[str]:
        """Orders with one of these tags or a hold of ours, as far as the platform can list them.

        Perhaps twice. Empty on a platform that cannot look for marks: there, ask `marks` by id.
        """
        ...

    def webhooks_amiss(self, base_url: str, webhook_secret: str) -> Sequence[WebhookAmiss]:
        """Which of our webhooks are not as `subscribe` would leave them; nothing is changed."""
        ...

    def subscribe(self, base_url: str, webhook_secret: str) -> int:
        """Our webhooks exist once each and point at us; returns how many were made or mended."""
        ...

    def unsubscribe(self, base_url: str) -> int:
        """None of our webhooks is left; returns how many were taken away."""
        ...
