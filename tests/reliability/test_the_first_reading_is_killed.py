"""The first reading of a big store is killed again and again; it goes on where it was."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from connector.config import Settings
from connector.ledger import readings
from connector.ledger.engine import Ledger
from connector.ledger.items import Listing
from connector.ledger.orders import Order
from connector.ledger.readings import Reading
from connector.ledger.stores import Store
from connector.ledger.tenancy import ACROSS
from connector.ledger.vault import Vault
from jobs import attaching
from jobs.workshop import Workshop
from tests.reliability import processes

PRODUCTS, ORDERS, KILLS = 2000, 500, 4
IN_ALL = 240.0
"""Seconds within which it must be over, kills and leases included."""


@contextmanager
def big_store(platform: str, folder: Path) -> Iterator[dict[str, str]]:
    command = [sys.executable, "-m", "sandbox.big", platform, str(PRODUCTS), str(ORDERS), str(folder)]
    process = subprocess.Popen(
        command, cwd=processes.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.communicate(timeout=20)


def attach(workshop: Workshop, told: dict[str, str]) -> Store:
    if "shop" in told:
        return attaching.attach_shopify(workshop, "main", told["shop"], told["token"], told["client_secret"])
    return attaching.attach_woocommerce(workshop, "main", told["url"], told["key"], told["secret"])


def reading_of(ledger: Ledger, store: Store) -> Reading:
    with ledger.reading() as unit:
        found = readings.last(unit, store.account_id, store.id, "whole")
    assert found is not None
    return found


def count(ledger: Ledger, of: Any) -> int:
    with ledger.reading() as unit:
        return unit.scalar(select(func.count()).select_from(of), execution_options=ACROSS) or 0


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("platform", ["shopify", "woocommerce"])
def test_it_goes_on_where_it_was(settings: Settings, tmp_path: Path, log: Path, platform: str) -> None:
    with big_store(platform, tmp_path) as told:
        here = settings.model_copy(
            update={
                "shopify_base_url": told.get("base_url", ""),
                "ca_file": Path(told["ca_file"]) if "ca_file" in told else None,
            }
        )
        ledger = Ledger(here.database_url)
        store = attach(Workshop(here, ledger, Vault(here.secret_keys)), told)
        seen = [(0, 0)]
        until = time.monotonic() + IN_ALL
        while reading_of(ledger, store).ended_at is None:
            assert time.monotonic() < until, f"{seen}: {log.read_text()[-3000:]}"
            child = processes.start(here, log, work="drain", lease=3.0, seconds=60.0)
            with processes.ended([child]):
                _wait_for_more(ledger, store, seen, until, child, last=len(seen) > KILLS)
        reading = reading_of(ledger, store)
        assert len(seen) > KILLS
        assert seen == sorted(seen)
        assert (reading.items, reading.orders) == (PRODUCTS, ORDERS)
        assert (count(ledger, Listing), count(ledger, Order)) == (PRODUCTS, ORDERS)
        ledger.close()


def _wait_for_more(
    ledger: Ledger,
    store: Store,
    seen: list[tuple[int, int]],
    until: float,
    child: processes.Child,
    *,
    last: bool,
) -> None:
    """Until a part more is read than at the last kill, or all of it; the caller then kills the child.

    A child ends by itself while the store puts its file together: nothing is due then. Another is started.
    """
    while time.monotonic() < until and child.poll() is None:
        reading = reading_of(ledger, store)
        now = (reading.items, reading.orders)
        if reading.ended_at is not None or (now > seen[-1] and not last):
            seen.append(now)
            return
        time.sleep(0.05)
