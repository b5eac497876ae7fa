"""What every platform's adapter does before a purchase: it publishes offers and says what is sold on."""

from typing import Any

from connector.domain.storefront import Storefront
from tests.adapters.driver import Driver, trouble


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
