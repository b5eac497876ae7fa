"""What a buyer reads beside an order at the shop."""

from datetime import date

from connector.letters import beside, offer

TODAY, DAY = date(2026, 11, 25), date(2026, 12, 3)


def test_what_waits_is_said_in_the_words_in_which_it_was_offered() -> None:
    offered = offer.on(DAY, TODAY)
    assert beside.text_of(2, DAY, TODAY) == offered["text"]
    assert beside.day_of(DAY, TODAY) == offered["day"]


def test_what_waits_without_a_date_is_not_given_one() -> None:
    assert beside.day_of(None, TODAY) == {}
    assert beside.text_of(1, None, TODAY) == {
        "en": "On backorder: no date is known yet",
        "ja": "入荷待ち：入荷日は未定です",
    }


def test_what_is_set_aside_is_not_called_a_backorder() -> None:
    assert beside.text_of(0, DAY, TODAY) == {
        "en": "Set aside for this order",
        "ja": "ご注文分を確保しています",
    }


def test_a_day_of_another_year_than_that_of_the_promise_says_its_year() -> None:
    assert beside.day_of(date(2027, 1, 5), TODAY)["en"] == "Tue 5 January 2027"
