"""Every sealed thing the ledger keeps, in one order, so that all can be opened or sealed anew.

Whoever keeps a new one names it here; a test fills every column of that kind and looks for what was left out.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from connector.ledger.events import Endpoint
from connector.ledger.grants import Grant
from connector.ledger.privacy import PrivacyRequest
from connector.ledger.stores import Store
from connector.ledger.tenancy import ACROSS


@dataclass(frozen=True, slots=True)
class Secret:
    """One sealed text: where it belongs, what it is, and how it is put back."""

    place: str
    sealed: str
    put: Callable[[str], None]


def store_place(door_key: str, name: str) -> str:
    """A store's door is its own: a secret moved to another store, or another name, does not open."""
    return f"store {door_key} {name}"


def grant_door(grant: Grant) -> str:
    """Stands for a store's door while there is no store: a grant's state is its own and used once."""
    return f"grant {grant.state_hash}"


def request_place(account_id: int, door_key: str, source: str, part: str) -> str:
    """`part` of a privacy request: "whom" or "answer"."""
    return f"account {account_id} store {door_key} privacy {source} {part}"


def endpoint_place(door: str) -> str:
    """Each endpoint has a door of its own, so that its key opens nowhere else."""
    return f"event endpoint {door}"


MARK_KEY = "marks"
KINDS = ("stores", "grants", "privacy requests", "event endpoints")


def after(unit: Session, kind: str, last: int, limit: int) -> tuple[list[Secret], int]:
    """The secrets of the next `limit` rows behind row `last`, and the last row; 0 when none is left.

    The rows are locked until the unit ends.
    """
    readers = (_stores, _grants, _requests, _endpoints)
    return dict(zip(KINDS, readers, strict=True))[kind](unit, last, limit)


def _stores(unit: Session, last: int, limit: int) -> tuple[list[Secret], int]:
    wanted = select(Store).where(Store.id > last).order_by(Store.id).limit(limit)
    rows = list(unit.scalars(wanted.with_for_update(key_share=True), execution_options=ACROSS))
    found = [secret for row in rows for secret in _of_store(row)]
    return found, rows[-1].id if rows else 0


def _of_store(row: Store) -> Iterator[Secret]:
    for name, sealed in row.sealed.items():
        yield Secret(store_place(row.door_key, name), sealed, _putter(row, name))
    if row.mark_key:

        def put(sealed: str) -> None:
            row.mark_key = sealed

        yield Secret(store_place(row.door_key, MARK_KEY), row.mark_key, put)


def _putter(row: Store | Grant, name: str) -> Callable[[str], None]:
    def put(sealed: str) -> None:
        row.sealed = {**row.sealed, name: sealed}

    return put


def _grants(unit: Session, last: int, limit: int) -> tuple[list[Secret], int]:
    wanted = select(Grant).where(Grant.id > last).order_by(Grant.id).limit(limit)
    rows = list(unit.scalars(wanted.with_for_update(), execution_options=ACROSS))
    found = [
        Secret(store_place(grant_door(row), name), sealed, _putter(row, name))
        for row in rows
        for name, sealed in row.sealed.items()
    ]
    return found, rows[-1].id if rows else 0


def _requests(unit: Session, last: int, limit: int) -> tuple[list[Secret], int]:
    wanted = (
        select(PrivacyRequest, Store.door_key)
        .join(Store, Store.id == PrivacyRequest.store_id)
        .where(PrivacyRequest.id > last)
        .order_by(PrivacyRequest.id)
        .limit(limit)
    )
    rows = list(unit.execute(wanted.with_for_update(of=PrivacyRequest), execution_options=ACROSS))
    found = [secret for row, door_key in rows for secret in _of_request(row, door_key)]
    return found, rows[-1][0].id if rows else 0


def _of_request(row: PrivacyRequest, door_key: str) -> Iterator[Secret]:
    def put_whom(sealed: str) -> None:
        row.sealed = sealed

    def put_answer(sealed: str) -> None:
        row.answer = sealed.encode()

    def where(part: str) -> str:
        return request_place(row.account_id, door_key, row.source, part)

    if row.sealed:
        yield Secret(where("whom"), row.sealed, put_whom)
    if row.answer is not None:
        yield Secret(where("answer"), row.answer.decode(), put_answer)


def _endpoints(unit: Session, last: int, limit: int) -> tuple[list[Secret], int]:
    wanted = select(Endpoint).where(Endpoint.id > last).order_by(Endpoint.id).limit(limit)
    rows = list(unit.scalars(wanted.with_for_update(), execution_options=ACROSS))
    found = [Secret(endpoint_place(row.door), row.sealed, _sealer(row)) for row in rows if row.sealed]
    return found, rows[-1].id if rows else 0


def _sealer(row: Endpoint) -> Callable[[str], None]:
    def put(sealed: str) -> None:
        row.sealed = sealed

    return put
