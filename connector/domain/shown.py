"""What an order line keeps of the day that the shop's pages showed before the purchase.

The theme and the plugin put it on the line when it goes into the cart, on every platform by these names. A
buyer can write there whatever they like: see `connector.ledger.offers.was_shown`.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final

KEPT: Final = "_backorder_shown"
"""The property, or meta, that buyers do not see: the ISO date of the step that was shown for the quantity."""

SEEN: Final = frozenset({"Ships", "発送予定"})
"""The one that buyers see, in the language of the page: that day in words."""

OURS: Final = SEEN | {KEPT}


def shown_on(properties: Iterable[tuple[str, object]]) -> date | None:
    """The day that was shown, a local date of the shop; None where there is none, or none that is a day."""
    value = next((value for key, value in properties if key == KEPT), None)
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return day if day and day.isoformat() == value else None
