"""Whoever waits can be forgotten, asks what is held, and is forgotten by itself when their time is over."""

import json
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest

from connector.domain.waitlist import CONFIRM_LASTS, KEPT
from connector.ledger import board_history, erasing, privacy, stores, waits
from connector.ledger.board_history import Wanted
from connector.ledger.waits import ASKED
from jobs import buyer_file, tidying
from jobs.desk import privacy as desk
from tests.flows.asking import person_asks, shopify_says
from tests.flows.everywhere import found
from tests.flows.merchants import Merchant
from tests.flows.test_waitlist import ask, join, press, shop, state_of
from tests.world import World

__all__ = ["shop"]

EMAIL = "quirina.voss@example.com"


def kept(here: World) -> list[str]:
    return found(here.ledger, here.workshop.settings.redis_url, EMAIL)


def forget(here: World, shop: Merchant, platform: str) -> None:
    if platform == "woocommerce":
        person_asks(here, shop.store, "customer_redact", "Quirina.Voss@Example.com")
        return
    who = {"customer": {"id": 1, "email": EMAIL, "phone": None}, "orders_to_redact": []}
    assert shopify_says(here, "customers/redact", shop.store.address, **who).status_code == 200
    here.work()


def test_who_is_forgotten_waits_no_more_and_is_found_in_no_table(
    here: World, shop: Merchant, platform: str
) -> None:
    join(shop, EMAIL)
    ask(shop, "other@example.com")
    assert "waits.email" in kept(here)
    forget(here, shop, platform)
    assert kept(here) == []
    assert state_of(shop, "other@example.com") == ASKED
    shop.receive("LAMP", 5)
    here.settle()
    assert kept(here) == []
    assert len(here.mailbox.letters) == 2


def test_an_old_letter_does_not_bring_them_back_but_they_may_ask_again(
    here: World, shop: Merchant, platform: str
) -> None:
    ask(shop, EMAIL)
    forget(here, shop, platform)
    with pytest.raises(AssertionError):
        press(shop, here.mailbox.texts()[0], "confirm")
    assert kept(here) == []
    join(shop, EMAIL)
    assert "waits.email" in kept(here)


def test_a_letter_that_is_still_owed_is_not_sent_to_the_forgotten(
    here: World, shop: Merchant, platform: str
) -> None:
    join(shop, EMAIL)
    shop.receive("LAMP", 1)
    here.deliver()
    forget(here, shop, platform)
    here.settle()
    assert kept(here) == []


def test_what_is_held_of_who_only_waits_is_counted_and_told(here: World, shop: Merchant) -> None:
    join(shop, EMAIL)
    with here.ledger.reading() as unit:
        seen = desk.preview(unit, shop.store.account_id, shop.store.id, EMAIL)
    assert (seen.waits, seen.orders, seen.nothing) == (1, 0, False)
    request_id = person_asks(here, shop.store, "data_request", EMAIL)
    with here.ledger.reading() as unit:
        store = stores.get(unit, shop.store.account_id, shop.store.id)
        request = privacy.get(unit, store.account_id, request_id)
        told = buyer_file.opened(here.workshop, store, request)
    with ZipFile(BytesIO(told)) as file:
        tables = json.loads(file.read("data.json"))
    assert [row["email"] for row in tables["waits"]] == [EMAIL]
    assert [row["to_address"] for row in tables["letters"]] == [EMAIL]
    assert not {"confirm_hash", "leave_hash"} & tables["waits"][0].keys()


def test_addresses_are_forgotten_when_their_time_is_over(here: World, shop: Merchant) -> None:
    ask(shop, EMAIL)
    join(shop, "told@example.com")
    join(shop, "waits@example.com", 9)
    shop.receive("LAMP", 1)
    here.settle()
    here.clock.ahead += CONFIRM_LASTS
    tidy(here)
    assert kept(here) == []
    assert addresses(here, shop) == {"told@example.com", "waits@example.com"}
    here.clock.ahead += KEPT
    tidy(here)
    assert addresses(here, shop) == {"waits@example.com"}
    assert found(here.ledger, here.workshop.settings.redis_url, "told@example.com") == []


def test_nobody_waits_for_a_store_that_left_long_ago(here: World, shop: Merchant) -> None:
    join(shop, EMAIL)
    with here.ledger.writing() as unit:
        stores.leave(stores.get(unit, shop.store.account_id, shop.store.id), here.clock())
    tidy(here)
    assert kept(here) != []
    here.clock.ahead += KEPT + timedelta(days=1)
    tidy(here)
    assert kept(here) == []
    with here.ledger.reading() as unit:
        said = [one.detail.get("said") for one in board_history.rows(unit, shop.store.account_id, Wanted())]
    assert "tidied_waits" in said


def test_a_store_that_is_erased_takes_its_waitlist_with_it(here: World, shop: Merchant) -> None:
    join(shop, EMAIL)
    here.add_shop("bystander")
    with here.ledger.writing() as unit:
        assert not erasing.store(unit, shop.store.account_id, shop.store.id), "another store stays"
    assert kept(here) == []


def tidy(here: World) -> None:
    here.clock.ahead += timedelta(days=1)
    tidying.owe_due(here.workshop)
    here.work()
    here.wait_and_work(60.0)


def addresses(here: World, shop: Merchant) -> set[str]:
    with here.ledger.reading() as unit:
        return set(waits.addresses(unit, shop.store.account_id, shop.store.id))
