"""What buyers read of an item before they buy it: on the product page, in the cart, at the checkout.

The day is said in the words of the letters, so that a buyer meets one date in one form everywhere.
"""

from collections.abc import Mapping
from datetime import date

from connector.letters.language import TEXTS, Voice


def on(day: date, today: date) -> dict[str, dict[str, str]]:
    """`day` in each language, and the whole sentence (`text`). `today` is the shop's local date."""
    voices = _voices(today)
    return {
        "day": {name: voice.day(day) for name, voice in voices.items()},
        "text": {name: voice.say("offer_on", day=voice.day(day)) for name, voice in voices.items()},
    }


def end(most: int | None, today: date) -> dict[str, str]:
    """What is said to whoever wants more than `most` units; nothing where there is no end."""
    if most is None:
        return {}
    key = "offer_none" if not most else f"offer_most_{'one' if most == 1 else 'many'}"
    return {name: voice.say(key, most=most) for name, voice in _voices(today).items()}


def _voices(today: date) -> Mapping[str, Voice]:
    return {name: Voice(name, today) for name in TEXTS}
