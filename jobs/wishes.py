"""How an order should look at the shop, from what it owes and the store's settings. Pure."""

from collections.abc import Sequence
from datetime import date

from connector.domain import promises
from connector.domain.storefront import HeldLine, OwedLine, Record
from connector.ledger.orders import Order
from connector.ledger.reckoning import today_of
from connector.ledger.standing import LineStanding, OrderStanding
from connector.ledger.stores import Store, setting
from connector.letters import beside, gaps, language
from connector.letters.language import Voice
from connector.letters.plain import plain


def tags(store: Store, found: OrderStanding) -> frozenset[str]:
    """At most one of the store's two texts: something waits, or everything owed is here."""
    if found.waiting:
        return frozenset({str(setting(store, "tag_waiting"))})
    if found.ready or any(line.released for line in found.lines):
        return frozenset({str(setting(store, "tag_ready"))})
    return frozenset()


def record(store: Store, found: OrderStanding) -> Record:
    """What merchant and buyer find beside the order; without lines when nothing is owed."""
    by_ref: dict[str, list[LineStanding]] = {}
    for line in found.lines:
        if line.waiting or line.ready or line.released:
            by_ref.setdefault(line.line.line_ref, []).append(line)
    return Record(tuple(_owed_line(store, ref, same) for ref, same in sorted(by_ref.items())))


def _owed_line(store: Store, line_ref: str, same: Sequence[LineStanding]) -> OwedLine:
    """A line that ships from several locations is one line to people: its latest date counts.

    The words are those of the day of the promise, so that the turn of a year changes no record.
    """
    dated = [one.promise for one in same if one.promise is not None]
    last = max(dated, key=lambda promise: promise.promised_for, default=None)
    owed, day = sum(one.waiting for one in same), last.promised_for if last else None
    said_on = today_of(store, last.made_at) if last else date.min
    return OwedLine(
        line_id=line_ref,
        title=same[0].line.title,
        sku=same[0].line.sku,
        owed=owed,
        ready=sum(one.ready + one.released for one in same),
        promised_for=day,
        rests_on=promises.in_words(last.basis, last.facts) if last else "",
        day=beside.day_of(day, said_on),
        text=beside.text_of(owed, day, said_on),
    )


def waits_for_others(store: Store, found: OrderStanding) -> bool:
    """Everything of the order is kept back until nothing of it waits."""
    return bool(setting(store, "ships_together")) and found.waiting > 0


def holds(store: Store, found: OrderStanding) -> tuple[HeldLine, ...]:
    """Exactly the units to keep back."""
    wanted = (_held(store, found, line) for line in found.lines)
    return tuple(held for held in wanted if held is not None)


def _held(store: Store, found: OrderStanding, line: LineStanding) -> HeldLine | None:
    """Apart: units that wait or may not be let go yet. Together: everything."""
    units = line.waiting + (0 if found.order.releasable else line.ready + line.released)
    if waits_for_others(store, found):
        units = line.line.open
    if not found.order.demand or not units or not line.line.location_ref:
        return None
    note = _note(store, found.order, line)
    return HeldLine(line.line.line_ref, line.line.location_ref, units, note)


def _note(store: Store, order: Order, line: LineStanding) -> str:
    """The merchant's own words where a date is known; ours otherwise."""
    if line.promise is None:
        return "Waits for the rest of the order" if order.releasable else "Waits for the payment"
    day = line.promise.promised_for
    own = str(setting(store, "hold_note"))
    if own:
        voice = Voice(language.of(str(setting(store, "language"))), day)
        values = {"item": plain(line.line.title), "quantity": str(line.waiting), "day": voice.day(day)}
        return gaps.fill(own, values)
    why = promises.in_words(line.promise.basis, line.promise.facts)
    return f"{line.waiting} × {line.line.title} owed until {day:%a} {day.day} {day:%B %Y}: {why}"
