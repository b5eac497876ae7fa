"""What is said of a line that is owed: in the letter, in the record beside the order, and on the board.

Each must say the line's promise; the letter the one that was current when it was written.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from connector.domain import surfaces
from connector.domain.storefront import Marks, OwedLine
from connector.domain.surfaces import Differs, Form, Gap
from connector.domain.trouble import Trouble
from connector.ledger import letters, promises
from connector.ledger.letters import Letter
from connector.ledger.promises import Promise
from connector.ledger.reckoning import today_of
from connector.ledger.standing import LineStanding
from connector.ledger.stores import setting, tags_ever
from connector.letters.language import TEXTS, Voice, of
from jobs.doctor.wish import Wish, is_busy, wish_of
from jobs.surfaces.ground import Ground, Seen, Unseen, first

RECORD, LETTER, BOARD = "record", "letter", "board"
HEADINGS: Final[Mapping[str, Form]] = {
    name: Form(*texts["ships_on"].split("{day}", 1)) for name, texts in TEXTS.items()
}
"""Above what ships on a day, by the letter's language."""


@dataclass(frozen=True, slots=True)
class Owes:
    """An order as the ledger has it; `busy`: something that may change it, here or at the shop, is owed."""

    wish: Wish
    busy: bool
    told: Sequence[Promise]
    letter: Letter | None

    @property
    def recorded(self) -> bool:
        """The shop carries a record of it, as far as switches say."""
        return "record" in self.wish.active and not self.wish.standing.order.gone


class Due(NamedTuple):
    """A line that waits, its promise, and what the record of it should say."""

    line: LineStanding
    promise: Promise
    wanted: OwedLine
    about: str


def look_at(ground: Ground, order_ids: Sequence[int], refs: Collection[str], seen: Seen) -> None:
    """`refs`: the listings whose lines are meant."""
    now = ground.workshop.clock()
    found = _read(ground, order_ids)
    try:
        marks = _marks(ground, found)
    except Trouble as error:
        marks = {}
        seen.unseen.append(Unseen("", RECORD, str(error)))
    again = {one.wish.order_id: one for one in _read(ground, order_ids)}
    for owes in found:
        # What changed while the shop was asked is judged by the next look.
        moved = owes.busy or again[owes.wish.order_id].busy or again[owes.wish.order_id].wish != owes.wish
        for due in _due(owes.wish, refs):
            seen.lines += 1
            for surface, gap in _gaps(ground, owes, due, marks.get(owes.wish.standing.order.order_ref)):
                way = surface == RECORD and surfaces.is_on_its_way(due.promise.made_at, now, owed=moved)
                seen.differs.append(Differs(due.about, surface, *gap, _since(surface, owes, due), way))


def _read(ground: Ground, order_ids: Sequence[int]) -> list[Owes]:
    with ground.workshop.ledger.reading() as unit:
        return [_owes(unit, ground, order_id) for order_id in order_ids]


def _owes(unit: Session, ground: Ground, order_id: int) -> Owes:
    store = ground.store
    wish = wish_of(unit, store, order_id)
    told = promises.history_of_order(unit, store.account_id, order_id)
    sent = [one for one in letters.of_order(unit, store.account_id, order_id) if one.sent_at and one.text]
    return Owes(wish, is_busy(unit, store, wish), told, sent[-1] if sent else None)


def _marks(ground: Ground, found: Sequence[Owes]) -> dict[str, Marks]:
    """By the platform's id of the order."""
    refs = [one.wish.standing.order.order_ref for one in found if one.recorded]
    if not refs or ground.front is None:
        return {}
    return {one.order_id: one for one in ground.front.marks(refs, tags_ever(ground.store))}


def _due(wish: Wish, refs: Collection[str]) -> Iterator[Due]:
    """One for each line of the order as people see it, by its latest date."""
    wanted = {one.line_id: one for one in wish.record.lines}
    for line in wish.standing.lines:
        known = wanted.get(line.line.line_ref)
        if line.line.listing_ref not in refs or not line.waiting or line.promise is None or known is None:
            continue
        if known.promised_for == line.promise.promised_for:
            yield Due(line, line.promise, known, f"{wish.name}: {line.line.title}")
            wanted.pop(line.line.line_ref)


def _gaps(ground: Ground, owes: Owes, due: Due, marks: Marks | None) -> Iterator[tuple[str, Gap]]:
    if marks is not None and marks.version is not None:
        lines = marks.record.lines if marks.record else ()
        if gap := first(surfaces.of_record(lines, due.wanted)):
            yield RECORD, gap
    if owes.letter is not None and (gap := _in_letter(ground, owes, owes.letter, due)):
        yield LETTER, gap
    said_on = today_of(ground.store, due.promise.made_at)
    board: dict[str, str] = {name: ground.board(name, said_on, due.promise.promised_for) for name in TEXTS}
    if gap := first(surfaces.of_words(board, due.wanted.day)):
        yield BOARD, gap


def _in_letter(ground: Ground, owes: Owes, letter: Letter, due: Due) -> Gap | None:
    """A shop that ships together tells the order's last day for every line."""
    own = [one for one in _then(owes, letter) if one.line_id == due.line.line.id]
    if not own:
        return None
    days = [one.promised_for for one in own]
    if setting(ground.store, "ships_together"):
        days.append(max(one.promised_for for one in _then(owes, letter)))
    voice = Voice(of(letter.language), today_of(ground.store, letter.written_at))
    return first(surfaces.in_letter(letter.text, [voice.day(day) for day in days], HEADINGS[letter.language]))


def _then(owes: Owes, letter: Letter) -> list[Promise]:
    """The promises that were current when the letter was written, or when it left a moment later."""
    moments = [one for one in (letter.written_at, letter.sent_at) if one is not None]
    return [one for one in owes.told if any(_was_current(one, at) for at in moments)]


def _was_current(promise: Promise, at: datetime) -> bool:
    return promise.made_at <= at and (promise.superseded_at is None or promise.superseded_at > at)


def _since(surface: str, owes: Owes, due: Due) -> datetime:
    """A letter says what was promised then."""
    if surface != LETTER or owes.letter is None:
        return due.promise.made_at
    own = [one.made_at for one in _then(owes, owes.letter) if one.line_id == due.line.line.id]
    return max(own)
