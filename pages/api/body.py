"""The JSON of a request, read so that nothing odd in it is a fault of ours."""

import json
from collections.abc import Mapping
from typing import Any, Final, NoReturn

from flask import request

from jobs.desk.amiss import Amiss
from pages.api.problems import Refusal

MOST_BYTES: Final = 64 * 1024


def read() -> Mapping[str, Any]:
    """An object. Raises `Refusal` with 413, 415, 400 or 422."""
    if request.mimetype != "application/json":
        raise Refusal(415, "send the settings as application/json")
    request.max_content_length = MOST_BYTES
    raw = request.get_data(cache=False)
    if not isinstance(found := _parsed(raw), dict):
        raise Refusal(422, "the settings are one JSON object", [Amiss("settings", "object")])
    return found


def _parsed(raw: bytes) -> object:
    try:
        return json.loads(
            raw.decode("utf-8"), parse_float=_number, parse_constant=_no_number, object_pairs_hook=_once
        )
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "the body is not JSON that can be read") from error


def _number(text: str) -> float | int:
    """JSON knows only numbers: 14.0 is as whole as 14."""
    number = float(text)
    return int(number) if number.is_integer() else number


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of a name that comes twice nobody knows which was meant."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name comes twice")
    return found
