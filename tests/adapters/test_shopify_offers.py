"""What the storefront publishes beside variants and how it sells them on, against the sandbox over HTTP."""

from collections.abc import Iterator
from typing import Any

import pytest

from adapters.outgoing import Outside
from adapters.shopify.client import ShopifyStorefront
from connector.domain.trouble import Trouble
from sandbox.shopify.sandbox import SCOPES
from sandbox.shopify.things import Variant
from tests.sandbox.shopify_box import TOKEN, Box, open_box

WRITES = {"OffersSet", "OffersDelete", "SellingSet"}


@pytest.fixture
def box() -> Iterator[Box]:
    with open_box() as opened:
        yield opened


@pytest.fixture
def shop(box: Box) -> Iterator[ShopifyStorefront]:
    storefront = ShopifyStorefront(Outside(allow_loopback=True), "demo-lamps", TOKEN, box.sandbox.base_url)
    yield storefront
    storefront.close()


def offer(day: str) -> dict[str, Any]:
    said = {"en": f"Ships by {day}", "ja": f"{day}までに発送予定"}
    step = {"reach": 4, "on": day, "now": False, "day": {"en": day, "ja": day}, "text": said}
    return {"regions": {"": {"most": 4, "end": said, "steps": [step]}}, "note": "手作り & <b>slow</b>"}


def ref(variant: Variant) -> str:
    return variant.inventory_item_gid


def carried(box: Box, variant: Variant) -> Any:
    return box.shop.own_values(variant.gid).get("backorder_offer")


def writes(box: Box) -> list[str]:
    return [entry.operation for entry in box.sandbox.log if entry.operation in WRITES]


def test_offers_are_kept_beside_their_variants_and_written_only_where_they_differ(
    box: Box, shop: ShopifyStorefront
) -> None:
    shade = box.shop.add_product("Shade", sku="S", price="1")
    first, second = offer("2026-12-03"), offer("2026-12-10")
    assert shop.settle_offers({ref(box.lamp): first, ref(shade): first}) == {ref(box.lamp), ref(shade)}
    assert (carried(box, box.lamp), carried(box, shade)) == (first, first)
    assert shop.settle_offers({ref(box.lamp): first, ref(shade): second}) == {ref(shade)}
    assert (carried(box, box.lamp), carried(box, shade)) == (first, second)
    assert shop.settle_offers({ref(box.lamp): first, ref(shade): second}) == frozenset()
    assert writes(box) == ["OffersSet", "OffersSet"]


def test_an_offer_that_ended_is_taken_away_and_what_others_keep_stays(
    box: Box, shop: ShopifyStorefront
) -> None:
    set_own = """mutation M($fields: [MetafieldsSetInput!]!) {
      metafieldsSet(metafields: $fields) { userErrors { message } } }"""
    theirs = {"ownerId": box.lamp.gid, "namespace": "custom", "key": "backorder_offer"}
    box.ask(set_own, fields=[{**theirs, "type": "json", "value": "1"}])
    shop.settle_offers({ref(box.lamp): offer("2026-12-03")})
    assert shop.settle_offers({ref(box.lamp): None}) == {ref(box.lamp)}
    assert shop.settle_offers({ref(box.lamp): None}) == frozenset()
    assert list(box.lamp.metafields) == [("custom", "backorder_offer")]
    assert writes(box) == ["OffersSet", "OffersDelete"]


def test_what_is_gone_is_passed_over(box: Box, shop: ShopifyStorefront) -> None:
    shade = box.shop.add_product("Shade", sku="S", price="1")
    unsold = box.shop.add_product("Old", sku="O", price="1")
    box.shop.remove_variant(shade)
    unsold.inventory_item.sold_as.clear()
    wanted = {ref(one): offer("2026-12-03") for one in (shade, unsold, box.lamp)}
    assert shop.settle_offers(wanted) == {ref(box.lamp)}
    assert shop.settle_selling(ref(shade), False, "") == ""
    assert shop.settle_selling(ref(unsold), False, "") == ""


def test_each_variant_of_an_item_carries_its_offer_and_is_sold_alike(
    box: Box, shop: ShopifyStorefront
) -> None:
    again = box.shop.add_product("Walnut Lamp, boxed", sku="LAMP", price="90")
    again.inventory_item = box.lamp.inventory_item
    box.lamp.inventory_item.sold_as.append(again)
    large = box.shop.add_variant(box.lamp.product, sku="L", price="90", option="Large")
    assert shop.settle_offers({ref(box.lamp): offer("2026-12-03")}) == {ref(box.lamp)}
    assert [carried(box, one) is not None for one in (box.lamp, again, large)] == [True, True, False]
    assert shop.settle_selling(ref(box.lamp), False, "") == "continue"
    assert [one.inventory_policy for one in (box.lamp, again, large)] == ["DENY", "DENY", "CONTINUE"]


def test_many_offers_are_written_twenty_five_at_once(box: Box, shop: ShopifyStorefront) -> None:
    many = [box.shop.add_product(f"P{n}", sku=f"P{n}", price="1") for n in range(30)]
    wanted = {ref(one): offer("2026-12-03") for one in many}
    assert shop.settle_offers(wanted) == set(wanted)
    assert writes(box) == ["OffersSet", "OffersSet"]


def test_an_offer_that_somebody_else_writes_meanwhile_is_tried_again(
    box: Box, shop: ShopifyStorefront, monkeypatch: pytest.MonkeyPatch
) -> None:
    rival = ShopifyStorefront(Outside(allow_loopback=True), "demo-lamps", TOKEN, box.sandbox.base_url)
    ask = shop._graphql.ask

    def slow(name: str, kind: Any, **variables: Any) -> Any:
        if name == "OffersSet":
            rival.settle_offers({ref(box.lamp): offer("2026-12-24")})
        return ask(name, kind, **variables)

    monkeypatch.setattr(shop._graphql, "ask", slow)
    with pytest.raises(Trouble) as caught:
        shop.settle_offers({ref(box.lamp): offer("2026-12-03")})
    assert not caught.value.permanent
    assert carried(box, box.lamp) == offer("2026-12-24")
    monkeypatch.undo()
    assert shop.settle_offers({ref(box.lamp): offer("2026-12-03")}) == {ref(box.lamp)}
    rival.close()


def test_selling_beyond_the_stock_is_the_variants_policy(box: Box, shop: ShopifyStorefront) -> None:
    assert shop.settle_selling(ref(box.lamp), True, "") == ""
    assert shop.settle_selling(ref(box.lamp), False, "") == "continue"
    assert box.lamp.inventory_policy == "DENY"
    assert shop.settle_selling(ref(box.lamp), False, "continue") == ""
    assert shop.settle_selling(ref(box.lamp), True, "continue") == "deny"
    assert box.lamp.inventory_policy == "CONTINUE"
    assert writes(box) == ["SellingSet", "SellingSet"]


def test_a_variant_that_goes_while_it_is_written_is_looked_at_again(
    box: Box, shop: ShopifyStorefront, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = shop._graphql.ask

    def slow(name: str, kind: Any, **variables: Any) -> Any:
        if name == "SellingSet":
            box.shop.remove_variant(box.lamp)
        return ask(name, kind, **variables)

    monkeypatch.setattr(shop._graphql, "ask", slow)
    with pytest.raises(Trouble, match="went away") as caught:
        shop.settle_selling(ref(box.lamp), False, "")
    assert not caught.value.permanent
    assert shop.settle_selling(ref(box.lamp), False, "") == ""


def test_without_the_access_a_person_hears_of_it(box: Box, shop: ShopifyStorefront) -> None:
    box.shop.scopes = [one for one in SCOPES if one != "write_products"]
    assert "write_products" in shop.facts().missing_access
    for call in (
        lambda: shop.settle_offers({ref(box.lamp): offer("2026-12-03")}),
        lambda: shop.settle_selling(ref(box.lamp), False, ""),
    ):
        with pytest.raises(Trouble, match="write_products") as caught:
            call()
        assert caught.value.permanent
