"""Working days: the shop's weekdays less public holidays, days off of its own, and closures."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain.calendar import Calendar, Closure, check_country, read
from connector.domain.trouble import BadInput

days = st.dates(date(2025, 1, 1), date(2030, 12, 31))
countries = st.sampled_from(["", "DE", "JP", "US"])


@pytest.mark.parametrize(
    ("start", "count", "country", "end"),
    [
        ("2026-11-23", 0, "", "2026-11-23"),
        ("2026-11-23", 1, "", "2026-11-24"),
        ("2026-11-27", 1, "", "2026-11-30"),
        ("2026-11-28", 0, "", "2026-11-30"),
        ("2026-11-28", 1, "", "2026-12-01"),
        ("2026-12-24", 1, "DE", "2026-12-28"),
        ("2026-12-25", 0, "DE", "2026-12-28"),
        ("2026-11-25", 1, "US", "2026-11-27"),
        ("2026-11-22", 1, "JP", "2026-11-25"),
        ("2026-12-31", 1, "DE", "2027-01-04"),
    ],
)
def test_handling_skips_weekends_and_the_holidays_of_the_country(
    start: str, count: int, country: str, end: str
) -> None:
    assert Calendar(country).add_working_days(date.fromisoformat(start), count) == date.fromisoformat(end)


@given(days, st.integers(0, 40), countries)
def test_the_day_found_is_a_working_day_with_that_many_between(start: date, count: int, country: str) -> None:
    calendar = Calendar(country)
    first = calendar.add_working_days(start, 0)
    end = calendar.add_working_days(start, count)
    passed = [first + timedelta(days=n) for n in range(1, (end - first).days + 1)]
    assert calendar.is_working_day(end)
    assert sum(calendar.is_working_day(day) for day in passed) == count


@given(days, st.integers(0, 20), countries)
def test_a_later_start_never_ends_earlier(start: date, count: int, country: str) -> None:
    tomorrow = start + timedelta(days=1)
    calendar = Calendar(country)
    assert calendar.add_working_days(start, count) <= calendar.add_working_days(tomorrow, count)


def test_a_country_is_taken_in_either_case_and_an_empty_one_means_weekends_only() -> None:
    assert check_country(" jp ") == "JP"
    assert check_country("") == ""


def test_a_country_without_known_holidays_is_refused_with_the_cure() -> None:
    with pytest.raises(BadInput, match="leave it empty for weekends only"):
        check_country("ZZ")


closures = st.builds(
    lambda first, length: Closure(first, first + timedelta(days=length)), days, st.integers(0, 120)
)
calendars = st.builds(
    Calendar,
    countries,
    st.frozensets(st.integers(0, 6), min_size=1),
    st.frozensets(days, max_size=10),
    st.lists(closures, max_size=3).map(tuple),
)


@given(days, st.integers(0, 60), calendars)
def test_any_calendar_counts_as_one_that_looks_at_each_day(
    start: date, count: int, calendar: Calendar
) -> None:
    day, left = start, count + 1
    while True:
        left -= calendar.is_working_day(day)
        if not left:
            break
        day += timedelta(days=1)
    assert calendar.checked().add_working_days(start, count) == day


def test_days_are_read_as_they_are_kept() -> None:
    found = read("DE", [0, 1], ["2026-12-24"], [("2026-12-27", "2027-01-03", "stocktaking")])
    closure = Closure(date(2026, 12, 27), date(2027, 1, 3), "stocktaking")
    assert found == Calendar("DE", frozenset({0, 1}), frozenset({date(2026, 12, 24)}), (closure,))


def test_the_closure_that_is_waited_out_is_the_last_one_that_costs_a_working_day() -> None:
    first = Closure(date(2026, 12, 24), date(2026, 12, 26))
    second = Closure(date(2026, 12, 29), date(2026, 12, 30))
    calendar = Calendar(closures=(second, first))
    assert calendar.closure_between(date(2026, 12, 24), date(2026, 12, 28)) == first
    assert calendar.closure_between(date(2026, 12, 24), date(2026, 12, 31)) == second
    assert calendar.closure_between(date(2026, 12, 26), date(2026, 12, 27)) is None


TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("calendar", "field", "cure"),
    [
        (Calendar(weekdays=frozenset()), "working_days", "at least one day"),
        (Calendar(weekdays=frozenset({7})), "working_days", "at least one day"),
        (Calendar(closures=(Closure(TODAY, TODAY - timedelta(days=1)),)), "closures", "first day or later"),
        (Calendar(closures=(Closure(TODAY, date(2030, 1, 1)),)), "closures", "at most 732 days"),
        (Calendar(closures=(Closure(TODAY, TODAY + timedelta(days=500)),)), "closures", "in every year"),
        (
            Calendar(closures=(Closure(TODAY, TODAY), Closure(date(2090, 1, 1), date(2090, 1, 2)))),
            "closures",
            "18",
        ),
        (
            Calendar(days_off=frozenset(TODAY + timedelta(days=n) for n in range(401))),
            "own_holidays",
            "at most 400",
        ),
        (
            Calendar(
                weekdays=frozenset({0}), days_off=frozenset(TODAY + timedelta(days=7 * n) for n in range(60))
            ),
            "closures",
            "in every year",
        ),
        (Calendar("ZZ"), "country", "weekends only"),
    ],
)
def test_a_calendar_that_nobody_could_live_by_is_refused_with_the_cure(
    calendar: Calendar, field: str, cure: str
) -> None:
    with pytest.raises(BadInput, match=cure) as told:
        calendar.checked()
    assert told.value.field == field


def test_a_shop_that_never_works_ends_the_search_and_says_so() -> None:
    with pytest.raises(BadInput, match="no working day is in reach"):
        Calendar(weekdays=frozenset()).add_working_days(TODAY, 0)
