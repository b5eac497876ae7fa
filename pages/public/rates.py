"""How often one client's address may ask of one store: counted in Redis, here while Redis is away."""

import time
from collections.abc import Callable
from typing import Any, Final

from flask import Blueprint, request

from connector.config import Settings
from pages.public.routes import OFTEN
from pages.turnstile import View, client, counting, only_before

TOGETHER: Final = 10
"""What may be asked often is told to Redis by so many at once: most shoppers never ask so much."""
MINUTE: Final = 60.0
MOST_CLIENTS: Final = 50_000
A_CLIENT: Final = "6000 per minute"
"""Of whatever store: who names another one with each request, known or not, asks no more often for it."""
SHOPIFYS: Final = "60000 per minute"
"""One of Shopify's own addresses asks for the buyers of many shops."""


class Tens:
    """What this process saw of each client in this minute. A race counts one too few."""

    def __init__(self, where: Callable[[], str]) -> None:
        self._where = where
        self._seen: dict[str, int] = {}
        self._over: set[str] = set()
        self._until = 0.0

    def excuses(self) -> bool:
        """Whether Redis need not hear of this request: nine of ten, until Redis said that it is enough."""
        if time.monotonic() >= self._until or len(self._seen) >= MOST_CLIENTS:
            self._seen, self._over, self._until = {}, set(), time.monotonic() + MINUTE
        who = self._where()
        seen = self._seen[who] = self._seen.get(who, 0) + 1
        return who not in self._over and seen % TOGETHER != 0

    def stop(self, _limit: Any) -> None:
        """From now on each of this client's requests is told, and refused."""
        self._over.add(self._where())


class Rates:
    """Generous, because many shoppers share an address; whoever asks too often is answered 429."""

    def __init__(self, settings: Settings) -> None:
        self._limiter = counting(settings, "storefront", _who)
        shared: Any = self._limiter.shared_limit
        self._alone: dict[bool, Callable[[View], View]] = {}
        for forwarded, rate in ((False, A_CLIENT), (True, SHOPIFYS)):
            counted = {"key_func": client, **_by_tens(Tens(client))}
            self._alone[forwarded] = shared(rate, "forwarded" if forwarded else "hosted", **counted)

    def stand(self, blueprint: Blueprint) -> None:
        """Begin to count when the blueprint is registered."""
        only_before(self._limiter, blueprint)

    def before(self, view: View, rate: str, *, forwarded: bool) -> View:
        """The view, for those who did not come too often. `forwarded`: by Shopify."""
        limit: Any = self._limiter.limit
        counted = limit(rate, **_by_tens(Tens(_where))) if rate == OFTEN else limit(rate)
        passed: View = self._alone[forwarded](counted(view))
        return passed


def _by_tens(tens: Tens) -> dict[str, Any]:
    return {"exempt_when": tens.excuses, "cost": TOGETHER, "on_breach": tens.stop}


def _where() -> str:
    return f"{request.endpoint} {_who()}"


def _who() -> str:
    # Through Shopify the client is one of Shopify's: there a shop's buyers are counted together.
    store = (request.view_args or {}).get("key") or request.args.get("shop", "")
    return f"{client()} {store[:100]}"
