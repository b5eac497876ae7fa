"""The waitlist on the board: how many wait for what, who they are, as a file, and taking an address off."""

import csv
import io
import re

import pytest
from sqlalchemy import select

from connector.ledger import items, waits
from connector.ledger.history import Happened
from connector.ledger.letters import Letter
from connector.ledger.stores import Store
from connector.ledger.waits import CONFIRMED, LEFT, Wait
from tests.desk.shop import LAMP, NOW, ShopKeeper
from tests.pages.conftest import Browser
from tests.pages.seeded import waiting
from tests.pages.test_board import NASTY


@pytest.fixture
def lamps(mine: ShopKeeper) -> Store:
    """Nobody waits for the lamp; of four addresses for the chair one is in line."""
    store = mine.open("Lamps")
    mine.stock(store, LAMP, 3)
    mine.stock(store, "gid-chair", 0, title="Chair", sku="CHAIR")
    waiting(mine, store)
    return store


def listing_id(mine: ShopKeeper, store: Store, ref: str = "gid-chair") -> int:
    with mine.ledger.reading() as unit:
        return items.listings(unit, store, [ref])[ref].id


def cells(page: str) -> list[str]:
    body = page.partition("<tbody")[2].partition("</tbody>")[0]
    return [re.sub(r"<[^>]+>|\s+", " ", one).strip() for one in re.findall(r"<td.*?</td>", body, re.DOTALL)]


def addresses(page: str) -> list[str]:
    return re.findall(r">\s*(\w+@example\.com)<", page)


def test_an_item_says_how_many_wait_and_since_when(lamps: Store, browser: Browser) -> None:
    page = browser.read(f"/stores/{lamps.id}/waitlist")
    assert "1 item is waited for" in page
    row = cells(page)
    assert row[0].startswith("Chair")
    assert (row[1], row[2], row[4], row[5]) == ("1", "2", "1", "1")
    assert "23 November" in row[3]


def test_the_address_of_the_form_is_shown_while_buyers_may_ask(
    mine: ShopKeeper, lamps: Store, browser: Browser
) -> None:
    address = f"/storefront/v1/{lamps.public_key}/waitlist</code>"
    assert address not in browser.read(f"/stores/{lamps.id}/waitlist")
    mine.switch_on(lamps, "waitlist")
    assert address in browser.read(f"/stores/{lamps.id}/waitlist")


def test_addresses_are_searched_and_filtered(mine: ShopKeeper, lamps: Store, browser: Browser) -> None:
    root = f"/stores/{lamps.id}/waitlist/people"
    everybody = addresses(browser.read(root))
    assert everybody == [f"{one}@example.com" for one in ("confirmed", "asked", "told", "left")]
    assert addresses(browser.read(f"{root}?state=told")) == ["told@example.com"]
    assert addresses(browser.read(f"{root}?q=ASKED")) == ["asked@example.com"]
    assert addresses(browser.read(f"{root}?listing={listing_id(mine, lamps, LAMP)}")) == []
    assert addresses(browser.read(f"{root}?state=nonsense&listing=x&page=99")) == everybody


def test_the_same_list_is_a_file_in_which_a_spreadsheet_runs_nothing(
    mine: ShopKeeper, lamps: Store, browser: Browser
) -> None:
    with mine.ledger.writing() as unit:
        items.listings(unit, lamps, ["gid-chair"])["gid-chair"].title = "=1+1"
    text = browser.read(f"/stores/{lamps.id}/waitlist.csv?state=confirmed")
    heads, row = csv.reader(io.StringIO(text))
    assert len(heads) == len(row) == 7
    assert row[1:4] == ["confirmed@example.com", "2", "waits to be told"]
    assert not row[0].startswith("=")


def test_a_title_with_markup_is_only_text(mine: ShopKeeper, lamps: Store, browser: Browser) -> None:
    with mine.ledger.writing() as unit:
        items.listings(unit, lamps, ["gid-chair"])["gid-chair"].title = NASTY
    for page in ("waitlist", "waitlist/people", f"waitlist/people?listing={listing_id(mine, lamps)}"):
        assert "<img src=x" not in browser.read(f"/stores/{lamps.id}/{page}")


def test_an_address_is_taken_off_and_the_history_does_not_name_it(
    mine: ShopKeeper, lamps: Store, browser: Browser
) -> None:
    with mine.ledger.reading() as unit:
        wanted = select(Wait.id).where(Wait.account_id == mine.account_id, Wait.state == CONFIRMED)
        wait_id = unit.scalars(wanted).one()
    browser.press(f"/stores/{lamps.id}/waitlist/{wait_id}/off")
    with mine.ledger.reading() as unit:
        wait = waits.get(unit, mine.account_id, wait_id)
        said = unit.scalars(select(Happened.what).where(Happened.account_id == mine.account_id)).all()
    assert wait is not None
    assert wait.state == LEFT
    assert "an address was taken off the waitlist of Chair" in said
    assert not any("@" in one for one in said)


def test_another_stores_address_cannot_be_taken_off(mine: ShopKeeper, lamps: Store, browser: Browser) -> None:
    other = mine.open("Desk")
    with mine.ledger.reading() as unit:
        wanted = select(Wait.id).where(Wait.account_id == mine.account_id, Wait.state == CONFIRMED)
        wait_id = unit.scalars(wanted).one()
    assert browser.press(f"/stores/{other.id}/waitlist/{wait_id}/off", status=404)
    with mine.ledger.reading() as unit:
        wait = waits.get(unit, mine.account_id, wait_id)
    assert wait is not None
    assert wait.state == CONFIRMED


def test_the_page_of_an_item_says_how_many_wait(mine: ShopKeeper, browser: Browser) -> None:
    store = mine.open("Shown", settings={"handling_days": 0})
    mine.switch_on(store, "waitlist")
    item_id = mine.stock(store, "gid-chair", 0, title="Chair", sku="CHAIR")
    waiting(mine, store)
    page = browser.read(f"/items/{item_id}")
    assert "1 address waits to be told" in page
    assert f"/stores/{store.id}/waitlist/people?listing={listing_id(mine, store)}" in page


def test_letters_of_the_waitlist_stand_among_the_letters(
    mine: ShopKeeper, lamps: Store, browser: Browser
) -> None:
    with mine.ledger.writing() as unit:
        mine_too = {"account_id": mine.account_id, "store_id": lamps.id, "subject_key": "wait:1:told:1"}
        words = {"subject": "It can be ordered now", "text": "Hello", "html": "<p>Hello</p>"}
        sent = {"state": "sent", "written_at": NOW, "sent_at": NOW, "language": "en", "message_id": "<a@b>"}
        unit.add(Letter(**mine_too, **words, **sent, to_address="told@example.com"))
    page = browser.read("/letters")
    assert "It can be ordered now" in page
    assert "told@example.com" in browser.read(re.search(r'href="(/letters/\d+)"', page)[1])  # type: ignore[index]
