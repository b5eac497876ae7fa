"""What a script on the shop's pages is told of an item, and who may ask."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from connector.ledger import stores
from connector.ledger.stores import Store
from tests.desk.shop import NOW
from tests.storefront.conftest import VARIANT, Street

THU, WED = date(2026, 12, 3), date(2026, 12, 23)
LAMP = "gid-lamp"


@pytest.fixture
def lamps(street: Street) -> Store:
    """One lamp on the shelf, three more on Thursday."""
    store = street.shop(address="lamps.myshopify.com")
    item_id = street.mine.stock(store, LAMP, 1)
    street.mine.expect(item_id, 3, THU)
    street.show(store, LAMP, variant_ref=f"{VARIANT}41", url="https://lamps.example/products/lamp")
    return store


def ask(client: FlaskClient, store: Store, *items: str, **more: str) -> dict[str, Any]:
    asked = [("item", one) for one in items] + list(more.items())
    answer = client.get(f"/storefront/v1/{store.public_key}/availability", query_string=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def one(client: FlaskClient, store: Store, item: str, **more: str) -> dict[str, Any]:
    found: dict[str, Any] = ask(client, store, item, **more)["items"][item]
    return found


def test_what_is_on_the_shelf_is_there_now(street: Street, lamps: Store) -> None:
    assert one(street.door(), lamps, "41") == {
        "orderable": True,
        "now": True,
        "ships_on": "2026-11-23",
        "day": {"en": "Mon 23 November", "ja": "11月23日(月)"},
        "text": {},
        "most": None,
        "end": {},
        "note": "",
    }


def test_whoever_wants_more_is_told_the_day_of_the_delivery_that_has_it(street: Street, lamps: Store) -> None:
    client = street.door()
    two = one(client, lamps, "41", quantity="2")
    assert (two["orderable"], two["now"], two["ships_on"]) == (True, False, THU.isoformat())
    assert two["text"]["en"] == "On backorder: ships on Thu 3 December"
    assert one(client, lamps, "41", quantity="5")["ships_on"] == WED.isoformat()


def test_the_next_buyer_is_told_the_next_day(street: Street, lamps: Store) -> None:
    street.mine.order(lamps, "#1", [(LAMP, 4)])
    assert one(street.door(), lamps, "41")["ships_on"] == WED.isoformat()


def test_where_selling_ends_it_is_said(street: Street) -> None:
    store = street.shop(address="lamps.myshopify.com", settings={"handling_days": 0, "sell_up_to": "inbound"})
    street.mine.expect(street.mine.stock(store, LAMP, 1), 3, THU)
    street.show(store, LAMP, variant_ref=f"{VARIANT}41")
    found = one(street.door(), store, "41", quantity="5")
    assert (found["orderable"], found["ships_on"], found["most"]) == (False, None, 4)
    assert "4" in found["end"]["en"]


def test_what_the_shop_itself_does_not_sell_beyond_its_stock_cannot_be_ordered(
    street: Street, lamps: Store
) -> None:
    street.show(lamps, LAMP, beyond="deny")
    client = street.door()
    assert one(client, lamps, "41")["orderable"] is True
    assert one(client, lamps, "41", quantity="2")["orderable"] is False


def test_a_day_that_has_passed_is_never_said(street: Street, lamps: Store) -> None:
    street.now = NOW + timedelta(days=11)
    client = street.door()
    assert one(client, lamps, "41")["ships_on"] is None
    assert one(client, lamps, "41", quantity="2")["ships_on"] == WED.isoformat()
    street.now = NOW + timedelta(days=40)
    assert one(street.door(), lamps, "41", quantity="2") == {"orderable": None}


def test_of_what_nobody_knows_nothing_is_said(street: Street, lamps: Store) -> None:
    asked = ("42", "lamp", "9" * 30, "'; DROP TABLE offers", "gid-lamp", "４１")
    assert ask(street.door(), lamps, *asked)["items"] == {name: {"orderable": None} for name in asked}


def test_what_is_not_counted_is_always_there(street: Street, lamps: Store) -> None:
    street.show(lamps, LAMP, tracked=False)
    found = one(street.door(), lamps, "41", quantity="900")
    assert (found["orderable"], found["now"], found["ships_on"]) == (True, True, None)


def test_what_is_not_counted_and_is_out_of_stock_by_hand_cannot_be_ordered(street: Street) -> None:
    store = street.shop("Chairs", platform="woocommerce", address="https://chairs.example")
    street.mine.stock(store, "16", 0)
    street.show(store, "16", tracked=False, beyond="outofstock")
    found = one(street.door(), store, "16")
    assert (found["orderable"], found["now"], found["most"]) == (False, False, 0)


def test_a_variation_without_a_shelf_of_its_own_is_sold_from_its_parents(street: Street) -> None:
    store = street.shop("Chairs", platform="woocommerce", address="https://chairs.example")
    street.mine.stock(store, "16", 0)
    street.mine.stock(store, "16/18", 2, title="Red chair")
    found = ask(street.door(), store, "16", "16/17", "16/18", "17")["items"]
    assert found["16/17"] == found["16"]
    assert (found["16"]["now"], found["16/18"]["now"]) == (False, True)
    assert found["17"] == {"orderable": None}


def test_each_country_is_told_of_the_shelves_that_ship_there(street: Street) -> None:
    settings = {"handling_days": 0, "lead_days": 30, "serves": [{"location": "main", "countries": ["DE"]}]}
    store = street.shop(address="lamps.myshopify.com", settings=settings)
    street.mine.stock(store, LAMP, 2)
    street.show(store, LAMP, variant_ref=f"{VARIANT}41")
    client = street.door()
    assert one(client, store, "41", country="de")["now"] is True
    assert one(client, store, "41", country="JP") == one(client, store, "41")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "item=41&quantity=0",
        "item=41&quantity=-1",
        "item=41&quantity=１",
        "item=41&quantity=x",
        "item=41&country=DEU",
        "&".join(f"item={number}" for number in range(21)),
    ],
)
def test_an_unclear_question_is_answered_with_what_is_wrong(street: Street, lamps: Store, query: str) -> None:
    answer = street.door().get(f"/storefront/v1/{lamps.public_key}/availability?{query}")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert answer.get_json()["detail"]


def test_off_unknown_and_left_are_the_same_nothing(street: Street, lamps: Store) -> None:
    off = street.shop("Off", on=False)
    left = street.shop("Left")
    with street.mine.ledger.writing() as unit:
        stores.leave(stores.get(unit, left.account_id, left.id), NOW)
    client = street.door()
    keys = (off.public_key, left.public_key, "0" * 32, "lamps.myshopify.com", "%00", "é")
    answers = [client.get(f"/storefront/v1/{key}/availability?item=41") for key in keys]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1
    assert client.get(f"/storefront/v1/{lamps.public_key}/availability?item=41").status_code == 200


def test_another_stores_items_are_not_told(street: Street, lamps: Store) -> None:
    other = street.shop("Other", address="other.myshopify.com")
    assert one(street.door(), other, "41") == {"orderable": None}


def test_a_switch_that_goes_off_closes_the_door(street: Street, lamps: Store) -> None:
    with street.mine.ledger.writing() as unit:
        stores.turn(unit, lamps, "storefront", None, "a test")
    answer = street.door().get(f"/storefront/v1/{lamps.public_key}/availability?item=41")
    assert answer.status_code == 404


def test_an_answer_says_how_old_it_may_be_and_an_unchanged_one_is_not_sent_again(
    street: Street, lamps: Store
) -> None:
    client, address = street.door(), f"/storefront/v1/{lamps.public_key}/availability?item=41"
    first = client.get(address)
    said = first.get_json()
    assert (said["as_of"], said["max_age"]) == ("2026-11-23T09:00:00.000+00:00", 30)
    assert first.headers["Cache-Control"] == "public, max-age=29"
    street.now += timedelta(seconds=40)
    again = street.door().get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Cache-Control"] == "public, max-age=29"
    street.mine.order(lamps, "#1", [(LAMP, 1)])
    changed = street.door().get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


@pytest.mark.parametrize(
    ("origin", "may"),
    [
        ("https://lamps.myshopify.com", True),
        ("https://lamps.example", True),
        ("https://lamps.exampl", False),
        ("https://lamps.example.evil.test", False),
        ("http://lamps.example", False),
        ("https://other.myshopify.com", False),
        ("https://lamps.example/products", False),
        ("https://%", False),
        ("null", False),
        ("", False),
    ],
)
def test_only_the_shops_own_pages_may_read_an_answer(
    street: Street, lamps: Store, origin: str, may: bool
) -> None:
    address = f"/storefront/v1/{lamps.public_key}/availability"
    client = street.door()
    for answer in (
        client.get(f"{address}?item=41", headers={"Origin": origin}),
        client.get(address, headers={"Origin": origin}),
        client.options(address, headers={"Origin": origin}),
    ):
        told = answer.headers.get("Access-Control-Allow-Origin")
        assert told == (origin if may else None)
        assert "Origin" in answer.headers["Vary"]
        assert "Access-Control-Allow-Credentials" not in answer.headers


def test_a_draft_tells_nothing_by_its_number(street: Street, lamps: Store) -> None:
    street.show(lamps, LAMP, url="", visible=False)
    assert one(street.door(), lamps, "41") == {"orderable": None}
    street.show(lamps, LAMP, url="https://lamps.example/products/lamp")
    assert one(street.door(), lamps, "41")["orderable"] is True


def test_a_variation_that_is_switched_off_does_not_tell_its_parents_stock(street: Street) -> None:
    store = street.shop("Chairs", platform="woocommerce", address="https://shop.example")
    for ref in ("16", "16/17"):
        street.mine.stock(store, ref, 5)
    street.show(store, "16/17", visible=False)
    assert one(street.door(), store, "16/17") == {"orderable": None}
    assert one(street.door(), store, "16/18")["orderable"] is True


def test_many_origins_cost_one_look_at_the_listings(street: Street, lamps: Store) -> None:
    client, address = street.door(), f"/storefront/v1/{lamps.public_key}/availability?quantity=x"
    asked: list[str] = []

    def listen(_connection: Any, _cursor: Any, sql: str, *_more: Any) -> None:
        asked.append(sql)

    event.listen(street.mine.ledger.engine, "before_cursor_execute", listen)
    for number in range(9):
        answer = client.get(address, headers={"Origin": f"https://{number}.evil.test"})
        assert "Access-Control-Allow-Origin" not in answer.headers
    answer = client.get(address, headers={"Origin": "https://lamps.example"})
    event.remove(street.mine.ledger.engine, "before_cursor_execute", listen)
    assert answer.headers["Access-Control-Allow-Origin"] == "https://lamps.example"
    assert len([sql for sql in asked if "listings" in sql]) == 1


def test_a_woocommerce_store_asks_from_its_own_address_only(street: Street) -> None:
    store = street.shop("Chairs", platform="woocommerce", address="https://shop.example/chairs")
    client = street.door()
    for origin, may in (("https://shop.example", True), ("https://chairs.example", False)):
        answer = client.get(
            f"/storefront/v1/{store.public_key}/availability?item=1", headers={"Origin": origin}
        )
        assert ("Access-Control-Allow-Origin" in answer.headers) is may
