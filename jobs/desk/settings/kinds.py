"""What a value of a setting may be. Each fault is named by the cure that mends it (`jobs.desk.amiss`)."""

import unicodedata
from datetime import date
from typing import Annotated, Any, Final

from babel import Locale
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from connector.domain.calendar import check_country
from connector.domain.trouble import BadInput
from connector.letters import gaps

MOST_ADDRESS: Final = 254
MOST_NAME: Final = 60
MOST_NOTE: Final = 200
MOST_TAG: Final = 40
"""Shopify cuts tags of orders there."""
FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST_CLOSURE: Final = 366


def _fault(cure: str, **values: object) -> PydanticCustomError:
    return PydanticCustomError("cure", "cannot be used", {"cure": cure, **values})


def _line(text: str) -> str:
    """One line, without blanks around it; nothing that breaks lines, turns text around or has no letters."""
    if any(unicodedata.category(char) in {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"} for char in text):
        raise _fault("one_line")
    return text.strip()


def _address(raw: str) -> str:
    text = raw.strip()
    name, at, host = text.rpartition("@")
    plain = text.isascii() and text.isprintable() and not set(text) & set(" ,;:<>\"'()[]\\")
    if text and not (plain and name and at and "@" not in name and "." in host.strip(".")):
        raise _fault("email")
    return text


def _some_address(text: str) -> str:
    if not text:
        raise _fault("email")
    return text


def _country(raw: str) -> str:
    try:
        return check_country(_line(raw))
    except BadInput as error:
        raise _fault("country") from error


def _place(raw: str) -> str:
    """Any country that goods are sent to, whether or not its holidays are known."""
    code = raw.strip().upper()
    if len(code) != 2 or not code.isascii() or code not in Locale("en").territories:
        raise _fault("place")
    return code


def _day(raw: str) -> str:
    try:
        found = date.fromisoformat(raw.strip())
    except ValueError as error:
        raise _fault("day") from error
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise _fault("far", first=FIRST_YEAR, last=LAST_YEAR)
    return found.isoformat()


def _tag(text: str) -> str:
    if not text:
        raise _fault("required")
    if "," in text:
        raise _fault("comma")
    return text


def _note(text: str) -> str:
    if unknown := gaps.unknown(text):
        raise _fault("gap", value=unknown, known=", ".join(f"{{{name}}}" for name in gaps.KNOWN))
    return text


def _each_once(found: list[str]) -> list[str]:
    return sorted(set(found))


def _weekdays(found: list[int]) -> list[int]:
    return sorted(set(found))


def _a_location_once(found: list[Any]) -> list[Any]:
    if len({one.location for one in found}) < len(found):
        raise _fault("location_once")
    return sorted(found, key=lambda one: str(one.location))


Place = Annotated[str, Field(max_length=20), AfterValidator(_place)]
Address = Annotated[str, Field(max_length=MOST_ADDRESS), AfterValidator(_address)]
Contact = Annotated[Address, AfterValidator(_some_address)]
Country = Annotated[str, Field(max_length=20), AfterValidator(_country)]
Day = Annotated[str, Field(max_length=20), AfterValidator(_day)]
Name = Annotated[str, Field(max_length=MOST_NAME), AfterValidator(_line)]
Tag = Annotated[str, Field(max_length=MOST_TAG), AfterValidator(_line), AfterValidator(_tag)]
Note = Annotated[str, Field(max_length=MOST_NOTE), AfterValidator(_line), AfterValidator(_note)]
Weekday = Annotated[int, Field(ge=0, le=6)]
Weekdays = Annotated[list[Weekday], Field(min_length=1, max_length=7), AfterValidator(_weekdays)]
Days = Annotated[list[Day], Field(max_length=200), AfterValidator(_each_once)]
Contacts = Annotated[list[Contact], Field(max_length=10), AfterValidator(_each_once)]
Tags = Annotated[list[Tag], Field(max_length=20), AfterValidator(_each_once)]


class Closure(BaseModel):
    """The shop is closed from `first` to `last`, both days included."""

    model_config = ConfigDict(extra="forbid")

    first: Day
    last: Day
    note: Name

    @model_validator(mode="after")
    def in_order(self) -> "Closure":
        """It ends after it begins, and within a year: a year that was mistyped is no closure."""
        length = (date.fromisoformat(self.last) - date.fromisoformat(self.first)).days
        if not 0 <= length < LONGEST_CLOSURE:
            raise _fault("from_to", most=LONGEST_CLOSURE)
        return self


Closures = Annotated[list[Closure], Field(max_length=50)]


class Region(BaseModel):
    """The countries that one location ships to."""

    model_config = ConfigDict(extra="forbid")

    location: Annotated[str, Field(min_length=1, max_length=100)]
    countries: Annotated[list[Place], Field(max_length=250), AfterValidator(_each_once)]


Regions = Annotated[list[Region], Field(max_length=200), AfterValidator(_a_location_once)]
