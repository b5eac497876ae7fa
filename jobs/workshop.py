"""What every job is handed: the ledger, the keys, the clock, the way out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from adapters.mail import Mailer
from adapters.outgoing import Outside
from adapters.shopify.client import ShopifyStorefront
from adapters.shopify.granting import PublicApp
from adapters.woocommerce.client import WooStorefront
from connector.config import Settings
from connector.domain.storefront import Storefront
from connector.domain.trouble import Trouble
from connector.ledger.engine import Ledger
from connector.ledger.sealing import store_place
from connector.ledger.stores import Store
from connector.ledger.vault import Vault
from jobs.tokens import TOKEN, Tokens


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Workshop:
    """One per process."""

    settings: Settings
    ledger: Ledger
    vault: Vault
    clock: Callable[[], datetime] = utc_now

    @property
    def outside(self) -> Outside:
        return Outside(self.settings.allow_loopback, self.settings.ca_file)

    def mailer(self) -> Mailer:
        # Shorter than a task's lease: a letter whose answer is late must still be ours to record.
        return Mailer(
            self.settings.smtp_url.get_secret_value(),
            ca_file=self.settings.ca_file,
            timeout=5,
            answer_within=20,
        )

    def storefront(self, store: Store) -> Storefront:
        """A fresh connection to a store, for one job. Raises Trouble(permanent) when it has left."""
        if store.left_at is not None:
            raise Trouble(f"{store.name} took the app off", permanent=True)
        if store.platform == "shopify":
            shop = store.address.removesuffix(".myshopify.com")
            base = self.settings.shopify_base_url
            return ShopifyStorefront(self.outside, shop, self._token(store), base, now=self.clock)
        key, secret = self.secret(store, "key"), self.secret(store, "secret")
        currency = store.currency or ""  # of one that is not kept yet nobody knows it
        return WooStorefront(self.outside, store.address, key, secret, currency=currency, now=self.clock)

    def _token(self, store: Store) -> str:
        """A store that is not kept yet has its token from just now."""
        if store.app != "public" or store.id is None:
            return self.secret(store, TOKEN)
        return self.tokens.fresh(store)

    @property
    def tokens(self) -> Tokens:
        """What renews the tokens of the public app."""
        return Tokens(self.ledger, self.clock, self.public_app.refresh, self._open, self.seal)

    @property
    def public_app(self) -> PublicApp:
        """The app of SHOPIFY_CLIENT_ID. Raises Trouble where an operator named none."""
        told = self.settings
        secret, old = told.shopify_client_secret, told.shopify_client_secret_old
        if not told.shopify_client_id or not secret.get_secret_value():
            why = "SHOPIFY_CLIENT_ID and SHOPIFY_CLIENT_SECRET must name the public app"
            raise Trouble(why, permanent=True)
        return PublicApp(
            told.shopify_client_id,
            secret.get_secret_value(),
            old.get_secret_value(),
            told.shopify_base_url if told.allow_loopback else "",
        )

    def seal(self, store: Store, name: str, plain: str) -> str:
        """A secret of the store, sealed for its place."""
        return self.vault.seal(plain, place(store.door_key, name))

    def _open(self, store: Store, name: str, sealed: str) -> str:
        return self.vault.open(sealed, place(store.door_key, name))

    def secret(self, store: Store, name: str) -> str:
        return self._open(store, name, store.sealed[name])


place = store_place
"""Where a store's secret belongs; it opens nowhere else."""


def open_workshop(settings: Settings) -> Workshop:
    return Workshop(settings, Ledger(settings.database_url), Vault(settings.secret_keys))
