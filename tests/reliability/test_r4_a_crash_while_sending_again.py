"""R4: the process dies while a letter is sent once more; it leaves once, or a person is asked."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from connector.ledger.letters import Letter
from connector.ledger.orders import Order
from connector.ledger.tasks import LEASE
from connector.ledger.tenancy import ACROSS
from jobs.desk import sending_again
from jobs.desk.sending_again import APART
from tests.reliability import processes
from tests.reliability.shops import Shops

AGAIN = ("letter.written", "letter.leaving", "letter.sent", "letter.recorded")


@pytest.mark.slow
@pytest.mark.parametrize("step", AGAIN)
def test_a_letter_sent_once_more_leaves_once_or_a_person_is_asked(shops: Shops, log: Path, step: str) -> None:
    shops.sell()
    shops.here.settle()
    shops.here.clock.ahead += APART + timedelta(seconds=1)
    before, asked = len(shops.here.mailbox.letters), _ask_for_each(shops)

    ahead = shops.here.clock.ahead.total_seconds()
    processes.crashes(shops.here.workshop.settings, log, step, ahead=ahead)
    shops.here.clock.ahead += LEASE + timedelta(seconds=1)
    shops.here.settle()

    with shops.here.ledger.reading() as unit:
        wanted = select(Letter.state).where(Letter.subject_key.contains(":again:"))
        states = sorted(unit.scalars(wanted, execution_options=ACROSS))
    unknown = states.count("unknown")
    assert states == ["sent"] * (asked - unknown) + ["unknown"] * unknown
    # The other store's letter may have been leaving at that moment.
    assert unknown <= (2 if step in ("letter.leaving", "letter.sent") else 1)
    assert asked - unknown <= len(shops.here.mailbox.letters) - before <= asked


def _ask_for_each(shops: Shops) -> int:
    """How many orders there are; the letter of each is asked for again."""
    now = shops.here.clock()
    with shops.here.ledger.reading() as unit:
        found = list(unit.scalars(select(Order), execution_options=ACROSS))
    for one in found:
        with shops.here.ledger.writing() as unit:
            seen = sending_again.preview(unit, one.account_id, one.id, now).seal
            sending_again.send(unit, one.account_id, one.id, seen, "Ada", now)
    return len(found)
