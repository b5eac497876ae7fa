"""A kind of task: its name, how many of it are worked together, and the function that does it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from connector.domain.storefront import Storefront
from connector.ledger.stores import Store
from connector.ledger.tasks import Claimed
from jobs.workshop import Workshop

PAUSED = "everything is paused"
"""What a task says that waits for the merchant to resume."""
PAUSE_SECONDS = 60.0
"""How soon an effect that the merchant paused asks again whether it still is."""


@dataclass
class Bench:
    """What a handler works with: one store, its open connection, the clock."""

    workshop: Workshop
    store: Store
    _front: Storefront | None = field(default=None, repr=False)

    @property
    def now(self) -> datetime:
        return self.workshop.clock()

    @property
    def front(self) -> Storefront:
        """Opened when first needed: many tasks never go outside."""
        if self._front is None:
            self._front = self.workshop.storefront(self.store)
        return self._front


@dataclass(frozen=True, slots=True)
class Kind:
    """`run` ends each task it was given, in the transaction that writes what came of it."""

    name: str
    run: Callable[[Bench, list[Claimed]], None]
    together: int = 1
    survives_leaving: bool = False
    """Still worked for a store that took the app off."""


class NotYet(Exception):
    """Nothing failed: the task waits for something else and comes again in `seconds`."""

    def __init__(self, why: str, seconds: float = 2.0) -> None:
        super().__init__(why)
        self.seconds = seconds
