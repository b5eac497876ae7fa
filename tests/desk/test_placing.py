"""A person's date or place in the queue: seen before it is done, and done only as seen."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from connector.ledger import history, orders, standing
from connector.ledger.tasks import Task
from jobs.desk import placing
from jobs.desk.amiss import Amiss
from jobs.desk.placing import Preview
from jobs.pegging import peg_item
from tests.desk.shop import LAMP, NOW, ShopKeeper


@pytest.fixture
def queue(mine: ShopKeeper) -> tuple[ShopKeeper, int, list[int]]:
    """Three buyers of 2, 2 and 2 lamps; 2 are here, 2 come on 3 December."""
    store = mine.open()
    item = mine.stock(store, LAMP, 2)
    made = [
        mine.order(store, f"#{at}", [(LAMP, 2)], placed_at=NOW - timedelta(hours=9 - at)) for at in range(3)
    ]
    mine.expect(item, 2, date(2026, 12, 3))
    return mine, item, made


def preview_move(mine: ShopKeeper, order_id: int, to: str) -> Preview:
    with mine.ledger.reading() as unit:
        return placing.preview_move(unit, mine.account_id, order_id, mine.line_of(order_id), to, NOW)


def move(mine: ShopKeeper, order_id: int, to: str, seen: str) -> None:
    with mine.ledger.writing() as unit:
        placing.move(
            unit, mine.account_id, order_id, mine.line_of(order_id), to, "a promise", seen, "Ada", NOW
        )


def dates(mine: ShopKeeper, item: int, made: list[int]) -> list[date | None]:
    with mine.ledger.writing() as unit:
        peg_item(unit, mine.account_id, item, NOW)
    with mine.ledger.reading() as unit:
        found = [standing.of_order(unit, mine.account_id, one).lines[0].promise for one in made]
    return [one.promised_for if one else None for one in found]


def test_moving_the_last_to_the_front_shows_everybody_it_hurts(
    queue: tuple[ShopKeeper, int, list[int]],
) -> None:
    mine, _, made = queue

    found = {one.order_id: one for one in preview_move(mine, made[2], "front").shifts}

    assert (found[made[0]].on_before, found[made[0]].on_after) == (None, date(2026, 12, 4))
    assert (found[made[1]].on_before, found[made[1]].on_after) == (date(2026, 12, 4), date(2026, 12, 8))
    assert found[made[0]].hurts
    assert found[made[1]].hurts
    assert not found[made[2]].hurts


def test_what_was_previewed_is_what_pegging_does(queue: tuple[ShopKeeper, int, list[int]]) -> None:
    mine, item, made = queue
    preview = preview_move(mine, made[2], "front")

    move(mine, made[2], "front", preview.seal)

    after = {one.order_id: one.on_after for one in preview.shifts}
    assert dates(mine, item, made) == [after[one] for one in made]


def test_a_preview_changes_nothing(queue: tuple[ShopKeeper, int, list[int]]) -> None:
    mine, item, made = queue
    before = dates(mine, item, made)

    preview_move(mine, made[0], "end")

    assert dates(mine, item, made) == before


def test_moving_back_restores_the_old_order(queue: tuple[ShopKeeper, int, list[int]]) -> None:
    mine, item, made = queue
    before = dates(mine, item, made)
    move(mine, made[2], "front", preview_move(mine, made[2], "front").seal)

    move(mine, made[2], "back", preview_move(mine, made[2], "back").seal)

    assert dates(mine, item, made) == before


def test_the_end_is_behind_somebody_who_was_sent_there_before(
    queue: tuple[ShopKeeper, int, list[int]],
) -> None:
    mine, item, made = queue
    for one in (made[0], made[1]):
        move(mine, one, "end", preview_move(mine, one, "end").seal)

    assert dates(mine, item, made) == [date(2026, 12, 4), date(2026, 12, 8), None]


def test_what_changed_since_the_preview_is_not_done(queue: tuple[ShopKeeper, int, list[int]]) -> None:
    mine, item, made = queue
    seen = preview_move(mine, made[2], "front").seal
    mine.expect(item, 4, date(2026, 12, 1))

    with pytest.raises(Amiss) as refused:
        move(mine, made[2], "front", seen)

    assert refused.value.key == "moved_on"


def test_a_set_date_is_kept_with_its_reason_and_owes_a_pegging(
    queue: tuple[ShopKeeper, int, list[int]],
) -> None:
    mine, item, made = queue
    line, on = mine.line_of(made[1]), date(2026, 12, 24)
    with mine.ledger.writing() as unit:
        seen = placing.preview_date(unit, mine.account_id, made[1], line, on, "agreed", NOW)
        placing.set_date(unit, mine.account_id, made[1], line, on, "agreed", seen.seal, "Ada", NOW)

    with mine.ledger.reading() as unit:
        noted = history.of_order(unit, mine.account_id, made[1])[-1]
        wanted = select(Task.subject).where(Task.account_id == mine.account_id, Task.kind == "peg")
        waiting = list(unit.scalars(wanted))
    assert (noted.who, noted.what) == ("Ada", "date of Lamp set to 2026-12-24: agreed")
    assert waiting == [str(item)]
    assert dates(mine, item, made)[1] == on
    assert [one.line_id for one in seen.shifts] == [line]


def test_a_line_of_another_order_is_not_found(queue: tuple[ShopKeeper, int, list[int]]) -> None:
    mine, _, made = queue
    with mine.ledger.reading() as unit, pytest.raises(LookupError):
        placing.preview_move(unit, mine.account_id, made[0], mine.line_of(made[1]), "front", NOW)


def test_a_line_that_asks_for_nothing_stands_in_no_queue(mine: ShopKeeper) -> None:
    store = mine.open()
    mine.stock(store, LAMP, 5)
    order = mine.order(store, "#1", [(LAMP, 1)])
    with mine.ledger.writing() as unit:
        orders.line(unit, mine.account_id, mine.line_of(order)).asks = 0

    with pytest.raises(Amiss) as refused:
        preview_move(mine, order, "front")

    assert refused.value.key == "nothing_owed"
