"""Pages inside a shop's admin: who may frame them, and how a request in there says who asks."""

from datetime import UTC, datetime, timedelta
from typing import Any

from connector.ledger import accounts
from sandbox.shopify.people import OWNER, STAFF, id_token
from sandbox.shopify.sandbox import CLIENT_ID
from tests.installs.conftest import Place, ancestors
from tests.world import CLIENT_SECRET

FRAME = "https://lamps.myshopify.com https://admin.shopify.com"


DAY = timedelta(days=1)


def test_a_page_without_a_token_asks_app_bridge_for_one(place: Place) -> None:
    shop = place.shop()
    browser = place.browser()
    page = browser.follow(browser.get(f"/shopify?shop={shop.domain}&host=YWRtaW4&embedded=1"))
    assert page.status_code == 200
    assert "https://cdn.shopify.com/shopifycloud/app-bridge.js" in page.text
    assert '<meta name="shopify-api-key"' in page.text
    assert ancestors(page) == FRAME
    assert "shopify-reload=%2Fshopify%3Fshop%3Dlamps.myshopify.com" in page.url
    assert "script-src 'self' https://cdn.shopify.com" in page.headers["Content-Security-Policy"]


def forged(secret: str = CLIENT_SECRET, **claims: Any) -> str:
    domain = claims.pop("domain", "lamps.myshopify.com")
    return id_token(domain, OWNER, CLIENT_ID, secret, datetime.now(UTC), **claims)


def test_the_page_that_was_wanted_is_opened(place: Place) -> None:
    shop = place.shop()
    answer = place.browser().get(f"/shopify?{place.here.shopify.oauth.home(shop)}&next=%2Fstores")
    assert answer.headers["Location"] == "/stores"


def test_the_visits_cookie_is_fit_for_a_frame_and_nothing_of_it_is_kept_in_plain(place: Place) -> None:
    shop = place.shop()
    answer = place.browser().get(f"/shopify?{place.here.shopify.oauth.home(shop)}")
    cookies = answer.headers["Set-Cookie"]
    assert cookies.count("SameSite=None") == cookies.count("Partitioned") == cookies.count("HttpOnly")
    assert cookies.count("Secure") >= 2
    assert "Lax" not in cookies


def test_every_page_in_the_frame_may_be_framed_by_that_shops_admin_only(place: Place) -> None:
    shop, other = place.shop(), place.shop("chairs")
    browser = place.browser()
    place.open(shop, browser=browser)
    place.open(other)
    pages = (
        "/",
        "/items",
        "/expected",
        "/letters",
        "/waiting",
        "/stores",
        "/history",
        "/nowhere",
        "/stores/999",
    )
    for address in pages:
        page = browser.get(address)
        if address == "/nowhere":
            continue
        assert ancestors(page) == FRAME, address
        assert "script-src 'self' https://cdn.shopify.com" in page.headers["Content-Security-Policy"]
        assert "unsafe" not in page.headers["Content-Security-Policy"]
        assert "<s-app-nav>" in page.text
    assert ancestors(browser.post("/pause", to="pause")) == FRAME
    outside = place.signed_in("ada@example.org").get("/")
    assert ancestors(outside) == "'none'"
    assert "cdn.shopify.com" not in outside.text + outside.headers["Content-Security-Policy"]


def test_a_form_in_the_frame_needs_the_pages_token_and_works_with_it(place: Place) -> None:
    browser = place.browser()
    place.open(place.shop(), browser=browser)
    assert browser.post("/pause", to="pause").status_code == 400
    assert browser.press("/", "/pause", to="pause").status_code == 303


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_bearer_needs_no_cookie_and_no_token_of_the_page(place: Place) -> None:
    shop = place.shop()
    place.open(shop)
    stranger = place.browser()
    token = place.here.shopify.oauth.id_token(shop)
    page = stranger.get("/stores", **bearer(token))
    assert page.status_code == 200
    assert ancestors(page) == FRAME
    assert stranger.post("/pause", bearer(token), to="pause").status_code == 303
    with place.here.ledger.reading() as unit:
        assert accounts.get(unit, place.installed(shop).account_id).paused_at is not None


def test_a_bearer_of_nobody_is_refused_whatever_cookie_comes_with_it(place: Place) -> None:
    shop = place.shop()
    browser = place.browser()
    place.open(shop, browser=browser)
    unknown = place.here.shopify.oauth.id_token(shop, STAFF)
    elsewhere = place.here.shopify.oauth.id_token(place.shop("chairs"))
    for token in ("", "x", forged("somebody-elses-secret-of-more-than-32-bytes"), unknown, elsewhere):
        answer = browser.post("/pause", bearer(token), to="pause")
        assert answer.status_code == 401
        assert answer.headers["X-Shopify-Retry-Invalid-Session-Request"] == "1"
    with place.here.ledger.reading() as unit:
        assert accounts.get(unit, place.installed(shop).account_id).paused_at is None


def test_another_shops_user_sees_nothing_of_this_one(place: Place) -> None:
    shop, other = place.shop(), place.shop("chairs")
    place.open(shop)
    browser = place.browser()
    place.open(other, STAFF, browser)
    assert browser.get(f"/stores/{place.installed(shop).id}").status_code == 404
    assert place.installed(shop).account_id != place.installed(other).account_id


def test_a_visit_that_ended_begins_again_in_the_frame(place: Place) -> None:
    browser = place.browser()
    place.open(place.shop(), browser=browser)
    place.here.clock.ahead = 2 * DAY
    answer = browser.get("/stores", **{"Sec-Fetch-Dest": "iframe"})
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/shopify/token?shop=lamps.myshopify.com")
    assert "next%3D%252Fstores" in answer.headers["Location"]
