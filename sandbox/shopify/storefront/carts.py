"""Carts of buyers: lines with the properties that the product page's form gave them."""

import base64
import json
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sandbox.shopify.things import Variant

PROPERTY = re.compile(r"properties\[(.+)\]")


@dataclass
class CartLine:
    """So many units of a variant. Two lines with other properties stay two."""

    variant: Variant
    quantity: int
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Cart:
    """What one buyer is about to buy."""

    lines: list[CartLine] = field(default_factory=list)

    def add(self, variant: Variant, quantity: int, properties: Mapping[str, str]) -> None:
        """More of a line that is alike, or a new one."""
        alike = [one for one in self.lines if one.variant is variant and one.properties == properties]
        if alike:
            alike[0].quantity += quantity
        else:
            self.lines.append(CartLine(variant, quantity, dict(properties)))

    def update(self, quantities: Iterable[int]) -> None:
        """The quantity of each line, in their order; 0 takes it off."""
        for line, quantity in zip(self.lines, quantities, strict=False):
            line.quantity = max(0, quantity)
        self.lines = [line for line in self.lines if line.quantity]


class Carts:
    """Every cart, by the token in its buyer's cookie."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Cart] = {}

    def of(self, shop: str, token: str) -> Cart:
        """The cart of that token; an empty one, not kept, where there is none."""
        return self._kept.get((shop, token), Cart())

    def begin(self, shop: str, token: str) -> tuple[str, Cart]:
        """The cart of that token, or a new one with its token."""
        if (shop, token) not in self._kept:
            token = secrets.token_hex(16)
            self._kept[shop, token] = Cart()
        return token, self._kept[shop, token]

    def end(self, shop: str, token: str) -> None:
        """It was bought."""
        self._kept.pop((shop, token), None)


def properties(form: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The properties of a form for `/cart/add`; empty ones are dropped, as Shopify drops them."""
    found = ((PROPERTY.fullmatch(name), value) for name, value in form)
    return {match[1]: value for match, value in found if match and value}


def permalink_properties(told: str) -> dict[str, str]:
    """The properties of a permalink: an object of texts, as JSON in URL-safe base64; else none."""
    try:
        found = json.loads(base64.urlsafe_b64decode(told))
    except ValueError:
        return {}
    pairs = found.items() if isinstance(found, dict) else ()
    return {name: value for name, value in pairs if isinstance(value, str) and value}
