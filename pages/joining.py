"""Items of several stores that are one: many joined at once by SKU, and one taken apart again."""

from collections.abc import Sequence

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from connector.domain.trouble import BadInput
from connector.ledger import board_items, stores
from jobs.desk import linking_many, parting
from jobs.desk.seen import refuse_changed
from pages import goods
from pages.desk import Desk, number, pages_of


def show(desk: Desk, troubles: Sequence[BadInput] = ()) -> ResponseReturnValue:
    """Every SKU that several items have, with who sells each."""
    account_id = desk.account()
    with desk.workshop.ledger.reading() as unit:
        here = pages_of(board_items.doubled_skus_count(unit, account_id))
        wanted = board_items.doubled_skus(unit, account_id, offset=here.offset)
        found = board_items.skus(unit, account_id, wanted)
        names = board_items.store_names(unit, account_id, [one.id for same in found.values() for one in same])
        known = [store for store in stores.of_account(unit, account_id) if store.left_at is None]
        page = render_template(
            "same_many.html", found=found, names=names, stores=known, pages=here, troubles=troubles
        )
    return page, 422 if troubles else 200


def join(desk: Desk) -> ResponseReturnValue:
    """First what would become one, counted, then, confirmed, all of it."""
    raw, account_id, ledger = request.form, desk.account(), desk.workshop.ledger
    store_id, skus = number(raw, "store") or 0, set(raw.getlist("sku"))
    try:
        if "confirmed" not in raw:
            with ledger.reading() as unit:
                found = linking_many.plan(unit, account_id, store_id, skus)
                return render_template("same_many_preview.html", plan=found, skus=sorted(skus))
        with ledger.writing() as unit:
            found = linking_many.plan(unit, account_id, store_id, skus)
            refuse_changed(found.seal, raw["confirmed"])
            joined = linking_many.join_all(unit, account_id, found, desk.who, desk.now)
    except BadInput as error:
        return show(desk, [error])
    return desk.done(url_for("board.items"), "done.joined", n=joined)


def apart(desk: Desk, item_id: int) -> ResponseReturnValue:
    """First what goes back, counted, then, confirmed, two items again."""
    raw, account_id, ledger = request.form, desk.account(), desk.workshop.ledger
    join_id = number(raw, "join") or 0
    try:
        if "confirmed" not in raw:
            with ledger.reading() as unit:
                found = parting.preview(unit, account_id, item_id, join_id)
                return render_template("apart.html", found=found)
        with ledger.writing() as unit:
            found = parting.preview(unit, account_id, item_id, join_id)
            refuse_changed(found.seal, raw["confirmed"])
            made_id = parting.part(unit, account_id, found, desk.who, desk.now)
    except BadInput as error:
        return goods.show(desk, item_id, [error])
    return desk.done(url_for("board.item", item_id=made_id), "done.apart")
