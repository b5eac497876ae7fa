"""What an offer says to one buyer, who wants so many units and lives in some country, on one day."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple

NOBODYS: Final[Mapping[str, str]] = {}


class Said(NamedTuple):
    """`orderable`: None where nobody knows. `ships_on` and `text` as the offer has them; never a passed day.

    `now`: it can leave at once. `most`: units in all, None for no end; `end` says so by language.
    """

    orderable: bool | None
    now: bool = False
    ships_on: str | None = None
    day: Mapping[str, str] = NOBODYS
    text: Mapping[str, str] = NOBODYS
    most: int | None = None
    end: Mapping[str, str] = NOBODYS
    note: str = ""


UNKNOWN: Final = Said(None)
NONE_LEFT: Final = "outofstock"
"""WooCommerce's word where the merchant says by hand that there is none. Of what Shopify does not count its
`deny` means nothing."""


def uncounted(word: str) -> Said:
    """Of what is not counted there is always some, unless the shop says by `word` that there is none."""
    return Said(word != NONE_LEFT, now=word != NONE_LEFT, most=0 if word == NONE_LEFT else None)


def to_buyer(body: Mapping[str, Any], units: int, country: str, today: date, *, shut: bool = False) -> Said:
    """`body` as `jobs.offering.body_of` writes it; `country` ISO 3166-1 alpha-2, "" where nobody knows.

    `today`: the shop's local date: a day that has passed was renewed by nobody, and is not said.
    `shut`: the shop takes no order for what it has not.
    """
    region = body["regions"].get(country) or body["regions"][""]
    fresh = [step for step in region["steps"] if step["now"] or _on(step) >= today]
    found = next((step for step in fresh if step["reach"] is None or units <= step["reach"]), None)
    told = {"most": region["most"], "end": region["end"], "note": body["note"]}
    if found is None:
        # More than was offered cannot be had; what was offered for a day that has passed, nobody knows.
        return Said(False if _is_too_many(region, units) else None, **told)
    if found["now"]:
        on = found["on"] if _on(found) >= today else None
        return Said(True, now=True, ships_on=on, day=found["day"] if on else NOBODYS, **told)
    return Said(not shut, ships_on=found["on"], day=found["day"], text=found["text"], **told)


def _is_too_many(region: Mapping[str, Any], units: int) -> bool:
    return region["most"] is not None and units > region["most"]


def _on(step: Mapping[str, Any]) -> date:
    return date.fromisoformat(step["on"])
