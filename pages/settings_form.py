"""A form of the settings page as the values that it means; the schema names what cannot be read."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final
from unicodedata import normalize

from werkzeug.datastructures import MultiDict

from jobs.desk.settings.schema import SECTIONS

Form = MultiDict[str, str]


def read(form: Form, section: str) -> dict[str, Any]:
    """The settings of one section. Raises LookupError when there is no such section."""
    if section not in SECTIONS:
        raise LookupError(f"no section {section}")
    return {name: _READERS.get(name, _text)(form, name) for name in SECTIONS[section]}


def fields(form: Form) -> list[tuple[str, str]]:
    """Everything that was typed, to be sent again from the page that shows its effect."""
    ours = ("csrf_token", "confirmed", "seen")
    return [(name, value) for name, values in form.lists() if name not in ours for value in values]


def _text(form: Form, name: str) -> str:
    return form.get(name, "").strip()


def _figures(form: Form, name: str) -> str:
    """Digits and letters as wide as a Japanese keyboard types them mean the same."""
    return normalize("NFKC", _text(form, name))


def _ticked(form: Form, name: str) -> bool:
    return bool(form.get(name))


def _each(form: Form, name: str) -> list[str]:
    return form.getlist(name)


def _lines(form: Form, name: str) -> list[str]:
    """One a line; commas part them too."""
    parts = (part.strip() for line in form.get(name, "").splitlines() for part in line.split(","))
    return [part for part in parts if part]


def _closures(form: Form, _name: str) -> list[dict[str, str]]:
    """Three columns; a row that was emptied is taken out."""
    columns = [form.getlist(f"closure_{part}") for part in ("first", "last", "note")]
    rows = [[cell.strip() for cell in row] for row in zip(*columns, strict=False)]
    return [dict(zip(("first", "last", "note"), row, strict=True)) for row in rows if any(row)]


def _serves(form: Form, _name: str) -> list[dict[str, Any]]:
    """A location whose countries are empty ships everywhere."""
    rows = zip(form.getlist("serves_location"), form.getlist("serves_countries"), strict=False)
    parted = [(place, re.split(r"[\s,、，]+", normalize("NFKC", named).strip())) for place, named in rows]
    return [
        {"location": place, "countries": some}
        for place, named in parted
        if (some := list(filter(None, named)))
    ]


_READERS: Final[Mapping[str, Callable[[Form, str], Any]]] = {
    "working_days": _each,
    "own_holidays": _lines,
    "closures": _closures,
    "queue_tags": _lines,
    "staff_contacts": _lines,
    "ships_together": _ticked,
    "country": _figures,
    "lead_days": _figures,
    "handling_days": _figures,
    "letter_delay_seconds": _figures,
    "retention_days": _figures,
    "longest_wait_days": _figures,
    "serves": _serves,
}
