"""R3: worker processes are killed in the middle of their work, again and again."""

import random
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.reliability import processes
from tests.reliability.processes import Child
from tests.reliability.shops import (
    Shops,
    assert_everything_is_known,
    assert_one_letter_each,
    assert_the_platforms_have_it,
    nothing_is_open,
)

ORDERS_EACH, EVENTS, KILLS, DRAINED_WITHIN = 25, 300, 12, 120.0


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_no_event_is_lost_and_nothing_is_done_twice_however_often_workers_die(
    shops: Shops, log: Path
) -> None:
    ahead = shops.here.clock.ahead.total_seconds()
    starting = processes.seconds_to_start(shops.here.workshop.settings)
    accepted = 0
    chance = random.Random(3)
    began = time.monotonic()

    def hire(number: int) -> Child:
        lane = ("intake", "effects")[number % 2]
        settings = shops.here.workshop.settings
        return processes.start(settings, log, work="serve", lane=lane, lease=3.0, ahead=ahead)

    clock = processes.start(
        shops.here.workshop.settings, log, work="clock", lease=3.0, sweep=0.5, ahead=ahead
    )
    staff = [hire(0), hire(1), clock]
    killed = 0
    with processes.ended(staff):
        while killed < KILLS or accepted < EVENTS:
            if shops.sold < ORDERS_EACH:
                shops.sell(5)
            accepted += len(shops.here.deliver(duplicate=0.3, shuffle=True, seed=killed))
            time.sleep(starting + chance.uniform(0.4, 1.2))
            victim = killed % 2
            processes.kill(staff[victim])
            killed += 1
            staff[victim] = hire(victim)
            assert time.monotonic() - began < DRAINED_WITHIN, f"{killed} kills, {accepted} events"
        while not (nothing_is_open(shops) and not shops.here.deliver()):
            time.sleep(0.2)
            assert time.monotonic() - began < DRAINED_WITHIN, log.read_text()[-3000:]

    assert Counter(status for _, status in shops.here.shopify.webhooks.sent).keys() == {200}
    assert_everything_is_known(shops)
    assert_the_platforms_have_it(shops)
    assert_one_letter_each(shops, unknown=killed)
