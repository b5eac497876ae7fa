"""Settings act at the shop: the merchant's own words, together or apart, who letters come from."""

from typing import Any

import pytest

from connector.domain.roles import Role
from connector.ledger.people import Person
from jobs.desk.settings import sample, saving
from tests.flows.merchants import MERCHANTS, Merchant, ShopifyMerchant
from tests.world import World


def save(here: World, shop: Merchant, **change: Any) -> Any:
    """As a person does: look, then save what was seen. What was seen."""
    of = (shop.store.account_id, shop.store.id)
    with here.ledger.writing() as unit:
        seen = saving.preview(unit, *of, change, "mia", here.clock())
        saving.save(unit, *of, change, seen.seal, "mia", here.clock())
    here.settle()
    return seen


def tags(shop: ShopifyMerchant, label: str) -> set[str]:
    return set(shop.shop.order(shop.orders[label].gid).tags)


def notes(shop: ShopifyMerchant, label: str) -> list[str]:
    return [hold.reason_notes for work in shop.orders[label].live_works for hold in work.holds]


def test_new_tag_texts_take_the_place_of_the_former_and_touch_no_other(here: World) -> None:
    shop = ShopifyMerchant(here, "words")
    shop.stock(LAMP=0, SHADE=0)
    for label, sku in (("A", "LAMP"), ("B", "SHADE")):
        shop.sell(label, **{sku: 1}).tags.append("VIP")
    here.settle()
    assert tags(shop, "A") == {"VIP", "Backorder"}

    seen = save(here, shop, tag_waiting="入荷待ち", tag_ready="そろいました")

    assert (seen.outside.tagged, seen.new_tags) == (2, ("そろいました", "入荷待ち"))
    assert tags(shop, "A") == tags(shop, "B") == {"VIP", "入荷待ち"}
    shop.receive("LAMP", 1)
    here.settle()
    assert tags(shop, "A") == {"VIP", "そろいました"}


def test_together_or_apart_counts_the_orders_that_it_then_holds_and_lets_go(here: World) -> None:
    shop = ShopifyMerchant(here, "together")
    shop.stock(LAMP=1, SHADE=9)
    shop.sell("A", LAMP=3, SHADE=2)
    shop.sell("B", SHADE=1)
    here.settle()
    assert shop.held("A") == 2

    seen = save(here, shop, ships_together=True)
    assert (seen.outside.kept_back, seen.outside.let_go) == (1, 0)
    assert shop.held("A") == 5

    seen = save(here, shop, ships_together=False)
    assert (seen.outside.kept_back, seen.outside.let_go) == (0, 1)
    assert shop.held("A") == 2


def test_the_merchants_own_words_stand_on_a_hold(here: World) -> None:
    shop = ShopifyMerchant(here, "notes")
    shop.stock(LAMP=0)
    save(here, shop, hold_note="Waits: {quantity} × {item}, {day}", language="ja")
    shop.sell("A", LAMP=2)
    here.settle()
    (note,) = notes(shop, "A")
    assert note.startswith("Waits: 2 × Lamp, ")
    assert note.endswith(")")


def test_a_letter_comes_from_whom_the_settings_say(here: World, platform: str) -> None:
    shop = MERCHANTS[platform](here, "sender")
    shop.stock(LAMP=0)
    save(here, shop, sender_name="Mia & Sons", reply_to="hallo@example.com", letter_delay_seconds=0)
    shop.sell("A", LAMP=2)
    here.settle()
    (letter,) = here.mailbox.letters
    assert "Mia & Sons" in str(letter["From"])
    assert str(letter["Reply-To"]) == "hallo@example.com"
    assert "Mia & Sons" in here.mailbox.texts()[0]


@pytest.mark.parametrize("open_order", [True, False])
def test_a_test_letter_goes_to_the_person_who_asked_and_to_no_buyer(here: World, open_order: bool) -> None:
    shop = ShopifyMerchant(here, "test", switches=())
    shop.stock(LAMP=0)
    if open_order:
        shop.sell("A", LAMP=2)
    here.settle()
    of = (shop.store.account_id, shop.store.id)
    with here.ledger.writing() as unit:
        person = Person(account_id=of[0], email="ada@example.com", role=Role.OWNER, created_at=here.clock())
        unit.add(person)
        unit.flush()
        sample.send(unit, *of, person.id, "ada", here.clock())
    here.settle()
    (letter,) = here.mailbox.letters
    assert str(letter["To"]) == "ada@example.com"
    assert str(letter["Subject"]).startswith("[Test] ")
    assert here.mailbox.texts()[0].startswith("This is a test letter.")
    assert ("2 × Lamp" in here.mailbox.texts()[0]) == open_order
