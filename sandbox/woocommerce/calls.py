"""One REST call as its handler sees it, and what a handler may answer."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote_plus

from sandbox.woocommerce.errors import RestError, invalid, not_one_of
from sandbox.woocommerce.shop import Shop

ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?")


@dataclass(slots=True)
class Answer:
    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Call:
    """`query` has one value per name (PHP keeps the last); `name[]` is gathered into `name`, with commas.

    `later` is run once the store's lock is free again.
    """

    shop: Shop
    method: str
    path: str
    pairs: list[tuple[str, str]]
    query: dict[str, str]
    body: dict[str, Any]
    later: list[Callable[[], None]] = field(default_factory=list)

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.query.get(name)
        return default if value is None else value.lower() in {"1", "true", "yes"}

    def number(self, name: str, default: int, least: int = 1, most: int | None = None) -> int:
        """Raises RestError 400 outside of the bounds, as `per_page=101` is refused."""
        text = self.query.get(name)
        if text is None:
            return default
        value = int(text) if text.lstrip("-").isdigit() else least - 1
        if value < least or (most is not None and value > most):
            problem = f"{name} must be between {least} (inclusive) and {most or 'any'} (inclusive)"
            raise invalid({name: ("rest_out_of_bounds", problem)})
        return value

    def words(self, name: str) -> list[str]:
        return [word.strip() for word in self.query.get(name, "").split(",") if word.strip()]

    def one_of(self, name: str, allowed: list[str]) -> str:
        value = self.query.get(name, allowed[0])
        if value not in allowed:
            raise not_one_of(name, allowed)
        return value

    def moment(self, name: str) -> datetime | None:
        """A bound in UTC, with the quirk recorded: an offset with dates_are_gmt shifts by the site's."""
        text = self.query.get(name)
        if text is None:
            return None
        if not ISO.fullmatch(text):
            raise invalid({name: ("rest_invalid_date", "Invalid date.")})
        given = datetime.fromisoformat(text)
        if given.tzinfo is None:
            zone = UTC if self.flag("dates_are_gmt") else self.shop.settings.zone
            return given.replace(tzinfo=zone).astimezone(UTC)
        shift = self.shop.site_offset(given) if self.flag("dates_are_gmt") else timedelta()
        return given.astimezone(UTC) + shift


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the store adds to the query of its Link header, for rows shown and always."""

    always: tuple[tuple[str, str], ...] = ()
    with_rows: tuple[tuple[str, str], ...] = ()


def page_of(
    call: Call, rows: Sequence[Any], defaults: Defaults | None = None
) -> tuple[list[Any], dict[str, str]]:
    """One page of `rows` and its headers; beyond the end, total and pages are 0 (recorded, HPOS)."""
    size, number = call.number("per_page", 10, 1, 100), call.number("page", 1)
    start = call.number("offset", (number - 1) * size, 0)
    shown = list(rows[start : start + size])
    total = len(rows) if shown or number == 1 else 0
    pages = -(-total // size)
    headers = {"X-WP-Total": str(total), "X-WP-TotalPages": str(pages)}
    links = _page_links(call, number, pages, defaults or Defaults(), bool(shown))
    return shown, headers | ({"Link": links} if links else {})


def _page_links(call: Call, number: int, pages: int, defaults: Defaults, rows: bool) -> str:
    wanted = {}
    if number > 1:
        wanted["prev"] = min(number - 1, pages)
    if number < pages:
        wanted["next"] = number + 1
    return ", ".join(f'<{_page_url(call, n, defaults, rows)}>; rel="{rel}"' for rel, n in wanted.items())


def _page_url(call: Call, number: int, defaults: Defaults, rows: bool) -> str:
    own = [(n, str(number) if n == "page" else v) for n, v in call.pairs if n.rstrip("[]") != "status"]
    added = [*defaults.always, *(defaults.with_rows if rows else ())]
    pairs = [*own, *((n, v) for n, v in added if n not in dict(own))]
    if "page" not in dict(own):
        pairs.append(("page", str(number)))
    query = "&".join(f"{quote_plus(n)}={quote_plus(v)}" for n, v in pairs)
    return f"{call.shop.url}{call.path}?{query}"


def batch(call: Call, doers: dict[str, Callable[[Any], dict[str, Any]]]) -> Answer:
    """Create, update and delete up to 100 in all; always 200, each refusal inside its own row."""
    groups = {kind: list(call.body.get(kind) or []) for kind in doers if call.body.get(kind)}
    if sum(map(len, groups.values())) > 100:
        message = "Unable to accept more than 100 items for this request."
        raise RestError(413, "woocommerce_rest_request_entity_too_large", message)
    done: dict[str, list[Any]] = {}
    for kind, items in groups.items():
        done[kind] = [_one(doers[kind], item) for item in items]
    return Answer(done)


def _one(do: Callable[[Any], dict[str, Any]], item: Any) -> dict[str, Any]:
    try:
        return do(item)
    except RestError as error:
        return {"id": item.get("id", 0) if isinstance(item, dict) else item, "error": error.body}
