"""The record of an order as JSON, the same on every platform: an object with a member for each line.

    {"44": {"title": "Walnut Lamp", "sku": "LAMP", "owed": 2, "ready": 1, "promised_for": "2026-12-03",
            "rests_on": "12 on order come on 30 November",
            "day": {"en": "Thu 3 December", "ja": "12月3日(木)"},
            "text": {"en": "On backorder: ships on Thu 3 December", "ja": "..."}}}

The member's name is the platform's id of the line. `owed` units wait for goods, `ready` ones are set aside.
`rests_on` is for the merchant; `day` and `text` are what the buyer reads, in the words of the letters. `day`
is not there where no date is known (`promised_for` is null), and neither is in what an older release wrote.
Shopify keeps it as `{"lines": ...}` in the metafield `$app.backorder_lines`, WooCommerce as the order's meta
`_backorder_connector`; no meta at all: nothing is owed.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from connector.domain.storefront import OwedLine, Record


def body_of(record: Record) -> dict[str, dict[str, Any]]:
    """By line id; dates in ISO form."""
    return {line.line_id: _line_body(line) for line in record.lines}


def _line_body(line: OwedLine) -> dict[str, Any]:
    # Never an empty object: PHP would give it back as a list.
    said = {name: dict(words) for name, words in (("day", line.day), ("text", line.text)) if words}
    return {
        "title": line.title,
        "sku": line.sku,
        "owed": line.owed,
        "ready": line.ready,
        "promised_for": line.promised_for.isoformat() if line.promised_for else None,
        "rests_on": line.rests_on,
        **said,
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
        _words(row.get("day")),
        _words(row.get("text")),
    )


def _units(value: object) -> int:
    return value if isinstance(value, int) else 0


def _words(value: object) -> dict[str, str]:
    return {str(name): str(said) for name, said in value.items()} if isinstance(value, Mapping) else {}


def _day(value: object) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(value) if isinstance(value, str) else None
    return None
