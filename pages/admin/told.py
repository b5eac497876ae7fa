"""An order in JSON: what is owed, when and why, in the words of the board; nothing for a script to word."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Response, jsonify
from sqlalchemy.orm import Session

from connector.domain.roles import May
from connector.domain.trouble import BadInput
from connector.ledger import accounts, letters, standing
from connector.ledger.letters import Letter
from connector.ledger.orders import Order
from connector.ledger.standing import LineStanding, OrderStanding
from jobs.desk import sending_again
from pages import shown
from pages.admin.asked import Asked
from pages.shown import Shown
from pages.speech import Speech

MOST_LETTERS = 5


def order(asked: Asked) -> Response:
    """Everything that the block and the action show, and what the reader has leave to do."""
    desk, kept = asked.desk, asked.order
    with desk.workshop.ledger.reading() as unit:
        found = standing.of_order(unit, kept.account_id, kept.id)
        seen = shown.of_lines(unit, asked.store, kept, [one.line for one in found.lines])
        sent = letters.of_order(unit, kept.account_id, kept.id)
        paused = accounts.get(unit, kept.account_id).paused_at is not None
        again = _again(unit, asked)
    return jsonify(
        name=kept.name,
        owed=any(one.waiting or one.ready or one.released for one in found.lines),
        paused=paused,
        may={"date": desk.visitor().may(May.ORDERS), "pause": desk.visitor().may(May.PAUSE)},
        lines=[_line(asked.said, one, seen) for one in found.lines if _counts(one)],
        next=_next(asked.said, found),
        letters=[_letter(asked, one) for one in reversed(sent[-MOST_LETTERS:])],
        again=again,
    )


def _counts(one: LineStanding) -> bool:
    """Lines of which something waits, is set aside, or may be shipped."""
    return bool(one.waiting or one.ready or one.released)


def _line(said: Speech, one: LineStanding, seen: Mapping[int, Shown]) -> dict[str, Any]:
    line, promise = one.line, one.promise
    return {
        "id": line.id,
        "title": line.title or said.t("no_title"),
        "sku": line.sku,
        "waiting": one.waiting,
        "ready": one.ready,
        "released": one.released,
        "day": _day(said, promise.promised_for) if promise else None,
        "why": said.rests_on(promise.basis, promise.facts) if promise else "",
        "set": line.date_set.isoformat() if line.date_set else "",
        "movable": bool(line.asks and line.item_id and line.location_id),
        "shown": _shown(said, seen[line.id]) if line.id in seen else "",
    }


def _day(said: Speech, on: date) -> dict[str, str]:
    return {"on": on.isoformat(), "text": said.day(on)}


def _shown(said: Speech, one: Shown) -> str:
    known = said.t("shown.offered" if one.offered else "shown.unknown")
    return f"{said.t('shown.before', day=said.day(one.on))} {known}"


def _next(said: Speech, found: OrderStanding) -> list[str]:
    """What happens next, as the order's page on the board says it."""
    told = [sentence for one in found.lines for sentence in _steps(said, found.order, one)]
    return told or [said.t("next.nothing")]


def _steps(said: Speech, kept: Order, one: LineStanding) -> list[str]:
    title, told = one.line.title or said.t("no_title"), []
    if one.waiting and one.promise:
        day = said.day(one.promise.promised_for)
        told.append(said.t("next.waiting", n=said.number(one.waiting), title=title, day=day))
    if one.ready:
        key = "next.ready" if kept.releasable else "next.not_releasable"
        told.append(said.t(key, n=said.number(one.ready), title=title))
    if one.released:
        told.append(said.t("next.released", n=said.number(one.released), title=title))
    return told


def _letter(asked: Asked, one: Letter) -> dict[str, str]:
    said, zone = asked.said, asked.store.timezone
    at = said.instant(one.sent_at, zone) if one.sent_at else ""
    return {"subject": one.subject, "state": said.t(f"letter.{one.state}", to=one.to_address), "at": at}


def _again(unit: Session, asked: Asked) -> dict[str, Any]:
    """Whether the letter may be sent again now; if not, why."""
    kept = asked.order
    try:
        sending_again.preview(unit, kept.account_id, kept.id, asked.desk.now)
    except BadInput as error:
        return {"may": False, "why": asked.said.trouble(error)}
    return {"may": asked.desk.visitor().may(May.ORDERS), "why": ""}
