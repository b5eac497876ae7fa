"""What search engines read of the page of items that take longer (schema.org, JSON-LD)."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from markupsafe import Markup

from pages.public.links import of_the_web
from pages.public.longer import Card


def of_cards(cards: Sequence[Card], currency: str, first: int) -> Markup:
    """A list of products; `first` is the place of the first of them."""
    entries = [
        {"@type": "ListItem", "position": first + at, "item": _product(card, currency)}
        for at, card in enumerate(cards)
    ]
    return as_script({"@context": "https://schema.org", "@type": "ItemList", "itemListElement": entries})


def _product(card: Card, currency: str) -> dict[str, Any]:
    page = of_the_web(card.piece.url)
    offer = {
        "@type": "Offer",
        "availability": "https://schema.org/BackOrder",
        "availabilityStarts": card.said.ships_on,
        **_price(card.piece.price, currency),
        **({"url": page} if page else {}),
    }
    picture = {"image": card.image} if card.image else {}
    return {"@type": "Product", "name": card.piece.title, **picture, "offers": offer}


def _price(minor: int | None, currency: str) -> dict[str, str]:
    if minor is None or not currency:
        return {}
    amount = Decimal(minor).scaleb(-get_currency_precision(currency))
    return {"price": str(amount), "priceCurrency": currency}


def as_script(data: Any) -> Markup:
    """JSON that ends no script element, and is no Liquid."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign in ("<", ">", "&", "\u2028", "\u2029"):
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    # Outside of strings JSON has neither of these.
    for pair in ("{{", "{%"):
        text = text.replace(pair, "".join(f"\\u{ord(sign):04x}" for sign in pair))
    return Markup(text)  # noqa: S704  escaped just above
