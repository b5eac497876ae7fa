"""The button of an order's page that sends its letter again: read first, then sent."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from connector.domain.roles import Role
from connector.ledger.tasks import OWED, Task
from tests.desk.shop import LAMP, NOW, ShopKeeper
from tests.pages.conftest import Browser, app_of

SEEN = re.compile(r'name="seen" value="([^"]+)"')


@pytest.fixture
def order(mine: ShopKeeper) -> int:
    store = mine.open()
    mine.stock(store, LAMP, 0)
    mine.switch_on(store, "letters", at=NOW - timedelta(days=9))
    made = mine.order(store, "#1001", [(LAMP, 2)])
    mine.letter(store, made, sent_at=NOW - timedelta(hours=1))
    with mine.ledger.writing() as unit:
        for task in unit.scalars(select(Task).where(Task.account_id == mine.account_id)):
            unit.delete(task)
    return made


def owed(mine: ShopKeeper) -> list[tuple[str, str]]:
    with mine.ledger.reading() as unit:
        wanted = select(Task).where(Task.account_id == mine.account_id, Task.state == OWED)
        return [(one.kind, one.subject) for one in unit.scalars(wanted)]


def test_the_letter_is_read_before_it_is_sent_again(mine: ShopKeeper, browser: Browser, order: int) -> None:
    assert "Send the letter again" in browser.read(f"/orders/{order}")

    read = browser.press(f"/orders/{order}/letter", status=200).text
    assert "To mia@example.com, as it reads today:" in read
    assert "2 × Lamp" in read
    assert owed(mine) == []

    seen = SEEN.search(read)
    assert seen is not None
    browser.press(f"/orders/{order}/letter", seen=seen[1])
    assert owed(mine) == [("letter_again", str(order))]
    page = browser.read(f"/orders/{order}")
    assert "The letter is sent again now." in page
    assert "the letter is to be sent again" in page
    assert "letter to the buyer once more: due" in page


def test_a_second_press_is_told_why_nothing_more_is_sent(
    mine: ShopKeeper, browser: Browser, order: int
) -> None:
    seen = SEEN.search(browser.press(f"/orders/{order}/letter", status=200).text)
    assert seen is not None
    browser.press(f"/orders/{order}/letter", seen=seen[1])
    again = browser.press(f"/orders/{order}/letter", status=422, seen=seen[1]).text
    assert "The letter: is about to be sent already" in again
    assert owed(mine) == [("letter_again", str(order))]


def test_who_may_not_change_orders_has_no_such_button(mine: ShopKeeper, order: int) -> None:
    with app_of(mine.ledger, mine.account_id, Role.WAREHOUSE).test_client() as client:
        browser = Browser(client)
        assert "Send the letter again" not in browser.read(f"/orders/{order}")
        browser.press(f"/orders/{order}/letter", status=403)
