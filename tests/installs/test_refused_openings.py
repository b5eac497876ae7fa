"""Whoever opens the app with something forged gets nowhere, and nothing is kept of it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox.shopify.people import OWNER, home_query, id_token
from sandbox.shopify.sandbox import CLIENT_ID
from tests.installs.conftest import Place, ancestors
from tests.world import CLIENT_SECRET

FRAME = "https://lamps.myshopify.com https://admin.shopify.com"


def forged(secret: str = CLIENT_SECRET, **claims: Any) -> str:
    domain = claims.pop("domain", "lamps.myshopify.com")
    return id_token(domain, OWNER, CLIENT_ID, secret, datetime.now(UTC), **claims)


@pytest.mark.parametrize(
    "claims",
    [
        {"secret": "somebody-elses-secret-of-more-than-32-bytes"},
        {"aud": "another-app"},
        {"iss": "https://chairs.myshopify.com/admin"},
        {"exp": 1_700_000_000},
        {"nbf": 4_000_000_000},
        {"domain": "evil.com"},
        {"domain": "lamps.myshopify.com.evil.com"},
    ],
)
def test_after_a_forged_token_nothing_is_kept(place: Place, claims: dict[str, Any]) -> None:
    shop = place.shop()
    browser = place.browser()
    before = place.kept()
    answer = browser.get(
        f"/shopify?{home_query(shop.domain, forged(**claims), CLIENT_SECRET, place.here.clock())}"
    )
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/shopify/token?shop=lamps.myshopify.com")
    assert "Set-Cookie" not in answer.headers
    assert place.kept() == before
    assert place.here.shopify.oauth.exchanged == []


def test_a_good_token_in_the_wrong_hands_of_an_uninstalled_shop_keeps_nothing(place: Place) -> None:
    shop = place.shop()
    query = place.here.shopify.oauth.home(shop)
    shop.uninstall()
    before = place.kept()
    page = place.browser().get(f"/shopify?{query}")
    assert page.status_code == 502
    assert "did not let the app in" in page.text
    assert ancestors(page) == FRAME
    assert place.kept() == before


@pytest.mark.parametrize(
    "shop",
    [
        "evil.com",
        "a.myshopify.com.evil.com",
        "a.myshopify.com@evil",
        "a.myshopify.com%0d%0aX-Evil:%201",
        "%2f%2fevil",
        "%5c%5cevil",
        "a.myshopify.com%00",
        "",
    ],
)
def test_a_name_that_is_no_shops_is_refused_and_framed_by_nobody(place: Place, shop: str) -> None:
    browser = place.browser()
    for address in (
        f"/shopify?shop={shop}",
        f"/shopify/token?shop={shop}&shopify-reload=%2Fshopify",
    ):
        page = browser.get(address)
        assert page.status_code == 400
        assert ancestors(page) == "'none'"
        assert "X-Evil" not in page.headers


@pytest.mark.parametrize(
    "onward",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\r\nX:1"],
)
def test_nobody_is_sent_to_another_site(place: Place, onward: str) -> None:
    shop = place.shop()
    browser = place.browser()
    answer = browser.get(f"/shopify?{place.here.shopify.oauth.home(shop)}")
    assert answer.status_code == 303
    query = place.here.shopify.oauth.home(shop)
    answer = browser.session.get(
        f"{place.url}/shopify?{query}", params={"next": onward}, allow_redirects=False, timeout=20
    )
    assert answer.headers["Location"].startswith("/?shop=")
    bounced = browser.session.get(
        f"{place.url}/shopify/token",
        params={"shop": shop.domain, "shopify-reload": onward},
        allow_redirects=False,
        timeout=20,
    )
    assert bounced.status_code == 400


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_link_with_somebody_elses_token_signs_nobody_in(place: Place) -> None:
    """An admin opens us in a frame; another site's link would leave the reader in the linker's account."""
    shop = place.shop()
    browser = place.browser()
    led = {"Sec-Fetch-Dest": "document", "Sec-Fetch-Site": "cross-site"}
    answer = browser.get(f"/shopify?{place.here.shopify.oauth.home(shop)}", **led)
    assert answer.headers["Location"].startswith("/shopify/token?")
    assert not answer.cookies
    assert place.kept()["visits"] == 0
