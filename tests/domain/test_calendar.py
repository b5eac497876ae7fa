"""Working days: Monday to Friday less the public holidays of the shop's country."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain.calendar import add_working_days, check_country, is_working_day
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
    assert add_working_days(date.fromisoformat(start), count, country) == date.fromisoformat(end)


@given(days, st.integers(0, 40), countries)
def test_the_day_found_is_a_working_day_with_that_many_between(start: date, count: int, country: str) -> None:
    first = add_working_days(start, 0, country)
    end = add_working_days(start, count, country)
    passed = [first + timedelta(days=n) for n in range(1, (end - first).days + 1)]
    assert is_working_day(end, country)
    assert sum(is_working_day(day, country) for day in passed) == count


@given(days, st.integers(0, 20), countries)
def test_a_later_start_never_ends_earlier(start: date, count: int, country: str) -> None:
    tomorrow = start + timedelta(days=1)
    assert add_working_days(start, count, country) <= add_working_days(tomorrow, count, country)


def test_a_country_is_taken_in_either_case_and_an_empty_one_means_weekends_only() -> None:
    assert check_country(" jp ") == "JP"
    assert check_country("") == ""


def test_a_country_without_known_holidays_is_refused_with_the_cure() -> None:
    with pytest.raises(BadInput, match="leave it empty for weekends only"):
        check_country("ZZ")
