"""Every page: read by anybody, on any screen, in any light, in both languages."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from connector.config import Settings
from connector.ledger import people, visits
from connector.ledger.engine import Ledger
from pages.board import ROUTES
from pages.entry import ROUTES as WAY_IN
from tests.desk.shop import keeper
from tests.pages.browsers import DESK, PHONE, Console, chromium, needs_chromium, pages_of, served, window
from tests.pages.house import House, built, enter, press
from tests.pages.seeded import seed

__all__ = ["chromium"]

pytestmark = needs_chromium

RULES = [rule for rule, _, methods, *_ in ROUTES if "GET" in methods]
ADA = "ada@example.com"
SERIOUS = ("serious", "critical")


@dataclass
class Site:
    """The whole application, served; `addresses` are its pages for somebody who is signed in."""

    house: House
    root: str
    addresses: list[str]

    def let_in(self, context: BrowserContext, email: str = ADA) -> Page:
        """A page of a browser in which this person is signed in."""
        with self.house.workshop.ledger.writing() as unit:
            (person,) = people.by_email(unit, email)
            token = visits.begin(unit, person, self.house.clock())
        context.add_cookies([{"name": "visit", "value": token, "url": self.root}])
        return context.new_page()


@pytest.fixture
def house(settings: Settings, ledger: Ledger) -> Iterator[House]:
    with built(settings, ledger) as made:
        yield made


@pytest.fixture
def site(house: House) -> Iterator[Site]:
    """With something on every page."""
    ids = seed(keeper(house.workshop.ledger))
    found = shown(house, pages_of(RULES, {**ids, "delivery": ids["received"]}))
    with served(house.app) as root:
        yield Site(house, root, found)


@pytest.fixture
def empty(house: House) -> Iterator[Site]:
    """Of somebody who has no store yet."""
    house.person(ADA)
    found = shown(house, [rule for rule in RULES if "<" not in rule])
    with served(house.app) as root:
        yield Site(house, root, found)


def shown(house: House, addresses: list[str]) -> list[str]:
    """What is downloaded or framed is no page; some are only for those who come back from a store."""
    client = house.app.test_client()
    enter(house, client, ADA)
    answers = [(one, client.get(one)) for one in addresses if not one.endswith("/html")]
    assert [one for one, answer in answers if answer.status_code >= 500] == []
    return [one for one, answer in answers if (answer.status_code, answer.mimetype) == (200, "text/html")]


def way_in(house: House) -> list[str]:
    """Every page for those who are not signed in, with links as they are mailed."""
    press(house.app.test_client(), "/start", email="new@example.com", shop="New lamps")
    links = [house.link_for(ADA), *house.links()]
    plain = [rule for rule, _, methods, *_ in WAY_IN if "GET" in methods and "<" not in rule]
    client = house.app.test_client()
    return [one for one in plain if client.get(one).status_code == 200] + links


def serious(page: Page) -> list[str]:
    """What axe finds that keeps somebody from reading or using the page."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node.get('failureSummary', '')}"
        for one in found
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]


def at_size(page: Page, size: tuple[int, int]) -> list[str]:
    """What axe finds, and whether one must push the page aside to read it."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    wide = int(page.evaluate("document.documentElement.scrollWidth"))
    return serious(page) + ([f"{wide} px wide"] if wide > size[0] else [])


def look_at(page: Page, root: str, addresses: list[str], language: str) -> None:
    """Each page as it comes, at a desk and on a phone; then what is amiss with any of them."""
    console, amiss = Console().listen(page), list[str]()
    for address in addresses:
        answer = page.goto(f"{root}{address}?lang={language}")
        assert answer is not None
        assert answer.status == 200, address
        for size in (DESK, PHONE):
            amiss += [f"{address} at {size[0]} px: {one}" for one in at_size(page, size)]
    assert amiss == []
    assert console.said == []


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_nobody_is_kept_from_reading_a_page(chromium: Browser, site: Site, language: str, light: str) -> None:
    assert len(site.addresses) > 15
    with window(chromium, color_scheme=light) as context:
        look_at(site.let_in(context), site.root, site.addresses, language)


@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_nobody_is_kept_from_coming_in(chromium: Browser, site: Site, language: str, light: str) -> None:
    pages = way_in(site.house)
    assert len(pages) >= 6
    with window(chromium, color_scheme=light) as context:
        look_at(context.new_page(), site.root, pages, language)


@pytest.mark.parametrize("light", ["light", "dark"])
def test_a_board_of_nothing_can_be_read_as_well(chromium: Browser, empty: Site, light: str) -> None:
    with window(chromium, color_scheme=light) as context:
        look_at(empty.let_in(context), empty.root, empty.addresses, "en")


def test_every_page_can_be_read_without_javascript(chromium: Browser, site: Site) -> None:
    with window(chromium, PHONE, script=False) as context:
        page = site.let_in(context)
        for address in (*site.addresses, *way_in(site.house)):
            page.goto(f"{site.root}{address}")
            assert page.locator("main h1").first.is_visible(), address
            assert page.locator("main").inner_text().strip(), address


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("effect", ["offers", "selling", "storefront", "waitlist"])
def test_the_preview_of_a_switch_of_the_shop_can_be_read_by_anybody(
    chromium: Browser, site: Site, effect: str, language: str
) -> None:
    """It answers a button, so that no address leads to it."""
    with window(chromium) as context:
        page = site.let_in(context)
        store = next(one for one in site.addresses if one.endswith("/settings"))
        page.goto(f"{site.root}{store}?lang={language}")
        page.locator(f"form[action$='/switches/{effect}'] button").click()
        page.locator("input[name=confirmed]").wait_for(state="attached")
        assert [one for size in (DESK, PHONE) for one in at_size(page, size)] == []
