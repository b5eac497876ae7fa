"""Products by REST: their meta, how they are sold, and what the store tells of it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from sandbox.woocommerce import Product, WooSandbox, WooStore

ROWS = {"a": 1, "b": [1, 2], "c": {"d": "ä"}}


class Api:
    """The store's REST API, with a key."""

    def __init__(self, store: WooStore, ca_file: Path) -> None:
        self.store = store
        self._session = requests.Session()
        self._session.trust_env, self._session.verify = False, str(ca_file)
        self._session.auth = ("ck", "cs")

    def __call__(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        address = f"{self.store.url}/wp-json/wc/v3/{path}"
        answer = self._session.request(method, address, json=body, timeout=5)
        assert answer.status_code == status, answer.text
        return answer.json()

    def close(self) -> None:
        self._session.close()


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    sandbox = WooSandbox(tls_folder=tmp_path)
    sandbox.start()
    api = Api(sandbox.add_store("Demo", key="ck", secret="cs"), sandbox.ca_file)
    yield api
    api.close()
    sandbox.stop()


def path_of(product: Product) -> str:
    return (
        f"products/{product.parent.id}/variations/{product.id}"
        if product.parent
        else f"products/{product.id}"
    )


def meta(body: Any) -> dict[str, Any]:
    return {row["key"]: row["value"] for row in body["meta_data"]}


def row(key: str, value: Any) -> dict[str, Any]:
    return {"key": key, "value": value}


@pytest.fixture(params=["product", "variation"])
def sold(api: Api, request: pytest.FixtureRequest) -> Product:
    if request.param == "product":
        return api.store.add_product("Lamp", stock=0)
    return api.store.add_variation(api.store.add_variable("Rug"), "S", stock=0)


def test_meta_is_written_in_place_and_null_takes_it_away(api: Api, sold: Product) -> None:
    path = path_of(sold)
    first = api("PUT", path, {"meta_data": [row("_ours", ROWS), row("_theirs", "x")]})
    second = api("PUT", path, {"meta_data": [row("_ours", "new")]})
    ids = [[one["id"] for one in body["meta_data"]] for body in (first, second)]
    assert ids[0] == ids[1]
    assert (meta(first)["_ours"], meta(second)) == (ROWS, {"_ours": "new", "_theirs": "x"})
    assert meta(api("PUT", path, {"meta_data": [row("_ours", None)]})) == {"_theirs": "x"}
    assert meta(api("GET", path)) == {"_theirs": "x"}


def test_an_empty_object_comes_back_as_an_empty_list(api: Api, sold: Product) -> None:
    written = api("PUT", path_of(sold), {"meta_data": [row("_ours", {"end": {}, "steps": [{"text": {}}]})]})
    assert meta(written) == {"_ours": {"end": [], "steps": [{"text": []}]}}


def test_lists_carry_the_meta_of_what_they_list(api: Api, sold: Product) -> None:
    api("PUT", path_of(sold), {"meta_data": [row("_ours", ROWS)]})
    folder = path_of(sold).rpartition("/")[0]
    (listed,) = api("GET", f"{folder}?include={sold.id},987654&_fields=id,meta_data")
    assert (listed["id"], meta(listed), set(listed)) == (sold.id, {"_ours": ROWS}, {"id", "meta_data"})


def test_a_batch_says_of_each_row_what_became_of_it(api: Api, sold: Product) -> None:
    path = path_of(sold).rpartition("/")[0] + "/batch"
    rows = [{"id": number, "meta_data": [row("_ours", 1)]} for number in (sold.id, 987654)]
    done, refused = api("POST", path, {"update": rows})["update"]
    assert (done["id"], meta(done)) == (sold.id, {"_ours": 1})
    assert refused["id"] == 987654
    assert refused["error"]["code"].endswith("_invalid_id")


def test_a_batch_takes_a_hundred_rows(api: Api, sold: Product) -> None:
    path = path_of(sold).rpartition("/")[0] + "/batch"
    rows = [{"id": sold.id}] * 101
    api("POST", path, {"update": rows[:100]})
    refused = api("POST", path, {"update": rows}, 413)
    assert refused["code"] == "woocommerce_rest_request_entity_too_large"


def test_the_stock_status_follows_how_a_counted_product_is_sold(api: Api, sold: Product) -> None:
    path = path_of(sold)
    for word, status in (("notify", "onbackorder"), ("no", "outofstock"), ("yes", "onbackorder")):
        found = api("PUT", path, {"backorders": word})
        assert (found["backorders"], found["stock_status"]) == (word, status)
        assert (found["backorders_allowed"], found["stock_quantity"]) == (word != "no", 0)
    assert api("PUT", path, {"stock_status": "instock"})["stock_status"] == "onbackorder"


def test_where_nobody_counts_the_status_is_what_was_written(api: Api) -> None:
    stool = api.store.add_product("Stool")
    for status in ("onbackorder", "outofstock", "instock"):
        found = api("PUT", path_of(stool), {"stock_status": status, "backorders": "notify"})
        assert (found["stock_status"], found["backorders"]) == (status, "no")
        assert (found["stock_quantity"], found["backorders_allowed"]) == (None, False)


def test_any_writing_of_a_product_is_told_once_as_it_is_when_told(api: Api, sold: Product) -> None:
    hook = {"name": "w", "topic": "product.updated", "delivery_url": "https://127.0.0.1:9/w", "secret": "s"}
    api("POST", "webhooks", hook, 201)
    folder = path_of(sold).rpartition("/")[0]
    api("PUT", path_of(sold), {"meta_data": [row("_ours", 1)]})
    api("POST", f"{folder}/batch", {"update": [{"id": sold.id, "meta_data": [row("_ours", 2)]}]})
    (told,) = api.store.webhooks.take()
    body = json.loads(told.body)
    assert (body["id"], body["type"], meta(body)) == (sold.id, sold.kind, {"_ours": 2})


def test_pictures_categories_and_visibility_are_kept(api: Api) -> None:
    lamp = api.store.add_product("Lamp")
    assert [one["slug"] for one in api("GET", path_of(lamp))["categories"]] == ["uncategorized"]
    looks = {"images": [{"src": "https://a.example/1.jpg"}, {"src": "https://a.example/2.jpg"}]}
    found = api(
        "PUT", path_of(lamp), {**looks, "categories": [{"name": "Lamps"}], "catalog_visibility": "hidden"}
    )
    assert [one["src"] for one in found["images"]] == ["https://a.example/1.jpg", "https://a.example/2.jpg"]
    assert ([one["name"] for one in found["categories"]], found["catalog_visibility"]) == (
        ["Lamps"],
        "hidden",
    )
    assert api("PUT", path_of(lamp), {"images": []})["images"] == []


def test_a_variation_has_one_picture_or_none(api: Api) -> None:
    small = api.store.add_variation(api.store.add_variable("Rug"), "S", stock=1)
    assert api("GET", path_of(small))["image"] is None
    found = api("PUT", path_of(small), {"image": {"src": "https://a.example/s.jpg"}})
    assert found["image"]["src"] == "https://a.example/s.jpg"
