"""What happens to a line is told with the change itself: to whom wants it, once, and never who bought."""

import base64
import hashlib
import hmac
import json
from datetime import date, timedelta

import pytest
from sqlalchemy import event as on_sql

from connector.ledger import accounts, orders, stores, stuck, supply
from connector.ledger.events import HAPPENINGS
from connector.ledger.stores import Store
from jobs.pegging import peg_item
from tests.desk.shop import LAMP, NOW, ShopKeeper
from tests.events.conftest import Teller, kinds, told
from tests.events.receiver import Came, Receiver

THU, FRI = date(2026, 12, 3), date(2026, 12, 11)


@pytest.fixture
def lamps(teller: Teller, receiver: Receiver) -> Store:
    store = teller.open()
    teller.listen(store, receiver.url)
    return store


def verified(key: str, came: Came) -> bool:
    """Written from the specification of Standard Webhooks, not from our code."""
    assert key.startswith("whsec_")
    secret = base64.b64decode(key[6:])
    assert 24 <= len(secret) <= 64
    signed = f"{came.headers['webhook-id']}.{came.headers['webhook-timestamp']}.".encode() + came.body
    ours = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    given = [one.split(",", 1) for one in came.headers["webhook-signature"].split(" ")]
    return any(version == "v1" and hmac.compare_digest(ours, mac) for version, mac in given)


def test_a_line_is_told_from_its_first_date_to_its_parcel(
    teller: Teller, lamps: Store, receiver: Receiver
) -> None:
    item_id = teller.mine.stock(lamps, LAMP, 1)
    coming = teller.mine.expect(item_id, 5, THU)
    teller.mine.order(lamps, "#1", [(LAMP, 3)])
    teller.carry()
    owed, promised = told(receiver)
    assert (owed["type"], promised["type"]) == ("backorder.owed", "backorder.promised")
    assert owed["data"] == {
        "store": {"platform": "shopify", "address": "lamps.example.com", "name": "Lamps"},
        "order": {"id": "ref-#1", "name": "#1"},
        "line": {"id": "#1-0", "sku": "LAMP-1", "title": "Lamp"},
        "quantity": 2,
        "again": False,
        "promised_for": "2026-12-03",
        "before": None,
        "basis": "an expected delivery on Thu 3 December 2026",
    }
    receiver.came.clear()

    slips(teller.mine, coming, item_id, FRI)
    teller.carry()
    (moved,) = told(receiver)
    assert moved["type"] == "backorder.moved"
    assert (moved["data"]["before"], moved["data"]["promised_for"]) == ("2026-12-03", "2026-12-11")
    receiver.came.clear()

    teller.mine.stock(lamps, LAMP, 3, at=NOW + timedelta(minutes=1))
    teller.carry()
    assert kinds(receiver) == ["ready"]
    receiver.came.clear()

    teller.mine.stock(lamps, LAMP, 0, at=NOW + timedelta(minutes=2))
    teller.carry()
    assert [(one["type"], one["data"]["again"], one["data"]["quantity"]) for one in told(receiver)] == [
        ("backorder.owed", True, 2),
        ("backorder.owed", False, 1),
        ("backorder.promised", False, 3),
    ]


@pytest.mark.parametrize("end", ["shipped", "cancelled"])
def test_the_end_of_a_line_is_told(teller: Teller, lamps: Store, receiver: Receiver, end: str) -> None:
    item_id = teller.mine.stock(lamps, LAMP, 0)
    made = teller.mine.order(lamps, "#1", [(LAMP, 2)])
    teller.carry()
    receiver.came.clear()
    with teller.mine.ledger.writing() as unit:
        line = orders.lines_of(unit, teller.mine.account_id, made)[0]
        line.open = line.asks = 0
        line.shipped = 2 if end == "shipped" else 0
        unit.flush()
        peg_item(unit, teller.mine.account_id, item_id, NOW)
    teller.carry()
    (last,) = told(receiver)
    assert (last["type"], last["data"]["quantity"]) == (f"backorder.{end}", 2)
    assert (last["data"]["promised_for"], last["data"]["basis"]) == (None, "")


def slips(mine: ShopKeeper, expected_id: int, item_id: int, on: date) -> None:
    with mine.ledger.writing() as unit:
        for one in supply.expected(unit, mine.account_id, item_id):
            if one.id == expected_id:
                one.expected_on = on
        unit.flush()
        peg_item(unit, mine.account_id, item_id, NOW)


def test_every_message_is_signed_as_the_standard_says(
    teller: Teller, lamps: Store, receiver: Receiver
) -> None:
    teller.mine.stock(lamps, LAMP, 0)
    teller.mine.order(lamps, "#1", [(LAMP, 2)])
    teller.carry()
    (key,) = teller.keys.values()
    assert len(receiver.came) == 2
    for came in receiver.came:
        assert verified(key, came)
        assert came.headers["content-type"] == "application/json"
        assert came.id == json.loads(came.body)["id"]
        assert int(came.headers["webhook-timestamp"]) == int(teller.now.timestamp())
        assert not verified(key, Came(came.path, came.headers, came.body + b" "))
        assert not verified(key, Came(came.path, {**came.headers, "webhook-id": "evt_x"}, came.body))


def test_nobody_is_told_who_bought(teller: Teller, lamps: Store, receiver: Receiver) -> None:
    teller.mine.stock(lamps, LAMP, 0)
    made = teller.mine.order(
        lamps, "#1", [(LAMP, 2)], first_name="Quirina", email="quirina@example.com", customer_ref="c-77"
    )
    with teller.mine.ledger.writing() as unit:
        line = orders.lines_of(unit, teller.mine.account_id, made)[0]
        line.date_set, line.date_reason = FRI, "Quirina asked for it on the telephone"
        unit.flush()
        assert line.item_id is not None
        peg_item(unit, teller.mine.account_id, line.item_id, NOW)
    teller.carry()
    said = b"".join(came.body for came in receiver.came).decode().casefold()
    assert "set by a person" in said
    for word in ("quirina", "c-77", "example.com/orders", "@"):
        assert word not in said


def test_only_the_kinds_that_an_endpoint_wants_go_there(teller: Teller, receiver: Receiver) -> None:
    store = teller.open()
    teller.listen(store, receiver.url, ["moved", "promised"])
    teller.mine.stock(store, LAMP, 0)
    teller.mine.order(store, "#1", [(LAMP, 2)])
    teller.carry()
    assert kinds(receiver) == ["promised"]


def test_an_order_older_than_the_switch_is_not_told_until_a_person_admits_it(
    teller: Teller, lamps: Store, receiver: Receiver
) -> None:
    teller.mine.stock(lamps, LAMP, 0)
    teller.mine.order(lamps, "#1", [(LAMP, 2)], placed_at=NOW - timedelta(days=30))
    teller.carry()
    assert (receiver.came, teller.sends()) == ([], [])


@pytest.mark.parametrize("off", ["switch", "endpoint"])
def test_without_the_switch_or_an_endpoint_nothing_is_written(
    teller: Teller, receiver: Receiver, off: str
) -> None:
    store = teller.open(on=off != "switch")
    if off == "switch":
        teller.listen(store, receiver.url)
    teller.mine.stock(store, LAMP, 0)
    teller.mine.order(store, "#1", [(LAMP, 2)])
    teller.carry()
    assert (receiver.came, teller.sends()) == ([], [])


def test_a_switch_turned_off_before_the_event_left_keeps_it_here(
    teller: Teller, lamps: Store, receiver: Receiver
) -> None:
    teller.mine.stock(lamps, LAMP, 0)
    teller.mine.order(lamps, "#1", [(LAMP, 2)])
    with teller.mine.ledger.writing() as unit:
        kept = stores.get(unit, teller.mine.account_id, lamps.id)
        stores.turn(unit, kept, "events", None, "a test")
    teller.carry()
    assert receiver.came == []
    assert {(one.state, one.answer) for one in teller.sends()} == {
        ("refused", "the switch was turned off before it was sent")
    }
    with teller.mine.ledger.reading() as unit:
        assert stuck.at_store(unit, teller.mine.account_id, lamps.id).things == 0


def test_a_pause_holds_events_back_and_loses_none(teller: Teller, lamps: Store, receiver: Receiver) -> None:
    teller.mine.stock(lamps, LAMP, 0)
    teller.mine.order(lamps, "#1", [(LAMP, 2)])
    with teller.mine.ledger.writing() as unit:
        accounts.get(unit, teller.mine.account_id).paused_at = NOW
    teller.carry(rounds=3, minutes=5)
    assert receiver.came == []
    with teller.mine.ledger.writing() as unit:
        accounts.get(unit, teller.mine.account_id).paused_at = None
    teller.carry(rounds=2, minutes=5)
    assert kinds(receiver) == ["owed", "promised"]


def test_a_pegging_of_a_shop_that_tells_nobody_asks_once_at_most(mine: ShopKeeper) -> None:
    store = mine.open()
    item_id = mine.stock(store, LAMP, 2)
    asked: list[str] = []
    on_sql.listen(mine.ledger.engine, "before_cursor_execute", lambda _c, _u, sql, *_more: asked.append(sql))
    with mine.ledger.writing() as unit:
        peg_item(unit, mine.account_id, item_id, NOW)
    assert not [sql for sql in asked if "event" in sql]
    mine.order(store, "#1", [(LAMP, 5)])
    assert len([sql for sql in asked if "event_endpoints" in sql]) == 1
    assert not [sql for sql in asked if "INSERT INTO event" in sql]


def test_one_store_hears_nothing_of_another_even_of_one_shelf(
    teller: Teller, lamps: Store, receiver: Receiver
) -> None:
    other = teller.open("Desk", "woocommerce")
    item_id = teller.mine.stock(lamps, LAMP, 0)
    teller.mine.share(item_id, other, LAMP)
    teller.mine.order(other, "5501", [(LAMP, 2)])
    teller.carry()
    assert receiver.came == []
    assert set(HAPPENINGS) == {"owed", "promised", "moved", "ready", "shipped", "cancelled"}
