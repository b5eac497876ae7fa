"""R10: however many workers meet a token that runs out, one of them renews it and none fails."""

import json
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connector.domain.trouble import Trouble
from connector.ledger import accounts, tasks
from connector.ledger.stores import Store
from jobs import tokens
from sandbox.shopify import Shop
from tests.reliability.processes import ROOT, crashes, ended, environment
from tests.world import World

WORKERS = 8
HOUR = timedelta(hours=1)
RENEWING = ("tokens.lease_taken", "tokens.answered", "tokens.stored")


@pytest.fixture
def kept(here: World) -> tuple[Shop, Store]:
    """A shop that installed the public app, with a pair of tokens from just now."""
    shop = here.shopify.add_shop("lamps")
    here.shopify.oauth.install(shop)
    opened = here.workshop.public_app.verify(f"https://x/?{here.shopify.oauth.home(shop)}", {})
    assert opened is not None
    granted = here.workshop.public_app.offline(opened)
    now = here.clock()
    store = Store(
        platform="shopify",
        app="public",
        address=shop.domain,
        door_key=shop.domain,
        name="Lamps",
        created_at=now,
    )
    with here.ledger.writing() as unit:
        store.account_id = accounts.find_or_create(unit, shop.domain, now).id
        store.sealed = {
            tokens.TOKEN: here.workshop.seal(store, tokens.TOKEN, granted.token),
            tokens.REFRESH_TOKEN: here.workshop.seal(store, tokens.REFRESH_TOKEN, granted.refresh_token),
        }
        for name, at in tokens.times(granted, now).items():
            setattr(store, name, at)
        unit.add(store)
    return shop, store


def ask(here: World, store: Store) -> str:
    return here.workshop.storefront(store).facts().name


def test_a_token_that_lasts_is_not_renewed(here: World, kept: tuple[Shop, Store]) -> None:
    here.clock.ahead = timedelta(minutes=50)
    assert ask(here, kept[1]) == "lamps"
    assert here.shopify.oauth.refreshed == []


def test_it_is_renewed_minutes_before_its_end(here: World, kept: tuple[Shop, Store]) -> None:
    here.clock.ahead = timedelta(minutes=56)
    assert ask(here, kept[1]) == "lamps"
    assert here.shopify.oauth.refreshed == ["lamps"]
    here.clock.ahead += HOUR
    assert ask(here, kept[1]) == "lamps"
    assert here.shopify.oauth.refreshed == ["lamps", "lamps"]


def test_eight_threads_renew_it_once_and_all_go_on_with_the_new_one(
    here: World, kept: tuple[Shop, Store]
) -> None:
    here.clock.ahead = HOUR
    here.shopify.faults.next("/admin/oauth/access_token", "slow", seconds=0.5)
    together = threading.Barrier(WORKERS)

    def work(_number: int) -> tuple[str, str]:
        together.wait()
        return here.workshop.tokens.fresh(kept[1]), ask(here, kept[1])

    with ThreadPoolExecutor(WORKERS) as pool:
        found = list(pool.map(work, range(WORKERS)))
    assert {name for _, name in found} == {"lamps"}
    assert len({token for token, _ in found}) == 1
    assert here.shopify.oauth.refreshed == ["lamps"]


@pytest.mark.parametrize(("minutes", "opens"), [(56, True), (61, False)])
def test_while_shopify_gives_none_the_old_one_serves_until_its_end(
    here: World, kept: tuple[Shop, Store], minutes: int, opens: bool
) -> None:
    here.clock.ahead = timedelta(minutes=minutes)
    here.shopify.faults.next("/admin/oauth/access_token", "502", times=3)
    if opens:
        assert ask(here, kept[1]) == "lamps"
    else:
        with pytest.raises(Trouble) as found:
            ask(here, kept[1])
        assert not found.value.permanent
    assert here.shopify.oauth.refreshed == []
    here.shopify.faults.clear()
    assert ask(here, kept[1]) == "lamps"
    assert here.shopify.oauth.refreshed == ["lamps"]


ONE = """
import json, sys
from datetime import UTC, datetime, timedelta
from connector.config import Settings
import jobs.table
from connector.ledger import stores
from jobs.workshop import open_workshop
told = json.loads(sys.argv[1])
workshop = open_workshop(Settings())
workshop.clock = lambda: datetime.now(UTC) + timedelta(seconds=told["ahead"])
with workshop.ledger.reading() as unit:
    store = stores.get(unit, told["account"], told["store"])
print("ready", flush=True)
sys.stdin.readline()
print(workshop.storefront(store).facts().name, flush=True)
"""


@pytest.mark.slow
def test_eight_processes_renew_it_once_and_none_fails(here: World, kept: tuple[Shop, Store]) -> None:
    here.clock.ahead = HOUR
    told = {"ahead": HOUR.total_seconds(), "account": kept[1].account_id, "store": kept[1].id}
    words = [sys.executable, "-c", ONE, json.dumps(told)]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    told_by = {"env": environment(here.workshop.settings), "cwd": ROOT}
    children = [subprocess.Popen(words, **told_by, **pipes) for _ in range(WORKERS)]
    with ended(children):
        for child in children:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
        here.shopify.faults.next("/admin/oauth/access_token", "slow", seconds=0.5)
        for child in children:
            assert child.stdin is not None
            child.stdin.write("go\n")
            child.stdin.flush()
        said = [child.communicate(timeout=60)[0] for child in children]
    assert said == ["lamps\n"] * WORKERS
    assert here.shopify.oauth.refreshed == ["lamps"]


@pytest.mark.slow
@pytest.mark.parametrize("step", RENEWING)
def test_a_worker_that_dies_while_it_renews_shuts_nobody_out(
    here: World, kept: tuple[Shop, Store], log: Path, step: str
) -> None:
    here.clock.ahead = HOUR
    with here.ledger.writing() as unit:
        look = tasks.Owe("intake", "reread_inbound", "all", here.clock())
        tasks.owe(unit, kept[1].account_id, kept[1].id, [look], here.clock())
    crashes(here.workshop.settings, log, step, ahead=HOUR.total_seconds())
    here.clock.ahead += tokens.LEASE
    assert ask(here, kept[1]) == "lamps"
    assert len(here.shopify.oauth.refreshed) == (2 if step == "tokens.answered" else 1)
