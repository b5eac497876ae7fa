"""What a person does to an order from inside Shopify's admin: first looked at, then done, as on the board."""

from datetime import date
from typing import Any

from flask import Response, jsonify

from connector.ledger.board_waiting import line_of
from jobs.desk import given, placing, sending_again, switching
from jobs.desk.whatif import Shift
from pages import order
from pages.admin.asked import Asked, body, text
from pages.speech import Speech

MOST = 2**31 - 1
MOST_SHIFTS = 50


def date_line(asked: Asked) -> Response:
    """`line`, `date` (ISO; empty: computed again), `reason`; with `seen` it is done, without it is shown."""
    told, kept, desk = body(), asked.order, asked.desk
    line_id = _line(told)
    with desk.workshop.ledger.reading() as unit:
        line_of(unit, kept.account_id, kept.id, line_id)
    reason = given.words("reason", text(told, "reason"), required=True)
    raw = text(told, "date")
    on = order.later(desk, kept.id, given.day("date", raw)) if raw.strip() else None
    if seen := text(told, "seen"):
        with desk.workshop.ledger.writing() as unit:
            placing.set_date(unit, kept.account_id, kept.id, line_id, on, reason, seen, desk.who, desk.now)
        return jsonify(done=asked.said.t("done.date"))
    with desk.workshop.ledger.reading() as unit:
        found = placing.preview_date(unit, kept.account_id, kept.id, line_id, on, reason, desk.now)
    return jsonify(_foreseen(asked.said, found, line_id))


def _line(told: dict[str, Any]) -> int:
    """Raises LookupError for what is no line of ours."""
    line_id = told.get("line")
    if not isinstance(line_id, int) or isinstance(line_id, bool) or not 0 < line_id <= MOST:
        raise LookupError("no such line")
    return line_id


def _foreseen(said: Speech, found: placing.Preview, line_id: int) -> dict[str, Any]:
    """Whom the date touches, in the words of the board."""
    mine = next((one for one in found.shifts if one.line_id == line_id), None)
    others = [one for one in found.shifts if one.line_id != line_id]
    return {
        "seen": found.seal,
        "mine": f"{said.t('whom.mine')} {_moves(said, mine)}" if mine else said.t("whom.mine_same"),
        "others": said.count("whom.others", len(others)) if others else said.t("whom.nobody"),
        "moved": [_other(said, one) for one in others[:MOST_SHIFTS]],
    }


def _other(said: Speech, one: Shift) -> str:
    effect = said.t("whom.hurt" if one.hurts else "whom.helped")
    return f"{one.order_name} · {one.title} · {effect} · {_moves(said, one)}"


def _moves(said: Speech, one: Shift) -> str:
    before = _standing(said, one.short_before, one.on_before)
    return f"{before} → {_standing(said, one.short_after, one.on_after)}"


def _standing(said: Speech, short: int, on: date | None) -> str:
    return said.count("whom.short", short, day=said.day(on)) if on else said.t("whom.from_stock")


def letter_again(asked: Asked) -> Response:
    """With `seen` it is sent; without, the letter is shown as it would leave now."""
    kept, desk = asked.order, asked.desk
    if seen := text(body(), "seen"):
        with desk.workshop.ledger.writing() as unit:
            sending_again.send(unit, kept.account_id, kept.id, seen, desk.who, desk.now)
        return jsonify(done=asked.said.t("done.letter_again"))
    with desk.workshop.ledger.reading() as unit:
        found = sending_again.preview(unit, kept.account_id, kept.id, desk.now)
    to = asked.said.t("again.to", to=found.to)
    return jsonify(seen=found.seal, to=to, subject=found.words.subject, text=found.words.text)


def pause(asked: Asked) -> Response:
    """`to`: "pause" stops everything that leaves for any store of the account; "resume" goes on."""
    desk, resumed = asked.desk, text(body(), "to") == "resume"
    turn = switching.resume if resumed else switching.pause
    with desk.workshop.ledger.writing() as unit:
        turn(unit, asked.order.account_id, desk.who, desk.now)
    return jsonify(done=asked.said.t("done.resumed" if resumed else "done.paused"))
