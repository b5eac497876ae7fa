"""The date a buyer is given, and what it rests on."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain import promises
from connector.domain.calendar import Calendar, Closure
from connector.domain.promises import Basis, Dated, Handling

MONDAY = date(2026, 11, 23)
days = st.dates(date(2025, 1, 1), date(2030, 12, 31))
leads = st.integers(0, 120)


def test_goods_on_their_way_are_here_on_their_day_and_leave_after_handling() -> None:
    told = promises.by_inbound(date(2026, 12, 4), MONDAY, Handling(2, Calendar("DE")), "a transfer in Lamps")
    assert told.promised_for == date(2026, 12, 8)
    assert told.basis is Basis.INBOUND
    assert told.facts["expected_on"] == "2026-12-04"


def test_an_overdue_delivery_is_here_today_at_best() -> None:
    told = promises.by_inbound(MONDAY - timedelta(days=9), MONDAY, Handling(1), "an expected delivery")
    assert told.promised_for == date(2026, 11, 24)
    assert told.facts["expected_on"] == "2026-11-14"


def test_handling_over_christmas_skips_the_holidays_and_the_weekend() -> None:
    told = promises.by_inbound(
        date(2026, 12, 24), MONDAY, Handling(1, Calendar("DE")), "an expected delivery"
    )
    assert told.promised_for == date(2026, 12, 28)


@pytest.mark.parametrize(("own", "basis"), [(True, Basis.ITEM_LEAD), (False, Basis.SHOP_LEAD)])
def test_with_nothing_on_its_way_the_lead_time_counts_in_calendar_days(own: bool, basis: Basis) -> None:
    told = promises.by_lead_time(MONDAY, 14, own, Handling(1))
    assert (told.promised_for, told.basis) == (date(2026, 12, 8), basis)


def test_the_day_of_a_person_stands_even_on_a_holiday() -> None:
    told = promises.by_person(date(2026, 12, 25), "agreed by telephone")
    assert (told.promised_for, told.basis) == (date(2026, 12, 25), Basis.PERSON)


def test_goods_that_come_while_the_shop_is_closed_leave_when_it_is_open_again() -> None:
    closed = Closure(date(2026, 12, 24), date(2027, 1, 3), "Christmas")
    told = promises.by_inbound(date(2026, 12, 23), MONDAY, Handling(2, Calendar(closures=(closed,))), "x")
    assert told.promised_for == date(2027, 1, 5)
    assert told.facts["closed_until"] == "2027-01-04"


def test_a_closure_that_takes_no_working_day_away_is_not_mentioned() -> None:
    weekend = Closure(date(2026, 11, 28), date(2026, 11, 29))
    told = promises.by_inbound(date(2026, 11, 27), MONDAY, Handling(1, Calendar(closures=(weekend,))), "x")
    assert told.facts == {
        "expected_on": "2026-11-27",
        "source": "x",
        "handling_days": 1,
        "calendar": "",
    }


def test_a_shop_with_other_working_days_says_which_they_are() -> None:
    told = promises.by_inbound(MONDAY, MONDAY, Handling(1, Calendar(weekdays=frozenset({1, 5}))), "x")
    assert (told.promised_for, told.facts["weekdays"]) == (date(2026, 11, 28), [1, 5])


@given(days, leads, st.integers(0, 120))
def test_the_date_is_the_same_however_late_the_webhook_was(placed: date, lead: int, late: int) -> None:
    """As long as the lead time is not over: later than that, it counts from the day it is known."""
    noticed = placed + timedelta(days=late)
    counted = promises.counts_from(placed, lead, noticed)
    assert counted == (placed if late <= lead else noticed)


@given(days, leads, st.integers(0, 400))
def test_no_date_by_lead_time_lies_in_the_past(placed: date, lead: int, late: int) -> None:
    today = placed + timedelta(days=late)
    told = promises.by_lead_time(promises.counts_from(placed, lead, today), lead, False, Handling(1))
    assert told.promised_for >= today


@given(days, st.integers(-60, 60), st.integers(0, 9), st.sampled_from(["", "DE", "JP"]))
def test_a_delivery_that_slips_never_makes_the_date_earlier(
    expected: date, slip: int, handling: int, country: str
) -> None:
    how = Handling(handling, Calendar(country))
    before = promises.by_inbound(expected, expected, how, "x").promised_for
    after = promises.by_inbound(expected + timedelta(days=abs(slip)), expected, how, "x").promised_for
    assert after >= before
    assert how.calendar.is_working_day(after)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (
            promises.by_person(MONDAY, "agreed by telephone"),
            "set by a person: agreed by telephone",
        ),
        (
            promises.by_inbound(date(2026, 12, 4), MONDAY, Handling(1), "an expected delivery"),
            "an expected delivery on Fri 4 December 2026, plus 1 working day to pack",
        ),
        (
            promises.by_lead_time(MONDAY, 1, True, Handling(2)),
            "nothing is on its way for it: the item's lead time of 1 day from Mon 23 November 2026, "
            "plus 2 working days to pack",
        ),
        (
            promises.by_lead_time(MONDAY, 14, False, Handling(0)),
            "nothing is on its way for it: the shop's lead time of 14 days from Mon 23 November 2026",
        ),
        (
            promises.by_inbound(
                date(2026, 12, 28),
                MONDAY,
                Handling(1, Calendar(closures=(Closure(date(2026, 12, 24), date(2027, 1, 3)),))),
                "an expected delivery",
            ),
            "an expected delivery on Mon 28 December 2026, plus 1 working day to pack, "
            "closed until Mon 4 January 2027",
        ),
        (
            promises.by_lead_time(MONDAY, 1, False, Handling(0), date(2026, 12, 4)),
            "buyers ahead take the delivery of Fri 4 December 2026; the next is not sooner",
        ),
    ],
)
def test_every_date_says_in_one_sentence_what_it_rests_on(told: Dated, words: str) -> None:
    assert promises.in_words(told.basis.value, told.facts) == words
