"""Hand one message to the address of another tool, and say what it answered."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

import requests

from adapters.outgoing import Outside, Sender
from adapters.receivers import signature

MOST_SHOWN: Final = 500
LONGEST_WAIT: Final = timedelta(days=1)
"""However long a receiver asks us to stay away."""
ENDED: Final = 410
"""Standard Webhooks: the receiver wants no more of them."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`text`: the beginning of what was answered. `wait`: how long we were asked to stay away."""

    status: int
    text: str
    wait: timedelta | None = None

    @property
    def arrived(self) -> bool:
        """The receiver has it."""
        return 200 <= self.status < 300


def raw(body: dict[str, Any]) -> bytes:
    """The bytes that are signed and sent."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def post(outside: Outside, address: str, key: str, body: dict[str, Any], at: datetime) -> Answer:
    """POST the message, signed. Raises `Trouble` where no answer came, or the address may not be reached."""
    told = raw(body)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Backorder-Connector",
        **signature.headers(key, body["id"], at, told),
    }
    sender = Sender(outside)
    try:
        return _answer(sender.send("POST", address, data=told, headers=headers), at)
    finally:
        sender.close()


def _answer(response: requests.Response, now: datetime) -> Answer:
    text = response.content[: 4 * MOST_SHOWN].decode("utf-8", "replace")[:MOST_SHOWN]
    return Answer(response.status_code, text, _wait(response.headers.get("Retry-After", ""), now))


def _wait(header: str, now: datetime) -> timedelta | None:
    """Retry-After as seconds or as a date; None where it says neither."""
    if header.isascii() and header.isdigit():
        return min(LONGEST_WAIT, timedelta(seconds=int(header[:9])))
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return None
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(timedelta(0), min(LONGEST_WAIT, aware - now))
