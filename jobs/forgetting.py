"""What keeps forgotten buyers forgotten: the marks of a store, and the key that they are made with."""

import secrets

from sqlalchemy.orm import Session

from connector.ledger import forgotten
from connector.ledger.forgotten import NOBODY, Marks
from connector.ledger.sealing import MARK_KEY
from connector.ledger.stores import Store
from jobs.workshop import Workshop, place


def marks(workshop: Workshop, unit: Session, store: Store) -> Marks:
    """Whom the store forgot; needed wherever an order or a delivery is read."""
    if not store.mark_key:
        return NOBODY
    return forgotten.marks_of(unit, store, _key(workshop, store))


def key_of(workshop: Workshop, store: Store) -> bytes:
    """The store's own key for marks, made when the first buyer is forgotten. The store's row is locked."""
    if not store.mark_key:
        made = secrets.token_urlsafe(32)
        store.mark_key = workshop.vault.seal(made, place(store.door_key, MARK_KEY))
    return _key(workshop, store)


def _key(workshop: Workshop, store: Store) -> bytes:
    return workshop.vault.open(store.mark_key, place(store.door_key, MARK_KEY)).encode()
