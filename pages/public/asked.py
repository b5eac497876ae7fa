"""What a buyer's browser asks of: one store, in one language, at our address or through Shopify."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import request, url_for

from connector.ledger.reckoning import today_of
from connector.ledger.stores import Store, setting
from jobs.workshop import Workshop
from pages.public.memory import Memory
from pages.speech import Speech
from pages.texts import TEXTS

HOSTED: Final = "/storefront/v1/<key>"
PROXIED: Final = "/proxy"


@dataclass(frozen=True, slots=True)
class Asked:
    """`proxied`: the path at the shop that Shopify forwards from ("/apps/backorder"); empty: our own address.

    `store` is a copy, read at most a second ago. `ring` wakes a lane's worker after a change.
    """

    workshop: Workshop
    memory: Memory
    store: Store
    ring: Callable[[str], object]
    proxied: str = ""

    @property
    def now(self) -> datetime:
        """The workshop's clock."""
        return self.workshop.clock()

    @property
    def language(self) -> str:
        """What the address says, else what the browser asks for, else the shop's own language."""
        chosen = request.args.get("lang", "")
        if chosen in TEXTS:
            return chosen
        own = setting(self.store, "language")
        return request.accept_languages.best_match(tuple(TEXTS)) or (own if own in TEXTS else "en")

    @property
    def say(self) -> Speech:
        """The reader's language, on the shop's local date."""
        return Speech(self.language, today_of(self.store, self.now))

    def link(self, name: str, **values: object) -> str:
        """A whole address of another page of this store; `name` as in the door's table of hosted routes.

        Through Shopify it is the address at the shop, so that the buyer stays there.
        """
        if self.proxied:
            path = url_for(f"public.proxied_{name}", **values)  # type: ignore[arg-type]
            return f"https://{self.store.address}{self.proxied}{path.removeprefix(PROXIED)}"
        return hosted(self.workshop, self.store, name, **values)


def hosted(workshop: Workshop, store: Store, name: str, **values: object) -> str:
    """A whole address of a hosted page, as the world reaches us."""
    path = url_for(f"public.{name}", key=store.public_key, **values)  # type: ignore[arg-type]
    return f"{workshop.settings.public_url.rstrip('/')}{path}"
