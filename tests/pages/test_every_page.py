"""Every page of the board: read by anybody, on any screen, in any light, in both languages."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page

from pages.board import ROUTES
from tests.desk.shop import ShopKeeper
from tests.pages.browsers import DESK, PHONE, Console, chromium, needs_chromium, pages_of, served, window
from tests.pages.conftest import app_of
from tests.pages.seeded import seed

__all__ = ["chromium"]

pytestmark = needs_chromium

RULES = [rule for rule, _, methods, *_ in ROUTES if "GET" in methods]
SERIOUS = ("serious", "critical")


@pytest.fixture
def app(mine: ShopKeeper) -> Flask:
    return app_of(mine.ledger, mine.account_id)


@pytest.fixture
def addresses(app: Flask, mine: ShopKeeper) -> Iterator[list[str]]:
    """Every page with something on it; what is downloaded or framed is no page."""
    ids = seed(mine)
    ids["delivery"] = ids["received"]
    found = pages_of(RULES, ids)
    client = app.test_client()
    pages = [one for one in found if client.get(one).mimetype == "text/html" and not one.endswith("/html")]
    with served(app) as root:
        yield [f"{root}{one}" for one in pages]


@pytest.fixture
def empty(app: Flask) -> Iterator[str]:
    """A board of somebody who has no store yet."""
    with served(app) as root:
        yield root


def serious(page: Page) -> list[str]:
    """What axe finds that keeps somebody from reading or using the page."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node.get('failureSummary', '')}"
        for one in found
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_nobody_is_kept_from_reading_a_page(
    chromium: Browser, addresses: list[str], language: str, light: str
) -> None:
    assert len(addresses) > 10
    with window(chromium, color_scheme=light) as context:
        page = context.new_page()
        console, amiss = Console().listen(page), list[str]()
        for address in addresses:
            answer = page.goto(f"{address}?lang={language}")
            assert answer is not None
            assert answer.status == 200, address
            for size in (DESK, PHONE):
                amiss += [f"{address} at {size[0]} px: {one}" for one in at_size(page, size)]
        assert amiss == []
        assert console.said == []


def at_size(page: Page, size: tuple[int, int]) -> list[str]:
    """What axe finds, and whether one must push the page aside to read it."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    wide = int(page.evaluate("document.documentElement.scrollWidth"))
    return serious(page) + ([f"{wide} px wide"] if wide > size[0] else [])


def test_every_page_can_be_read_without_javascript(chromium: Browser, addresses: list[str]) -> None:
    with window(chromium, PHONE, script=False) as context:
        page = context.new_page()
        for address in addresses:
            page.goto(address)
            assert page.locator("main h1").first.is_visible(), address
            assert page.locator("main").inner_text().strip(), address


@pytest.mark.parametrize("light", ["light", "dark"])
def test_an_empty_board_can_be_read_as_well(chromium: Browser, empty: str, light: str) -> None:
    with window(chromium, PHONE, color_scheme=light) as context:
        page = context.new_page()
        for rule in (rule for rule in RULES if "<" not in rule and not rule.endswith(".csv")):
            page.goto(f"{empty}{rule}")
            assert at_size(page, PHONE) == [], rule
