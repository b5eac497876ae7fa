"""The state of one store: its catalogue, orders, keys and settings, behind one lock."""

import random
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from threading import RLock
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.woocommerce.front import Front
from sandbox.woocommerce.gate import Gate
from sandbox.woocommerce.goods import Product
from sandbox.woocommerce.meta import MetaBag
from sandbox.woocommerce.outbox import Outbox
from sandbox.woocommerce.purchase import Note, Order

STATUSES = {
    "pending": "Pending payment",
    "processing": "Processing",
    "on-hold": "On hold",
    "completed": "Completed",
    "cancelled": "Cancelled",
    "refunded": "Refunded",
    "failed": "Failed",
    "checkout-draft": "Draft",
}
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CAD": "$", "AUD": "$"}
KEY_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
# Posts 1 to 11 of a fresh WordPress are its sample page, its post and WooCommerce's own pages.
FIRST_POST = 12


@dataclass(frozen=True, slots=True)
class ApiKey:
    secret: str
    permissions: str = "read_write"


@dataclass(frozen=True, slots=True)
class Settings:
    """`backordered_key` is the line meta's name in the store's language ("Lieferrückstand" in German)."""

    name: str
    zone: ZoneInfo
    currency: str = "USD"
    backordered_key: str = "Backordered"

    @property
    def decimals(self) -> int:
        return 0 if self.currency in {"JPY", "KRW"} else 2


class Shop:
    """Every reader and writer holds `lock`; nothing here sends anything."""

    def __init__(
        self,
        settings: Settings,
        clock: Callable[[], datetime],
        seed: int,
        read: Callable[["Shop", str, int], Any],
    ) -> None:
        self.settings = settings
        self.lock = RLock()
        self.url = ""
        self.random = random.Random(f"{seed}:{settings.name}")
        self.products: dict[int, Product] = {}
        self.orders: dict[int, Order] = {}
        self.keys: dict[str, ApiKey] = {}
        self.statuses = dict(STATUSES)
        self.features: set[str] = set()
        # Products that a plugin lets nobody edit (with the status of its refusal), and those whose way of
        # selling it puts back at each save.
        self.locked: dict[int, int] = {}
        self.stubborn: set[int] = set()
        self.front = Front()
        # What the merchant pastes into every page's head and below a product's form, as it stands.
        self.head_html, self.product_html = "", ""
        self.language = "en"
        self.carts: dict[str, list[Any]] = {}
        self.gate = Gate()
        self.outbox = Outbox(
            self.lock, self.now, lambda: self.url, lambda kind, resource_id: read(self, kind, resource_id)
        )
        self._clock = clock
        self._last_ids: dict[str, int] = defaultdict(int, post=FIRST_POST - 1)

    def new_id(self, kind: str) -> int:
        """Ids of one kind rise; products, orders and refunds are all posts and share theirs."""
        self._last_ids[kind] += 1
        return self._last_ids[kind]

    def new_meta(self, kind: str) -> MetaBag:
        return MetaBag(lambda: self.new_id(f"{kind}_meta"))

    def new_key(self, length: int = 13) -> str:
        return "".join(self.random.choices(KEY_LETTERS, k=length))

    def now(self) -> datetime:
        """The store keeps whole seconds only."""
        return self._clock().astimezone(UTC).replace(microsecond=0)

    def money(self, amount: Decimal, places: int | None = None) -> str:
        step = Decimal(1).scaleb(-(self.settings.decimals if places is None else places))
        return str(amount.quantize(step, ROUND_HALF_UP))

    def stamps(self, name: str, at: datetime | None) -> dict[str, str | None]:
        """A time as REST bodies carry it: once in the site's zone, once in GMT, neither saying so."""
        if at is None:
            return {name: None, f"{name}_gmt": None}
        local = at.astimezone(self.settings.zone)
        return {name: f"{local:%Y-%m-%dT%H:%M:%S}", f"{name}_gmt": f"{at:%Y-%m-%dT%H:%M:%S}"}

    def site_offset(self, at: datetime) -> timedelta:
        return at.astimezone(self.settings.zone).utcoffset() or timedelta()

    def links(self, path: str, allow: tuple[str, ...], up: str | None = None) -> dict[str, Any]:
        base = f"{self.url}/wp-json/wc/v3/"
        found: dict[str, Any] = {
            "self": [{"href": base + path, "targetHints": {"allow": list(allow)}}],
            "collection": [{"href": base + path.rsplit("/", 1)[0]}],
        }
        return found | ({"up": [{"href": base + up}]} if up else {})

    def touch(self, order: Order) -> None:
        """Save an order: `date_modified` moves (whole seconds) and `order.updated` is owed."""
        order.modified = self.now()
        self.outbox.owe("order.updated", order.id)

    def note(self, order: Order, text: str, for_customer: bool = False, author: str = "WooCommerce") -> Note:
        note = Note(self.new_id("note"), self.now(), text, for_customer, author)
        order.notes.append(note)
        self.outbox.act("woocommerce_order_note_added", note.id)
        if for_customer:
            told: Mapping[str, Any] = {"order_id": order.id, "customer_note": text}
            self.outbox.act("woocommerce_new_customer_note", told)
        return note
