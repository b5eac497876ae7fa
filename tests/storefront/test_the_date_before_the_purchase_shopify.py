"""A shopper in a Shopify store sees the date before the purchase, sees it move, and has it on the order."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Route

from app.web import create_app
from connector.letters.language import TEXTS, Voice
from tests.pages.browsers import DESK, PHONE, chromium, needs_chromium, served
from tests.storefront.high_street import Shopper, Street, high_street, shopper

__all__ = ["chromium", "high_street"]

pytestmark = needs_chromium

LAMP = "/products/lamp"
SERIOUS = ("serious", "critical")
WATCH_SHIFTS = """() => {
  window.shifts = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((one) => { window.shifts += one.value; }))
    .observe({ type: 'layout-shift', buffered: true });
}"""


@pytest.fixture
def mia(chromium: Browser, high_street: Street) -> Iterator[Shopper]:
    with shopper(chromium, high_street.root, DESK) as made:
        yield made


def says(street: Street, day: date, language: str = "en") -> str:
    """The sentence for a day, in the words of the letters."""
    voice = Voice(language, street.today())
    return voice.say("offer_on", day=voice.day(day))


def test_the_date_moves_with_the_queue_and_with_the_delivery_and_goes_when_goods_come(
    high_street: Street, mia: Shopper
) -> None:
    street = high_street.opens(LAMP=1)
    first, second = street.coming(2, 10), street.coming(4, 20)

    assert mia.open(LAMP).notice == ""
    assert mia.wants(2).notice == says(street, street.day(10))
    assert mia.wants(1).notice == ""

    street.merchant.sell("A", LAMP=1)
    street.here.settle()
    assert mia.open(LAMP).notice == says(street, street.day(10))

    street.merchant.sell("B", LAMP=2)
    street.here.settle()
    assert mia.open(LAMP).notice == says(street, street.day(20))

    street.merchant.shop.postpone_transfer(second, street.at(27))
    street.here.settle()
    assert mia.open(LAMP).notice == says(street, street.day(27))
    assert mia.wants(5).notice == says(street, street.day(30))

    street.merchant.shop.receive_transfer(first)
    street.merchant.shop.receive_transfer(second)
    street.here.settle()
    assert mia.open(LAMP).notice == ""
    assert mia.console.said == []


@pytest.mark.parametrize(("language", "root", "key"), [("en", "", "Ships"), ("ja", "/ja", "発送予定")])
def test_the_order_carries_the_day_that_was_shown_and_the_letter_says_it(
    high_street: Street, mia: Shopper, language: str, root: str, key: str
) -> None:
    street = high_street.opens(LAMP=0)
    street.coming(3, 12)
    day = street.day(12)
    words = Voice(language, street.today()).day(day)

    mia.open(f"{root}{LAMP}").wants(2)
    assert mia.notice == says(street, day, language)
    assert mia.kept() == {"properties[_backorder_shown]": day.isoformat(), f"properties[{key}]": words}
    mia.puts_in_cart()
    assert says(street, day, language) in mia.page.locator(".backorder-dates--cart").inner_text()
    assert "_backorder_shown" not in mia.page.content()
    mia.buys()
    street.here.settle()

    (order,) = street.merchant.shop.orders.values()
    assert order.lines[0].properties == {"_backorder_shown": day.isoformat(), key: words}
    assert street.line_of(order.gid).shown_on == day
    (letter,) = street.here.mailbox.texts()
    assert words in letter


def test_a_quantity_beyond_the_end_says_so_and_keeps_no_day(high_street: Street, mia: Shopper) -> None:
    street = high_street
    street.set(sell_up_to="inbound")
    street.opens(LAMP=0)
    street.coming(3, 12)
    assert mia.open(LAMP).wants(4).notice == TEXTS["en"]["offer_most_many"].format(most=3)
    assert mia.kept() == {}
    assert set(mia.wants(3).kept()) == {"properties[_backorder_shown]", "properties[Ships]"}


@pytest.fixture
def small_range(high_street: Street) -> Street:
    """A lamp in two sizes, of which only the small one is there, and a lantern that waits."""
    high_street.merchant.stock(LAMP=2, LANTERN=0)
    small = high_street.merchant.items["LAMP"]
    small.option = "Small"
    large = high_street.merchant.shop.add_variant(
        small.product, sku="LAMP-L", price="20.00", stock={high_street.merchant.berlin: 0}, option="Large"
    )
    high_street.merchant.items["LAMP-L"] = large
    high_street.opens()
    high_street.coming(2, 8, "LAMP-L")
    return high_street


def test_each_variant_says_its_own_day(small_range: Street, mia: Shopper) -> None:
    day = says(small_range, small_range.day(8))
    assert mia.open(LAMP).notice == ""
    assert mia.kept() == {}
    assert mia.chooses("Large").notice == day
    assert mia.kept()["properties[_backorder_shown]"] == small_range.day(8).isoformat()
    assert mia.chooses("Small").notice == ""
    assert mia.kept() == {}
    large = small_range.merchant.items["LAMP-L"]
    assert mia.open(f"{LAMP}?variant={large.number}").notice == day
    assert mia.console.said == []


def test_nothing_moves_when_the_choice_changes(chromium: Browser, small_range: Street) -> None:
    placed = small_range.here.shopify.online.placed
    placed.settings["product_date"] = {"text_size": 150, "show_icon": False}
    with shopper(chromium, small_range.root, (320, 900)) as mia:
        mia.open(LAMP)
        mia.page.evaluate(WATCH_SHIFTS)
        assert mia.notice == ""
        before = mia.page.locator("button[name=add]").bounding_box()
        assert mia.chooses("Large").wants(1).notice
        assert mia.page.locator("button[name=add]").bounding_box() == before
        assert mia.wants(9).chooses("Small").wants(1).notice == ""
        assert mia.page.locator("button[name=add]").bounding_box() == before
        assert mia.page.evaluate("window.shifts") == 0


def test_cards_of_what_waits_have_a_badge_and_do_not_move(small_range: Street, mia: Shopper) -> None:
    mia.open("/")
    mia.page.evaluate(WATCH_SHIFTS)
    badges = mia.page.locator(".backorder-badge")
    assert badges.all_inner_texts() == [says(small_range, small_range.day(30))]
    assert "Lantern" in mia.page.locator(".card", has=badges).inner_text()
    assert mia.page.evaluate("window.shifts") == 0
    mia.page.get_by_role("link", name="Lantern").click()
    assert mia.notice == says(small_range, small_range.day(30))


def test_a_theme_with_another_form_keeps_the_day_too(high_street: Street, mia: Shopper) -> None:
    high_street.opens(LAMP=0)
    mia.page.route("**/products/**", renamed)
    assert mia.open(LAMP).notice == says(high_street, high_street.day(30))
    assert mia.kept()["properties[_backorder_shown]"] == high_street.day(30).isoformat()
    mia.wants(1).puts_in_cart()
    assert "Ships:" in mia.page.locator(".lines").inner_text()


def renamed(route: Route) -> None:
    """The page of a theme whose form has another id."""
    answer = route.fetch()
    text = answer.text().replace('id="product-form-', 'id="buy-')
    text = text.replace('name="quantity" form="product-form-', 'name="quantity" form="buy-')
    route.fulfill(response=answer, body=text)


def test_without_a_script_the_day_is_there_and_is_kept(chromium: Browser, high_street: Street) -> None:
    high_street.opens(LAMP=0)
    day = high_street.day(30)
    with shopper(chromium, high_street.root, PHONE, script=False) as mia:
        assert mia.open(LAMP).notice == says(high_street, day)
        mia.puts_in_cart()
        assert says(high_street, day) in mia.page.locator(".backorder-dates--cart").inner_text()
        mia.buys()
    (order,) = high_street.merchant.shop.orders.values()
    assert order.lines[0].properties["_backorder_shown"] == day.isoformat()


def test_without_a_script_no_day_is_kept_that_is_only_one_variants(
    chromium: Browser, small_range: Street
) -> None:
    large = small_range.merchant.items["LAMP-L"]
    with shopper(chromium, small_range.root, DESK, script=False) as mia:
        assert mia.open(f"{LAMP}?variant={large.number}").notice == says(small_range, small_range.day(8))
        mia.page.locator("select[name=id]").select_option("Small")
        mia.puts_in_cart()
        mia.buys()
    (order,) = small_range.merchant.shop.orders.values()
    assert order.lines[0].properties == {}


def test_the_cart_says_the_day_of_the_quantity_that_is_in_it_now(high_street: Street, mia: Shopper) -> None:
    high_street.opens(LAMP=1)
    high_street.coming(2, 9)
    mia.open(LAMP).puts_in_cart()
    lines = mia.page.locator(".backorder-dates__cart-line")
    assert lines.count() == 0
    for units, ahead in ((2, 9), (5, 30), (3, 9)):
        mia.page.locator("[name='updates[]']").fill(str(units))
        mia.page.locator("[name='updates[]']").blur()
        lines.get_by_text(says(high_street, high_street.day(ahead))).wait_for()
    mia.page.locator("[name='updates[]']").fill("1")
    mia.page.locator("[name='updates[]']").blur()
    lines.wait_for(state="detached")
    assert mia.console.said == []


def test_titles_with_markup_run_nothing(high_street: Street, mia: Shopper) -> None:
    high_street.opens(LAMP=0)
    product = high_street.merchant.items["LAMP"].product
    product.title = "<img src=x onerror='window.struck = 1'></script><script>window.struck = 1</script>"
    for path in ("/", LAMP):
        mia.open(path)
        assert mia.page.evaluate("window.struck") is None
    mia.puts_in_cart()
    assert mia.page.evaluate("window.struck") is None
    assert "<img" in mia.page.locator(".backorder-dates__title").inner_text()


@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_everybody_can_read_it(
    chromium: Browser, small_range: Street, size: tuple[int, int], light: str
) -> None:
    lantern = small_range.merchant.items["LANTERN"]
    lantern.product.title = "Lantern" + " of paper from Gifu, folded by hand" * 3
    with shopper(chromium, small_range.root, size, color_scheme=light) as mia:
        for root in ("", "/ja"):
            mia.open(f"{root}/products/{lantern.product.handle}").puts_in_cart()
            for path in ("/", f"/products/{lantern.product.handle}", "/cart"):
                mia.open(f"{root}{path}")
                found = Axe().run(mia.page).response["violations"]
                assert [one["id"] for one in found if one["impact"] in SERIOUS] == [], path
                wide = mia.page.evaluate("document.documentElement.scrollWidth - innerWidth")
                assert wide <= 0, path
        assert mia.console.said == []


@pytest.mark.parametrize(("language", "root", "key"), [("en", "", "Ships"), ("ja", "/ja", "発送予定")])
def test_the_page_of_long_waits_in_the_shops_theme_leads_to_an_order_with_its_day(
    high_street: Street, mia: Shopper, language: str, root: str, key: str
) -> None:
    high_street.opens(LAMP=0, LANTERN=0)
    high_street.coming(5, 4, "LANTERN")
    day = high_street.day(30)
    with app_behind(high_street):
        mia.open(f"/apps/backorder/items?lang={language}")
        assert mia.page.locator(".header__name").inner_text() == "lamps"
        assert says(high_street, day, language) in mia.page.locator(".backorder-card").inner_text()
        link = urlsplit(str(mia.page.locator(".backorder-order").get_attribute("href")))
        assert link.netloc == high_street.merchant.shop.domain
    mia.open(f"{root}{link.path}?{link.query}")
    assert mia.page.url.endswith(f"{root}/cart")
    mia.buys()
    (order,) = high_street.merchant.shop.orders.values()
    assert order.lines[0].properties == {
        "_backorder_shown": day.isoformat(),
        key: Voice(language, high_street.today()).day(day),
    }


@contextmanager
def app_behind(street: Street) -> Iterator[None]:
    """The application itself, where the shop's proxy asks it."""
    app = create_app(street.here.workshop)
    with served(app) as address:
        street.here.shopify.online.app_url = address
        yield
    app.extensions["acceptor"].close()
