"""The `woocommerce` library's API, sent through our own way out, with its traps covered.

The library (3.0.0) calls a module-level `requests.request` that follows redirects, reads without a cap
and bounds only the wait for each byte; it never raises on an HTTP error, and a Python list in its
parameters becomes `a=1&a=2`, of which PHP keeps the last. Its `request` is replaced here, once, by one
that sends through the `Sender` of the call being made.
"""

from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlsplit

import requests
import woocommerce.api

from adapters.outgoing import Outside, Sender
from adapters.woocommerce.answers import read
from connector.domain.trouble import Trouble

PER_PAGE = 100
"""The most that WooCommerce gives; 101 is a 400 (recorded)."""
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_AGENT = "Backorder-Connector"

_sender: ContextVar[Sender] = ContextVar("woocommerce_sender")


def _send(method: str, url: str, **options: Any) -> requests.Response:
    """In the place of `requests.request`: a call from outside `Shop` finds no sender and fails loudly."""
    return _sender.get().send(method, url, **options)


woocommerce.api.request = _send


class Shop:
    """One shop's REST API. Every failure is a `Trouble`; what is not there is `answers.Missing`."""

    def __init__(self, outside: Outside, url: str, key: str, secret: str) -> None:
        self.url = url.rstrip("/")
        parts = urlsplit(self.url)
        self._host = parts.hostname or "the shop"
        # Over plain HTTP the key's use could be watched and repeated.
        if parts.scheme != "https" and self._host not in _LOOPBACK:
            raise Trouble(f"{self._host} must be reached by https", permanent=True)
        self._sender = Sender(outside)
        self._api = woocommerce.api.API(self.url, key, secret, user_agent=_AGENT)

    def get(self, path: str, **params: object) -> Any:
        """The decoded answer. Lists in `params` are sent as WooCommerce reads them: `a,b`."""
        return self._call("get", path, params=_flat(params))[0]

    def page(self, path: str, page: int, **params: object) -> tuple[list[Any], bool]:
        """One page of a list, and whether another follows. Beyond the end: nothing (recorded)."""
        flat = _flat({"per_page": PER_PAGE, **params, "page": page})
        found, headers = self._call("get", path, params=flat)
        if not isinstance(found, list):
            raise Trouble(f"{self._host} answered {path} with something that is not a list")
        told = headers.get("X-WP-TotalPages", "")
        more = page < int(told) if told.isdecimal() else len(found) == PER_PAGE
        return found, more and bool(found)

    def count(self, path: str, **params: object) -> int | None:
        """How many a list has, where the shop says so."""
        _, headers = self._call("get", path, params=_flat({**params, "per_page": 1, "_fields": "id"}))
        told = headers.get("X-WP-Total", "")
        return int(told) if told.isdecimal() else None

    def pages(self, path: str, **params: object) -> Iterator[Any]:
        """Every item of a list that does not move while it is read."""
        page, more = 0, True
        while more:
            page += 1
            items, more = self.page(path, page, **params)
            yield from items

    def put(self, path: str, data: Mapping[str, object]) -> Any:
        return self._call("put", path, data=data)[0]

    def post(self, path: str, data: Mapping[str, object]) -> Any:
        return self._call("post", path, data=data)[0]

    def delete(self, path: str, **params: object) -> Any:
        return self._call("delete", path, params=_flat(params))[0]

    def index(self) -> Any:
        """What WordPress says of itself at the root of its API, which needs no key."""
        url = f"{self.url}/wp-json/"
        response = self._sender.send("GET", url, headers={"User-Agent": _AGENT})
        return read(response, self._host, wrote=False)

    def close(self) -> None:
        self._sender.close()

    def _call(self, verb: str, path: str, **asked: object) -> tuple[Any, Mapping[str, str]]:
        wrote = verb != "get"
        bound = _sender.set(self._sender)
        try:
            response: requests.Response = getattr(self._api, verb)(path, **asked)
        except Trouble as trouble:
            # A read that broke has changed nothing, wherever it broke.
            trouble.unknown = trouble.unknown and wrote
            raise
        finally:
            _sender.reset(bound)
        return read(response, self._host, wrote=wrote), response.headers


def _flat(params: Mapping[str, object]) -> dict[str, str]:
    """As PHP reads them: lists as csv, booleans as words."""
    return {name: _word(value) for name, value in params.items()}


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ",".join(str(part) for part in value)
    return str(value)
