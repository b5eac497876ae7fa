"""The WooCommerce sandbox: one HTTPS server a store, one certificate authority for all."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sandbox.tls import make_loopback_tls
from sandbox.woocommerce.door import Door, Logged
from sandbox.woocommerce.faults import Faults
from sandbox.woocommerce.live import LiveDelivery
from sandbox.woocommerce.reading import read_resource
from sandbox.woocommerce.server import StoreServer
from sandbox.woocommerce.shop import Settings, Shop
from sandbox.woocommerce.store import WooStore


def _now() -> datetime:
    return datetime.now(UTC)


class WooSandbox:
    """Stores on 127.0.0.1; `ca_file` is what a caller must trust, `log` what it asked for."""

    def __init__(self, *, tls_folder: Path, clock: Callable[[], datetime] = _now, seed: int = 0) -> None:
        self._tls = make_loopback_tls(tls_folder)
        self._clock, self._seed = clock, seed
        self._started = False
        self._servers: list[StoreServer] = []
        self._live: list[LiveDelivery] = []
        self._waiting: list[tuple[WooStore, int]] = []
        self.faults = Faults()
        self.log: list[Logged] = []
        self.stores: dict[str, WooStore] = {}

    @property
    def ca_file(self) -> Path:
        return self._tls.ca_file

    def add_store(
        self,
        name: str,
        *,
        key: str,
        secret: str,
        timezone: str = "America/New_York",
        currency: str = "USD",
        backordered_key: str = "Backordered",
        port: int = 0,
    ) -> WooStore:
        """A store with one key of all permissions; it is served at once when the sandbox runs.

        `backordered_key` is what the store's language calls the line meta; port 0 takes a free one.
        """
        settings = Settings(name, ZoneInfo(timezone), currency, backordered_key)
        store = WooStore(Shop(settings, self._clock, self._seed, read_resource))
        store.add_key(key, secret)
        self.stores[name] = store
        if self._started:
            self._serve(store, port)
        else:
            self._waiting.append((store, port))
        return store

    def start(self, port: int = 0) -> None:
        """Serve; `port` is for the first store when it asked for none. Raises OSError when it is taken."""
        self._started = True
        for place, (store, own) in enumerate(self._waiting):
            self._serve(store, own or (port if place == 0 else 0))
        self._waiting.clear()

    def go_live(self, interval: float = 0.2) -> None:
        """Deliver every store's webhooks from threads, `interval` seconds apart, as WP-Cron would."""
        for store in self.stores.values():
            live = LiveDelivery(store.webhooks, interval)
            self._live.append(live)
            live.start()

    def stop(self) -> None:
        """Stop serving and delivering; waits until the threads have ended."""
        self.faults.stopped.set()
        for live in self._live:
            live.stop()
        for server in self._servers:
            server.stop()

    def _serve(self, store: WooStore, port: int) -> None:
        server = StoreServer(Door(store.shop, self.faults, self.log), self._tls, port)
        store.shop.url = server.url
        self._servers.append(server)
        server.start()
