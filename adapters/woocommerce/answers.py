"""What a shop answered: the decoded JSON, or the trouble that it is, in words for the merchant."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import msgspec
import requests

from connector.domain.trouble import Trouble

_LONGEST_WAIT = timedelta(hours=1)
_SAID = 200


class Missing(Trouble):
    """The shop does not have (any more) what was asked for."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)


class NoRoute(Trouble):
    """The shop's version, or a feature that is switched off there, does not know the address asked."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)


class ReadOnlyKey(Trouble):
    """The key may read and not write (recorded: a 401, not a 403)."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)


def read(response: requests.Response, host: str, *, wrote: bool) -> Any:
    """The decoded body of a good answer; raises `Trouble` for every other.

    `wrote`: the request asked for a change, so an answer that cannot be understood leaves it unknown.
    """
    status = response.status_code
    if 300 <= status < 400:
        target = response.headers.get("Location", "another address")[:_SAID]
        raise Trouble(f"{host} sends us on to {target}: attach the shop under that address", permanent=True)
    try:
        body = msgspec.json.decode(response.content)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise _unread(response, host, wrote=wrote) from error
    if status >= 400:
        raise _refused(response, body, host, wrote=wrote)
    return body


def _refused(response: requests.Response, body: object, host: str, *, wrote: bool) -> Trouble:
    status = response.status_code
    code, message = _said(body)
    text = f"{host}: {message or f'HTTP {status}'}" + (f" ({code})" if code else "")
    if status == 401:
        return _no_entry(message, host)
    # Recorded: reading a missing order is a 404, writing to it a 400, deleting it twice a 410.
    if (status in (400, 404) and code.endswith("invalid_id")) or status == 410:
        return Missing(text)
    if status == 404:
        return NoRoute(text)
    if _may_pass(status):
        return _later(response, text, wrote=wrote)
    return Trouble(text, permanent=True)


def _no_entry(message: str, host: str) -> Trouble:
    if "write permissions" in message:
        return ReadOnlyKey(f"the key for {host} may only read: make one with read and write access")
    # Recorded: an unknown or revoked key gets woocommerce_rest_cannot_view, as if a permission were short.
    return Trouble(f"{host} no longer accepts our key ({message})", permanent=True)


def _unread(response: requests.Response, host: str, *, wrote: bool) -> Trouble:
    status = response.status_code
    start = response.content[:_SAID].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if _may_pass(status):
        return _later(response, f"{host} answered HTTP {status}", wrote=wrote)
    if status == 401:
        return Trouble(f"{host} no longer accepts our key", permanent=True)
    if status == 403:
        return Trouble(f"something in front of {host} refused us: a firewall, or a page for visitors only")
    if start.startswith((b"<!doctype", b"<html")):
        hint = "its permalinks must be other than plain, and nothing may stand in front of /wp-json/"
        done = wrote and status < 400
        return Trouble(f"{host} answered with a web page: {hint}", permanent=status == 404, unknown=done)
    if status >= 400:
        return Trouble(f"{host} answered HTTP {status}", permanent=True)
    noise = "text before or after its JSON, as PHP notices and byte order marks are"
    return Trouble(f"{host} answered with {noise}: its log says from where", unknown=wrote)


def _may_pass(status: int) -> bool:
    return status in (408, 425, 429) or status >= 500


def _later(response: requests.Response, text: str, *, wrote: bool) -> Trouble:
    """A 429 was turned away at the door; whatever else broke may have broken after the change."""
    unknown = wrote and response.status_code >= 500
    return Trouble(text, retry_after=_wait(response.headers), unknown=unknown)


def _wait(headers: Mapping[str, str]) -> timedelta | None:
    """Retry-After in either of its forms (RFC 9110 10.2.3), at most an hour."""
    told = headers.get("Retry-After", "").strip()
    if told.isascii() and told.isdecimal() and len(told) < 10:
        return min(timedelta(seconds=int(told)), _LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(told)
    except ValueError:
        return None
    if until.tzinfo is None:
        return None
    return min(max(until - datetime.now(UTC), timedelta(0)), _LONGEST_WAIT)


def _said(body: object) -> tuple[str, str]:
    if not isinstance(body, dict):
        return "", ""
    return str(body.get("code", ""))[:_SAID], str(body.get("message", ""))[:_SAID]
