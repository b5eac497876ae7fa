"""`connector surfaces`: exit 0 while everything says one date, 1 with a line for each place that does not."""

import json
from datetime import timedelta

from sqlalchemy import update

from connector.ledger.items import Listing
from connector.ledger.letters import Letter
from connector.ledger.offers import Offer
from connector.ledger.promises import Promise
from tests.app.conftest import Command
from tests.flows.goods import offer_at, set_up
from tests.flows.merchants import WooMerchant
from tests.world import World


def opened(here: World) -> WooMerchant:
    """With a lamp that two orders wait for, since an hour ago."""
    merchant = WooMerchant(here, "lamps", switches=("record", "letters", "offers"))
    merchant.stock(LAMP=1)
    set_up(here, merchant.store, lead_days=40, handling_days=0)
    here.settle()
    merchant.sell("a", LAMP=3)
    merchant.sell("b", LAMP=1)
    here.settle()
    account_id = merchant.store.account_id
    with here.ledger.writing() as unit:
        for table in (Offer, Promise):
            earlier = {"made_at": here.clock() - timedelta(hours=1)}
            current = (table.account_id == account_id, table.superseded_at.is_(None))
            unit.execute(update(table).where(*current).values(**earlier))
    return merchant


def test_where_all_is_well_one_line_says_so(here: World, connector: Command) -> None:
    merchant = opened(here)
    said = connector("surfaces", str(merchant.store.id))
    assert (said.code, said.out.count("\n")) == (0, 1)
    assert "1 of 1 items with a date, 2 lines of orders: everything agrees" in said.out


def test_each_place_that_says_another_date_is_a_row_with_both_and_ends_with_one(
    here: World, connector: Command
) -> None:
    merchant = opened(here)
    day = offer_at(merchant, "LAMP")["regions"][""]["steps"][0]["on"]
    other = {"regions": {"": {"most": None, "end": {}, "steps": []}}, "note": ""}
    here.workshop.storefront(merchant.store).settle_offers({str(merchant.items["LAMP"].id): other})
    with here.ledger.writing() as unit:
        mine = Letter.account_id == merchant.store.account_id
        unit.execute(update(Letter).where(mine).values(text="Ships on Mon 1 March [b]\n"))
    said = connector("surfaces", merchant.store.address, "--limit", "5")
    assert said.code == 1
    assert "Ships on Mon 1 March [b]" in said.out
    assert day in said.out
    assert "3 disagree" in said.out
    told = json.loads(connector("surfaces", str(merchant.store.id), "--item", "LAMP", "--json").out)
    assert sorted(one["surface"] for one in told["disagree"]) == ["letter", "letter", "shop"]
    assert (told["looked"], told["total"], told["lines"], told["on_its_way"]) == (1, 1, 2, [])


def test_a_page_that_cannot_be_reached_is_said_and_is_no_disagreement(
    here: World, connector: Command
) -> None:
    merchant = opened(here)
    with here.ledger.writing() as unit:
        mine = Listing.account_id == merchant.store.account_id
        unit.execute(update(Listing).where(mine).values(url="http://127.0.0.1:9/lamp"))
    said = connector("surfaces", str(merchant.store.id))
    assert said.code == 0
    assert "product page: could not be looked at: 127.0.0.1" in said.out


def test_bad_input_is_one_line(here: World, connector: Command) -> None:
    merchant = opened(here)
    for words in (["no-such-store"], [str(merchant.store.id), "--item", "TABLE"], ["1", "--limit", "0"]):
        said = connector("surfaces", *words)
        assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
