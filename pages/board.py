"""The merchant's board: a table of addresses, each with the function that answers it."""

from collections.abc import Callable, Sequence
from functools import partial, update_wrapper

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from markupsafe import escape
from sqlalchemy.exc import OperationalError

from jobs.workshop import Workshop
from pages import expected, goods, guard, home, letters, order, speech, store, upload, waiting
from pages.desk import Desk
from pages.texts import TEXTS

View = Callable[..., ResponseReturnValue]
GET, POST = ("GET",), ("POST",)
MOST = 2**31 - 1
"""No id is larger: what a database cannot compare is no such page."""

ROUTES: Sequence[tuple[str, str, tuple[str, ...], View]] = (
    ("/", "home", GET, home.show),
    ("/queue.csv", "queue_csv", GET, home.export),
    ("/pause", "pause", POST, store.pause),
    ("/orders/<int:order_id>", "order", GET, order.show),
    ("/orders/<int:order_id>/lines/<int:line_id>/date", "line_date", POST, order.date_line),
    ("/orders/<int:order_id>/lines/<int:line_id>/place", "line_place", POST, order.place_line),
    ("/orders/<int:order_id>/admit", "admit", POST, order.admit),
    ("/items", "items", GET, goods.index),
    ("/items/<int:item_id>", "item", GET, goods.show),
    ("/items/<int:item_id>/lead", "item_lead", POST, goods.lead),
    ("/items/<int:item_id>/counted", "item_counted", POST, goods.counted),
    ("/items/<int:item_id>/same", "item_same", POST, goods.same),
    ("/expected", "expected", GET, expected.show),
    ("/expected", "expected_add", POST, expected.add),
    ("/expected/upload", "expected_upload", POST, upload.preview),
    ("/expected/confirm", "expected_confirm", POST, upload.confirm),
    ("/expected/<int:expected_id>", "delivery", GET, expected.one),
    ("/expected/<int:expected_id>/change", "expected_change", POST, expected.change),
    ("/expected/<int:expected_id>/arrived", "expected_arrived", POST, expected.arrived),
    ("/expected/<int:expected_id>/remove", "expected_remove", POST, expected.remove),
    ("/letters", "letters", GET, letters.index),
    ("/letters/<int:letter_id>", "letter", GET, letters.show),
    ("/letters/<int:letter_id>/html", "letter_html", GET, letters.as_html),
    ("/waiting", "waiting", GET, waiting.show),
    ("/waiting/tasks/<int:task_id>", "replay", POST, waiting.replay),
    ("/waiting/stores/<int:store_id>/admit", "admit_all", POST, waiting.admit_all),
    ("/deliveries/<int:delivery_id>", "received", GET, waiting.received),
    ("/deliveries/<int:delivery_id>/again", "read_again", POST, waiting.read_again),
    ("/stores", "stores", GET, store.index),
    ("/stores/<int:store_id>", "store", GET, store.show),
    ("/stores/<int:store_id>/settings", "settings", POST, store.settings),
    ("/stores/<int:store_id>/switches/<effect>", "switch", POST, store.switch),
)


def board(
    workshop: Workshop, account: Callable[[], int], ring: Callable[[str], object] | None = None
) -> Blueprint:
    """`account` names the account of each request; `ring` wakes a lane's worker after a change."""
    desk = Desk(workshop, account) if ring is None else Desk(workshop, account, ring)
    made = Blueprint(
        "board",
        __name__,
        static_folder="static",
        static_url_path="/board-static",
        template_folder="templates",
    )
    guard.stand(made, workshop.vault)
    made.context_processor(partial(speech.context, desk))
    made.after_request(speech.remember)
    for address, name, methods, view in ROUTES:
        made.add_url_rule(
            address.replace("<int:", f"<int(max={MOST}):"),
            name,
            update_wrapper(partial(view, desk), view),
            methods=methods,
        )
    made.register_error_handler(LookupError, _nothing_there)
    made.register_error_handler(CSRFError, _no_token)
    made.register_error_handler(OperationalError, _no_ledger)
    return made


def _nothing_there(error: LookupError) -> ResponseReturnValue:
    """The ledger raises a plain LookupError for what is not the account's; a KeyError is a fault of ours."""
    if type(error) is not LookupError:
        raise error
    return render_template("trouble.html", about="not_found"), 404


def _no_ledger(_error: OperationalError) -> ResponseReturnValue:
    """Said without the ledger: no name, no count, and plain."""
    words = TEXTS[speech.language()]
    title, text = escape(words["no_ledger.title"]), escape(words["no_ledger.text"])
    return f"<!doctype html><title>{title}</title><h1>{title}</h1><p>{text}</p>", 503


def _no_token(_error: CSRFError) -> ResponseReturnValue:
    return render_template("trouble.html", about="no_token"), 400
