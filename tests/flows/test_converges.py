"""The ledger ends the same however a shop's history arrived: late, twice, in disorder, or never."""

import itertools
import random
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from connector.ledger import stores
from connector.ledger.engine import Ledger
from jobs import attaching
from jobs.drain import drain
from jobs.table import KINDS
from jobs.workshop import Workshop
from tests.flows.conftest import own_ledger
from tests.flows.histories import EVENTS, History, Post, Step, read_again
from tests.flows.merchants import MERCHANTS, Merchant
from tests.flows.seen import check_queues, standings, supply
from tests.world import CLIENT_SECRET, World

numbers = itertools.count(1)
STEPS = st.lists(
    st.builds(
        Step,
        event=st.sampled_from(["place", "place", "place", *EVENTS]),
        pick=st.integers(0, 11),
        units=st.integers(0, 4),
        seconds=st.sampled_from([0, 0, 1, 3]),
    ),
    min_size=4,
    max_size=12,
)


@pytest.fixture(scope="module")
def another_ledger(fresh_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """One that hears nothing and only looks, when all is over."""
    with own_ledger(fresh_sqlite, tmp_path_factory.mktemp("another")) as url:
        ledger = Ledger(url)
        yield ledger
        ledger.close()


@pytest.mark.slow
@pytest.mark.timeout(400)
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # making a failure smaller would take many minutes
    print_blob=True,
)
@given(steps=STEPS, seed=st.integers(0, 2**16))
def test_a_history_that_arrives_in_any_way_ends_as_if_it_were_read_afresh(
    crowd: World, another_ledger: Ledger, platform: str, steps: list[Step], seed: int
) -> None:
    name, chance = f"{platform[:4]}{next(numbers)}", random.Random(seed)
    shop = MERCHANTS[platform](crowd, f"h{name}", ())
    shop.stock(LAMP=4, SHADE=1)
    history, post = History(shop), Post(shop, chance)
    for step in steps:
        history.tell(step)
        post.collect()
        if chance.random() < 0.7:
            post.bring(chance.random())
        if chance.random() < 0.6:
            crowd.work()
            check_queues(crowd.ledger, shop.store.account_id)
    post.bring(1.0)
    finish(crowd, shop)
    happened = f"{[one.event for one in history.done]}, {post.lost} deliveries lost"

    afresh = looked_at(crowd, another_ledger, shop)
    assert standings(shop) == standings(afresh), happened
    there = supply(shop)
    assert {sku: there[sku] for sku in supply(afresh)} == supply(afresh)
    check_queues(crowd.ledger, shop.store.account_id)


def finish(crowd: World, shop: Merchant) -> None:
    """Everything that came is worked, then what was lost is read."""
    for read in (lambda _shop: None, read_again):
        read(shop)
        for _ in range(12):
            if not crowd.work() + crowd.wait_and_work(5.0):
                break
        else:
            raise AssertionError("it does not come to rest")


def looked_at(crowd: World, ledger: Ledger, shop: Merchant) -> Merchant:
    """The same shop in the eyes of a ledger that never heard of it before."""
    here = World(
        Workshop(crowd.workshop.settings, ledger, crowd.workshop.vault, crowd.clock),
        crowd.clock,
        crowd.shopify,
        crowd.woo,
        crowd.mailbox,
        crowd.door_url,
    )
    account, address = f"afresh {uuid.uuid4().hex}", shop.store.address
    if shop.platform == "shopify":
        token = f"shpat_{address.partition('.')[0]}"
        store = attaching.attach_shopify(here.workshop, account, address, token, CLIENT_SECRET)
    else:
        name = next(name for name, store in crowd.woo.stores.items() if store.url == address)
        store = attaching.attach_woocommerce(here.workshop, account, address, f"ck_{name}", f"cs_{name}")
    for _ in range(12):
        crowd.clock.ahead += type(crowd.clock.ahead)(seconds=5)
        if not drain(here.workshop, "intake", KINDS, 10.0):
            break
    with ledger.reading() as unit:
        assert stores.get(unit, store.account_id, store.id).looked_at is not None
    seen = object.__new__(type(shop))
    seen.__dict__ = {**shop.__dict__, "here": here, "store": store}
    return seen
