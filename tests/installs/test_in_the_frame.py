"""The pages inside a shop's admin, in a real browser: with Shopify's scripts and without."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Frame, Page, Route, sync_playwright

from sandbox.shopify import Shop
from tests.installs.conftest import Place
from tests.pages.browsers import CHROMIUM, DESK, PHONE, QUIET, needs_chromium, window

pytestmark = needs_chromium

BRIDGE = """
window.shopify = {idToken: () => Promise.resolve("%s")};
for (const name of ["s-app-nav", "s-link", "s-section"])
  customElements.define(name, class extends HTMLElement {});
"""
"""As much of App Bridge and Polaris as the pages count on."""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
ADMIN = "https://admin.shopify.com/store/lamps/apps/backorders"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    """A page of the internet may frame one of this machine's, as it would frame ours elsewhere."""
    loopback = "--disable-features=LocalNetworkAccessChecks"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, loopback])
        yield browser
        browser.close()


@pytest.fixture
def shop(place: Place) -> Shop:
    made = place.shop()
    place.open(made)
    berlin = made.add_location("Berlin")
    lamp = made.add_product("Walnut Desk Lamp", sku="LAMP", price="80.00", stock={berlin: 1})
    place.here.work()
    made.place_order([(lamp, 3)], routing="now")
    place.here.settle()
    return made


@contextmanager
def opened(
    chromium: Chromium, place: Place, shop: Shop, size: tuple[int, int], *, scripts: bool
) -> Iterator[tuple[Page, Frame]]:
    """The admin with the app in its frame."""
    with window(chromium, size) as context:
        page = context.new_page()
        page.route("https://cdn.shopify.com/**", _cdn(place, shop) if scripts else _away)
        src = f"{place.url}/shopify?{place.here.shopify.oauth.home(shop)}"
        framed = f'<!doctype html><iframe name="app" src="{src}" width="100%" height="820"></iframe>'
        page.route(f"{ADMIN}**", lambda route: route.fulfill(body=framed, content_type="text/html"))
        page.goto(ADMIN)
        frame = page.frame("app")
        assert frame is not None
        frame.wait_for_selector("h1")
        yield page, frame


def _away(route: Route) -> None:
    route.abort()


def _cdn(place: Place, shop: Shop) -> Callable[[Route], None]:
    def answer(route: Route) -> None:
        bridge = BRIDGE % place.here.shopify.oauth.id_token(shop)
        body = bridge if "app-bridge" in route.request.url else ""
        route.fulfill(body=body, content_type="text/javascript")

    return answer


@pytest.mark.parametrize("size", [DESK, PHONE])
@pytest.mark.parametrize("scripts", [True, False])
def test_the_pages_are_read_and_answered_in_the_frame(
    chromium: Chromium, place: Place, shop: Shop, size: tuple[int, int], scripts: bool, tmp_path: Path
) -> None:
    with opened(chromium, place, shop, size, scripts=scripts) as (page, frame):
        assert "Walnut Desk Lamp" in frame.inner_text("main")
        assert frame.is_visible("header nav") is not scripts
        assert not frame.is_visible("s-app-nav")
        for address in ("/", "/stores", f"/stores/{place.installed(shop).id}"):
            frame.goto(place.url + address)
            wide = frame.evaluate(WIDER)
            assert wide <= 0, address
        frame.goto(place.url)
        frame.click("text=Pause everything")
        frame.wait_for_selector("text=Everything is paused")
        page.screenshot(path=str(tmp_path / "frame.png"))


def test_what_a_page_fetches_says_by_itself_who_asks(chromium: Chromium, place: Place, shop: Shop) -> None:
    with opened(chromium, place, shop, DESK, scripts=True) as (page, frame):
        page.context.clear_cookies()
        with page.expect_response(lambda answer: answer.url.startswith(place.url)) as fetched:
            frame.evaluate("htmx.ajax('GET', '/', {target: '#live', select: '#live', swap: 'outerHTML'})")
        assert fetched.value.request.headers["authorization"].startswith("Bearer ey")
        assert fetched.value.status == 200


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "https://chairs.myshopify.com/admin"])
def test_nobody_elses_page_may_frame_it(chromium: Chromium, place: Place, shop: Shop, elsewhere: str) -> None:
    framed = f'<!doctype html><iframe name="app" src="{place.url}/stores"></iframe>'
    with opened(chromium, place, shop, DESK, scripts=False) as (page, _frame):
        page.route(f"{elsewhere}**", lambda route: route.fulfill(body=framed, content_type="text/html"))
        with page.expect_event("requestfailed") as failed:
            page.goto(elsewhere)
    assert failed.value.url.startswith(place.url)
    assert "BLOCKED" in (failed.value.failure or "")
