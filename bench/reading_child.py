"""The process that reads a whole store while its memory is watched: `python -m bench.reading_child JSON`."""

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bench.drain import KEYS
from connector.config import Settings
from connector.ledger import readings, stores
from connector.ledger.orders import Order
from connector.ledger.stores import Store
from connector.ledger.tenancy import ACROSS
from connector.migrations import upgrade
from jobs import attaching
from jobs.drain import drain
from jobs.table import KINDS
from jobs.workshop import Workshop, open_workshop


def main(told: dict[str, str], folder: Path) -> dict[str, Any]:
    """Seconds until the first reading was over, and the peak of memory in MB before and after."""
    workshop = open_workshop(Settings.model_validate(_settings(told, folder)))
    upgrade(workshop.ledger.engine)
    before, began = _peak(), time.monotonic()
    store = _attach(workshop, told)
    while not _is_over(workshop, store):
        drain(workshop, "intake", KINDS)
        time.sleep(0.1)
    took = time.monotonic() - began
    with workshop.ledger.reading() as unit:
        reading = readings.last(unit, store.account_id, store.id, "whole")
        orders = unit.scalar(select(func.count()).select_from(Order), execution_options=ACROSS)
    items = reading.items if reading else 0
    return {"items": items, "orders": orders, "seconds": took, "before": before, "peak": _peak()}


def _settings(told: dict[str, str], folder: Path) -> dict[str, Any]:
    return {
        "database_url": f"sqlite:///{folder / 'reading.sqlite3'}",
        "CONNECTOR_SECRET_KEYS": KEYS,
        "CONNECTOR_ALLOW_LOOPBACK": True,
        "CONNECTOR_CA_FILE": told.get("ca_file") or None,
        "CONNECTOR_SHOPIFY_BASE_URL": told.get("base_url", ""),
    }


def _attach(workshop: Workshop, told: dict[str, str]) -> Store:
    if "shop" in told:
        return attaching.attach_shopify(workshop, "bench", told["shop"], told["token"], told["client_secret"])
    return attaching.attach_woocommerce(workshop, "bench", told["url"], told["key"], told["secret"])


def _is_over(workshop: Workshop, store: Store) -> bool:
    with workshop.ledger.reading() as unit:
        return stores.get(unit, store.account_id, store.id).looked_at is not None


def _peak() -> float:
    """Linux counts kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]), Path(sys.argv[2]))), flush=True)
