"""A store and its switches, and the one button that pauses everything."""

from collections.abc import Collection, Sequence

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from connector.domain.trouble import BadInput
from connector.ledger import events, stores
from connector.ledger.stores import SHOP_EFFECTS, Store
from jobs.desk import switching
from jobs.desk.settings.schema import SECTIONS
from pages import reading
from pages.desk import Desk
from pages.public.asked import HOSTED


def index(desk: Desk) -> ResponseReturnValue:
    """Every store of the account."""
    account_id = desk.account()
    with desk.workshop.ledger.reading() as unit:
        known = stores.of_account(unit, account_id)
        on = {store.id: stores.switches(unit, account_id, store.id) for store in known}
    return render_template("stores.html", stores=known, on=on)


def show(desk: Desk, store_id: int, troubles: Sequence[BadInput] = ()) -> ResponseReturnValue:
    """What the store is, what we may do there, and the way to its settings."""
    account_id = desk.account()
    with desk.workshop.ledger.reading() as unit:
        store = stores.get(unit, account_id, store_id)
        on = stores.switches(unit, account_id, store_id)
        page = render_template(
            "store.html",
            store=store,
            on=on,
            effects=stores.effects_of(store, on),
            sections=SECTIONS,
            troubles=troubles,
            addresses=_for_buyers(desk, store, on),
            **reading.progress(unit, account_id, store_id),
        )
    return page, 422 if troubles else 200


def _for_buyers(desk: Desk, store: Store, on: Collection[str]) -> dict[str, str]:
    """What may be put into the shop's own pages; nothing while the public door is shut."""
    if "storefront" not in on:
        return {}
    root = desk.workshop.settings.public_url.rstrip("/") + HOSTED.replace("<key>", store.public_key)
    found = {"items": f"{root}/items"}
    if store.platform == "shopify":
        found["proxy"] = f"https://{store.address}/apps/backorder/items"
    else:
        found["widget"] = f'<script src="{root}/widget.js" defer></script>'
    if "waitlist" in on:
        found["waitlist"] = f"{root}/waitlist"
    example = "41234567890" if store.platform == "shopify" else "16/17"
    found["availability"] = f"{root}/availability?item={example}&quantity=2"
    return found


def switch(desk: Desk, store_id: int, effect: str) -> ResponseReturnValue:
    """First what is open, counted; then, confirmed, on or off."""
    account_id, ledger = desk.account(), desk.workshop.ledger
    to = "off" if request.form.get("to") == "off" else "on"
    try:
        if "confirmed" not in request.form:
            return _preview(desk, store_id, effect, to)
        turn = switching.turn_off if to == "off" else switching.turn_on
        with ledger.writing() as unit:
            turn(unit, account_id, store_id, effect, desk.who, desk.now)
    except BadInput as error:
        return show(desk, store_id, [error])
    where = url_for("board.settings", store_id=store_id, _anchor="switches")
    return desk.done(where, f"done.{to}")


def _preview(desk: Desk, store_id: int, effect: str, to: str) -> ResponseReturnValue:
    """What is sold is counted otherwise than orders are."""
    account_id = desk.account()
    with desk.workshop.ledger.reading() as unit:
        store = stores.get(unit, account_id, store_id)
        if effect in SHOP_EFFECTS:
            found = switching.shop_preview(unit, account_id, store_id, effect, desk.now, off=to == "off")
            return render_template("switch_shop.html", store=store, effect=effect, to=to, preview=found)
        seen = switching.preview(unit, account_id, store_id, effect)
        told = {"effect": effect, "to": to, "preview": seen}
        hearers = events.count_open(unit, account_id, store_id)
        return render_template("switch.html", store=store, hearers=hearers, **told)


def pause(desk: Desk) -> ResponseReturnValue:
    """One button: everything stops, or goes on."""
    to = request.form.get("to", "pause")
    turn = switching.resume if to == "resume" else switching.pause
    with desk.workshop.ledger.writing() as unit:
        turn(unit, desk.account(), desk.who, desk.now)
    return desk.done(url_for("board.home"), "done.resumed" if to == "resume" else "done.paused")
