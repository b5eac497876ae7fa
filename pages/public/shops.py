"""Which store a buyer's browser means; unknown, left and switched off look the same."""

from typing import Final

from adapters.shopify import proxying
from connector.ledger import stores
from connector.ledger.stores import SIGNS_DELIVERIES, Store
from jobs.workshop import Workshop
from pages.public.memory import Memory

EFFECT: Final = "storefront"


class Shops:
    """One per process; a store is remembered for a second."""

    def __init__(self, workshop: Workshop, memory: Memory) -> None:
        self._workshop = workshop
        self._known = memory.shops

    def hosted(self, key: str) -> Store | None:
        """The store with that public key, if it shows its buyers anything."""
        if not key.isascii() or not key.isalnum() or len(key) > 32:
            return None
        return self._known.get(key, lambda: self._find(key))

    def ever(self, key: str) -> Store | None:
        """The store with that public key, whatever it shows, and also after it left."""
        with self._workshop.ledger.reading() as unit:
            return stores.by_public_key(unit, key)

    def proxied(self, query: str) -> Store | None:
        """The store whose address Shopify forwards from, when the query is really Shopify's and fresh."""
        shop = proxying.shop_of(query)
        store = self._known.get(shop, lambda: self._find(shop)) if shop else None
        if store is None or not proxying.is_signed(query, self._secrets(store)):
            return None
        return store

    def _find(self, name: str) -> Store | None:
        with self._workshop.ledger.reading() as unit:
            if "." in name:
                found = stores.by_address(unit, "shopify", name)
            else:
                found = stores.by_public_key(unit, name)
            return found if found is not None and stores.shows(unit, found, EFFECT) else None

    def _secrets(self, store: Store) -> list[str]:
        """The public app's, present and former; and that of an app of the store's own."""
        told = self._workshop.settings
        app = [told.shopify_client_secret, told.shopify_client_secret_old]
        name = SIGNS_DELIVERIES[store.platform]
        own = [self._workshop.secret(store, name)] if name in store.sealed else []
        return [*own, *(one.get_secret_value() for one in app)]
