"""Expected deliveries from a CSV file: every fault named by row and field, then all of it or nothing."""

from collections.abc import Callable, Mapping, Sequence
from csv import DictReader
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO

from sqlalchemy.orm import Session

from connector.ledger import locations
from connector.ledger.board_items import skus
from connector.ledger.items import Item
from connector.ledger.locations import Location
from jobs.desk import expecting, given
from jobs.desk.amiss import Amiss
from jobs.desk.expecting import Coming

COLUMNS = ("sku", "location", "quantity", "date")
MOST_ROWS = 2000


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows` as written in the file, `coming` what they mean, `troubles` what cannot be used."""

    rows: Sequence[Mapping[str, str]]
    coming: Sequence[Coming]
    troubles: Sequence[Amiss]


def decode(raw: bytes) -> str:
    """CSV as spreadsheets save it: UTF-8, with or without a byte order mark."""
    if b"\0" in raw:
        raise Amiss("file", "not_text")  # UTF-16 without its mark, or no text at all
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Amiss("file", "not_text") from error


def read(unit: Session, account_id: int, text: str, today: date) -> Sheet:
    """Nothing is written; `today` tells dates from typing errors.

    Raises Amiss when the file as a whole cannot be used.
    """
    rows = _rows(text)
    known = skus(unit, account_id, {row["sku"] for row in rows})
    places: dict[str, list[Location]] = {}
    for place in locations.of_account(unit, account_id):
        places.setdefault(place.name.casefold(), []).append(place)
    coming: list[Coming] = []
    troubles: list[Amiss] = []
    for number, row in enumerate(rows, start=2):
        found = _row(row, known, places, today, number, troubles)
        if found is not None:
            coming.append(found)
    return Sheet(rows, coming, troubles)


def add_all(unit: Session, account_id: int, sheet: Sheet, who: str, now: datetime) -> int:
    """All rows or none: raises the first trouble. Returns how many deliveries were added."""
    if sheet.troubles:
        raise sheet.troubles[0]
    for coming in sheet.coming:
        expecting.add(unit, account_id, coming, who, now)
    return len(sheet.coming)


def _rows(text: str) -> list[dict[str, str]]:
    reader = DictReader(StringIO(text), delimiter=_delimiter(text))
    heads = [(head or "").strip().casefold() for head in reader.fieldnames or ()]
    if not heads:
        raise Amiss("file", "no_file")
    for column in COLUMNS:
        if column not in heads:
            raise Amiss("file", "columns", value=column)
    reader.fieldnames = heads
    rows = [{column: (row.get(column) or "").strip() for column in (*COLUMNS, "note")} for row in reader]
    if not rows:
        raise Amiss("file", "no_file")
    if len(rows) > MOST_ROWS:
        raise Amiss("file", "many_rows", most=MOST_ROWS)
    return rows


def _delimiter(text: str) -> str:
    """Spreadsheets write semicolons where numbers have commas; what is pasted from their cells has tabs."""
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _row(
    row: Mapping[str, str],
    known: Mapping[str, Sequence[Item]],
    places: Mapping[str, Sequence[Location]],
    today: date,
    number: int,
    troubles: list[Amiss],
) -> Coming | None:
    """Every fault of the row is named, not only its first."""
    before = len(troubles)
    found: dict[str, int] = {}
    readers: dict[str, Callable[[], int]] = {
        "sku": lambda: _item(row["sku"], known),
        "location": lambda: _place(row["location"], places),
        "quantity": lambda: given.whole("quantity", row["quantity"]),
    }
    for column, reader in readers.items():
        try:
            found[column] = reader()
        except Amiss as amiss:
            troubles.append(_at(amiss, number))
    try:
        on = given.near("date", given.day("date", row["date"]), today)
        note = given.words("note", row["note"])
    except Amiss as amiss:
        troubles.append(_at(amiss, number))
    if len(troubles) > before:
        return None
    return Coming(found["sku"], found["location"], found["quantity"], on, note)


def _at(amiss: Amiss, number: int) -> Amiss:
    return Amiss(amiss.field, amiss.key, row=number, **amiss.values)


def _item(sku: str, known: Mapping[str, Sequence[Item]]) -> int:
    if not sku:
        raise Amiss("sku", "required")
    found = known.get(sku, ())
    if not found:
        raise Amiss("sku", "sku_unknown", value=sku)
    if len(found) > 1:
        raise Amiss("sku", "sku_twice", value=sku, count=len(found))
    return found[0].id


def _place(name: str, places: Mapping[str, Sequence[Location]]) -> int:
    """A location by its name; without a name, the only one."""
    if not name and len(places) == 1:
        ((only, *others),) = places.values()
        if not others:
            return only.id
    found = places.get(name.casefold(), ())
    if not name:
        raise Amiss("location", "required")
    if not found:
        raise Amiss(
            "location",
            "location_unknown",
            value=name,
            known=", ".join(sorted({one.name for same in places.values() for one in same})),
        )
    if len(found) > 1:
        raise Amiss("location", "location_twice", value=name, count=len(found))
    return found[0].id
