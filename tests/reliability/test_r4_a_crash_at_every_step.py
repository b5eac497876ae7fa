"""R4: the process dies at each named point of the way; the end is the same."""

import ast
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from connector.ledger import examinations, findings, locks
from connector.ledger.tasks import LEASE
from jobs import progress, settling
from jobs.doctor import examining
from sandbox.shopify.holds import release
from tests.reliability import processes
from tests.reliability.shops import (
    Shops,
    assert_everything_is_known,
    assert_one_letter_each,
    assert_the_platforms_have_it,
)
from tests.reliability.test_r4_a_crash_before_the_purchase import OFFERING, WAITING
from tests.reliability.test_r4_a_crash_while_leaving_or_forgetting import (
    FORGETTING,
    LEAVING,
    ROTATING,
    TIDYING,
)
from tests.reliability.test_r4_a_crash_while_publishing import PUBLISHING
from tests.reliability.test_r4_a_crash_while_telling import TELLING
from tests.reliability.test_r10_one_refresh import RENEWING

_SETTLED = [kind.name for kind in settling.KINDS]
ROOT = Path(__file__).parents[2]
RECEIVE = "receive.committed"
STEPS = (
    "drain.claimed",
    "intake.read",
    "intake.written",
    "reread.order_read",
    "reread.order_written",
    "reread.items_read",
    "reread.item_written",
    "pegging.decided",
    "pegging.written",
    "tags.about_to_send",
    "tags.sent",
    "tags.recorded",
    "record.about_to_send",
    "record.sent",
    "record.recorded",
    "holds.about_to_send",
    "holds.sent",
    "holds.recorded",
    "letter.written",
    "letter.leaving",
    "letter.sent",
    "letter.recorded",
)
READING = (
    "whole.items_read",
    "whole.items_written",
    "whole.orders_read",
    "whole.orders_written",
    "whole.ended",
    "changes.written",
)
EXAMINING = ("examine.part_written", "examine.ended")
NOBODY_CAN_SAY = ("letter.leaving", "letter.sent")
"""Between the first byte and the record of the answer: mail has no way to look."""


def test_every_step_of_the_product_is_in_the_list() -> None:
    named = {
        name for room in ("adapters", "connector", "jobs", "webhooks") for name in _steps_in(ROOT / room)
    }

    taking_away = {*LEAVING, *FORGETTING, TIDYING, ROTATING}
    others_know = {*OFFERING, *WAITING, *TELLING, *PUBLISHING}
    assert named == {*STEPS, *READING, *EXAMINING, *RENEWING, *others_know, *taking_away, RECEIVE}


def _steps_in(room: Path) -> Iterator[str]:
    for path in room.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "step":
                yield from _names(node.args[0])


def _names(said: ast.expr) -> Iterator[str]:
    if isinstance(said, ast.Constant):
        yield str(said.value)
    elif isinstance(said, ast.JoinedStr) and isinstance(said.values[-1], ast.Constant):
        # settling says f"{effect}.sent" for each effect that it settles
        yield from (f"{effect}{said.values[-1].value}" for effect in _SETTLED)
    else:
        raise AssertionError(f"a step without a plain name: {ast.dump(said)}")


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_a_crash_changes_nothing_in_the_end(shops: Shops, log: Path, step: str) -> None:
    shops.sell()
    shops.here.deliver()

    ahead = shops.here.clock.ahead.total_seconds()
    processes.crashes(shops.here.workshop.settings, log, step, ahead=ahead)
    shops.here.clock.ahead += LEASE + timedelta(seconds=1)
    shops.here.settle()

    assert_everything_is_known(shops)
    assert_the_platforms_have_it(shops)
    # The other store is worked by a thread of its own, which may die with a letter leaving as well.
    assert_one_letter_each(shops, unknown=2 if step in NOBODY_CAN_SAY else 1)


@pytest.mark.slow
@pytest.mark.parametrize("step", READING)
def test_a_reading_that_crashes_is_gone_on_with(shops: Shops, log: Path, step: str) -> None:
    shops.sell()
    shops.here.shopify.webhooks.take()
    for store in shops.here.woo.stores.values():
        store.webhooks.take()
    for kept in shops.stores:
        with shops.here.ledger.writing() as unit:
            store = locks.store(unit, kept.account_id, kept.id)
            kind = "changes" if step.startswith("changes") else "whole"
            progress.begin(unit, store, kind, shops.here.clock())

    ahead = shops.here.clock.ahead.total_seconds()
    processes.crashes(shops.here.workshop.settings, log, step, ahead=ahead)
    shops.here.clock.ahead += LEASE + timedelta(seconds=1)
    shops.here.settle()

    assert_everything_is_known(shops)
    assert_the_platforms_have_it(shops)
    assert_one_letter_each(shops, unknown=1)


@pytest.mark.slow
@pytest.mark.parametrize("step", EXAMINING)
def test_a_round_of_the_doctor_that_crashes_is_gone_on_with(shops: Shops, log: Path, step: str) -> None:
    shops.sell()
    shops.here.settle()
    (order,) = shops.on_shopify
    for work in [one for one in order.live_works if one.holds]:
        release(shops.shopify, work)
    shops.here.shopify.webhooks.take()
    for kept in shops.stores:
        with shops.here.ledger.writing() as unit:
            examining.owe(unit, kept.account_id, kept.id, shops.here.clock())

    ahead = shops.here.clock.ahead.total_seconds()
    processes.crashes(shops.here.workshop.settings, log, step, ahead=ahead)
    shops.here.clock.ahead += LEASE + timedelta(seconds=1)
    shops.here.settle()

    with shops.here.ledger.reading() as unit:
        for kept in shops.stores:
            found = examinations.of_store(unit, kept.account_id, kept.id)
            assert found is not None
            assert found.ended_at is not None
        amiss = [one.rule for one in findings.open_of(unit, kept.account_id, shops.stores[0].id)]
    assert amiss == ["hold_missing"]


@pytest.mark.slow
def test_a_delivery_whose_answer_died_with_the_process_comes_again_and_counts_once(
    shops: Shops, log: Path
) -> None:
    shops.sell()
    settings = shops.here.workshop.settings
    child, url = processes.web(settings, log, crash_at=RECEIVE)
    (first, *others) = shops.here.shopify.webhooks.take()
    with processes.ended([child]), pytest.raises(requests.ConnectionError):
        requests.post(f"{url}/webhooks/shopify", data=first.body, headers=first.headers, timeout=10)
    assert child.returncode == processes.CRASHED

    for again in (first, first, *others):
        answer = requests.post(again.uri, data=again.body, headers=again.headers, timeout=10)
        assert answer.status_code == 200
    shops.here.settle()

    assert_everything_is_known(shops)
    assert_the_platforms_have_it(shops)
    assert_one_letter_each(shops)
