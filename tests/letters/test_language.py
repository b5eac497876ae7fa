"""Languages: which one, and that each says everything the other does."""

import re
from datetime import date

import pytest

from connector.letters.language import TEXTS, Voice, of
from connector.letters.plain import plain


@pytest.mark.parametrize("locale", ["ja", "ja-JP", "ja_JP", "JA", " ja-jp "])
def test_a_japanese_locale_reads_japanese(locale: str) -> None:
    assert of(locale) == "ja"


@pytest.mark.parametrize("locale", ["", "en", "en-GB", "de", "jav", "jam-JM", "zh-JA"])
def test_any_other_locale_reads_english(locale: str) -> None:
    assert of(locale) == "en"


def test_every_language_has_the_same_texts_with_the_same_gaps() -> None:
    english, japanese = TEXTS["en"], TEXTS["ja"]
    assert english.keys() == japanese.keys()
    for key, text in english.items():
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", japanese[key])), key
        assert japanese[key], key


def test_the_year_is_said_when_it_is_another() -> None:
    english, japanese = Voice("en", date(2026, 12, 1)), Voice("ja", date(2026, 12, 1))
    assert english.day(date(2026, 12, 3)) == "Thu 3 December"
    assert english.day(date(2027, 1, 7)) == "Thu 7 January 2027"
    assert japanese.day(date(2026, 12, 3)) == "12月3日(木)"
    assert japanese.day(date(2027, 1, 7)) == "2027年1月7日(木)"


def test_money_has_the_digits_of_its_currency() -> None:
    voice = Voice("ja", date(2026, 12, 1))
    assert voice.money(40000, "JPY") == "￥40,000"
    assert voice.money(40000, "EUR") == "€400.00"
    assert Voice("en", date(2026, 12, 1)).money(-5, "EUR") == "-€0.05"


def test_a_long_title_is_cut_between_letters() -> None:
    assert plain("x" * 121) == "x" * 119 + "…"
    assert plain("x" * 120) == "x" * 120
    assert plain("x" * 118 + "e\u0301" * 9) == "x" * 118 + "…"
    assert plain("👨\u200d👩\u200d👧\u200d👦" * 40).endswith("👦…")


def test_what_breaks_a_line_becomes_one_blank() -> None:
    assert plain("  a\r\n\t\u2028b\x00\x85 c ") == "a b c"
    assert plain("限定\u3000版") == "限定\u3000版"
    assert plain("\u202etxt\ud800") == "txt"
