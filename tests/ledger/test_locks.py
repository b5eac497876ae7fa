"""Who waits for whom: a worker for a worker, a webhook for nobody."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from connector.ledger import accounts, locks, stores
from connector.ledger.accepting import Acceptor
from connector.ledger.engine import Ledger
from connector.ledger.inbox import Arrival
from connector.ledger.stores import Store

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def store(ledger: Ledger) -> Store:
    with ledger.writing() as unit:
        account = accounts.find_or_create(unit, "main", NOW)
        made = Store(platform="shopify", address="a.myshopify.com", door_key="a", name="a", created_at=NOW)
        made.account_id = account.id
        unit.add(made)
    return made


def test_a_webhook_is_accepted_while_a_worker_holds_its_store(ledger: Ledger, store: Store) -> None:
    if ledger.is_sqlite:
        pytest.skip("SQLite has one writer at a time: a webhook waits for its turn")
    acceptor = Acceptor(ledger.url)
    try:
        with ledger.writing() as unit:
            held = locks.store(unit, store.account_id, store.id)
            held.name = "while this is not yet written"
            unit.flush()
            began = time.monotonic()
            acceptor.accept(Arrival(store.account_id, store.id, "orders/create", "once", b"{}", NOW))
            assert time.monotonic() - began < 1.0
    finally:
        acceptor.close()


def test_a_second_worker_waits_until_the_first_is_done_with_the_store(ledger: Ledger, store: Store) -> None:
    def rename() -> None:
        with ledger.writing() as unit:
            locks.store(unit, store.account_id, store.id).name += "b"

    with ThreadPoolExecutor(1) as pool:
        with ledger.writing() as unit:
            first = locks.store(unit, store.account_id, store.id)
            rival = pool.submit(rename)
            with pytest.raises(TimeoutError):
                rival.result(timeout=0.5)
            first.name += "a"
        rival.result(timeout=15)
    with ledger.reading() as unit:
        assert stores.get(unit, store.account_id, store.id).name == "aab"


@pytest.mark.parametrize("lock", [locks.store, locks.order])
def test_what_is_not_there_cannot_be_locked(ledger: Ledger, store: Store, lock: object) -> None:
    assert callable(lock)
    with ledger.writing() as unit, pytest.raises(LookupError):
        lock(unit, store.account_id, 4242)
