"""A small shop whose events are told, and the one who hears them."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from connector.config import Settings
from connector.ledger import events, stores
from connector.ledger.engine import Ledger
from connector.ledger.events import HAPPENINGS, Endpoint, Send
from connector.ledger.stores import Store
from connector.ledger.vault import Vault
from jobs.desk import endpoints
from jobs.desk.endpoints import Wanted
from jobs.drain import drain
from jobs.table import KINDS
from jobs.workshop import Workshop
from tests.desk.shop import NOW, ShopKeeper, keeper
from tests.events.receiver import Receiver, receiving


@dataclass
class Teller:
    """A shop of one account with a clock of its own, and endpoints at receivers."""

    mine: ShopKeeper
    workshop: Workshop
    at: list[datetime]
    keys: dict[int, str] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return self.at[0]

    def later(self, **by: float) -> None:
        self.at[0] += timedelta(**by)

    def open(self, name: str = "Lamps", platform: str = "shopify", *, on: bool = True) -> Store:
        store = self.mine.open(name, platform, settings={"handling_days": 0, "lead_days": 30})
        with self.mine.ledger.writing() as unit:
            kept = stores.get(unit, self.mine.account_id, store.id)
            stores.turn(unit, kept, "events", NOW - timedelta(days=9) if on else None, "a test")
        return store

    def listen(self, store: Store, to: str, kinds: Sequence[str] = HAPPENINGS) -> int:
        with self.mine.ledger.writing() as unit:
            made, key = endpoints.add(
                self.workshop, unit, self.mine.account_id, store.id, Wanted(to, kinds), "Ada", self.now
            )
        self.keys[made.id] = key
        return made.id

    def carry(self, rounds: int = 1, **later: float) -> None:
        """Work what is due on the lane of effects; then, for more rounds, some time later."""
        for number in range(rounds):
            if number:
                self.later(**later)
            drain(self.workshop, "effects", KINDS, 30.0)

    def sends(self) -> list[Send]:
        with self.mine.ledger.reading() as unit:
            wanted = select(Send).where(Send.account_id == self.mine.account_id).order_by(Send.id)
            return list(unit.scalars(wanted))

    def endpoint(self, endpoint_id: int) -> Endpoint:
        with self.mine.ledger.reading() as unit:
            return events.endpoint(unit, self.mine.account_id, endpoint_id)


def told(receiver: Receiver) -> list[dict[str, Any]]:
    """What the messages say, in the order in which they happened."""
    return [json.loads(one.body) for one in receiver.came]


def kinds(receiver: Receiver) -> list[str]:
    return [one["type"].removeprefix("backorder.") for one in told(receiver)]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


@pytest.fixture
def mine(ledger: Ledger) -> ShopKeeper:
    return keeper(ledger)


@pytest.fixture
def teller(mine: ShopKeeper, settings: Settings) -> Teller:
    at = [NOW]
    workshop = Workshop(settings, mine.ledger, Vault(settings.secret_keys), clock=lambda: at[0])
    return Teller(mine, workshop, at)
