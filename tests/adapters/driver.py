"""A shop of a platform's sandbox, in words that every platform knows, and how the contract reads it."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

import pytest

from connector.domain.snapshots import ItemSnapshot, LineSnapshot, OrderSnapshot
from connector.domain.storefront import OwedLine, Record, Storefront
from connector.domain.trouble import Trouble

START = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Clock:
    """The sandbox's time; it stands still until told."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def tick(self, seconds: int = 1) -> None:
        self.now += seconds * SECOND


class Driver(ABC):
    """What the contract does to a shop. `item` is the platform's own handle."""

    has_tags: ClassVar[bool]
    has_holds: ClassVar[bool]
    delivery_url: ClassVar[str]

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    @abstractmethod
    def storefront(self, *, wrong_key: bool = False) -> Storefront: ...

    @abstractmethod
    def close(self) -> None: ...

    @abstractmethod
    def add_item(self, title: str, sku: str, stock: int) -> Any: ...

    @abstractmethod
    def listing_ref(self, item: Any) -> str: ...

    @abstractmethod
    def unknown_ref(self) -> str:
        """A well-formed name of an item that never was."""

    @abstractmethod
    def unknown_order(self) -> str: ...

    @abstractmethod
    def order(
        self,
        item: Any,
        units: int,
        *,
        paid: bool = True,
        business: bool = False,
        shown: Mapping[str, str] | None = None,
    ) -> str:
        """Somebody with an account buys; returns the order's id as the adapter names it.

        `shown`: what the shop's page put on the line.
        """

    @abstractmethod
    def cancel(self, order_id: str) -> None: ...

    @abstractmethod
    def delete(self, order_id: str) -> None:
        """For good: reading it finds nothing."""

    @abstractmethod
    def ship(self, order_id: str, units: int) -> None: ...

    @abstractmethod
    def refund(self, order_id: str, units: int) -> None:
        """Of units that have not left; they go back to stock."""

    def settle(self, order_id: str) -> None:
        """Somebody says that the order is done, where shipping alone does not."""
        return

    @abstractmethod
    def receive(self, item: Any, units: int) -> None: ...

    @abstractmethod
    def touch(self, order_id: str) -> None:
        """Somebody changes something of the order that has nothing to do with us."""

    @abstractmethod
    def writes(self) -> int:
        """How many changing calls the sandbox got so far, answered or not."""

    @abstractmethod
    def record(self, order_id: str) -> dict[str, dict[str, Any]]:
        """Our record as the shop holds it, by line id; empty where there is none."""

    @abstractmethod
    def tags(self, order_id: str) -> set[str]: ...

    @abstractmethod
    def held(self, order_id: str) -> dict[str, int]:
        """Units kept back, by line id."""

    @abstractmethod
    def offer(self, item: Any) -> dict[str, Any] | None:
        """Our offer beside the item, as the shop holds it."""

    @abstractmethod
    def sells_beyond(self, item: Any) -> bool:
        """Whether the shop sells more of it than there is."""

    @abstractmethod
    def webhooks(self) -> list[str]:
        """The address of each webhook that the shop has."""

    @abstractmethod
    def add_foreign_webhook(self, url: str) -> None: ...

    @abstractmethod
    def fail_next(self, kind: str, seconds: float = 1.0) -> None:
        """The next call meets "429", "500", "502", "drop", "slow" or "html"."""

    @abstractmethod
    def lose_answer_of_record(self, seconds: float) -> None:
        """The next writing of a record is done, and its answer never comes."""

    @abstractmethod
    def lose_answer_of_offer(self, seconds: float) -> None:
        """The same of an offer."""


def only_line(order: OrderSnapshot) -> LineSnapshot:
    (line,) = order.lines
    return line


def total(lines: Iterable[LineSnapshot], field: str) -> int:
    return sum(int(getattr(line, field)) for line in lines)


def supply(shop: Storefront, driver: Driver, item: Any, orders: Iterable[str]) -> int:
    """Units there for open and new orders, as the ledger counts them from what adapters say."""
    (found,) = shop.reread_items([driver.listing_ref(item)])
    (level,) = found.levels
    if not level.adds_taken:
        return level.count
    read = [shop.reread_order(order) for order in orders]
    return level.count + sum(total(order.lines, "taken") for order in read if order.demand)


def record(shop: Storefront, order_id: str, *, owed: int) -> Record:
    line = only_line(shop.reread_order(order_id))
    told = "12 on order — 入荷 at Smith & Søn"
    day = {"en": "Thu 3 December", "ja": "12月3日(木)"}
    said = {"en": "On backorder: ships on Thu 3 December", "ja": "入荷待ち：12月3日(木)に発送予定"}
    owes = OwedLine(line.line_id, line.title, line.sku, owed, 0, date(2026, 12, 3), told, day, said)
    return Record((owes,))


def whole_orders(shop: Storefront, again: Callable[[], Storefront] | None = None) -> list[OrderSnapshot]:
    """Every part's orders; `again`: a new storefront for each part, as another process has one."""
    found: list[OrderSnapshot] = []
    mark = ""
    for _ in range(1000):
        part = (again() if again else shop).read_open_orders(mark)
        found += part.orders
        mark = part.mark
        if not mark:
            return found
    raise AssertionError("the reading never ends")


def whole_catalogue(shop: Storefront) -> list[ItemSnapshot]:
    found: list[ItemSnapshot] = []
    mark = ""
    for _ in range(1000):
        part = shop.read_catalogue(mark)
        found += part.items
        mark = part.mark
        if not mark:
            return found
    raise AssertionError("the reading never ends")


def quiet(driver: Driver, settle: Callable[[], object]) -> None:
    """Settling what is settled answers so (False, or a count of 0) and sends no write."""
    before = driver.writes()
    assert settle() in (False, 0)
    assert driver.writes() == before


def trouble(call: Callable[[], object]) -> Trouble:
    with pytest.raises(Trouble) as caught:
        call()
    assert str(caught.value)
    return caught.value
