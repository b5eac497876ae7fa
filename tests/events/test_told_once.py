"""Whatever happens in whatever order, and whoever is deaf meanwhile: every change is told, and told once."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from connector.config import Settings
from connector.ledger import promises, supply
from connector.ledger.backorders import Backorder
from connector.ledger.engine import Ledger
from connector.ledger.events import Event
from connector.ledger.vault import Vault
from jobs.pegging import peg_item
from jobs.workshop import Workshop
from tests.desk.shop import LAMP, NOW, keeper
from tests.events.conftest import Teller, told
from tests.events.receiver import DROP, Receiver, receiving

STEPS = st.one_of(
    st.tuples(st.just("order"), st.integers(1, 4)),
    st.tuples(st.just("count"), st.integers(0, 8)),
    st.tuples(st.just("expect"), st.integers(1, 5)),
    st.tuples(st.just("slip"), st.integers(1, 40)),
    st.tuples(st.just("deaf"), st.sampled_from([500, 429, DROP])),
    st.tuples(st.just("carry"), st.integers(0, 1)),
)
NUMBERS = count()


@pytest.fixture(scope="module")
def receivers() -> Iterator[tuple[Receiver, Receiver]]:
    with receiving() as one, receiving() as other:
        yield one, other


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example(steps=[("order", 4), ("count", 8), ("carry", 0), ("count", 0), ("carry", 1)])
@example(steps=[("order", 4), ("count", 3), ("deaf", 500), ("count", 4), ("expect", 5), ("slip", 9)])
@given(steps=st.lists(STEPS, min_size=3, max_size=14))
def test_every_change_is_told_once_to_each_and_again_only_after_a_lost_answer(
    ledger: Ledger, settings: Settings, receivers: tuple[Receiver, Receiver], steps: list[tuple[str, int]]
) -> None:
    at = [NOW]
    workshop = Workshop(settings, ledger, Vault(settings.secret_keys), clock=lambda: at[0])
    name = f"a{next(NUMBERS)}"
    teller = Teller(keeper(ledger, name), workshop, at)
    for one in receivers:
        one.came.clear()
        one.answers.clear()
    failures = Counter[int]()
    play(teller, name, receivers, steps, failures)

    teller.carry(rounds=12, hours=3)
    for number, one in enumerate(receivers):
        assert not one.answers
        times = one.times()
        assert sum(times.values()) - len(times) == failures[number]
        assert_it_adds_up(teller, one)
    assert set(receivers[0].times()) == set(receivers[1].times())


def play(
    teller: Teller,
    name: str,
    receivers: tuple[Receiver, Receiver],
    steps: list[tuple[str, int]],
    failures: Counter[int],
) -> None:
    mine = teller.mine
    store = teller.open(name)
    for one in receivers:
        teller.listen(store, one.url)
    item_id = mine.stock(store, LAMP, 2)
    for number, (what, n) in enumerate(steps):
        if what == "order":
            mine.order(store, f"#{number}", [(LAMP, n)])
        elif what == "count":
            mine.stock(store, LAMP, n, at=NOW + timedelta(minutes=number))
        elif what == "expect":
            mine.expect(item_id, n, date(2026, 12, 1) + timedelta(days=n))
        elif what == "slip":
            slip(teller, item_id, n)
        elif what == "deaf":
            deaf(teller, receivers, number % 2, n, failures)
        else:
            teller.carry()
    for number, one in enumerate(receivers):
        failures[number] -= len(one.answers)  # what nobody came for was no failure
        one.answers.clear()


def deaf(
    teller: Teller, receivers: tuple[Receiver, Receiver], number: int, answer: int, failures: Counter[int]
) -> None:
    receivers[number].answers.append(answer)
    failures[number] += 1


def slip(teller: Teller, item_id: int, days: int) -> None:
    with teller.mine.ledger.writing() as unit:
        for one in supply.expected(unit, teller.mine.account_id, item_id)[:1]:
            one.expected_on += timedelta(days=days)
        unit.flush()
        peg_item(unit, teller.mine.account_id, item_id, NOW)


def assert_it_adds_up(teller: Teller, receiver: Receiver) -> None:
    """The ledger's own end state, reckoned from nothing but what was told."""
    units, dates = Counter[tuple[str, str]](), defaultdict[str, list[str]](list)
    once, turn = {one["id"]: one for one in told(receiver)}, in_order(teller)
    for one in sorted(once.values(), key=lambda one: turn[one["id"]]):
        said, line = one["data"], f"{one['data']['order']['id']} {one['data']['line']['id']}"
        kind = one["type"].removeprefix("backorder.")
        if kind in ("promised", "moved"):
            assert said["before"] != said["promised_for"]
            if kind == "moved":
                assert said["before"] == dates[line][-1]
            dates[line].append(said["promised_for"])
        elif kind == "owed" and said["again"]:
            units["ready", line] -= said["quantity"]
        else:
            units[kind, line] += said["quantity"]
    with teller.mine.ledger.reading() as unit:
        mine = Backorder.account_id == teller.mine.account_id
        ever = unit.scalar(select(func.sum(Backorder.quantity)).where(mine)) or 0
        here = (
            unit.scalar(
                select(func.sum(Backorder.quantity)).where(mine, Backorder.state.in_(("ready", "released")))
            )
            or 0
        )
        for_lines = {row.line_id for row in unit.scalars(select(Backorder).where(mine))}
        now = promises.current_of_lines(unit, teller.mine.account_id, for_lines)
    assert sum(n for (kind, _), n in units.items() if kind == "owed") == ever
    assert sum(n for (kind, _), n in units.items() if kind == "ready") == here
    for kept in now.values():
        assert kept.promised_for.isoformat() in {said[-1] for said in dates.values()}


def in_order(teller: Teller) -> dict[str, int]:
    """The order on the way is not promised: the ledger knows in which they happened."""
    with teller.mine.ledger.reading() as unit:
        rows = unit.scalars(select(Event).where(Event.account_id == teller.mine.account_id))
        return {row.body["id"]: row.id for row in rows}
