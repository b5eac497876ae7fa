"""Working days of a shop: Monday to Friday less the public holidays of its country."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

from connector.domain.trouble import BadInput


@lru_cache(maxsize=256)
def _holidays(country: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, years=year))


def check_country(country: str) -> str:
    """ISO 3166-1 alpha-2 in capitals, or empty for weekends only. Raises BadInput."""
    code = country.strip().upper()
    if code and code not in holidays.list_supported_countries():
        cure = "leave it empty for weekends only"
        raise BadInput("country", f"no public holidays are known for {code!r}; {cure}")
    return code


def is_working_day(day: date, country: str) -> bool:
    return day.weekday() < 5 and not (country and day in _holidays(country, day.year))


def add_working_days(start: date, days: int, country: str) -> date:
    """The working day that is `days` working days after `start`.

    With 0 days: `start` itself, or the next working day when it is none.
    """
    day = start
    while not is_working_day(day, country):
        day += timedelta(days=1)
    for _ in range(days):
        day += timedelta(days=1)
        while not is_working_day(day, country):
            day += timedelta(days=1)
    return day
