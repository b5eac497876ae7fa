"""What other tools are told of a store: where it goes, whether it arrived, and sending it again."""

from collections.abc import Iterator, Sequence

from flask import Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from connector.domain.trouble import BadInput
from connector.ledger import board_events, events, stores
from connector.ledger.board_events import Row, Wanted
from connector.ledger.events import EFFECT, FLOW, HAPPENINGS, KINDS, STATES
from jobs.desk import endpoints
from jobs.desk.endpoints import FLOW_KINDS
from pages.desk import Desk, number, pages_of
from pages.sheet import attached, line
from pages.speech import Speech, speech

HEADS = ("at", "kind", "endpoint", "order", "state", "tries", "answer")


def show(desk: Desk, store_id: int, troubles: Sequence[BadInput] = ()) -> ResponseReturnValue:
    """The endpoints, then what was sent, the latest first, as the address bar filters it."""
    account_id, wanted = desk.account(), _asked(store_id)
    with desk.workshop.ledger.reading() as unit:
        store = stores.get(unit, account_id, store_id)
        here = pages_of(board_events.matching(unit, account_id, wanted))
        page = render_template(
            "events.html",
            store=store,
            is_on=EFFECT in stores.switches(unit, account_id, store_id),
            endpoints=events.endpoints(unit, account_id, store_id),
            rows=board_events.rows(unit, account_id, wanted, offset=here.offset),
            failed=board_events.failed_count(unit, account_id, wanted),
            pages=here,
            wanted=wanted,
            happenings=HAPPENINGS,
            kinds=KINDS,
            states=STATES,
            has_flow=store.platform == "shopify",
            troubles=troubles,
        )
    return page, 422 if troubles else 200


def _asked(store_id: int) -> Wanted:
    """The filters in the address bar, or in the form that repeats them; what makes no sense is left out."""
    given = request.values
    kind, state = given.get("kind", ""), given.get("state", "")
    return Wanted(
        store_id,
        number(given, "to"),
        kind if kind in KINDS else "",
        state if state in STATES else "",
        given.get("q", "").strip()[:100],
    )


def add(desk: Desk, store_id: int) -> ResponseReturnValue:
    """The only page that ever shows the key; no browser keeps it. Shopify Flow needs none."""
    flow = request.form.get("via") == FLOW
    try:
        with desk.workshop.ledger.reading() as unit:
            stores.get(unit, desk.account(), store_id)
        wanted = _wanted(desk, flow)
        with desk.workshop.ledger.writing() as unit:
            made, key = endpoints.add(
                desk.workshop, unit, desk.account(), store_id, wanted, desk.who, desk.now
            )
            store = stores.get(unit, desk.account(), store_id)
            if flow:
                return desk.done(_here(store_id), "done.flow_added")
            answer = make_response(render_template("event_key.html", store=store, endpoint=made, key=key))
    except BadInput as error:
        return show(desk, store_id, [error])
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _wanted(desk: Desk, flow: bool) -> endpoints.Wanted:
    if flow:
        return endpoints.Wanted("", FLOW_KINDS, FLOW)
    address = endpoints.look_at(desk.workshop, request.form.get("event_address", ""))
    return endpoints.Wanted(address, request.form.getlist("kind"))


def try_out(desk: Desk, store_id: int, endpoint_id: int) -> ResponseReturnValue:
    """A test event goes out; its answer appears in the list."""
    try:
        with desk.workshop.ledger.writing() as unit:
            endpoints.try_out(unit, desk.account(), store_id, endpoint_id, desk.who, desk.now)
    except BadInput as error:
        return show(desk, store_id, [error])
    return desk.done(_here(store_id), "done.endpoint_tested")


def end(desk: Desk, store_id: int, endpoint_id: int) -> ResponseReturnValue:
    """Nothing more goes there."""
    try:
        with desk.workshop.ledger.writing() as unit:
            endpoints.end(unit, desk.account(), store_id, endpoint_id, desk.who, desk.now)
    except BadInput as error:
        return show(desk, store_id, [error])
    return desk.done(_here(store_id), "done.endpoint_ended")


def again(desk: Desk, store_id: int) -> ResponseReturnValue:
    """First how many, then, confirmed, they go out again."""
    account_id, ledger = desk.account(), desk.workshop.ledger
    if "confirmed" not in request.form:
        with ledger.reading() as unit:
            store = stores.get(unit, account_id, store_id)
            ids = endpoints.may_go_again(unit, account_id, store_id, _chosen(unit, account_id, store_id))
        every = "every" in request.form
        return render_template(
            "event_again.html", store=store, count=len(ids), ids=() if every else ids, wanted=_asked(store_id)
        )
    with ledger.writing() as unit:
        ids = _chosen(unit, account_id, store_id)
        sent = endpoints.send_again(unit, account_id, store_id, ids, desk.who, desk.now)
    return desk.done(_here(store_id), "done.events_again", n=sent)


def _chosen(unit: Session, account_id: int, store_id: int) -> list[int]:
    """One by its own button, all that failed, or those that were ticked."""
    if "every" in request.form:
        return board_events.failed(unit, account_id, _asked(store_id))
    names = ("only",) if "only" in request.form else ("send",)
    raw = [value for name in names for value in request.form.getlist(name)]
    return [found for value in raw if (found := number({"id": value}, "id")) is not None]


def export(desk: Desk, store_id: int) -> ResponseReturnValue:
    """Everything that the filters let through, in the reader's language."""
    with desk.workshop.ledger.reading() as unit:
        stores.get(unit, desk.account(), store_id)
    lines = _lines(desk, desk.account(), _asked(store_id), speech(desk))
    return attached(Response(lines, mimetype="text/csv"), f"events-{desk.now:%Y-%m-%d}.csv")


def _lines(desk: Desk, account_id: int, wanted: Wanted, said: Speech) -> Iterator[str]:
    yield line(["id", *(said.t(f"head.{head}") for head in HEADS)])
    with desk.workshop.ledger.reading() as unit:
        for batch in board_events.in_batches(unit, account_id, wanted):
            for row in batch:
                yield line([row.body["id"], *_cells(said, row)])


def _cells(said: Speech, row: Row) -> list[str | int]:
    address = said.t("events.flow") if row.via == FLOW else row.address
    answer = f"{row.status or ''} {row.answer}".strip()
    at = row.happened_at.isoformat(timespec="seconds")
    kind, state = said.t(f"happened.{row.kind}"), said.t(f"send.{row.state}")
    return [at, kind, address, row.order_name or "", state, row.attempts, answer]


def _here(store_id: int) -> str:
    return url_for("board.events", store_id=store_id)
