"""Events are forgotten after sixty days, those of a store with the store, and none of them names a buyer."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from connector.domain.buyers import Whom
from connector.ledger import buyers, erasing, traces
from connector.ledger.events import Endpoint, Event, Send
from connector.ledger.stores import Store
from connector.ledger.tasks import Owe, owe
from connector.ledger.traces import Owned
from jobs import tidying
from jobs.drain import drain
from jobs.table import KINDS
from tests.desk.shop import LAMP
from tests.events.conftest import Teller
from tests.events.receiver import Receiver


@pytest.fixture
def lamps(teller: Teller, receiver: Receiver) -> Store:
    store = teller.open()
    teller.listen(store, receiver.url)
    teller.mine.stock(store, LAMP, 0)
    return store


def counts(teller: Teller) -> tuple[int, int]:
    with teller.mine.ledger.reading() as unit:
        mine = teller.mine.account_id
        events = unit.scalar(select(func.count()).select_from(Event).where(Event.account_id == mine))
        sends = unit.scalar(select(func.count()).select_from(Send).where(Send.account_id == mine))
    return events or 0, sends or 0


def test_what_is_older_than_sixty_days_is_forgotten(teller: Teller, lamps: Store, receiver: Receiver) -> None:
    teller.mine.order(lamps, "#1", [(LAMP, 1)])
    teller.carry()
    assert counts(teller) == (2, 2)
    for days, left in ((60, 2), (1, 0)):
        teller.later(days=days)
        with teller.mine.ledger.writing() as unit:
            due = [Owe("intake", tidying.TIDY, "all", teller.now)]
            owe(unit, teller.mine.account_id, lamps.id, due, teller.now)
        drain(teller.workshop, "intake", KINDS, 10.0)
        assert counts(teller) == (left, left)


def test_a_forgotten_buyers_events_stay_for_they_never_named_anybody(
    teller: Teller, lamps: Store, receiver: Receiver
) -> None:
    made = teller.mine.order(lamps, "#1", [(LAMP, 1)], first_name="Quirina", email="quirina@example.com")
    mine = teller.mine.account_id
    whom = Whom(emails=("quirina@example.com",), names=("Quirina",))
    with teller.mine.ledger.writing() as unit:
        before = {row.id: row.body for row in unit.scalars(select(Event).where(Event.account_id == mine))}
        owned = Owned(mine, lamps.id, [made], buyers.line_ids(unit, mine, [made]), ["ref-#1"])
        assert "events" in dict(traces.of(unit, owned, whom))
        traces.blot(unit, owned, whom)
    with teller.mine.ledger.reading() as unit:
        assert {
            row.id: row.body for row in unit.scalars(select(Event).where(Event.account_id == mine))
        } == before


def test_an_erased_store_takes_its_events_and_keys_along(
    teller: Teller, lamps: Store, receiver: Receiver
) -> None:
    other = teller.open("Desk")
    teller.listen(other, receiver.url)
    teller.mine.order(lamps, "#1", [(LAMP, 1)])
    with teller.mine.ledger.writing() as unit:
        erasing.store(unit, teller.mine.account_id, lamps.id)
    assert counts(teller) == (0, 0)
    with teller.mine.ledger.reading() as unit:
        kept = unit.scalars(select(Endpoint.store_id).where(Endpoint.account_id == teller.mine.account_id))
        assert kept.all() == [other.id]
    assert timedelta(days=60) == tidying.EVENTS_KEPT
