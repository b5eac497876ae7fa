"""Who may call: the secrets to try, and the store behind a signed delivery, remembered for seconds."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from adapters.shopify.webhook import SHOP
from connector.domain.events import Delivery
from connector.ledger import stores
from connector.ledger.accepting import Acceptor
from connector.ledger.stores import SIGNS_DELIVERIES, Store
from connector.ledger.vault import Vault
from jobs.workshop import Workshop, place

REMEMBER_SECONDS = 5.0
SIGNATURE = re.compile(r"[A-Za-z0-9+/]{43}=")
"""An HMAC-SHA256 in base64."""
DOOR_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Caller:
    """A store as the door needs it."""

    id: int
    account_id: int
    left: bool
    secrets: tuple[bytes, ...]


class Callers:
    """Thread-safe enough: the worst a race does is look up twice."""

    def __init__(self, workshop: Workshop, acceptor: Acceptor) -> None:
        self.now: Callable[[], datetime] = workshop.clock
        self.app_secrets = workshop.settings.shopify_secrets
        self._vault: Vault = workshop.vault
        self._acceptor = acceptor
        self._known: dict[tuple[str, str], tuple[float, Caller]] = {}

    def own_secrets(self, sender: str, signature: str) -> tuple[bytes, ...]:
        """The secret of a custom app, whose shop the header names; asked for when the app's did not sign.

        Nothing is looked up for what cannot be a signature. Whether such a shop is attached cannot be
        told from the answer: without a right signature it is 401 in any case.
        """
        shop = sender.lower()
        if not SIGNATURE.fullmatch(signature) or not SHOP.fullmatch(shop):
            return ()
        caller = self._find("shopify", shop)
        return caller.secrets if caller else ()

    def woocommerce_secrets(self, door_key: str, signature: str) -> tuple[bytes, ...]:
        """The secret that the store signs with; with the same care as `own_secrets`."""
        if not SIGNATURE.fullmatch(signature) or not DOOR_KEY.fullmatch(door_key):
            return ()
        caller = self._find("woocommerce", door_key)
        return caller.secrets if caller else ()

    def store(self, delivery: Delivery) -> Caller | None:
        """The store that a signed delivery names; None when it is not attached."""
        return self._find(delivery.platform, delivery.sender)

    def look_again(self, delivery: Delivery) -> Caller | None:
        """As `store`, whatever was remembered: it may have been erased since."""
        self._known.pop((delivery.platform, delivery.sender), None)
        return self.store(delivery)

    def _find(self, platform: str, door_key: str) -> Caller | None:
        remembered = self._known.get((platform, door_key))
        if remembered and time.monotonic() - remembered[0] < REMEMBER_SECONDS:
            return remembered[1]
        found = self._acceptor.look_up(lambda unit: stores.at_door(unit, platform, door_key))
        if found is None:
            return None
        caller = Caller(found.id, found.account_id, found.left_at is not None, self._own_secrets(found))
        if len(self._known) > MOST_REMEMBERED:
            self._known.clear()
        self._known[(platform, door_key)] = (time.monotonic(), caller)
        return caller

    def _own_secrets(self, store: Store) -> tuple[bytes, ...]:
        name = SIGNS_DELIVERIES[store.platform]
        sealed = store.sealed.get(name)
        return (self._vault.open(sealed, place(store.door_key, name)).encode(),) if sealed else ()
