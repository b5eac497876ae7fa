"""What the way to a WooCommerce shop makes of everything that a shop may answer."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import responses
import woocommerce.api

from adapters import outgoing
from adapters.outgoing import Outside
from adapters.woocommerce.answers import Missing, NoRoute, ReadOnlyKey
from adapters.woocommerce.transport import Shop
from connector.domain.trouble import Trouble

RECORDED = Path(__file__).parents[1] / "data" / "woocommerce" / "rest"
URL = "https://shop.example"
ORDERS = f"{URL}/wp-json/wc/v3/orders"


@pytest.fixture
def answers() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop(Outside(), URL, "ck_key", "cs_secret")
    yield shop
    shop.close()


def recorded(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(next(RECORDED.glob(f"{name}_*.json")).read_text())["response"]
    return found


def replay(answers: responses.RequestsMock, method: str, url: str, name: str) -> None:
    told = recorded(name)
    answers.add(method, url, json=told["body"], status=told["status"])


def trouble(call: Callable[[], object]) -> Trouble:
    with pytest.raises(Trouble) as caught:
        call()
    assert "cs_secret" not in str(caught.value)
    return caught.value


def test_the_library_sends_only_through_our_own_way_out() -> None:
    api = woocommerce.api.API(URL, "ck", "cs")
    with pytest.raises(LookupError):
        api.get("orders")


def test_the_key_goes_in_the_header_and_lists_go_as_php_reads_them(
    answers: responses.RequestsMock, shop: Shop
) -> None:
    answers.get(ORDERS, json=[])
    shop.get("orders", status=["on-hold", "processing"], dates_are_gmt=True, per_page=5)
    request = answers.calls[0].request
    assert request.headers["Authorization"].startswith("Basic ")
    assert request.params == {"status": "on-hold,processing", "dates_are_gmt": "true", "per_page": "5"}  # type: ignore[attr-defined]
    assert "secret" not in (request.url or "")


@pytest.mark.parametrize("name", ["162", "163", "171"])
def test_a_key_that_is_not_known_is_for_a_person(
    answers: responses.RequestsMock, shop: Shop, name: str
) -> None:
    replay(answers, "GET", ORDERS, name)
    found = trouble(lambda: shop.get("orders"))
    assert found.permanent
    assert "no longer accepts our key" in str(found)


def test_a_key_that_may_only_read_says_so(answers: responses.RequestsMock, shop: Shop) -> None:
    replay(answers, "POST", ORDERS, "170")
    found = trouble(lambda: shop.post("orders", {}))
    assert isinstance(found, ReadOnlyKey)
    assert not found.unknown


def test_a_missing_order_is_missing_whether_read_or_written(
    answers: responses.RequestsMock, shop: Shop
) -> None:
    gone = {
        "code": "woocommerce_rest_shop_order_invalid_id",
        "message": "Invalid ID.",
        "data": {"status": 404},
    }
    answers.get(f"{ORDERS}/9", json=gone, status=404)
    replay(answers, "PUT", f"{ORDERS}/9", "085")
    replay(answers, "DELETE", f"{ORDERS}/9", "286")
    for call in (
        lambda: shop.get("orders/9"),
        lambda: shop.put("orders/9", {}),
        lambda: shop.delete("orders/9"),
    ):
        assert isinstance(trouble(call), Missing)


def test_a_route_that_is_switched_off_is_told_apart_from_a_missing_order(
    answers: responses.RequestsMock, shop: Shop
) -> None:
    replay(answers, "GET", f"{ORDERS}/9/fulfillments", "086")
    assert isinstance(trouble(lambda: shop.get("orders/9/fulfillments")), NoRoute)


def test_a_bad_parameter_stops_and_names_itself(answers: responses.RequestsMock, shop: Shop) -> None:
    replay(answers, "GET", ORDERS, "149")
    found = trouble(lambda: shop.get("orders", modified_after="yesterday"))
    assert found.permanent
    assert "rest_invalid_param" in str(found)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(answers: responses.RequestsMock, shop: Shop, status: int) -> None:
    answers.get(ORDERS, status=status, headers={"Location": "https://www.shop.example/"})
    found = trouble(lambda: shop.get("orders"))
    assert found.permanent
    assert "https://www.shop.example/" in str(found)
    assert len(answers.calls) == 1


@pytest.mark.parametrize(
    ("told", "wait"),
    [
        ("7", timedelta(seconds=7)),
        ("999999", timedelta(hours=1)),
        ("Wed, 21 Oct 2015 07:28:00 GMT", timedelta(0)),
        ("soon", None),
        ("", None),
        ("-5", None),
        ("Wed, 99 Oct 2015 07:28:00 GMT", None),
    ],
)
def test_a_shop_that_asks_for_quiet_gets_it(
    answers: responses.RequestsMock, shop: Shop, told: str, wait: timedelta | None
) -> None:
    answers.post(ORDERS, json={}, status=429, headers={"Retry-After": told})
    found = trouble(lambda: shop.post("orders", {}))
    assert (found.permanent, found.unknown, found.retry_after) == (False, False, wait)


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520])
@pytest.mark.parametrize("body", ['{"code":"x","message":"y"}', "<html>down</html>", ""])
def test_a_shop_that_broke_may_have_done_what_was_written_but_nothing_that_was_read(
    answers: responses.RequestsMock, shop: Shop, status: int, body: str
) -> None:
    answers.get(ORDERS, body=body, status=status)
    answers.post(ORDERS, body=body, status=status)
    read, wrote = trouble(lambda: shop.get("orders")), trouble(lambda: shop.post("orders", {}))
    assert (read.permanent, read.unknown) == (False, False)
    assert (wrote.permanent, wrote.unknown) == (False, True)


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf[]",
        b"<br />\n<b>Warning</b>: Undefined variable\n[]",
        b"[]garbage",
        b"",
        b"[NaN]",
        b"[" * 200_000,
        b"\xff\xfe",
    ],
)
def test_an_answer_that_is_not_clean_json_is_trouble_and_never_data(
    answers: responses.RequestsMock, shop: Shop, body: bytes
) -> None:
    answers.get(ORDERS, body=body)
    answers.put(f"{ORDERS}/1", body=body)
    assert not trouble(lambda: shop.get("orders")).unknown
    assert trouble(lambda: shop.put("orders/1", {})).unknown


@pytest.mark.parametrize(("status", "permanent"), [(200, False), (404, True)])
def test_a_web_page_instead_of_an_answer_hints_at_the_permalinks(
    answers: responses.RequestsMock, shop: Shop, status: int, permanent: bool
) -> None:
    answers.get(ORDERS, body="\n<!DOCTYPE html><title>Shop</title>", status=status)
    found = trouble(lambda: shop.get("orders"))
    assert "permalinks" in str(found)
    assert found.permanent == permanent


def test_a_firewall_may_let_us_through_later(answers: responses.RequestsMock, shop: Shop) -> None:
    answers.get(ORDERS, body="<html>blocked</html>", status=403)
    assert not trouble(lambda: shop.get("orders")).permanent


def test_pages_are_read_to_the_end_and_not_beyond(answers: responses.RequestsMock, shop: Shop) -> None:
    for items in ([1, 2], [3]):
        answers.get(ORDERS, json=items, headers={"X-WP-TotalPages": "2"})
    assert list(shop.pages("orders")) == [1, 2, 3]


def test_a_list_that_shrank_while_it_was_read_just_ends(answers: responses.RequestsMock, shop: Shop) -> None:
    answers.get(ORDERS, json=[1, 2], headers={"X-WP-TotalPages": "3"})
    answers.get(ORDERS, json=[], headers={"X-WP-TotalPages": "0"})
    assert list(shop.pages("orders")) == [1, 2]


def test_a_list_without_a_count_of_pages_ends_at_its_first_short_page(
    answers: responses.RequestsMock, shop: Shop
) -> None:
    answers.get(ORDERS, json=list(range(100)))
    answers.get(ORDERS, json=[100])
    assert len(list(shop.pages("orders"))) == 101


def test_a_list_that_is_none_is_trouble(answers: responses.RequestsMock, shop: Shop) -> None:
    answers.get(ORDERS, json={"orders": []})
    trouble(lambda: list(shop.pages("orders")))


@pytest.mark.parametrize("url", ["http://shop.example", "ftp://shop.example", "shop.example", ""])
def test_a_shop_without_https_is_not_spoken_to(url: str) -> None:
    assert trouble(lambda: Shop(Outside(allow_loopback=True), url, "k", "s")).permanent


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1", "https://10.0.0.5", "https://[::1]", "https://169.254.169.254"]
)
def test_a_private_address_is_not_spoken_to(url: str) -> None:
    shop = Shop(Outside(), url, "k", "s")
    assert trouble(lambda: shop.get("orders")).permanent


def test_an_answer_without_end_is_cut_off(
    answers: responses.RequestsMock, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outgoing, "MAX_BYTES", 1000)
    answers.get(ORDERS, body=b"[" + b" " * 5000 + b"]")
    assert trouble(lambda: shop.get("orders")).permanent
