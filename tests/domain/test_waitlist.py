"""Who of the waitlist is told: in their order, and never more units than can be ordered."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from connector.domain.waitlist import (
    HOLD,
    MOST_A_ROUND,
    ROUND,
    Told,
    Waiting,
    held,
    lacks,
    look_again_at,
    most_now,
    next_told,
)

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
TODAY = NOW.date()


def waiting(*quantities: int) -> list[Waiting]:
    return [Waiting(at, units) for at, units in enumerate(quantities)]


def told(hours_ago: float, units: int = 1) -> Told:
    return Told(NOW - timedelta(hours=hours_ago), units)


def ids(found: Sequence[Waiting]) -> list[int]:
    return [one.id for one in found]


def body(*steps: tuple[int | None, date, bool]) -> dict[str, Any]:
    said = [{"reach": reach, "on": on.isoformat(), "now": now} for reach, on, now in steps]
    return {"regions": {"": {"most": steps[-1][0] if steps else 0, "steps": said}}}


def test_the_oldest_are_told_first_and_only_as_many_as_there_are_units() -> None:
    assert ids(next_told(waiting(1, 1, 1), [], 2, NOW)) == [0, 1]


def test_nobody_is_told_while_nothing_can_be_ordered() -> None:
    assert next_told(waiting(1), [], 0, NOW) == []


def test_units_that_others_were_told_of_are_told_to_nobody_else_until_their_time_is_over() -> None:
    assert next_told(waiting(1), [told(47.9, 3)], 3, NOW) == []
    assert ids(next_told(waiting(1), [told(48, 3)], 3, NOW)) == [0]


def test_units_that_were_ordered_meanwhile_are_held_no_more() -> None:
    assert held([told(1, 0), told(2, -3), told(3, 2)], NOW) == 2


def test_whoever_wants_more_than_there_is_keeps_the_place_and_stops_nobody() -> None:
    assert ids(next_told(waiting(5, 1, 1), [], 3, NOW)) == [1, 2]


def test_whoever_only_has_to_wait_for_held_units_is_not_overtaken() -> None:
    assert next_told(waiting(3, 1), [told(1, 2)], 3, NOW) == []


def test_without_an_end_so_many_people_are_told_in_an_hour_as_a_shop_can_answer() -> None:
    many = waiting(*[7] * 120)
    assert len(next_told(many, [], None, NOW)) == MOST_A_ROUND
    assert len(next_told(many, [told(0.5)] * 45 + [told(1)] * 9, None, NOW)) == 5


def test_the_clock_alone_makes_room_when_the_first_hold_ends() -> None:
    assert look_again_at([told(3), told(5), told(60)], 2, NOW) == NOW - timedelta(hours=5) + HOLD
    assert look_again_at([told(0.5)], None, NOW) == NOW - timedelta(hours=0.5) + ROUND
    assert look_again_at([], 2, NOW) is None


def test_one_may_wait_for_what_cannot_be_ordered_or_not_enough_of_it() -> None:
    assert lacks(0, 1)
    assert lacks(3, 4)
    assert not lacks(3, 3)
    assert not lacks(None, 99)


def test_what_can_be_ordered_is_what_the_shop_itself_takes_an_order_for() -> None:
    later = TODAY + timedelta(days=5)
    offer = body((2, TODAY, True), (5, later, False), (None, later + timedelta(days=9), False))
    assert most_now(offer, TODAY) is None
    assert most_now(offer, TODAY, shut=True) == 2
    assert most_now(body(), TODAY) == 0


def test_an_offer_for_a_day_that_has_passed_was_renewed_by_nobody() -> None:
    passed = TODAY - timedelta(days=1)
    assert most_now(body((2, passed, True), (5, passed, False)), TODAY) == 2


@given(
    quantities=st.lists(st.integers(1, 9), max_size=12),
    before=st.lists(st.tuples(st.integers(0, 100), st.integers(-2, 5)), max_size=12),
    most=st.integers(0, 30),
)
def test_all_who_were_told_could_order_together(
    quantities: list[int], before: list[tuple[int, int]], most: int
) -> None:
    earlier = [told(hours, units) for hours, units in before]
    chosen = next_told(waiting(*quantities), earlier, most, NOW)
    assert ids(chosen) == sorted(ids(chosen))
    if chosen:
        assert held(earlier, NOW) + sum(one.quantity for one in chosen) <= most
