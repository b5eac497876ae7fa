"""Who was forgotten is found nowhere, and nothing that comes later brings them back."""

import json
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from connector.ledger import history, orders, privacy, stores, tasks
from connector.ledger.backorders import Backorder
from connector.ledger.findings import Finding
from connector.ledger.leftovers import Leftover
from connector.ledger.orders import Order
from connector.ledger.stores import Store
from connector.ledger.tasks import Owe, Task
from jobs import buyer_file, timekeeping
from tests.flows.asking import person_asks, shopify_says
from tests.flows.everywhere import found
from tests.flows.merchants import MERCHANTS, Merchant
from tests.world import World

EMAIL, FIRST, LAST = "Quirina.Voss@Example.com", "Quirina", "Vossberg"
BUYER = {"email": EMAIL, "first_name": FIRST, "last_name": LAST}


def a_waiting_buyer(here: World, platform: str) -> tuple[Merchant, int]:
    """Three of one lamp are there and she wants five: she waits, and was written to."""
    merchant = MERCHANTS[platform](here, f"{platform}-forgets").stock(LAMP=3)
    merchant.sell_how("a", {"LAMP": 5}, **BUYER)
    merchant.sell_how("b", {"LAMP": 1}, email="other@example.com", first_name="Otto", last_name="Other")
    here.settle()
    with here.ledger.reading() as unit:
        order = orders.by_ref(
            unit, merchant.store.account_id, merchant.store.id, merchant.ref(merchant.orders["a"])
        )
    assert order is not None
    assert order.email == EMAIL
    return merchant, order.id


def of_hers(unit: Session, merchant: Merchant) -> Order | None:
    ref = merchant.ref(merchant.orders["a"])
    return orders.by_ref(unit, merchant.store.account_id, merchant.store.id, ref)


def plant(here: World, store: Store, order_id: int) -> None:
    """Their name and address in every place where people and platforms write freely."""
    now, says = here.clock(), f"{FIRST} wrote from {EMAIL.lower()}"
    with here.ledger.writing() as unit:
        line = orders.lines_of(unit, store.account_id, order_id)[0]
        line.rank_reason = line.date_reason = line.title = says
        here_too = {"store_id": store.id, "order_id": order_id, "values": {"reason": [says]}}
        history.note(unit, store.account_id, now, "Ada", says, **here_too)
        history.note(unit, store.account_id, now, "Ada", says)
        mine = {"account_id": store.account_id, "store_id": store.id, "seen_at": now}
        fault = {"rule": "r", "subject": "s", "gaps": {"who": says}, "trouble": says}
        unit.add(Finding(**mine, **fault, order_id=order_id, first_seen_at=now))
        line_note = {"kind": "line_property", "ref": "L1", "what": says, "detail": {"note": {EMAIL: FIRST}}}
        unit.add(Leftover(**mine, **line_note))
        tasks.owe(unit, store.account_id, store.id, [Owe("effects", "letter", f"{order_id}-x", now)], now)
        for task in unit.scalars(select(Task).where(Task.account_id == store.account_id)):
            if task.subject in (str(order_id), f"{order_id}-x"):
                task.state, task.trouble = "given up", f"550 <{EMAIL}>: no such user"


def forget(here: World, merchant: Merchant, platform: str) -> None:
    """Asked as it is asked on each platform."""
    if platform == "woocommerce":
        person_asks(here, merchant.store, "customer_redact", EMAIL.lower())
        return
    order = merchant.orders["a"]
    answer = shopify_says(
        here,
        "customers/redact",
        merchant.store.address,
        customer={"id": 1, "email": EMAIL, "phone": None},
        orders_to_redact=[int(order.gid.rsplit("/", 1)[1])],
    )
    assert answer.status_code == 200
    here.work()


def kept(here: World) -> list[str]:
    return found(here.ledger, here.workshop.settings.redis_url, EMAIL, FIRST, LAST)


@pytest.fixture
def forgotten(here: World, platform: str) -> tuple[Merchant, int]:
    merchant, order_id = a_waiting_buyer(here, platform)
    plant(here, merchant.store, order_id)
    assert len(kept(here)) > 12
    forget(here, merchant, platform)
    assert kept(here) == []
    return merchant, order_id


def test_who_is_forgotten_is_found_in_no_table_and_not_in_redis(
    here: World, forgotten: tuple[Merchant, int]
) -> None:
    merchant, order_id = forgotten
    with here.ledger.reading() as unit:
        (request,) = privacy.of_account(unit, merchant.store.account_id)
        order = orders.get(unit, merchant.store.account_id, order_id)
    assert (request.state, request.sealed) == ("done", "")
    assert order.forgotten_at is not None
    assert order.placed_at is not None


def test_another_buyer_stays_known(here: World, forgotten: tuple[Merchant, int]) -> None:
    assert forgotten
    assert found(here.ledger, here.workshop.settings.redis_url, "other@example.com", "Otto") != []


def test_a_late_webhook_does_not_bring_them_back(here: World, forgotten: tuple[Merchant, int]) -> None:
    merchant, _ = forgotten
    merchant.edit("a", "LAMP", 6)
    here.settle()
    assert kept(here) == []


def test_reading_the_order_again_does_not_bring_them_back(
    here: World, forgotten: tuple[Merchant, int]
) -> None:
    merchant, order_id = forgotten
    store = merchant.store
    with here.ledger.writing() as unit:
        owed = [Owe("intake", "reread_order", merchant.ref(merchant.orders["a"]), here.clock())]
        tasks.owe(unit, store.account_id, store.id, owed, here.clock())
        orders.get(unit, store.account_id, order_id).digest = ""
    here.settle()
    assert kept(here) == []


def test_reading_it_as_if_for_the_first_time_does_not_bring_them_back(
    here: World, forgotten: tuple[Merchant, int]
) -> None:
    """The order's own row does not know any more; the marks do."""
    merchant, order_id = forgotten
    store = merchant.store
    with here.ledger.writing() as unit:
        order = orders.get(unit, store.account_id, order_id)
        order.forgotten_at, order.order_ref = None, "another"
        tasks.owe(
            unit,
            store.account_id,
            store.id,
            [Owe("intake", "reread_order", merchant.ref(merchant.orders["a"]), here.clock())],
            here.clock(),
        )
    here.settle()
    with here.ledger.reading() as unit:
        again = of_hers(unit, merchant)
    assert again is not None
    assert again.forgotten_at is not None
    assert kept(here) == []


def test_a_nightly_reading_of_everything_does_not_bring_them_back(
    here: World, forgotten: tuple[Merchant, int]
) -> None:
    """The order's row does not know any more either: the marks alone keep them away."""
    merchant, order_id = forgotten
    with here.ledger.writing() as unit:
        order = orders.get(unit, merchant.store.account_id, order_id)
        order.forgotten_at, order.digest = None, ""
    here.clock.ahead += timedelta(hours=25)
    assert timekeeping.owe_due(here.workshop) == 2
    here.settle()
    with here.ledger.reading() as unit:
        order = orders.get(unit, merchant.store.account_id, order_id)
    assert order.digest != ""
    assert order.forgotten_at is not None
    assert kept(here) == []


def test_what_they_wait_for_still_goes_its_way_without_letters(
    here: World, forgotten: tuple[Merchant, int]
) -> None:
    merchant, order_id = forgotten
    written = len(here.mailbox.letters)
    merchant.receive("LAMP", 5)
    here.settle()
    with here.ledger.reading() as unit:
        mine = select(Backorder).where(
            Backorder.account_id == merchant.store.account_id, Backorder.order_id == order_id
        )
        states = {row.state: row.quantity for row in unit.scalars(mine)}
    assert states["waiting"] == 0
    assert states["released"] == 2
    assert len(here.mailbox.letters) == written
    assert kept(here) == []


def test_who_orders_again_is_a_new_acquaintance(here: World, forgotten: tuple[Merchant, int]) -> None:
    merchant, _ = forgotten
    merchant.sell_how("c", {"LAMP": 2}, **BUYER)
    here.settle()
    assert "orders.email" in kept(here)


def test_the_file_of_a_data_request_tells_all_that_was_planted(here: World, platform: str) -> None:
    merchant, order_id = a_waiting_buyer(here, platform)
    plant(here, merchant.store, order_id)
    request_id = person_asks(here, merchant.store, "data_request", EMAIL)
    with here.ledger.reading() as unit:
        store = stores.get(unit, merchant.store.account_id, merchant.store.id)
        request = privacy.get(unit, store.account_id, request_id)
    told = buyer_file.opened(here.workshop, store, request)
    tables, bodies = unpacked(told)
    assert any(names(body) for body in bodies) == ("inbox.body" in kept(here))
    for column in {place.partition(".")[::2] for place in kept(here) if not place.startswith("inbox")}:
        table, name = column
        assert any(names(row[name]) for row in tables[table]), column
    assert request.answer is not None
    assert EMAIL.encode() not in request.answer


def unpacked(told: bytes) -> tuple[dict[str, list[dict[str, Any]]], list[str]]:
    """The data of the file, and the deliveries beside it; its text names them as well."""
    with ZipFile(BytesIO(told)) as file:
        assert EMAIL in file.read("data.txt").decode()
        bodies = [file.read(name).decode() for name in file.namelist() if name.startswith("deliveries/")]
        assert bodies
        whole: dict[str, list[dict[str, Any]]] = json.loads(file.read("data.json"))
    return whole, bodies


def names(value: Any) -> bool:
    """Whether it names her."""
    text = json.dumps(value, ensure_ascii=False).lower()
    return EMAIL.lower() in text or FIRST.lower() in text


def test_forgetting_takes_the_file_that_was_made_before_as_well(here: World, platform: str) -> None:
    merchant, _ = a_waiting_buyer(here, platform)
    made = person_asks(here, merchant.store, "data_request", EMAIL)
    forget(here, merchant, platform)
    with here.ledger.reading() as unit:
        request = privacy.get(unit, merchant.store.account_id, made)
    assert (request.answer, request.sealed) == (None, "")
