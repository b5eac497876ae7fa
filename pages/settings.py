"""A store's settings by section: what a choice will do is counted and shown before anything is saved."""

import contextlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from connector.domain.trouble import BadInput
from connector.ledger import api_keys, locations, setting_changes, stores
from connector.ledger.board import PAGE
from connector.ledger.stores import Store
from jobs.desk.amiss import Amiss
from jobs.desk.settings import saving, schema
from jobs.desk.settings.faults import LIMITS
from jobs.desk.settings.foreseen import Foreseen
from jobs.desk.settings.sample import look as sample_of
from jobs.desk.settings.schema import LANGUAGES, POLICIES, SECTIONS
from pages import settings_form, settings_words
from pages.desk import Desk, pages_of
from pages.speech import speech

MOST_ROWS: Final = 200
"""Of the promises that move; the sentence above them counts all."""
SPARE_CLOSURES: Final = 2


def show(
    desk: Desk, store_id: int, troubles: Sequence[BadInput] = (), section: str = ""
) -> ResponseReturnValue:
    """Every section, the keys of the API, and the history. What was typed before an error is kept."""
    account_id = desk.account()
    with desk.workshop.ledger.reading() as unit:
        store = stores.get(unit, account_id, store_id)
        here = pages_of(setting_changes.count(unit, account_id, store_id))
        values, on = schema.current(store), stores.switches(unit, account_id, store_id)
        typed = settings_form.read(request.form, section) if section in SECTIONS else {}
        page = render_template(
            "settings.html",
            store=store,
            on=on,
            effects=stores.effects_of(store, on),
            sections=SECTIONS,
            values={**values, **typed},
            spare=range(SPARE_CLOSURES),
            limits=LIMITS,
            policies=POLICIES,
            tongues=LANGUAGES,
            places=_places(unit, store),
            keys=api_keys.of_store(unit, account_id, store_id),
            changes=setting_changes.of_store(unit, account_id, store_id, offset=here.offset, limit=PAGE),
            pages=here,
            troubles=troubles,
            section=section,
            **_words(desk),
        )
    return page, 422 if troubles else 200


def _places(unit: Session, store: Store) -> list[tuple[str, str]]:
    """The store's own name for each location that it ships from, and what people call it."""
    called = {one.id: one.name for one in locations.of_account(unit, store.account_id)}
    here = stores.places(unit, store.account_id, store.id)
    return [(ref, called[place]) for place, ref in sorted(here.items())]


def _words(desk: Desk) -> dict[str, Any]:
    said = speech(desk)
    names = ("value", "weekday", "effects", "warnings")
    return {f"{name}_of": partial(getattr(settings_words, name), said) for name in names}


def save(desk: Desk, store_id: int, section: str) -> ResponseReturnValue:
    """First what it will do, counted; then, confirmed as seen, it is saved."""
    given = settings_form.read(request.form, section)

    def look(unit: Session) -> Foreseen:
        return saving.preview(unit, desk.account(), store_id, given, desk.who, desk.now)

    def write(unit: Session, seen: str) -> list[str]:
        return saving.save(unit, desk.account(), store_id, given, seen, desk.who, desk.now)

    with contextlib.suppress(ExceptionGroup), desk.workshop.ledger.writing() as unit:
        if saving.keep(unit, desk.account(), store_id, given, desk.who, desk.now):
            return desk.done(url_for("board.settings", store_id=store_id, _anchor=section), "done.kept")
    return _looked_at_first(desk, store_id, section, look, write)


def undo(desk: Desk, store_id: int, change_id: int) -> ResponseReturnValue:
    """As `save`, for the values before a change."""

    def look(unit: Session) -> Foreseen:
        return saving.preview_undo(unit, desk.account(), store_id, change_id, desk.who, desk.now)

    def write(unit: Session, seen: str) -> list[str]:
        return saving.undo(unit, desk.account(), store_id, change_id, seen, desk.who, desk.now)

    return _looked_at_first(desk, store_id, "history", look, write)


def _looked_at_first(
    desk: Desk,
    store_id: int,
    section: str,
    look: Callable[[Session], Foreseen],
    write: Callable[[Session, str], list[str]],
) -> ResponseReturnValue:
    moved_on: tuple[BadInput, ...] = ()
    try:
        if "confirmed" in request.form:
            try:
                with desk.workshop.ledger.writing() as unit:
                    write(unit, request.form.get("seen", ""))
                where = url_for("board.settings", store_id=store_id, _anchor=section)
                return desk.done(where, "done.settings")
            except Amiss as error:
                moved_on = (error,)
        return _foreseen(desk, store_id, section, look, moved_on)
    except ExceptionGroup as found:
        faults = [fault for fault in found.exceptions if isinstance(fault, BadInput)]
        return show(desk, store_id, faults, section)


def _foreseen(
    desk: Desk,
    store_id: int,
    section: str,
    look: Callable[[Session], Foreseen],
    troubles: Sequence[BadInput],
) -> ResponseReturnValue:
    with desk.workshop.ledger.reading() as unit:
        found = look(unit)
        store = stores.get(unit, desk.account(), store_id)
        if not found.after:
            return show(desk, store_id, [Amiss("settings", "same_value")], section)
        letter = sample_of(unit, store, found.after, desk.now) if section == "sender" else None
        page = render_template(
            "foreseen.html",
            store=store,
            section=section,
            found=found,
            rows=found.moves.shifts[:MOST_ROWS],
            letter=letter,
            fields=settings_form.fields(request.form),
            troubles=troubles,
            **_words(desk),
        )
    return page, 422 if troubles else 200
