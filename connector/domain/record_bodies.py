"""The record of an order as JSON, the same on every platform: an object with a member for each line."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from connector.domain.storefront import OwedLine, Record


def body_of(record: Record) -> dict[str, dict[str, Any]]:
    """By line id; dates in ISO form."""
    return {line.line_id: _line_body(line) for line in record.lines}


def _line_body(line: OwedLine) -> dict[str, Any]:
    return {
        "title": line.title,
        "sku": line.sku,
        "owed": line.owed,
        "ready": line.ready,
        "promised_for": line.promised_for.isoformat() if line.promised_for else None,
        "rests_on": line.rests_on,
    }


def record_of(body: object) -> Record:
    """What a body says. A part that cannot be read says nothing, and so is not what we would write."""
    if not isinstance(body, Mapping):
        return Record(())
    lines = [_line(str(key), row) for key, row in body.items() if isinstance(row, Mapping)]
    return Record(tuple(sorted(lines, key=lambda line: line.line_id)))


def _line(line_id: str, row: Mapping[str, Any]) -> OwedLine:
    return OwedLine(
        line_id,
        str(row.get("title", "")),
        str(row.get("sku", "")),
        _units(row.get("owed")),
        _units(row.get("ready")),
        _day(row.get("promised_for")),
        str(row.get("rests_on", "")),
    )


def _units(value: object) -> int:
    return value if isinstance(value, int) else 0


def _day(value: object) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(value) if isinstance(value, str) else None
    return None
