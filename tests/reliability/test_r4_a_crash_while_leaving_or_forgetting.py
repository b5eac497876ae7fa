"""R4, where something is taken away: the process dies in the middle, and nothing of it is left in the end."""

import base64
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from connector.ledger import locks, privacy
from connector.ledger.tasks import LEASE
from connector.ledger.vault import Vault
from jobs import leaving, rotating, tidying
from jobs.desk import privacy as asked
from tests.flows.everywhere import found
from tests.reliability import processes
from tests.reliability.shops import Shops
from tests.world import World

LEAVING = ("leaving.listed", "leaving.released", "leaving.untagged", "leaving.cleared")
FORGETTING = ("privacy.marked", "privacy.rows_forgotten", "privacy.bodies_forgotten")
TIDYING = "tidy.part"
ROTATING = "rotate.batch"


def dies_and_another_goes_on(here: World, log: Path, step: str) -> None:
    ahead = here.clock.ahead.total_seconds()
    processes.crashes(here.workshop.settings, log, step, ahead=ahead)
    here.clock.ahead += LEASE + timedelta(seconds=1)
    here.settle()


def kept(here: World, *words: str) -> list[str]:
    return found(here.ledger, here.workshop.settings.redis_url, *words)


@pytest.fixture
def settled(shops: Shops) -> Shops:
    """Two orders at each shop, with tags, records, holds and letters of ours."""
    shops.sell(2)
    shops.here.settle()
    return shops


@pytest.mark.slow
@pytest.mark.parametrize("step", LEAVING)
def test_a_crash_while_a_store_is_left_leaves_nothing_of_ours_there(
    settled: Shops, log: Path, step: str
) -> None:
    here = settled.here
    for store in settled.stores:
        with here.ledger.writing() as unit:
            leaving.begin(unit, locks.store(unit, store.account_id, store.id), "Ada", here.clock())

    dies_and_another_goes_on(here, log, step)

    for placed in settled.on_shopify:
        order = settled.shopify.order(placed.gid)
        assert (order.tags, order.held, order.metafields) == ((), {}, {})
    for bought in settled.on_woo:
        keys = [one["key"] for one in settled.woo.order(bought)["meta_data"]]
        assert not [key for key in keys if "backorder_connector" in key]


@pytest.mark.slow
@pytest.mark.parametrize("step", FORGETTING)
def test_a_crash_while_a_buyer_is_forgotten_leaves_nothing_of_them_here(
    settled: Shops, log: Path, step: str
) -> None:
    here, (_, store) = settled.here, settled.stores
    whom = "w1@example.com"
    assert {"inbox.body", "letters.to_address", "orders.email"} <= {*kept(here, whom)}
    with here.ledger.writing() as unit:
        row = asked.ask(here.workshop, unit, store.account_id, store.id, whom, "customer_redact", "Ada")

    dies_and_another_goes_on(here, log, step)

    assert kept(here, whom) == []
    assert "orders.email" in kept(here, "w2@example.com")
    with here.ledger.reading() as unit:
        request = privacy.get(unit, store.account_id, row.id)
        assert (request.state, request.sealed) == ("done", "")


@pytest.mark.slow
def test_a_crash_of_the_nightly_tidying_is_gone_on_with(settled: Shops, log: Path) -> None:
    here = settled.here
    assert "inbox.body" in kept(here, "w1@example.com")
    here.clock.ahead += tidying.BODIES_KEPT + timedelta(days=1)
    assert tidying.owe_due(here.workshop) == len(settled.stores)

    dies_and_another_goes_on(here, log, TIDYING)

    assert "inbox.body" not in kept(here, "w1@example.com")
    assert tidying.owe_due(here.workshop) == 0


@pytest.mark.slow
def test_a_rotation_that_is_killed_between_two_batches_is_begun_again_and_ends(
    settled: Shops, log: Path
) -> None:
    here, (store, _) = settled.here, settled.stores
    with here.ledger.writing() as unit:
        whom = "s1@example.com"
        asked.ask(here.workshop, unit, store.account_id, store.id, whom, "data_request", "Ada")
    older = here.workshop.settings.secret_keys
    keys = {"new": SecretStr(base64.b64encode(b"n" * 32).decode()), **older}
    settings = here.workshop.settings.model_copy(update={"secret_keys": keys})

    processes.crashes(settings, log, ROTATING, work="rotate")

    both = replace(here.workshop, vault=Vault(keys))
    half, closed = rotating.check(both)
    assert closed == []
    assert set(half) == {"new", *older}
    rotating.rotate(both, lambda _kind, _so_far: None)
    alone = replace(here.workshop, vault=Vault({"new": keys["new"]}))
    assert rotating.check(alone) == (Counter({"new": half.total()}), [])
