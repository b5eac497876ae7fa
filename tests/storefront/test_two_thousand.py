"""Two thousand shoppers ask while two hundred buy: nobody is shown a day that the queue did not allow."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice

import pytest
from flask import Flask
from sqlalchemy import select

from connector.domain.offered import to_buyer
from connector.ledger import items
from connector.ledger.offers import Offer
from connector.ledger.stores import Store
from pages.public.memory import HERE_SECONDS
from tests.desk.shop import NOW
from tests.storefront.conftest import VARIANT, Street

SHOPPERS, BUYERS, AT_ONCE = 2000, 200, 8
LAMP, TODAY = "gid-lamp", NOW.date()
EACH, AHEAD = SHOPPERS // BUYERS, 100
"""So many shoppers come for each that buys, and so many of them at most before it is their turn."""


@dataclass(frozen=True)
class Answer:
    """What one shopper was told, asked and answered at these instants of the machine's own clock."""

    asked_at: float
    told_at: float
    units: int
    day: tuple[bool, str]


@dataclass
class Crowd:
    """`bought`: when each order began and when it was certainly written, in their order."""

    street: Street
    store: Store
    app: Flask
    answers: list[Answer] = field(default_factory=list)
    bought: list[tuple[float, float]] = field(default_factory=list)
    moved: threading.Condition = field(default_factory=threading.Condition)
    till: threading.Lock = field(default_factory=threading.Lock)

    def wait_until(self, true: Callable[[], bool]) -> None:
        with self.moved:
            assert self.moved.wait_for(true, timeout=120)

    def tell(self) -> None:
        with self.moved:
            self.moved.notify_all()

    def shop(self, number: int) -> None:
        """Each from an address of its own, for one unit or for some."""
        self.wait_until(lambda: number < (len(self.bought) + 1) * EACH + AHEAD)
        units = (1, 2, 7)[number % 3]
        address = f"/storefront/v1/{self.store.public_key}/availability?item=41&quantity={units}"
        client = {"REMOTE_ADDR": f"10.0.{number // 200}.{number % 200}"}
        asked_at = time.monotonic()
        answer = self.app.test_client().get(address, environ_overrides=client)
        told_at = time.monotonic()
        assert answer.status_code == 200, answer.text
        found = answer.get_json()["items"]["41"]
        self.answers.append(Answer(asked_at, told_at, units, (found["now"], found["ships_on"])))
        self.tell()

    def buy(self, number: int) -> None:
        """One unit, after some more shoppers have asked."""
        self.wait_until(lambda: len(self.answers) >= number * EACH)
        with self.till:
            began = time.monotonic()
            self.street.mine.order(self.store, f"#{number}", [(LAMP, 1)])
            self.bought.append((began, time.monotonic()))
        self.tell()

    def days(self) -> Iterator[dict[int, tuple[bool, str | None]]]:
        """What each offer in turn allowed, by units: the one before all orders, then one after each."""
        with self.street.mine.ledger.reading() as unit:
            listing = items.listings(unit, self.store, [LAMP])[LAMP]
            mine = (Offer.account_id == self.store.account_id, Offer.listing_id == listing.id)
            rows = list(unit.scalars(select(Offer).where(*mine).order_by(Offer.id)))
        for row in rows[-BUYERS - 1 :]:
            said = {units: to_buyer(row.body, units, "", TODAY) for units in (1, 2, 7)}
            yield {units: (one.now, one.ships_on) for units, one in said.items()}

    def window(self, answer: Answer) -> tuple[int, int]:
        """The first and the last offer that an answer may rest on, counted by the orders before it."""
        surely = sum(end <= answer.asked_at - HERE_SECONDS for _, end in self.bought)
        perhaps = sum(began < answer.told_at for began, _ in self.bought)
        return surely, perhaps


@pytest.fixture
def crowd(street: Street) -> Crowd:
    """Forty lamps are here, sixty come in each of three deliveries. The last get the third's."""
    store = street.shop(address="lamps.myshopify.com", settings={"handling_days": 0, "lead_days": 60})
    item_id = street.mine.stock(store, LAMP, 40)
    for days in (10, 20, 30):
        street.mine.expect(item_id, 60, TODAY + timedelta(days=days))
    street.show(store, LAMP, variant_ref=f"{VARIANT}41")
    street.door()
    return Crowd(street, store, street.apps[-1])


@pytest.mark.timeout(240)
def test_nobody_is_shown_a_better_day_than_the_queue_allowed(crowd: Crowd) -> None:
    with ThreadPoolExecutor(AT_ONCE) as shoppers, ThreadPoolExecutor(2) as buyers:
        asking = [shoppers.submit(crowd.shop, number) for number in range(SHOPPERS)]
        buying = [buyers.submit(crowd.buy, number) for number in range(BUYERS)]
        for one in (*asking, *buying):
            one.result()
    assert (len(crowd.answers), len(crowd.bought)) == (SHOPPERS, BUYERS)
    allowed = list(crowd.days())
    assert len(allowed) == BUYERS + 1
    for units in (1, 2, 7):
        told = [str(offer[units][1]) for offer in allowed]
        assert told == sorted(told), "the queue only grew"
    wrong = []
    for answer in crowd.answers:
        first, last = crowd.window(answer)
        days = [offer[answer.units] for offer in islice(allowed, first, last + 1)]
        if answer.day not in days:
            wrong.append((answer, days[0], days[-1]))
    assert wrong == []
    # It was no still picture: the crowd saw the stock go, and every delivery after it.
    assert len({answer.day for answer in crowd.answers}) >= 4
    assert max(date.fromisoformat(answer.day[1]) for answer in crowd.answers) == TODAY + timedelta(days=30)
