"""Adding a Shopify shop by an app of its own: its keys, the merchant's yes at Shopify, what came of it."""

from collections.abc import Sequence

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from adapters.shopify.facts import NEEDED
from connector.domain.trouble import BadInput
from jobs import custom_installs
from jobs.custom_installs import NoGrant
from pages import asker
from pages.desk import Desk

COOKIE = "shopify_grant"
COOKIE_PATH = "/shopify"


def form(desk: Desk, troubles: Sequence[BadInput] = ()) -> ResponseReturnValue:
    """Which shop, and which app of it."""
    callback = desk.workshop.settings.public_url.rstrip("/") + custom_installs.CALLBACK
    scopes = ",".join(NEEDED)
    page = render_template("add_shopify.html", troubles=troubles, callback=callback, scopes=scopes)
    return page, 422 if troubles else 200


def ask(desk: Desk) -> ResponseReturnValue:
    """A page with the way to Shopify: a form may not lead to another site, a link may."""
    browser = asker.new_name()
    try:
        url = custom_installs.ask(desk.workshop, desk.account(), request.form, browser, desk.who)
    except ExceptionGroup as found:
        return form(desk, [fault for fault in found.exceptions if isinstance(fault, BadInput)])
    answer = make_response(
        render_template("ask_shopify.html", url=url, shop=request.form["shop_domain"].strip())
    )
    return asker.remember(answer, COOKIE, browser, COOKIE_PATH, custom_installs.LASTS)


def back(desk: Desk) -> ResponseReturnValue:
    """The merchant comes back with a code, in the browser that asked."""
    params, browser = request.args.to_dict(), asker.named(COOKIE)
    try:
        store = custom_installs.finish(desk.workshop, desk.account(), params, browser)
    except NoGrant as found:
        return render_template("came_shopify.html", why=found.why, values=found.values), 403
    return desk.done(url_for("board.store", store_id=store.id), "done.installed")
