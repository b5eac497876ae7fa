"""An address that a merchant typed: is there a WooCommerce store that we can be let into, and where exactly?

Nothing of what the address says of itself is believed before it was asked there: every redirect is
followed by hand, checked anew, and only to the same site by https.
"""

import re
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, quote, urlencode, urljoin, urlsplit

import msgspec
import requests

from adapters.outgoing import BadCertificate, Outside, PrivateAddress, Sender
from connector.domain.trouble import Trouble

MOST_HOPS = 3
MOST_SECONDS = 10.0
"""No further hop is begun after that: a person waits for the page."""
MOST_LETTERS = 300
APP_NAME = "Backorder Connector"
_API = "/wp-json"
_NEEDED = "wc/v3"
_ADMIN = re.compile(r"/(wp-admin|wp-login\.php|wp-json)(/.*)?$")
_PATH = re.compile(r"(/[A-Za-z0-9._~%-]+)*")
_HOST = re.compile(r"[a-z0-9.:_-]+")
_HEADERS = {"User-Agent": APP_NAME.replace(" ", "-"), "Accept": "application/json"}


class NoStore(Trouble):
    """There is no store at the address that could let us in. `why` names the reason, `values` its details."""

    def __init__(self, why: str, **values: str) -> None:
        super().__init__(f"no store to be let into: {why}", permanent=True)
        self.why = why
        self.values = values


class Elsewhere(NoStore):
    """The address leads to another site: a person says whether it is theirs."""

    def __init__(self, address: str, to: str) -> None:
        super().__init__("elsewhere", address=address, to=to)
        self.to = to


@dataclass(frozen=True, slots=True)
class Site:
    """`address`: by https, without a trailing slash, as the store is to be called. `name`: its own title."""

    address: str
    name: str


def normal(typed: str) -> str:
    """The address without what people paste along with it. Raises `NoStore`."""
    text = typed.strip()
    if not text or len(text) > MOST_LETTERS or re.search(r"[\s\\\x00-\x1f]", text):
        raise NoStore("odd")
    return _address(text if "://" in text else f"https://{text}")


def find(outside: Outside, address: str) -> Site:
    """`address` as `normal` gives it. Raises `NoStore`, or `Elsewhere` with the address to ask about."""
    sender = Sender(outside)
    try:
        return _find(sender, address)
    finally:
        sender.close()


def grant_url(address: str, state: str, return_url: str, callback_url: str) -> str:
    """Where the store asks its administrator whether we may come in.

    WooCommerce's REST API documentation, "Auto generating API keys using our Application Authentication
    Endpoint". It hands `state` back as `user_id`.
    """
    asked = {
        "app_name": APP_NAME,
        "scope": "read_write",
        "user_id": state,
        "return_url": return_url,
        "callback_url": callback_url,
    }
    return f"{address}/wc-auth/v1/authorize?{urlencode(asked, quote_via=quote)}"


def _find(sender: Sender, address: str) -> Site:
    until = time.monotonic() + MOST_SECONDS
    for _ in range(MOST_HOPS + 1):
        if time.monotonic() > until:
            raise NoStore("silent", host=urlsplit(address).hostname or "")
        response = _ask(sender, f"{address}{_API}/")
        if 300 <= response.status_code < 400:
            address = _next(address, response.headers.get("Location", ""))
            continue
        index = _index(sender, address, response)
        home = _own_home(address, index)
        if home == address:
            return Site(address, str(index.get("name") or "")[:200])
        # WordPress itself redirects browsers there, but not callers of its API.
        address = home
    raise NoStore("hops")


def _ask(sender: Sender, url: str) -> requests.Response:
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        return sender.send("GET", url, headers=_HEADERS)
    except PrivateAddress as error:
        raise NoStore("private", host=host) from error
    except BadCertificate as error:
        raise NoStore("certificate", host=host) from error
    except Trouble as error:
        if not error.permanent:
            raise NoStore("silent", host=host) from error
        raise NoStore("port" if parts.port else "no_wordpress", host=host) from error


def _next(address: str, location: str) -> str:
    """The store's address after a redirect of its API. Raises `NoStore`."""
    try:
        target = urlsplit(urljoin(f"{address}{_API}/", location))
    except ValueError as error:
        raise NoStore("sent_on", to=location[:100]) from error
    if target.scheme != "https":
        raise NoStore("downgrade", to=target.hostname or "")
    path = target.path.rstrip("/").removesuffix(_API)
    if target.query or (path != urlsplit(address).path and path.strip("/")):
        raise NoStore("sent_on", to=f"{target.hostname}{target.path}"[:100])
    found = _address(target._replace(path=path, query="", fragment="").geturl())
    if not _same_site(address, found):
        raise Elsewhere(address, found)
    return found


def _index(sender: Sender, address: str, response: requests.Response) -> dict[str, Any]:
    """What WordPress says of itself there. Raises `NoStore`."""
    index = _read(response)
    if index is not None and _NEEDED in index["namespaces"]:
        return index
    if index is not None:
        raise NoStore("no_woocommerce")
    if response.status_code in (401, 403):
        raise NoStore("closed", host=urlsplit(address).hostname or "")
    if response.status_code == 429 or response.status_code >= 500:
        raise NoStore("ill", status=str(response.status_code))
    # With plain permalinks the API answers here only, and does not look at keys (recorded).
    plain = _read(_ask(sender, f"{address}/?rest_route=/"))
    raise NoStore("plain_permalinks" if plain is not None else "no_wordpress")


def _read(response: requests.Response) -> dict[str, Any] | None:
    if response.status_code != 200:
        return None
    try:
        index = msgspec.json.decode(response.content)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return index if isinstance(index, dict) and isinstance(index.get("namespaces"), list) else None


def _own_home(address: str, index: dict[str, Any]) -> str:
    """Where the store says that it lives, if that is only its own name with or without www."""
    try:
        home = _address(str(index.get("home") or ""))
    except NoStore:
        return address
    same_path = urlsplit(home).path == urlsplit(address).path
    return home if same_path and _same_site(address, home) else address


def _same_site(one: str, other: str) -> bool:
    """Only `www.` may come or go: which other names belong together no address tells."""
    hosts = {(urlsplit(url).hostname or "").removeprefix("www.") for url in (one, other)}
    return len(hosts) == 1 and urlsplit(one).port == urlsplit(other).port


def _address(url: str) -> str:
    try:
        parts = urlsplit(url)
        return _checked(parts)
    except (ValueError, UnicodeError) as error:
        raise NoStore("odd") from error


def _checked(parts: SplitResult) -> str:
    if parts.scheme.lower() == "http":
        raise NoStore("http", host=parts.hostname or "")
    # Japanese and other names are known to the network by their ASCII form (IDNA).
    host = (parts.hostname or "").encode("idna").decode().lower().rstrip(".")
    path = quote(_ADMIN.sub("", parts.path).rstrip("/"), safe="/~%")
    if parts.scheme.lower() != "https" or parts.username or parts.password:
        raise NoStore("odd")
    if not _HOST.fullmatch(host) or not _PATH.fullmatch(path) or "/.." in path:
        raise NoStore("odd")
    shown = f"[{host}]" if ":" in host else host
    return f"https://{shown}{f':{parts.port}' if parts.port not in (None, 443) else ''}{path}"
