"""What a buyer reads of a line that is owed, beside the order at the shop."""

from collections.abc import Mapping
from datetime import date

from connector.letters.language import TEXTS, Voice


def day_of(promised_for: date | None, today: date) -> dict[str, str]:
    """The day by language, as the letters say it; empty where none is known. `today`: the shop's local date
    when it was promised."""
    if promised_for is None:
        return {}
    return {name: voice.day(promised_for) for name, voice in _voices(today).items()}


def text_of(owed: int, promised_for: date | None, today: date) -> dict[str, str]:
    """The sentence by language. `owed`: units that wait for goods; none: all that is owed is set aside."""
    if owed and promised_for is not None:
        days = day_of(promised_for, today)
        return {name: voice.say("offer_on", day=days[name]) for name, voice in _voices(today).items()}
    key = "beside_undated" if owed else "beside_ready"
    return {name: voice.say(key) for name, voice in _voices(today).items()}


def _voices(today: date) -> Mapping[str, Voice]:
    return {name: Voice(name, today) for name in TEXTS}
