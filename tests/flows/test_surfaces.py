"""One date everywhere: whoever says another one is named, and a shop where all is well is left in peace."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
import requests
from flask import Flask, Response, request
from sqlalchemy import update

from app.commands.surfaces import _board
from app.web import create_app
from connector.domain import surfaces
from connector.domain.trouble import BadInput
from connector.ledger import items, letters, orders, stores
from connector.ledger.letters import Letter
from connector.ledger.offers import current
from connector.ledger.stores import EFFECTS_AT, ORDER_EFFECTS, Store
from jobs.surfaces.crawl import Crawled, crawl
from jobs.surfaces.goods import sentences
from jobs.surfaces.ground import FORMS
from jobs.surfaces.visible import lines_of
from tests.adapters.test_mail_smtp import free_port
from tests.flows.goods import listing, of, offer_at, set_up, turn
from tests.flows.merchants import Merchant, ShopifyMerchant
from tests.flows.outside import writes
from tests.pages.browsers import served
from tests.world import World


@dataclass
class Stage:
    """A shop with everything turned on, of whose lamp two orders wait."""

    here: World
    merchant: Merchant

    @property
    def store(self) -> Store:
        with self.here.ledger.reading() as unit:
            return stores.get(unit, self.merchant.store.account_id, self.merchant.store.id)

    @property
    def ref(self) -> str:
        return listing(self.here, self.store, "LAMP").ref

    def crawl(self, *names: str, most: int = 50) -> Crawled:
        return crawl(self.here.workshop, self.store, names, most, _board, lambda _done, _of: None)

    def named(self, *names: str) -> list[str]:
        """The places that disagree."""
        return sorted(one.surface for one in self.crawl(*names).differs)

    def a_while_later(self) -> "Stage":
        self.here.clock.ahead += timedelta(minutes=2)
        return self

    def offer(self) -> Any:
        return offer_at(self.merchant, "LAMP")

    def plant_offer(self, offer: Any) -> None:
        self.here.workshop.storefront(self.store).settle_offers({self.ref: offer})


@pytest.fixture
def stage(here: World, platform: str) -> Iterator[Stage]:
    port = free_port()
    told = {"public_url": f"http://127.0.0.1:{port}"}
    here.workshop.settings = here.workshop.settings.model_copy(update=told)
    app = create_app(here.workshop)
    with served(app, port):
        merchant = of(platform, here)
        if isinstance(merchant, ShopifyMerchant):
            merchant.shop.online_store = here.shopify.base_url
        merchant.stock(LAMP=1)
        set_up(here, merchant.store, lead_days=40, handling_days=0, letter_delay_seconds=0)
        for effect in EFFECTS_AT[platform]:
            if effect in (*ORDER_EFFECTS, "offers", "storefront"):
                turn(here, merchant.store, effect)
        here.settle()
        merchant.sell("a", LAMP=3)
        merchant.sell("b", LAMP=1)
        here.settle()
        yield Stage(here, merchant).a_while_later()
    app.extensions["acceptor"].close()


def another_day(offer: Any) -> Any:
    """The same offer, a day that nobody computed in it."""
    step = offer["regions"][""]["steps"][-1]
    text = {"en": "On backorder: ships on Mon 1 March", "ja": "入荷待ち：3月1日(月)に発送予定"}
    said = {"on": "2027-03-01", "day": {"en": "Mon 1 March", "ja": "3月1日(月)"}, "text": text}
    region = {**offer["regions"][""], "steps": [{**step, **said}]}
    return {**offer, "regions": {**offer["regions"], "": region}}


def test_where_everything_says_one_date_nobody_is_named_and_nothing_is_written(stage: Stage) -> None:
    before = writes(stage.here)
    found = stage.crawl()
    assert (found.seen.differs, found.seen.unseen) == ([], [])
    assert (found.looked, found.total) == (1, 1)
    assert found.seen.lines == 2
    assert writes(stage.here) == before


def test_another_day_beside_the_item_at_the_shop_is_named_with_both_days_and_since_when(stage: Stage) -> None:
    offer = stage.offer()
    stage.plant_offer(another_day(offer))
    found = {one.surface: one for one in stage.crawl().differs}
    # Shopify's theme reads it from there, so that the product's page says it, too.
    assert set(found) - {"product page"} == {"shop"}
    assert "2027-03-01" in found["shop"].says
    assert offer["regions"][""]["steps"][-1]["on"] in found["shop"].ledger
    with stage.here.ledger.reading() as unit:
        kept = listing(stage.here, stage.store, "LAMP")
        made_at = current(unit, stage.store.account_id, [kept.id])[kept.id].made_at
    assert found["shop"].since == made_at
    assert "LAMP" in found["shop"].about


def test_an_offer_that_somebody_took_away_is_named_by_whatever_the_item_is_called(stage: Stage) -> None:
    stage.plant_offer(None)
    assert [(one.surface, one.says) for one in stage.crawl("LAMP").differs] == [("shop", "nothing")]
    assert stage.named(stage.ref) == ["shop"]
    with pytest.raises(BadInput, match="TABLE"):
        stage.crawl("TABLE")


def test_what_is_still_to_be_published_or_is_younger_than_what_caches_keep_is_on_its_way(
    stage: Stage,
) -> None:
    stage.plant_offer(another_day(stage.offer()))
    set_up(stage.here, stage.store, lead_days=50)
    stage.merchant.sell("c", LAMP=2)
    stage.here.deliver()
    stage.here.work()
    found = stage.crawl()
    assert found.differs == []
    assert "shop" in {one.surface for one in found.on_its_way}
    stage.a_while_later().here.settle()
    assert stage.named() == []


def test_a_letter_that_says_another_day_than_was_promised_then_is_named_and_its_order(stage: Stage) -> None:
    account_id = stage.store.account_id
    with stage.here.ledger.writing() as unit:
        ref = stage.merchant.ref(stage.merchant.orders["b"])
        order = orders.by_ref(unit, account_id, stage.store.id, ref)
        assert order is not None
        (sent,) = letters.of_order(unit, account_id, order.id)
        said = "Hello\n\nShips on Mon 1 March\n1 × Lamp\n"
        unit.execute(
            update(Letter).where(Letter.account_id == account_id, Letter.id == sent.id).values(text=said)
        )
    (found,) = stage.crawl().differs
    assert (found.surface, found.says) == ("letter", "Ships on Mon 1 March")
    assert found.about.startswith(order.name)


def test_a_letter_stays_right_when_the_promise_moves_after_it(stage: Stage) -> None:
    stage.merchant.receive("LAMP", 2)
    stage.here.settle()
    assert stage.a_while_later().named() == []


def test_a_record_beside_the_order_that_says_another_day_is_named(stage: Stage) -> None:
    front = stage.here.workshop.storefront(stage.store)
    ref = stage.merchant.ref(stage.merchant.orders["a"])
    (marks,) = front.marks([ref], frozenset())
    assert marks.record is not None
    (line,) = marks.record.lines
    assert line.promised_for is not None
    other = replace(line, promised_for=line.promised_for + timedelta(days=9))
    front.settle_record(ref, replace(marks.record, lines=(other,)))
    (found,) = [one for one in stage.crawl().seen.differs if one.surface == "record"]
    assert other.promised_for is not None
    assert other.promised_for.isoformat() in found.says
    assert line.promised_for.isoformat() in found.ledger


def test_a_page_of_the_shop_that_says_another_day_is_named_and_one_that_is_shut_is_no_fault(
    stage: Stage,
) -> None:
    if isinstance(stage.merchant, ShopifyMerchant):
        stage.plant_offer(another_day(stage.offer()))
        assert stage.named() == ["product page", "shop"]
        stage.plant_offer(None)
    else:
        stage.merchant.shop.product_html = "<p>On backorder: ships on <b>Mon 1 March</b></p>"
        assert stage.named() == ["product page"]
        stage.merchant.shop.product_html = "<p hidden>On backorder: ships on Mon 1 March</p>"
        assert stage.named() == []
    with stage.here.ledger.writing() as unit:
        kept = listing(stage.here, stage.store, "LAMP")
        row = items.listing(unit, stage.store.account_id, kept.id)
        row.url = f"{stage.here.workshop.settings.public_url}/nowhere"
    found = stage.crawl()
    assert [(one.surface, one.why) for one in found.seen.unseen] == [("product page", "HTTP 404")]


def test_of_an_item_in_stock_the_shops_page_may_say_what_it_says_of_others(stage: Stage) -> None:
    stage.merchant.receive("LAMP", 9)
    stage.here.settle()
    other = "<p>On backorder: ships on Mon 1 March</p>"
    if not isinstance(stage.merchant, ShopifyMerchant):
        stage.merchant.shop.product_html = other
    found = stage.a_while_later().crawl()
    assert (found.looked, found.seen.differs) == (1, [])


def test_an_answer_of_ours_that_a_cache_holds_for_too_long_is_named(stage: Stage) -> None:
    """A stale page of the board is not possible: it is made from the ledger when somebody opens it."""
    old: dict[str, tuple[bytes, str]] = {}
    root = stage.here.workshop.settings.public_url
    cache = Flask("cache")

    @cache.get("/<path:path>")
    def again(path: str) -> Response:
        name = request.full_path
        if name not in old:
            found = requests.get(f"{root}{name}", timeout=5)
            if found.status_code != 200:
                return Response(status=found.status_code)
            old[name] = (found.content, found.headers["Content-Type"])
        return Response(old[name][0], content_type=old[name][1])

    with stage.here.ledger.writing() as unit:
        item_id = listing(stage.here, stage.store, "LAMP").item_id
        items.get(unit, stage.store.account_id, item_id).featured = items.YES
    with served(cache) as address:
        told = {"public_url": address}
        stage.here.workshop.settings = stage.here.workshop.settings.model_copy(update=told)
        assert stage.named() == []
        set_up(stage.here, stage.store, lead_days=60)
        stage.merchant.sell("c", LAMP=1)
        stage.here.settle()
        assert stage.a_while_later().named() == ["availability", "landing page"]


def test_a_cart_is_compared_by_the_same_function(here: World) -> None:
    """A cart of a real shop is nobody's to change: here it is a test's own."""
    merchant = of("shopify", here)
    assert isinstance(merchant, ShopifyMerchant)
    merchant.stock(LAMP=0)
    set_up(here, merchant.store, lead_days=40, handling_days=0)
    merchant.sell("a", LAMP=1)
    here.settle()
    turn(here, merchant.store, "offers")
    here.settle()
    wanted = sentences(offer_at(merchant, "LAMP"))
    with requests.Session() as buyer:
        number = merchant.items["LAMP"].gid.rpartition("/")[2]
        added = {"id": number, "quantity": "2"}
        buyer.post(f"{here.shopify.base_url}/cart/add", data=added, timeout=5).raise_for_status()
        rows = lines_of(buyer.get(f"{here.shopify.base_url}/cart", timeout=5).text)
    assert wanted["en"][0] in "\n".join(rows)
    assert list(surfaces.on_page(rows, wanted, FORMS)) == []
    other = sentences(another_day(offer_at(merchant, "LAMP")))
    assert len(list(surfaces.on_page(rows, other, FORMS))) == 1
