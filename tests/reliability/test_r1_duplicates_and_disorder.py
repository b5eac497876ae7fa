"""R1: deliveries come twice, late and in any order; each counts once and the newest state wins."""

import random
from collections import Counter

import pytest
import requests
from sqlalchemy import func, select

from connector.ledger.inbox import Received
from connector.ledger.orders import Order
from connector.ledger.tenancy import ACROSS
from tests.reliability.shops import (
    Shops,
    assert_everything_is_known,
    assert_one_letter_each,
    assert_the_platforms_have_it,
)

EVENTS, TWICE, SEED = 1000, 0.3, 7


@pytest.mark.slow
def test_a_thousand_events_three_in_ten_twice_and_shuffled_count_once_each(shops: Shops) -> None:
    shops.here.shopify.webhooks.take()
    posts = _tell_a_thousand(shops)
    unique = {(url, *identity) for url, identity, _, _ in posts}
    chance = random.Random(SEED)
    posts += [one for one in posts if chance.random() < TWICE]
    chance.shuffle(posts)
    with requests.Session() as session:
        answers = Counter(
            session.post(url, data=body, headers=headers, timeout=10).status_code
            for url, _, headers, body in posts
        )
    assert answers == {200: len(posts)}
    with shops.here.ledger.reading() as unit:
        rows = unit.scalar(select(func.count()).select_from(Received), execution_options=ACROSS)
    assert rows == len(unique) >= EVENTS

    shops.here.settle()

    with shops.here.ledger.reading() as unit:
        versions = dict(
            map(tuple, unit.execute(select(Order.order_ref, Order.version), execution_options=ACROSS))
        )
    for placed in shops.on_shopify:
        assert versions[placed.gid] == shops.shopify.order(placed.gid).updated_at
    assert_everything_is_known(shops)
    assert_the_platforms_have_it(shops)
    assert_one_letter_each(shops)


Post = tuple[str, tuple[str, ...], dict[str, str], bytes]
"""Where to, what tells it apart, its headers, its body."""


def _tell_a_thousand(shops: Shops) -> list[Post]:
    """Orders that change again and again at their shops: each change is a delivery with the state of then."""
    posts: list[Post] = []
    shops.sell(15)
    while len({(url, *identity) for url, identity, _, _ in posts}) < EVENTS:
        for placed in shops.on_shopify:
            item = placed.lines[0]
            shops.shopify.edit_order(placed, item, 4)
            shops.shopify.edit_order(placed, item, 5)
        for bought in shops.on_woo:
            line = shops.woo.order(bought)["line_items"][0]["id"]
            shops.woo.edit_line(bought, line, 4)
            posts += _owed_by_woo(shops)
            shops.woo.edit_line(bought, line, 5)
        posts += _owed_by_woo(shops)
        for one in shops.here.shopify.webhooks.take():
            identity = (one.topic, one.headers["X-Shopify-Webhook-Id"])
            posts.append((one.uri, identity, one.headers, one.body))
    return posts


def _owed_by_woo(shops: Shops) -> list[Post]:
    return [
        (one.url, (one.topic, one.body.decode()), one.headers, one.body) for one in shops.woo.webhooks.take()
    ]


def test_an_old_delivery_cannot_turn_the_state_back(shops: Shops) -> None:
    shops.sell()
    (placed,) = shops.on_shopify
    old = shops.here.shopify.webhooks.take()
    shops.here.clock.ahead += shops.here.clock.ahead.resolution * 5_000_000
    shops.shopify.cancel_order(placed)
    shops.here.settle()
    cancelled = _standings(shops)

    for one in old:
        assert requests.post(one.uri, data=one.body, headers=one.headers, timeout=10).status_code == 200
    shops.here.settle()

    assert _standings(shops) == cancelled
    assert shops.shopify.order(placed.gid).tags == ()


def _standings(shops: Shops) -> dict[str, tuple[str, bool]]:
    with shops.here.ledger.reading() as unit:
        rows = unit.execute(select(Order.order_ref, Order.standing, Order.demand), execution_options=ACROSS)
        return {ref: (standing, demand) for ref, standing, demand in rows}
