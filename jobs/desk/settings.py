"""A store's settings as a person gives them: checked by name, each fault with its field and its cure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError
from sqlalchemy.orm import Session

from connector.domain.calendar import check_country
from connector.domain.trouble import BadInput
from connector.ledger import board_waiting, locks, stores, turns
from jobs import effects
from jobs.desk.amiss import Amiss
from jobs.desk.notes import owe_peg, say

MOST_ADDRESS = 320


def _address(raw: str) -> str:
    text = raw.strip()
    name, at, host = text.rpartition("@")
    plain = text.isascii() and text.isprintable() and not set(text) & set(" ,;<>\"'()\\")
    if text and not (plain and name and at and "@" not in name and "." in host.strip(".")):
        raise PydanticCustomError("email", "email")
    return text


def _country(raw: str) -> str:
    try:
        return check_country(raw)
    except BadInput as error:
        raise PydanticCustomError("country", "country") from error


class StoreSettings(BaseModel):
    """Names, limits and units as in `connector.ledger.stores.SETTINGS`."""

    model_config = ConfigDict(extra="forbid")

    ships_together: bool = False
    lead_days: int = Field(default=14, ge=0, le=730)
    handling_days: int = Field(default=1, ge=0, le=60)
    country: Annotated[str, AfterValidator(_country)] = ""
    letter_delay_seconds: int = Field(default=60, ge=0, le=86_400)
    reply_to: Annotated[str, Field(max_length=MOST_ADDRESS), AfterValidator(_address)] = ""


LIMITS: Mapping[str, tuple[int, int]] = {
    "lead_days": (0, 730),
    "handling_days": (0, 60),
    "letter_delay_seconds": (0, 86_400),
}


def read(raw: Mapping[str, str]) -> StoreSettings:
    """Raises a group of `Amiss`, one for each field that cannot be used."""
    try:
        return StoreSettings.model_validate({key: value.strip() for key, value in raw.items()})
    except ValidationError as error:
        faults = [_amiss(fault["loc"], fault["type"]) for fault in error.errors()]
        raise ExceptionGroup("settings", faults) from error


def _amiss(location: tuple[Any, ...], kind: str) -> Amiss:
    field = str(location[0])
    if field in LIMITS:
        least, most = LIMITS[field]
        return Amiss(field, "whole", least=least, most=most)
    if kind == "string_too_long":
        return Amiss(field, "long", most=MOST_ADDRESS)
    return Amiss(field, kind if kind in ("email", "country") else "yes_no")


def change(
    unit: Session, account_id: int, store_id: int, wanted: StoreSettings, who: str, now: datetime
) -> list[str]:
    """Write the settings that differ; what they date and keep back is computed again. Their names."""
    store = locks.store(unit, account_id, store_id)
    new = wanted.model_dump()
    names = [name for name, value in new.items() if stores.setting(store, name) != value]
    if not names:
        return []
    store.settings = {**store.settings, **new}
    unit.flush()
    say(unit, account_id, now, who, "settings", store_id=store_id, store=store.name, names=", ".join(names))
    turns.rewrite(unit, account_id, now)
    for item_id, location_id in board_waiting.asking(unit, account_id, store_id):
        owe_peg(unit, account_id, item_id, location_id, now)
    if "ships_together" in names:
        effects.owe_for_all(unit, account_id, board_waiting.open_orders(unit, account_id, store_id), now)
    return names
