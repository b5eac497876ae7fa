"""How the units of one line step when its pegs, its parcels and its order change."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from connector.domain.backorders import (
    CANCELLED,
    OPEN,
    READY,
    RELEASED,
    SHIPPED,
    STATES,
    STEPS,
    WAITING,
    Move,
    Owed,
    advance,
)
from connector.domain.trouble import IllegalStep


class OneLine(RuleBasedStateMachine):
    """A line over a shelf of its own; after every change it is pegged and advanced."""

    def __init__(self) -> None:
        super().__init__()
        self.asks = self.shelf = self.covered = 0
        self.opened = self.sent = self.taken_off = 0
        self.units = dict.fromkeys(STATES, 0)

    def look(self, *, shipped: int = 0, vanished: int = 0) -> None:
        before = Owed(self.units[WAITING], self.units[READY], self.units[RELEASED])
        covered = min(self.asks, self.shelf)
        short = self.asks - covered
        for move in advance(before, short=short, covered=covered, shipped=shipped, vanished=vanished):
            assert move.end in STEPS[move.start]
            if move.start:
                self.units[move.start] -= move.quantity
                assert self.units[move.start] >= 0, move
            else:
                self.opened += move.quantity
            self.units[move.end] += move.quantity
        self.covered = covered

    @rule(more=st.integers(1, 6))
    def order_more(self, more: int) -> None:
        self.asks += more
        self.look()

    @precondition(lambda self: self.asks)
    @rule(data=st.data())
    def take_off(self, data: st.DataObject) -> None:
        fewer = data.draw(st.integers(1, self.asks))
        self.asks -= fewer
        self.taken_off += fewer
        self.look(vanished=fewer)

    @precondition(lambda self: self.asks)
    @rule(data=st.data(), counted=st.booleans())
    def ship(self, data: st.DataObject, counted: bool) -> None:
        """`counted`: the units came off this shelf; else they were taken from elsewhere by hand."""
        sent = data.draw(st.integers(1, self.asks))
        self.asks -= sent
        self.sent += sent
        self.shelf = max(0, self.shelf - sent) if counted else self.shelf
        self.look(shipped=sent)

    @precondition(lambda self: self.asks > 1)
    @rule(data=st.data())
    def ship_some_and_take_off_others(self, data: st.DataObject) -> None:
        sent = data.draw(st.integers(1, self.asks - 1))
        fewer = data.draw(st.integers(1, self.asks - sent))
        self.asks -= sent + fewer
        self.sent, self.taken_off = self.sent + sent, self.taken_off + fewer
        self.shelf = max(0, self.shelf - sent)
        self.look(shipped=sent, vanished=fewer)

    @precondition(lambda self: self.asks)
    @rule(data=st.data(), more=st.integers(0, 4), shelf=st.integers(0, 12))
    def change_everything_before_anybody_looks(self, data: st.DataObject, more: int, shelf: int) -> None:
        """Webhooks were late: only the sum of what was added and taken off can be seen."""
        sent = data.draw(st.integers(0, self.asks))
        fewer = data.draw(st.integers(0, self.asks - sent))
        before = self.asks
        self.asks += more - sent - fewer
        self.sent, self.taken_off = self.sent + sent, self.taken_off + fewer
        self.shelf = shelf
        self.look(shipped=sent, vanished=max(0, before - self.asks - sent))

    @rule(shelf=st.integers(0, 12))
    def count(self, shelf: int) -> None:
        self.shelf = shelf
        self.look()

    @rule()
    def let_go(self) -> None:
        self.units[RELEASED] += self.units[READY]
        self.units[READY] = 0

    @invariant()
    def as_many_wait_as_are_short(self) -> None:
        assert self.units[WAITING] == self.asks - self.covered

    @invariant()
    def no_more_is_set_aside_than_is_covered(self) -> None:
        assert self.units[READY] + self.units[RELEASED] <= self.covered

    @invariant()
    def no_unit_is_lost_or_made(self) -> None:
        assert sum(self.units.values()) == self.opened

    @invariant()
    def no_more_shipped_or_ended_than_really_did(self) -> None:
        assert self.units[SHIPPED] <= self.sent
        assert self.units[CANCELLED] <= self.taken_off


OneLine.TestCase.settings = settings(max_examples=120, stateful_step_count=25, deadline=None)
TestTheStepsOfALineKeepWithItsPegs = OneLine.TestCase


def moves(before: Owed, **what: int) -> set[tuple[str, str, int]]:
    told = {"short": 0, "covered": 0, "shipped": 0, "vanished": 0} | what
    return {(one.start, one.end, one.quantity) for one in advance(before, **told)}


def test_units_that_no_stock_reaches_are_opened_as_waiting() -> None:
    assert moves(Owed(), short=2, covered=3) == {("", WAITING, 2)}


def test_goods_that_arrive_make_waiting_units_ready() -> None:
    assert moves(Owed(waiting=2), short=1, covered=4) == {(WAITING, READY, 1)}


def test_a_count_corrected_down_takes_ready_units_before_released_ones() -> None:
    assert moves(Owed(ready=1, released=2), short=2, covered=1) == {
        (READY, WAITING, 1),
        (RELEASED, WAITING, 1),
    }


def test_a_cancelled_line_ends_what_waited_and_what_was_released() -> None:
    assert moves(Owed(waiting=2, released=1), vanished=5) == {
        (WAITING, CANCELLED, 2),
        (RELEASED, CANCELLED, 1),
    }


def test_what_ships_comes_from_the_released_first() -> None:
    assert moves(Owed(ready=1, released=2), covered=1, shipped=2) == {(RELEASED, SHIPPED, 2)}


def test_units_that_waited_and_were_sent_by_hand_are_shipped() -> None:
    assert moves(Owed(waiting=2), shipped=2) == {(WAITING, SHIPPED, 2)}


def test_a_line_that_did_not_change_does_not_step() -> None:
    assert moves(Owed(waiting=2, ready=1, released=1), short=2, covered=3) == set()


@pytest.mark.parametrize("start", ["", *STATES])
@pytest.mark.parametrize("end", STATES)
def test_a_step_that_the_table_does_not_name_raises(start: str, end: str) -> None:
    if end in STEPS[start]:
        assert Move(start, end, 1).quantity == 1
        return
    with pytest.raises(IllegalStep):
        Move(start, end, 1)


def test_no_units_cannot_step() -> None:
    with pytest.raises(IllegalStep):
        Move(WAITING, READY, 0)


def test_every_open_state_can_end_as_shipped_or_cancelled() -> None:
    assert all({SHIPPED, CANCELLED} <= STEPS[state] for state in OPEN)
