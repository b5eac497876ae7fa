"""A person has an order's letter sent again: as it reads by then, once, and only where it may leave."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from connector.ledger import letters, tasks
from connector.ledger.history import Happened
from connector.ledger.orders import Order
from jobs.desk import sending_again, switching, trying_again
from jobs.desk.amiss import Amiss
from jobs.desk.sending_again import APART, Preview
from tests.flows.merchants import ShopifyMerchant
from tests.world import World

SWITCHES = ("letters",)


@pytest.fixture
def shop(here: World) -> ShopifyMerchant:
    """An order whose letter was sent a while ago."""
    made = ShopifyMerchant(here, "again", SWITCHES)
    made.stock(LAMP=0)
    made.sell("A", LAMP=2)
    here.settle()
    assert len(here.mailbox.letters) == 1
    here.clock.ahead += APART + timedelta(seconds=5)
    return made


def order_of(shop: ShopifyMerchant) -> int:
    with shop.here.ledger.reading() as unit:
        wanted = select(Order.id).where(Order.account_id == shop.store.account_id)
        return unit.scalars(wanted).one()


def look(shop: ShopifyMerchant) -> Preview:
    with shop.here.ledger.reading() as unit:
        return sending_again.preview(unit, shop.store.account_id, order_of(shop), shop.here.clock())


def ask(shop: ShopifyMerchant, seen: str = "") -> None:
    seen = seen or look(shop).seal
    with shop.here.ledger.writing() as unit:
        account_id, now = shop.store.account_id, shop.here.clock()
        sending_again.send(unit, account_id, order_of(shop), seen, "Ada", now)


def keys(shop: ShopifyMerchant) -> list[tuple[str, str]]:
    with shop.here.ledger.reading() as unit:
        found = letters.of_order(unit, shop.store.account_id, order_of(shop))
    return [(one.subject_key.partition(":again:")[2], one.state) for one in found]


def refused(shop: ShopifyMerchant) -> str:
    with pytest.raises(Amiss) as trouble:
        look(shop)
    return trouble.value.key


def test_it_says_what_was_read_before_and_is_a_letter_of_its_own(shop: ShopifyMerchant) -> None:
    shop.edit("A", "LAMP", 5)
    shop.here.settle()
    assert len(shop.here.mailbox.letters) == 1, "an edit sends no letter by itself"
    seen = look(shop)

    ask(shop, seen.seal)
    shop.here.settle()

    first, again = shop.here.mailbox.texts()
    assert "2 × Lamp" in first
    assert "5 × Lamp" in again
    assert again.split() == seen.words.text.split()
    assert keys(shop) == [("", "sent"), ("1", "sent")]
    with shop.here.ledger.reading() as unit:
        told = select(Happened).where(Happened.account_id == shop.store.account_id, Happened.who == "Ada")
        assert [one.what for one in unit.scalars(told)] == ["the letter is to be sent again"]


def test_it_is_asked_for_once_and_not_again_within_ten_minutes(shop: ShopifyMerchant) -> None:
    ask(shop)
    assert refused(shop) == "letter_under_way"
    shop.here.settle()
    assert refused(shop) == "letter_just_sent"
    shop.here.clock.ahead += APART + timedelta(seconds=1)
    ask(shop)
    shop.here.settle()
    assert keys(shop) == [("", "sent"), ("1", "sent"), ("2", "sent")]


def test_whoever_read_another_letter_reads_it_once_more(shop: ShopifyMerchant) -> None:
    seen = look(shop).seal
    shop.edit("A", "LAMP", 3)
    shop.here.settle()
    with pytest.raises(Amiss) as trouble:
        ask(shop, seen)
    assert trouble.value.key == "moved_on"
    shop.here.settle()
    assert len(shop.here.mailbox.letters) == 1


def test_nothing_leaves_while_letters_are_off_or_everything_is_paused(shop: ShopifyMerchant) -> None:
    account_id, store_id, here = shop.store.account_id, shop.store.id, shop.here
    ask(shop)
    with here.ledger.writing() as unit:
        switching.pause(unit, account_id, "Ada", here.clock())
    here.settle()
    assert len(here.mailbox.letters) == 1
    with here.ledger.writing() as unit:
        switching.resume(unit, account_id, "Ada", here.clock())
        switching.turn_off(unit, account_id, store_id, "letters", "Ada", here.clock())
    here.wait_and_work(100.0)
    assert keys(shop) == [("", "sent")]
    assert refused(shop) == "letters_off"


def test_a_letter_that_waits_for_a_person_is_not_sent_beside_it(shop: ShopifyMerchant) -> None:
    with shop.here.ledger.writing() as unit:
        (sent,) = letters.of_order(unit, shop.store.account_id, order_of(shop))
        letters.step(unit, shop.store.account_id, sent.id, "unknown", shop.here.clock())
    assert refused(shop) == "letter_not_sent"


def test_an_order_that_waits_for_nothing_any_more_has_nothing_to_tell(shop: ShopifyMerchant) -> None:
    shop.cancel("A")
    shop.here.settle()
    assert refused(shop) == "letter_empty"


def test_one_whose_fate_nobody_knows_goes_out_under_its_own_number_when_a_person_says_so(
    shop: ShopifyMerchant,
) -> None:
    here = shop.here

    async def later(_server: Any, _session: Any, _envelope: Any) -> str:
        return "451 come later"

    vars(here.mailbox)["handle_DATA"] = later
    ask(shop)
    here.settle()
    vars(here.mailbox).pop("handle_DATA")
    assert keys(shop) == [("", "sent"), ("1", "owed")]
    with here.ledger.writing() as unit:
        last = letters.of_order(unit, shop.store.account_id, order_of(shop))[-1]
        letters.step(unit, shop.store.account_id, last.id, "leaving", here.clock())
    here.wait_and_work(4000.0)
    assert keys(shop) == [("", "sent"), ("1", "unknown")]
    with here.ledger.writing() as unit:
        (waiting,) = tasks.waiting_for_person(unit, shop.store.account_id)
        trying_again.replay(unit, shop.store.account_id, waiting.id, "Ada", here.clock())
    here.settle()
    assert keys(shop) == [("", "sent"), ("1", "sent")]
    assert len(here.mailbox.letters) == 2
