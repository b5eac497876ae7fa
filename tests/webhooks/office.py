"""The door alone: attached stores as rows, deliveries signed by the test, nothing on the other side."""

import base64
import hashlib
import hmac
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask
from pydantic import SecretStr
from sqlalchemy import select
from werkzeug.test import TestResponse

from connector.config import Settings
from connector.ledger import accounts, stores
from connector.ledger.accepting import Acceptor
from connector.ledger.engine import Ledger
from connector.ledger.inbox import Received
from connector.ledger.stores import SIGNS_DELIVERIES, Store
from connector.ledger.tasks import Task
from connector.ledger.tenancy import ACROSS
from connector.ledger.vault import Vault
from jobs.drain import drain
from jobs.ring import Doorbell, Ringer
from jobs.table import KINDS
from jobs.workshop import Workshop, place
from tests.world import Clock, served
from webhooks import door
from webhooks.callers import Callers

NEW_SECRET, OLD_SECRET = "the-app-secret-of-today-0123456789", "the-app-secret-before-0123456789"
OWN_SECRET, OTHERS_SECRET = "the-secret-of-a-custom-app-01234567", "the-secret-of-another-custom-app-01"
WOO_KEY = "a-door-that-was-drawn"
WOO_SECRET = "5ec2e7" * 10


def signature(body: bytes, secret: str | bytes) -> str:
    raw = secret.encode() if isinstance(secret, str) else secret
    return base64.b64encode(hmac.new(raw, body, hashlib.sha256).digest()).decode()


@dataclass
class Office:
    settings: Settings
    workshop: Workshop
    acceptor: Acceptor
    app: Flask

    @property
    def ledger(self) -> Ledger:
        return self.workshop.ledger

    def add_shop(self, name: str = "lamps", own_secret: str = "") -> Store:
        return self._add("shopify", f"{name}.myshopify.com", f"{name}.myshopify.com", own_secret)

    def add_woo(self, door_key: str = WOO_KEY, secret: str = "") -> Store:
        address = f"https://{door_key}.example"
        return self._add("woocommerce", address, door_key, secret or self.woo_secret(door_key))

    def _add(self, platform: str, address: str, door_key: str, own_secret: str = "") -> Store:
        now = self.workshop.clock()
        with self.ledger.writing() as unit:
            account = accounts.find_or_create(unit, f"owner of {address}", now)
            store = Store(platform=platform, address=address, door_key=door_key, name=address, created_at=now)
            store.account_id, store.looked_at = account.id, now
            if own_secret:
                name = SIGNS_DELIVERIES[platform]
                sealed = self.workshop.vault.seal(own_secret, place(door_key, name))
                store.sealed = {name: sealed, "token": "sealed"}
            unit.add(store)
        return store

    def leave(self, store: Store) -> None:
        with self.ledger.writing() as unit:
            stores.leave(stores.get(unit, store.account_id, store.id), self.workshop.clock())

    def shopify(self, body: bytes, topic: str = "orders/updated", **how: str) -> TestResponse:
        return self.app.test_client().post(
            "/webhooks/shopify", data=body, headers=shopify_headers(body, topic, **how)
        )

    def woo(
        self, body: bytes, topic: str = "order.updated", key: str = WOO_KEY, signed: str | None = None
    ) -> TestResponse:
        told = signature(body, self.woo_secret(key)) if signed is None else signed
        headers = woo_headers(body, topic, told)
        return self.app.test_client().post(f"/webhooks/woocommerce/{key}", data=body, headers=headers)

    def woo_secret(self, key: str = WOO_KEY) -> str:
        return f"{key} {WOO_SECRET}"

    def kept(self) -> list[Received]:
        with self.ledger.reading() as unit:
            return list(unit.scalars(select(Received).order_by(Received.id), execution_options=ACROSS))

    def owed(self) -> list[tuple[str, str]]:
        """(kind, subject) of every task there is."""
        with self.ledger.reading() as unit:
            rows = unit.execute(select(Task.kind, Task.subject).order_by(Task.id), execution_options=ACROSS)
            return [(kind, subject) for kind, subject in rows]

    def read(self) -> list[Received]:
        """Work the intake only: nothing on the other side would answer."""
        drain(self.workshop, "intake", {"intake": KINDS["intake"]}, 20.0)
        return self.kept()


def shopify_headers(
    body: bytes,
    topic: str,
    secret: str = NEW_SECRET,
    shop: str = "lamps.myshopify.com",
    webhook_id: str = "",
    signed: str | None = None,
) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "X-Shopify-Topic": topic,
        "X-Shopify-Shop-Domain": shop,
        "X-Shopify-API-Version": "2026-10",
        "X-Shopify-Webhook-Id": webhook_id or str(uuid.uuid4()),
        "X-Shopify-Hmac-Sha256": signature(body, secret) if signed is None else signed,
    }


def woo_headers(body: bytes, topic: str, signed: str) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "X-WC-Webhook-Source": "https://shop.example/",
        "X-WC-Webhook-Topic": topic,
        "X-WC-Webhook-Signature": signed,
        "X-WC-Webhook-ID": "1",
        "X-WC-Webhook-Delivery-ID": "the same in every delivery of this second",
    }


def with_app_secrets(settings: Settings) -> Settings:
    both = {
        "shopify_client_secret": SecretStr(NEW_SECRET),
        "shopify_client_secret_old": SecretStr(OLD_SECRET),
    }
    return settings.model_copy(update=both)


@contextmanager
def opened(settings: Settings, vault: Vault | None = None) -> Iterator[Office]:
    ledger = Ledger(settings.database_url)
    workshop = Workshop(settings, ledger, vault or Vault(settings.secret_keys), Clock())
    acceptor = Acceptor(settings.database_url, Ringer(Doorbell(settings), "intake").soon)
    app = Flask("door")
    app.register_blueprint(door(Callers(workshop, acceptor), acceptor))
    try:
        yield Office(settings, workshop, acceptor, app)
    finally:
        acceptor.close()
        ledger.close()


@contextmanager
def served_office(office: Office) -> Iterator[str]:
    """The door over real HTTP that speaks 1.1, as every server in front of it does."""
    with served(office.app) as url:
        yield url
