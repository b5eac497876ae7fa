"""Before a store is taken off: what of ours goes, counted; its progress; everything as a file."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from connector.domain.trouble import BadInput, Trouble
from connector.ledger import board_selling, leaving, locks, stores
from connector.ledger.stores import Store
from jobs import attaching, exporting
from jobs import leaving as jobs_leaving
from jobs.desk.amiss import Amiss
from jobs.desk.notes import say
from jobs.offering import OWES
from jobs.publishing import OFFERS
from pages.desk import Desk
from pages.sheet import attached

PIECE = 64 * 1024


def show(desk: Desk, store_id: int, troubles: Sequence[BadInput] = ()) -> ResponseReturnValue:
    """What would be taken off, or how far it is. It goes on whether or not anybody looks."""
    account_id = desk.account()
    with desk.workshop.ledger.reading() as unit:
        store = stores.get(unit, account_id, store_id)
        marked = leaving.marked(unit, store)
        page = render_template(
            "leave.html",
            store=store,
            counts={**{kind: len(refs) for kind, refs in marked.items()}, **_at_goods(unit, store)},
            progress=leaving.progress(unit, store) if store.leaving_at else None,
            on=stores.switches(unit, account_id, store_id),
            troubles=troubles,
        )
    return page, 422 if troubles else 200


def _at_goods(unit: Session, store: Store) -> dict[str, int]:
    """What of ours is at the store's listings."""
    return {
        "offers": board_selling.carrying(unit, store.account_id, store.id, OWES[OFFERS]),
        "selling": board_selling.changed_words(unit, store.account_id, store.id, 0)[0],
    }


def begin(desk: Desk, store_id: int) -> ResponseReturnValue:
    """All switches off, then everything of ours is taken off the orders."""
    with desk.workshop.ledger.writing() as unit:
        store = locks.store(unit, desk.account(), store_id)
        jobs_leaving.begin(unit, store, desk.who, desk.now)
        say(unit, store.account_id, desk.now, desk.who, "leaving", store_id=store.id, store=store.name)
    return desk.done(url_for("board.leave", store_id=store_id), "done.leaving")


def take_off(desk: Desk, store_id: int) -> ResponseReturnValue:
    """A WooCommerce store: webhooks deleted, keys dropped. A Shopify shop takes the app off itself."""
    account_id = desk.account()
    with desk.workshop.ledger.reading() as unit:
        store = stores.get(unit, account_id, store_id)
        ours_first = jobs_leaving.still_shows(unit, store)
    try:
        if store.platform != "woocommerce":
            raise Amiss("store", "leave_in_shopify")
        if ours_first:
            raise Amiss("store", "leave_ours_first")
        attaching.detach(desk.workshop, account_id, store_id, desk.who)
    except BadInput as error:
        return show(desk, store_id, [error])
    except Trouble as error:
        return show(desk, store_id, [Amiss("store", "leave_trouble", why=error)])
    return desk.done(url_for("board.store", store_id=store_id), "done.store_taken_off")


def export(desk: Desk, store_id: int) -> ResponseReturnValue:
    """Everything of the store as a zip; written to disk first, then sent piece by piece."""
    made = tempfile.NamedTemporaryFile(suffix=".zip")  # noqa: SIM115  closed when the answer was sent
    try:
        exporting.write(desk.workshop, desk.account(), store_id, Path(made.name))
    except BaseException:
        made.close()
        raise

    def pieces() -> Iterator[bytes]:
        with made:
            while piece := made.read(PIECE):
                yield piece

    answer = Response(pieces(), mimetype="application/zip")
    answer.call_on_close(made.close)
    return attached(answer, f"store-{store_id}-{desk.now:%Y-%m-%d}.zip")
