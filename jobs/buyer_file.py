"""The file of a data request: everything held of one buyer, for machines and for people to read."""

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from connector.ledger.inbox import Received
from connector.ledger.privacy import PrivacyRequest
from connector.ledger.stores import Store
from jobs import asking
from jobs.workshop import Workshop

Tables = Mapping[str, Sequence[Mapping[str, Any]]]


def pack(tables: Tables, bodies: Sequence[Received], now: datetime) -> bytes:
    """A zip: data.json, the same as text, and each delivery's raw body."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        whole = {name: [_plain(row) for row in rows] for name, rows in tables.items()}
        file.writestr("data.json", json.dumps(whole, ensure_ascii=False, indent=1))
        file.writestr("data.txt", "\n".join(_as_text(whole, bodies, now)))
        for one in bodies:
            file.writestr(f"deliveries/{one.id}.json", one.body)
    return out.getvalue()


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value if _is_json(value) else str(value) for name, value in row.items()}


def _is_json(value: Any) -> bool:
    return value is None or isinstance(value, (str, int, bool, list, dict))


def _as_text(
    tables: Mapping[str, Sequence[Mapping[str, Any]]], bodies: Sequence[Received], now: datetime
) -> Iterable[str]:
    yield f"Everything that the Backorder Connector held of this buyer on {now:%Y-%m-%d %H:%M} UTC."
    for name, rows in tables.items():
        yield f"\n{name.replace('_', ' ').upper()} ({len(rows)})"
        for row in rows:
            yield ""
            yield from (f"  {key.replace('_', ' ')}: {value}" for key, value in row.items() if _says(value))
    yield f"\nMESSAGES OF THE SHOP'S SYSTEM ({len(bodies)})"
    for one in bodies:
        yield f"  {one.received_at:%Y-%m-%d %H:%M} UTC  {one.topic}: deliveries/{one.id}.json"


def _says(value: Any) -> bool:
    return value not in (None, "", [], {})


def sealed(workshop: Workshop, store: Store, request: PrivacyRequest, made: bytes) -> bytes:
    """As it is kept until the merchant fetched it or it is too old."""
    plain = base64.b64encode(made).decode()
    return workshop.vault.seal(plain, asking.where(store, request, "answer")).encode()


def opened(workshop: Workshop, store: Store, request: PrivacyRequest) -> bytes:
    """Raises LookupError when there is no file (any more)."""
    if request.answer is None:
        raise LookupError(f"no file of request {request.id}")
    return base64.b64decode(
        workshop.vault.open(request.answer.decode(), asking.where(store, request, "answer"))
    )
