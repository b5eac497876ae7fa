"""Texts that a person typed, as the values that they mean. Each raises `Amiss` naming its field."""

from datetime import date, timedelta

from jobs.desk.amiss import Amiss

MOST_UNITS = 1_000_000
MOST_LETTERS = 500
YEAR_BEHIND, YEARS_AHEAD = timedelta(days=366), timedelta(days=5 * 366)


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


def near(field: str, on: date, today: date) -> date:
    """A date that goods or parcels may have; a year that was mistyped is not one.

    What should have come within the last year may still be expected: the board shows it as late.
    """
    first, last = today - YEAR_BEHIND, today + YEARS_AHEAD
    if not first <= on <= last:
        raise Amiss(field, "far", first=first, last=last)
    return on


def words(field: str, raw: str, *, required: bool = False) -> str:
    """One line of text."""
    text = " ".join(raw.split())
    if required and not text:
        raise Amiss(field, "required")
    if len(text) > MOST_LETTERS:
        raise Amiss(field, "long", most=MOST_LETTERS)
    return text
