"""The first letter: what it says, in both languages, and that nobody's text can bend it."""

import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.domain.snapshots import Paid, Payment
from connector.letters.first import FirstLetter, Item, LaterItem, Written, write
from connector.letters.language import Voice
from connector.letters.plain import plain
from tests.letters.nasty import NASTY

TODAY = date(2026, 11, 20)
THIRD, FOURTEENTH, NEXT_YEAR = date(2026, 12, 3), date(2026, 12, 14), date(2027, 1, 7)
LETTER = FirstLetter(
    order_name="#1001",
    first_name="Mia",
    shop_name="Lamp House",
    shop_email="hello@lamp.example",
    now=(Item("Lamp", 3),),
    later=(LaterItem("Lamp", 2, THIRD, "purchase order 7"),),
    together=False,
    payment=Payment(Paid.NOTHING, "EUR", 40000),
    status_url="https://lamp.example/orders/1?a=1&b=2",
)


def english(**changes: object) -> Written:
    return write(replace(LETTER, **changes), "en", TODAY)  # type: ignore[arg-type]


def japanese(**changes: object) -> Written:
    return write(replace(LETTER, **changes), "ja", TODAY)  # type: ignore[arg-type]


def shown(written: Written) -> str:
    """What a reader of the HTML sees of its body."""
    body = written.html.partition("<body")[2].partition(">")[2]
    return unescape(re.sub(r"<!--.*?-->|<[^>]*>", " ", body, flags=re.DOTALL))


def tags(written: Written) -> list[str]:
    """The markup of the HTML but for line breaks, of which a nameless shop has one less."""
    return [tag for tag in re.findall(r"<[a-z/!][^\s>]*", written.html) if tag != "<br"]


def test_the_letter_says_what_ships_now_and_what_later_on_which_day() -> None:
    letter = english()
    assert letter.subject == "Your order #1001: 3 ship now, 2 on Thu 3 December"
    assert "Hello Mia,\n" in letter.text
    assert "Ships now\n- 3 × Lamp\n\nShips on Thu 3 December\n- 2 × Lamp\n" in letter.text
    assert letter.language == "en"


def test_a_japanese_letter_says_the_same() -> None:
    letter = japanese(payment=Payment(Paid.TAKEN, "JPY", 40000, 40000), first_name="太郎")
    assert letter.subject == "ご注文 #1001 について：3点はすぐに、2点は12月3日(木)に発送予定です"
    assert letter.text.startswith("太郎 様\n")
    assert "・Lamp × 3点\n\n■ 12月3日(木)に発送予定の商品\n・Lamp × 2点" in letter.text
    assert "40,000 のお支払いを確認しております。" in letter.text
    assert "全額ご返金いたします。" in letter.text
    assert letter.language == "ja"


@pytest.mark.parametrize("language", ["en", "ja"])
def test_text_and_html_say_the_same(language: str) -> None:
    letter = write(LETTER, language, TODAY)
    seen = shown(letter)
    voice = Voice("ja" if language == "ja" else "en", TODAY)
    for words in (
        voice.say("paid_nothing"),
        voice.say("cancel"),
        voice.day(THIRD),
        LETTER.shop_email,
        "Lamp",
    ):
        assert words in letter.text
        assert words in seen
    assert re.search(r"Lamp\s+3\s", seen)
    assert re.search(r"Lamp\s+2\s", seen)


@pytest.mark.parametrize(
    ("payment", "words"),
    [
        (Payment(Paid.NOTHING, "EUR", 40000), "For this order nothing has been charged yet."),
        (
            Payment(Paid.AUTHORISED, "EUR", 40000),
            "Your payment of €400.00 was authorised; nothing has been charged yet.",
        ),
        (Payment(Paid.PARTLY, "EUR", 40000, 10050), "So far you have paid €100.50 of €400.00."),
        (
            Payment(Paid.TAKEN, "EUR", 40000, 40000),
            "You have already paid €400.00. You may cancel whatever has not shipped yet, for a full refund",
        ),
        (Payment(Paid.RETURNED, "EUR", 40000), "Your payment for this order was refunded or released."),
        (Payment(Paid.TAKEN, "JPY", 4000, 4000), "You have already paid ¥4,000."),
        (Payment(Paid.TAKEN, "KWD", 4000, 4000), "You have already paid KWD\xa04.000."),
    ],
)
def test_the_letter_says_what_the_payment_proves(payment: Payment, words: str) -> None:
    assert words in english(payment=payment).text


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize(
    "payment",
    [
        Payment(Paid.UNKNOWN, "EUR", 40000, 40000),
        Payment(Paid.UNKNOWN, "", 0),
        Payment(Paid.TAKEN, "", 40000, 40000),
        Payment(Paid.PARTLY, "EUR", 40000, 0),
        Payment(Paid.AUTHORISED, "EUR", 0),
    ],
)
def test_without_a_proven_sum_nothing_is_said_about_money(payment: Payment, language: str) -> None:
    letter = write(replace(LETTER, payment=payment), language, TODAY)
    voice = Voice("ja" if language == "ja" else "en", TODAY)
    assert voice.say("paid_unknown") in letter.text
    assert not re.search(r"400|[€¥￥]|charged|請求", letter.text)


@pytest.mark.parametrize(("language", "word"), [("en", "cancel"), ("ja", "キャンセル")])
@pytest.mark.parametrize("paid", list(Paid))
def test_the_right_to_cancel_is_said_exactly_where_there_is_one(paid: Paid, language: str, word: str) -> None:
    letter = replace(LETTER, payment=Payment(paid, "EUR", 40000, 20000))
    assert word in write(letter, language, TODAY).text
    assert word not in write(replace(letter, cancellable=False), language, TODAY).text.lower()


def test_a_shop_that_ships_everything_together_ships_nothing_now() -> None:
    later = (*LETTER.later, LaterItem("Table", 1, FOURTEENTH, ""))
    letter = english(together=True, later=later)
    assert letter.subject == "Your order #1001: everything ships together on Mon 14 December"
    assert "Ships on Mon 14 December\n- 5 × Lamp\n- 1 × Table\n" in letter.text
    assert "now" not in letter.text
    assert "3 December" not in letter.text + shown(letter)


def test_several_later_days_are_listed_in_their_order() -> None:
    later = (LaterItem("Table", 1, NEXT_YEAR, ""), *LETTER.later)
    letter = english(later=later)
    assert letter.subject == "Your order #1001: 3 ship now, 3 by Thu 7 January 2027"
    assert letter.text.index("Ships on Thu 3 December\n") < letter.text.index("Ships on Thu 7 January 2027\n")


@pytest.mark.parametrize(
    ("changes", "subject"),
    [
        ({"now": ()}, "it ships on Thu 3 December"),
        ({"later": ()}, "it ships now"),
        ({"now": (Item("Chair", 1),)}, "1 ships now, 2 on Thu 3 December"),
        ({"now": (), "together": True}, "everything ships together on Thu 3 December"),
        (
            {"now": (), "later": (*LETTER.later, LaterItem("Table", 1, FOURTEENTH, ""))},
            "it ships in parts from Thu 3 December to Mon 14 December",
        ),
    ],
)
def test_the_subject_fits_what_ships(changes: dict[str, object], subject: str) -> None:
    assert english(**changes).subject == f"Your order #1001: {subject}"


def test_an_unknown_name_is_not_greeted() -> None:
    assert english(first_name=" ").text.startswith("Hello,\n")
    assert japanese(first_name="").text.startswith("お客様\n")


@pytest.mark.parametrize("name", ["http://evil.example", "evil.example win", "WWW.evil", "me@evil.example"])
def test_a_name_that_is_a_link_is_not_repeated(name: str) -> None:
    letter = english(first_name=name)
    assert letter.text.startswith("Hello,\n")
    assert "evil" not in (letter.text + letter.html).lower()


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://x.example/ y", 'https://x.example/"onclick', "/o/1"]
)
def test_only_a_web_address_becomes_a_link(url: str) -> None:
    letter = english(status_url=url)
    assert "href" not in letter.html
    assert "See your order" not in letter.text


def test_the_only_address_in_the_html_is_the_orders_page() -> None:
    page = english().html
    assert re.findall(r'(?:src|href|background|action)="([^"]*)"', page) == [
        "https://lamp.example/orders/1?a=1&amp;b=2"
    ]
    assert not re.search(r"<img|<script|@import|url\(|<link", page)
    assert "prefers-color-scheme: dark" in page
    assert '<th scope="col"' in page


def test_a_shop_without_an_address_is_still_named() -> None:
    assert "To reach us, please use the contact page of Lamp House." in english(shop_email="").text


def test_what_a_date_rests_on_is_not_told_to_the_buyer() -> None:
    letter = english()
    assert "purchase order 7" not in letter.text + letter.html


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_a_nasty_text_prints_itself_on_one_line_and_is_no_markup(nasty: str, language: str) -> None:
    letter = replace(LETTER, order_name=nasty, first_name=nasty, shop_name=nasty, now=(Item(nasty, 3),))
    written = write(letter, language, TODAY)
    honest = write(LETTER, language, TODAY)
    assert len(written.text.splitlines()) <= len(honest.text.splitlines())
    assert written.subject.splitlines() == [written.subject]
    assert tags(written) == tags(honest)
    assert plain(nasty) in written.text
    assert re.sub(r"\s+", " ", plain(nasty)) in re.sub(r"\s+", " ", shown(written))
    (written.subject + written.text + written.html).encode()


QUANTITIES = st.integers(1, 10**6)
TITLES = st.text(max_size=200) | st.sampled_from(NASTY)
DAYS = st.dates(date(2026, 11, 20), date(2028, 12, 31))
LATER = st.lists(st.builds(LaterItem, TITLES, QUANTITIES, DAYS, st.just("")), max_size=5)


@settings(deadline=None)
@given(
    st.lists(st.builds(Item, TITLES, QUANTITIES), max_size=5),
    LATER,
    st.booleans(),
    st.sampled_from(["en", "ja"]),
)
def test_every_owed_unit_and_day_is_in_the_letter(
    now: list[Item], later: list[LaterItem], together: bool, language: str
) -> None:
    letter = replace(LETTER, now=tuple(now), later=tuple(later), together=together)
    written = write(letter, language, TODAY)
    voice = Voice("ja" if language == "ja" else "en", TODAY)
    days = {item.ships_on for item in later}
    for day in {max(days)} if together and days else days:
        assert voice.day(day) in written.text
        assert voice.day(day) in written.html
    owed = sum(item.quantity for item in now) + sum(item.quantity for item in later)
    rows = re.findall(r"^- (\d+) × |^・.* × (\d+)点$", written.text, flags=re.MULTILINE)
    assert sum(int(first or second) for first, second in rows) == owed
