"""The words in the links of the waitlist's letters, and the addresses that they make."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from connector.ledger import locks
from connector.ledger.stores import Store
from connector.ledger.waits import Wait
from connector.letters.plain import link
from jobs import forgetting
from jobs.workshop import Workshop

CONFIRM, LEAVE = "confirm", "leave"
UNSAID: Final = "…"
"""Stands for the word in letters as they are kept: whoever reads them there can follow no link."""


def new_word() -> str:
    """256 random bits; whoever has it confirms."""
    return secrets.token_urlsafe(32)


def hash_of(word: str) -> str:
    """What the ledger keeps of a word."""
    return hashlib.sha256(word.encode()).hexdigest()


def leave_word(workshop: Workshop, unit: Session, wait: Wait) -> str:
    """The same in every letter to this address about this listing, for ever, and kept nowhere.

    It is made with a sealed key of the store's own, which stays when the keys that seal it are changed.
    """
    store = locks.store(unit, wait.account_id, wait.store_id)
    key = forgetting.key_of(workshop, store)
    made = hmac.digest(key, f"leave\0{wait.listing_id}\0{wait.email}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def address(workshop: Workshop, store: Store, what: str, word: str, language: str) -> str:
    """Of the page with one button, hosted by us, in the language of its letter."""
    root = workshop.settings.public_url.rstrip("/")
    return f"{root}/storefront/v1/{store.public_key}/waitlist/{what}/{word}?{urlencode({'lang': language})}"


def form(workshop: Workshop, store: Store) -> str:
    """Of the hosted form, to which the shop's own pages add `?item=...`."""
    return f"{workshop.settings.public_url.rstrip('/')}/storefront/v1/{store.public_key}/waitlist"


def to_shop(store: Store, url: str) -> str:
    """The product's own page where the shop told it, else the shop."""
    return link(url) or link(store.address if "://" in store.address else f"https://{store.address}")


def blotted(text: str, words: Mapping[str, str]) -> str:
    """A letter as it is kept: without the words of its links."""
    for word in words.values():
        text = text.replace(word, UNSAID)
    return text
