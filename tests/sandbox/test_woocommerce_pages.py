"""The sandbox shop's own pages: a buyer with a browser looks, fills a cart and orders."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from sandbox.woocommerce import Product, WooSandbox, WooStore

SHOWN = {"_backorder_shown": "2026-12-03", "発送予定": "12月3日(木)"}
BUYER = {"billing_first_name": "Mia", "billing_email": "mia@example.com", "billing_country": "DE"}


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[WooSandbox]:
    sandbox = WooSandbox(tls_folder=tmp_path)
    sandbox.start()
    yield sandbox
    sandbox.stop()


@pytest.fixture
def store(sandbox: WooSandbox) -> WooStore:
    return sandbox.add_store("Demo Lamps", key="ck", secret="cs")


@pytest.fixture
def browser(sandbox: WooSandbox) -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env, session.verify = False, str(sandbox.ca_file)
        yield session


def page_of(store: WooStore, product: Product) -> str:
    address: str = store.product(product)["permalink"]
    return address


def only_order(store: WooStore) -> dict[str, Any]:
    (order_id,) = store.shop.orders
    return store.order(order_id)


def test_a_product_has_a_page_where_its_permalink_says(store: WooStore, browser: requests.Session) -> None:
    lamp = store.add_product("Walnut Lamp", price="49.90", stock=0, backorders="notify")
    seen = browser.get(page_of(store, lamp), timeout=5)
    assert seen.status_code == 200
    assert '<h1 class="product_title entry-title">Walnut Lamp</h1>' in seen.text
    assert "$49.90" in seen.text
    assert "Available on backorder" in seen.text
    assert f'name="add-to-cart" value="{lamp.id}"' in seen.text
    assert not browser.cookies


def test_the_shops_page_lists_what_buyers_may_find(store: WooStore, browser: requests.Session) -> None:
    lamp, hidden, draft = (store.add_product(name) for name in ("Lamp", "Hidden", "Draft"))
    store.edit(hidden, catalog_visibility="hidden")
    store.edit(draft, status="draft")
    seen = browser.get(f"{store.url}/shop/", timeout=5).text
    assert f'href="{page_of(store, lamp)}"' in seen
    assert "Hidden" not in seen
    assert "Draft" not in seen


def test_products_of_one_name_have_pages_of_their_own(store: WooStore, browser: requests.Session) -> None:
    pages = {page_of(store, store.add_product(name)) for name in ("Lamp", "Lamp", "電灯", "電灯")}
    assert len(pages) == 4
    assert [browser.get(page, timeout=5).status_code for page in pages] == [200] * 4


def test_what_is_not_published_or_never_was_has_no_page(store: WooStore, browser: requests.Session) -> None:
    lamp = store.add_product("Lamp")
    store.edit(lamp, status="draft")
    for page in (page_of(store, lamp), f"{store.url}/product/nothing/"):
        assert browser.get(page, timeout=5).status_code == 404


def test_a_title_with_markup_is_text(store: WooStore, browser: requests.Session) -> None:
    lamp = store.add_product("Lamp <script>alert(1)</script>")
    assert "<script>alert" not in browser.get(page_of(store, lamp), timeout=5).text


def test_what_the_merchant_pastes_stands_as_it_is(store: WooStore, browser: requests.Session) -> None:
    lamp = store.add_product("Lamp")
    store.head_html, store.product_html = '<script src="https://a.example/w.js"></script>', "<p id=place></p>"
    head, _, body = browser.get(page_of(store, lamp), timeout=5).text.partition("</head>")
    assert store.head_html in head
    assert store.product_html in body


def test_what_the_form_kept_is_on_the_line_of_the_order(store: WooStore, browser: requests.Session) -> None:
    lamp = store.add_product("Lamp", stock=2, backorders="notify")
    form = {"add-to-cart": str(lamp.id), "quantity": "3", "other": "x", **SHOWN}
    cart = browser.post(page_of(store, lamp), files={name: (None, form[name]) for name in form}, timeout=5)
    assert cart.url == f"{store.url}/cart/"
    assert "12月3日(木)" in cart.text
    assert "2026-12-03" not in cart.text
    received = browser.post(f"{store.url}/checkout/", data=BUYER, timeout=5)

    order = only_order(store)
    assert f"#{order['id']}" in received.text
    assert (order["billing"]["email"], order["shipping"]["country"]) == ("mia@example.com", "DE")
    (line,) = order["line_items"]
    kept = {row["key"]: row["value"] for row in line["meta_data"]}
    assert (line["product_id"], line["quantity"]) == (lamp.id, 3)
    assert kept == {"Backordered": "1", "_reduced_stock": "3", **SHOWN}
    assert store.product(lamp)["stock_quantity"] == -1
    assert "currently empty" in browser.get(f"{store.url}/cart/", timeout=5).text


def test_a_variation_is_chosen_with_a_script_or_without(store: WooStore, browser: requests.Session) -> None:
    rug = store.add_variable("Rug")
    small, large = (store.add_variation(rug, size, stock=5) for size in "SL")
    assert 'value="L" ' not in browser.get(page_of(store, rug), timeout=5).text
    chosen = browser.get(page_of(store, large), timeout=5)
    assert "<option selected>L</option>" in chosen.text
    form = {"add-to-cart": str(rug.id), "quantity": "1"}
    browser.post(page_of(store, rug), data={**form, "variation_id": str(small.id)}, timeout=5)
    browser.post(page_of(store, rug), data={**form, "variation_id": "0", "attribute_size": "L"}, timeout=5)
    unsure = browser.post(page_of(store, rug), data={**form, "variation_id": "0"}, timeout=5)
    assert "Please choose product options" in unsure.text
    browser.post(f"{store.url}/checkout/", data=BUYER, timeout=5)
    bought = [line["variation_id"] for line in only_order(store)["line_items"]]
    assert bought == [small.id, large.id]


def test_the_shop_sells_no_more_than_it_says(store: WooStore, browser: requests.Session) -> None:
    lamp = store.add_product("Lamp", stock=2)
    form = {"add-to-cart": str(lamp.id), "quantity": "3"}
    refused = browser.post(page_of(store, lamp), data=form, timeout=5)
    assert "There is not enough of Lamp." in refused.text
    store.set_stock(lamp, 0)
    assert "add-to-cart" not in browser.get(page_of(store, lamp), timeout=5).text
