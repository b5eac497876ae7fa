"""The day that was shown before the purchase, as it comes back on an order line."""

from datetime import date

import pytest

from connector.domain import leftovers
from connector.domain.shown import KEPT, OURS, SEEN, shown_on


def test_the_day_that_was_kept_is_read_whatever_else_is_on_the_line() -> None:
    told = [("Engraving", "2026-01-01"), ("Ships", "3 December"), (KEPT, "2026-12-03")]
    assert shown_on(told) == date(2026, 12, 3)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "soon",
        "2026-13-01",
        "2026-12-3",
        "20261203",
        "2026-W49-4",
        " 2026-12-03",
        "2026-12-03T00:00",
        None,
        3,
    ],
)
def test_what_is_no_day_is_none(value: object) -> None:
    assert shown_on([(KEPT, value)]) is None


def test_a_line_without_it_was_shown_nothing() -> None:
    assert shown_on([("Ships", "2026-12-03"), ("_backorder_eta", "2026-12-03")]) is None


def test_what_we_put_on_a_line_is_nothing_that_another_tool_left() -> None:
    told = [(key, "2026-12-03") for key in sorted(OURS)]
    assert list(leftovers.properties_of("O", "L", "#1 Lamp", told)) == []
    others = [("_backorder_eta", "2026-12-03"), ("Ships on", "3 December")]
    left = leftovers.properties_of("O", "L", "#1 Lamp", [*told, *others])
    assert [one.ref for one in left] == ["L _backorder_eta", "L Ships on"]


def test_what_buyers_see_is_said_in_both_languages() -> None:
    assert {"Ships", "発送予定"} == SEEN
