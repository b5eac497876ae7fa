"""What every platform's adapter does before a purchase: it publishes offers and says what is sold on."""

from datetime import date
from typing import Any

from connector.domain.selling import sells_beyond
from connector.domain.shown import KEPT, SEEN
from connector.domain.storefront import Storefront
from tests.adapters.driver import Driver, only_line, trouble


def offer(day: str) -> dict[str, Any]:
    said = {"en": f"Ships by {day}", "ja": f"{day}までに発送予定"}
    here = {"reach": 2, "on": "2026-11-23", "now": True, "day": {"en": "Mon", "ja": "月"}, "text": {}}
    later = {"reach": None, "on": day, "now": False, "day": {"en": day, "ja": day}, "text": said}
    nowhere = {"most": 0, "end": {"en": "Sold out", "ja": "売り切れ"}, "steps": []}
    regions = {"": {"most": None, "end": {}, "steps": [here, later]}, "JP": nowhere}
    return {"regions": regions, "note": "手作り — Smith & Søn <b>"}


def day_of(kept: Any) -> str:
    """The later step's."""
    return str(kept["regions"][""]["steps"][1]["on"])


class OffersContract:
    """Inherited by the whole contract."""

    def test_an_offer_is_kept_beside_its_listing_and_written_once(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        ref, wanted = driver.listing_ref(lamp), offer("2026-12-03")
        assert driver.offer(lamp) is None
        assert shop.settle_offers({ref: wanted}) == {ref}
        kept = driver.offer(lamp)
        assert kept is not None
        assert kept["note"] == wanted["note"]
        assert kept["regions"][""]["most"] is None
        assert kept["regions"][""]["steps"][1] == wanted["regions"][""]["steps"][1]
        assert kept["regions"]["JP"] == wanted["regions"]["JP"]
        before = driver.writes()
        assert shop.settle_offers({ref: wanted}) == frozenset()
        assert driver.storefront().settle_offers({ref: wanted}) == frozenset()
        assert driver.writes() == before

    def test_only_what_differs_is_written_and_what_is_gone_is_passed_over(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        goods = [lamp, *(driver.add_item(f"Shade {n}", f"SHADE-{n}", n) for n in range(23))]
        refs = [driver.listing_ref(one) for one in goods]
        first, second = offer("2026-12-03"), offer("2026-12-10")
        assert shop.settle_offers(dict.fromkeys(refs, first)) == set(refs)
        wanted = {**dict.fromkeys(refs, first), refs[3]: second, driver.unknown_ref(): first}
        assert shop.settle_offers(wanted) == {refs[3]}
        assert [day_of(driver.offer(one)) for one in goods[2:5]] == ["2026-12-03", "2026-12-10", "2026-12-03"]
        assert shop.settle_offers({}) == frozenset()

    def test_an_offer_that_ended_leaves_nothing_of_ours(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        ref = driver.listing_ref(lamp)
        before = driver.writes()
        assert shop.settle_offers({ref: None}) == frozenset()
        assert driver.writes() == before
        shop.settle_offers({ref: offer("2026-12-03")})
        assert shop.settle_offers({ref: None, driver.unknown_ref(): None}) == {ref}
        assert driver.offer(lamp) is None

    def test_what_lies_beside_a_listing_is_read_as_it_is_and_nothing_is_written(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        ref, bare = driver.listing_ref(lamp), driver.listing_ref(driver.add_item("Shade", "SHADE", 1))
        wanted = offer("2026-12-03")
        shop.settle_offers({ref: wanted})
        before = driver.writes()
        found = driver.storefront().offers_at([ref, bare, driver.unknown_ref()])
        assert set(found) == {ref, bare}
        assert list(found[bare]) == [None]
        (kept,) = found[ref]
        assert isinstance(kept, dict)
        assert (day_of(kept), kept["note"]) == ("2026-12-03", wanted["note"])
        assert shop.offers_at([]) == {}
        assert driver.writes() == before

    def test_an_offer_whose_answer_was_lost_is_repeated_without_harm(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        ref = driver.listing_ref(lamp)
        driver.lose_answer_of_offer(0.2)
        found = trouble(lambda: shop.settle_offers({ref: offer("2026-12-03")}))
        assert (found.unknown, found.permanent) == (True, False)
        assert shop.settle_offers({ref: offer("2026-12-03")}) == frozenset()
        assert day_of(driver.offer(lamp)) == "2026-12-03"

    def test_our_offer_changes_nothing_that_we_read(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        ref = driver.listing_ref(lamp)
        before = list(shop.reread_items([ref]))
        shop.settle_offers({ref: offer("2026-12-03")})
        assert list(driver.storefront().reread_items([ref])) == before

    def test_selling_ends_with_the_stock_and_goes_on_as_it_was(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        ref = driver.listing_ref(lamp)
        was = shop.settle_selling(ref, False, "")
        assert was
        assert not driver.sells_beyond(lamp)
        before = driver.writes()
        assert shop.settle_selling(ref, False, was) == ""
        assert driver.writes() == before
        ended = shop.settle_selling(ref, True, was)
        assert ended not in ("", was)
        assert driver.sells_beyond(lamp)
        assert shop.settle_selling(ref, False, was) == was  # in the very word that it had before
        assert shop.settle_selling(ref, True, was) == ended

    def test_what_sells_on_already_is_left_alone_and_what_is_gone_passed_over(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        before = driver.writes()
        assert shop.settle_selling(driver.listing_ref(lamp), True, "") == ""
        assert shop.settle_selling(driver.unknown_ref(), False, "") == ""
        assert driver.writes() == before

    def test_the_word_of_selling_is_what_the_listing_is_read_with(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        ref = driver.listing_ref(lamp)
        was = shop.settle_selling(ref, False, "")
        ended = shop.reread_items([ref])[0].display.beyond
        assert shop.settle_selling(ref, True, was) == ended
        assert driver.storefront().reread_items([ref])[0].display.beyond == was

    # What buyers are shown, and were.

    def test_a_listing_says_how_buyers_are_shown_it(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        (item,) = shop.reread_items([driver.listing_ref(lamp)])
        shown = item.display
        assert item.title == "Walnut Lamp"
        assert shown.url.startswith(("https://", "http://"))
        assert shown.product_ref
        assert shown.variant_ref
        assert (shown.price, shown.visible) == (4990, True)
        assert sells_beyond(shown.beyond) is True
        assert driver.sells_beyond(lamp)

    def test_the_day_that_was_shown_comes_back_with_the_order_and_is_no_other_tools(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        told = {KEPT: "2026-12-03"} | dict.fromkeys(SEEN, "Thu 3 December")
        order = driver.order(lamp, 5, shown=told)
        assert only_line(shop.reread_order(order)).shown_on == date(2026, 12, 3)
        part = driver.storefront().read_open_orders("")
        assert [only_line(one).shown_on for one in part.orders] == [date(2026, 12, 3)]
        assert part.left == ()

    def test_what_a_buyer_wrote_there_instead_of_a_day_is_nothing(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        orders = [driver.order(lamp, 1, shown={KEPT: text}) for text in ("yesterday", "2026-02-30", "")]
        assert [only_line(shop.reread_order(one)).shown_on for one in orders] == [None, None, None]
