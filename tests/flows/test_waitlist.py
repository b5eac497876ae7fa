"""From a shopper's wish to the letter that it can be ordered: on both platforms, over a real mail server."""

import re
from datetime import timedelta
from email.message import Message
from typing import Any

import pytest
from sqlalchemy import select

from app.web import create_app
from connector.domain.waitlist import HOLD
from connector.ledger import accounts, items, locks, stores, tasks, waits
from connector.ledger.items import Listing
from connector.ledger.letters import Letter
from connector.ledger.waits import ASKED, CONFIRMED, LEFT, TOLD, Wait
from jobs.desk import switching, trying_again
from jobs.waitlist import joining
from jobs.waitlist.joining import Wish
from tests.flows.merchants import MERCHANTS, Merchant
from tests.flows.test_letters_again import the_server_says, the_server_takes_letters_again
from tests.world import World

MIA, TOM = "mia@example.com", "tom@example.com"
SWITCHES = ("storefront", "waitlist")


@pytest.fixture
def shop(here: World, platform: str) -> Merchant:
    """Sells what it has; nobody said how long more takes."""
    merchant = MERCHANTS[platform](here, f"{platform}-waits", SWITCHES).stock(LAMP=1)
    merchant.recount("LAMP", 2)
    here.settle()
    merchant.recount("LAMP", 0)
    here.settle()
    return merchant


def listing_of(shop: Merchant) -> Listing:
    with shop.here.ledger.reading() as unit:
        mine = select(Listing).where(Listing.account_id == shop.store.account_id)
        found = unit.scalar(mine.where(Listing.store_id == shop.store.id))
        assert found is not None
        return found


def ask(shop: Merchant, email: str, quantity: int = 1, language: str = "en") -> None:
    with shop.here.ledger.writing() as unit:
        store = stores.get(unit, shop.store.account_id, shop.store.id)
        listing = items.listing(unit, store.account_id, listing_of(shop).id)
        joining.ask(unit, store, listing, Wish(email, quantity, language), shop.here.clock())
    shop.here.work()


def join(shop: Merchant, email: str, quantity: int = 1, language: str = "en") -> None:
    ask(shop, email, quantity, language)
    press(shop, shop.here.mailbox.texts()[-1], "confirm")


def word_in(text: str, what: str) -> str:
    found = re.search(rf"/storefront/v1/\w+/waitlist/{what}/([\w-]+)\?lang=", text)
    assert found is not None
    return found[1]


def press(shop: Merchant, text: str, what: str) -> None:
    """The button of the page that the letter's link opens."""
    with shop.here.ledger.writing() as unit:
        store = stores.get(unit, shop.store.account_id, shop.store.id)
        if what == "confirm":
            assert joining.confirm(unit, store, word_in(text, what), shop.here.clock()) is not None
        else:
            joining.leave(unit, store, word_in(text, what), shop.here.clock())
    shop.here.work()


def to(letter: Message) -> str:
    return str(letter["To"])


def subjects(here: World) -> list[tuple[str, str]]:
    return [(to(one), str(one["Subject"])) for one in here.mailbox.letters]


def state_of(shop: Merchant, email: str) -> str:
    with shop.here.ledger.reading() as unit:
        wait = waits.of_address(unit, shop.store.account_id, listing_of(shop).id, email)
    assert wait is not None
    return wait.state


def test_who_confirmed_is_told_once_it_is_here(here: World, shop: Merchant) -> None:
    join(shop, MIA)
    assert state_of(shop, MIA) == CONFIRMED
    shop.receive("LAMP", 1)
    here.settle()
    assert subjects(here) == [
        (MIA, "Please confirm: tell me when Lamp can be ordered"),
        (MIA, "It can be ordered now: Lamp"),
    ]
    assert "In stock now" in here.mailbox.texts()[-1]
    assert state_of(shop, MIA) == TOLD
    here.wait_and_work(3600.0)
    here.settle()
    assert len(here.mailbox.letters) == 2


def test_the_letters_can_be_left_by_one_click_and_are_from_the_store(here: World, shop: Merchant) -> None:
    join(shop, MIA)
    shop.receive("LAMP", 1)
    here.settle()
    for letter, text in zip(here.mailbox.letters, here.mailbox.texts(), strict=True):
        assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert f"/waitlist/leave/{word_in(text, 'leave')}" in letter["List-Unsubscribe"]
        assert shop.store.name in letter["From"]
    leaving = {word_in(text, "leave") for text in here.mailbox.texts()}
    assert len(leaving) == 1, "every letter has the same link, so that the oldest works as well"


def test_whoever_left_by_the_first_letter_gets_no_second(here: World, shop: Merchant) -> None:
    join(shop, MIA)
    press(shop, here.mailbox.texts()[0], "leave")
    shop.receive("LAMP", 1)
    here.settle()
    assert len(here.mailbox.letters) == 1


def test_a_letter_is_in_the_language_of_the_page(here: World, shop: Merchant) -> None:
    join(shop, MIA, language="ja")
    shop.receive("LAMP", 1)
    here.settle()
    assert "在庫あり" in here.mailbox.texts()[-1]
    assert all("lang=ja" in text for text in here.mailbox.texts())


def test_the_ledger_keeps_no_word_of_a_link(here: World, shop: Merchant) -> None:
    join(shop, MIA)
    words = [word_in(here.mailbox.texts()[0], what) for what in ("confirm", "leave")]
    with here.ledger.reading() as unit:
        letter = unit.scalars(select(Letter).where(Letter.account_id == shop.store.account_id)).one()
        wait = unit.scalars(select(Wait).where(Wait.account_id == shop.store.account_id)).one()
    kept = f"{letter.text} {letter.html} {vars(wait)}"
    assert [word for word in words if word in kept] == []


def test_a_buyer_who_ordered_comes_first_and_who_waits_hears_of_what_is_left(
    here: World, shop: Merchant
) -> None:
    join(shop, MIA)
    join(shop, TOM)
    shop.sell("A", LAMP=2)
    here.settle()
    shop.receive("LAMP", 2)
    here.settle()
    assert [state_of(shop, one) for one in (MIA, TOM)] == [CONFIRMED, CONFIRMED]
    shop.receive("LAMP", 1)
    here.settle()
    assert [state_of(shop, one) for one in (MIA, TOM)] == [TOLD, CONFIRMED]
    here.clock.ahead += HOLD
    here.settle()
    assert [state_of(shop, one) for one in (MIA, TOM)] == [TOLD, TOLD]


def test_a_letter_whose_goods_are_gone_again_before_it_left_is_not_sent(here: World, shop: Merchant) -> None:
    join(shop, MIA)
    the_server_says(here, "451 come later")
    shop.receive("LAMP", 1)
    here.settle()
    shop.sell("A", LAMP=1)
    here.settle()
    the_server_takes_letters_again(here)
    here.wait_and_work(1000.0)
    here.settle()
    assert len(here.mailbox.letters) == 1
    assert state_of(shop, MIA) == CONFIRMED
    shop.receive("LAMP", 1)
    here.settle()
    assert len(here.mailbox.letters) == 2


def test_while_everything_is_paused_nothing_is_sent_and_nothing_is_lost(here: World, shop: Merchant) -> None:
    ask(shop, TOM)
    join(shop, MIA)
    with here.ledger.writing() as unit:
        switching.pause(unit, shop.store.account_id, "mia", here.clock())
    shop.receive("LAMP", 1)
    ask(shop, "late@example.com")
    here.settle()
    assert len(here.mailbox.letters) == 2
    with here.ledger.writing() as unit:
        accounts.get(unit, shop.store.account_id).paused_at = None
    here.wait_and_work(120.0)
    here.settle()
    assert sorted(subjects(here)[2:]) == [
        ("late@example.com", "Please confirm: tell me when Lamp can be ordered"),
        (MIA, "It can be ordered now: Lamp"),
    ]


def test_a_switch_that_is_off_keeps_letters_back(here: World, shop: Merchant) -> None:
    the_server_says(here, "451 come later")
    ask(shop, MIA)
    with here.ledger.writing() as unit:
        store = locks.store(unit, shop.store.account_id, shop.store.id)
        stores.turn(unit, store, "waitlist", None, "a test")
    the_server_takes_letters_again(here)
    here.wait_and_work(1000.0)
    assert here.mailbox.letters == []
    assert state_of(shop, MIA) == ASKED


def test_whoever_was_chosen_when_the_switch_went_off_is_told_once_it_is_on_again(
    here: World, shop: Merchant
) -> None:
    join(shop, MIA)
    the_server_says(here, "451 come later")
    shop.receive("LAMP", 1)
    here.deliver()
    here.work()
    here.wait_and_work(5.0)
    assert state_of(shop, MIA) == TOLD

    turn_waitlist(shop, on=False)
    the_server_takes_letters_again(here)
    here.wait_and_work(1000.0)
    assert state_of(shop, MIA) == CONFIRMED
    turn_waitlist(shop, on=True)
    here.settle()

    assert [subject for _, subject in subjects(here)][1:] == ["It can be ordered now: Lamp"]


def turn_waitlist(shop: Merchant, *, on: bool) -> None:
    turn = switching.turn_on if on else switching.turn_off
    with shop.here.ledger.writing() as unit:
        turn(unit, shop.store.account_id, shop.store.id, "waitlist", "mia", shop.here.clock())


def test_whoever_left_while_they_were_chosen_is_not_told(here: World, shop: Merchant) -> None:
    join(shop, MIA)
    with here.ledger.writing() as unit:
        line = waits.in_line(unit, shop.store.account_id, listing_of(shop).id, here.clock() - HOLD)
    press(shop, here.mailbox.texts()[0], "leave")
    with here.ledger.writing() as unit:
        assert waits.tell(unit, shop.store.account_id, line, here.clock()) == []
    assert state_of(shop, MIA) == LEFT


def the_server_says_of_the_recipient(here: World, answer: str) -> None:
    async def handle(_server: Any, _session: Any, _envelope: Any, _address: str, _options: Any) -> str:
        return answer

    vars(here.mailbox)["handle_RCPT"] = handle


def waiting_for_a_person(shop: Merchant) -> list[str]:
    with shop.here.ledger.reading() as unit:
        return [one.kind for one in tasks.waiting_for_person(unit, shop.store.account_id)]


def addresses(shop: Merchant) -> frozenset[str]:
    with shop.here.ledger.reading() as unit:
        return waits.addresses(unit, shop.store.account_id, shop.store.id)


def test_an_address_that_is_none_is_forgotten_and_bothers_nobody(here: World, shop: Merchant) -> None:
    the_server_says_of_the_recipient(here, "550 5.1.1 no such user")
    ask(shop, MIA)
    here.settle()
    assert (waiting_for_a_person(shop), addresses(shop)) == ([], frozenset())
    with here.ledger.reading() as unit:
        mine = select(Letter).where(Letter.account_id == shop.store.account_id)
        assert unit.scalars(mine).all() == []


@pytest.mark.parametrize("answer", ["550 5.7.1 not from you", "530 log in first"])
def test_a_server_that_does_not_let_us_send_reaches_a_person(
    here: World, shop: Merchant, answer: str
) -> None:
    the_server_says_of_the_recipient(here, answer)
    ask(shop, MIA)
    here.settle()
    assert (waiting_for_a_person(shop), addresses(shop)) == (["wait_letter"], {MIA})


def test_that_it_is_here_is_a_persons_to_look_at_when_the_reader_is_gone(here: World, shop: Merchant) -> None:
    join(shop, MIA)
    the_server_says_of_the_recipient(here, "550 5.1.1 no such user")
    shop.receive("LAMP", 1)
    here.settle()
    assert (waiting_for_a_person(shop), state_of(shop, MIA)) == (["wait_letter"], TOLD)


def test_a_confirmation_that_cannot_leave_for_an_hour_is_given_up_quietly(
    here: World, shop: Merchant
) -> None:
    the_server_says(here, "451 come later")
    ask(shop, MIA)
    for _ in range(15):
        here.wait_and_work(4000.0)
    assert (waiting_for_a_person(shop), addresses(shop)) == ([], frozenset())


def test_a_confirmation_whose_fate_nobody_knows_bothers_nobody_and_is_not_sent_again(
    here: World, shop: Merchant
) -> None:
    the_server_says(here, "999 what?")
    ask(shop, MIA)
    here.settle()
    the_server_takes_letters_again(here)
    here.wait_and_work(4000.0)
    assert (here.mailbox.letters, waiting_for_a_person(shop), addresses(shop)) == ([], [], {MIA})


def test_a_letter_whose_fate_nobody_knows_is_sent_again_by_a_person_only(here: World, shop: Merchant) -> None:
    join(shop, MIA)
    the_server_says(here, "999 what?")
    shop.receive("LAMP", 1)
    here.settle()
    the_server_takes_letters_again(here)
    here.wait_and_work(4000.0)
    assert len(here.mailbox.letters) == 1
    with here.ledger.writing() as unit:
        (task,) = tasks.waiting_for_person(unit, shop.store.account_id)
        trying_again.replay(unit, shop.store.account_id, task.id, "mia", here.clock())
    here.settle()
    assert subjects(here)[1:] == [(MIA, "It can be ordered now: Lamp")]


def test_a_shopper_goes_the_whole_way_in_a_browser(here: World, shop: Merchant) -> None:
    """From the form to the letter that it is here, by the links that the letters really have."""
    app = create_app(here.workshop)
    client, listing = app.test_client(), listing_of(shop)
    with here.ledger.reading() as unit:
        key = stores.get(unit, listing.account_id, listing.store_id).public_key
    name = listing.variant_ref.rpartition("/")[2] if shop.platform == "shopify" else listing.ref
    asked = client.post(f"/storefront/v1/{key}/waitlist?item={name}", data={"email": MIA})
    assert asked.status_code == 200
    here.work()
    for what in ("confirm", "leave"):
        page = path_in(here.mailbox.texts()[-1], what)
        assert client.get(page).status_code == 200
        assert state_of(shop, MIA) == (ASKED if what == "confirm" else TOLD)
        assert client.post(page).status_code == 200
        shop.receive("LAMP", 1)
        here.settle()
    assert state_of(shop, MIA) == LEFT
    assert [one for _, one in subjects(here)] == [
        "Please confirm: tell me when Lamp can be ordered",
        "It can be ordered now: Lamp",
    ]
    app.extensions["acceptor"].close()


def path_in(text: str, what: str) -> str:
    found = re.search(rf"https?://[^/\s]+(/storefront/v1/\w+/waitlist/{what}/\S+)", text)
    assert found is not None
    return found[1]


def test_the_link_to_leave_is_the_same_in_a_letter_of_another_day(here: World, shop: Merchant) -> None:
    join(shop, MIA)
    before = word_in(here.mailbox.texts()[0], "leave")
    here.clock.ahead += timedelta(days=1)
    shop.receive("LAMP", 1)
    here.settle()
    assert word_in(here.mailbox.texts()[-1], "leave") == before
