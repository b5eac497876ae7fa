"""What other backorder and pre-order tools leave in a store, as far as their traces can be told.

The names are those that such tools document for themselves; a trace that is not here is not noticed, and
nothing is ever changed because of one: a person decides.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from connector.domain.shown import OURS

TAGS = frozenset(
    {
        "back-order",
        "back order",
        "backorder",
        "backordered",
        "has preorder",
        "partial preorder",
        "pre order",
        "pre-order",
        "preorder",
        "pre-ordered",
        "preordered",
        "preorder-order",
    }
)
"""Order tags that such tools set, in small letters. Our own may be among them."""

PROPERTY = re.compile(r"(pre|back)[ -]?order(ed)?\b.*|.*\b(eta|ships? (on|by))\b.*", re.IGNORECASE)
"""Names of line properties (cart attributes), underscores read as spaces: "_preorder", "Ships on"."""

ISO_DAY = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")


@dataclass(frozen=True, slots=True)
class Left:
    """One trace. `kind`: one of the ledger's leftover kinds; `ref` names it at the platform, once a kind.

    `order_ref` and `line_ref` where it hangs on an order; `told_for` the date that the other tool told the
    buyer, a local date of the shop.
    """

    kind: str
    ref: str
    what: str
    order_ref: str = ""
    line_ref: str = ""
    told_for: date | None = None


def tags_of(order_ref: str, name: str, tags: Iterable[str]) -> Iterable[Left]:
    """The tags of an order that a tool sets, each once for all orders that carry it; ours among them.

    `name`: of the order, as an example.
    """
    for tag in tags:
        if tag.casefold() in TAGS:
            yield Left("tag", tag, f"{tag} ({name})", order_ref)


def properties_of(
    order_ref: str, line_ref: str, title: str, properties: Iterable[tuple[str, str]]
) -> Iterable[Left]:
    """The properties of a line that speak of a pre-order or a backorder, and are not our own."""
    for key, value in properties:
        if key not in OURS and PROPERTY.fullmatch(key.replace("_", " ").strip()):
            what = f"{title}: {key} = {value}"
            yield Left("line_property", f"{line_ref} {key}", what, order_ref, line_ref, day_in(value))


def day_in(text: str) -> date | None:
    """The ISO date in a text; other ways of writing a day mean different days in different countries."""
    found = ISO_DAY.search(text)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def day_of(seconds: object) -> date | None:
    """The UTC date of a Unix time, as WooCommerce Pre-Orders keeps its dates; None for an empty one."""
    text = str(seconds or "")
    return datetime.fromtimestamp(int(text), UTC).date() if text.isdecimal() and text != "0" else None
