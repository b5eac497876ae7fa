"""Which pages may read an answer: the shop's own, at its address and wherever its products are shown."""

from typing import TypeVar
from urllib.parse import urlsplit

from flask import request
from werkzeug.wrappers import Response

from connector.ledger import items
from pages.public.asked import Asked

R = TypeVar("R", bound=Response)


def admit(asked: Asked, response: R, methods: str = "") -> R:
    """The answer, readable for the page that asks if it is the shop's. `methods`: of a preflight's answer."""
    response.vary.add("Origin")
    origin = request.headers.get("Origin", "")
    if origin and _is_own(asked, origin):
        response.headers["Access-Control-Allow-Origin"] = origin
        if methods:
            response.headers["Access-Control-Allow-Methods"] = methods
            response.headers["Access-Control-Allow-Headers"] = "Content-Type"
            response.headers["Access-Control-Max-Age"] = "600"
    return response


def _is_own(asked: Asked, origin: str) -> bool:
    store = asked.store
    own = f"https://{store.address}" if store.platform == "shopify" else _origin(store.address)
    if origin == own:
        return True
    if len(origin) > 300 or _origin(origin) != origin:
        return False
    return origin in asked.memory.origins.get(store.id, lambda: _sold_at(asked))


def _sold_at(asked: Asked) -> frozenset[str]:
    """All at once: whoever asks names any origin, and each would cost a look at every listing."""
    with asked.workshop.ledger.reading() as unit:
        return frozenset(map(_origin, items.addresses(unit, asked.store))) - {""}


def _origin(address: str) -> str:
    try:
        parts = urlsplit(address)
        return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""
