"""The one schema of a store's settings: the page, the API and the command line all read by it."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from connector.domain import calendar
from connector.domain.policies import Policy
from connector.domain.trouble import BadInput
from connector.ledger.stores import SETTINGS, Store, setting
from jobs.desk.amiss import Amiss
from jobs.desk.settings.faults import amiss
from jobs.desk.settings.kinds import (
    Address,
    Closures,
    Contacts,
    Country,
    Days,
    Name,
    Note,
    Regions,
    Tag,
    Tags,
    Weekdays,
)

POLICIES: Final = tuple(Policy)
LANGUAGES: Final = ("", "en", "ja")


class StoreSettings(BaseModel):
    """Names, units and defaults are those of `connector.ledger.stores.SETTINGS`; none may be left out."""

    model_config = ConfigDict(extra="forbid")

    ships_together: bool
    lead_days: Annotated[int, Field(ge=0, le=730)]
    handling_days: Annotated[int, Field(ge=0, le=60)]
    country: Country
    working_days: Weekdays
    own_holidays: Days
    closures: Closures
    queue_policy: Literal["oldest", "deadline", "complete", "business", "tag"]  # as `Policy` has them
    queue_tags: Tags
    tag_waiting: Tag
    tag_ready: Tag
    hold_note: Note
    letter_delay_seconds: Annotated[int, Field(ge=0, le=86_400)]
    sender_name: Name
    reply_to: Address
    language: Literal["", "en", "ja"]
    staff_contacts: Contacts
    sell_up_to: Literal["inbound", "lead"]
    longest_wait_days: Annotated[int, Field(ge=0, le=730)]
    serves: Regions
    retention_days: Annotated[int, Field(ge=0, le=3_650)]


SECTIONS: Final[Mapping[str, Sequence[str]]] = {
    "calendar": ("working_days", "country", "own_holidays", "closures", "handling_days"),
    "lead": ("lead_days",),
    "selling": ("sell_up_to", "longest_wait_days", "serves"),
    "queue": ("queue_policy", "queue_tags"),
    "shipping": ("ships_together",),
    "words": ("tag_waiting", "tag_ready", "hold_note"),
    "sender": ("sender_name", "reply_to", "language", "letter_delay_seconds"),
    "staff": ("staff_contacts",),
    "retention": ("retention_days",),
}
"""What a person decides together, in the page's order. Each setting is in one of them."""


def current(store: Store) -> dict[str, Any]:
    """Every setting as it is now."""
    return {name: setting(store, name) for name in SETTINGS}


def version(store: Store) -> str:
    """Names this state of the settings: another state has another name."""
    return sha256(json.dumps(current(store), sort_keys=True).encode()).hexdigest()[:32]


def read(raw: Mapping[str, Any], *, strict: bool = False) -> dict[str, Any]:
    """All settings, cleaned, as they are kept. `strict`: JSON's own types only, no text for a number.

    Raises a group of `Amiss`, one for each field that cannot be used.
    """
    try:
        found = StoreSettings.model_validate(dict(raw), strict=strict).model_dump()
    except ValidationError as error:
        faults = [amiss(fault, tuple(SETTINGS)) for fault in error.errors(include_url=False)]
        raise ExceptionGroup("settings", faults) from error
    together = _together(found)
    if together:
        raise ExceptionGroup("settings", together)
    return found


def _together(found: Mapping[str, Any]) -> list[Amiss]:
    """What is right by itself and wrong beside another setting."""
    faults: list[Amiss] = []
    if found["tag_waiting"].casefold() == found["tag_ready"].casefold():
        faults.append(Amiss("tag_ready", "same_tag"))
    try:
        calendar.read(
            found["country"],
            found["working_days"],
            found["own_holidays"],
            [(one["first"], one["last"], one["note"]) for one in found["closures"]],
        ).checked()
    except BadInput as error:
        faults.append(Amiss(error.field, "calendar"))
    if found["queue_policy"] == "tag" and not found["queue_tags"]:
        faults.append(Amiss("queue_tags", "tag_needed"))
    return faults
