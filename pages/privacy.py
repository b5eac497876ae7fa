"""What buyers asked to be told or forgotten: counted first, then done; and the files that were made."""

import json
from collections.abc import Sequence

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from connector.domain.trouble import BadInput
from connector.ledger import privacy, stores
from jobs import buyer_file
from jobs.desk import privacy as desk_privacy
from jobs.desk.amiss import Amiss
from pages.desk import Desk, number
from pages.sheet import attached


def show(desk: Desk, troubles: Sequence[BadInput] = ()) -> ResponseReturnValue:
    """The form, and every request with its state and its due date."""
    account_id = desk.account()
    with desk.workshop.ledger.reading() as unit:
        rows = privacy.of_account(unit, account_id)
        page = render_template(
            "privacy.html",
            stores=stores.of_account(unit, account_id),
            rows=rows,
            told={row.id: {"waits": 0, **json.loads(row.told)} for row in rows if row.told},
            now=desk.now,
            troubles=troubles,
        )
    return page, 422 if troubles else 200


def look(desk: Desk) -> ResponseReturnValue:
    """What is held of them, counted. A POST: an address in an address bar would stay in its history."""
    account_id, raw = desk.account(), request.form.get("whom", "")
    store_id = number(request.form, "store") or 0
    try:
        with desk.workshop.ledger.reading() as unit:
            store = stores.get(unit, account_id, store_id)
            found = desk_privacy.preview(unit, account_id, store_id, raw)
            return render_template("privacy_look.html", store=store, whom=raw.strip(), preview=found)
    except BadInput as error:
        return show(desk, [error])
    except LookupError:
        return show(desk, [Amiss("store", "required")])


def ask(desk: Desk) -> ResponseReturnValue:
    """A file, or forgetting: owed, and done by a worker."""
    form, account_id = request.form, desk.account()
    kind, store_id = form.get("kind", ""), number(form, "store") or 0
    try:
        with desk.workshop.ledger.writing() as unit:
            desk_privacy.ask(desk.workshop, unit, account_id, store_id, form.get("whom", ""), kind, desk.who)
    except BadInput as error:
        return show(desk, [error])
    except LookupError:
        return show(desk, [Amiss("store", "required")])
    return desk.done(url_for("board.privacy"), f"done.{kind}")


def file(desk: Desk, request_id: int) -> ResponseReturnValue:
    """The file of a data request, for the merchant to hand on."""
    account_id = desk.account()
    with desk.workshop.ledger.reading() as unit:
        row = privacy.get(unit, account_id, request_id)
        store = stores.get(unit, account_id, row.store_id)
    made = buyer_file.opened(desk.workshop, store, row)
    return attached(Response(made, mimetype="application/zip"), f"buyer-{row.id}.zip")
