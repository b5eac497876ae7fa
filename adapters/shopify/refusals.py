"""What Shopify says when it does not do what was asked, turned into `Trouble`."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from connector.domain.trouble import Trouble

SENTENCES = {
    401: "the shop no longer accepts our key: the app must be opened or installed again",
    402: "the shop is frozen: its bill at Shopify is unpaid",
    403: "the shop does not allow this: access is missing or the shop is closed to apps",
    404: "there is no such shop, or it was closed",
    423: "the shop is locked by Shopify",
}
"""HTTP answers that trying again cannot mend (Shopify's list of API response codes)."""

PASSING = frozenset({"INTERNAL_SERVER_ERROR", "TIMEOUT", "SERVICE_UNAVAILABLE"})
"""Codes of GraphQL errors that may be gone at the next try; the work may have been done all the same."""

SHORTEST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(hours=1)


class UserErrors(Trouble):
    """Shopify read the mutation and refused it. `codes` are its own, "" where it gives none."""

    def __init__(self, errors: Sequence[dict[str, Any]]) -> None:
        super().__init__("; ".join(_told(one) for one in errors), permanent=True)
        self.codes = tuple(str(one.get("code") or "") for one in errors)


def _told(error: dict[str, Any]) -> str:
    field = ".".join(str(part) for part in error.get("field") or ())
    return " ".join(part for part in (error.get("code"), field, error.get("message")) if part)


def refused(status: int, retry_after: str, *, changes: bool, now: datetime) -> Trouble | None:
    """The trouble that an HTTP status tells of; None for 200."""
    if status == 200:
        return None
    if status in SENTENCES:
        return Trouble(SENTENCES[status], permanent=True)
    if status == 429:
        return Trouble(
            "the shop asks us to slow down", retry_after=asked_wait(retry_after, now) or SHORTEST_WAIT
        )
    if status >= 500:
        return Trouble(
            f"Shopify failed with {status}", retry_after=asked_wait(retry_after, now), unknown=changes
        )
    return Trouble(f"Shopify answered {status}", permanent=True)


def asked_wait(header: str, now: datetime) -> timedelta | None:
    """Retry-After as seconds or as a date, never below a second nor above an hour; None when absent."""
    if not header:
        return None
    try:
        wait = timedelta(seconds=float(header))
    except (ValueError, OverflowError):
        try:
            at = parsedate_to_datetime(header)
        except ValueError:
            return None
        wait = (at if at.tzinfo else at.replace(tzinfo=UTC)) - now
    return min(max(wait, SHORTEST_WAIT), LONGEST_WAIT)


def failed(errors: Sequence[dict[str, Any]], *, changes: bool) -> Trouble:
    """The trouble that GraphQL's `errors` tell of, naming where each of them struck."""
    codes = {code_of(one) for one in errors}
    passing = bool(codes & PASSING)
    return Trouble(
        "; ".join(error_text(one) for one in errors), permanent=not passing, unknown=passing and changes
    )


def error_text(error: dict[str, Any]) -> str:
    """One error of `errors` in a line: where, its code, what."""
    path = ".".join(str(part) for part in error.get("path") or ())
    return ": ".join(part for part in (path, code_of(error), str(error.get("message") or "")) if part)


def code_of(error: dict[str, Any]) -> str:
    """extensions.code, or an empty string."""
    extensions = error.get("extensions")
    return str(extensions.get("code") or "") if isinstance(extensions, dict) else ""
