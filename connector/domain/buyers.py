"""A buyer as a request names them, and how to find and blot out what names them in texts. Pure."""

import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

FORGOTTEN: Final = "(forgotten)"
"""Stands where somebody was named."""
SHORTEST_NAME: Final = 2
"""A name of one letter would blot out half of every sentence."""
TELLING_DIGITS: Final = 6
"""A platform's number of fewer digits may be anything: a price, a quantity, a year."""


@dataclass(frozen=True)
class Whom:
    """Empty where nobody said. `orders` and `customer` are the platform's ids in our adapter's form."""

    emails: tuple[str, ...] = field(default=(), repr=False)
    phone: str = field(default="", repr=False)
    customer: str = ""
    orders: tuple[str, ...] = ()
    names: tuple[str, ...] = field(default=(), repr=False)
    """As their orders call them, noted before those forget it."""

    @cached_property
    def addresses(self) -> frozenset[str]:
        """Their e-mail addresses as they are compared."""
        return frozenset(email.strip().lower() for email in self.emails) - {""}

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """Their addresses as they are, and as JSON writes what is not ASCII."""
        return tuple(sorted(self.addresses | {json.dumps(one)[1:-1] for one in self.addresses}))

    def same_as(self, other: "Whom") -> bool:
        """Whether two requests are about one buyer."""
        same_customer = bool(self.customer) and self.customer == other.customer
        return same_customer or bool(self.addresses & other.addresses or {*self.orders} & {*other.orders})

    @cached_property
    def _words(self) -> re.Pattern[str] | None:
        """Their address anywhere in a text; their phone and names only as whole words."""
        exact = [re.escape(form) for form in self.forms]
        whole = [rf"(?<!\w){re.escape(word)}(?!\w)" for word in (self.phone, *self.names) if _tells(word)]
        return re.compile("|".join(exact + whole), re.IGNORECASE) if exact or whole else None

    def blotted(self, value: Any) -> Any:
        """A text, or a structure of texts, in which nothing names them any more."""
        if isinstance(value, str):
            return self._words.sub(FORGOTTEN, value) if self._words else value
        if isinstance(value, dict):
            return {self.blotted(key): self.blotted(part) for key, part in value.items()}
        if isinstance(value, list):
            return [self.blotted(part) for part in value]
        return value

    def is_named_in(self, raw: bytes) -> bool:
        """Whether a delivery's bytes name them, or one of their orders by a number long enough to tell."""
        text = raw.decode(errors="replace")
        found = (form in text.lower() for form in self.forms)
        if any(found) or (self.phone and self.phone in text):
            return True
        return bool(self._numbers and self._numbers.search(text))

    @cached_property
    def _numbers(self) -> re.Pattern[str] | None:
        ends = (re.search(r"\d+$", ref) for ref in (self.customer, *self.orders))
        telling = sorted({end[0] for end in ends if end and len(end[0]) >= TELLING_DIGITS})
        return re.compile(rf"(?<!\d)(?:{'|'.join(telling)})(?!\d)") if telling else None


def _tells(word: str) -> bool:
    return len(word.strip()) >= SHORTEST_NAME
