"""Which items the page of those that take longer shows."""

from connector.domain.longer import Measured, chosen

SOON, LATE = "2026-11-26", "2026-12-07"


def test_what_takes_less_than_the_average_is_left_out() -> None:
    assert chosen([Measured(1, 3, SOON), Measured(2, 14, LATE)]) == [2]


def test_where_all_take_equally_long_all_are_told_of() -> None:
    assert chosen([Measured(2, 14, LATE), Measured(1, 14, LATE)]) == [1, 2]


def test_a_person_decides_before_the_average_does() -> None:
    some = [Measured(1, 3, SOON, by_hand=True), Measured(2, 14, LATE, by_hand=False)]
    assert chosen(some) == [1]


def test_nobody_waits_for_what_is_here() -> None:
    assert chosen([Measured(1, 30, "", by_hand=True), Measured(2, 14, LATE)]) == []
    assert chosen([Measured(1, 10, ""), Measured(2, 14, LATE)]) == [2]
