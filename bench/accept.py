"""accept-sqlite, accept-postgres, duplicate: durable accepts beside a server that only checks HMACs."""

import base64
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from bench.load import SECRET, Seen, offer
from bench.normalise import order_of_20_kb
from bench.rounds import percentile, ratio_of, tell
from bench.shelf import NOW
from connector.ledger.accounts import Account
from connector.ledger.engine import Ledger
from connector.ledger.stores import Store
from connector.migrations import upgrade

SECONDS = 3.0
ROUNDS = 5
KEY = "bench:" + base64.b64encode(bytes(32)).decode()
POSTGRES = "postgresql://{role}@127.0.0.1:5432/postgres"


def run() -> None:
    with TemporaryDirectory() as folder:
        _measure("sqlite", f"sqlite:///{Path(folder) / 'accept.sqlite3'}", 1, 0.55, 5.0)
    with _postgres() as url:
        if url is None:
            print("bench accept-postgres: no PostgreSQL answers on 127.0.0.1:5432", flush=True)
        else:
            _measure("postgres", url, 2, 0.40, 1.5)


def _measure(name: str, url: str, workers: int, goal: float, slow_goal: float) -> None:
    body = order_of_20_kb()
    _prepare(url)
    with ExitStack() as running:
        floor = running.enter_context(serving("floor", url, workers))
        ours = running.enter_context(serving("ours", url, workers))
        seen: dict[str, list[Seen]] = {"floor": [], "ours": []}

        def one(which: str, port: int) -> float:
            seen[which].append(offer(port, body, seconds=SECONDS))
            return seen[which][-1].rate

        *_, ratio = ratio_of(lambda: one("ours", ours), lambda: one("floor", floor), ROUNDS)
        tell(f"accept-{name}", ratio, goal, at_least=True)
        tell(f"accept-{name}-p99", _p99(seen["ours"]) / _p99(seen["floor"]), slow_goal)
        if name == "sqlite":
            _duplicates(ours, body)


def _duplicates(port: int, body: bytes) -> None:
    """CPU is what a duplicate should save; here its share of the time of an insert, as seen outside."""
    *_, ratio = ratio_of(
        lambda: 1 / offer(port, body, seconds=SECONDS, same=True).rate,
        lambda: 1 / offer(port, body, seconds=SECONDS).rate,
        ROUNDS,
    )
    tell("duplicate", ratio, 0.35)


def _p99(seen: list[Seen]) -> float:
    return percentile([one for round_ in seen for one in round_.latencies], 0.99)


def _prepare(url: str) -> None:
    ledger = Ledger(url)
    upgrade(ledger.engine)
    with ledger.writing() as unit:
        unit.add(Account(id=1, name="bench", created_at=NOW))
        unit.flush()
        shop = "bench.myshopify.com"
        unit.add(
            Store(account_id=1, platform="shopify", address=shop, door_key=shop, name="bench", created_at=NOW)
        )
    ledger.close()


@contextmanager
def serving(which: str, url: str, workers: int, more: Mapping[str, str] | None = None) -> Iterator[int]:
    """The port at which granian answers as `which` of bench.servers; `more` of its environment."""
    port = _free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--no-access-log"]
    command += ["--workers", str(workers), "--blocking-threads", "64", "--log-level", "error"]
    server = subprocess.Popen(
        [*command, "bench.servers:application"], env=_environment(which, url, more or {})
    )
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(10)


def _environment(which: str, url: str, more: Mapping[str, str]) -> Mapping[str, str]:
    return {
        **os.environ,
        "CONNECTOR_BENCH": which,
        "DATABASE_URL": url,
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "CONNECTOR_SECRET_KEYS": KEY,
        "SHOPIFY_CLIENT_SECRET": SECRET.decode(),
        **more,
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_for(port: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"no server on port {port}")


@contextmanager
def _postgres() -> Iterator[str | None]:
    """A database of our own on the local server, dropped at the end; None where there is none."""
    name = f"connector_bench_{uuid.uuid4().hex[:8]}"
    for role in ("postgres", "root"):
        server = create_engine(POSTGRES.format(role=role), isolation_level="AUTOCOMMIT")
        try:
            with server.connect() as connection:
                connection.execute(text(f"CREATE DATABASE {name}"))
        except OperationalError:
            continue
        try:
            yield server.url.set(database=name).render_as_string(hide_password=False)
        finally:
            with server.connect() as connection:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
            server.dispose()
        return
    yield None
