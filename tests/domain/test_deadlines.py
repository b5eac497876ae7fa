"""By which day goods must go: the table and the words beside it."""

import pytest

from connector.domain.deadlines import BY_COUNTRY, ELSEWHERE, days_allowed

STATED = 45


@pytest.mark.parametrize(
    ("country", "business", "days"),
    [
        ("US", False, 30),
        ("US", True, 30),
        ("DE", False, 30),
        ("DE", True, STATED),
        ("GB", False, 30),
        ("GB", True, STATED),
        ("JP", False, STATED),
        ("AU", False, STATED),
        ("BR", False, STATED),
    ],
)
def test_the_country_of_the_address_and_the_buyer_decide(country: str, business: bool, days: int) -> None:
    assert days_allowed(country, business, STATED) == days


@pytest.mark.parametrize(("stated", "days"), [(14, 14), (45, 30)])
def test_an_unknown_country_has_the_strictest_rule(stated: int, days: int) -> None:
    assert days_allowed("", False, stated) == days


def test_every_rule_names_its_source_and_says_whether_anybody_read_it() -> None:
    assert all(rule.source for rule in (*BY_COUNTRY.values(), ELSEWHERE))
    assert BY_COUNTRY["DE"].checked_on is None
    assert BY_COUNTRY["US"].checked_on is not None
    assert sum(BY_COUNTRY[country] is BY_COUNTRY["DE"] for country in BY_COUNTRY) == 27
