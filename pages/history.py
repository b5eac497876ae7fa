"""Who or what changed what, when: a list to search, and the same as a file."""

from collections.abc import Iterator, Sequence
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
    account_id, wanted = desk.account(), asked()
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


def asked() -> Wanted:
    """The filters in the address bar; what makes no sense is left out."""
    values = request.args
    return Wanted(
        text=values.get("q", "").strip()[:100],
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
    """Everything that the filters let through, in the reader's language."""
    account_id, wanted, said = desk.account(), asked(), speech(desk)
    with desk.workshop.ledger.reading() as unit:
        rows = board_history.rows(unit, account_id, wanted, limit=None)
        named = {store.id: store.name for store in stores.of_account(unit, account_id)}
        lines = "".join(_lines(said, rows, named, board_history.order_names(unit, account_id, rows)))
    return attached(Response(lines, mimetype="text/csv"), f"history-{desk.now:%Y-%m-%d}.csv")


def _lines(
    said: Speech, rows: Sequence[Happened], named: dict[int, str], ordered: dict[int, str]
) -> Iterator[str]:
    yield line([said.t(f"head.{head}") for head in ("at", "by", "what", "order", "store")])
    for row in rows:
        yield line(
            [
                row.at.isoformat(timespec="seconds"),
                said.actor(row.who),
                said.told(row.what, row.detail),
                ordered.get(row.order_id or 0, ""),
                named.get(row.store_id or 0, ""),
            ]
        )
