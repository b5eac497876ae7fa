"""Signatures of Standard Webhooks, symmetric scheme v1 (github.com/standard-webhooks, the specification)."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from typing import Final

PREFIX: Final = "whsec_"
"""So that a key that leaked is known for what it is."""
BYTES: Final = 32


def new_key() -> str:
    """A key as receivers are given it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def headers(key: str, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers of one attempt, made at the instant `at`; `message_id` stays for every repeat."""
    stamp = str(int(at.timestamp()))
    signed = b".".join((message_id.encode(), stamp.encode(), body))
    raw = base64.b64decode(key.removeprefix(PREFIX))
    digest = hmac.digest(raw, signed, hashlib.sha256)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
