"""What was found out a moment ago need not be found out again."""

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Any, Final, Generic, TypeVar

from connector.ledger.stores import Store
from pages.public.longer import Card

HERE_SECONDS: Final = 1.0
"""How old an answer may be when it leaves."""
LIST_SECONDS: Final = 60.0

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Seconds(Generic[K, V]):
    """Remembers for so many seconds, counted from before the look-up, at most so many things.

    Whoever asks while a look-up is under way waits for what it finds. Of what there is nothing is remembered
    apart: else invented names would push out those that there are.
    """

    def __init__(self, seconds: float, most: int) -> None:
        self._seconds, self._most = seconds, most
        self._known: dict[K, tuple[float, V]] = {}
        self._absent: dict[K, tuple[float, V]] = {}
        self._under_way: dict[K, Lock] = {}

    def get(self, key: K, find: Callable[[], V]) -> V:
        """What is remembered, or what `find` finds."""
        asked_at = time.monotonic()
        if known := self._remembered(key, asked_at):
            return known[1]
        alone = self._under_way.setdefault(key, Lock())
        with alone:
            # By when it was asked, not by now: else everybody who waited for long would look up once more.
            if known := self._remembered(key, asked_at):
                return known[1]
            try:
                return self._look(key, find)
            finally:
                self._under_way.pop(key, None)

    def _remembered(self, key: K, asked_at: float) -> tuple[float, V] | None:
        known = self._known.get(key) or self._absent.get(key)
        return known if known and asked_at - known[0] < self._seconds else None

    def _look(self, key: K, find: Callable[[], V]) -> V:
        began = time.monotonic()
        found = find()
        kept, other = self._known, self._absent
        if found is None:
            kept, other = other, kept
        if len(kept) >= self._most:
            kept.clear()
        other.pop(key, None)
        kept[key] = (began, found)
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
    cards: Seconds[tuple[int, date, str, int], tuple[Card, ...]] = field(
        default_factory=lambda: Seconds(LIST_SECONDS, 500)
    )
    """What that page tells of them, in one language: those of its first, second... part."""
    origins: Seconds[int, frozenset[str]] = field(default_factory=lambda: Seconds(60, 5_000))
    """Where a store shows its listings."""
