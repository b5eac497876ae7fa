"""The board in a real browser: by keyboard, without JavaScript, and with a quiet console."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from connector.ledger import inbox
from connector.ledger.board_items import expected_matching
from tests.desk.shop import ShopKeeper
from tests.pages.browsers import chromium, needs_chromium, page, served, window
from tests.pages.conftest import app_of
from tests.pages.seeded import seed

__all__ = ["chromium", "page"]

pytestmark = needs_chromium


@pytest.fixture
def address(mine: ShopKeeper) -> Iterator[str]:
    seed(mine)
    with served(app_of(mine.ledger, mine.account_id)) as found:
        yield found


def test_j_and_k_walk_the_rows_and_a_slash_goes_to_the_search(page: Page, address: str) -> None:
    page.goto(address)
    rows = page.locator("table a.go")
    for pressed, at in (("j", 0), ("j", 1), ("k", 0)):
        page.keyboard.press(pressed)
        expect(rows.nth(at)).to_be_focused()
    page.keyboard.press("/")
    search = page.locator("#search")
    expect(search).to_be_focused()
    page.keyboard.type("jk")
    expect(search).to_have_value("jk")


def test_a_question_mark_opens_the_list_of_keys(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_have_attribute("open", "")


def test_everything_works_without_javascript(chromium: Browser, address: str) -> None:
    with window(chromium, script=False) as context:
        page = context.new_page()
        page.goto(f"{address}/waiting")
        page.locator("#tasks form button").first.click()
        expect(page.locator("main")).to_contain_text("It is tried again now.")
        page.goto(f"{address}/?show=person")
        expect(page.locator("table a.go")).to_have_count(2)


def test_the_counts_refresh_in_place(page: Page, address: str, mine: ShopKeeper) -> None:
    page.goto(address)
    expect(page.locator(".health")).to_contain_text("unreadable: 1")
    page.locator("#search").fill("typed meanwhile")
    with mine.ledger.writing() as unit:
        inbox.get(unit, mine.account_id, 1).unreadable = False
    page.evaluate("htmx.ajax('GET', '/', {target: '#live', select: '#live', swap: 'outerHTML'})")
    expect(page.locator(".health")).to_contain_text("unreadable: 0")
    expect(page.locator("#search")).to_have_value("typed meanwhile")


def test_a_button_pressed_twice_presses_once(page: Page, address: str, mine: ShopKeeper) -> None:
    with mine.ledger.reading() as unit:
        before = expected_matching(unit, mine.account_id, "")
    page.goto(f"{address}/expected?item=Chair%20in%20oiled%20oak")
    page.evaluate(
        "const form = document.querySelector('#add form');"
        "form.quantity.value = 4; form.date.value = '2026-12-24';"
        "form.requestSubmit(); form.requestSubmit();"
    )
    expect(page.locator(".notice.good")).to_be_visible()
    with mine.ledger.reading() as unit:
        assert expected_matching(unit, mine.account_id, "") == before + 1


def test_a_letter_is_seen_in_its_frame(page: Page, address: str) -> None:
    page.goto(f"{address}/letters/1")
    expect(page.frame_locator("iframe").locator("h1")).to_have_text("Dear Mia")
