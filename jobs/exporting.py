"""Everything of one store as a zip of CSV and JSON, written row by row: it never stands in memory whole."""

import json
from collections.abc import Iterator, Mapping
from io import TextIOWrapper
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from defusedcsv import csv
from sqlalchemy.orm import Session

from connector.ledger import exporting, stores
from connector.ledger.stores import SETTINGS, Store
from jobs.workshop import Workshop


def write(workshop: Workshop, account_id: int, store_id: int, target: Path) -> int:
    """One consistent view of the store. Returns how many rows. Raises LookupError for no such store.

    Cells of the CSV files that a spreadsheet would run are defused; the JSON files have them as they are.
    """
    with workshop.ledger.reading() as unit, ZipFile(target, "w", ZIP_DEFLATED) as file:
        store = stores.get(unit, account_id, store_id)
        count = sum(_table(unit, store, file, name) for name in exporting.TABLES)
        told = _settings(unit, store)
        file.writestr("settings.json", json.dumps(told, ensure_ascii=False, indent=1))
        with _text(file, "settings.csv") as out:
            sheet = csv.writer(out)
            sheet.writerow(("name", "value"))
            sheet.writerows((name, _cell(value)) for name, value in told.items())
    return count


def _table(unit: Session, store: Store, file: ZipFile, name: str) -> int:
    heads = exporting.columns(name)
    with _text(file, f"{name}.csv") as out:
        sheet = csv.writer(out)
        sheet.writerow(heads)
        for row in exporting.rows(unit, store, name):
            sheet.writerow([_cell(value) for value in row])
    count = 0
    with _text(file, f"{name}.json") as out:
        for line in _as_json(heads, exporting.rows(unit, store, name)):
            out.write(line)
            count += 1
    return count - 1


def _as_json(heads: list[str], rows: Iterator[Any]) -> Iterator[str]:
    """An array with a line for each row, and its end."""
    before = "[\n"
    for row in rows:
        told = {name: _plain(value) for name, value in zip(heads, row, strict=True)}
        yield before + json.dumps(told, ensure_ascii=False)
        before = ",\n"
    yield "\n]\n" if before == ",\n" else "[]\n"


def _text(file: ZipFile, name: str) -> TextIOWrapper:
    return TextIOWrapper(file.open(name, "w"), encoding="utf-8", newline="")


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else _plain(value)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _settings(unit: Session, store: Store) -> Mapping[str, Any]:
    on = stores.switches(unit, store.account_id, store.id)
    facts = {name: getattr(store, name) for name in ("name", "platform", "address", "timezone", "currency")}
    switched = {f"switch {effect}": since.isoformat() for effect, since in on.items()}
    return {**facts, **{name: stores.setting(store, name) for name in SETTINGS}, **switched}
