"""The public app's way in: what an ID token must be, and what it is exchanged for."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from adapters.shopify.granting import Opened, PublicApp, ShutOut
from connector.domain.trouble import Trouble
from sandbox.shopify import Shop, ShopifySandbox
from sandbox.shopify.oauth_pages import TOKEN
from sandbox.shopify.people import OWNER, STAFF, id_token

SECRET = "a-client-secret-of-more-than-32-bytes"
CLIENT = "0c0ffee0-the-sandbox-app"
HOME = "https://app.example/shopify?embedded=1&shop=lamps.myshopify.com"


@pytest.fixture
def box() -> Iterator[ShopifySandbox]:
    made = ShopifySandbox(SECRET)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def shop(box: ShopifySandbox) -> Shop:
    made = box.add_shop("lamps")
    box.oauth.install(made)
    return made


@pytest.fixture
def app(box: ShopifySandbox) -> PublicApp:
    return PublicApp(CLIENT, SECRET, base_url=box.base_url)


def verified(app: PublicApp, token: str) -> Opened | None:
    return app.verify(f"{HOME}&id_token={token}", {})


def forged(*, secret: str = SECRET, **claims: Any) -> str:
    return id_token("lamps.myshopify.com", OWNER, CLIENT, secret, datetime.now(UTC), **claims)


def test_a_token_of_the_shops_admin_says_who_opened_the_app(app: PublicApp, shop: Shop) -> None:
    found = verified(app, forged())
    assert found is not None
    assert (found.shop, found.user) == ("lamps.myshopify.com", str(OWNER.id))
    assert forged() not in repr(found)


def test_a_bearer_is_read_as_the_address_is(app: PublicApp) -> None:
    found = app.verify("https://app.example/", {"Authorization": f"Bearer {forged()}"})
    assert found is not None
    assert found.shop == "lamps.myshopify.com"


def test_a_token_signed_before_the_secret_was_rotated_is_still_good(box: ShopifySandbox) -> None:
    after = PublicApp(CLIENT, "another-client-secret-of-32-bytes-x", SECRET, box.base_url)
    assert verified(after, forged()) is not None


def test_a_token_without_a_signature_proves_nothing(app: PublicApp) -> None:
    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    body = forged().split(".")[1]
    assert verified(app, f"{part({'alg': 'none', 'typ': 'JWT'})}.{body}.") is None
    assert verified(app, f"{part({'alg': 'none'})}.{body}.{forged().split('.')[2]}") is None


def at(from_now: timedelta) -> int:
    return int((datetime.now(UTC) + from_now).timestamp())


def shops(domain: str) -> dict[str, str]:
    return {"dest": f"https://{domain}", "iss": f"https://{domain}/admin"}


@pytest.mark.parametrize(
    "claims",
    [
        {"secret": "somebody-elses-secret-of-32-bytes-or-more"},
        {"aud": "another-app"},
        {"aud": [CLIENT, "another-app"]},
        {"aud": None},
        {"iss": "https://other.myshopify.com/admin"},
        {"dest": "https://other.myshopify.com"},
        {"iss": None},
        {"dest": None},
        {"dest": 7},
        {"exp": timedelta(seconds=-60)},
        {"exp": None},
        {"nbf": timedelta(seconds=60)},
        {"sub": None},
        {"sub": "1' or '1'='1"},
        {"sub": "9" * 40},
        shops("evil.com"),
        shops("lamps.myshopify.com.evil.com"),
        shops("lamps.myshopify.com@evil.com"),
        shops("evil.com/lamps.myshopify.com"),
        shops("lamps.myshopify.com\r\nX-Evil: 1"),
        shops("/evil.myshopify.com"),
        shops("\\evil.myshopify.com"),
        shops("-lamps.myshopify.com"),
        shops("LAMPS.myshopify.com"),
        shops("lamps.myshopify.com:8443"),
        {"dest": "http://lamps.myshopify.com", "iss": "http://lamps.myshopify.com/admin"},
    ],
)
def test_a_forged_token_proves_nothing(app: PublicApp, claims: dict[str, Any]) -> None:
    told = {name: at(value) if isinstance(value, timedelta) else value for name, value in claims.items()}
    assert verified(app, forged(**told)) is None


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer"},
        {"Authorization": "Basic abc"},
        {"Authorization": "Bearer ünïcode"},
        {"Authorization": "Bearer a.b.c"},
        {"Authorization": "Bearer " + "x" * 70_000},
    ],
)
def test_an_odd_header_is_no_error_of_ours(app: PublicApp, headers: dict[str, str]) -> None:
    assert app.verify(HOME, headers) is None


def test_an_exchange_gives_a_pair_that_runs_out(box: ShopifySandbox, app: PublicApp, shop: Shop) -> None:
    opened = verified(app, box.oauth.id_token(shop))
    assert opened is not None
    granted = app.offline(opened)
    assert box.oauth.shop_of(granted.token) is shop
    assert timedelta(minutes=59) < granted.lives <= timedelta(hours=1)
    assert timedelta(days=89) < granted.refresh_lives <= timedelta(days=90)
    assert granted.token not in repr(granted)
    assert granted.refresh_token not in repr(granted)


@pytest.mark.parametrize("user", [OWNER, STAFF])
def test_an_online_exchange_tells_who_the_user_is(
    box: ShopifySandbox, app: PublicApp, shop: Shop, user: Any
) -> None:
    opened = verified(app, box.oauth.id_token(shop, user))
    assert opened is not None
    found = app.online(opened)
    assert (found.email, found.owner) == (user.email, user.owner)
    assert found.name == f"{user.first_name} {user.last_name}"


def test_the_old_refresh_token_works_until_the_new_one_is_used(
    box: ShopifySandbox, app: PublicApp, shop: Shop
) -> None:
    opened = verified(app, box.oauth.id_token(shop))
    assert opened is not None
    first = app.offline(opened)
    second = app.refresh(shop.domain, first.refresh_token)
    assert app.refresh(shop.domain, first.refresh_token).token != second.token
    app.refresh(shop.domain, second.refresh_token)
    with pytest.raises(ShutOut):
        app.refresh(shop.domain, first.refresh_token)


def test_a_refresh_for_another_shop_gives_nothing(box: ShopifySandbox, app: PublicApp, shop: Shop) -> None:
    opened = verified(app, box.oauth.id_token(shop))
    assert opened is not None
    with pytest.raises(Trouble):
        app.refresh("chairs.myshopify.com", app.offline(opened).refresh_token)


def test_after_the_uninstall_an_id_token_is_worth_nothing(
    box: ShopifySandbox, app: PublicApp, shop: Shop
) -> None:
    opened = verified(app, box.oauth.id_token(shop))
    assert opened is not None
    shop.uninstall()
    for ask in (app.offline, app.online):
        with pytest.raises(Trouble) as found:
            ask(opened)
        assert found.value.permanent


@pytest.mark.parametrize("kind", ["500", "429"])
def test_trouble_at_shopify_passes(box: ShopifySandbox, app: PublicApp, shop: Shop, kind: Any) -> None:
    opened = verified(app, box.oauth.id_token(shop))
    assert opened is not None
    box.faults.next(TOKEN, kind, times=3)
    with pytest.raises(Trouble) as found:
        app.offline(opened)
    assert not found.value.permanent
    box.faults.clear()
    assert app.offline(opened).token


def test_a_sandbox_elsewhere_than_on_this_machine_is_refused() -> None:
    with pytest.raises(Trouble, match="on this machine"):
        PublicApp(CLIENT, SECRET, base_url="https://evil.example")
