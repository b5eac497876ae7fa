"""A store's token, fresh: one that soon runs out is exchanged for the next, by one worker at a time.

The pair and its times are stored in one commit, and nothing is locked while Shopify is asked. A worker that
dies with the answer in its hands loses nothing: the old refresh token works until the new one is used.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from adapters.shopify.granting import Granted, ShutOut
from connector.domain.trouble import Trouble
from connector.ledger import locks, refreshing
from connector.ledger.engine import Ledger
from connector.ledger.refreshing import Held
from connector.ledger.stores import Store
from connector.steps import step

EARLY = timedelta(minutes=5)
"""How long before its end a token is renewed: no call that begins with it outlives it."""
LAST_MOMENT = timedelta(seconds=30)
"""A token that ends sooner is not begun with."""
LEASE = timedelta(seconds=60)
"""Longer than a refresh with all its tries."""
LONGEST_WAIT = 25.0
"""Seconds for which a worker waits for another's refresh; shorter than a task's lease."""
LOOK_SECONDS = 0.1
COME_AGAIN = timedelta(seconds=5)

TOKEN, REFRESH_TOKEN = "token", "refresh_token"
SHUT_OUT = "the shop takes our tokens no longer: open the app there once"

Refresh = Callable[[str, str], Granted]


def times(granted: Granted, now: datetime) -> dict[str, datetime]:
    """The columns that say until when each of a pair works."""
    return {"token_expires_at": now + granted.lives, "refresh_expires_at": now + granted.refresh_lives}


@dataclass(frozen=True, slots=True)
class Tokens:
    """What opens the stores of the public app. `open_` and `seal` know where each secret belongs."""

    ledger: Ledger
    clock: Callable[[], datetime]
    refresh: Refresh = field(repr=False)
    open_: Callable[[Store, str, str], str] = field(repr=False)
    seal: Callable[[Store, str, str], str] = field(repr=False)

    def fresh(self, store: Store) -> str:
        """A token that works for minutes yet. Raises ShutOut, or Trouble when none can be had now."""
        until = time.monotonic() + LONGEST_WAIT
        while time.monotonic() < until:
            held = self._held(store)
            if held.left_at is not None:
                raise Trouble(f"{store.name} took the app off", permanent=True)
            if held.shut_out_at is not None:
                raise ShutOut(SHUT_OUT)
            if not self._ends_soon(held, EARLY):
                return self.open_(store, TOKEN, held.sealed[TOKEN])
            try:
                if not self._renewed(store, held):
                    time.sleep(LOOK_SECONDS)
            except ShutOut:
                raise
            except Trouble:
                if self._ends_soon(held, LAST_MOMENT):
                    raise
                # Shopify gives no new one just now; the old one opens the shop a little longer.
                return self.open_(store, TOKEN, held.sealed[TOKEN])
        raise Trouble("another worker still waits for the shop's new token", retry_after=COME_AGAIN)

    def _held(self, store: Store) -> Held:
        with self.ledger.reading() as unit:
            return refreshing.held(unit, store.account_id, store.id)

    def _ends_soon(self, held: Held, before: timedelta) -> bool:
        return held.token_expires_at is not None and held.token_expires_at - before <= self.clock()

    def _renewed(self, store: Store, held: Held) -> bool:
        """Fetch the next pair, unless somebody else does."""
        now, seen = self.clock(), held.token_expires_at
        lease = now + LEASE
        if seen is None or (held.refreshing_until and held.refreshing_until > now):
            return False
        with self.ledger.writing() as unit:
            if not refreshing.take(unit, store.account_id, store.id, seen, now, lease):
                return False
        step("tokens.lease_taken")
        self._fetch(store, held, lease)
        return True

    def _fetch(self, store: Store, held: Held, lease: datetime) -> None:
        try:
            if held.refresh_expires_at is not None and held.refresh_expires_at <= self.clock():
                raise ShutOut(SHUT_OUT)
            kept = self.open_(store, REFRESH_TOKEN, held.sealed[REFRESH_TOKEN])
            granted = self.refresh(store.address, kept)
        except ShutOut:
            self._end(store, lease, until={"shut_out_at": self.clock()})
            raise
        except Trouble:
            self._end(store, lease)
            raise
        step("tokens.answered")
        pair = {
            TOKEN: self.seal(store, TOKEN, granted.token),
            REFRESH_TOKEN: self.seal(store, REFRESH_TOKEN, granted.refresh_token),
        }
        self._end(store, lease, pair, times(granted, self.clock()))
        step("tokens.stored")

    def _end(
        self,
        store: Store,
        lease: datetime,
        sealed: Mapping[str, str] | None = None,
        until: Mapping[str, datetime] | None = None,
    ) -> None:
        """Give the lease back with what came of it; if it is no longer ours, nothing is written."""
        with self.ledger.writing() as unit:
            kept = locks.store(unit, store.account_id, store.id)
            if kept.refreshing_until != lease or kept.left_at is not None:
                return
            kept.refreshing_until = None
            kept.sealed = {**kept.sealed, **(sealed or {})}
            for name, at in (until or {}).items():
                setattr(kept, name, at)
