"""A board with something on every page; run as a script it serves it: `python -m tests.pages.seeded PORT`."""

import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select

from connector.config import Settings
from connector.domain.buyers import Whom
from connector.domain.roles import Role
from connector.ledger import (
    api_keys,
    events,
    examinations,
    findings,
    inbox,
    items,
    people,
    setting_changes,
    stores,
    tasks,
    visits,
    waits,
)
from connector.ledger.engine import Ledger
from connector.ledger.events import Endpoint, Event, Send
from connector.ledger.inbox import Arrival
from connector.ledger.stores import Store
from connector.ledger.supply import OnHand
from connector.ledger.tasks import DONE, GIVEN_UP, Owe, Task
from connector.ledger.vault import Vault
from connector.ledger.waits import STATES, Wait
from connector.migrations import upgrade
from jobs import asking, buyer_file
from jobs.asking import Asked
from jobs.desk.settings import keys, saving
from jobs.workshop import Workshop
from tests.conftest import KEYS
from tests.desk.shop import LAMP, NOW, ShopKeeper, keeper
from tests.pages.conftest import app_of


def seed(mine: ShopKeeper, many: int = 6) -> dict[str, int]:
    """Two stores, `many` orders in the first; returns the ids that addresses need."""
    lamps = mine.open("Lamps", timezone="Asia/Tokyo", email="shop@lamps.example.com")
    desk = mine.open("Desk", "woocommerce", timezone="Europe/Berlin")
    lamp = mine.stock(lamps, LAMP, 3, title="Lamp, brass, 40 cm", committed=9)
    chair = mine.stock(lamps, "gid-chair", 0, title="Chair in oiled oak", sku="CHAIR-7")
    mine.stock(desk, "17", 1, title="Lamp, brass", sku="LAMP-1")
    made = [_order(mine, lamps, at) for at in range(many)]
    mine.order(desk, "5501", [("17", 3)], placed_at=NOW - timedelta(hours=3))
    coming = mine.expect(lamp, 4, date(2026, 12, 3))
    mine.expect(chair, 1, date(2026, 11, 20))
    mine.expect(chair, 5, date(2027, 1, 14))
    mine.switch_on(lamps, "tags", "letters", at=NOW - timedelta(days=9) + timedelta(minutes=90))
    letter = mine.letter(lamps, made[1], html=LETTER)
    waiting(mine, lamps)
    received = trouble(mine, lamps.id, made[2])
    with mine.ledger.writing() as unit:
        saving.change(unit, mine.account_id, lamps.id, {"retention_days": 400}, "Ada", NOW)
        keys.make(unit, mine.account_id, lamps.id, "ERP", "Ada", NOW)
        change = setting_changes.of_store(unit, mine.account_id, lamps.id, limit=1)[0].id
        key = api_keys.of_store(unit, mine.account_id, lamps.id)[0].id
    return {
        "store": lamps.id,
        "item": lamp,
        "order": made[1],
        "line": mine.line_of(made[1]),
        "expected": coming,
        "letter": letter,
        "received": received["delivery"],
        "task": received["task"],
        "finding": amiss(mine, lamps, made[min(3, many - 1)]),
        **signed_in(mine),
        "change": change,
        "key": key,
        "request": asked(mine, lamps),
        "endpoint": told(mine, lamps, made[1]),
    }


def waiting(mine: ShopKeeper, store: Store) -> int:
    """Four who wait for a chair, one in each state; returns the wait of the one who confirmed."""
    with mine.ledger.writing() as unit:
        listing = items.listings(unit, store, ["gid-chair"])["gid-chair"]
        for at, state in enumerate(STATES):
            one = Wait(account_id=mine.account_id, store_id=store.id, listing_id=listing.id, language="en")
            one.email, one.quantity, one.state, one.asked_at = f"{state}@example.com", at + 1, state, NOW
            one.confirmed_at, one.told_at, one.left_at = [NOW if at >= least else None for least in (1, 2, 3)]
            unit.add(one)
        unit.flush()
        confirmed = waits.of_address(unit, mine.account_id, listing.id, "confirmed@example.com")
    assert confirmed is not None
    return confirmed.id


def _order(mine: ShopKeeper, store: Store, at: int) -> int:
    wanted = [(LAMP, 2 + at % 3)] if at % 2 else [(LAMP, 1), ("gid-chair", 2)]
    return mine.order(store, f"#{1001 + at}", wanted, placed_at=NOW - timedelta(days=9, hours=-at))


def asked(mine: ShopKeeper, store: Store) -> int:
    """A buyer's request that was answered with a file, and one that is due."""
    told = Settings(database_url=mine.ledger.url, CONNECTOR_SECRET_KEYS=KEYS)
    workshop = Workshop(told, mine.ledger, Vault(told.secret_keys), clock=lambda: NOW)
    whom = Whom(emails=("mia@example.com",))
    with mine.ledger.writing() as unit:
        asking.ask(workshop, unit, store, Asked("customer_redact", whom, "inbox 7", "shopify"), NOW)
        row = asking.ask(workshop, unit, store, Asked("data_request", whom, "page 1", "Ada"), NOW)
        row.answer = buyer_file.sealed(workshop, store, row, buyer_file.pack({}, [], NOW))
        row.state, row.done_at, row.told = "done", NOW, '{"orders": 6, "letters": 1, "deliveries": 0}'
        for task in unit.scalars(
            select(Task).where(Task.account_id == mine.account_id, Task.kind == "privacy")
        ):
            task.state = DONE
    return row.id


def told(mine: ShopKeeper, store: Store, order_id: int) -> int:
    """An endpoint that is open and one that ended, and a message in each state; returns the open one."""
    with mine.ledger.writing() as unit:
        made = [
            Endpoint(
                account_id=mine.account_id,
                store_id=store.id,
                via="webhook",
                address=f"https://tools.example.com/{name}",
                kinds=list(events.HAPPENINGS),
                door=name,
                made_by="Ada",
                created_at=NOW,
                ended_at=NOW if name == "old" else None,
            )
            for name in ("old", "hooks")
        ]
        unit.add_all(made)
        unit.flush()
        for number, state in enumerate(events.STATES):
            body = {"type": "backorder.owed", "id": f"evt_{number}", "data": {}}
            known = {"account_id": mine.account_id, "store_id": store.id}
            happened = Event(**known, order_id=order_id, line_id=1, kind="owed", body=body, happened_at=NOW)
            unit.add(happened)
            unit.flush()
            answer = "" if state == "owed" else "<script>alert(1)</script> not now"
            named = {"event_id": happened.id, "endpoint_id": made[1].id, "state": state, "answer": answer}
            unit.add(
                Send(**known, **named, attempts=number, status=500, owed_at=NOW, due_at=NOW, tried_at=NOW)
            )
    return made[1].id


def amiss(mine: ShopKeeper, store: Store, order_id: int) -> int:
    """A round that found three things; returns the finding that the shop's own tag is missing."""
    tag = {"order": "#1004", "tag": "Backorder"}
    spf = {"domain": "lamps.example", "name": "lamps.example", "record": "v=spf1 mx ~all"}
    below = {"store": "Lamps", "title": "Chair", "location": "Berlin", "item": 1, "count": -2}
    with mine.ledger.writing() as unit:
        round_ = examinations.going_on(unit, store, "opens", NOW)
        round_.stage, round_.ended_at = "", NOW
        stores.get(unit, mine.account_id, store.id).examined_at = NOW
        findings.seen(unit, store, "spf_missing", "lamps.example", spf, None, NOW)
        findings.seen(unit, store, "below_zero", "1 1", below, None, NOW)
        found = findings.seen(unit, store, "tag_missing", f"{order_id} Backorder", tag, order_id, NOW)
    return found.id


def signed_in(mine: ShopKeeper) -> dict[str, int]:
    """An owner, signed in with one browser, and somebody of support."""
    with mine.ledger.writing() as unit:
        ada = people.add(unit, mine.account_id, Role.OWNER, NOW, email="ada@example.com", name="Ada")
        grace = people.add(unit, mine.account_id, Role.SUPPORT, NOW, email="grace@example.com")
        visits.begin(unit, ada, NOW, browser="Firefox, Linux")
        unit.flush()
        (visit,) = visits.of_person(unit, mine.account_id, ada.id, NOW)
    return {"person": grace.id, "visit": visit.id}


LETTER = (
    "<html><body style='font-family:sans-serif'><h1>Dear Mia</h1><p>2 × Lamp on 3 December</p></body></html>"
)


def trouble(mine: ShopKeeper, store_id: int, order_id: int) -> dict[str, int]:
    """An unreadable delivery, a task that was given up, and units of orders that we cannot see."""
    with mine.ledger.writing() as unit:
        body = b'{"id": "<script>alert(1)</script>"}'
        inbox.record(
            unit.connection(), [Arrival(mine.account_id, store_id, "orders/create", "k1", body, NOW)]
        )
        unit.flush()
        delivery = inbox.these(unit, mine.account_id, [1])[0]
        delivery.unreadable, delivery.meaning = True, "cannot be read at $.id: not a number"
        owed = [Owe("effects", "tags", str(order_id), NOW)]
        tasks.owe(unit, mine.account_id, store_id, owed, NOW)
        unit.flush()
        task = next(
            one
            for one in unit.query(Task).filter(Task.account_id == mine.account_id)
            if (one.kind, one.subject) == ("tags", str(order_id))
        )
        task.state, task.trouble, task.ended_at = GIVEN_UP, "the shop refused: access denied", NOW
        for there in unit.query(OnHand).filter(OnHand.account_id == mine.account_id).limit(1):
            there.left_elsewhere, there.unseen = 1, 2
    return {"delivery": delivery.id, "task": task.id}


def serve(port: int, many: int) -> None:
    """On a ledger in a temporary folder, until it is stopped."""
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(f"sqlite:///{Path(folder) / 'seeded.sqlite3'}")
        upgrade(ledger.engine)
        mine = keeper(ledger)
        if many:
            print(seed(mine, many), flush=True)
        app_of(ledger, mine.account_id).run("127.0.0.1", port, threaded=True)


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 6)
