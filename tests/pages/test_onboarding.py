"""Setting up: each step is done by doing it, says where, and the list goes when all of it is."""

import re
from datetime import timedelta

import pytest

from connector.domain.roles import Role
from connector.ledger import findings, stores
from connector.ledger.stores import Store
from tests.desk.shop import LAMP, NOW, ShopKeeper
from tests.pages.conftest import Browser, app_of

STEPS = ("connected", "synced", "sender", "lead_times", "switches", "test_order")
ITEM = re.compile(
    r'<li><span class="badge (is-ready|is-waiting)">[^<]+</span>\s*(?:<a href="([^"]+)">)?([^<]+)'
)


def steps(page: str) -> dict[str, tuple[bool, str]]:
    """Whether each step is done and where it leads, by its text, in order."""
    card = page.split('id="setting-up"', 1)
    found = ITEM.findall(card[1].split("</ol>", 1)[0]) if len(card) > 1 else []
    return {text.strip(): (state == "is-ready", link) for state, link, text in found}


def done(page: str) -> list[bool]:
    return [state for state, _ in steps(page).values()]


def examined(mine: ShopKeeper, store: Store, *, missing: str = "") -> None:
    with mine.ledger.writing() as unit:
        kept = stores.get(unit, mine.account_id, store.id)
        kept.examined_at = NOW
        if missing:
            findings.seen(unit, kept, missing, "lamps.example", {}, None, NOW)


def test_at_first_nothing_is_done_and_every_step_leads_to_the_stores_or_the_doctor(browser: Browser) -> None:
    found = steps(browser.read("/"))
    assert len(found) == len(STEPS)
    assert [state for state, _ in found.values()] == [False] * len(STEPS)
    assert {link.partition("#")[0] for _, link in found.values()} == {"/stores", "/doctor"}


def test_each_step_is_done_by_doing_it_and_the_list_goes_with_the_last(
    mine: ShopKeeper, browser: Browser
) -> None:
    store = mine.open("Lamps", looked_at=None)
    assert done(browser.read("/")) == [True, False, False, False, False, False]
    with mine.ledger.writing() as unit:
        stores.get(unit, mine.account_id, store.id).looked_at = NOW
    assert done(browser.read("/")) == [True, True, False, False, False, False]
    examined(mine, store)
    assert done(browser.read("/")) == [True, True, True, False, False, False]
    browser.press(f"/stores/{store.id}/settings/lead", lead_days=14)  # as it was: now a person said so
    assert done(browser.read("/")) == [True, True, True, True, False, False]
    mine.switch_on(store, "tags")
    assert done(browser.read("/")) == [True, True, True, True, True, False]
    mine.stock(store, LAMP, 0)
    mine.order(store, "#1", [(LAMP, 1)], placed_at=NOW)
    assert "setting-up" not in browser.read("/")


def test_an_order_from_before_the_install_is_no_test_order(mine: ShopKeeper, browser: Browser) -> None:
    store = mine.open()
    mine.stock(store, LAMP, 0)
    mine.order(store, "#1", [(LAMP, 1)], placed_at=NOW - timedelta(seconds=1))
    assert done(browser.read("/"))[-1] is False


@pytest.mark.parametrize("missing", ["spf_missing", "dkim_missing", "dmarc_missing", "sender_local"])
def test_a_sender_whose_domain_lacks_something_is_not_verified(
    mine: ShopKeeper, browser: Browser, missing: str
) -> None:
    examined(mine, mine.open(), missing=missing)
    assert done(browser.read("/"))[2] is False


def test_a_store_that_left_counts_for_nothing(mine: ShopKeeper, browser: Browser) -> None:
    mine.open(left_at=NOW, settings={"lead_days": 14}, examined_at=NOW)
    assert done(browser.read("/")) == [False] * len(STEPS)


def test_whoever_may_not_do_a_step_reads_it_without_a_link(mine: ShopKeeper) -> None:
    mine.open()
    with app_of(mine.ledger, mine.account_id, Role.WAREHOUSE).test_client() as client:
        found = list(steps(Browser(client).read("/")).values())
    assert [link for _, link in found if link] == [f"/stores/{1}"]


def test_the_list_is_said_in_japanese_too(browser: Browser) -> None:
    assert "初期設定" in browser.read("/?lang=ja")
    assert "6件中0件が完了" in browser.read("/?lang=ja")
