"""What every job is handed: the ledger, the keys, the clock, the way out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from adapters.mail import Mailer
from adapters.outgoing import Outside
from adapters.shopify.client import ShopifyStorefront
from adapters.woocommerce.client import WooStorefront
from connector.config import Settings
from connector.domain.storefront import Storefront
from connector.domain.trouble import Trouble
from connector.ledger.engine import Ledger
from connector.ledger.stores import Store
from connector.ledger.vault import Vault


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
            return ShopifyStorefront(self.outside, shop, self.secret(store, "token"), base)
        key, secret = self.secret(store, "key"), self.secret(store, "secret")
        return WooStorefront(self.outside, store.address, key, secret)

    def secret(self, store: Store, name: str) -> str:
        return self.vault.open(store.sealed[name], place(store.door_key, name))


def place(door_key: str, name: str) -> str:
    """Where a store's secret belongs; it opens nowhere else."""
    return f"store {door_key} {name}"


def open_workshop(settings: Settings) -> Workshop:
    return Workshop(settings, Ledger(settings.database_url), Vault(settings.secret_keys))
