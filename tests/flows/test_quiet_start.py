"""Nothing leaves unasked: the switches, the pause, older orders, and echoes of our own writes."""

import json
from collections.abc import Iterable
from datetime import timedelta

from connector.ledger import orders
from connector.ledger.stores import EFFECTS, EFFECTS_AT, ORDER_EFFECTS
from jobs.desk import switching
from jobs.desk.settings import saving
from tests.flows.merchants import MERCHANTS, Merchant, ShopifyMerchant, WooMerchant
from tests.flows.outside import writes
from tests.flows.seen import owed
from tests.world import World


def order_id(shop: Merchant, label: str) -> int:
    with shop.here.ledger.reading() as unit:
        ref = shop.ref(shop.orders[label])
        found = orders.by_ref(unit, shop.store.account_id, shop.store.id, ref)
    assert found
    return found.id


def turn_on(shop: Merchant, effects: Iterable[str] = ()) -> None:
    """Without a name: everything about orders that the platform has room for."""
    with shop.here.ledger.writing() as unit:
        for effect in effects or [one for one in EFFECTS_AT[shop.store.platform] if one in ORDER_EFFECTS]:
            switching.turn_on(unit, shop.store.account_id, shop.store.id, effect, "mia", shop.here.clock())
    shop.here.settle()


def touched(shop: Merchant, label: str) -> bool:
    """Whether anything of ours is on the order at its platform."""
    if isinstance(shop, ShopifyMerchant):
        seen = shop.shop.order(shop.orders[label].gid)
        return bool(seen.tags or seen.metafields or seen.held)
    assert isinstance(shop, WooMerchant)
    ours = [row for row in shop.shop.order(shop.orders[label])["meta_data"] if "backorder" in row["key"]]
    return bool(ours)


def test_with_all_switches_off_nothing_but_reads_leaves(here: World, platform: str) -> None:
    shop = MERCHANTS[platform](here, "quiet", ())
    shop.stock(LAMP=1)
    shop.sell("A", LAMP=3)
    here.settle()
    shop.edit("A", "LAMP", 4)
    here.settle()
    shop.receive("LAMP", 5)
    here.settle()
    assert writes(here) == []
    assert here.mailbox.letters == []
    assert owed(shop, "A", "released") == 3


def test_with_the_switches_on_the_same_history_does_leave_something(here: World, platform: str) -> None:
    shop = MERCHANTS[platform](here, "loud")
    shop.stock(LAMP=1)
    shop.sell("A", LAMP=3)
    here.settle()
    assert writes(here)
    assert len(here.mailbox.letters) == 1


def test_an_order_older_than_a_switch_waits_until_a_person_admits_it(here: World, platform: str) -> None:
    shop = MERCHANTS[platform](here, "older", ())
    shop.stock(LAMP=0)
    shop.sell("A", LAMP=2)
    here.settle()
    here.clock.ahead += timedelta(seconds=5)
    with here.ledger.reading() as unit:
        preview = switching.preview(unit, shop.store.account_id, shop.store.id, "letters")
    assert (preview.orders, preview.older, preview.admitted) == (1, 1, 0)
    turn_on(shop)
    shop.receive("LAMP", 1)
    here.settle()
    assert not touched(shop, "A")
    assert here.mailbox.letters == []
    shop.sell("B", LAMP=2)
    here.settle()
    assert touched(shop, "B")
    assert len(here.mailbox.letters) == 1
    with here.ledger.writing() as unit:
        switching.admit(unit, shop.store.account_id, order_id(shop, "A"), "mia", here.clock())
    here.settle()
    assert touched(shop, "A")
    assert len(here.mailbox.letters) == 2


def test_a_pause_stops_everything_and_going_on_does_what_was_owed(here: World, platform: str) -> None:
    shop = MERCHANTS[platform](here, "paused")
    shop.stock(LAMP=0)
    with here.ledger.writing() as unit:
        switching.pause(unit, shop.store.account_id, "mia", here.clock())
    shop.sell("A", LAMP=2)
    here.settle()
    assert owed(shop, "A") == 2
    assert writes(here) == []
    assert here.mailbox.letters == []
    with here.ledger.writing() as unit:
        switching.resume(unit, shop.store.account_id, "mia", here.clock())
    here.settle()
    assert touched(shop, "A")
    assert len(here.mailbox.letters) == 1


def test_a_switch_turned_off_again_stops_what_is_owed_already(here: World, platform: str) -> None:
    shop = MERCHANTS[platform](here, "offagain")
    shop.stock(LAMP=0)
    shop.sell("A", LAMP=2)
    with here.ledger.writing() as unit:
        for effect in EFFECTS:
            switching.turn_off(unit, shop.store.account_id, shop.store.id, effect, "mia", here.clock())
    here.settle()
    assert writes(here) == []
    assert here.mailbox.letters == []


def test_the_echo_of_our_own_write_causes_no_second_write(here: World, platform: str) -> None:
    shop = MERCHANTS[platform](here, "echo")
    shop.stock(LAMP=1)
    shop.sell("A", LAMP=3)
    here.settle()
    once = writes(here)
    assert once
    for _ in range(3):
        here.deliver()
        here.wait_and_work(10.0)
        here.settle()
    assert writes(here) == once


def test_one_letter_speaks_of_two_items_whose_webhooks_come_apart(here: World, platform: str) -> None:
    shop = MERCHANTS[platform](here, "two")
    shop.stock(LAMP=1, SHADE=0)
    with here.ledger.writing() as unit:
        wanted = {"letter_delay_seconds": 60}
        saving.change(unit, shop.store.account_id, shop.store.id, wanted, "mia", here.clock())
    shop.sell("A", LAMP=3, SHADE=2)
    box = here.shopify.webhooks if platform == "shopify" else here.woo.stores["two"].webhooks
    while box.pending:
        first, box.pending[:] = box.pending[:1], box.pending[1:]
        rest, box.pending[:] = list(box.pending), first
        here.deliver()
        box.pending[:] = [*rest, *box.pending][: len(rest)]
        here.wait_and_work(2.0)
    assert here.mailbox.letters == []
    here.wait_and_work(90.0)
    here.settle()
    (text,) = here.mailbox.texts()
    assert "Lamp" in text
    assert "Shade" in text
    assert owed(shop, "A") == 4


def test_an_order_that_ships_together_is_held_whole_and_its_letter_says_so(here: World) -> None:
    shop = ShopifyMerchant(here, "onebox")
    shop.stock(LAMP=1, SHADE=9)
    with here.ledger.writing() as unit:
        wanted = {"ships_together": True, "letter_delay_seconds": 0}
        saving.change(unit, shop.store.account_id, shop.store.id, wanted, "mia", here.clock())
    here.settle()
    shop.sell("A", LAMP=3, SHADE=2)
    here.settle()
    assert shop.held("A") == 5
    (together,) = here.mailbox.texts()
    with here.ledger.writing() as unit:
        wanted = {"ships_together": False, "letter_delay_seconds": 0}
        saving.change(unit, shop.store.account_id, shop.store.id, wanted, "mia", here.clock())
    here.settle()
    assert shop.held("A") == 2
    shop.sell("B", LAMP=1, SHADE=1)
    here.settle()
    assert "together" in together.lower()
    assert "together" not in here.mailbox.texts()[-1].lower()
    shop.receive("LAMP", 9)
    here.settle()
    assert (shop.held("A"), shop.held("B")) == (0, 0)


def test_the_record_beside_the_order_tells_what_is_owed_and_until_when(here: World) -> None:
    shop = ShopifyMerchant(here, "record")
    shop.stock(LAMP=1)
    shop.sell("A", LAMP=3)
    here.settle()
    (value,) = shop.shop.order(shop.orders["A"].gid).metafields.values()
    assert '"owed":2' in json.dumps(json.loads(value), separators=(",", ":"))
