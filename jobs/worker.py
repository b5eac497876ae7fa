"""The processes: a worker a lane, and a clock that sweeps. Each has one queue; RQ loses jobs of two."""

import signal
import time
from collections.abc import Callable
from functools import partial
from types import FrameType

import redis
import structlog
from rq import Queue, SimpleWorker

from connector.config import Settings
from connector.ledger import claiming, post
from connector.ledger.tasks import LANES
from jobs import alerting, granting, posting, reoffering, tidying, timekeeping
from jobs.doctor import nightly
from jobs.drain import drain
from jobs.ring import Doorbell, queue_name
from jobs.table import KINDS
from jobs.workshop import Workshop, open_workshop

SWEEP_SECONDS = 5.0
POST_LANE = "effects"
"""Letters to people leave with the other letters."""
LONGEST_AWAY = 5.0
"""Seconds between two looks whether Redis is back; RQ's own grow to a minute."""

Duty = Callable[[Workshop], object]
DUTIES: dict[str, Duty] = {
    "readings": timekeeping.owe_due,
    "offers": reoffering.owe_due,
    "doctor": nightly.owe_due,
    "tidying": tidying.owe_due,
    "grants": granting.forget_left,
    "alerts": alerting.owe_due,
}
"""What the clock sees to before it rings."""

log = structlog.get_logger()
_opened: dict[str, Workshop] = {}


def workshop() -> Workshop:
    """This process's own, opened when first needed."""
    if "here" not in _opened:
        _opened["here"] = open_workshop(Settings())
    return _opened["here"]


def drain_lane(lane: str) -> int:
    """The one function that RQ runs. Rings again when it ends with work left."""
    here = workshop()
    bell = Doorbell(here.settings)
    bell.open_gate(lane)
    begun = work(here, lane)
    ring_others(here, bell)
    return begun


def work(here: Workshop, lane: str) -> int:
    """What is due on a lane. Somebody waits before a screen for a letter that lets them in: it goes first."""
    letters = posting.deliver(here) if lane == POST_LANE else 0
    return letters + drain(here, lane, KINDS)


def due_on(here: Workshop, lane: str) -> int:
    """How much could be worked now."""
    with here.ledger.reading() as unit:
        letters = post.due(unit, here.clock()) if lane == POST_LANE else 0
        return letters + claiming.due(unit, lane, here.clock())


def ring_others(here: Workshop, bell: Doorbell) -> None:
    """What was worked on one lane may owe on the other."""
    for lane in LANES:
        if due_on(here, lane):
            bell.ring(lane)


def serve(lane: str) -> None:
    """A worker process of one lane, until SIGTERM or SIGINT."""
    settings = workshop().settings
    # Redis may be away when a worker starts or while it serves: it is only the doorbell. RQ's own loop
    # gives up on many of the errors that this makes, quietly too, so a new one begins until we are told.
    stopping = _until_told()
    while not stopping() and not LaneWorker.told_to_stop:
        try:
            _worker(settings, lane).work(logging_level="WARNING", with_scheduler=False)
        except (redis.RedisError, OSError) as away:
            log.warning("the doorbell is away", lane=lane, why=type(away).__name__)
        if not LaneWorker.told_to_stop:
            stopping = _until_told()  # RQ left its own handlers behind
            time.sleep(1.0)


class LaneWorker(SimpleWorker):
    """Knows whether its work ended because somebody asked for it. One at a time in a process."""

    max_connection_wait_time = LONGEST_AWAY
    told_to_stop = False

    def handle_warm_shutdown_request(self) -> None:
        LaneWorker.told_to_stop = True
        super().handle_warm_shutdown_request()  # type: ignore[no-untyped-call]


def _worker(settings: Settings, lane: str) -> LaneWorker:
    connection = redis.Redis.from_url(settings.redis_url)
    queue = Queue(queue_name(settings.redis_prefix, lane), connection=connection)
    return LaneWorker([queue], connection=connection, worker_ttl=30, maintenance_interval=15)


def sweep(here: Workshop, bell: Doorbell) -> None:
    """Ring for what is due; with Redis away, work it here."""
    for lane in LANES:
        due = due_on(here, lane)
        if due and not bell.ring_for(lane, due):
            work(here, lane)


def go_round(here: Workshop, bell: Doorbell) -> None:
    """Owe what is due by the clock alone, then ring. What fails keeps nothing else from being done."""
    ringing: Duty = partial(sweep, bell=bell)
    for name, duty in (*DUTIES.items(), ("ringing", ringing)):
        try:
            duty(here)
        except Exception:
            log.exception("a duty of the clock failed; it comes round again", duty=name)


def keep_time() -> None:
    """The clock process: a sweep every few seconds, until SIGTERM or SIGINT."""
    here = workshop()
    bell = Doorbell(here.settings)
    stopping = _until_told()
    while not stopping():
        started = time.monotonic()
        go_round(here, bell)
        while not stopping() and time.monotonic() - started < SWEEP_SECONDS:
            time.sleep(0.1)


def _until_told() -> Callable[[], bool]:
    told: list[int] = []

    def tell(number: int, _frame: FrameType | None) -> None:
        told.append(number)

    signal.signal(signal.SIGTERM, tell)
    signal.signal(signal.SIGINT, tell)
    return lambda: bool(told)
