"""Who or what changed what, when: a list to search, and the same as a file."""

from collections.abc import Iterator
from datetime import date

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from connector.ledger import board_history, stores
from connector.ledger.board_history import Wanted
from connector.ledger.history import Happened
from pages.desk import Desk, number, pages_of
from pages.sheet import attached, line
from pages.speech import Speech, speech


def show(desk: Desk) -> ResponseReturnValue:
    """The latest first, as the address bar filters it."""
    account_id, wanted = desk.account(), asked(speech(desk))
    with desk.workshop.ledger.reading() as unit:
        here = pages_of(board_history.matching(unit, account_id, wanted))
        rows = board_history.rows(unit, account_id, wanted, offset=here.offset)
        return render_template(
            "history.html",
            wanted=wanted,
            rows=rows,
            pages=here,
            names=board_history.names(unit, account_id),
            stores={store.id: store for store in stores.of_account(unit, account_id)},
            orders=board_history.order_names(unit, account_id, rows),
        )


def asked(said: Speech) -> Wanted:
    """The filters in the address bar; what makes no sense is left out."""
    values = request.args
    text = values.get("q", "").strip()[:100]
    return Wanted(
        text=text,
        said=said.names_of_sentences(text),
        phrases=said.phrases(text),
        who=values.get("who", "")[:200],
        store_id=number(values, "store"),
        order=values.get("order", "").strip()[:100],
        first=_day(values.get("first", "")),
        last=_day(values.get("last", "")),
    )


def _day(raw: str) -> date | None:
    try:
        return date.fromisoformat(raw)
    except ValueError:
        return None


def export(desk: Desk) -> ResponseReturnValue:
    """Everything that the filters let through, in the reader's language, as it is read."""
    lines = _lines(desk, desk.account(), asked(speech(desk)), speech(desk))
    return attached(Response(lines, mimetype="text/csv"), f"history-{desk.now:%Y-%m-%d}.csv")


def _lines(desk: Desk, account_id: int, wanted: Wanted, said: Speech) -> Iterator[str]:
    yield line([said.t(f"head.{head}") for head in ("at", "by", "what", "order", "store")])
    with desk.workshop.ledger.reading() as unit:
        named = {store.id: store.name for store in stores.of_account(unit, account_id)}
        for batch in board_history.in_batches(unit, account_id, wanted):
            ordered = board_history.order_names(unit, account_id, batch)
            for row in batch:
                yield _line(said, row, ordered.get(row.order_id or 0, ""), named.get(row.store_id or 0, ""))


def _line(said: Speech, row: Happened, order: str, store: str) -> str:
    told = said.told(row.what, row.detail)
    return line([row.at.isoformat(timespec="seconds"), said.actor(row.who), told, order, store])
