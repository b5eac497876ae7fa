"""The record of an order as it lies at the shop, and what older releases and other hands made of it."""

from datetime import date

import pytest

from connector.domain.record_bodies import body_of, record_of
from connector.domain.storefront import OwedLine, Record

DAY = {"en": "Thu 3 December", "ja": "12月3日(木)"}
TEXT = {"en": "On backorder: ships on Thu 3 December", "ja": "入荷待ち"}
FULL = OwedLine("44", "Walnut Lamp", "LAMP", 2, 1, date(2026, 12, 3), "12 on order", DAY, TEXT)
UNDATED = OwedLine("45", "Shade", "", 1, 0, None, "", {}, {"en": "No date", "ja": "未定"})
OLD = {
    "title": "Lamp",
    "sku": "L",
    "owed": 2,
    "ready": 0,
    "promised_for": "2026-12-03",
    "rests_on": "a truck",
}


def test_a_record_is_read_as_it_was_written() -> None:
    record = Record((FULL, UNDATED))
    assert record_of(body_of(record)) == record


def test_no_part_of_a_body_is_an_empty_object() -> None:
    """PHP gives such a one back as a list, and it would be written again and again."""
    assert "day" not in body_of(Record((UNDATED,)))["45"]


def test_what_an_older_release_wrote_is_read_and_written_as_it_is() -> None:
    record = record_of({"44": OLD})
    assert record == Record((OwedLine("44", "Lamp", "L", 2, 0, date(2026, 12, 3), "a truck"),))
    assert body_of(record) == {"44": OLD}


@pytest.mark.parametrize("words", [[], "Thu", None, 3])
def test_words_of_another_shape_say_nothing(words: object) -> None:
    (line,) = record_of({"44": {**OLD, "day": words, "text": words}}).lines
    assert (line.day, line.text) == ({}, {})
