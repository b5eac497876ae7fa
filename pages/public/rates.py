"""How often one client's address may ask of one store: counted in Redis, here while Redis is away."""

from typing import Any

from flask import Blueprint, request
from flask_limiter.util import get_remote_address

from connector.config import Settings
from pages.turnstile import View, counting, only_before


class Rates:
    """Generous, because many shoppers share an address; whoever asks too often is answered 429."""

    def __init__(self, settings: Settings) -> None:
        self._limiter = counting(settings, "storefront", _who)

    def stand(self, blueprint: Blueprint) -> None:
        """Begin to count when the blueprint is registered."""
        only_before(self._limiter, blueprint)

    def before(self, view: View, rate: str) -> View:
        """The view, for those who did not come too often."""
        counted: Any = self._limiter.limit(rate)
        passed: View = counted(view)
        return passed


def _who() -> str:
    # Through Shopify the client is one of Shopify's: there a shop's buyers are counted together.
    store = (request.view_args or {}).get("key") or request.args.get("shop", "")
    return f"{get_remote_address()} {store[:100]}"
