"""What a preview of settings counts is what happens when they are saved; taking them back is the same."""

import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from connector.ledger import setting_changes, stores
from connector.ledger.engine import Ledger
from connector.ledger.orders import Line
from connector.ledger.promises import Promise
from connector.ledger.stores import Store
from jobs.desk.settings import saving, schema
from jobs.desk.settings.foreseen import Foreseen
from tests.desk.shop import NOW, ShopKeeper, keeper
from tests.flows.conftest import own_ledger

GOODS = ("gid-lamp", "gid-shade")
Stand = tuple[int, date | None]
Told = dict[int, Stand]


@pytest.fixture(scope="module")
def shelf(fresh_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """One ledger for all examples; each has an account of its own in it."""
    with own_ledger(fresh_sqlite, tmp_path_factory.mktemp("foreseen")) as url:
        ledger = Ledger(url)
        yield ledger
        ledger.close()


def opened(mine: ShopKeeper, platform: str = "shopify") -> Store:
    """A store whose address no other example has."""
    return mine.open(f"Shop {uuid.uuid4().hex}", platform)


def promised(mine: ShopKeeper) -> Told:
    """Units that wait and until when, of every line."""
    with mine.ledger.reading() as unit:
        lines = unit.scalars(select(Line.id).where(Line.account_id == mine.account_id)).all()
        current = select(Promise).where(
            Promise.account_id == mine.account_id, Promise.superseded_at.is_(None)
        )
        told = {one.line_id: (one.quantity, one.promised_for) for one in unit.scalars(current)}
    return {line_id: told.get(line_id, (0, None)) for line_id in lines}


DAYS = st.integers(0, 60).map(lambda days: NOW.date() + timedelta(days=days))
CLOSURES = st.lists(
    st.tuples(DAYS, st.integers(0, 20)).map(
        lambda one: {
            "first": one[0].isoformat(),
            "last": (one[0] + timedelta(days=one[1])).isoformat(),
            "note": "",
        }
    ),
    max_size=2,
)
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "lead_days": st.integers(0, 40),
        "handling_days": st.integers(0, 5),
        "country": st.sampled_from(["", "JP", "DE"]),
        "working_days": st.lists(st.integers(0, 6), min_size=1, unique=True).map(sorted),
        "own_holidays": st.lists(DAYS.map(date.isoformat), max_size=3, unique=True).map(sorted),
        "closures": CLOSURES,
        "queue_policy": st.sampled_from(["oldest", "deadline", "complete", "business", "tag"]),
        "queue_tags": st.just(["VIP"]),
        "ships_together": st.booleans(),
    },
)
ORDERS = st.lists(
    st.fixed_dictionaries(
        {
            "lines": st.lists(st.tuples(st.sampled_from(GOODS), st.integers(1, 3)), min_size=1, max_size=2),
            "days": st.integers(0, 20),
            "business": st.booleans(),
            "tags": st.sampled_from([(), ("VIP",)]),
            "country": st.sampled_from(["DE", "US", "JP"]),
            "elsewhere": st.booleans(),
        }
    ),
    min_size=1,
    max_size=6,
)


def shop_of(shelf: Ledger, orders: list[dict[str, Any]], stock: int, coming: list[tuple[int, int]]) -> Any:
    """Two stores that sell one item from one shelf, and what was ordered of them."""
    mine = keeper(shelf, f"account {uuid.uuid4().hex}")
    store, other = opened(mine), opened(mine, "woocommerce")
    item, _ = (mine.stock(store, ref, stock, title=ref, sku=ref) for ref in GOODS)
    mine.share(item, other, GOODS[0])
    for days, units in coming:
        mine.expect(item, units, NOW.date() + timedelta(days=days))
    for number, one in enumerate(orders):
        placed = NOW - timedelta(days=one["days"], minutes=number)
        more = {"business": one["business"], "country": one["country"], "tags": one["tags"]}
        if one["elsewhere"]:
            mine.order(other, f"#{number}", [(GOODS[0], one["lines"][0][1])], placed_at=placed, **more)
        else:
            mine.order(store, f"#{number}", one["lines"], placed_at=placed, **more)
    mine.settle()
    return mine, store


def differences(before: Told, after: Told) -> set[tuple[int, Stand, Stand]]:
    return {(line, before[line], after[line]) for line in before if before[line] != after[line]}


def foreseen(found: Foreseen) -> set[tuple[int, Stand, Stand]]:
    return {
        (one.line_id, (one.short_before, one.on_before), (one.short_after, one.on_after))
        for one in found.moves.shifts
    }


@pytest.mark.timeout(300)  # thirty shops, each settled three times, on a busy machine
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    orders=ORDERS,
    stock=st.integers(0, 4),
    coming=st.lists(st.tuples(st.integers(-3, 40), st.integers(1, 4)), max_size=2),
    first=CHANGES,
    change=CHANGES,
)
def test_what_was_counted_is_what_happens(
    shelf: Ledger,
    orders: list[dict[str, Any]],
    stock: int,
    coming: list[tuple[int, int]],
    first: dict[str, Any],
    change: dict[str, Any],
) -> None:
    mine, store = shop_of(shelf, orders, stock, coming)
    here = (mine.account_id, store.id)
    for given_now in (first, change):
        if given_now.get("queue_policy") == "tag":
            given_now["queue_tags"] = ["VIP"]
        with mine.ledger.reading() as unit:
            seen = saving.preview(unit, *here, given_now, "Ada", NOW)
            as_it_was = schema.current(stores.get(unit, *here))
        before = promised(mine)
        with mine.ledger.writing() as unit:
            changed = saving.save(unit, *here, given_now, seen.seal, "Ada", NOW)
        mine.settle()
        assert differences(before, promised(mine)) == foreseen(seen)
    if not changed:
        return
    with mine.ledger.reading() as unit:
        last = setting_changes.of_store(unit, *here, limit=1)[0].id
        back = saving.preview_undo(unit, *here, last, "Ada", NOW)
    before = promised(mine)
    with mine.ledger.writing() as unit:
        saving.undo(unit, *here, last, back.seal, "Ada", NOW)
    mine.settle()
    assert differences(before, promised(mine)) == foreseen(back)
    with mine.ledger.reading() as unit:
        assert schema.current(stores.get(unit, *here)) == as_it_was


def test_undoing_takes_back_its_own_fields_and_leaves_later_changes(shelf: Ledger) -> None:
    mine = keeper(shelf, "undo")
    store = opened(mine)
    here = (mine.account_id, store.id)
    with mine.ledger.writing() as unit:
        saving.change(unit, *here, {"lead_days": 20, "reply_to": "a@example.com"}, "Ada", NOW)
        saving.change(unit, *here, {"handling_days": 3, "reply_to": "b@example.com"}, "Bob", NOW)
        first = setting_changes.of_store(unit, *here, limit=9)[-1]
        seal = saving.preview_undo(unit, *here, first.id, "Ada", NOW).seal

        assert saving.undo(unit, *here, first.id, seal, "Ada", NOW) == ["lead_days", "reply_to"]

        kept = stores.get(unit, *here).settings
        assert kept == {"lead_days": 14, "reply_to": "", "handling_days": 3}
        newest = setting_changes.of_store(unit, *here, limit=1)[0]
        assert (newest.undoes_id, newest.before["reply_to"]) == (first.id, "b@example.com")


def test_a_change_of_another_store_or_account_cannot_be_undone_here(shelf: Ledger) -> None:
    mine, theirs = keeper(shelf, "here"), keeper(shelf, "there")
    store, other = opened(mine), opened(mine)
    with mine.ledger.writing() as unit:
        saving.change(unit, mine.account_id, store.id, {"lead_days": 20}, "Ada", NOW)
        (made,) = setting_changes.of_store(unit, mine.account_id, store.id, limit=9)
        for account_id, store_id in ((mine.account_id, other.id), (theirs.account_id, store.id)):
            with pytest.raises(LookupError):
                saving.preview_undo(unit, account_id, store_id, made.id, "Ada", NOW)


def test_a_former_tag_of_ours_is_remembered(shelf: Ledger) -> None:
    mine = keeper(shelf, "tags")
    store = opened(mine)
    for text in ("入荷待ち", "Waits"):
        with mine.ledger.writing() as unit:
            saving.change(unit, mine.account_id, store.id, {"tag_waiting": text}, "Ada", NOW)
    with mine.ledger.reading() as unit:
        ours = stores.tags_ever(stores.get(unit, mine.account_id, store.id))
    assert ours == {"Backorder", "Backorder ready", "入荷待ち", "Waits"}
