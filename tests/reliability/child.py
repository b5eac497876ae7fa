"""A process of its own for tests: everything in it is real, but it may stop dead at a named step.

`python -m tests.reliability.child '{"work": "drain", "crash_at": "letter.sent"}'`, with the settings in
its environment. The wrapper replaces `step` wherever the product imported it, and the length of leases
and of the clock's round; the product knows nothing of it.
"""

import json
import os
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from werkzeug.serving import make_server

import connector.steps
from app.web import create_app
from connector.config import Settings
from connector.ledger import tasks
from connector.ledger.tasks import LANES
from jobs import rotating, worker
from jobs.drain import drain
from jobs.table import KINDS
from jobs.workshop import Workshop, open_workshop

CRASHED = 70
ROOMS = ("adapters", "app", "connector", "jobs", "pages", "webhooks")


@dataclass(frozen=True)
class Orders:
    """`work`: drain | serve | clock | web | rotate. `ahead`: seconds of the test's clock before ours."""

    work: str
    lane: str = ""
    crash_at: str = ""
    lease: float = 45.0
    sweep: float = 5.0
    ahead: float = 0.0
    seconds: float = 20.0
    port: int = 0


def crash_at(wanted: str) -> None:
    """The process ends there, as by kill -9: no `finally`, no flush, no goodbye."""
    real = connector.steps.step

    def step(name: str) -> None:
        if name == wanted:
            os._exit(CRASHED)

    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in ROOMS and getattr(module, "step", None) is real:
            setattr(module, "step", step)  # noqa: B010  a module's attribute, for mypy's sake


def drain_all(workshop: Workshop, seconds: float) -> None:
    """Both lanes in turn, until nothing came for a while."""
    quiet_since = time.monotonic()
    until = quiet_since + seconds
    while time.monotonic() < until and time.monotonic() - quiet_since < 3.0:
        if sum(drain(workshop, lane, KINDS, 5.0) for lane in LANES):
            quiet_since = time.monotonic()
        time.sleep(0.05)


def serve_web(workshop: Workshop, port: int) -> None:
    app: Flask = create_app(workshop)
    make_server("127.0.0.1", port, app, threaded=True).serve_forever()


def main(told: dict[str, Any]) -> None:
    orders = Orders(**told)
    tasks.LEASE = timedelta(seconds=orders.lease)
    worker.SWEEP_SECONDS = orders.sweep
    workshop = open_workshop(Settings())
    workshop.clock = lambda: datetime.now(UTC) + timedelta(seconds=orders.ahead)
    worker._opened["here"] = workshop
    crash_at(orders.crash_at)
    match orders.work:
        case "drain":
            drain_all(workshop, orders.seconds)
        case "serve":
            worker.serve(orders.lane)
        case "clock":
            worker.keep_time()
        case "web":
            serve_web(workshop, orders.port)
        case "rotate":
            rotating.rotate(workshop, lambda _kind, _so_far: None)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
