"""Shopify in a box: shops in memory, the official schema over real HTTP on the loopback, signed webhooks."""

import itertools
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from sandbox.shopify.faults import Entry, Faults
from sandbox.shopify.oauth import App, OAuth
from sandbox.shopify.server import Door, Listener
from sandbox.shopify.shop import Shop
from sandbox.shopify.store import FIRST_NUMBER
from sandbox.shopify.storefront import OnlineStore
from sandbox.shopify.webhooks import Outbox

SCOPES = (
    "read_orders",
    "write_orders",
    "read_all_orders",
    "write_order_edits",
    "read_products",
    "write_products",
    "read_inventory",
    "write_inventory",
    "read_locations",
    "read_customers",
    "read_purchase_options",
    "read_fulfillments",
    "read_inventory_transfers",
    "read_inventory_shipments",
    "read_merchant_managed_fulfillment_orders",
    "write_merchant_managed_fulfillment_orders",
    "read_third_party_fulfillment_orders",
    "write_third_party_fulfillment_orders",
)

CLIENT_ID = "0c0ffee0-the-sandbox-app"
"""Of the public app."""


def real_now() -> datetime:
    """The time of day."""
    return datetime.now(UTC)


class ShopifySandbox:
    """The box. `log` lists every call, `faults` arranges trouble, `webhooks` holds the deliveries.

    `oauth` hands out tokens, and plays the merchant who installs and opens an app. `online`: what buyers see.
    """

    def __init__(
        self,
        client_secret: str,
        *,
        client_id: str = CLIENT_ID,
        clock: Callable[[], datetime] = real_now,
        seed: int = 0,
    ) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self.webhooks = Outbox(client_secret, clock, seed)
        self.faults = Faults()
        self.log: list[Entry] = []
        self.shops: dict[str, Shop] = {}
        self._numbers = itertools.count(FIRST_NUMBER)
        self.oauth = OAuth(App(client_id, client_secret), clock, self.shops)
        self.online = OnlineStore(self.lock, clock, self.shops, client_secret)
        self._door = Door(self.lock, self.faults, self.log, self.oauth, self.online)
        self._listener: Listener | None = None
        self._thread: threading.Thread | None = None

    def start(self, port: int = 0) -> str:
        """Listen on 127.0.0.1 (port 0: any free one); returns the base URL."""
        self._door.closing.clear()
        self._listener = Listener(port, self._door)
        self._thread = threading.Thread(target=self._listener.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self.base_url

    def stop(self) -> None:
        """Stop listening and delivering; the shops stay as they are."""
        self.webhooks.stop()
        listener, self._listener = self._listener, None
        if listener:
            listener.close_all()
        if self._thread:
            self._thread.join(timeout=5)

    @property
    def base_url(self) -> str:
        """Where it listens; RuntimeError before `start`."""
        if self._listener is None:
            raise RuntimeError("the sandbox was not started")
        return f"http://127.0.0.1:{self._listener.server_port}"

    def add_shop(
        self,
        handle: str,
        *,
        token: str = "",
        timezone: str = "Europe/Berlin",
        currency: str = "EUR",
        name: str | None = None,
        email: str = "help@example.com",
        scopes: Sequence[str] = SCOPES,
    ) -> Shop:
        """A shop whose app holds the token; its domain is {handle}.myshopify.com.

        Without a token nobody installed an app yet.
        """
        shop = Shop(
            self.lock,
            handle=handle,
            numbers=lambda: next(self._numbers),
            clock=self.clock,
            publish=self.webhooks.publish,
            token=token,
            name=name or handle,
            email=email,
            timezone=timezone,
            currency=currency,
        )
        shop.scopes = list(scopes)
        self.shops[handle] = shop
        shop.installed = bool(token)
        if token:
            self.oauth.access[token] = (shop, None)
        return shop
