"""R4: the process dies while other tools are told what happened; each hears of it, by one id."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from connector.ledger import stores
from connector.ledger.events import HAPPENINGS, Event, Send
from connector.ledger.tasks import LEASE
from connector.ledger.tenancy import ACROSS
from jobs.desk import endpoints
from jobs.desk.endpoints import Wanted
from tests.events.receiver import Receiver, receiving
from tests.reliability import processes
from tests.reliability.shops import Shops, assert_everything_is_known

TELLING = ("events.written", "event.about_to_send", "event.sent", "event.recorded")


@pytest.fixture
def receiver(shops: Shops) -> Iterator[Receiver]:
    """Hears of everything in both shops."""
    with receiving() as made:
        for kept in shops.stores:
            now = shops.here.clock()
            with shops.here.ledger.writing() as unit:
                store = stores.get(unit, kept.account_id, kept.id)
                stores.turn(unit, store, "events", now - timedelta(days=400), "a test")
                wanted = Wanted(made.url, HAPPENINGS)
                endpoints.add(shops.here.workshop, unit, kept.account_id, kept.id, wanted, "a test", now)
        yield made


@pytest.mark.slow
@pytest.mark.parametrize("step", TELLING)
def test_what_was_being_told_arrives_in_the_end(
    shops: Shops, receiver: Receiver, log: Path, step: str
) -> None:
    shops.sell()
    shops.here.deliver()

    ahead = shops.here.clock.ahead.total_seconds()
    processes.crashes(shops.here.workshop.settings, log, step, ahead=ahead)
    shops.here.clock.ahead += LEASE + timedelta(seconds=1)
    shops.here.settle()

    assert_everything_is_known(shops)
    with shops.here.ledger.reading() as unit:
        written = list(unit.scalars(select(Event), execution_options=ACROSS))
        states = set(unit.scalars(select(Send.state), execution_options=ACROSS))
    times = receiver.times()
    assert (len(written), states) == (4, {"sent"})
    assert set(times) == {one.body["id"] for one in written}
    # An answer that died with the process is asked for again, by its id. The other store is carried by a
    # thread of its own, which may die with an answer as well.
    assert sum(times.values()) - len(times) <= (2 if step == "event.sent" else 1)
