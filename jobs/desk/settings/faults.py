"""What pydantic found wrong, as our own cures: which setting, which of its entries, what to do."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic_core import ErrorDetails

from jobs.desk.amiss import Amiss

LIMITS: Final[Mapping[str, tuple[int, int]]] = {
    "lead_days": (0, 730),
    "handling_days": (0, 60),
    "letter_delay_seconds": (0, 86_400),
    "longest_wait_days": (0, 730),
    "retention_days": (0, 3_650),
    "working_days": (0, 6),
}
_PARTS: Final[Mapping[str, Sequence[str]]] = {
    "closures": ("first", "last", "note"),
    "serves": ("location", "countries"),
}
_ENTRIES: Final[Mapping[str, str]] = {"closures": "closure", "serves": "region"}
"""What each entry of these lists is."""
_BY_TYPE: Final[Mapping[str, str]] = {
    "missing": "absent",
    "string_too_short": "required",
    "too_short": "required",
    "list_type": "list",
    "string_type": "text",
    "string_unicode": "one_line",
    "string_sub_type": "text",
}


def amiss(fault: ErrorDetails, known: Sequence[str]) -> Amiss:
    """`known`: every name that there is, for whoever mistyped one."""
    place = fault["loc"]
    field = str(place[0]) if place else "settings"
    row = place[1] + 1 if len(place) > 1 and isinstance(place[1], int) else None
    key, values = _cure(fault, field, place, known)
    return Amiss(field[:100], key, row=row, **values)


def _cure(
    fault: ErrorDetails, field: str, place: tuple[int | str, ...], known: Sequence[str]
) -> tuple[str, Mapping[str, Any]]:
    kind, context = fault["type"], fault.get("ctx", {})
    if kind == "cure":
        return str(context["cure"]), {name: value for name, value in context.items() if name != "cure"}
    if kind == "extra_forbidden":
        known = _PARTS.get(field, known) if len(place) > 1 else known
        return "no_setting", {"known": ", ".join(known)}
    if kind == "literal_error":
        return "choice", {"known": str(context["expected"])}
    if kind in ("string_too_long", "too_long"):
        most = context["max_length"]
        return ("long" if kind == "string_too_long" else "many_entries"), {"most": most}
    if kind in ("model_type", "dict_type") and field in _ENTRIES:
        return _ENTRIES[field], {}
    if kind in _BY_TYPE:
        return _BY_TYPE[kind], {}
    if field in LIMITS:
        least, most = LIMITS[field]
        return "whole", {"least": least, "most": most}
    return ("yes_no" if kind.startswith("bool") else "text"), {}
