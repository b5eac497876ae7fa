"""An order's way so far: everything that happened, was promised, written or owed, in one line of time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from connector.ledger.history import Happened
from connector.ledger.letters import Letter
from connector.ledger.orders import Line, Order
from connector.ledger.promises import Promise
from pages.shown import Shown
from pages.speech import Speech


@dataclass(frozen=True, slots=True)
class Entry:
    """`kind` is what the entry is about; `detail` says why or what it rests on."""

    at: datetime
    kind: str
    text: str
    detail: str = ""
    letter_id: int | None = None


def entries(
    said: Speech,
    order: Order,
    lines: Sequence[Line],
    happened: Sequence[Happened],
    promised: Sequence[Promise],
    letters: Sequence[Letter],
    shown: Mapping[int, Shown],
) -> list[Entry]:
    """The oldest first; within one moment, in the order in which one thing leads to the next."""
    titles = {line.id: line.title for line in lines}
    found = [_shown(said, order, titles.get(line_id, ""), one) for line_id, one in shown.items()]
    found += [Entry(order.placed_at, "placed", said.t("way.placed"))]
    found += [_event(said, one, titles) for one in happened if not _is_letter(one, letters)]
    found += _promises(said, promised, titles)
    found += [_letter(said, one) for one in letters]
    return sorted(found, key=lambda entry: entry.at)


def _is_letter(one: Happened, letters: Sequence[Letter]) -> bool:
    """The letter itself stands there already."""
    return one.what in {f"letter sent: {letter.subject}" for letter in letters}


def _event(said: Speech, one: Happened, titles: dict[int, str]) -> Entry:
    title = titles.get(one.detail.get("line_id", 0), "")
    detail = " · ".join(filter(None, (title, said.actor(one.who))))
    return Entry(one.at, "event", said.told(one.what, one.detail), detail)


def _shown(said: Speech, order: Order, title: str, one: Shown) -> Entry:
    known = said.t("shown.offered" if one.offered else "shown.unknown")
    text = said.t("way.shown", title=title, day=said.day(one.on))
    return Entry(order.placed_at, "shown", text, known)


def _promises(said: Speech, promised: Sequence[Promise], titles: dict[int, str]) -> Iterator[Entry]:
    """A date that only rests on other facts than before is told as well: that is the reason on record."""
    last: dict[int, Promise] = {}
    for one in promised:
        before = last.get(one.line_id)
        day, title = said.day(one.promised_for), titles.get(one.line_id, "")
        why = said.rests_on(one.basis, one.facts)
        last[one.line_id] = one
        if before is None:
            text = said.t("way.promised", n=one.quantity, title=title, day=day)
        elif before.promised_for != one.promised_for:
            was = said.day(before.promised_for)
            text = said.t("way.moved", n=one.quantity, title=title, day=day, was=was)
        elif before.basis == one.basis and before.facts == one.facts:
            text = said.t("way.same", n=one.quantity, title=title, day=day)
        else:
            text = said.t("way.same_day", n=one.quantity, title=title, day=day)
        yield Entry(one.made_at, "promise", text, why)


def _letter(said: Speech, one: Letter) -> Entry:
    state = said.t(f"letter.{one.state}", to=one.to_address)
    return Entry(one.sent_at or one.written_at, "letter", state, one.subject, one.id)
