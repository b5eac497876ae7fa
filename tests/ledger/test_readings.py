"""How far a reading is, and for how long that is known."""

from datetime import timedelta

from sqlalchemy import select

from connector.ledger import locks, readings
from connector.ledger.engine import Ledger
from connector.ledger.readings import KEPT, Reading
from connector.ledger.stores import Store
from connector.ledger.tenancy import ACROSS
from tests.ledger.conftest import NOON


def test_what_came_of_a_reading_is_known_for_a_week_and_then_goes_by_itself(
    ledger: Ledger, a_store: Store, b_store: Store
) -> None:
    for at in (NOON, NOON + timedelta(days=1), NOON + KEPT + timedelta(hours=1)):
        for store in (a_store, b_store) if at == NOON else (a_store,):
            for kind in readings.KINDS if at == NOON else ("changes",):
                with ledger.writing() as unit:
                    mine = locks.store(unit, store.account_id, store.id)
                    readings.end(readings.begin(unit, mine, kind, at), at)

    with ledger.reading() as unit:
        found = unit.execute(
            select(Reading.store_id, Reading.kind, Reading.began_at), execution_options=ACROSS
        )
        left = sorted((store_id, kind, at - NOON) for store_id, kind, at in found)
    began, day, late = timedelta(0), timedelta(days=1), KEPT + timedelta(hours=1)
    assert left == sorted(
        [
            (a_store.id, "changes", day),
            (a_store.id, "changes", late),
            (a_store.id, "whole", began),
            (b_store.id, "changes", began),
            (b_store.id, "whole", began),
        ]
    )
