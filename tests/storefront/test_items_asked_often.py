"""The page of items that take longer, asked often and at once: it must not keep the web process busy."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, Event, Lock
from typing import Any

import pytest
from sqlalchemy import event, inspect

from connector.ledger import window
from connector.ledger.items import Alternative
from connector.ledger.stores import Store
from pages.public.memory import Seconds
from tests.storefront.conftest import Street
from tests.storefront.test_items_page import SHOP, item_of, put, read, say_of, shown


@contextmanager
def statements(street: Street, about: str = " listings") -> Iterator[list[str]]:
    """What the database is asked meanwhile about the listings."""
    asked: list[str] = []

    def hear(_connection: Any, _cursor: Any, sql: str, *_more: Any) -> None:
        if about in sql:
            asked.append(sql)

    event.listen(street.mine.ledger.engine, "before_cursor_execute", hear)
    yield asked
    event.remove(street.mine.ledger.engine, "before_cursor_execute", hear)


def late(street: Street, many: int) -> Store:
    """So many lamps that are shown, each of a product and a kind of its own, with another named beside it."""
    store = street.shop(f"Lamps {many}", address=f"{many}.{SHOP}")
    for number in range(many):
        ref = f"lamp{many}-{number:02}"
        say_of(
            street,
            put(street, store, ref, 0, product_ref=f"p{number}", category=f"k{number}"),
            featured="yes",
        )
        put(street, store, f"{ref}-here", 3, product_ref=f"p{number}", category=f"k{number}")
    return store


def test_a_page_of_many_asks_no_more_than_a_page_of_few(street: Street) -> None:
    few, many = late(street, 2), late(street, 12)
    asked = []
    for store in (few, many):
        client = street.door()
        with statements(street) as heard:
            page = read(client, store)
        assert len(re.findall(r'<li><a href="[^"]+">[^<]+</a></li>', page)) == len(shown(page))
        asked.append(len(heard))
    assert asked[0] == asked[1] <= 5


def test_where_nothing_is_named_no_listing_is_looked_for(street: Street) -> None:
    store = late(street, 1)
    with street.mine.ledger.reading() as unit, statements(street) as heard:
        assert window.of_items(unit, store, []) == {}
        assert window.of_products(unit, store, [""], 9) == {}
    assert heard == []


def test_of_each_kind_no_more_are_looked_at_than_asked_for(street: Street) -> None:
    store = street.shop(address=SHOP)
    for kind in ("a", "b"):
        for number in range(4):
            put(street, store, f"{kind}{number}", 1, category=kind)
    put(street, street.shop("Other", address=f"o.{SHOP}"), "c1", 1, category="a")
    with street.mine.ledger.reading() as unit:
        found = window.of_categories(unit, store, ["a", "b", "none"], 3)
    assert {kind: [one.title for one in pieces] for kind, pieces in found.items()} == {
        "a": ["A0", "A1", "A2"],
        "b": ["B0", "B1", "B2"],
    }


def test_what_is_named_by_hand_keeps_its_order(street: Street) -> None:
    store = late(street, 3)
    with street.mine.ledger.writing() as unit:
        for other in ("lamp3-02-here", "lamp3-01-here"):
            unit.add(
                Alternative(
                    account_id=store.account_id,
                    item_id=item_of(street, store, "lamp3-00"),
                    other_id=item_of(street, store, other),
                )
            )
    assert re.findall(r'<li><a href="[^"]+">([^<]+)</a></li>', read(street.door(), store)) == [
        "Lamp3-02-Here",
        "Lamp3-01-Here",
        "Lamp3-01-Here",
        "Lamp3-02-Here",
    ]


def test_products_and_kinds_are_found_by_an_index(street: Street) -> None:
    indexes = [one["column_names"] for one in inspect(street.mine.ledger.engine).get_indexes("listings")]
    assert ["store_id", "product_ref"] in indexes
    assert ["store_id", "category"] in indexes


def test_a_page_is_made_once_a_minute_in_each_language(street: Street) -> None:
    store, client = late(street, 2), street.door()
    first = read(client, store, "?lang=en")
    with statements(street) as heard:
        assert read(client, store, "?lang=en") == first
    assert heard == []
    with statements(street) as heard:
        assert "引渡時期" in read(client, store, "?lang=ja")
    assert heard != []


def test_one_client_may_read_120_pages_a_minute_of_one_store(street: Street) -> None:
    store, client = street.shop(address=SHOP), street.door()
    address = f"/storefront/v1/{store.public_key}/items"
    assert {client.get(address).status_code for _ in range(120)} == {200}
    answer = client.get(address)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


def test_who_asks_at_once_waits_for_the_one_who_looks() -> None:
    memory: Seconds[str, int] = Seconds(60, 10)
    together, looked, guard = Barrier(8), [0], Lock()
    enough = Event()

    def find() -> int:
        with guard:
            looked[0] += 1
        enough.wait(0.2)  # the others come meanwhile
        return 7

    def ask(_number: int) -> int:
        together.wait(10)
        return memory.get("page", find)

    with ThreadPoolExecutor(8) as many:
        assert list(many.map(ask, range(8))) == [7] * 8
    assert looked == [1]


def test_who_looks_and_fails_keeps_nobody_waiting() -> None:
    memory: Seconds[str, int] = Seconds(60, 10)

    def fail() -> int:
        raise ConnectionError("the database is away")

    for _ in range(2):
        with pytest.raises(ConnectionError):
            memory.get("page", fail)
    assert memory.get("page", lambda: 7) == 7
    assert memory.get("page", fail) == 7
