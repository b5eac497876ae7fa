"""The merchant's board: a table of addresses, each with the function that answers it."""

from collections.abc import Callable, Sequence
from functools import partial, update_wrapper
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError

from connector.domain.roles import May, Role, may
from jobs.workshop import Workshop
from pages import (
    add_shopify,
    add_woocommerce,
    closed,
    doctor,
    events,
    expected,
    goods,
    guard,
    history,
    home,
    joining,
    keys,
    leaving,
    letter_again,
    letters,
    me,
    offered,
    order,
    outside,
    people,
    plugin,
    privacy,
    reading,
    sample,
    settings,
    speech,
    store,
    strangers,
    upload,
    waiting,
    waitlist,
)
from pages.closed import Closed
from pages.desk import Desk
from pages.visitor import NotTheirs, Stranger, Visitor

View = Callable[..., ResponseReturnValue]
GET, POST = ("GET",), ("POST",)
MOST = 2**31 - 1
"""No id is larger: what a database cannot compare is no such page."""

ROUTES: Sequence[tuple[str, str, tuple[str, ...], View, May]] = (
    ("/", "home", GET, home.show, May.LOOK),
    ("/queue.csv", "queue_csv", GET, home.export, May.LOOK),
    ("/pause", "pause", POST, store.pause, May.PAUSE),
    ("/orders/<int:order_id>", "order", GET, order.show, May.LOOK),
    ("/orders/<int:order_id>/lines/<int:line_id>/date", "line_date", POST, order.date_line, May.ORDERS),
    ("/orders/<int:order_id>/lines/<int:line_id>/place", "line_place", POST, order.place_line, May.ORDERS),
    ("/orders/<int:order_id>/admit", "admit", POST, order.admit, May.ORDERS),
    ("/orders/<int:order_id>/letter", "letter_again", POST, letter_again.send, May.ORDERS),
    ("/items", "items", GET, goods.index, May.LOOK),
    ("/items/same", "same_many", GET, joining.show, May.SUPPLY),
    ("/items/same", "same_many_join", POST, joining.join, May.SUPPLY),
    ("/items/<int:item_id>", "item", GET, goods.show, May.LOOK),
    ("/items/<int:item_id>/lead", "item_lead", POST, goods.lead, May.SUPPLY),
    ("/items/<int:item_id>/offered", "item_offered", POST, offered.change, May.SUPPLY),
    ("/items/<int:item_id>/alternatives", "item_alternative", POST, offered.add, May.SUPPLY),
    (
        "/items/<int:item_id>/alternatives/remove",
        "item_alternative_remove",
        POST,
        offered.remove,
        May.SUPPLY,
    ),
    ("/items/<int:item_id>/counted", "item_counted", POST, goods.counted, May.SUPPLY),
    ("/items/<int:item_id>/same", "item_same", POST, goods.same, May.SUPPLY),
    ("/items/<int:item_id>/apart", "item_apart", POST, joining.apart, May.SUPPLY),
    ("/expected", "expected", GET, expected.show, May.LOOK),
    ("/expected", "expected_add", POST, expected.add, May.SUPPLY),
    ("/expected/upload", "expected_upload", POST, upload.preview, May.SUPPLY),
    ("/expected/confirm", "expected_confirm", POST, upload.confirm, May.SUPPLY),
    ("/expected/<int:expected_id>", "delivery", GET, expected.one, May.LOOK),
    ("/expected/<int:expected_id>/change", "expected_change", POST, expected.change, May.SUPPLY),
    ("/expected/<int:expected_id>/arrived", "expected_arrived", POST, expected.arrived, May.SUPPLY),
    ("/expected/<int:expected_id>/remove", "expected_remove", POST, expected.remove, May.SUPPLY),
    ("/letters", "letters", GET, letters.index, May.LOOK),
    ("/letters/<int:letter_id>", "letter", GET, letters.show, May.LOOK),
    ("/letters/<int:letter_id>/html", "letter_html", GET, letters.as_html, May.LOOK),
    ("/waiting", "waiting", GET, waiting.show, May.LOOK),
    ("/waiting/tasks/<int:task_id>", "replay", POST, waiting.replay, May.ORDERS),
    ("/waiting/stores/<int:store_id>/admit", "admit_all", POST, waiting.admit_all, May.ORDERS),
    ("/deliveries/<int:delivery_id>", "received", GET, waiting.received, May.ORDERS),
    ("/deliveries/<int:delivery_id>/again", "read_again", POST, waiting.read_again, May.ORDERS),
    ("/doctor", "doctor", GET, doctor.show, May.LOOK),
    ("/doctor/examine", "doctor_examine", POST, doctor.examine, May.STORES),
    ("/doctor/findings/<int:finding_id>", "doctor_mend", POST, doctor.mend, May.STORES),
    ("/history", "history", GET, history.show, May.LOOK),
    ("/history.csv", "history_csv", GET, history.export, May.EXPORT),
    ("/privacy", "privacy", GET, privacy.show, May.PRIVACY),
    ("/privacy", "privacy_ask", POST, privacy.ask, May.PRIVACY),
    ("/privacy/look", "privacy_look", POST, privacy.look, May.PRIVACY),
    ("/privacy/<int:request_id>/file", "privacy_file", GET, privacy.file, May.PRIVACY),
    ("/people", "people", GET, people.show, May.PEOPLE),
    ("/people", "people_invite", POST, people.invite, May.PEOPLE),
    ("/people/<int:person_id>/role", "person_role", POST, people.change_role, May.PEOPLE),
    ("/people/<int:person_id>/remove", "person_remove", POST, people.remove, May.PEOPLE),
    ("/me", "me", GET, me.show, May.LOOK),
    ("/me", "me_change", POST, me.change, May.LOOK),
    ("/me/visits/<int:visit_id>/end", "visit_end", POST, me.end, May.LOOK),
    ("/me/signout", "signout", POST, me.sign_out, May.LOOK),
    ("/me/signout-everywhere", "signout_everywhere", POST, me.sign_out_everywhere, May.LOOK),
    ("/stores", "stores", GET, store.index, May.LOOK),
    ("/stores/woocommerce", "ask_woocommerce", GET, add_woocommerce.form, May.STORES),
    ("/stores/woocommerce", "add_woocommerce", POST, add_woocommerce.check, May.STORES),
    ("/stores/woocommerce/back", "back_from_woocommerce", GET, add_woocommerce.back, May.STORES),
    ("/stores/shopify", "add_shopify", GET, add_shopify.form, May.STORES),
    ("/stores/shopify", "ask_shopify", POST, add_shopify.ask, May.STORES),
    ("/shopify/callback", "back_from_shopify", GET, add_shopify.back, May.STORES),
    ("/stores/<int:store_id>", "store", GET, store.show, May.LOOK),
    ("/stores/<int:store_id>/waitlist", "waitlist", GET, waitlist.index, May.LOOK),
    ("/stores/<int:store_id>/waitlist/people", "waitlist_people", GET, waitlist.people, May.LOOK),
    ("/stores/<int:store_id>/waitlist.csv", "waitlist_csv", GET, waitlist.export, May.EXPORT),
    ("/stores/<int:store_id>/waitlist/<int:wait_id>/off", "wait_remove", POST, waitlist.remove, May.ORDERS),
    ("/stores/<int:store_id>/leave", "leave", GET, leaving.show, May.STORES),
    ("/stores/<int:store_id>/leave", "leave_begin", POST, leaving.begin, May.STORES),
    ("/stores/<int:store_id>/leave/off", "leave_off", POST, leaving.take_off, May.STORES),
    ("/stores/<int:store_id>/export", "export", GET, leaving.export, May.EXPORT),
    ("/stores/<int:store_id>/plugin", "plugin", GET, plugin.fetch, May.LOOK),
    ("/stores/<int:store_id>/read", "read_store", POST, reading.again, May.STORES),
    ("/stores/<int:store_id>/leftovers", "leftovers", GET, reading.left, May.LOOK),
    ("/stores/<int:store_id>/leftovers", "leftovers_take", POST, reading.take, May.ORDERS),
    ("/stores/<int:store_id>/settings", "settings", GET, settings.show, May.SETTINGS),
    ("/stores/<int:store_id>/settings/<section>", "settings_save", POST, settings.save, May.SETTINGS),
    ("/stores/<int:store_id>/changes/<int:change_id>/undo", "undo", POST, settings.undo, May.SETTINGS),
    ("/stores/<int:store_id>/letter", "sample", GET, sample.show, May.SETTINGS),
    ("/stores/<int:store_id>/letter/html", "sample_html", GET, sample.as_html, May.SETTINGS),
    ("/stores/<int:store_id>/letter/send", "sample_send", POST, sample.send, May.SETTINGS),
    ("/stores/<int:store_id>/keys", "key_make", POST, keys.make, May.SETTINGS),
    ("/stores/<int:store_id>/keys/<int:key_id>/end", "key_end", POST, keys.end, May.SETTINGS),
    ("/stores/<int:store_id>/events", "events", GET, events.show, May.LOOK),
    ("/stores/<int:store_id>/events", "event_add", POST, events.add, May.SETTINGS),
    ("/stores/<int:store_id>/events.csv", "events_csv", GET, events.export, May.EXPORT),
    ("/stores/<int:store_id>/events/again", "events_again", POST, events.again, May.ORDERS),
    (
        "/stores/<int:store_id>/hears/<int:endpoint_id>/test",
        "event_try",
        POST,
        events.try_out,
        May.SETTINGS,
    ),
    ("/stores/<int:store_id>/hears/<int:endpoint_id>/end", "event_end", POST, events.end, May.SETTINGS),
    ("/stores/<int:store_id>/switches/<effect>", "switch", POST, store.switch, May.SETTINGS),
)


def board(
    workshop: Workshop, visitor: Callable[[], Visitor], ring: Callable[[str], object] | None = None
) -> Blueprint:
    """`visitor` says who asks, or raises `Stranger`; `ring` wakes a lane's worker after a change."""
    desk = Desk(workshop, visitor) if ring is None else Desk(workshop, visitor, ring)
    made = Blueprint(
        "board",
        __name__,
        static_folder="static",
        static_url_path="/board-static",
        template_folder="templates",
    )
    made.before_request(partial(add_woocommerce.spoil, desk))
    made.before_request(partial(_somebody, desk))
    guard.stand(made, workshop)
    made.context_processor(partial(speech.context, desk))
    made.after_request(speech.remember)
    for address, name, methods, view, leave in ROUTES:
        made.add_url_rule(
            address.replace("<int:", f"<int(max={MOST}):"),
            name,
            update_wrapper(partial(_with_leave, desk, view, leave), view),
            methods=methods,
        )
    made.register_error_handler(LookupError, _nothing_there)
    made.register_error_handler(NotTheirs, _not_theirs)
    made.register_error_handler(Closed, closed.told)
    made.register_error_handler(Stranger, strangers.turn_away)
    made.register_error_handler(CSRFError, _no_token)
    made.register_error_handler(OperationalError, outside.no_ledger)
    return made


def _somebody(desk: Desk) -> None:
    """Who asks is known before anything else is looked at, the page's token too. Style sheets are free."""
    if request.endpoint != "board.static":
        desk.visitor()


def _with_leave(desk: Desk, view: View, leave: May, **names: Any) -> ResponseReturnValue:
    """The view, for those whose role has the leave that it needs."""
    if not desk.visitor().may(leave):
        raise NotTheirs(leave)
    closed.refuse(desk, names)
    return view(desk, **names)


def _not_theirs(error: NotTheirs) -> ResponseReturnValue:
    able = [role for role in Role if may(role, error.what)]
    return render_template("not_theirs.html", able=able), 403


def _nothing_there(error: LookupError) -> ResponseReturnValue:
    """The ledger raises a plain LookupError for what is not the account's; a KeyError is a fault of ours."""
    if type(error) is not LookupError:
        raise error
    return render_template("trouble.html", about="not_found"), 404


def _no_token(_error: CSRFError) -> ResponseReturnValue:
    return render_template("trouble.html", about="no_token"), 400
