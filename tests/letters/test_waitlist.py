"""The two letters of the waitlist: what they say, in both languages, and that texts of others stay texts."""

from dataclasses import replace

import pytest

from connector.letters import waitlist
from connector.letters.language import Language
from connector.letters.waitlist import Wished

LAMP = Wished("Lamp", 2, "Lamp House", "hello@lamp.example", "https://c.example/leave/abc")
YES = "https://c.example/confirm/xyz"
PRODUCT = "https://lamp.example/products/lamp"


def test_the_letter_that_asks_for_a_yes_says_what_for_and_how_long() -> None:
    found = waitlist.confirm(LAMP, YES, 7, "en")
    assert found.subject == "Please confirm: tell me when Lamp can be ordered"
    assert found.text.splitlines() == [
        "Hello,",
        "somebody, most likely you, asked Lamp House to write to this address "
        "as soon as this can be ordered:",
        "2 × Lamp",
        "",
        "Yes, tell me",
        YES,
        "",
        "The link works for 7 days and opens a page with one button. "
        "Until you press it, nothing else is sent to you.",
        "",
        "If it was not you, do nothing: the address is forgotten by itself.",
        "",
        "Questions? Just reply: your answer goes to Lamp House (hello@lamp.example).",
        "",
        "With kind regards",
        "Lamp House",
        "",
        "Take this address off the list:",
        LAMP.leave_url,
    ]


def test_the_letter_that_tells_says_the_day_as_the_offer_does() -> None:
    day, end = "On backorder: ships on Thu 3 December", "Only 3 can be ordered now"
    found = waitlist.told(LAMP, PRODUCT, day, end, "en")
    assert found.subject == "It can be ordered now: Lamp"
    for said in (day, end, PRODUCT, "whoever orders first is served first", LAMP.leave_url):
        assert said in found.text
        assert said in found.html


def test_what_is_here_is_said_to_be_here() -> None:
    assert "In stock now" in waitlist.told(LAMP, PRODUCT, "", "", "en").text
    assert "在庫あり" in waitlist.told(LAMP, PRODUCT, "", "", "ja").text


@pytest.mark.parametrize("language", ["en", "ja"])
def test_text_and_html_have_the_same_links(language: Language) -> None:
    for found, url in (
        (waitlist.confirm(LAMP, YES, 7, language), YES),
        (waitlist.told(LAMP, PRODUCT, "", "", language), PRODUCT),
    ):
        assert found.language == language
        for link in (url, LAMP.leave_url):
            assert link in found.text
            assert f'href="{link}"' in found.html


def test_markup_and_line_breaks_in_a_title_are_only_text() -> None:
    odd = replace(LAMP, title="<b>Lamp</b>\r\nBcc: a@b.example", shop="<i>House</i>")
    found = waitlist.confirm(odd, YES, 7, "en")
    assert "\n" not in found.subject
    assert "\r" not in found.subject
    assert "<b>" not in found.html
    assert "<i>House" not in found.html


def test_an_item_and_a_shop_without_a_name_are_called_something() -> None:
    found = waitlist.told(replace(LAMP, title="", shop="", shop_email=""), "", "", "", "en")
    assert "2 × the item" in found.text
    assert "the shop" in found.text
    assert "Questions" not in found.text
