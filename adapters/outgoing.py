"""The one way out over HTTP: addresses checked and pinned, no redirects, a deadline, a size cap.

Every address that a merchant typed goes through here (server-side request forgery). requests-hardened
resolves once, refuses private addresses and connects to what it resolved.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv6Address, IPv6Network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests_hardened import Config, HTTPSession
from requests_hardened.ip_filter import InvalidIPAddress, filter_host
from requests_hardened.ip_filter_adapter import IPFilterAdapter

from connector.domain.trouble import Trouble

CONNECT_SECONDS = 3.0
READ_SECONDS = 10.0
TOTAL_SECONDS = 15.0
"""No call lasts longer, however slowly bytes drip; every task's lease is longer still."""
MAX_BYTES = 5 * 1024 * 1024
IPV4_COMPATIBLE = IPv6Network("::/96")
"""RFC 4291, 2.5.5.1: "::7f00:1" holds 127.0.0.1, and some systems go there."""


class PrivateAddress(Trouble):
    """The name leads into somebody's own network."""

    def __init__(self, host: str) -> None:
        super().__init__(f"{host} leads to a private address", permanent=True)


class BadCertificate(Trouble):
    """Whoever answers cannot show that they are who they say."""

    def __init__(self, host: str) -> None:
        super().__init__(f"{host} shows a certificate that cannot be trusted", permanent=True)


@dataclass(frozen=True, slots=True)
class Outside:
    """What may be reached. `allow_loopback` also admits plain HTTP and other ports: development only."""

    allow_loopback: bool = False
    ca_file: Path | None = None


class _Pinned(IPFilterAdapter):  # type: ignore[misc]  # the library states no types
    """Connects to the address that was looked up and let through; lets through one kind less."""

    def build_connection_pool_key_attributes(
        self, *request: Any, **how: Any
    ) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """As requests asks for it before each connection. Raises InvalidIPAddress."""
        found, pool = super().build_connection_pool_key_attributes(*request, **how)
        _refuse_compatible(found["host"])
        return found, pool


def _refuse_compatible(host: str) -> None:
    """`host`: an address, IPv6 in brackets; the loopback was judged before."""
    try:
        address = IPv6Address(host.strip("[]").partition("%")[0])
    except AddressValueError:
        return
    if address in IPV4_COMPATIBLE and not address.is_loopback:
        raise InvalidIPAddress(address)


class Sender:
    """A session over one connection pool; one per worker thread."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside
        self._session = HTTPSession(
            Config(
                ip_filter_enable=True,
                ip_filter_allow_loopback_ips=outside.allow_loopback,
                never_redirect=True,
                default_timeout=(CONNECT_SECONDS, READ_SECONDS),
            )
        )
        for scheme in ("http", "https"):
            self._session.mount(f"{scheme}://", _Pinned(scheme == "https", outside.allow_loopback))
        # Proxies and .netrc of the machine must not decide where a merchant's keys go.
        self._session.trust_env = False
        if outside.ca_file is not None:
            self._session.verify = str(outside.ca_file)

    def send(self, method: str, url: str, **options: Any) -> requests.Response:
        """The response with its body read (`content`), at most `MAX_BYTES` of it.

        Raises `Trouble`: permanent for an address that may not be reached, unknown when the request
        may have arrived before the connection died.
        """
        _check(self._outside, url)
        options.pop("allow_redirects", None)
        options.pop("verify", None)
        options["timeout"] = (CONNECT_SECONDS, READ_SECONDS)
        started = time.monotonic()
        try:
            response: requests.Response = self._session.request(
                method, url, stream=True, allow_redirects=False, **options
            )
            _read(response, started)
        except InvalidIPAddress as error:
            raise PrivateAddress(_host(url)) from error
        except requests.exceptions.SSLError as error:
            raise BadCertificate(_host(url)) from error
        except requests.ConnectTimeout as error:
            raise Trouble(f"{_host(url)} does not answer") from error
        except requests.ConnectionError as error:
            raise Trouble(f"{_host(url)} dropped the connection", unknown=_may_have_arrived(error)) from error
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise Trouble(f"{_host(url)}: {type(error).__name__}", unknown=True) from error
        except ValueError as error:
            # requests looks at where a redirect leads even when it is told not to follow it.
            raise Trouble(f"{_host(url)} sends us on to what is no address", permanent=True) from error
        return response

    def close(self) -> None:
        self._session.close()


def look_up(outside: Outside, url: str) -> None:
    """Where the address leads at this moment; nothing is sent. Raises `Trouble` as `Sender.send` does."""
    _check(outside, url)
    try:
        port = urlsplit(url).port or 443
        _refuse_compatible(filter_host(_host(url), port, allow_loopback=outside.allow_loopback))
    except InvalidIPAddress as error:
        raise PrivateAddress(_host(url)) from error
    except (requests.RequestException, UnicodeError) as error:
        raise Trouble(f"{_host(url)} cannot be found") from error


def _check(outside: Outside, url: str) -> None:
    parts = urlsplit(url)
    if parts.username or parts.password:
        raise Trouble("an address may not carry a user name", permanent=True)
    if outside.allow_loopback:
        return
    if parts.scheme != "https" or parts.port not in (None, 443):
        raise Trouble(f"{parts.hostname} must be reached by https on its usual port", permanent=True)


def _read(response: requests.Response, started: float) -> None:
    body = bytearray()
    # Not iter_content: it waits for a full chunk, so a dripping answer would never meet the deadline.
    while chunk := response.raw.read1(64 * 1024, decode_content=True):
        body += chunk
        if len(body) > MAX_BYTES:
            response.close()
            raise Trouble(f"an answer of more than {MAX_BYTES // 2**20} MB was cut off", permanent=True)
        if time.monotonic() - started > TOTAL_SECONDS:
            response.close()
            raise Trouble(f"no whole answer within {TOTAL_SECONDS:.0f} s", unknown=True)
    # The documented place of a body that was read; requests has no public setter for a streamed one.
    response._content = bytes(body)


def _host(url: str) -> str:
    return urlsplit(url).hostname or "the address"


def _may_have_arrived(error: requests.ConnectionError) -> bool:
    """A refused connection or a failed look-up never carried a byte; a broken one may have."""
    cause = str(error)
    return not any(
        sign in cause for sign in ("NewConnectionError", "Failed to resolve", "Failed to establish")
    )
