"""One merchant, one browser, the whole application: sign in, add a store, see it read, switch, set, undo."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app.web import create_app
from connector.domain.roles import Role
from connector.ledger import accounts, people
from connector.ledger.stores import SETTINGS
from jobs import posting
from jobs.desk.settings.schema import SECTIONS
from sandbox.woocommerce import WooStore
from tests.flows.conftest import here
from tests.pages.browsers import chromium, needs_chromium, window
from tests.pages.house import LINK
from tests.world import World, served

__all__ = ["chromium", "here"]

pytestmark = [*needs_chromium, pytest.mark.slow, pytest.mark.timeout(240)]

ADA = "ada@example.com"


@pytest.fixture
def url(here: World) -> Iterator[str]:
    """The application where the store's callback, its webhooks and the browser all come."""
    with here.ledger.writing() as unit:
        account = accounts.find_or_create(unit, "Lamps", here.clock())
        people.add(unit, account.id, Role.OWNER, here.clock(), email=ADA, name="Ada")
    app = create_app(here.workshop)
    try:
        with served(app) as found:
            here.workshop.settings = here.workshop.settings.model_copy(update={"public_url": found})
            yield found
    finally:
        app.extensions["acceptor"].close()


@pytest.fixture
def lamps(here: World) -> WooStore:
    """Three buyers of lamps, one lamp on the shelf; no key of ours."""
    store = here.woo.add_store("Lamps", key="ck_none", secret="cs_none")
    store.revoke_key("ck_none")
    lamp = store.add_product("Lamp", sku="LAMP", stock=1, price="10", backorders="notify")
    store.place_order([(lamp, 1)], payment_method="bacs", paid=True)
    store.place_order([(lamp, 2)], payment_method="bacs", paid=True)
    store.place_order([(lamp, 1)], payment_method="bacs", paid=True, meta={"backorder_business": "yes"})
    return store


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_the_first_letter_to_the_last_undo(
    chromium: Browser, here: World, url: str, lamps: WooStore, script: bool
) -> None:
    with window(chromium, script=script, ignore_https_errors=True) as context:
        page = context.new_page()
        sign_in(page, here, url)
        follow(page, url, "Connect a store")
        store = add_store(page, lamps)
        see_it_read(page, here, url, store)
        follow(page, url, "Turn on what may be done outside")
        turn_on(page, "record")
        follow(page, url, "Say how long goods take")
        expect(page).to_have_url(f"{store}/settings#lead")
        for section in SECTIONS:
            change(page, store, section)
        undo_last(page, store)
        here.settle()
        page.goto(url)
        for step in ("Connect a store", "Turn on what may be done outside", "Say how long goods take"):
            expect(step_named(page, step)).to_contain_text("done")
    assert here.mailbox.raw[1:] == []


def sign_in(page: Page, here: World, url: str) -> None:
    page.goto(url)
    page.get_by_label("E-mail").fill(ADA)
    page.get_by_role("button", name="Send me a link").click()
    expect(page.locator("h1")).to_have_text("Look into your mail")
    posting.deliver(here.workshop)
    (letter,) = here.mailbox.texts()
    found = LINK.search(letter)
    assert found is not None
    page.goto(found[0])
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{url}/")


def step_named(page: Page, step: str) -> Locator:
    return page.locator("#setting-up li").filter(has_text=step)


def follow(page: Page, url: str, step: str) -> None:
    """From the list of the first page to where the step is done."""
    page.goto(url)
    expect(step_named(page, step)).to_contain_text("to do")
    page.get_by_role("link", name=step).click()


def add_store(page: Page, lamps: WooStore) -> str:
    """Returns the address of its page."""
    page.get_by_role("button", name="Add a WooCommerce store").click()
    page.get_by_label("Address").fill(lamps.url)
    page.get_by_role("button", name="Look for the store").click()
    page.get_by_role("button", name="Go on to my store").click()
    page.locator("[name=username]").fill("admin")
    page.locator("[name=password]").fill("password")
    page.locator("form button").click()
    page.get_by_role("link", name="Approve").click()
    expect(page.locator(".notice.good")).to_contain_text("Your store is attached")
    return page.url


def see_it_read(page: Page, here: World, url: str, store: str) -> None:
    """Before the workers came it is under way; then what it found is told, and stands on the board."""
    expect(page.locator("#reading")).not_to_contain_text("The whole store was last read")
    here.settle()
    page.goto(store)
    expect(page.locator("#reading")).to_contain_text("Open orders read: 3")
    expect(page.locator("#reading")).to_contain_text("The whole store was last read")
    page.goto(url)
    expect(step_named(page, "Let it be read once")).to_contain_text("done")
    expect(page.locator("table.rows")).to_contain_text("Lamp")


def turn_on(page: Page, effect: str) -> None:
    settings = page.url
    page.locator(f"form[action$='/switches/{effect}'] button").click()
    expect(page.locator("main")).to_contain_text("2 orders")
    page.get_by_role("button", name="Turn on").click()
    page.goto(settings)
    expect(page.locator(f"form[action$='/switches/{effect}'] button")).to_have_text("Turn off")


TYPED = {
    "country": "DE",
    "own_holidays": "2026-12-24",
    "handling_days": "3",
    "lead_days": "30",
    "queue_tags": "vip",
    "tag_waiting": "Waits",
    "tag_ready": "Is here",
    "hold_note": "Waits for goods",
    "sender_name": "Lamps of Ada",
    "reply_to": "shop@lamps.example",
    "letter_delay_seconds": "30",
    "staff_contacts": "bo@lamps.example",
    "longest_wait_days": "90",
    "retention_days": "400",
}
TICKED = {"ships_together": "yes", "working_days": "5"}
CHOSEN = {"queue_policy": "business", "language": "ja", "sell_up_to": "inbound"}
COUNTED = {
    "calendar": "promises move",
    "lead": "promises move",
    "queue": "line",
    "shipping": "order",
    "words": "order",
    "sender": "letter",
}
"""What the page says of each section before it is saved; the others have no effect on what is open."""


def change(page: Page, store: str, section: str) -> None:
    """Every setting of a section: typed, its effect seen, saved, and there when the page is read again."""
    page.goto(f"{store}/settings")
    form = page.locator(f"form[action*='/settings/{section}']")
    for name in SECTIONS[section]:
        field = form.locator(f"[name={name}]")
        if name in TYPED:
            field.fill(TYPED[name])
        elif name in TICKED:
            form.locator(f"[name={name}][value='{TICKED[name]}']").check()
        elif name in CHOSEN:
            field.select_option(CHOSEN[name])
        elif name == "serves":
            form.locator("[name=serves_countries]").first.fill("JP, US")
        else:
            fill_closure(page)
    form.get_by_role("button", name="Show what this will do").click()
    expect(page.locator("h1")).to_contain_text("look before you save")
    expect(page.locator("main")).to_contain_text(COUNTED.get(section, ""))
    page.get_by_role("button", name="Yes, save it").click()
    expect(page.locator(".notice.good")).to_contain_text("The settings were saved.")


def fill_closure(page: Page) -> None:
    page.locator("[name=closure_first]").first.fill("2027-01-04")
    page.locator("[name=closure_last]").first.fill("2027-01-08")
    page.locator("[name=closure_note]").first.fill("Stocktaking")


def undo_last(page: Page, store: str) -> None:
    page.goto(f"{store}/settings")
    expect(page.locator("[name=retention_days]")).to_have_value(TYPED["retention_days"])
    page.locator("form[action*='/undo'] button").first.click()
    page.get_by_role("button", name="Yes, save it").click()
    expect(page.locator(".notice.good")).to_contain_text("The settings were saved.")
    expect(page.locator("[name=retention_days]")).to_have_value(str(SETTINGS["retention_days"]))
    expect(page.locator("#history")).to_contain_text("An earlier change taken back")
