"""One date, said in many places: does a place say what the ledger says? What differs, in plain words.

A place may be a record beside an item or an order (compared member by member), or a text that people read
(looked through for our sentences). Nothing here asks anybody: who does hands in what was found.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from connector.domain.offered import Said
from connector.domain.storefront import OwedLine

NOTHING: Final = "nothing"
LONGEST: Final = 80
"""Characters of somebody's page that are quoted."""
STALE: Final = timedelta(seconds=30)
"""So old may be what the availability address has told, and with it what a page shows."""


class Gap(NamedTuple):
    """What a place says, and what the ledger says instead."""

    says: str
    ledger: str


class Form(NamedTuple):
    """Our sentence in one language, around the day that stands in it."""

    before: str
    after: str


class Differs(NamedTuple):
    """One disagreement. `about`: the listing, or the order and its line. `since`: when the ledger began to
    say so. `on_its_way`: what is there may still be older, by what is stated of it."""

    about: str
    surface: str
    says: str
    ledger: str
    since: datetime
    on_its_way: bool


def waits(body: Mapping[str, Any]) -> bool:
    """Whether an offer tells a day for what is not on hand, or where its selling ends."""
    return any(
        not step["now"] or region["end"] for region in body["regions"].values() for step in region["steps"]
    )


def is_on_its_way(since: datetime, now: datetime, *, owed: bool, moved: bool = False) -> bool:
    """`owed`: its publishing is. `moved`: the ledger itself changed while the place was looked at."""
    return owed or moved or now - since <= STALE


def of_offer(kept: object, wanted: Mapping[str, Any]) -> Iterator[Gap]:
    """An offer as a place keeps it: the first step that differs, of every region that differs."""
    if not isinstance(kept, Mapping):
        yield Gap(NOTHING, _first(wanted))
        return
    there = _object(kept.get("regions"))
    for name in sorted({*there, *wanted["regions"]}):
        found, ours = _steps(there.get(name)), _steps(wanted["regions"].get(name))
        if found != ours:
            says, ledger = _apart(found, ours)
            where = f"{name}: " if name else ""
            yield Gap(f"{where}{says}", f"{where}{ledger}")


def _first(body: Mapping[str, Any]) -> str:
    return next(iter(_steps(body["regions"][""])), NOTHING)


def _apart(found: Sequence[str], ours: Sequence[str]) -> tuple[str, str]:
    """The first that differs of two rows that are not the same; a row may end before the other."""
    at = next((n for n, pair in enumerate(zip(found, ours, strict=False)) if pair[0] != pair[1]), None)
    at = min(len(found), len(ours)) if at is None else at
    return (found[at] if at < len(found) else NOTHING), (ours[at] if at < len(ours) else NOTHING)


def _steps(region: object) -> list[str]:
    """A region's steps in words, and how it ends."""
    told = _object(region)
    rows = told.get("steps")
    steps = [_step(_object(one)) for one in rows] if isinstance(rows, Sequence) else []
    end = _words(told.get("end"))
    return [*steps, *([end] if end else [])]


def _step(step: Mapping[str, Any]) -> str:
    reach = step.get("reach")
    units = "any number" if reach is None else f"up to {reach}"
    now = "now, " if step.get("now") else ""
    said = [_words(step.get("day")), _words(step.get("text"))]
    return " | ".join(part for part in (f"{units}: {now}{step.get('on')}", *said) if part)


def _object(value: object) -> Mapping[str, Any]:
    """PHP has one array for both: what was an empty object comes back as a list."""
    return value if isinstance(value, Mapping) else {}


def _words(value: object) -> str:
    """What is said in every language."""
    return " / ".join(str(said) for _, said in sorted(_object(value).items()))


def of_answer(told: Mapping[str, Any], wanted: Said) -> Iterator[Gap]:
    """What the availability address answers for one item."""
    ours = _answer(wanted._asdict()) if wanted.orderable is not None else NOTHING
    found = _answer(told) if told.get("orderable") is not None else NOTHING
    if found != ours:
        yield Gap(found, ours)


def _answer(told: Mapping[str, Any]) -> str:
    can = "now" if told.get("now") else "can be ordered" if told.get("orderable") else "cannot be ordered"
    said = (_words(told.get("day")), _words(told.get("text")), _words(told.get("end")))
    return " | ".join(part for part in (can, str(told.get("ships_on") or ""), *said) if part)


def on_page(
    lines: Sequence[str], wanted: Mapping[str, Sequence[str]], forms: Mapping[str, Form]
) -> Iterator[Gap]:
    """Lines that people read, in whichever language. A page without a sentence of ours says nothing wrong.

    `wanted`: by language the sentences of which one must stand there.
    """
    text = squeezed("\n".join(lines))
    for language, form in forms.items():
        shown = _sentence(text, form)
        ours = [squeezed(one) for one in wanted.get(language, ()) if one]
        if shown and not any(one in text for one in ours):
            yield Gap(shown, ours[0] if ours else NOTHING)


def below_title(
    lines: Sequence[str], title: str, wanted: Sequence[str], forms: Mapping[str, Form]
) -> Iterator[Gap]:
    """A page of many items: what stands first below each line that is the title. One of several items of one
    name is enough; a page without the title says nothing wrong."""
    clean, ours = [squeezed(one) for one in lines], [squeezed(one) for one in wanted if one]
    said = [_below(clean[at + 1 :], forms) for at, one in enumerate(clean) if one == squeezed(title)]
    if said and not set(said) & set(ours or [NOTHING]):
        yield Gap(said[0], ours[0] if ours else NOTHING)


def _below(lines: Sequence[str], forms: Mapping[str, Form]) -> str:
    openings = tuple(squeezed(form.before) for form in forms.values())
    return next((one for one in lines if one.startswith(openings)), NOTHING)


def _sentence(text: str, form: Form) -> str:
    """Our sentence, with whichever day, as much as is worth quoting; "" where none stands."""
    at = text.find(squeezed(form.before))
    if at < 0:
        return ""
    rest = text[at : at + LONGEST]
    end = rest.find(form.after) if form.after else -1
    return rest[: end + len(form.after)] if end >= 0 else rest


def squeezed(text: str) -> str:
    """With one blank wherever there are some, as browsers show it."""
    return " ".join(text.split())


def in_letter(text: str, days: Sequence[str], heading: Form) -> Iterator[Gap]:
    """A letter as sent: one of these days stands in it, in the words of its language."""
    if not any(_stands_in(text, day) for day in days):
        said = [one.strip() for one in text.splitlines() if _is_heading(one.strip(), heading)]
        yield Gap(" / ".join(said) or NOTHING, " or ".join(dict.fromkeys(days)))


def _stands_in(text: str, day: str) -> bool:
    """The whole day: "1月3日" is not in "11月3日", nor in a day of a year that is said."""
    return re.search(rf"(?<![\d年]){re.escape(day)}(?! ?\d)", text) is not None


def _is_heading(line: str, form: Form) -> bool:
    return line.startswith(form.before) and line.endswith(form.after)


def of_record(found: Sequence[OwedLine], wanted: OwedLine) -> Iterator[Gap]:
    """The line in the record beside its order. An older release wrote days without words: they are right."""
    kept = next((one for one in found if one.line_id == wanted.line_id), None)
    if kept is None:
        yield Gap(NOTHING, _owed(wanted))
    elif kept.promised_for != wanted.promised_for or (kept.text and kept.text != wanted.text):
        yield Gap(_owed(kept), _owed(wanted))


def _owed(line: OwedLine) -> str:
    day = line.promised_for.isoformat() if isinstance(line.promised_for, date) else "no date"
    return f"{day} | {_words(line.text)}" if line.text else day


def of_words(says: Mapping[str, str], wanted: Mapping[str, str]) -> Iterator[Gap]:
    """The words of one day, by language."""
    if dict(says) != dict(wanted):
        yield Gap(_words(says), _words(wanted))
