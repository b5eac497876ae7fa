"""The doctor's page: what is amiss in words, who may have it mended, and what is told when it may not."""

import pytest

from connector.domain.roles import Role
from connector.ledger import accounts, findings, stores, tasks
from jobs.doctor.table import BY_RULE
from jobs.doctor.words import CURES, FAULTS
from pages.texts import TEXTS
from tests.desk.shop import NOW, ShopKeeper
from tests.pages.conftest import TOKEN, Browser, app_of
from tests.pages.seeded import seed


def order_of(mine: ShopKeeper, finding_id: int) -> int:
    with mine.ledger.reading() as unit:
        return findings.get(unit, mine.account_id, finding_id).order_id or 0


def test_each_fault_that_a_check_knows_is_said_in_both_languages_with_its_cure() -> None:
    assert set(FAULTS) == set(CURES) == set(BY_RULE)
    for rule in BY_RULE:
        for language in ("en", "ja"):
            assert TEXTS[language][f"fault.{rule}"]
            assert TEXTS[language][f"mends.{rule}"]


def test_what_is_amiss_stands_there_in_words_with_its_order_its_cure_and_a_button(
    mine: ShopKeeper, browser: Browser
) -> None:
    ids = seed(mine)

    page = browser.read("/doctor")

    assert "Order #1004 lacks the tag “Backorder” that it should have." in page
    assert f'href="/orders/{order_of(mine, ids["finding"])}"' in page
    assert f'action="/doctor/findings/{ids["finding"]}"' in page
    assert "Add a TXT record named lamps.example to the DNS: v=spf1 mx ~all" in page
    assert "Only a person can mend this." in page
    assert "Last examined Mon 23 November 18:00." in page
    assert "3 things are amiss" in page
    japanese = browser.read("/doctor?lang=ja")
    assert "注文#1004に、付いているはずのタグ「Backorder」がありません。" in japanese
    assert "3件の不一致があります" in japanese


def test_the_first_page_counts_what_is_amiss(mine: ShopKeeper, browser: Browser) -> None:
    seed(mine)
    assert "The doctor found 3 things amiss." in browser.read("/?lang=en")


def test_a_healthy_store_says_that_everything_agrees_and_an_empty_account_that_there_is_none(
    mine: ShopKeeper, browser: Browser
) -> None:
    assert "no store is attached" in browser.read("/doctor")
    seed(mine)
    with mine.ledger.writing() as unit:
        store = stores.of_account(unit, mine.account_id)[0]
        for found in findings.open_of(unit, mine.account_id, store.id):
            findings.close(found, NOW)
    page = browser.read("/doctor")
    assert "Everything agrees." in page
    assert "Not examined yet" in page
    assert "found" not in browser.read("/").split("<main", 1)[1].split("health", 1)[1][:900]


def test_mending_owes_the_effect_that_settles_it_and_a_look_afterwards(
    mine: ShopKeeper, browser: Browser
) -> None:
    ids = seed(mine)
    order = order_of(mine, ids["finding"])

    browser.press(f"/doctor/findings/{ids['finding']}")

    assert "It is being mended" in browser.read("/doctor")
    with mine.ledger.reading() as unit:
        owed = (mine.account_id, ids["store"])
        assert tasks.any_open(unit, *owed, {"tags"}, {str(order)})
        assert tasks.any_open(unit, *owed, {"look_again"}, {str(ids["finding"])})
        assert findings.get(unit, mine.account_id, ids["finding"]).mended_by == "Ada"
    assert "asked to mend: tags" in browser.read("/history")
    assert "修正を指示しました: タグ" in browser.read("/history?lang=ja")


@pytest.mark.parametrize(
    ("change", "why"),
    [("pause", "everything is paused"), ("switch", "its switch is off"), ("older", "older than the switch")],
)
def test_nothing_is_mended_against_the_pause_or_a_switch(
    mine: ShopKeeper, browser: Browser, change: str, why: str
) -> None:
    ids = seed(mine)
    with mine.ledger.writing() as unit:
        store = stores.get(unit, mine.account_id, ids["store"])
        if change == "pause":
            accounts.get(unit, mine.account_id).paused_at = NOW
        else:
            stores.turn(unit, store, "tags", NOW if change == "older" else None, "a test")
    order = order_of(mine, ids["finding"])

    browser.press(f"/doctor/findings/{ids['finding']}")

    page = browser.read("/doctor")
    assert why in page
    assert "It is being mended" not in page
    with mine.ledger.reading() as unit:
        assert not tasks.any_open(unit, mine.account_id, ids["store"], {"tags"}, {str(order)})


def test_examine_now_owes_a_round_to_every_store_once(mine: ShopKeeper, browser: Browser) -> None:
    seed(mine)
    browser.press("/doctor/examine")
    browser.press("/doctor/examine")
    page = browser.read("/doctor")
    assert page.count("Being examined.") == 2
    assert 'hx-trigger="every 3s"' in page
    with mine.ledger.reading() as unit:
        for store in stores.of_account(unit, mine.account_id):
            assert tasks.open_for(unit, mine.account_id, store.id, ["examine"]) == 1


@pytest.mark.parametrize("role", Role)
def test_everybody_reads_it_and_only_those_who_look_after_stores_press_its_buttons(
    mine: ShopKeeper, role: Role
) -> None:
    ids = seed(mine)
    with app_of(mine.ledger, mine.account_id, role).test_client() as client:
        browser = Browser(client)
        may = role in (Role.OWNER, Role.MANAGER)
        page = browser.read("/doctor")
        assert ("Examine now" in page) == may
        assert ("Your role may not mend this." in page) != may
        token = TOKEN.search(browser.read("/me"))
        assert token is not None
        for address in ("/doctor/examine", f"/doctor/findings/{ids['finding']}"):
            answer = browser.client.post(address, data={"csrf_token": token[1]})
            assert answer.status_code == (303 if may else 403)
