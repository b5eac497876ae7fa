"""What every page works with: the workshop, and who is at the board."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from connector.ledger import stores
from connector.ledger.board import PAGE
from connector.ledger.reckoning import today_of
from jobs.workshop import Workshop
from pages.visitor import Visitor


def _nobody(_lane: str) -> object:
    return None


@dataclass(frozen=True, slots=True)
class Desk:
    """`visitor` says who asks, for each request, or raises `Stranger`; `ring` wakes a lane's worker."""

    workshop: Workshop
    visitor: Callable[[], Visitor]
    ring: Callable[[str], object] = field(default=_nobody)

    def account(self) -> int:
        """Whose board it is."""
        return self.visitor().account_id

    @property
    def who(self) -> str:
        """How the history calls whoever asks."""
        return self.visitor().name

    @property
    def now(self) -> datetime:
        """The workshop's clock."""
        return self.workshop.clock()

    def done(self, where: str, said: str, **values: object) -> ResponseReturnValue:
        """Something was changed: wake the workers, say so on the page that follows."""
        for lane in ("intake", "effects"):
            self.ring(lane)
        self.tell(said, **values)
        return redirect(where, 303)

    def tell(self, said: str, **values: object) -> None:
        """Say this on the page that follows."""
        flash(json.dumps({"key": said, "values": {name: str(value) for name, value in values.items()}}))


def todays(unit: Session, account_id: int, now: datetime) -> dict[int, date]:
    """Every store's own local date, by store id."""
    return {store.id: today_of(store, now) for store in stores.of_account(unit, account_id)}


@dataclass(frozen=True, slots=True)
class Pages:
    """Where a long list stands: `number` from 1, of at least one page."""

    number: int
    total: int

    @property
    def many(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))

    @property
    def offset(self) -> int:
        """How many rows come before this page."""
        return (self.number - 1) * PAGE


def pages_of(total: int) -> Pages:
    """The page that the address bar asks for, or the nearest one there is."""
    asked = number(request.args, "page") or 1
    return Pages(min(max(1, asked), Pages(1, total).many), total)


def number(values: Mapping[str, str], name: str) -> int | None:
    """A small natural number of an address or a form; None for everything else."""
    raw = values.get(name, "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= 15 else None
