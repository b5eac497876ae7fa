"""Before the purchase: the shop carries what the ledger promises, sells on while it does, and goes back."""

from datetime import datetime, timedelta

from connector.ledger import accounts, locks, stores, supply
from connector.ledger import leaving as left
from connector.ledger.leaving import Progress
from jobs import leaving, offer_rounds
from jobs import progress as progress_of
from jobs.desk import expecting, switching
from jobs.desk.expecting import Coming
from jobs.pegging import peg_item
from tests.flows.goods import listing, of, offer_at, say, set_up, turn, word_at
from tests.flows.merchants import Merchant
from tests.world import World


def opened(platform: str, here: World, **units: int) -> Merchant:
    """With a lead time that a person stated; every item is known by an order for it."""
    merchant = of(platform, here).stock(**units)
    set_up(here, merchant.store, lead_days=20, handling_days=0)
    for label, sku in zip("abcdef", units, strict=False):
        merchant.sell(label, **{sku: 1})
    here.settle()
    return merchant


def days(merchant: Merchant, sku: str) -> list[tuple[int | None, bool]]:
    found = offer_at(merchant, sku)
    return [(step["reach"], step["now"]) for step in found["regions"][""]["steps"]]


def renew(here: World, merchant: Merchant) -> None:
    """As on a new day, or after a change of the settings."""
    with here.ledger.writing() as unit:
        row = locks.store(unit, merchant.store.account_id, merchant.store.id)
        offer_rounds.owe(unit, row, offer_rounds.CHANGED, here.clock())
    here.settle()


def pause(here: World, merchant: Merchant, at: datetime | None) -> None:
    with here.ledger.writing() as unit:
        accounts.get(unit, merchant.store.account_id).paused_at = at


def progress(here: World, merchant: Merchant) -> Progress:
    with here.ledger.reading() as unit:
        return left.progress(unit, stores.get(unit, merchant.store.account_id, merchant.store.id))


def test_a_shop_carries_the_offer_of_each_item_and_every_order_moves_it(here: World, platform: str) -> None:
    merchant = opened(platform, here, LAMP=4, CHAIR=1)
    assert offer_at(merchant, "LAMP") is None
    turn(here, merchant.store, "offers")
    here.settle()
    assert days(merchant, "LAMP") == [(3, True), (None, False)]
    assert days(merchant, "CHAIR") == [(None, False)]
    merchant.sell("z", LAMP=3)
    here.settle()
    assert days(merchant, "LAMP") == [(None, False)]


def test_what_nobody_ordered_yet_is_offered_once_the_whole_shop_was_read(here: World, platform: str) -> None:
    merchant = of(platform, here)
    set_up(here, merchant.store, lead_days=20, handling_days=0)
    turn(here, merchant.store, "offers")
    here.settle()
    merchant.stock(LAMP=3)
    here.shopify.webhooks.take()
    for store in here.woo.stores.values():
        store.webhooks.take()
    with here.ledger.writing() as unit:
        row = locks.store(unit, merchant.store.account_id, merchant.store.id)
        progress_of.begin(unit, row, "whole", here.clock())
    here.settle()
    assert days(merchant, "LAMP") == [(3, True), (None, False)]


def test_a_delivery_that_is_expected_and_one_that_slips_are_read_in_the_shop(
    here: World, platform: str
) -> None:
    merchant = opened(platform, here, LAMP=1)
    turn(here, merchant.store, "offers")
    here.settle()
    today = here.clock().date()
    found = listing(here, merchant.store, "LAMP")
    with here.ledger.writing() as unit:
        account_id = merchant.store.account_id
        place = supply.on_hand(unit, account_id, found.item_id)[0].location_id
        coming = Coming(found.item_id, place, 5, today + timedelta(days=5))
        row = expecting.add(unit, account_id, coming, "Ada", here.clock())
        peg_item(unit, account_id, found.item_id, here.clock())
    here.settle()
    first = offer_at(merchant, "LAMP")["regions"][""]["steps"][0]["on"]
    with here.ledger.writing() as unit:
        later = today + timedelta(days=9)
        expecting.change(
            unit, account_id, row.id, quantity=5, expected_on=later, note="", who="Ada", now=here.clock()
        )
        peg_item(unit, account_id, found.item_id, here.clock())
    here.settle()
    assert offer_at(merchant, "LAMP")["regions"][""]["steps"][0]["on"] > first


def test_turning_dates_off_takes_ours_off_the_shop_and_nothing_else(here: World, platform: str) -> None:
    merchant = opened(platform, here, LAMP=4)
    turn(here, merchant.store, "offers")
    here.settle()
    assert offer_at(merchant, "LAMP")
    turn(here, merchant.store, "offers", on=False)
    here.settle()
    assert offer_at(merchant, "LAMP") is None


def test_a_shop_sells_on_while_a_day_can_be_promised_and_goes_back_to_its_own_words(
    here: World, platform: str
) -> None:
    merchant = opened(platform, here, LAMP=4, CHAIR=1)
    own = {"LAMP": say(merchant, "LAMP", beyond=False), "CHAIR": say(merchant, "CHAIR", beyond=True)}
    turn(here, merchant.store, "selling")
    here.settle()
    assert word_at(merchant, "LAMP") in ("continue", "notify")
    assert word_at(merchant, "CHAIR") == own["CHAIR"]
    assert listing(here, merchant.store, "LAMP").beyond_was == own["LAMP"]
    assert listing(here, merchant.store, "CHAIR").beyond_was == ""
    set_up(here, merchant.store, sell_up_to="inbound")
    renew(here, merchant)
    assert word_at(merchant, "CHAIR") in ("deny", "no")
    assert word_at(merchant, "LAMP") == own["LAMP"]
    turn(here, merchant.store, "selling", on=False)
    here.settle()
    assert {sku: word_at(merchant, sku) for sku in own} == own
    assert {listing(here, merchant.store, sku).beyond_was for sku in own} == {""}


def test_nothing_is_written_into_the_shop_while_everything_is_paused(here: World, platform: str) -> None:
    merchant = opened(platform, here, LAMP=4)
    own = say(merchant, "LAMP", beyond=False)
    for effect in ("offers", "selling"):
        turn(here, merchant.store, effect)
    pause(here, merchant, at=here.clock())
    for _ in range(3):
        here.wait_and_work()
    assert (offer_at(merchant, "LAMP"), word_at(merchant, "LAMP")) == (None, own)
    with here.ledger.writing() as unit:
        switching.resume(unit, merchant.store.account_id, "Ada", here.clock())
    here.work()  # what was owed meanwhile is done now
    assert offer_at(merchant, "LAMP")
    assert word_at(merchant, "LAMP") != own


def test_removing_the_app_leaves_the_shop_as_it_was(here: World, platform: str) -> None:
    merchant = opened(platform, here, LAMP=4, CHAIR=1)
    own = {"LAMP": say(merchant, "LAMP", beyond=False), "CHAIR": say(merchant, "CHAIR", beyond=True)}
    for effect in ("record", "offers", "selling"):
        turn(here, merchant.store, effect)
    here.settle()
    assert offer_at(merchant, "LAMP")
    assert word_at(merchant, "LAMP") != own["LAMP"]
    # Also while everything is paused: whoever leaves wants nothing of ours to stay.
    pause(here, merchant, at=here.clock())
    with here.ledger.writing() as unit:
        row = locks.store(unit, merchant.store.account_id, merchant.store.id)
        leaving.begin(unit, row, "Ada", here.clock())
    here.settle()
    assert [offer_at(merchant, sku) for sku in own] == [None, None]
    assert {sku: word_at(merchant, sku) for sku in own} == own
    seen = progress(here, merchant)
    assert (seen.is_over, seen.stuck) == (True, 0)
    assert seen.total >= 4  # two items, each with its date and its word


def test_what_the_merchant_chose_anew_by_hand_stands_until_the_next_offer(here: World, platform: str) -> None:
    merchant = opened(platform, here, LAMP=4)
    turn(here, merchant.store, "selling")
    here.settle()
    chosen = say(merchant, "LAMP", beyond=False)
    here.settle()
    assert word_at(merchant, "LAMP") == chosen
    merchant.sell("z", LAMP=1)
    here.settle()
    assert word_at(merchant, "LAMP") != chosen
