"""A small ledger to change things in: stores, items and orders written the way that webhooks write them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from connector.domain.snapshots import (
    Buyer,
    Display,
    ItemSnapshot,
    Level,
    LineSnapshot,
    OrderSnapshot,
    Paid,
    Payment,
)
from connector.ledger import accounts, applying, counting, items, orders, stores, supply, turns
from connector.ledger.engine import Ledger
from connector.ledger.forgotten import NOBODY
from connector.ledger.letters import Letter
from connector.ledger.stores import Store
from connector.ledger.tasks import DONE, OWED, Task
from jobs.desk import expecting, linking
from jobs.desk.expecting import Coming
from jobs.pegging import peg_item

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday."""
LAMP = "gid-lamp"
_IN_GERMANY = {"locale": "en", "country": "DE"}


@dataclass
class ShopKeeper:
    """Writes into one account's ledger; each call is one transaction."""

    ledger: Ledger
    account_id: int
    goods: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Title and SKU of each listing that was stocked."""
    display: Display = field(default_factory=Display)
    """How the shop shows what is stocked."""

    def open(self, name: str = "Lamps", platform: str = "shopify", **more: Any) -> Store:
        with self.ledger.writing() as unit:
            address = f"{name.lower()}.example.com"
            values = {"timezone": "UTC", "looked_at": NOW, "currency": "EUR", "address": address, **more}
            values.setdefault("door_key", f"door-{self.account_id}-{name}"[:64])
            store = Store(
                account_id=self.account_id,
                platform=platform,
                name=name,
                created_at=NOW,
                **values,
            )
            unit.add(store)
        return store

    def stock(
        self,
        store: Store,
        ref: str,
        count: int,
        *,
        title: str = "Lamp",
        sku: str = "LAMP-1",
        at: datetime = NOW,
        **level: Any,
    ) -> int:
        """The store's count of a listing, pegged. Returns the item."""
        self.goods[ref] = (title, sku)
        told = Level("main", count, name=f"{store.name} shelf", **level)
        with self.ledger.writing() as unit:
            counting.item(unit, store, ItemSnapshot(ref, title, sku, True, (told,), display=self.display), at)
            item_id = items.listings(unit, store, [ref])[ref].item_id
            unit.flush()
            peg_item(unit, self.account_id, item_id, NOW)
        return item_id

    def order(
        self,
        store: Store,
        name: str,
        lines: Sequence[tuple[str, int]],
        *,
        placed_at: datetime = NOW - timedelta(days=1),
        title: str = "",
        first_name: str = "Mia",
        changed: datetime | None = None,
        **buyer: Any,
    ) -> int:
        """`lines`: listing and quantity; `buyer`: more of `Buyer`. Returns the order."""
        snapshot = OrderSnapshot(
            order_id=f"ref-{name}",
            name=name,
            placed_at=placed_at,
            version=changed or placed_at,
            state="AUTHORIZED",
            demand=True,
            releasable=True,
            standing="AUTHORIZED",
            payment=Payment(Paid.AUTHORISED, "EUR", 12000),
            buyer=Buyer(**{"email": "mia@example.com", "first_name": first_name, **_IN_GERMANY, **buyer}),
            lines=tuple(
                LineSnapshot(
                    f"{name}-{at}", "main", ref, title or self.goods[ref][0], self.goods[ref][1], n, n
                )
                for at, (ref, n) in enumerate(lines)
            ),
        )
        with self.ledger.writing() as unit:
            applied = applying.order(unit, store, snapshot, NOW, NOBODY)
            unit.flush()
            listed = items.listings(unit, store, [ref for ref, _ in lines])
            for item_id in sorted({listing.item_id for listing in listed.values()}):
                peg_item(unit, self.account_id, item_id, NOW)
        return applied.order_id

    def share(self, item_id: int, other: Store, ref: str) -> None:
        """The other store sells the same item from the shelf where it lies."""
        joined = self.stock(other, ref, 0, sku=self.goods[ref][1])
        with self.ledger.writing() as unit:
            place = self.place_of(unit, item_id)
            found = linking.preview(unit, self.account_id, item_id, joined, place)
            linking.link(unit, self.account_id, found, "a test", NOW)

    def settle(self) -> int:
        """Peg and reckon until nothing of that is owed; how many times a task ran."""
        ran = 0
        while owed := self._owed():
            for kind, subject in owed:
                ran += 1
                with self.ledger.writing() as unit:
                    if kind == "peg":
                        peg_item(unit, self.account_id, int(subject), NOW)
                    else:
                        turns.rewrite(unit, self.account_id, NOW)
        return ran

    def _owed(self) -> list[tuple[str, str]]:
        """What is owed now, taken off the list as a drain does before it works."""
        mine = (Task.account_id == self.account_id, Task.kind.in_(("peg", "turns")), Task.state == OWED)
        with self.ledger.writing() as unit:
            found = [
                (kind, subject)
                for kind, subject in unit.execute(select(Task.kind, Task.subject).where(*mine))
            ]
            unit.execute(update(Task).where(*mine).values(state=DONE))
        return found

    def line_of(self, order_id: int) -> int:
        with self.ledger.reading() as unit:
            return orders.lines_of(unit, self.account_id, order_id)[0].id

    def expect(self, item_id: int, quantity: int, on: date) -> int:
        """A delivery to the item's only location, pegged."""
        with self.ledger.writing() as unit:
            place = self.place_of(unit, item_id)
            row = expecting.add(unit, self.account_id, Coming(item_id, place, quantity, on), "a test", NOW)
            peg_item(unit, self.account_id, item_id, NOW)
        return row.id

    def place_of(self, unit: Session, item_id: int) -> int:
        return supply.on_hand(unit, self.account_id, item_id)[0].location_id

    def switch_on(self, store: Store, *effects: str, at: datetime = NOW) -> None:
        with self.ledger.writing() as unit:
            for effect in effects:
                stores.turn(unit, store, effect, at, "a test")

    def letter(self, store: Store, order_id: int, **more: Any) -> int:
        values: dict[str, Any] = {
            "subject": "Your order: 2 later",
            "text": "Dear Mia",
            "html": "<p style='color:red'>Dear Mia</p>",
            "state": "sent",
            "sent_at": NOW,
            **more,
        }
        with self.ledger.writing() as unit:
            made = Letter(
                account_id=self.account_id,
                store_id=store.id,
                order_id=order_id,
                subject_key=f"first {order_id}",
                language="en",
                to_address="mia@example.com",
                message_id=f"<{order_id}@example.com>",
                written_at=NOW,
                **values,
            )
            unit.add(made)
            unit.flush()
        return made.id


def keeper(ledger: Ledger, name: str = "main") -> ShopKeeper:
    with ledger.writing() as unit:
        return ShopKeeper(ledger, accounts.find_or_create(unit, name, NOW).id)
