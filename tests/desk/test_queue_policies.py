"""A store's queue policy decides who is served, however and whenever the facts became known."""

import random
import uuid
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from connector.domain.pegging import ON_HAND
from connector.ledger import board, board_waiting, stores, turns
from connector.ledger.engine import Ledger
from connector.ledger.orders import Line, Order
from connector.ledger.pegs import Peg
from connector.ledger.stores import Store
from jobs.desk.notes import owe_peg
from tests.desk.shop import LAMP, NOW, ShopKeeper, keeper
from tests.flows.conftest import own_ledger

SHADE = "gid-shade"


def set_policy(mine: ShopKeeper, store: Store, **settings: Any) -> None:
    with mine.ledger.writing() as unit:
        found = stores.get(unit, mine.account_id, store.id)
        found.settings = {**found.settings, **settings}
        unit.flush()
        turns.rewrite(unit, mine.account_id, NOW)
        for item_id, location_id in board_waiting.asking(unit, mine.account_id, store.id):
            owe_peg(unit, mine.account_id, item_id, location_id, NOW)
        store.settings = found.settings
    mine.settle()


def served(mine: ShopKeeper) -> dict[str, int]:
    """Units on hand that serve each order, by its name; those that nothing serves are left out."""
    with mine.ledger.reading() as unit:
        wanted = (
            select(Order.name, Peg.quantity)
            .join(Line, Line.order_id == Order.id)
            .join(Peg, Peg.line_id == Line.id)
            .where(Order.account_id == mine.account_id, Line.account_id == mine.account_id)
            .where(Peg.account_id == mine.account_id, Peg.supply_id == ON_HAND)
        )
        found: dict[str, int] = {}
        for name, units in unit.execute(wanted):
            found[name] = found.get(name, 0) + units
    return found


@pytest.mark.parametrize(
    ("policy", "first"),
    [
        ({"queue_policy": "oldest"}, "old"),
        ({"queue_policy": "business"}, "firm"),
        ({"queue_policy": "tag", "queue_tags": ["VIP"]}, "friend"),
        ({"queue_policy": "deadline", "lead_days": 3, "handling_days": 0}, "japan"),
        ({"queue_policy": "complete"}, "old"),
    ],
)
def test_one_lamp_goes_to_whom_the_policy_serves_first(
    mine: ShopKeeper, policy: Mapping[str, Any], first: str
) -> None:
    store = mine.open()
    mine.stock(store, LAMP, 1)
    buyers: dict[str, dict[str, Any]] = {
        "old": {"country": "US"},
        "firm": {"business": True, "country": "US"},
        "friend": {"tags": ("news", "vip")},
        "japan": {"country": "JP"},
    }
    for days, (name, buyer) in enumerate(buyers.items()):
        mine.order(store, name, [(LAMP, 1)], placed_at=NOW - timedelta(days=20 - days), **buyer)
    mine.settle()
    assert served(mine) == {"old": 1}
    set_policy(mine, store, **policy)
    assert served(mine) == {first: 1}
    set_policy(mine, store, queue_policy="oldest")
    assert served(mine) == {"old": 1}


def test_an_order_that_comes_later_takes_its_turn_when_it_is_read(mine: ShopKeeper) -> None:
    store = mine.open(settings={"queue_policy": "business"})
    mine.stock(store, LAMP, 1)
    mine.order(store, "old", [(LAMP, 1)], placed_at=NOW - timedelta(days=9))
    mine.order(store, "firm", [(LAMP, 1)], business=True)
    assert served(mine) == {"firm": 1}


def test_a_buyer_who_turns_out_to_be_a_business_moves_ahead(mine: ShopKeeper) -> None:
    store = mine.open(settings={"queue_policy": "business"})
    mine.stock(store, LAMP, 1)
    mine.order(store, "old", [(LAMP, 1)], placed_at=NOW - timedelta(days=9))
    mine.order(store, "firm", [(LAMP, 1)], placed_at=NOW - timedelta(days=2))
    mine.settle()
    mine.order(store, "firm", [(LAMP, 1)], placed_at=NOW - timedelta(days=2), changed=NOW, business=True)
    mine.settle()
    assert served(mine) == {"firm": 1}


def test_the_place_that_a_page_shows_follows_the_policy(mine: ShopKeeper) -> None:
    store = mine.open(settings={"queue_policy": "business"})
    item = mine.stock(store, LAMP, 0)
    old = mine.order(store, "old", [(LAMP, 1)], placed_at=NOW - timedelta(days=9))
    firm = mine.order(store, "firm", [(LAMP, 1)], business=True)
    with mine.ledger.reading() as unit:
        places = board.places(unit, mine.account_id, [item])
    assert [places[mine.line_of(one)].number for one in (old, firm)] == [2, 1]


def test_the_item_that_completes_an_order_goes_to_it_and_a_hopeless_one_waits(mine: ShopKeeper) -> None:
    store = mine.open(settings={"queue_policy": "complete"})
    mine.stock(store, LAMP, 1)
    mine.stock(store, SHADE, 0, title="Shade", sku="SHADE-1")
    mine.order(store, "both", [(LAMP, 1), (SHADE, 1)], placed_at=NOW - timedelta(days=9))
    mine.order(store, "lamp", [(LAMP, 1)])
    mine.settle()
    assert served(mine) == {"lamp": 1}
    mine.stock(store, SHADE, 1, title="Shade", sku="SHADE-1", at=NOW + timedelta(minutes=1))
    mine.settle()
    assert served(mine) == {"both": 2}


def test_two_stores_on_one_shelf_each_follow_their_own_policy(mine: ShopKeeper) -> None:
    """The preferred of one go before the ordinary of both; among those the day decides."""
    one, other = mine.open("Lamps"), mine.open("Firm", settings={"queue_policy": "business"})
    item = mine.stock(one, LAMP, 2)
    mine.share(item, other, LAMP)
    mine.order(one, "one old", [(LAMP, 1)], placed_at=NOW - timedelta(days=9), business=True)
    mine.order(other, "other older", [(LAMP, 1)], placed_at=NOW - timedelta(days=10))
    mine.order(other, "other firm", [(LAMP, 1)], business=True)
    mine.settle()
    assert served(mine) == {"other firm": 1, "other older": 1}


@pytest.fixture(scope="module")
def books(fresh_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with own_ledger(fresh_sqlite, tmp_path_factory.mktemp("policies")) as url:
        opened = Ledger(url)
        yield opened
        opened.close()


orders_ = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.booleans(), st.sampled_from(["DE", "JP", ""])).filter(
        lambda one: one[0] + one[1] > 0
    ),
    min_size=1,
    max_size=7,
)
policies = st.sampled_from(["oldest", "deadline", "complete", "complete", "complete", "business"])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(orders_, st.integers(0, 6), st.integers(0, 6), policies, st.integers(0, 2**16))
def test_the_end_is_the_same_whatever_was_known_first_and_it_comes_to_rest(
    books: Ledger,
    bought: list[tuple[int, int, bool, str]],
    lamps: int,
    shades: int,
    policy: str,
    seed: int,
) -> None:
    """Once in order of age; once shuffled, worked in between, with other counts and policies on the way."""
    ends = []
    for chance in (None, random.Random(seed)):
        mine = keeper(books, uuid.uuid4().hex)
        store = mine.open(uuid.uuid4().hex)
        _live(mine, store, bought, {LAMP: lamps, SHADE: shades}, policy, chance)
        ran = mine.settle()
        assert ran <= 8, "it takes too long to come to rest"
        set_policy(mine, store, queue_policy=policy)
        assert mine.settle() == 0
        ends.append(served(mine))
    assert ends[0] == ends[1]


def _live(
    mine: ShopKeeper,
    store: Store,
    bought: list[tuple[int, int, bool, str]],
    counts: Mapping[str, int],
    policy: str,
    chance: random.Random | None,
) -> None:
    todo = list(enumerate(bought))
    for ref, count in counts.items():
        mine.stock(store, ref, chance.randint(0, 6) if chance else count, title=ref, sku=ref)
    set_policy(mine, store, queue_policy=chance.choice(["complete", "oldest"]) if chance else policy)
    if chance:
        chance.shuffle(todo)
    for at, (lamps, shades, business, country) in todo:
        lines = [(ref, units) for ref, units in ((LAMP, lamps), (SHADE, shades)) if units]
        placed = NOW - timedelta(days=30 - at)
        mine.order(store, f"#{at}", lines, placed_at=placed, business=business, country=country)
        if chance and chance.random() < 0.5:
            mine.settle()
    set_policy(mine, store, queue_policy=policy)
    for ref, count in counts.items():
        mine.stock(store, ref, count, title=ref, sku=ref, at=NOW + timedelta(minutes=1))
