"""Which language a buyer reads, and how that language says days and sums."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from babel.dates import format_date
from babel.numbers import format_currency, get_currency_precision

from connector.letters import en, en_offers, en_people, en_waitlist, ja, ja_offers, ja_people, ja_waitlist

Language = Literal["en", "ja"]

TEXTS: Mapping[Language, Mapping[str, str]] = {
    "en": {**en.TEXTS, **en_people.TEXTS, **en_offers.TEXTS, **en_waitlist.TEXTS},
    "ja": {**ja.TEXTS, **ja_people.TEXTS, **ja_offers.TEXTS, **ja_waitlist.TEXTS},
}


def of(locale: str) -> Language:
    """The language of a platform's locale: Japanese for "ja", "ja-JP" and "ja_JP", else English."""
    return "ja" if locale.strip().lower().replace("_", "-").partition("-")[0] == "ja" else "en"


@dataclass(frozen=True, slots=True)
class Voice:
    """One language on one day: `today` is the local date of whoever sends the letter."""

    language: Language
    today: date

    def say(self, key: str, **values: object) -> str:
        """The text of that name with its gaps filled. What fills a gap is never read for gaps again."""
        return TEXTS[self.language][key].format(**values)

    def join(self, *sentences: str) -> str:
        """Sentences in one paragraph; Japanese sets no blank between them."""
        return ("" if self.language == "ja" else " ").join(sentences)

    def day(self, day: date) -> str:
        """A date in full; the year is said when it is not this year."""
        return format_date(day, self.say("day" if day.year == self.today.year else "day_year"), self.language)

    def money(self, minor: int, currency: str) -> str:
        """`minor` units of an ISO 4217 currency, with as many digits as Babel knows for it."""
        amount = Decimal(minor).scaleb(-get_currency_precision(currency))
        said = format_currency(amount, currency, locale=self.language)
        # Babel sets a currency that has only its code straight against the figures: "CHF400.00".
        return re.sub(r"(?<=[A-Z])(?=\d)", "\u00a0", said)
