"""The pages of a store's reading: its progress, reading everything again, what other tools left."""

import re
from datetime import date

from connector.domain.leftovers import Left
from connector.domain.roles import Role
from connector.ledger import leftovers, locks, orders, readings, tasks
from connector.ledger.stores import Store
from tests.desk.shop import LAMP, NOW, ShopKeeper
from tests.pages.conftest import Browser, app_of

SEAL = re.compile(r'name="seal" value="([0-9a-f]+)"')


def read_so_far(mine: ShopKeeper, store: Store, **more: object) -> None:
    with mine.ledger.writing() as unit:
        kept = locks.store(unit, store.account_id, store.id)
        reading = readings.begin(unit, kept, "whole", NOW)
        for name, value in more.items():
            setattr(reading, name, value)


def test_a_reading_shows_how_far_it_is_and_looks_again_by_itself(mine: ShopKeeper, browser: Browser) -> None:
    store = mine.open("Lamps")
    read_so_far(mine, store, items=1200, items_total=20000, trouble="the shop asks us to slow down")
    page = browser.read(f"/stores/{store.id}")
    assert 'max="20000" value="1200"' in page
    assert "Reading what it sells and its stock" in page
    assert "the shop asks us to slow down" in page
    assert 'hx-trigger="every 3s"' in page
    assert "Read everything again" not in page


def test_a_person_has_everything_read_again(mine: ShopKeeper, browser: Browser) -> None:
    store = mine.open("Lamps")
    browser.press(f"/stores/{store.id}/read")
    with mine.ledger.reading() as unit:
        assert readings.current(unit, store.account_id, store.id, "whole")
        assert tasks.open_for(unit, store.account_id, store.id, ["read_whole"]) == 1


def test_who_runs_no_stores_cannot_have_one_read(mine: ShopKeeper) -> None:
    store = mine.open("Lamps")
    with app_of(mine.ledger, mine.account_id, Role.WAREHOUSE).test_client() as client:
        Browser(client).press(f"/stores/{store.id}/read", status=403)
        assert "Read everything again" not in Browser(client).read(f"/stores/{store.id}")


def test_dates_of_another_tool_are_shown_and_taken_over_as_shown(mine: ShopKeeper, browser: Browser) -> None:
    store = mine.open("Lamps")
    mine.stock(store, LAMP, 0)
    order_id = mine.order(store, "#1001", [(LAMP, 2)])
    line_id = mine.line_of(order_id)
    with mine.ledger.writing() as unit:
        line = orders.line(unit, store.account_id, line_id)
        told = Left("line_property", "p", "#1001 <b>Lamp</b>: _preorder", "", line.line_ref, date(2027, 5, 3))
        leftovers.note(unit, locks.store(unit, store.account_id, store.id), [told], NOW)
    place = f"/stores/{store.id}/leftovers"

    page = browser.read(place)
    assert "&lt;b&gt;Lamp" in page
    browser.press(place, status=422, seal="0")
    (seal,) = SEAL.findall(page)
    browser.press(place, seal=seal)

    with mine.ledger.reading() as unit:
        assert orders.line(unit, store.account_id, line_id).date_set == date(2027, 5, 3)
    assert "taken over" in browser.read(place)
