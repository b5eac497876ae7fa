"""A custom app's way in: the authorisation-code grant, checked with ShopifyAPI.

ShopifyAPI keeps its session in class attributes; here each grant has a class of its own, and nothing global
is set. Its `request_token` is not used: it has no timeout and cannot reach a sandbox.
Source: Shopify's "Implement authorization code grant manually".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from shopify.api_access import ApiAccess
from shopify.session import Session

from adapters.outgoing import Sender
from adapters.shopify.granting import is_shop
from adapters.shopify.refusals import SENTENCES
from adapters.shopify.transport import VERSION, on_loopback
from connector.domain.trouble import Trouble


class _Token(msgspec.Struct):
    access_token: str
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Exchanged:
    """A custom app's token, which does not run out, and the scopes that the merchant granted."""

    token: str = field(repr=False)
    scopes: str


@dataclass(frozen=True, slots=True)
class CustomApp:
    """One app of one shop. `shop` is its domain; `base_url` a sandbox on the loopback, or empty."""

    shop: str
    client_id: str
    secret: str = field(repr=False)
    base_url: str = ""

    def __post_init__(self) -> None:
        if not is_shop(self.shop):
            raise Trouble("this is no name of a Shopify shop", permanent=True)
        if self.base_url and not on_loopback(self.base_url):
            raise Trouble("another address than Shopify's must be on this machine", permanent=True)

    def permission_url(self, scopes: Sequence[str], redirect_uri: str, state: str) -> str:
        """Where the merchant is asked; they come back to `redirect_uri` with a code."""
        asked = self._session()(self.shop, VERSION)
        url: str = asked.create_permission_url(list(scopes), redirect_uri, state)
        if not self.base_url:
            return url
        # A sandbox serves every shop under one host, so the shop must be named.
        return f"{self.base_url}{url.removeprefix(f'https://{self.shop}')}&shop={self.shop}"

    def signed(self, params: Mapping[str, str]) -> bool:
        """Whether Shopify sent the merchant back with these parameters, within the last day."""
        try:
            return bool(self._session().validate_params(dict(params)))
        except (ValueError, TypeError, UnicodeError):
            return False  # a timestamp that is none, an hmac that is not ASCII

    def exchange(self, sender: Sender, code: str) -> Exchanged:
        """The code's worth, by our own transport. Raises Trouble; a code is exchanged once, so permanent."""
        answer = sender.send(
            "POST",
            f"{self.base_url or f'https://{self.shop}'}/admin/oauth/access_token",
            json={"client_id": self.client_id, "client_secret": self.secret, "code": code},
            headers={"Accept": "application/json"},
        )
        if answer.status_code != 200:
            why = SENTENCES.get(answer.status_code, "Shopify did not take the code: begin again")
            raise Trouble(why, permanent=True)
        try:
            found = msgspec.json.decode(answer.content, type=_Token)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            raise Trouble("Shopify answered the code with something unreadable", permanent=True) from error
        return Exchanged(found.access_token, found.scope)

    def _session(self) -> Any:
        return type("GrantOfOneShop", (Session,), {"api_key": self.client_id, "secret": self.secret})


def missing(wanted: Sequence[str], granted: str) -> list[str]:
    """Wanted scopes that were not granted; `write_x` covers `read_x`."""
    # ShopifyAPI raises on the first scope whose kind it does not know.
    known = [scope for scope in granted.split(",") if ApiAccess.SCOPE_RE.match(scope.strip())]
    has = ApiAccess(known)
    return [scope for scope in wanted if not has.covers(ApiAccess([scope]))]
