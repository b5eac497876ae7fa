"""How often somebody may ask to be let in: counted in Redis, in this process while Redis is away."""

import hashlib
from collections.abc import Callable, Mapping
from ipaddress import IPv4Address, IPv6Network, ip_address
from typing import Any, Final

from flask import Blueprint, Flask, render_template, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter, RateLimitExceeded
from flask_limiter.util import get_remote_address
from redis.backoff import NoBackoff
from redis.retry import Retry

from connector.config import Settings
from jobs.ring import SECONDS

View = Callable[..., ResponseReturnValue]
A_CLIENT: Final = "30 per 15 minutes"
AN_ADDRESS: Final = "8 per hour"
"""Known or not: the answer tells nothing of it."""
A_CONNECTION: Final = 64
"""Bits of an IPv6 address that are the provider's; the others are its customer's."""


_IMPATIENT: Final[Mapping[str, Any]] = {
    "socket_timeout": SECONDS,
    "socket_connect_timeout": SECONDS,
    "retry": Retry(NoBackoff(), 0),
}


def counting(settings: Settings, name: str, whom: Callable[[], str]) -> Limiter:
    """A count of its own, under that name. `whom` says who asks."""
    return Limiter(
        whom,
        storage_uri=settings.redis_url.replace("unix://", "redis+unix://", 1),
        storage_options=dict(_IMPATIENT),
        key_prefix=f"{settings.redis_prefix}:{name}",
        in_memory_fallback_enabled=True,
    )


def only_before(limiter: Limiter, blueprint: Blueprint) -> None:
    """Begin to count when the blueprint is registered, and before its views only."""
    # Left alone, it would ask Redis whether it is back before any page and any webhook.
    limiter.request_filter(lambda: request.blueprint != blueprint.name)

    @blueprint.record_once
    def _set_up(state: BlueprintSetupState) -> None:
        if isinstance(state.app, Flask):
            limiter.init_app(state.app)


def client() -> str:
    """Whose address asks; of IPv6 the network, for one connection has 2^64 addresses to ask from."""
    told = get_remote_address()
    try:
        found = ip_address(told)
    except ValueError:
        return told
    if isinstance(found, IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or IPv6Network((int(found), A_CONNECTION), strict=False))


class Turnstile:
    """Stands only before the views that are passed through it: webhooks are never turned away."""

    def __init__(self, settings: Settings) -> None:
        self._limiter = counting(settings, "turnstile", client)

    def stand(self, blueprint: Blueprint) -> None:
        """Begin to count when the blueprint is registered, and say to whom that they came too often."""
        only_before(self._limiter, blueprint)
        blueprint.register_error_handler(RateLimitExceeded, _too_often)

    def before(self, view: View) -> View:
        """The view, for those who did not come too often. Reading a page is never counted."""
        by_address: Any = self._limiter.limit(AN_ADDRESS, key_func=_address, methods=["POST"])
        by_client: Any = self._limiter.limit(A_CLIENT, methods=["POST"])
        passed: View = by_client(by_address(view))
        return passed


def _address() -> str:
    """The address that was typed, as nobody can read it; where none is asked for, the client at this link."""
    typed = request.form.get("email", "").strip().lower() or f"{client()} {request.path}"
    return hashlib.sha256(typed.encode()).hexdigest()


def _too_often(_error: RateLimitExceeded) -> ResponseReturnValue:
    return render_template("outside_trouble.html", about="too_often"), 429
