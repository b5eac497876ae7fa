"""R2: fifty callers bring the same event in the same instant."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from sqlalchemy import func, select

from connector.ledger.inbox import Received
from connector.ledger.tenancy import ACROSS
from tests.reliability.shops import Shops, assert_everything_is_known, assert_one_letter_each

THREADS, EVENTS = 50, 20


@pytest.mark.slow
def test_fifty_threads_bring_twenty_events_and_each_has_one_effect(shops: Shops) -> None:
    shops.here.deliver()
    shops.here.work()
    with shops.here.ledger.reading() as unit:
        before = unit.scalar(select(func.count()).select_from(Received), execution_options=ACROSS) or 0
    shops.sell(EVENTS // 2)
    events = [
        (one.uri, one.headers, one.body)
        for one in shops.here.shopify.webhooks.take()
        if one.topic == "orders/create"
    ]
    events += [
        (one.url, one.headers, one.body) for one in shops.woo.webhooks.take() if one.topic == "order.created"
    ]
    assert len(events) == EVENTS
    together = threading.Barrier(THREADS)

    def bring_all(_number: int) -> list[int]:
        together.wait()
        with requests.Session() as session:
            return [
                session.post(url, data=body, headers=headers, timeout=10).status_code
                for url, headers, body in events
            ]

    with ThreadPoolExecutor(THREADS) as pool:
        answers = Counter(code for codes in pool.map(bring_all, range(THREADS)) for code in codes)
    assert answers == {200: THREADS * EVENTS}
    with shops.here.ledger.reading() as unit:
        rows = unit.scalar(select(func.count()).select_from(Received), execution_options=ACROSS) or 0
    assert rows - before == EVENTS

    shops.here.settle()

    assert_everything_is_known(shops)
    assert_one_letter_each(shops)
