"""One queue over one supply: never more than there is, and the oldest first."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from connector.domain.pegging import ON_HAND, Demand, Pegged, Supply, inbound_order, peg, reach

units = st.integers(0, 12)


@st.composite
def queues(draw: st.DrawFn, *, packing: bool = True) -> list[Demand]:
    asked = draw(st.lists(st.integers(1, 9), max_size=8))
    return [
        Demand(line_id, asks, draw(st.integers(0, asks)) if packing and draw(st.booleans()) else 0)
        for line_id, asks in enumerate(asked, start=1)
    ]


@st.composite
def shelves(draw: st.DrawFn) -> list[Supply]:
    present, *coming = draw(st.lists(units, min_size=1, max_size=5))
    there = [Supply(ON_HAND, present)] if draw(st.booleans()) else []
    return there + [Supply(number, quantity) for number, quantity in enumerate(coming, start=70)]


def served(pegs: list[Pegged], line_id: int) -> int:
    return sum(one.quantity for one in pegs if one.line_id == line_id)


def on_hand(pegs: list[Pegged], line_id: int) -> int:
    return sum(one.quantity for one in pegs if one.line_id == line_id and one.supply_id == ON_HAND)


@given(queues(), shelves())
def test_the_pegs_of_a_supply_never_exceed_it_nor_what_a_line_asks(
    queue: list[Demand], supplies: list[Supply]
) -> None:
    pegs = peg(queue, supplies)
    for supply in supplies:
        assert sum(one.quantity for one in pegs if one.supply_id == supply.supply_id) <= supply.quantity
    for line in queue:
        assert served(pegs, line.line_id) <= line.asks
    assert all(one.quantity > 0 for one in pegs)
    assert len({(one.line_id, one.supply_id) for one in pegs}) == len(pegs)


@given(queues(), shelves())
def test_nobody_is_short_while_a_unit_of_any_supply_is_left(
    queue: list[Demand], supplies: list[Supply]
) -> None:
    asked, there = sum(line.asks for line in queue), sum(supply.quantity for supply in supplies)
    assert sum(one.quantity for one in peg(queue, supplies)) == min(asked, there)


@given(queues(), shelves())
def test_a_younger_line_has_units_on_hand_beside_a_short_older_one_only_while_they_are_packed(
    queue: list[Demand], supplies: list[Supply]
) -> None:
    pegs = peg(queue, supplies)
    someone_is_short = False
    for line in queue:
        mine = on_hand(pegs, line.line_id)
        if someone_is_short:
            assert mine <= line.frozen
        someone_is_short = someone_is_short or mine < line.asks


@given(queues(packing=False), shelves())
def test_an_older_line_is_served_from_no_later_supply_than_a_younger_one(
    queue: list[Demand], supplies: list[Supply]
) -> None:
    turn = {supply.supply_id: at for at, supply in enumerate(supplies)}
    order = [turn[one.supply_id] for one in peg(queue, supplies)]
    assert order == sorted(order)


@given(queues(), units)
def test_units_that_are_packed_come_from_the_shelf_before_anybody_else(
    queue: list[Demand], present: int
) -> None:
    pegs = peg(queue, [Supply(ON_HAND, present)])
    left = present
    for line in queue:
        packed = min(line.frozen, left)
        left -= packed
        assert on_hand(pegs, line.line_id) >= packed


@given(queues(), shelves(), units)
def test_one_more_unit_on_the_shelf_takes_nothing_from_anybody(
    queue: list[Demand], supplies: list[Supply], more: int
) -> None:
    coming = [supply for supply in supplies if supply.supply_id != ON_HAND]
    few = peg(queue, [Supply(ON_HAND, 3), *coming])
    many = peg(queue, [Supply(ON_HAND, 3 + more), *coming])
    for line in queue:
        assert on_hand(many, line.line_id) >= on_hand(few, line.line_id)


@given(queues(), shelves())
def test_the_same_queue_over_the_same_supply_is_pegged_the_same(
    queue: list[Demand], supplies: list[Supply]
) -> None:
    assert peg(queue, supplies) == peg(list(queue), tuple(supplies))


@given(queues(), shelves())
def test_a_line_names_its_units_on_hand_before_those_to_come(
    queue: list[Demand], supplies: list[Supply]
) -> None:
    turn = {supply.supply_id: at for at, supply in enumerate(supplies)}
    pegs = peg(queue, supplies)
    for line in queue:
        mine = [turn[one.supply_id] for one in pegs if one.line_id == line.line_id]
        assert mine == sorted(mine)


def test_a_line_is_split_over_what_is_here_and_two_deliveries() -> None:
    pegs = peg([Demand(1, 3), Demand(2, 6)], [Supply(ON_HAND, 4), Supply(70, 2), Supply(71, 9)])
    assert pegs == [Pegged(1, ON_HAND, 3), Pegged(2, ON_HAND, 1), Pegged(2, 70, 2), Pegged(2, 71, 3)]


def test_a_younger_line_in_packing_keeps_its_units_and_the_older_one_gets_the_rest() -> None:
    pegs = peg([Demand(1, 5), Demand(2, 4, frozen=2)], [Supply(ON_HAND, 3)])
    assert pegs == [Pegged(1, ON_HAND, 1), Pegged(2, ON_HAND, 2)]


def test_a_line_that_is_covered_is_not_short() -> None:
    assert reach(Demand(1, 2), [Pegged(1, ON_HAND, 2)]) == (2, 0, None)


def test_a_short_line_waits_for_the_last_delivery_that_reaches_it() -> None:
    pegs = [Pegged(1, ON_HAND, 1), Pegged(1, 70, 2), Pegged(1, 71, 1)]
    assert reach(Demand(1, 4), pegs) == (1, 3, 71)


def test_a_line_with_one_unit_beyond_all_deliveries_waits_for_none_of_them() -> None:
    assert reach(Demand(1, 5), [Pegged(1, ON_HAND, 1), Pegged(1, 70, 3)]) == (1, 4, None)


@given(queues(), shelves())
def test_what_reach_says_of_every_line_adds_up(queue: list[Demand], supplies: list[Supply]) -> None:
    pegs = peg(queue, supplies)
    for line in queue:
        found = reach(line, [one for one in pegs if one.line_id == line.line_id])
        assert found.covered + found.short == line.asks
        beyond = line.asks - served(pegs, line.line_id)
        assert (found.last_inbound is not None) == (found.short > 0 and not beyond)


def test_deliveries_stand_in_the_order_of_their_dates_and_an_overdue_one_counts_as_today() -> None:
    today = date(2026, 11, 23)
    told = [
        (7, 5, today + timedelta(days=3)),
        (9, 2, today - timedelta(days=20)),
        (8, 1, today),
        (5, 0, today),
    ]
    assert inbound_order(told, today) == [
        (Supply(8, 1), today),
        (Supply(9, 2), today),
        (Supply(7, 5), today + timedelta(days=3)),
    ]
