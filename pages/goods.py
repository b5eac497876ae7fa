"""Items: what is there, what comes, who waits; and what a person says of an item."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from connector.domain.selling import sells_beyond
from connector.domain.trouble import BadInput
from connector.ledger import (
    alternatives,
    board,
    board_items,
    board_selling,
    board_waitlist,
    items,
    joins,
    locations,
    stores,
    supply,
)
from connector.ledger.board import Wanted
from jobs.desk import given, linking, next_buyer, stocking
from jobs.desk.seen import refuse_changed
from jobs.desk.selling import MOST_NOTE
from jobs.desk.stocking import MOST_LEAD_DAYS
from pages import charts, picking
from pages.desk import Desk, number, pages_of, todays


def index(desk: Desk) -> ResponseReturnValue:
    """Every item, those that owe most first."""
    account_id, text = desk.account(), request.args.get("q", "").strip()[:100]
    with desk.workshop.ledger.reading() as unit:
        here = pages_of(board_items.matching(unit, account_id, text))
        rows = board_items.rows(unit, account_id, text, offset=here.offset)
        ids = [row.id for row in rows]
        names = board_items.store_names(unit, account_id, ids)
        told = board_selling.bodies(unit, account_id, ids) if stores.selling(unit, account_id) else None
    return render_template("items.html", rows=rows, text=text, pages=here, names=names, told=told)


def show(desk: Desk, item_id: int, troubles: Sequence[BadInput] = ()) -> ResponseReturnValue:
    """One item: its supply, its queue, and the forms about it."""
    account_id = desk.account()
    with desk.workshop.ledger.reading() as unit:
        item = items.get(unit, account_id, item_id)
        there = supply.on_hand(unit, account_id, item_id)
        coming = supply.expected(unit, account_id, item_id)
        today = todays(unit, account_id, desk.now)
        wanted = Wanted(item_id=item_id, sort="placed")
        same = linking.candidates(unit, account_id, item_id)
        listed = items.listings_of(unit, account_id, item_id)
        page = render_template(
            "item.html",
            item=item,
            on_hand=there,
            coming=coming,
            places={place.id: place for place in locations.of_account(unit, account_id)},
            stores={store.id: store for store in stores.of_account(unit, account_id)},
            listings=listed,
            waiters=board_waitlist.in_line(unit, account_id, [one.id for one in listed]),
            columns=charts.columns(
                sum(one.there for one in there),
                [(one.expected_on, one.quantity) for one in coming],
                board_items.owed_by_date(unit, account_id, item_id),
            ),
            rows=board.rows(unit, account_id, wanted, today),
            total=board.matching(unit, account_id, wanted, today),
            turns=board.places(unit, account_id, [item_id]),
            same=same,
            joined=joins.standing(unit, account_id, [item_id]),
            same_stores=board_items.store_names(unit, account_id, [one.id for one in same]),
            believable={one.id: linking.believable(unit, account_id, (item_id, one.id)) for one in same},
            troubles=troubles,
            most_lead=MOST_LEAD_DAYS,
            **_next_buyer(unit, desk, item_id),
        )
    return page, 422 if troubles else 200


def _next_buyer(unit: Session, desk: Desk, item_id: int) -> dict[str, Any]:
    account_id = desk.account()
    return {
        "next_buyer": next_buyer.of_item(unit, account_id, item_id, desk.now),
        "beyond": lambda word: {True: "yes", False: "no", None: "unknown"}[sells_beyond(word)],
        "alternatives": alternatives.items_of(unit, account_id, item_id),
        "picks": board_items.rows(unit, account_id, "", limit=picking.MOST_PICKS),
        "most_note": MOST_NOTE,
    }


def lead(desk: Desk, item_id: int) -> ResponseReturnValue:
    """An empty lead time: the store's own."""
    raw = request.form.get("lead_days", "").strip()
    try:
        days = given.whole("lead_days", raw, least=0, most=MOST_LEAD_DAYS) if raw else None
        with desk.workshop.ledger.writing() as unit:
            stocking.set_lead_time(unit, desk.account(), item_id, days, desk.who, desk.now)
    except BadInput as error:
        return show(desk, item_id, [error])
    return desk.done(url_for("board.item", item_id=item_id), "done.lead")


def counted(desk: Desk, item_id: int) -> ResponseReturnValue:
    """The count knows by now of what other stores shipped from the location."""
    location_id = number(request.form, "location") or 0
    with desk.workshop.ledger.writing() as unit:
        units = stocking.count_has_it(unit, desk.account(), item_id, location_id, desk.who, desk.now)
    return desk.done(url_for("board.item", item_id=item_id), "done.counted", n=units)


def same(desk: Desk, item_id: int) -> ResponseReturnValue:
    """First what would become one, then, confirmed, the one item."""
    raw, account_id = request.form, desk.account()
    other_id, location_id = number(raw, "other") or 0, number(raw, "location") or 0
    ledger = desk.workshop.ledger
    try:
        if "confirmed" not in raw:
            with ledger.reading() as unit:
                found = linking.preview(unit, account_id, item_id, other_id, location_id)
            return render_template("same.html", link=found, item_id=item_id, other_id=other_id)
        with ledger.writing() as unit:
            found = linking.preview(unit, account_id, item_id, other_id, location_id)
            refuse_changed(found.seal, raw["confirmed"])
            kept_id = found.kept.id
            linking.link(unit, account_id, found, desk.who, desk.now)
    except BadInput as error:
        return show(desk, item_id, [error])
    return desk.done(url_for("board.item", item_id=kept_id), "done.same")
