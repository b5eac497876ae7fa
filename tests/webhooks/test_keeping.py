"""What is let in is one row and one task, once; and who is not attached leaves nothing here."""

import gzip
import json

import pytest
from sqlalchemy import select, text

from connector.ledger.accepting import Away
from connector.ledger.inbox import Arrival
from connector.ledger.tasks import Task
from connector.ledger.tenancy import ACROSS
from tests.webhooks.office import NEW_SECRET, OWN_SECRET, Office, shopify_headers, woo_headers

BODY = b'{"id":1,"date_modified":"2026-11-22T10:00:00"}'
UNDATED = b'{"id":33}'


def test_a_delivery_is_kept_as_it_came_with_the_task_that_it_owes(office: Office) -> None:
    store = office.add_shop()
    raw = b'{ "id": 1,\n "note": "caf\xc3\xa9" }'
    assert office.shopify(raw, topic="orders/create", webhook_id="w-1").status_code == 200

    (kept,) = office.kept()
    assert (kept.store_id, kept.account_id, kept.topic) == (store.id, store.account_id, "orders/create")
    assert kept.body == raw
    assert kept.dedupe_key == "orders/create:w-1"
    assert office.owed() == [("intake", str(kept.id))]
    with office.ledger.reading() as unit:
        task = unit.scalars(select(Task), execution_options=ACROSS).one()
    assert (task.account_id, task.store_id, task.lane, task.state, task.attempts) == (
        store.account_id,
        store.id,
        "intake",
        "owed",
        0,
    )


def test_a_shopify_delivery_is_told_apart_by_shop_topic_and_webhook_id(office: Office) -> None:
    office.add_shop("lamps")
    office.add_shop("desks")
    for shop in ("lamps", "desks"):
        for topic in ("orders/create", "orders/updated"):
            for webhook_id in ("1", "2", "1"):
                answer = office.shopify(BODY, topic, shop=f"{shop}.myshopify.com", webhook_id=webhook_id)
                assert answer.status_code == 200

    assert len(office.kept()) == len(office.owed()) == 8


def test_a_woocommerce_delivery_is_told_apart_by_topic_and_body_never_by_its_delivery_id(
    office: Office,
) -> None:
    office.add_woo()
    office.add_woo("another-door")
    other = BODY.replace(b"10:00", b"10:01")
    for body in (BODY, other, BODY):
        assert office.woo(body, "order.updated").status_code == 200
    assert office.woo(BODY, "order.created").status_code == 200
    assert office.woo(BODY, key="another-door").status_code == 200

    assert len(office.kept()) == 4


def test_a_woocommerce_body_without_a_time_of_change_is_never_discarded(office: Office) -> None:
    office.add_woo()
    for _ in range(3):
        assert office.woo(UNDATED, "order.deleted").status_code == 200

    assert len(office.kept()) == len(office.owed()) == 3


def test_long_headers_still_tell_deliveries_apart(office: Office) -> None:
    office.add_shop()
    topic = "orders/" + "x" * 190
    for webhook_id in ("i" * 199 + "1", "i" * 199 + "2", "i" * 199 + "1"):
        assert office.shopify(BODY, topic=topic, webhook_id=webhook_id).status_code == 200

    assert len(office.kept()) == 2
    office.add_woo()
    assert office.woo(BODY, "action." + "x" * 190).status_code == 200


def test_a_delivery_without_its_task_or_a_task_without_its_delivery_is_never_kept(office: Office) -> None:
    office.add_shop()
    with office.ledger.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE tasks RENAME TO tasks_elsewhere")
    try:
        assert office.shopify(BODY).status_code == 503
        assert office.kept() == []
    finally:
        with office.ledger.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE tasks_elsewhere RENAME TO tasks")
    assert office.shopify(BODY).status_code == 200


def test_one_that_cannot_be_written_does_not_take_the_others_with_it(office: Office) -> None:
    store = office.add_shop()
    now = office.workshop.clock()

    def arrival(store_id: int, key: str) -> Arrival:
        return Arrival(store.account_id, store_id, "orders/create", key, BODY, now)

    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(30) as pool:
        good = [pool.submit(office.acceptor.accept, arrival(store.id, f"good {n}")) for n in range(15)]
        bad = [pool.submit(office.acceptor.accept, arrival(999_999, f"bad {n}")) for n in range(15)]
    for one in bad:
        with pytest.raises(Away):
            one.result()
    assert [one.result() for one in good] == [None] * 15
    assert len(office.kept()) == 15


def test_an_unknown_shop_is_not_found_and_nothing_of_it_is_stored(office: Office) -> None:
    assert office.shopify(BODY).status_code == 404
    assert office.woo(BODY).status_code == 401  # without its secret nobody can tell that it signed
    assert office.kept() == []


@pytest.mark.parametrize(
    "topic", ["customers/data_request", "customers/redact", "shop/redact", "app/uninstalled"]
)
def test_what_concerns_privacy_is_acknowledged_from_any_signed_sender(office: Office, topic: str) -> None:
    assert office.shopify(b"{}", topic, shop="nobody.myshopify.com").status_code == 200
    assert office.kept() == []

    store = office.add_shop("left")
    office.leave(store)
    assert office.shopify(b"{}", topic, shop="left.myshopify.com").status_code == 200
    assert [kept.topic for kept in office.kept()] == [topic]


def test_a_store_that_left_is_answered_and_its_other_deliveries_are_dropped(office: Office) -> None:
    shop, woo = office.add_shop(), office.add_woo()
    office.leave(shop)
    office.leave(woo)

    assert office.shopify(BODY).status_code == 200
    assert office.woo(BODY).status_code == 200
    assert office.kept() == []


def test_a_custom_app_that_left_is_still_known_by_its_own_secret_alone(office: Office) -> None:
    store = office.add_shop("own", own_secret=OWN_SECRET)
    office.leave(store)
    how = {"secret": OWN_SECRET, "shop": "own.myshopify.com"}

    assert office.shopify(b"{}", "shop/redact", **how).status_code == 200
    assert office.shopify(BODY, "orders/updated", **how).status_code == 200
    assert [kept.topic for kept in office.kept()] == ["shop/redact"]
    with office.ledger.reading() as unit:
        sealed = unit.execute(text("SELECT sealed FROM stores"), execution_options=ACROSS).scalar_one()
    assert set(json.loads(sealed) if isinstance(sealed, str) else sealed) == {"client_secret"}


def test_woocommerces_unsigned_ping_gets_exactly_200_and_leaves_nothing(office: Office) -> None:
    office.add_woo()
    client = office.app.test_client()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    # Of an unknown door too: a shop whose ping is refused sends it again after each delivery.
    for key in ("a-door-that-was-drawn", "no-such-door"):
        answer = client.post(f"/webhooks/woocommerce/{key}", data=b"webhook_id=7", headers=form)
        assert answer.status_code == 200

    signed = woo_headers(b"webhook_id=7", "order.updated", "nonsense")
    refused = client.post("/webhooks/woocommerce/no-such-door", data=b"webhook_id=7", headers=signed)
    assert refused.status_code == 401
    assert office.kept() == []


def test_an_unknown_topic_is_stored_and_acknowledged(office: Office) -> None:
    office.add_shop()
    office.add_woo()
    assert office.shopify(b'{"id":5}', "moons/eclipsed").status_code == 200
    assert office.woo(b'{"id":5}', "moon.eclipsed").status_code == 200

    for kept in office.read():
        assert kept.read_at is not None
        assert not kept.unreadable
        assert "eclipsed" in kept.meaning


def test_a_compressed_body_is_refused_unread(office: Office) -> None:
    office.add_shop()
    bomb = gzip.compress(b" " * 1_000_000)
    headers = {**shopify_headers(bomb, "orders/create", NEW_SECRET), "Content-Encoding": "gzip"}

    assert office.app.test_client().post("/webhooks/shopify", data=bomb, headers=headers).status_code == 415
    assert office.kept() == []
