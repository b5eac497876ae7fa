"""What was found out a moment ago need not be found out again."""

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Generic, TypeVar

from connector.ledger.stores import Store

HERE_SECONDS: Final = 1.0
"""How old an answer may be when it leaves."""
LIST_SECONDS: Final = 60.0

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Seconds(Generic[K, V]):
    """Remembers for so many seconds, counted from before the look-up, at most so many things.

    Thread-safe enough: the worst a race does is look up twice.
    """

    def __init__(self, seconds: float, most: int) -> None:
        self._seconds, self._most = seconds, most
        self._known: dict[K, tuple[float, V]] = {}

    def get(self, key: K, find: Callable[[], V]) -> V:
        """What is remembered, or what `find` finds."""
        asked_at = time.monotonic()
        known = self._known.get(key)
        if known and asked_at - known[0] < self._seconds:
            return known[1]
        found = find()
        if len(self._known) >= self._most:
            self._known.clear()
        self._known[key] = (asked_at, found)
        return found


@dataclass(frozen=True, slots=True)
class Memory:
    """One per process."""

    shops: Seconds[str, Store | None] = field(default_factory=lambda: Seconds(HERE_SECONDS, 5_000))
    answers: Seconds[Any, bytes] = field(default_factory=lambda: Seconds(HERE_SECONDS, 5_000))
    lists: Seconds[tuple[int, date], tuple[int, ...]] = field(
        default_factory=lambda: Seconds(LIST_SECONDS, 5_000)
    )
    """Which listings a store's page of items that take longer shows, on its local date; not their days."""
    origins: Seconds[tuple[int, str], bool] = field(default_factory=lambda: Seconds(60, 5_000))
    """Whether a page at that origin is the store's."""
