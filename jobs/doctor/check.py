"""What a check is. A later feature adds one to the table and its sentence to the words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from connector.domain.storefront import Marks
from connector.ledger.findings import Finding
from jobs.doctor.wish import Wish
from jobs.kinds import Bench

Gaps = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Fault:
    """`rule` names its sentence, `gaps` fill it; `subject` tells one fault of a rule from the others."""

    rule: str
    subject: str
    gaps: Gaps
    order_id: int | None = None


@dataclass(frozen=True, slots=True)
class Remedy:
    """Mending is owing a task that brings the shop in line with the ledger, or reads the shop again.

    `owe` does it in the caller's transaction. `task` is the kind and subject of what then works on it.
    `leaves`: something is written at the shop, so the pause is obeyed. `effect`: whose switch is obeyed.
    """

    owe: Callable[[Session, Finding, str, datetime], None]
    task: Callable[[Finding], tuple[str, str]]
    leaves: bool = True
    effect: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """Looks at one store. `asks_store`: useless while the store does not let us in.

    `silent`: the rule of a look that met trouble again and again; "": then nothing is known.
    """

    name: str
    rules: tuple[str, ...]
    look: Callable[[Bench], Iterable[Fault]]
    remedy: Remedy | None = None
    asks_store: bool = False
    silent: str = ""


@dataclass(frozen=True, slots=True)
class OrderCheck:
    """Compares what an order should look like with what it carries; called only when it is still there."""

    name: str
    rules: tuple[str, ...]
    compare: Callable[[Wish, Marks], Iterable[Fault]]
    remedy: Remedy
