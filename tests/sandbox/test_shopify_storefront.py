"""The sandbox's online store: what its buyers see and do, and what the app behind its proxy is asked."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import html5lib
import pytest
import requests
from flask import Flask, request
from shopify_app import ShopifyApp
from werkzeug.serving import make_server

from sandbox.shopify import metafields
from tests.sandbox.shopify_box import SECRET, Box, open_box

PAGES = ("/", "/products/walnut-lamp", "/cart", "/checkout", "/ja", "/ja/products/walnut-lamp", "/ja/cart")


@pytest.fixture
def box() -> Iterator[Box]:
    with open_box() as made:
        yield made


def get(box: Box, path: str, **how: Any) -> requests.Response:
    return box.session.get(f"{box.sandbox.base_url}{path}", timeout=5, **how)


def post(box: Box, path: str, **form: Any) -> requests.Response:
    return box.session.post(f"{box.sandbox.base_url}{path}", data=form, timeout=5)


def offer(box: Box, *steps: tuple[int | None, int, bool], note: str = "", most: int | None = None) -> None:
    """Publish an offer: reach, days from today, on hand."""
    today = box.sandbox.clock().astimezone(box.shop.timezone).date()
    told = []
    for reach, days, here in steps:
        on = (today + timedelta(days=days)).isoformat()
        text = {} if here else {"en": f"Ships on <{on}>", "ja": f"{on}に発送"}
        told.append({"reach": reach, "on": on, "now": here, "day": {"en": on, "ja": f"{on}日"}, "text": text})
    end = {"en": "Only a few", "ja": "少しだけ"} if most is not None else {}
    body = {"regions": {"": {"most": most, "end": end, "steps": told}}, "note": note}
    value = {"ownerId": box.lamp.gid, "key": "backorder_offer", "type": "json", "value": json.dumps(body)}
    metafields.set_all(box.shop, [value])


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_valid_html(box: Box, path: str) -> None:
    offer(box, (None, 8, False), note="</script><b>")
    post(box, "/cart/add", id=box.lamp.number, quantity="2")
    page = get(box, path)
    assert page.status_code == 200
    html5lib.HTMLParser(strict=True).parse(page.text)


def test_a_country_with_an_offer_of_its_own_is_told_that_one(box: Box) -> None:
    offer(box, (None, 8, False))
    kept = box.lamp.metafields["$app", "backorder_offer"]
    body = json.loads(kept.value)
    there = json.dumps(body["regions"][""]).replace("Ships on", "Leaves on")
    kept.value = json.dumps({**body, "regions": {**body["regions"], "JP": json.loads(there)}})
    assert "Leaves on" not in get(box, "/products/walnut-lamp").text
    assert "Ships on" not in get(box, "/products/walnut-lamp?country=JP").text
    assert "Leaves on" in get(box, "/products/walnut-lamp").text, "the country is remembered"


def test_every_page_of_a_collection_has_the_badges_of_its_own_cards(box: Box) -> None:
    for number in range(24):
        box.shop.add_product(f"Shade {number}", sku=f"S{number}", price="9.00", stock={box.berlin: 1})
    box.lamp = box.shop.variants[-1]
    offer(box, (None, 8, False))
    assert "data-handle" not in get(box, "/").text
    assert 'data-handle="shade-23"' in get(box, "/?page=2").text


def test_what_is_on_hand_says_nothing_and_writes_nothing(box: Box) -> None:
    offer(box, (3, 1, True), (None, 8, False))
    page = get(box, "/products/walnut-lamp").text
    assert 'data-says=""' in page
    assert page.count('value="" data-backorder') == 2
    assert page.count(" disabled>") == 2


def test_a_day_that_has_passed_is_not_shown(box: Box) -> None:
    offer(box, (None, -1, False))
    assert 'data-says=""' in get(box, "/products/walnut-lamp").text


def test_where_nobody_published_an_offer_the_block_is_not_there(box: Box) -> None:
    assert "backorder-dates__line" not in get(box, "/products/walnut-lamp").text


def test_titles_and_notes_with_markup_are_harmless(box: Box) -> None:
    box.lamp.product.title = "<script>alert(1)</script>"
    offer(box, (None, 8, False), note="</script><script>alert(2)</script>")
    post(box, "/cart/add", id=box.lamp.number, **{"properties[Engraving]": "<script>alert(3)</script>"})
    for path in ("/", "/products/walnut-lamp", "/cart"):
        assert "<script>alert" not in get(box, path).text
        assert "Ships on &lt;" in get(box, path).text


def test_the_cart_counts_lines_of_one_item_together(box: Box) -> None:
    offer(box, (3, 1, True), (None, 8, False))
    post(box, "/cart/add", id=box.lamp.number, quantity="2", **{"properties[Engraving]": "A"})
    assert "backorder-dates__cart-line" not in get(box, "/cart").text
    post(box, "/cart/add", id=box.lamp.number, quantity="2", **{"properties[Engraving]": "B"})
    assert get(box, "/cart").text.count('class="backorder-dates__cart-line"') == 1


def test_a_quantity_that_cannot_be_ordered_is_said_in_the_cart(box: Box) -> None:
    offer(box, (2, 8, False), most=2)
    post(box, "/cart/add", id=box.lamp.number, quantity="2")
    post(box, "/cart", **{"updates[]": "5", "update": ""})
    assert "Only a few" in get(box, "/cart").text


def test_an_order_has_the_properties_of_its_lines(box: Box) -> None:
    kept = {
        "properties[_backorder_shown]": "2026-12-03",
        "properties[Ships]": "3 December",
        "properties[x]": "",
    }
    post(box, "/ja/cart/add", id=box.lamp.number, quantity="2", **kept)
    assert "_backorder_shown" not in get(box, "/cart").text
    post(box, "/ja/checkout", email="mia@example.com")
    (order,) = box.shop.orders.values()
    assert [one.properties for one in order.lines] == [
        {"_backorder_shown": "2026-12-03", "Ships": "3 December"}
    ]
    assert (order.locale, order.country, order.email) == ("ja", "DE", "mia@example.com")


def test_the_country_that_a_buyer_chose_is_remembered(box: Box) -> None:
    get(box, "/?country=JP")
    post(box, "/cart/add", id=box.lamp.number)
    post(box, "/checkout", email="mia@example.com")
    assert [one.country for one in box.shop.orders.values()] == ["JP"]


def test_a_permalink_fills_the_cart_with_its_properties(box: Box) -> None:
    kept = base64.urlsafe_b64encode(json.dumps({"_backorder_shown": "2026-12-03", "x": 1}).encode()).decode()
    link = f"/cart/{box.lamp.number}:2?properties={kept}&storefront=true"
    assert get(box, link).url.endswith("/cart")
    post(box, "/checkout", email="mia@example.com")
    (order,) = box.shop.orders.values()
    assert [(one.quantity, one.properties) for one in order.lines] == [
        (2, {"_backorder_shown": "2026-12-03"})
    ]
    assert get(box, f"/cart/{box.lamp.number}:1?properties=no").url.endswith("/checkout")
    assert get(box, "/cart/1:0").status_code == 404


def test_a_line_can_be_changed_without_loading_the_page(box: Box) -> None:
    post(box, "/cart/add", id=box.lamp.number, quantity="2")
    address = f"{box.sandbox.base_url}/cart/change.js"
    assert box.session.post(address, json={"line": 1, "quantity": 5}, timeout=5).json() == {"item_count": 5}
    assert box.session.post(address, json={"line": 2, "quantity": 5}, timeout=5).status_code == 422
    assert box.session.post(address, json=["no"], timeout=5).status_code == 422
    section = get(box, "/cart?section_id=main").text
    assert 'value="5"' in section
    assert "<html" not in section


def test_what_is_not_sold_is_not_put_in_the_cart(box: Box) -> None:
    box.shop.set_available(box.lamp, box.berlin, 0)
    box.lamp.inventory_policy = "DENY"
    assert post(box, "/cart/add", id=box.lamp.number).status_code == 422
    assert post(box, "/cart/add", id="77").status_code == 422


@pytest.mark.parametrize(
    "path", ["/products/none", "/cdn/theme/assets/..%2ftemplates%2fcart.liquid", "/admin/x"]
)
def test_what_is_not_there_is_not_found(box: Box, path: str) -> None:
    assert get(box, path).status_code == 404


@contextmanager
def app_behind(box: Box) -> Iterator[list[Any]]:
    """An app that writes down what the proxy asks it, and answers in Liquid under /themed."""
    app, asked = Flask("app"), []

    @app.route("/proxy/<path:rest>", methods=["GET", "POST"])
    def answer(rest: str) -> Any:
        asked.append((request.method, request.url, dict(request.headers), request.get_data()))
        kind = "application/liquid" if rest == "themed" else "text/plain"
        return "{{ shop.name }} says {{ 1 | plus: 1 }}", 200, {"Content-Type": kind, "Set-Cookie": "a=b"}

    server = make_server("127.0.0.1", 0, app)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    box.sandbox.online.app_url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_proxy_signs_as_shopify_does_and_passes_no_cookie(box: Box) -> None:
    with app_behind(box) as asked:
        box.session.cookies.set("cart", "secret")
        answer = get(box, "/apps/backorder/some/page?q=a&q=b&lang=ja")
    (_, url, headers, _) = asked[0]
    query = url.partition("?")[2]
    told = ShopifyApp("the-client", SECRET, None).verify_app_proxy_req(
        {"method": "GET", "headers": {}, "url": url, "body": ""}
    )
    assert told.ok
    assert told.shop == "demo-lamps"
    assert "q=a&q=b&lang=ja" in query
    assert "Cookie" not in headers
    assert "Set-Cookie" not in answer.headers
    assert answer.text.startswith("{{ shop.name }}")


def test_an_answer_in_liquid_comes_in_the_shops_theme(box: Box) -> None:
    with app_behind(box):
        answer = get(box, "/apps/backorder/themed")
    assert "Demo Lamps says 2" in answer.text
    assert "/cdn/theme/assets/theme.css" in answer.text


def test_an_app_that_is_away_is_said_to_be(box: Box) -> None:
    box.sandbox.online.app_url = "http://127.0.0.1:1"
    assert get(box, "/apps/backorder/x").status_code == 502
