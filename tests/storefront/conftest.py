"""Buyers' browsers before the whole application, with a clock that stands still."""

import hashlib
import hmac
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import update

from app.web import create_app
from connector.config import Settings
from connector.domain.snapshots import Display
from connector.ledger.engine import Ledger
from connector.ledger.items import Listing
from connector.ledger.stores import Store
from connector.ledger.vault import Vault
from jobs.workshop import Workshop
from tests.desk.shop import NOW, ShopKeeper, keeper

APP_SECRET = "the-public-apps-client-secret-of-32"
OLD_SECRET = "the-secret-before-the-rotation-of-it"
VARIANT = "gid://shopify/ProductVariant/"
IN_SIGHT = Display(visible=True)
QUICK = {"handling_days": 0, "lead_days": 30}


@dataclass
class Street:
    """`now` is what the clock shows; `door()` is a process that remembers nothing yet."""

    workshop: Workshop
    mine: ShopKeeper
    now: datetime = NOW
    apps: list[Any] = field(default_factory=list)

    def door(self) -> FlaskClient:
        self.apps.append(create_app(self.workshop))
        client: FlaskClient = self.apps[-1].test_client()
        return client

    def shop(self, name: str = "Lamps", *, on: bool = True, **more: Any) -> Store:
        """A store whose dates are shown, and that packs in no time."""
        store = self.mine.open(name, **{"settings": QUICK, **more})
        if on:
            self.mine.switch_on(store, "storefront")
        return store

    def show(self, store: Store, ref: str, **how: Any) -> None:
        """Write how the shop shows a listing, as a reading of the shop does."""
        with self.mine.ledger.writing() as unit:
            mine = (Listing.account_id == store.account_id, Listing.store_id == store.id, Listing.ref == ref)
            unit.execute(update(Listing).where(*mine).values(**how))


@pytest.fixture
def street(settings: Settings, ledger: Ledger) -> Iterator[Street]:
    told = settings.model_copy(
        update={
            "shopify_client_id": "public-app",
            "shopify_client_secret": SecretStr(APP_SECRET),
            "shopify_client_secret_old": SecretStr(OLD_SECRET),
        }
    )
    made = Street(Workshop(told, ledger, Vault(told.secret_keys)), replace(keeper(ledger), display=IN_SIGHT))
    made.workshop.clock = lambda: made.now
    yield made
    for app in made.apps:
        app.extensions["acceptor"].close()


def signed(shop: str, secret: str = APP_SECRET, *, age: int = 0, **more: str) -> str:
    """A query as Shopify's proxy writes it (facts: sorted `k=v`, joined without separators)."""
    asked = {
        "shop": shop,
        "logged_in_customer_id": "",
        "path_prefix": "/apps/backorder",
        "timestamp": str(int(time.time()) - age),
        **more,
    }
    text = "".join(f"{name}={value}" for name, value in sorted(asked.items()))
    return urlencode(
        {**asked, "signature": hmac.digest(secret.encode(), text.encode(), hashlib.sha256).hex()}
    )
