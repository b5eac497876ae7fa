"""A privacy request is written down once, with whom it is about sealed, and owes its own task."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import msgspec
from sqlalchemy.orm import Session

from connector.domain.buyers import Whom
from connector.ledger import privacy, sealing, tasks
from connector.ledger.privacy import PrivacyRequest
from connector.ledger.stores import Store
from connector.ledger.tasks import Owe
from jobs.workshop import Workshop

DUE = timedelta(days=30)
"""What both platforms and the GDPR (Art. 12(3)) allow for an answer."""
TASK = "privacy"


@dataclass(frozen=True, slots=True)
class Asked:
    """`source` tells one request from another: the delivery's number, or the press of a button."""

    kind: str
    whom: Whom
    source: str
    asked_by: str


def ask(workshop: Workshop, unit: Session, store: Store, asked: Asked, now: datetime) -> PrivacyRequest:
    """Written down and owed; a request that came before is the same request."""
    known = privacy.by_source(unit, store.account_id, store.id, asked.source)
    if known is not None:
        return known
    made = PrivacyRequest(account_id=store.account_id, store_id=store.id, kind=asked.kind, state="owed")
    made.source, made.asked_by, made.asked_at, made.due_at = asked.source, asked.asked_by, now, now + DUE
    made.sealed = sealed(workshop, store, made, asked.whom)
    unit.add(made)
    unit.flush()
    owed = [Owe("intake", TASK, str(made.id), now)]
    tasks.owe(unit, store.account_id, store.id, owed, now)
    return made


def sealed(workshop: Workshop, store: Store, request: PrivacyRequest, whom: Whom) -> str:
    """It opens for this request of this store only."""
    return workshop.vault.seal(json.dumps(asdict(whom)), where(store, request, "whom"))


def whom_of(workshop: Workshop, store: Store, request: PrivacyRequest) -> Whom:
    """Whom an open request is about; nobody when it was answered and forgotten."""
    if not request.sealed:
        return Whom()
    told = workshop.vault.open(request.sealed, where(store, request, "whom"))
    return msgspec.json.decode(told, type=Whom)


def where(store: Store, request: PrivacyRequest, part: str) -> str:
    """The place of a request's sealed `part`: "whom" or "answer"."""
    return sealing.request_place(store.account_id, store.door_key, request.source, part)
