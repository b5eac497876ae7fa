"""The public app's way in: ID tokens are verified, and exchanged for tokens that run out (shopifyapp).

shopifyapp verifies the signature, the times and the audience of an ID token. What it leaves open is checked
here: that issuer and shop are the same, that the shop's name is one, that there is an end and a user.
The `hmac` beside an ID token is not read: App Bridge reloads the page with a new ID token and the old hmac,
and both are signed with the same secret.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
from shopify_app import IdTokenDetails, ShopifyApp, TokenExchangeResult

from adapters.outgoing import CONNECT_SECONDS, READ_SECONDS
from adapters.shopify.transport import DOMAIN, SHOP_NAME, on_loopback
from connector.domain.trouble import Trouble

TOKEN_PAGE = "/shopify/token"  # noqa: S105  an address of ours
"""Where App Bridge is asked for a new ID token; it comes back to the address in `shopify-reload`."""
USER = re.compile(r"[0-9]{1,20}")
DEAD = frozenset({"invalid_grant", "refresh_token_expired"})
"""shopifyapp's names for a refresh token that nothing can mend but a person who opens the app."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A verified ID token: the shop's domain and the id of the user of its admin."""

    shop: str
    user: str
    token: IdTokenDetails = field(repr=False)


@dataclass(frozen=True, slots=True)
class Granted:
    """Tokens of a shop, and for how long each opens it from now on."""

    token: str = field(repr=False)
    lives: timedelta
    refresh_token: str = field(repr=False)
    refresh_lives: timedelta


@dataclass(frozen=True, slots=True)
class Someone:
    """A user of a shop's admin as Shopify tells of them."""

    name: str
    email: str
    owner: bool


class ShutOut(Trouble):
    """The shop takes none of our tokens any more: a person must open the app there once."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)


class PublicApp:
    """The app that any shop may install. `base_url` is a sandbox on the loopback, or empty."""

    def __init__(self, client_id: str, secret: str, old_secret: str = "", base_url: str = "") -> None:
        if base_url and not on_loopback(base_url):
            raise Trouble("another address than Shopify's must be on this machine", permanent=True)
        self.client_id = client_id
        self._app = ShopifyApp(client_id, secret, old_secret or None)
        self._base_url = base_url

    def verify(self, url: str, headers: Mapping[str, str]) -> Opened | None:
        """Who opened the page, by the bearer or the address's `id_token`; None when that proves nothing."""
        request = {"method": "GET", "headers": dict(headers), "url": url, "body": ""}
        try:
            found = self._app.verify_app_home_req(request, TOKEN_PAGE)  # type: ignore[arg-type]
        except (ValueError, TypeError, AttributeError):
            return None  # claims of the wrong kind; an odd token is no error of ours
        return _opened(found.id_token) if found.ok and found.id_token else None

    def offline(self, opened: Opened) -> Granted:
        """A pair of tokens for our jobs. Raises Trouble."""
        return _granted(self._exchanged("offline", opened))

    def online(self, opened: Opened) -> Someone:
        """Who the user is; the token that comes with the answer is dropped here. Raises Trouble."""
        answer = self._exchanged("online", opened)
        user = answer.access_token.user if answer.ok and answer.access_token else None
        if user is None:
            raise _trouble(answer)
        name = " ".join(part for part in (user.first_name, user.last_name) if part)
        # An address that nobody proved is not theirs: it must not lead to somebody else's place here.
        email = user.email if user.email_verified is True else ""
        return Someone(name, email or "", user.account_owner is True)

    def refresh(self, shop: str, refresh_token: str) -> Granted:
        """The next pair. Raises ShutOut when there is none to be had, Trouble otherwise."""
        kept = {"shop": shop.removesuffix(DOMAIN), "refresh_token": refresh_token, "access_mode": "offline"}
        with self._client() as client, _readable():
            # Without the times of expiry, which shopifyapp would compare with a clock of its own.
            answer = self._app.refresh_token_exchanged_access_token(kept, http_client=client)
        return _granted(answer)

    def _exchanged(self, kind: str, opened: Opened) -> TokenExchangeResult:
        with self._client() as client, _readable():
            return self._app.exchange_using_token_exchange(kind, opened.token, http_client=client)

    def _client(self) -> httpx.Client:
        timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
        # Proxies and .netrc of the machine must not decide where the app's secret goes.
        mounted = _ToSandbox(self._base_url) if self._base_url else httpx.HTTPTransport(trust_env=False)
        return httpx.Client(transport=mounted, timeout=timeout, trust_env=False, follow_redirects=False)


class _ToSandbox(httpx.BaseTransport):
    """shopifyapp knows one address only; what it sends goes to the sandbox, still naming its shop as host."""

    def __init__(self, base_url: str) -> None:
        self._to = httpx.URL(base_url)
        self._way = httpx.HTTPTransport(trust_env=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(scheme=self._to.scheme, host=self._to.host, port=self._to.port)
        return self._way.handle_request(request)

    def close(self) -> None:
        self._way.close()


@contextmanager
def _readable() -> Iterator[None]:
    """shopifyapp reads answers as they come: what is no JSON, or of the wrong kind, it raises as it is."""
    try:
        yield
    except (ValueError, TypeError, AttributeError, httpx.HTTPError) as error:
        raise Trouble("Shopify answered with something that is no token") from error


def _opened(token: IdTokenDetails) -> Opened | None:
    """The claims that shopifyapp does not compare."""
    claims: dict[str, Any] = token.claims
    dest, sub = claims.get("dest"), claims.get("sub")
    if not isinstance(dest, str) or not isinstance(sub, str) or "exp" not in claims:
        return None
    shop = urlsplit(dest).hostname or ""
    if dest != f"https://{shop}" or claims.get("iss") != f"{dest}/admin" or not is_shop(shop):
        return None
    return Opened(shop, sub, token) if USER.fullmatch(sub) else None


def is_shop(domain: str) -> bool:
    """Whether this is the domain of a Shopify shop, in lower case."""
    return domain.endswith(DOMAIN) and SHOP_NAME.fullmatch(domain.removesuffix(DOMAIN)) is not None


def _granted(answer: TokenExchangeResult) -> Granted:
    made = answer.access_token
    if not answer.ok or made is None or not made.token:
        raise _trouble(answer)
    if not made.refresh_token:
        raise Trouble("Shopify gave a token that does not run out: the app must ask for expiring ones")
    return Granted(
        made.token, _from_now(made.expires), made.refresh_token, _from_now(made.refresh_token_expires)
    )


def _from_now(until: str | None) -> timedelta:
    """shopifyapp tells ends by the machine's clock; ours may be another."""
    if not until:
        return timedelta(0)
    return datetime.fromisoformat(until) - datetime.now(UTC)


def _trouble(answer: TokenExchangeResult) -> Trouble:
    code = answer.log.code
    if code in DEAD:
        return ShutOut("the shop takes our tokens no longer: the app must be opened there once")
    if code == "invalid_client":
        why = "Shopify does not know the app's client id and secret, or the shop took the app off"
        return Trouble(why, permanent=True)
    status = answer.http_logs[-1].res.status if answer.http_logs else 0
    passing = code == "network_error" or status == 429 or status >= 500
    return Trouble(f"Shopify gave no token ({code})", permanent=not passing)
