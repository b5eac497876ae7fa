"""The first page: what must I do now? And the same queue as a CSV file."""

from collections.abc import Iterator

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from connector.ledger import board as queue
from connector.ledger import board_waiting, stores
from connector.ledger.board import SHOWS, SORTS, Counts, Row, Today, Wanted
from pages import onboarding
from pages.desk import Desk, number, pages_of, todays
from pages.sheet import attached, line
from pages.speech import Speech, speech


def show(desk: Desk) -> ResponseReturnValue:
    """The board, as the address bar filters it."""
    account_id, wanted = desk.account(), asked()
    with desk.workshop.ledger.reading() as unit:
        today = todays(unit, account_id, desk.now)
        counts = queue.counts(unit, account_id, today)
        here = pages_of(_total(unit, account_id, wanted, today, counts))
        rows = queue.rows(unit, account_id, wanted, today, offset=here.offset)
        return render_template(
            "board.html",
            wanted=wanted,
            shows=SHOWS,
            sorts=tuple(SORTS),
            counts=counts,
            rows=rows,
            pages=here,
            today=today,
            places=queue.places(unit, account_id, {row.item_id for row in rows}),
            item=queue.item_titles(unit, account_id, {wanted.item_id or 0}).get(wanted.item_id or 0),
            stores=stores.of_account(unit, account_id),
            steps=onboarding.steps(unit, desk.visitor()),
            health=board_waiting.health(unit, account_id, desk.now),
        )


def asked() -> Wanted:
    """The filters in the address bar; what makes no sense is left out."""
    values = request.args
    sort = values.get("sort", "date")
    return Wanted(
        show=values["show"] if values.get("show") in SHOWS else "",
        text=values.get("q", "").strip()[:100],
        store_id=number(values, "store"),
        item_id=number(values, "item"),
        sort=sort if sort in SORTS else "date",
    )


def _total(unit: Session, account_id: int, wanted: Wanted, today: Today, counts: Counts) -> int:
    """The counts know already how many rows an unfiltered list has."""
    if wanted == Wanted(sort=wanted.sort):
        return counts.total
    return queue.matching(unit, account_id, wanted, today)


def export(desk: Desk) -> ResponseReturnValue:
    """Every row that the filters let through. Cells that a spreadsheet would run are defused."""
    account_id, wanted, said = desk.account(), asked(), speech(desk)
    with desk.workshop.ledger.reading() as unit:
        today = todays(unit, account_id, desk.now)
        rows = queue.rows(unit, account_id, wanted, today, limit=None)
    answer = Response("".join(_lines(rows, said)), mimetype="text/csv")
    return attached(answer, f"backorders-{desk.now:%Y-%m-%d}.csv")


def _lines(rows: list[Row], said: Speech) -> Iterator[str]:
    heads = ("order", "store", "item", "sku", "owed", "state", "date", "rests_on", "placed", "shown")
    yield line([said.t(f"head.{head}") for head in heads])
    for row in rows:
        yield line(
            [
                row.order_name,
                row.store_name,
                row.title,
                row.sku,
                row.quantity,
                said.t(f"state.{row.state}"),
                row.promised_for.isoformat() if row.promised_for else "",
                said.rests_on(row.basis, row.facts) if row.basis and row.facts is not None else "",
                row.placed_at.isoformat(timespec="seconds"),
                row.shown_on.isoformat() if row.shown_on else "",
            ]
        )
