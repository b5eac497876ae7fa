"""The waitlist of a store: how many wait for which item, who they are, and taking an address off."""

from collections.abc import Iterator

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from connector.ledger import board_waitlist, items, stores
from connector.ledger.board_waitlist import WaitRow, Wanted
from connector.ledger.waits import STATES
from jobs.waitlist import joining, links
from pages.desk import Desk, number, pages_of
from pages.sheet import attached, line
from pages.speech import Speech, speech

HEADS = ("item", "to", "quantity", "state", "asked_for", "confirmed", "told")


def index(desk: Desk, store_id: int) -> ResponseReturnValue:
    """Items that somebody waits for, those that most wait for first."""
    account_id, text = desk.account(), request.args.get("q", "").strip()[:100]
    with desk.workshop.ledger.reading() as unit:
        store = stores.get(unit, account_id, store_id)
        here = pages_of(board_waitlist.listings_matching(unit, account_id, store_id, text))
        rows = board_waitlist.listings(unit, account_id, store_id, text, here.offset)
        on = "waitlist" in stores.switches(unit, account_id, store_id)
    form = links.form(desk.workshop, store)
    return render_template("waitlist.html", store=store, rows=rows, text=text, pages=here, on=on, form=form)


def people(desk: Desk, store_id: int) -> ResponseReturnValue:
    """Addresses, in the order in which they will be told."""
    account_id, wanted = desk.account(), asked()
    with desk.workshop.ledger.reading() as unit:
        store = stores.get(unit, account_id, store_id)
        here = pages_of(board_waitlist.matching(unit, account_id, store_id, wanted))
        rows = board_waitlist.rows(unit, account_id, store_id, wanted, here.offset)
        about = items.listing(unit, account_id, wanted.listing_id) if wanted.listing_id else None
    return render_template(
        "waitlist_people.html", store=store, rows=rows, wanted=wanted, pages=here, states=STATES, about=about
    )


def asked() -> Wanted:
    """The filters in the address bar; what makes no sense is left out."""
    state = request.args.get("state", "")
    text = request.args.get("q", "").strip()[:100]
    return Wanted(text, state if state in STATES else "", number(request.args, "listing"))


def export(desk: Desk, store_id: int) -> ResponseReturnValue:
    """Everything that the filters let through, as it is read."""
    with desk.workshop.ledger.reading() as unit:
        stores.get(unit, desk.account(), store_id)
    lines = _lines(desk, desk.account(), store_id, asked(), speech(desk))
    return attached(Response(lines, mimetype="text/csv"), f"waitlist-{desk.now:%Y-%m-%d}.csv")


def _lines(desk: Desk, account_id: int, store_id: int, wanted: Wanted, said: Speech) -> Iterator[str]:
    yield line([said.t(f"head.{head}") for head in HEADS])
    with desk.workshop.ledger.reading() as unit:
        for row in board_waitlist.every(unit, account_id, store_id, wanted):
            yield line([row.title, row.email, row.units, said.t(f"wait_state.{row.state}"), *_instants(row)])


def _instants(row: WaitRow) -> list[str]:
    every = (row.asked_at, row.confirmed_at, row.told_at)
    return [at.isoformat(timespec="seconds") if at else "" for at in every]


def remove(desk: Desk, store_id: int, wait_id: int) -> ResponseReturnValue:
    """They asked the shop, not our link: off the list all the same."""
    with desk.workshop.ledger.writing() as unit:
        joining.take_off(unit, desk.account(), store_id, wait_id, desk.who, desk.now)
    return desk.done(url_for("board.waitlist_people", store_id=store_id), "done.wait_removed")
