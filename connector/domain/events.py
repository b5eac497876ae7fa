"""What a delivery means, in the past tense. It names things; what they are now is re-read."""

from dataclasses import dataclass
from datetime import datetime

from connector.domain.buyers import Whom


@dataclass(frozen=True, slots=True)
class OrderChanged:
    """`version` is the order's time of change as the delivery tells it; None: always re-read."""

    order_id: str
    version: datetime | None = None


@dataclass(frozen=True, slots=True)
class ShippingWorkChanged:
    """A unit of shipping work changed; the delivery does not name its order."""

    work_ref: str


@dataclass(frozen=True, slots=True)
class OrderDeleted:
    order_id: str


@dataclass(frozen=True, slots=True)
class ItemChanged:
    listing_ref: str


@dataclass(frozen=True, slots=True)
class ProductChanged:
    """How buyers are shown something: its price, its page. Perhaps only its stock, which is told apart."""

    listing_refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InboundChanged:
    """Something that is on its way changed; which items it touches is re-read."""


@dataclass(frozen=True, slots=True)
class StoreLeft:
    """The merchant took the app off the store."""


@dataclass(frozen=True, slots=True)
class AccessChanged:
    """The merchant granted the app something more, or something less."""


@dataclass(frozen=True, slots=True)
class PrivacyAsked:
    """A compliance request: `kind` is "data_request", "customer_redact" or "shop_redact".

    `shop` is the address that the signed body names; what tells the sender otherwise is not signed.
    """

    kind: str
    shop: str
    whom: Whom


@dataclass(frozen=True, slots=True)
class NothingOwed:
    """Understood, and nothing follows from it; `why` is shown beside the delivery."""

    why: str


Event = (
    OrderChanged
    | ShippingWorkChanged
    | OrderDeleted
    | ItemChanged
    | ProductChanged
    | InboundChanged
    | StoreLeft
    | AccessChanged
    | PrivacyAsked
    | NothingOwed
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One webhook POST whose signature was right.

    `dedupe_key` is unique per store; None: never discarded. `sender` is the store as the (unsigned)
    header or the address names it. `from_anyone`: accepted from senders that are not installed.
    """

    platform: str
    sender: str
    topic: str
    dedupe_key: str | None
    from_anyone: bool = False
    survives_uninstall: bool = False


@dataclass(frozen=True, slots=True)
class Ping:
    """A platform asking whether anybody is there: answered with exactly 200, nothing is kept."""
