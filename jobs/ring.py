"""The doorbell: a word to a worker that something is owed. Losing it loses nothing; a sweep rings again."""

import threading
import time

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import Queue

from connector.config import Settings

SECONDS = 0.2
"""How long a webhook's answer may wait for Redis. redis-py would try ten times by default."""
GATE_SECONDS = 5
"""One ring in this time; the drain it starts opens the gate again as its first act."""
DRAIN = "jobs.worker.drain_lane"


class Doorbell:
    """Thread-safe. Never raises because Redis is away."""

    def __init__(self, settings: Settings) -> None:
        self._prefix = settings.redis_prefix
        self._redis = redis.Redis.from_url(
            settings.redis_url,
            socket_timeout=SECONDS,
            socket_connect_timeout=SECONDS,
            retry=Retry(NoBackoff(), 0),
        )

    def ring(self, lane: str) -> bool:
        """Start a drain of the lane unless one was started just now. False when Redis is away."""
        try:
            if self._redis.set(self._gate(lane), "1", nx=True, ex=GATE_SECONDS):
                self._enqueue(lane)
        except redis.RedisError:
            return False
        return True

    def ring_for(self, lane: str, due: int) -> bool:
        """A ring for each hundred that are due, whatever the gate says: the clock's way."""
        try:
            for number in range(min(10, -(-due // 100))):
                self._enqueue(lane, number)
        except redis.RedisError:
            return False
        return True

    def open_gate(self, lane: str) -> None:
        """A drain begins: whoever comes from now on may ring for the next."""
        try:
            self._redis.delete(self._gate(lane))
        except redis.RedisError:
            return

    def _gate(self, lane: str) -> str:
        return f"{self._prefix}:gate:{lane}"

    def _enqueue(self, lane: str, number: int = 0) -> None:
        # An id in use is refused, so it carries the time; only names travel, never data.
        job_id = f"{self._prefix}-{lane}-{time.time_ns()}-{number}"
        queue = Queue(queue_name(self._prefix, lane), connection=self._redis)
        queue.enqueue(DRAIN, lane, job_id=job_id, result_ttl=30, failure_ttl=3600, job_timeout=300)


class Ringer:
    """Rings from a thread of its own, so that no answer waits for Redis; many calls become one ring."""

    def __init__(self, bell: Doorbell, lane: str) -> None:
        self._bell, self._lane = bell, lane
        self._wanted = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def soon(self) -> None:
        """Returns at once. The thread starts with the first call, so that a server may fork before."""
        if self._thread is None:
            with self._starting:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._forever, daemon=True, name="ringer")
                    self._thread.start()
        self._wanted.set()

    def _forever(self) -> None:
        while True:
            self._wanted.wait()
            self._wanted.clear()
            self._bell.ring(self._lane)


def queue_name(prefix: str, lane: str) -> str:
    return f"{prefix}-{lane}"
