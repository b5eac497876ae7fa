"""An address that a merchant typed for events: made one form, and looked up, before anything goes there."""

import re
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit

from adapters.outgoing import Outside, PrivateAddress, look_up
from connector.domain.trouble import Trouble

MOST_LETTERS: Final = 500
_HOST: Final = re.compile(r"[a-z0-9.:_-]+")
_SAFE: Final = "/%:@!$&'()*+,;=~-._"


class NoReceiver(Trouble):
    """Nothing can be sent there. `why`: odd | https | private | unknown; `host` as it was read."""

    def __init__(self, why: str, host: str = "") -> None:
        super().__init__(f"no address for events: {why}", permanent=True)
        self.why = why
        self.host = host


def normal(typed: str) -> str:
    """The address in the one form in which it is kept. Raises `NoReceiver`."""
    text = typed.strip()
    if not text or len(text) > MOST_LETTERS or re.search(r"[\s\\\x00-\x1f\x7f]", text):
        raise NoReceiver("odd")
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        return _form(parts)
    except ValueError as error:  # also a name that no DNS label can hold, and half a surrogate pair
        raise NoReceiver("odd") from error


def check(outside: Outside, address: str) -> None:
    """Where its name leads now. Raises `NoReceiver`; what is sent later is looked up again each time."""
    host = urlsplit(address).hostname or ""
    try:
        look_up(outside, address)
    except PrivateAddress as error:
        raise NoReceiver("private", host) from error
    except Trouble as error:
        raise NoReceiver("https" if error.permanent else "unknown", host) from error


def _form(parts: SplitResult) -> str:
    if parts.scheme not in ("https", "http") or parts.username is not None or parts.password is not None:
        raise NoReceiver("odd")
    host = (parts.hostname or "").encode("idna").decode().rstrip(".")
    if not host or not _HOST.fullmatch(host):
        raise NoReceiver("odd")
    named = f"[{host}]" if ":" in host else host
    usual = {"https": 443, "http": 80}[parts.scheme]
    port = "" if parts.port in (None, usual) else f":{parts.port}"
    query = f"?{quote(parts.query, safe=_SAFE + '?')}" if parts.query else ""
    return f"{parts.scheme}://{named}{port}{quote(parts.path, safe=_SAFE) or '/'}{query}"
