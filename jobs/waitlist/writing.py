"""One letter of the waitlist: please confirm, or: it can be ordered now. Looked at again before it leaves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from connector.domain import offered
from connector.domain.trouble import NoReader, Trouble
from connector.domain.waitlist import CONFIRM_LASTS
from connector.ledger import items, offers, stores, tasks, waits
from connector.ledger.items import Listing
from connector.ledger.letters import Letter
from connector.ledger.reckoning import today_of
from connector.ledger.shown import SHUT
from connector.ledger.tasks import Claimed, Owe
from connector.ledger.waits import ASKED, CONFIRMED, TOLD, Wait
from connector.letters import language, waitlist
from connector.letters.first import Written
from connector.letters.waitlist import Wished
from connector.steps import step
from jobs import mailing, wording
from jobs.kinds import Bench, Kind
from jobs.waitlist import links
from jobs.waitlist.kinds import CONFIRMS, EFFECT, LANE, LETTER, TELL, TELLS

STILL_TRUE: Final = timedelta(hours=1)
"""A letter that could not leave for so long is not sent: its reader is told anew, with what is true then."""
ANEW: Final = timedelta(minutes=5)
"""Until somebody who could not be told after all is looked at again: at once, nothing would be different."""

TRIES: Final = 11
"""So often a confirmation is tried, over most of an hour; a task that fails once more waits for a person."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A letter with its links as it leaves, and as it is kept."""

    letter: Letter
    words: Written
    leave_url: str


def run(bench: Bench, claimed: list[Claimed]) -> None:
    (task,) = claimed
    with bench.workshop.ledger.writing() as unit:
        made = _made(unit, bench, task)
        kept = made.letter if isinstance(made, Sheet) else made
        if mailing.to_send(unit, bench, task, kept, _lost(task)) is None or not isinstance(made, Sheet):
            return
    step("letter.written")
    said = {"text": made.words.text, "html": made.words.html}
    mail = mailing.mail_of(bench, made.letter, **said, unsubscribe=made.leave_url)
    try:
        mailing.send(bench, task, made.letter, mail, _nothing_more, _lost(task))
    except Trouble as trouble:
        if not _is_let_go(task, trouble):
            raise
        _forget(bench, task)


def _parted(task: Claimed) -> tuple[int, str, int]:
    """The wait's number, which letter to it, and of which time that it asked."""
    number, which, times = task.subject.split(":")
    return int(number), which, int(times)


def _lost(task: Claimed) -> mailing.Lost:
    return mailing.let_go if _parted(task)[1] == CONFIRMS else mailing.nobody_knows


def _is_let_go(task: Claimed, trouble: Trouble) -> bool:
    """Anybody may type any address: a person is not asked to look at each that is none."""
    over = not trouble.permanent and task.attempts >= TRIES
    return _parted(task)[1] == CONFIRMS and (over or isinstance(trouble, NoReader))


def _forget(bench: Bench, task: Claimed) -> None:
    """The address that no letter reached; unless it asked again since."""
    number, _, times = _parted(task)
    with bench.workshop.ledger.writing() as unit:
        wait = waits.get(unit, task.account_id, number)
        if wait is not None and (wait.state, wait.times) == (ASKED, times):
            waits.remove(unit, task.account_id, task.store_id, [number])
        tasks.finish(unit, task, bench.now)


def _nothing_more(_unit: Session, _now: datetime) -> None:
    """The letter's own row says that it was sent."""


def _made(unit: Session, bench: Bench, task: Claimed) -> Sheet | Letter | None:
    """A sheet to be sent; a letter that left, or may have; None when there is nothing to say."""
    mailing.unless_paused(unit, task.account_id)
    found = mailing.known(unit, task, f"wait:{task.subject}")
    if found is not None:
        return found
    number, which, times = _parted(task)
    wait = waits.get(unit, task.account_id, number)
    if wait is None or wait.times != times:
        return None
    if EFFECT not in stores.switches(unit, task.account_id, task.store_id):
        if which == TELLS and wait.state == TOLD:
            _back_in_line(unit, task, wait, bench.now + ANEW)
        return None
    return WRITERS[which](unit, bench, task, wait)


def _confirm(unit: Session, bench: Bench, task: Claimed, wait: Wait) -> Sheet | None:
    if wait.state != ASKED:
        return None
    word = links.new_word()
    wait.confirm_hash = links.hash_of(word)
    url = links.address(bench.workshop, bench.store, links.CONFIRM, word, wait.language)

    def write(wished: Wished) -> Written:
        return waitlist.confirm(wished, url, CONFIRM_LASTS.days, language.of(wait.language))

    return _sheet(unit, bench, task, wait, write, {"confirm": word})


def _told(unit: Session, bench: Bench, task: Claimed, wait: Wait) -> Sheet | None:
    if wait.state != TOLD or wait.told_at is None:
        return None
    listing = items.listing(unit, task.account_id, wait.listing_id)
    said = _said(unit, bench, listing, wait.quantity)
    if not said.orderable or wait.told_at <= bench.now - STILL_TRUE:
        _back_in_line(unit, task, wait, bench.now if said.orderable else bench.now + ANEW)
        return None
    tongue = language.of(wait.language)
    url = links.to_shop(bench.store, listing.url)

    def write(wished: Wished) -> Written:
        return waitlist.told(wished, url, said.text.get(tongue, ""), said.end.get(tongue, ""), tongue)

    return _sheet(unit, bench, task, wait, write, {})


def _said(unit: Session, bench: Bench, listing: Listing, units: int) -> offered.Said:
    offer = offers.current(unit, listing.account_id, [listing.id]).get(listing.id)
    if offer is None:
        return offered.UNKNOWN
    today = today_of(bench.store, bench.now)
    return offered.to_buyer(offer.body, units, "", today, shut=listing.beyond in SHUT)


def _back_in_line(unit: Session, task: Claimed, wait: Wait, again_at: datetime) -> None:
    """At their old place, for they confirmed when they did; looked at again then."""
    wait.state, wait.told_at = CONFIRMED, None
    owed = [Owe(LANE, TELL, str(wait.listing_id), again_at)]
    tasks.owe(unit, task.account_id, task.store_id, owed, again_at)


def _sheet(
    unit: Session,
    bench: Bench,
    task: Claimed,
    wait: Wait,
    write: Callable[[Wished], Written],
    secret: Mapping[str, str],
) -> Sheet:
    leave = links.leave_word(bench.workshop, unit, wait)
    wait.leave_hash = links.hash_of(leave)
    url = links.address(bench.workshop, bench.store, links.LEAVE, leave, wait.language)
    who = wording.sender(bench.store)
    title = items.listing(unit, task.account_id, wait.listing_id).title
    words = write(Wished(title, wait.quantity, who.name, who.reply_to, url))
    hidden = {**secret, "leave": leave}
    text, html = links.blotted(words.text, hidden), links.blotted(words.html, hidden)
    kept = Written(words.subject, text, html, words.language)
    letter = mailing.fresh(bench, f"wait:{task.subject}", wait.email, kept)
    unit.add(letter)
    unit.flush()
    return Sheet(letter, words, url)


WRITERS: Final[Mapping[str, Callable[[Session, Bench, Claimed, Wait], Sheet | None]]] = {
    CONFIRMS: _confirm,
    TELLS: _told,
}
KIND = Kind(LETTER, run)
