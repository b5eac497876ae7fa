"""Expected deliveries from a file: every row is shown with what is wrong with it, then all or nothing."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from connector.domain.trouble import BadInput
from jobs.desk import sheets
from jobs.desk.amiss import Amiss
from jobs.desk.sheets import Sheet
from pages import expected
from pages.desk import Desk

MOST_BYTES = 512 * 1024


def preview(desk: Desk) -> ResponseReturnValue:
    """The text of the file comes back with its faults, so that it can be mended in the page."""
    try:
        text = _text()
        with desk.workshop.ledger.reading() as unit:
            sheet = sheets.read(unit, desk.account(), text, desk.now.date())
    except BadInput as error:
        return expected.show(desk, [error], raw=request.form.get("text", ""))
    return _again(desk, sheet, text)


def confirm(desk: Desk) -> ResponseReturnValue:
    """All rows are added, or the file comes back with its faults."""
    text = request.form.get("text", "")
    try:
        with desk.workshop.ledger.writing() as unit:
            sheet = sheets.read(unit, desk.account(), text, desk.now.date())
            if not sheet.troubles:
                added = sheets.add_all(unit, desk.account(), sheet, desk.who, desk.now)
                return desk.done(url_for("board.expected"), "done.uploaded", n=added)
    except BadInput as error:
        return expected.show(desk, [error], raw=text)
    return _again(desk, sheet, text)


def _again(desk: Desk, sheet: Sheet, text: str) -> ResponseReturnValue:
    faults: dict[int, list[Amiss]] = {}
    for trouble in sheet.troubles:
        faults.setdefault(trouble.row or 0, []).append(trouble)
    return expected.show(desk, list(sheet.troubles), sheet=sheet, faults=faults, raw=text)


def _text() -> str:
    chosen = request.files.get("file")
    if chosen is None or not chosen.filename:
        return request.form.get("text", "")
    content = chosen.stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Amiss("file", "many_rows", most=sheets.MOST_ROWS)
    return sheets.decode(content)
