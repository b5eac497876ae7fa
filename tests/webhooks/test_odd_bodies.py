"""Bodies that a parser chokes on: the door never does, and a person is shown what could not be read."""

import http.client
import json
from urllib.parse import urlsplit

import pytest

from connector.ledger import inbox
from tests.webhooks.office import Office, served_office, shopify_headers, signature, woo_headers
from webhooks.storefronts import MAX_BYTES

ORDER = {"id": 820982911946154508, "updated_at": "2026-11-22T10:00:00-05:00"}
READABLE = {
    "doubled keys": b'{"id":1,"id":2,"date_modified_gmt":"2026-11-22T10:00:00"}',
    "a NUL in a text": b'{"id":1,"note":"a\\u0000b"}',
    "an id beyond 2^53": json.dumps(ORDER).encode(),
    "1e999 where nobody looks": b'{"id":1,"weight":1e999}',
}
UNREADABLE = {
    "100,000 open brackets": b"[" * 100_000,
    "290,000 nested objects, as many as fit": b'{"id":' * 290_000 + b"1" + b"}" * 290_000,
    "nested where nobody looks": b'{"id":1,"x":' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001,
    "a number of 5,000 digits": b'{"id":' + b"9" * 5000 + b"}",
    "NaN": b'{"id":NaN}',
    "1e999": b'{"id":1e999}',
    "an id that is none": b'{"id":-1}',
    "a list": b"[]",
    "a text": b'"order"',
    "nothing": b"",
    "not UTF-8": b'{"id":1,"note":"\xff\xfe"',
    "half of it": b'{"id":1,"line_items":[{',
    "no id": b"{}",
}


def _both(office: Office, body: bytes) -> None:
    office.add_shop()
    office.add_woo()
    assert office.shopify(body, "orders/updated").status_code == 200
    assert office.woo(body, "order.updated").status_code == 200


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_stored_acknowledged_and_shown(office: Office, body: bytes) -> None:
    _both(office, body)

    read = office.read()
    assert [kept.body for kept in read] == [body, body]
    for kept in read:
        assert kept.unreadable
        assert kept.meaning.startswith("cannot be read at $")
        with office.ledger.reading() as unit:
            assert [one.id for one in inbox.unreadable(unit, kept.account_id)] == [kept.id]
    assert {kind for kind, _ in office.owed()} == {"intake"}


@pytest.mark.parametrize("body", READABLE.values(), ids=READABLE)
def test_what_is_only_odd_is_read(office: Office, body: bytes) -> None:
    _both(office, body)

    assert [kept.unreadable for kept in office.read()] == [False, False]
    assert [kind for kind, _ in office.owed()].count("reread_order") == 2


@pytest.mark.parametrize("text", [r"\ud800", r"\udfff\ud800", r"\u0000"])
def test_a_lone_surrogate_stops_nobody(office: Office, text: str) -> None:
    _both(office, b'{"id":1,"note":"' + text.encode() + b'"}')

    assert all(kept.read_at for kept in office.read())


def test_one_that_cannot_be_read_does_not_hold_up_its_neighbours(office: Office) -> None:
    office.add_shop()
    for number in range(1, 21):
        assert office.shopify(b'{"id":%d}' % number if number % 5 else b"{").status_code == 200

    assert [kept.unreadable for kept in office.read()].count(True) == 4
    assert [kind for kind, _ in office.owed()].count("reread_order") == 16


def test_half_a_million_nested_objects_are_too_many_bytes(office: Office) -> None:
    office.add_shop()
    assert office.shopify(b'{"a":' * 500_000 + b"1" + b"}" * 500_000).status_code == 413


def test_two_megabytes_are_let_in_and_one_byte_more_is_not(office: Office) -> None:
    office.add_shop()
    largest = b'{"id":1,"note":"' + b"x" * (MAX_BYTES - 18) + b'"}'
    assert len(largest) == MAX_BYTES

    assert office.shopify(largest).status_code == 200
    assert office.shopify(largest + b" ").status_code == 413
    assert [len(kept.body) for kept in office.kept()] == [MAX_BYTES]


@pytest.mark.parametrize("more", [0, 1])
def test_a_chunked_body_is_measured_as_it_comes(office: Office, more: int) -> None:
    office.add_shop()
    office.add_woo()
    body = b'{"id":1,"note":"' + b"x" * (MAX_BYTES - 18) + b'"}' + b" " * more
    with served_office(office) as url:
        first = _send_chunked(url, "/webhooks/shopify", body, shopify_headers(body, "orders/updated"))
        headers = woo_headers(body, "order.updated", signature(body, office.woo_secret()))
        second = _send_chunked(url, "/webhooks/woocommerce/a-door-that-was-drawn", body, headers)

    assert {first, second} == ({413} if more else {200})
    assert len(office.kept()) == (0 if more else 2)


def _send_chunked(url: str, path: str, body: bytes, headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    chunks = [body[at : at + 65536] for at in range(0, len(body), 65536)]
    connection.request("POST", path, body=iter(chunks), headers=headers, encode_chunked=True)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def test_a_length_that_lies_is_refused_before_a_byte_is_read(office: Office) -> None:
    with served_office(office) as url:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
        connection.putrequest("POST", "/webhooks/shopify")
        connection.putheader("Content-Length", str(MAX_BYTES * 1000))
        connection.endheaders()
        assert connection.getresponse().status == 413
        connection.close()
