"""peg-one, peg-many, receipt-small: pegging beside one window-function UPDATE of the same rows.

Pegging means: read the queue, decide who gets what, write the pegs. What follows from it for a buyer (a
backorder, a date, a task) is written only where it changes, and is part of receipt-small on both sides.
"""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import update

from bench import shelf
from bench.rounds import ratio_of, seconds, tell
from bench.shelf import NOW
from connector.ledger import queue
from connector.ledger.engine import Ledger
from connector.ledger.supply import OnHand
from jobs.pegging import peg_item, peg_rows
from jobs.shelves import read_shelves

ROUNDS = 5
WINDOW = """
    UPDATE lines SET shipped_seen = reached.units FROM (
        SELECT lines.id AS id, max(0, min(asks, counted - (sum(asks) OVER (
            PARTITION BY lines.item_id ORDER BY rank, turn, placed_at, line_ref, lines.id) - asks))) AS units
        FROM lines JOIN on_hand ON on_hand.item_id = lines.item_id
    ) AS reached WHERE reached.id = lines.id"""


def run() -> None:
    _beside_window("peg-one", items=1, lines=10_000, on_hand=5_000)
    _beside_window("peg-many", items=5_000, lines=100_000, on_hand=10)
    _receipt()


def _beside_window(name: str, *, items: int, lines: int, on_hand: int) -> None:
    with shelf.sqlite() as ledger:
        with ledger.writing() as unit:
            shelf.fill(unit, items, lines, on_hand)

        def ours() -> float:
            took = seconds(lambda: _peg(ledger, range(1, items + 1)))
            _forget(ledger)
            return took

        def floor() -> float:
            took = seconds(lambda: _window(ledger))
            _forget(ledger)
            return took

        *_, ratio = ratio_of(ours, floor, ROUNDS)
        tell(name, ratio, 1.5)


def _peg(ledger: Ledger, items: Iterable[int]) -> None:
    with ledger.writing() as unit:
        for item_id in items:
            shelves = read_shelves(unit, 1, item_id)
            found = peg_rows(shelves, queue.rows(unit, 1, item_id), NOW)
            after = [one for them in found.values() for one in them]
            queue.replace_pegs(unit, 1, item_id, queue.pegs(unit, 1, item_id), after)


def _window(ledger: Ledger) -> None:
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql(WINDOW)


def _forget(ledger: Ledger) -> None:
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM pegs")
        connection.exec_driver_sql("UPDATE lines SET shipped_seen = 0")


def _receipt() -> None:
    """50 units come in before 10,000 waiting lines: only what they reach is read, against all of it."""
    with shelf.sqlite() as ledger:
        with ledger.writing() as unit:
            shelf.fill(unit, 1, 10_000, 0)
            peg_item(unit, 1, 1, NOW)
        there = [0]

        def receive(*, whole: bool) -> float:
            there[0] += 50
            with ledger.writing() as unit:
                mine = (OnHand.account_id == 1, OnHand.item_id == 1)
                unit.execute(update(OnHand).where(*mine).values(counted=there[0]))
            return seconds(lambda: _peg_item(ledger, whole))

        *_, ratio = ratio_of(lambda: receive(whole=False), lambda: receive(whole=True), ROUNDS)
        tell("receipt-small", ratio, 0.2)


def _peg_item(ledger: Ledger, whole: bool) -> None:
    with ledger.writing() as unit:
        peg_item(unit, 1, 1, NOW + timedelta(minutes=1), whole=whole)
