"""However an order came to be what it is, its queue ends as if it had been ordered so from the start."""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest

from connector.domain.backorders import WAITING
from tests.flows.merchants import MERCHANTS, Merchant, ShopifyMerchant, Units, WooMerchant
from tests.flows.seen import Key, Standing, check_queues, owed, standings, supply
from tests.world import World

numbers = itertools.count(1)
LAMP, SHADE = "LAMP", "SHADE"


@dataclass(frozen=True)
class Story:
    """Five lamps and two shades; A ordered four lamps, then B four. Then something happens.

    `left` are the units that remain for open orders, `ends` what is open, `owes` what of it waits.
    """

    name: str
    then: Callable[[Merchant], None]
    ends: Mapping[str, Units]
    owes: Mapping[str, int]
    left: Units = field(default_factory=lambda: {LAMP: 5, SHADE: 2})


def ship_all_of_a(shop: Merchant) -> None:
    shop.ship("A", LAMP, 4)
    shop.here.settle()


def shipped_then(then: Callable[[Merchant], None]) -> Callable[[Merchant], None]:
    def both(shop: Merchant) -> None:
        ship_all_of_a(shop)
        then(shop)

    return both


def sell_at_till(shop: Merchant) -> None:
    assert isinstance(shop, ShopifyMerchant)
    shop.orders["T"] = shop.shop.sell_at_till([(shop.items[LAMP], 2)], shop.berlin)


def exchange(shop: Merchant) -> None:
    assert isinstance(shop, ShopifyMerchant)
    shop.shop.exchange(shop.orders["A"], shop.line("A", LAMP), shop.items[SHADE])


def exchange_by_a_new_order(shop: Merchant) -> None:
    shop.refund("A", LAMP, 1, restock=True)
    shop.sell("C", SHADE=1)


def cancel_without_restock(shop: Merchant) -> None:
    assert isinstance(shop, ShopifyMerchant)
    shop.shop.cancel_order(shop.orders["A"], restock=False)


def sell_for_pickup(shop: Merchant) -> None:
    assert isinstance(shop, ShopifyMerchant)
    shop.sell_how("P", {LAMP: 2, SHADE: 1}, location=shop.berlin)


def twice(shop: Merchant) -> None:
    shop.edit("A", LAMP, 1)
    shop.here.settle()
    shop.edit("A", LAMP, 3)
    shop.add("B", SHADE, 3)


BOTH = (
    Story("nothing", lambda _shop: None, {"A": {LAMP: 4}, "B": {LAMP: 4}}, {"B": 3}),
    Story("more of it", lambda s: s.edit("A", LAMP, 5), {"A": {LAMP: 5}, "B": {LAMP: 4}}, {"B": 4}),
    Story("less of it", lambda s: s.edit("A", LAMP, 1), {"A": {LAMP: 1}, "B": {LAMP: 4}}, {}),
    Story("edited again and again", twice, {"A": {LAMP: 3}, "B": {LAMP: 4, SHADE: 3}}, {"B": 3}),
    Story(
        "another item as well",
        lambda s: s.add("A", SHADE, 3),
        {"A": {LAMP: 4, SHADE: 3}, "B": {LAMP: 4}},
        {"A": 1, "B": 3},
    ),
    Story(
        "a swap for another item",
        lambda s: s.swap("A", LAMP, SHADE),
        {"A": {SHADE: 4}, "B": {LAMP: 4}},
        {"A": 2},
    ),
    Story(
        "a partial refund with restock",
        lambda s: s.refund("A", LAMP, 2, restock=True),
        {"A": {LAMP: 2}, "B": {LAMP: 4}},
        {"B": 1},
    ),
    Story(
        "a refund of everything with restock",
        lambda s: s.refund("A", LAMP, 4, restock=True),
        {"B": {LAMP: 4}},
        {},
    ),
    Story(
        "a refund of everything without restock",
        lambda s: s.refund("A", LAMP, 4, restock=False),
        {"B": {LAMP: 4}},
        {"B": 3},
        {LAMP: 1},
    ),
    Story("a cancellation", lambda s: s.cancel("A"), {"B": {LAMP: 4}}, {}),
    Story("a cancellation of the younger one", lambda s: s.cancel("B"), {"A": {LAMP: 4}}, {}),
    Story("a lost payment", lambda s: s.lose_payment("A"), {"B": {LAMP: 4}}, {}),
    Story(
        "a part shipped",
        lambda s: s.ship("A", LAMP, 2),
        {"A": {LAMP: 2}, "B": {LAMP: 4}},
        {"B": 3},
        {LAMP: 3, SHADE: 2},
    ),
    Story("everything shipped", ship_all_of_a, {"B": {LAMP: 4}}, {"B": 3}, {LAMP: 1}),
    Story(
        "what could ship of the younger one shipped",
        lambda s: s.ship("B", LAMP, 1),
        {"A": {LAMP: 4}, "B": {LAMP: 3}},
        {"B": 3},
        {LAMP: 4},
    ),
    Story(
        "shipped and returned with restock",
        shipped_then(lambda s: s.refund("A", LAMP, 2, restock=True)),
        {"B": {LAMP: 4}},
        {"B": 1},
        {LAMP: 3},
    ),
    Story(
        "shipped and returned without restock",
        shipped_then(lambda s: s.refund("A", LAMP, 2, restock=False)),
        {"B": {LAMP: 4}},
        {"B": 3},
        {LAMP: 1},
    ),
    Story(
        "a part shipped, then the rest refunded",
        lambda s: (s.ship("A", LAMP, 2), s.refund("A", LAMP, 2, restock=True))[0],
        {"B": {LAMP: 4}},
        {"B": 1},
        {LAMP: 3},
    ),
    Story("goods come", lambda s: s.receive(LAMP, 2), {"A": {LAMP: 4}, "B": {LAMP: 4}}, {"B": 1}, {LAMP: 7}),
    Story(
        "a count corrected down",
        lambda s: s.recount(LAMP, 2),
        {"A": {LAMP: 4}, "B": {LAMP: 4}},
        {"A": 2, "B": 4},
        {LAMP: 2},
    ),
    Story(
        "a count corrected to nothing",
        lambda s: s.recount(LAMP, 0),
        {"A": {LAMP: 4}, "B": {LAMP: 4}},
        {"A": 4, "B": 4},
        {LAMP: 0},
    ),
)
ON_SHOPIFY = (
    Story(
        "a partial refund without restock",
        lambda s: s.refund("A", LAMP, 2, restock=False),
        {"A": {LAMP: 2}, "B": {LAMP: 4}},
        {"B": 3},
        {LAMP: 3},
    ),
    Story("a cancellation without restock", cancel_without_restock, {"B": {LAMP: 4}}, {"B": 3}, {LAMP: 1}),
    Story("a deleted order", lambda s: s.delete("A"), {"B": {LAMP: 4}}, {}),
    Story(
        "a till sale",
        sell_at_till,
        {"A": {LAMP: 4}, "B": {LAMP: 4}},
        {"A": 1, "B": 4},
        {LAMP: 3},
    ),
    Story(
        "an order to be picked up",
        sell_for_pickup,
        {"A": {LAMP: 4}, "B": {LAMP: 4}, "P": {LAMP: 2, SHADE: 1}},
        {"B": 3, "P": 2},
    ),
    Story(
        "an exchange of what was shipped",
        shipped_then(exchange),
        {"A": {SHADE: 1}, "B": {LAMP: 4}},
        {"B": 2},
        {LAMP: 2, SHADE: 2},
    ),
)
ON_WOOCOMMERCE = (
    # The units were refunded, not sent: the shop's count does not rise, and they still lie on the shelf.
    Story(
        "a partial refund without restock",
        lambda s: s.refund("A", LAMP, 2, restock=False),
        {"A": {LAMP: 2}, "B": {LAMP: 4}},
        {"B": 1},
    ),
    # The trash gives nothing back to the count (recorded): it is the shop's count that is believed.
    Story("a deleted order", lambda s: s.delete("A"), {"B": {LAMP: 4}}, {"B": 3}, {LAMP: 1}),
    Story(
        "an exchange of what was shipped",
        shipped_then(exchange_by_a_new_order),
        {"B": {LAMP: 4}, "C": {SHADE: 1}},
        {"B": 2},
        {LAMP: 2, SHADE: 2},
    ),
)
TOLD = [
    *(pytest.param(p, story, id=f"{p}: {story.name}") for p in sorted(MERCHANTS) for story in BOTH),
    *(pytest.param("shopify", story, id=f"shopify: {story.name}") for story in ON_SHOPIFY),
    *(pytest.param("woocommerce", story, id=f"woocommerce: {story.name}") for story in ON_WOOCOMMERCE),
]


@pytest.mark.parametrize(("platform", "story"), TOLD)
def test_it_ends_as_if_ordered_so_from_the_start(crowd: World, platform: str, story: Story) -> None:
    shop = MERCHANTS[platform](crowd, f"shop{next(numbers)}")
    shop.stock(LAMP=5, SHADE=2)
    shop.sell("A", LAMP=4)
    shop.sell("B", LAMP=4)
    crowd.settle()
    story.then(shop)
    crowd.settle()

    found = standings(shop)
    assert {label: units for label in shop.orders if (units := owed(shop, label))} == dict(story.owes)
    assert found == ordered_so_from_the_start(crowd, platform, story)
    for sku, units in supply(shop).items():
        assert units == story.left.get(sku, units), f"{sku} on hand"
    check_queues(crowd.ledger, shop.store.account_id)
    if isinstance(shop, ShopifyMerchant):
        held_is_what_waits(shop, story)


def ordered_so_from_the_start(crowd: World, platform: str, story: Story) -> dict[Key, Standing]:
    plain = MERCHANTS[platform](crowd, f"plain{next(numbers)}", ())
    plain.stock(**{LAMP: 0, SHADE: 2} | dict(story.left))
    for label, units in story.ends.items():
        plain.sell_how(label, units)
    crowd.settle()
    return standings(plain)


def held_is_what_waits(shop: ShopifyMerchant, story: Story) -> None:
    for label, order in shop.orders.items():
        if order.gid in shop.shop.orders:
            assert shop.held(label) == story.owes.get(label, 0), "held is what waits, and nothing else"


def test_a_story_is_told_of_shops_that_would_be_different_without_it(crowd: World) -> None:
    """The comparison can fail: two shops that end differently are seen as different."""
    shop = WooMerchant(crowd, "different", ())
    shop.stock(LAMP=5, SHADE=2)
    shop.sell("A", LAMP=4)
    shop.sell("B", LAMP=4)
    crowd.settle()
    before = standings(shop)
    shop.edit("A", LAMP, 1)
    crowd.settle()
    assert standings(shop) != before
    assert owed(shop, "B", WAITING) == 0
