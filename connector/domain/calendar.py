"""The days on which a shop packs: its weekdays, less public holidays, its own days off and its closures."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Final

import holidays

from connector.domain.trouble import BadInput

MOST_YEARS: Final = 20
"""No date is looked for further ahead: a calendar that passes `checked` has it long before."""
MOST_CLOSED_DAYS: Final = 2 * 366
"""Of all closures together. Closures that are over may be taken out."""
MOST_DAYS_OFF: Final = 400
LONGEST_GAP: Final = 366
"""Days without any working day."""


@dataclass(frozen=True, slots=True)
class Closure:
    """Nothing is packed from `first` to `last`, both included."""

    first: date
    last: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """`weekdays`: Monday is 0. `country`: ISO 3166-1 alpha-2, or empty for no public holidays."""

    country: str = ""
    weekdays: frozenset[int] = frozenset(range(5))
    days_off: frozenset[date] = frozenset()
    closures: tuple[Closure, ...] = ()

    def is_working_day(self, day: date) -> bool:
        return self._would_work(day) and not any(one.first <= day <= one.last for one in self.closures)

    def add_working_days(self, start: date, days: int) -> date:
        """The working day that is `days` working days after `start`.

        With 0 days: `start` itself, or the next working day when it is none. Raises BadInput for a
        calendar that has no such day within `MOST_YEARS` years.
        """
        for year in range(start.year, min(start.year + MOST_YEARS, date.max.year)):
            worked = _worked(self, year)
            at = bisect_left(worked, start.toordinal()) if year == start.year else 0
            if at + days < len(worked):
                return date.fromordinal(worked[at + days])
            days -= len(worked) - at
        raise BadInput(
            "working_days", "no working day is in reach; work on more days or shorten the closures"
        )

    def closure_between(self, start: date, end: date) -> Closure | None:
        """The last closure that takes a day away on which work would have been done."""
        for one in sorted(self.closures, key=lambda one: one.last, reverse=True):
            if any(map(self._would_work, _days(max(one.first, start), min(one.last, end)))):
                return one
        return None

    def checked(self) -> "Calendar":
        """Itself, if it can be lived by. Raises BadInput with the setting and the cure."""
        check_country(self.country)
        if not self.weekdays or not self.weekdays <= set(range(7)):
            raise BadInput("working_days", "choose at least one day of the week")
        if len(self.days_off) > MOST_DAYS_OFF:
            raise BadInput("own_holidays", f"give at most {MOST_DAYS_OFF} days; those that are over may go")
        if any(one.last < one.first for one in self.closures):
            raise BadInput("closures", "let each closure end on its first day or later")
        if sum((one.last - one.first).days + 1 for one in self.closures) > MOST_CLOSED_DAYS:
            raise BadInput("closures", f"close for at most {MOST_CLOSED_DAYS} days in all")
        if self._longest_gap() > LONGEST_GAP:
            raise BadInput("closures", "leave a working day in every year")
        return self

    def _longest_gap(self) -> int:
        named = [*self.days_off, *(day for one in self.closures for day in (one.first, one.last))]
        if not named:
            return 0
        first, last = min(named), max(named)
        years = range(max(1, first.year - 1), min(last.year + 1, date.max.year - 1) + 1)
        if len(years) > MOST_YEARS:
            raise BadInput("closures", f"keep closures and days off within {MOST_YEARS - 2} years")
        worked = [day for year in years for day in _worked(self, year)]
        return max((later - day for day, later in pairwise(worked)), default=LONGEST_GAP + 1)

    def _would_work(self, day: date) -> bool:
        """If the shop were not closed for a while."""
        return (
            day.weekday() in self.weekdays
            and day not in self.days_off
            and day not in _off(self.country, day.year)
        )


WEEKDAYS_ONLY: Final = Calendar()
"""Monday to Friday, no holidays."""


def read(
    country: str, weekdays: Iterable[int], days_off: Iterable[str], closures: Iterable[Sequence[str]]
) -> Calendar:
    """From plain values: days as ISO dates, a closure as (first, last, note)."""
    return Calendar(
        country,
        frozenset(weekdays),
        frozenset(map(date.fromisoformat, days_off)),
        tuple(
            Closure(date.fromisoformat(first), date.fromisoformat(last), note)
            for first, last, note in closures
        ),
    )


def check_country(country: str) -> str:
    """ISO 3166-1 alpha-2 in capitals, or empty for no public holidays. Raises BadInput."""
    code = country.strip().upper()
    if code and code not in holidays.list_supported_countries():
        cure = "leave it empty for weekends only"
        raise BadInput("country", f"no public holidays are known for {code!r}; {cure}")
    return code


@lru_cache(maxsize=256)
def _off(country: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, years=year)) if country else frozenset()


@lru_cache(maxsize=512)
def _worked(calendar: Calendar, year: int) -> tuple[int, ...]:
    """The ordinals of the year's working days, in order."""
    year_long = _days(date(year, 1, 1), date(year, 12, 31))
    return tuple(day.toordinal() for day in year_long if calendar.is_working_day(day))


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
