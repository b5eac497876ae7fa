"""A letter that did not leave: what it says is looked at anew, and a person may have it sent again."""

from typing import Any

from sqlalchemy import select

from connector.ledger import letters, tasks
from connector.ledger.letters import Letter
from jobs.desk import switching, trying_again
from tests.flows.merchants import ShopifyMerchant
from tests.world import World


def the_server_says(here: World, answer: str) -> None:
    """From now on, to every letter."""

    async def handle(_server: Any, _session: Any, _envelope: Any) -> str:
        return answer

    vars(here.mailbox)["handle_DATA"] = handle


def the_server_takes_letters_again(here: World) -> None:
    vars(here.mailbox).pop("handle_DATA")


def letters_of(shop: ShopifyMerchant) -> list[Letter]:
    with shop.here.ledger.reading() as unit:
        return list(unit.scalars(select(Letter).where(Letter.account_id == shop.store.account_id)))


def replay_everything(shop: ShopifyMerchant) -> int:
    account_id = shop.store.account_id
    with shop.here.ledger.writing() as unit:
        shown = tasks.waiting_for_person(unit, account_id)
        for task in shown:
            trying_again.replay(unit, account_id, task.id, "mia", shop.here.clock())
    shop.here.settle()
    return len(shown)


def test_a_letter_that_waits_for_its_server_is_not_sent_once_letters_are_off(here: World) -> None:
    shop = ShopifyMerchant(here, "late", ("letters",))
    shop.stock(LAMP=0)
    shop.sell("A", LAMP=2)
    the_server_says(here, "451 come later")
    here.settle()
    assert [one.state for one in letters_of(shop)] == ["owed"]
    with here.ledger.writing() as unit:
        switching.turn_off(unit, shop.store.account_id, shop.store.id, "letters", "mia", here.clock())
    the_server_takes_letters_again(here)
    here.wait_and_work(4000.0)
    here.settle()
    assert here.mailbox.letters == []


def test_a_letter_that_waits_for_its_server_is_not_sent_once_the_order_is_cancelled(here: World) -> None:
    shop = ShopifyMerchant(here, "cancelled", ("letters",))
    shop.stock(LAMP=0)
    shop.sell("A", LAMP=2)
    the_server_says(here, "451 come later")
    here.settle()
    shop.cancel("A")
    the_server_takes_letters_again(here)
    here.settle()
    here.wait_and_work(4000.0)
    assert here.mailbox.letters == []
    assert letters_of(shop) == [], "a letter that never left is no letter as sent"


def test_a_letter_that_waited_for_its_server_says_what_is_true_when_it_leaves(here: World) -> None:
    shop = ShopifyMerchant(here, "changed", ("letters",))
    shop.stock(LAMP=0)
    shop.sell("A", LAMP=2)
    the_server_says(here, "451 come later")
    here.settle()
    shop.edit("A", "LAMP", 5)
    here.settle()
    the_server_takes_letters_again(here)
    here.wait_and_work(4000.0)
    here.settle()
    (text,) = here.mailbox.texts()
    assert "5 × Lamp" in text
    assert [one.state for one in letters_of(shop)] == ["sent"]


def test_a_letter_that_the_server_refused_leaves_when_a_person_says_so(here: World) -> None:
    shop = ShopifyMerchant(here, "refused", ("letters",))
    shop.stock(LAMP=0)
    shop.sell("A", LAMP=2)
    the_server_says(here, "554 not from you")
    here.settle()
    assert [one.state for one in letters_of(shop)] == ["refused"]
    the_server_takes_letters_again(here)
    assert replay_everything(shop) == 1
    assert len(here.mailbox.letters) == 1
    assert [one.state for one in letters_of(shop)] == ["sent"]


def test_a_letter_whose_fate_nobody_knows_is_sent_again_only_when_a_person_says_so(here: World) -> None:
    shop = ShopifyMerchant(here, "lost", ("letters",))
    shop.stock(LAMP=0)
    shop.sell("A", LAMP=2)
    here.settle()
    (kept,) = letters_of(shop)
    with here.ledger.writing() as unit:
        letters.step(unit, shop.store.account_id, kept.id, "unknown", here.clock())
    shop.edit("A", "LAMP", 3)
    here.settle()
    assert len(here.mailbox.letters) == 1, "nobody asked for a second one"
    assert replay_everything(shop) == 1
    assert len(here.mailbox.letters) == 2
