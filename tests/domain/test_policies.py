"""The turn of an order under each policy, and which orders can go as a whole."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain.policies import FIRST, Asking, Buying, Policy, Terms, complete, turn_of

DAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
OWN = date(2026, 11, 23).toordinal()


def buying(**how: object) -> Buying:
    return Buying(DAY, "DE", False, ())._replace(**how)


@pytest.mark.parametrize(
    ("policy", "order", "turn"),
    [
        (Policy.OLDEST, buying(business=True, tags=("vip",)), OWN),
        (Policy.BUSINESS, buying(business=True), FIRST),
        (Policy.BUSINESS, buying(), OWN),
        (Policy.TAG, buying(tags=("news", "VIP ")), FIRST),
        (Policy.TAG, buying(tags=("vipers",)), OWN),
        (Policy.DEADLINE, buying(), OWN),
        (Policy.DEADLINE, buying(country="US"), OWN),
        (Policy.DEADLINE, buying(country="JP"), OWN - 15),
        (Policy.DEADLINE, buying(country="JP", business=True), OWN - 15),
        (Policy.DEADLINE, buying(country="US", business=True), OWN),
        (Policy.COMPLETE, buying(business=True), OWN),
    ],
)
def test_each_policy_gives_an_order_its_day(policy: Policy, order: Buying, turn: int) -> None:
    assert turn_of(order, Terms(policy, frozenset({"vip"}), stated_days=15)) == turn


@given(st.datetimes(timezones=st.timezones()), st.datetimes(timezones=st.timezones()))
def test_oldest_first_is_never_out_of_step_with_age(one: datetime, other: datetime) -> None:
    turns = [turn_of(buying(placed_at=at), Terms()) for at in sorted((one, other))]
    assert turns == sorted(turns)


A, B, C = (1, 1), (2, 1), (3, 1)


def line(order_id: int, shelf: tuple[int, int], asks: int = 1, **how: object) -> Asking:
    return Asking(order_id, shelf, asks, 0, 0, False, True)._replace(**how)


def test_the_oldest_order_that_fits_goes_first_and_the_rest_stays_for_the_next() -> None:
    queue = [line(1, A), line(1, B), line(1, C), line(2, A), line(2, B), line(3, A)]
    assert complete(queue, {A: 1, B: 1}) == {2}
    assert complete(queue, {A: 2, B: 1}) == {2, 3}
    assert complete(queue, {A: 1, B: 1, C: 1}) == {1}


def test_two_lines_of_one_item_need_the_units_of_both() -> None:
    assert complete([line(1, A, 2), line(1, A, 2)], {A: 3}) == set()
    assert complete([line(1, A, 2), line(1, A, 2)], {A: 4}) == {1}


def test_units_being_packed_and_lines_moved_ahead_take_theirs_before() -> None:
    assert complete([line(1, A), line(2, A, in_progress=1, whole=False)], {A: 1}) == set()
    assert complete([line(1, A), line(2, A, rank=-1, whole=False)], {A: 1}) == set()
    assert complete([line(1, A), line(2, A, rank=-1)], {A: 1}) == {2}


def test_an_order_that_a_person_moved_back_is_not_put_ahead() -> None:
    assert complete([line(1, A, rank=1), line(2, A)], {A: 2}) == {2}


def test_customers_that_another_store_prefers_take_theirs_and_its_other_ones_do_not() -> None:
    preferred, other = line(2, A, whole=False, preferred=True), line(2, A, whole=False)
    assert complete([line(1, A), preferred], {A: 1}) == set()
    assert complete([line(1, A), other], {A: 1}) == {1}


lines = st.lists(
    st.builds(
        Asking,
        order_id=st.integers(1, 6),
        shelf=st.sampled_from([A, B, C]),
        asks=st.integers(1, 4),
        in_progress=st.integers(0, 2),
        rank=st.sampled_from([0, 0, 0, -1, 1]),
        preferred=st.booleans(),
        whole=st.booleans(),
    ),
    max_size=20,
)
counts = st.dictionaries(st.sampled_from([A, B, C]), st.integers(0, 12))


@given(lines, counts)
def test_what_is_put_ahead_fits_what_is_there(queue: list[Asking], there: dict[tuple[int, int], int]) -> None:
    """Whoever is told complete can be served: their units, and all that comes before them, are on hand."""
    queue = [
        one._replace(whole=one.order_id % 2 == 0, in_progress=min(one.in_progress, one.asks)) for one in queue
    ]
    ahead = complete(queue, there)
    for shelf in (A, B, C):
        needed = sum(one.asks for one in queue if one.order_id in ahead and one.shelf == shelf)
        assert needed <= there.get(shelf, 0)


@given(lines, counts, st.integers(0, 2**16))
def test_the_lines_of_an_order_may_come_in_any_order(
    queue: list[Asking], there: dict[tuple[int, int], int], seed: int
) -> None:
    queue = [one._replace(rank=0, preferred=False, in_progress=0, whole=True) for one in queue]
    queue.sort(key=lambda one: one.order_id)
    shuffled = list(queue)
    random.Random(seed).shuffle(shuffled)
    shuffled.sort(key=lambda one: one.order_id)
    assert complete(shuffled, there) == complete(queue, there)


def test_days_are_those_of_universal_time() -> None:
    late = DAY.replace(hour=23).astimezone(tz=None)
    assert turn_of(buying(placed_at=late), Terms()) == OWN
    assert turn_of(buying(placed_at=DAY + timedelta(hours=15)), Terms()) == OWN + 1
