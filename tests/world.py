"""A whole world for tests: both platforms in a box, the door over real HTTP, a mail server, and the jobs.

Nothing happens by itself: `settle()` delivers what the platforms have to say and works what is owed until
nothing is left.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from flask import Flask
from werkzeug.serving import make_server

from connector.config import Settings
from connector.ledger import stores
from connector.ledger.engine import Ledger
from connector.ledger.stores import ORDER_EFFECTS, Store
from connector.ledger.tasks import LANES
from connector.ledger.vault import Vault
from jobs import attaching
from jobs.drain import drain
from jobs.ring import Doorbell, Ringer
from jobs.table import KINDS
from jobs.workshop import Workshop
from sandbox.shopify import Shop, ShopifySandbox
from sandbox.woocommerce import WooSandbox, WooStore
from webhooks import door
from webhooks.callers import Callers

CLIENT_SECRET = "a-client-secret-of-more-than-32-bytes"


@dataclass
class Clock:
    """Runs with the real one, and can be moved ahead."""

    ahead: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Mailbox:
    """Keeps every letter that a real SMTP server was handed."""

    raw: list[tuple[list[str], bytes]] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.raw.append((list(envelope.rcpt_tos), bytes(envelope.content)))
        return "250 kept"

    @property
    def letters(self) -> list[Message]:
        return [message_from_bytes(raw) for _, raw in self.raw]

    def texts(self) -> list[str]:
        found = []
        for letter in self.letters:
            for part in letter.walk():
                if part.get_content_type() == "text/plain":
                    found.append(part.get_payload(decode=True).decode())
        return found


@dataclass
class World:
    workshop: Workshop
    clock: Clock
    shopify: ShopifySandbox
    woo: WooSandbox
    mailbox: Mailbox
    door_url: str

    @property
    def ledger(self) -> Ledger:
        return self.workshop.ledger

    def add_shop(
        self, handle: str = "lamps", *, switches: tuple[str, ...] = ORDER_EFFECTS
    ) -> tuple[Shop, Store]:
        shop = self.shopify.add_shop(handle, token=f"shpat_{handle}")
        store = attaching.attach_shopify(self.workshop, "main", handle, f"shpat_{handle}", CLIENT_SECRET)
        return shop, self._switch(store, switches)

    def add_woo(
        self, name: str = "shelf", *, switches: tuple[str, ...] = ORDER_EFFECTS
    ) -> tuple[WooStore, Store]:
        store = self.woo.add_store(name, key=f"ck_{name}", secret=f"cs_{name}")
        kept = attaching.attach_woocommerce(self.workshop, "main", store.url, f"ck_{name}", f"cs_{name}")
        return store, self._switch(kept, switches)

    def _switch(self, store: Store, switches: tuple[str, ...]) -> Store:
        with self.ledger.writing() as unit:
            kept = stores.get(unit, store.account_id, store.id)
            kept.settings = {**kept.settings, "letter_delay_seconds": 0}
            long_ago = self.clock() - timedelta(days=400)
            for effect in switches:
                stores.turn(unit, kept, effect, long_ago, "a test")
        self.work()
        return kept

    def work(self) -> int:
        """Everything that is due, on both lanes, until nothing is."""
        begun = 0
        while worked := sum(drain(self.workshop, lane, KINDS, 10.0) for lane in LANES):
            begun += worked
        return begun

    def wait_and_work(self, seconds: float = 3.0) -> int:
        """As `work`, with the clock moved ahead for what was put off."""
        self.clock.ahead += timedelta(seconds=seconds)
        return self.work()

    def settle(self, rounds: int = 30, **how: Any) -> None:
        """Deliver, work, wait a little, until the platforms and we have nothing to say to each other."""
        for _ in range(rounds):
            delivered = len(self.deliver(**how))
            worked = self.work() + self.wait_and_work()
            if not delivered and not worked:
                return
        raise AssertionError("it does not settle")

    def deliver(self, **how: Any) -> list[Any]:
        sent = list(self.shopify.webhooks.deliver(**how))
        for store in self.woo.stores.values():
            sent += list(store.webhooks.deliver(**how))
        return sent


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application over real HTTP on the loopback."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def smtp() -> Iterator[tuple[str, Mailbox]]:
    mailbox = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(mailbox, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield f"smtp://127.0.0.1:{port}", mailbox
    finally:
        server.stop()


@contextmanager
def world(settings: Settings, folder: Path, make: Callable[..., Workshop] = Workshop) -> Iterator[World]:
    clock = Clock()
    shopify = ShopifySandbox(CLIENT_SECRET, clock=clock)
    woo = WooSandbox(tls_folder=folder / "tls", clock=clock)
    app = Flask("door")
    with smtp() as (smtp_url, mailbox), served(app) as url:
        shopify.start()
        woo.start()
        told = settings.model_copy(
            update={
                "shopify_base_url": shopify.base_url,
                "shopify_client_id": shopify.oauth.public.client_id,
                "shopify_client_secret": type(settings.shopify_client_secret)(CLIENT_SECRET),
                "ca_file": woo.ca_file,
                "public_url": url,
                "smtp_url": type(settings.smtp_url)(smtp_url),
            }
        )
        ledger = Ledger(told.database_url)
        workshop = make(told, ledger, Vault(told.secret_keys), clock)
        from connector.ledger.accepting import Acceptor

        acceptor = Acceptor(told.database_url, Ringer(Doorbell(told), "intake").soon)
        app.register_blueprint(door(Callers(workshop, acceptor), acceptor))
        try:
            yield World(workshop, clock, shopify, woo, mailbox, url)
        finally:
            shopify.stop()
            woo.stop()
            acceptor.close()
            ledger.close()
