"""One order that is odd, too long or unreadable harms no other."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from connector.domain.snapshots import Buyer, LineSnapshot, OrderSnapshot, Paid, Payment
from connector.ledger import applying, locks, orders, tasks
from connector.ledger.engine import Ledger
from connector.ledger.forgotten import NOBODY
from connector.ledger.orders import Line, Order
from connector.ledger.stores import Store
from connector.ledger.tasks import Claimed, Owe, Task
from jobs.drain import drain
from jobs.kinds import Bench, Kind
from tests.flows.merchants import ShopifyMerchant, WooMerchant
from tests.flows.seen import owed
from tests.ledger.conftest import add_store
from tests.world import Clock, World


def snapshot(clock: Clock, **more: object) -> OrderSnapshot:
    line = LineSnapshot("1", "main", "lamp", "Lamp" * 900, "S" * 900, ordered=10**15, open=10**15)
    plain = {
        "order_id": "7",
        "name": "#7" * 200,
        "placed_at": clock(),
        "version": clock(),
        "state": "processing" * 20,
        "demand": True,
        "releasable": True,
        "standing": "processing",
        "payment": Payment(Paid.NOTHING, "POINTS", 100),
        "buyer": Buyer("a" * 400 + "@example.com", "Mia\0" * 400, "en_GB.UTF-8@euro-and-more", "DEUTSCHLAND"),
        "lines": (line,),
    }
    return OrderSnapshot(**{**plain, **more})  # type: ignore[arg-type]


def read(ledger: Ledger, store: Store, seen: OrderSnapshot, read_at: object = None) -> Order:
    with ledger.writing() as unit:
        kept = locks.store(unit, store.account_id, store.id)
        applying.order(unit, kept, seen, read_at or seen.version, NOBODY)  # type: ignore[arg-type]
    with ledger.reading() as unit:
        found = orders.by_ref(unit, store.account_id, store.id, "7")
    assert found
    return found


def test_what_is_longer_than_its_column_is_cut_and_an_address_never_is(ledger: Ledger) -> None:
    store = add_store(ledger, "a")
    found = read(ledger, store, snapshot(Clock()))
    assert (found.email, found.currency, found.country) == ("", "", "DE")
    assert (len(found.name), len(found.first_name)) == (100, 200)
    assert "\0" not in found.first_name
    with ledger.reading() as unit:
        line = unit.scalars(select(Line).where(Line.account_id == store.account_id)).one()
    assert (len(line.title), len(line.sku), line.asks) == (500, 200, 10**9)


def test_an_order_that_is_gone_is_not_brought_back_by_what_was_read_before(ledger: Ledger) -> None:
    store, clock = add_store(ledger, "a"), Clock()
    first = snapshot(clock)
    read(ledger, store, first)
    before = clock()
    with ledger.writing() as unit:
        kept = locks.store(unit, store.account_id, store.id)
        applying.order_gone(unit, kept, "7", before + timedelta(seconds=2))
    late = snapshot(clock, version=before + timedelta(seconds=1), placed_at=first.placed_at)
    assert read(ledger, store, late, before + timedelta(seconds=1)).gone
    assert not read(ledger, store, late, before + timedelta(seconds=3)).gone, "it was restored"


def test_an_order_that_is_gone_keeps_its_name_and_its_day(ledger: Ledger) -> None:
    store, clock = add_store(ledger, "a"), Clock()
    first = snapshot(clock, name="#7")
    read(ledger, store, first)
    clock.ahead += timedelta(days=3)
    found = read(ledger, store, snapshot(clock, name="", buyer=Buyer(), lines=(), gone=True, demand=False))
    assert (found.gone, found.name, found.placed_at) == (True, "#7", first.placed_at)


def test_an_error_of_the_ledger_quotes_nobodys_address_to_anybody(
    here: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """PostgreSQL's own words carry the whole row that it refused."""
    _, store = here.add_shop("words", switches=())

    def insert_twice(bench: Bench, _claimed: list[Claimed]) -> None:
        with bench.workshop.ledger.writing() as unit:
            same = {"account_id": store.account_id, "platform": "shopify", "address": "mia@example.com"}
            unit.add_all([Store(**same), Store(**same)])

    with here.ledger.writing() as unit:
        owed_now = [Owe("intake", "twice", "all", here.clock())]
        tasks.owe(unit, store.account_id, store.id, owed_now, here.clock())
    drain(here.workshop, "intake", {"twice": Kind("twice", insert_twice)}, 2.0)
    with here.ledger.reading() as unit:
        task = unit.scalars(
            select(Task).where(Task.account_id == store.account_id, Task.kind == "twice")
        ).one()
    said = capsys.readouterr()
    assert "IntegrityError" in task.trouble or "NotNullViolation" in task.trouble
    assert "mia@example.com" not in task.trouble + said.out + said.err


def test_an_order_that_nobody_can_read_stops_no_other_order_of_its_shop(here: World) -> None:
    shop = WooMerchant(here, "poison", ())
    shop.stock(LAMP=0)
    shop.sell("A", LAMP=1)
    shop.line("A", "LAMP").name = 5  # type: ignore[assignment]
    shop.sell("B", LAMP=2)
    here.settle()
    here.wait_and_work(60.0)
    assert owed(shop, "B") == 2
    with here.ledger.reading() as unit:
        shown = tasks.waiting_for_person(unit, shop.store.account_id)
    assert {(task.kind, task.subject) for task in shown} == {("reread_order", shop.ref(shop.orders["A"]))}


def test_an_item_that_is_counted_from_now_on_has_its_open_orders_read_again(here: World) -> None:
    shop = ShopifyMerchant(here, "tracked", ())
    shop.stock(LAMP=0)
    lamp = shop.items["LAMP"]
    lamp.inventory_item.tracked = False
    shop.sell("A", LAMP=2)
    here.settle()
    assert owed(shop, "A") == 0
    lamp.inventory_item.tracked = True
    shop.recount("LAMP", 0)
    shop.receive("LAMP", 1)
    here.settle()
    assert owed(shop, "A") == 1
