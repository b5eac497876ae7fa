"""Our GraphQL transport: one document in, its answer as a typed struct out, or `Trouble`."""

import ipaddress
import re
import time
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

import msgspec
import requests
import structlog

from adapters.outgoing import Sender
from adapters.shopify.budget import LONGEST_NAP, Budget
from adapters.shopify.documents import Document, document
from adapters.shopify.refusals import (
    SHORTEST_WAIT,
    UserErrors,
    asked_wait,
    code_of,
    error_text,
    failed,
    refused,
)
from connector.domain.trouble import Trouble

VERSION = "2026-10"
DOMAIN = ".myshopify.com"
SHOP_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Partial(Generic[T]):
    """An answer that may lack parts: `errors` says which and why. `data` is None when nothing came."""

    data: T | None
    errors: tuple[str, ...]


class GraphQL:
    """One shop's Admin API, with its key in hand.

    `shop` is the name before .myshopify.com, or all of it. `base_url` sends everything to a sandbox on
    the loopback instead, and is refused for any other host: the key would go with it.
    """

    def __init__(
        self,
        sender: Sender,
        shop: str,
        token: str,
        base_url: str = "",
        *,
        sleep: Callable[[float], None] = time.sleep,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        name = shop.removesuffix(DOMAIN)
        if not SHOP_NAME.fullmatch(name):
            raise Trouble("this is no name of a Shopify shop", permanent=True)
        if base_url and not on_loopback(base_url):
            raise Trouble("another address than Shopify's must be on this machine", permanent=True)
        self.url = f"{base_url or f'https://{name}{DOMAIN}'}/admin/api/{VERSION}/graphql.json"
        self._sender, self._token = sender, token
        self._sleep, self._steady = sleep, steady
        self._budget = Budget()

    def ask(self, name: str, answer: type[T], **variables: Any) -> T:
        """Run the document and return all of its data, or raise `Trouble` (`UserErrors` for a mutation)."""
        asked = document(name)
        body = self._post(asked, variables)
        if body.get("errors"):
            raise failed(_errors(body), changes=asked.changes)
        data = body.get("data")
        if not isinstance(data, dict):
            raise Trouble(f"{name}: an answer without data", unknown=asked.changes)
        _raise_user_errors(data)
        return _typed(asked, data, answer)

    def ask_partly(self, name: str, answer: type[T], forgive: Container[str], **variables: Any) -> Partial[T]:
        """The same, but errors with a code in `forgive` come beside the data that could be had."""
        asked = document(name)
        body = self._post(asked, variables)
        unforgiven = [one for one in _errors(body) if code_of(one) not in forgive]
        if unforgiven:
            raise failed(unforgiven, changes=asked.changes)
        data = body.get("data")
        typed = _typed(asked, data, answer) if isinstance(data, dict) else None
        return Partial(typed, tuple(error_text(one) for one in _errors(body)))

    def _post(self, asked: Document, variables: Mapping[str, Any]) -> dict[str, Any]:
        self._wait_for_points(asked.name)
        response = self._send(asked, variables)
        _compare_version(response.headers.get("X-Shopify-API-Version", ""))
        body = _parsed(response)
        if body is not None:
            self._learn(asked, body, response)
        trouble = refused(
            response.status_code,
            response.headers.get("Retry-After", ""),
            changes=asked.changes,
            now=datetime.now(UTC),
        )
        if trouble:
            raise trouble
        if body is None:
            raise Trouble("Shopify answered with something that is not JSON", unknown=asked.changes)
        return body

    def _send(self, asked: Document, variables: Mapping[str, Any]) -> requests.Response:
        try:
            return self._sender.send(
                "POST",
                self.url,
                data=msgspec.json.encode({"query": asked.text, "variables": variables}),
                headers={
                    "X-Shopify-Access-Token": self._token,
                    "Content-Type": "application/json",
                    "Accept": "application/json",
                },
            )
        except Trouble as trouble:
            if trouble.unknown and not asked.changes:  # a query that was lost has changed nothing
                raise Trouble(str(trouble), retry_after=trouble.retry_after) from trouble
            raise

    def _wait_for_points(self, name: str) -> None:
        wait = self._budget.wait(name, self._steady())
        if wait > LONGEST_NAP:
            raise Trouble("the shop's API budget is spent", retry_after=timedelta(seconds=wait))
        if wait:
            self._sleep(wait)

    def _learn(self, asked: Document, body: dict[str, Any], response: requests.Response) -> None:
        """Remember the bucket; raise when this very call was throttled, which comes as 200 and as 429."""
        self._budget.learn(asked.name, body.get("extensions"), self._steady())
        if any(code_of(one) == "THROTTLED" for one in _errors(body)):
            named = asked_wait(response.headers.get("Retry-After", ""), datetime.now(UTC))
            known = timedelta(seconds=self._budget.wait(asked.name, self._steady()))
            raise Trouble("the shop's API budget is spent", retry_after=named or max(known, SHORTEST_WAIT))


def on_loopback(url: str) -> bool:
    """Whether this is an address of this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _parsed(response: requests.Response) -> dict[str, Any] | None:
    try:
        body = msgspec.json.decode(response.content)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return None
    return body if isinstance(body, dict) else None


def _errors(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    errors = body.get("errors")
    if isinstance(errors, list):
        return [one if isinstance(one, dict) else {"message": str(one)} for one in errors]
    return [{"message": str(errors)}] if errors else []  # some refusals say it in one string


def _raise_user_errors(data: Mapping[str, Any]) -> None:
    found = [
        error
        for payload in data.values()
        if isinstance(payload, dict)
        for error in payload.get("userErrors") or ()
    ]
    if found:
        raise UserErrors(found)


def _typed(asked: Document, data: dict[str, Any], answer: type[T]) -> T:
    try:
        return msgspec.convert(data, answer)
    except msgspec.ValidationError as error:
        raise Trouble(f"{asked.name}: {error}", permanent=True) from error


def _compare_version(served: str) -> None:
    if served and served != VERSION:
        _warn_once(served)


@cache
def _warn_once(served: str) -> None:
    """A retired version is answered by the oldest one still served: fields may change their meaning."""
    structlog.get_logger().warning("shopify answers with another API version", asked=VERSION, served=served)
