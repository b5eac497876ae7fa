"""By which day goods must go, by the law of the place they go to: a table, enough to order a queue by.

Whatever follows from missing the day (notices, consent, refunds) is not said here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

VERSION: Final = "2026-11"
"""Of the table, to be kept with whatever was decided by it."""
READ_ON: Final = date(2026, 11, 25)

# fmt: off
EUROPEAN_UNION: Final = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Rule:
    """`days`: calendar days after the order's own day; None: the time that the store stated, nothing else.

    `businesses`: it protects a business buyer as well. `checked_on`: when its source was read; None: nobody
    did yet, the rule is common knowledge and unverified.
    """

    days: int | None
    businesses: bool
    source: str
    checked_on: date | None = None


UNITED_STATES: Final = Rule(30, True, "16 CFR 435.2(a)(1): no time stated, 30 days", READ_ON)
EUROPE: Final = Rule(30, False, "Directive 2011/83/EU art. 18(1): no time agreed, 30 days")
BRITAIN: Final = Rule(30, False, "Consumer Rights Act 2015 s.28(3): no time agreed, 30 days", READ_ON)
JAPAN: Final = Rule(None, False, "特定商取引法 art. 11 and 13: the time of delivery that was shown", READ_ON)
AUSTRALIA: Final = Rule(None, False, "Australian Consumer Law s.36: the time stated", READ_ON)
ELSEWHERE: Final = Rule(None, True, "no rule is known: the time that the store stated")

BY_COUNTRY: Final[Mapping[str, Rule]] = {
    "US": UNITED_STATES,
    **dict.fromkeys(EUROPEAN_UNION, EUROPE),
    "GB": BRITAIN,
    "JP": JAPAN,
    "AU": AUSTRALIA,
}
"""By the country of the ship-to address, ISO 3166-1 alpha-2."""


def days_allowed(country: str, business: bool, stated_days: int) -> int:
    """Calendar days after the order's day. An unknown country has the strictest rule of all."""
    if not country:
        known = (rule.days for rule in BY_COUNTRY.values() if rule.days is not None)
        return min(stated_days, *known)
    rule = BY_COUNTRY.get(country, ELSEWHERE)
    if rule.days is None or (business and not rule.businesses):
        return stated_days
    return rule.days
