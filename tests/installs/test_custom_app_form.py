"""The form in which a person names a shop and its own app."""

import pytest
import requests
from sqlalchemy import select

from adapters.shopify.facts import NEEDED
from connector.domain.roles import Role
from connector.ledger.grants import Grant
from connector.ledger.tenancy import ACROSS
from sandbox.shopify import Shop
from tests.installs.conftest import Browser, Place

SECRET = "the-custom-apps-own-secret-of-32-bytes"


CLIENT = "custom-app-of-lamps"


FORM = "/stores/shopify"


@pytest.fixture
def shop(place: Place) -> Shop:
    """One whose owner made an app for it."""
    made = place.here.shopify.add_shop("lamps", name="Lamps")
    place.here.shopify.oauth.add_custom_app(made, CLIENT, SECRET, NEEDED)
    return made


@pytest.fixture
def owner(place: Place) -> Browser:
    return place.signed_in("ada@example.com")


def ask(browser: Browser, **changes: str) -> requests.Response:
    typed = {"shop_domain": "lamps", "client_id": CLIENT, "client_secret": SECRET}
    return browser.press(FORM, **{**typed, **changes})


def secrets_kept(place: Place) -> list[dict[str, str]]:
    with place.here.ledger.reading() as unit:
        return list(unit.scalars(select(Grant.sealed), execution_options=ACROSS))


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("shop_domain", "", "Shop: is empty"),
        ("shop_domain", "evil.com", "Shop: is not a shop"),
        ("shop_domain", "a.myshopify.com.evil.com", "Shop: is not a shop"),
        ("shop_domain", "a.myshopify.com@evil", "Shop: is not a shop"),
        ("shop_domain", "lamps\r\nX-Evil: 1", "Shop: "),
        ("shop_domain", "//evil", "Shop: is not a shop"),
        ("shop_domain", "\\\\evil", "Shop: is not a shop"),
        ("client_id", "", "Client id: is empty"),
        ("client_secret", "ü" * 20, "Client secret: does not look like one"),
        ("client_secret", "x" * 300, "Client secret: does not look like one"),
    ],
)
def test_what_cannot_be_used_is_said_with_its_cure_and_the_secret_is_not_shown_again(
    place: Place, shop: Shop, owner: Browser, field: str, value: str, said: str
) -> None:
    page = ask(owner, **{field: value})
    assert page.status_code == 422
    assert said in page.text
    assert SECRET not in page.text
    assert secrets_kept(place) == []


def test_only_those_who_may_install_see_the_form(place: Place) -> None:
    browser = place.signed_in("will@example.com", Role.WAREHOUSE)
    assert browser.get(FORM).status_code == 403
    assert browser.post(FORM, shop_domain="lamps").status_code in (400, 403)
    assert browser.get("/shopify/callback?state=x").status_code == 403
