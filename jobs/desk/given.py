"""Texts that a person typed, as the values that they mean. Each raises `Amiss` naming its field."""

from datetime import date

from jobs.desk.amiss import Amiss

MOST_UNITS = 1_000_000
MOST_LETTERS = 500


def whole(field: str, raw: str, *, least: int = 1, most: int = MOST_UNITS) -> int:
    """Plain digits, of any script that Python reads as digits; no sign but a leading minus."""
    text = raw.strip()
    if not text:
        raise Amiss(field, "required")
    try:
        number = int(text)
    except ValueError as error:
        raise Amiss(field, "whole", least=least, most=most) from error
    if not least <= number <= most:
        raise Amiss(field, "whole", least=least, most=most)
    return number


def day(field: str, raw: str) -> date:
    """A date in ISO form."""
    text = raw.strip()
    if not text:
        raise Amiss(field, "required")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Amiss(field, "day") from error


def words(field: str, raw: str, *, required: bool = False) -> str:
    """One line of text."""
    text = " ".join(raw.split())
    if required and not text:
        raise Amiss(field, "required")
    if len(text) > MOST_LETTERS:
        raise Amiss(field, "long", most=MOST_LETTERS)
    return text
