"""An offer as it would be published, for what reads it outside: the plugin, in another language."""

import json
from datetime import date, timedelta
from typing import Any

from connector.domain import record_bodies
from connector.domain.offers import NOWHERE, Free, Shelf, Terms, of_shelf
from connector.domain.promises import Handling
from connector.domain.storefront import OwedLine, Record
from connector.letters import offer as words
from jobs.offering import body_of

TODAY = date(2026, 11, 23)
"""A Monday."""


def published() -> dict[str, Any]:
    """Two on hand, five next week, then no end; in Japan four on their way, and then an end."""
    everywhere = Shelf(2, (Free(5, TODAY + timedelta(days=10), "a"),), TODAY + timedelta(days=10))
    japan = Shelf(0, (Free(4, TODAY + timedelta(days=17), "b"),), TODAY + timedelta(days=17))
    regions = {
        NOWHERE: of_shelf(everywhere, Terms(Handling(0), 45), TODAY),
        "JP": of_shelf(japan, Terms(Handling(0), None), TODAY),
    }
    return body_of(regions, "Made by hand & <b>slowly</b>", TODAY)


def record() -> dict[str, Any]:
    """What is kept beside an order: two lamps owed, and one set aside."""
    away = TODAY + timedelta(days=10)
    said = words.on(away, TODAY)
    lamp = OwedLine("7", "Walnut Lamp", "LAMP", 2, 1, away, "a delivery", said["day"], said["text"])
    return record_bodies.body_of(Record((lamp,)))


def as_text(body: dict[str, Any]) -> str:
    """As a file that a person can read."""
    return json.dumps(body, indent=1, ensure_ascii=False) + "\n"
