"""R4: the process dies while it writes into a shop what is promised; the shop's own word is not lost."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connector.ledger import locks
from connector.ledger.tasks import LEASE
from jobs.desk import switching
from jobs.drain import drain
from jobs.table import KINDS
from tests.reliability import processes
from tests.reliability.shops import Shops

PUBLISHING = (
    "offer.about_to_send",
    "offer.sent",
    "offer.recorded",
    "selling.remembered",
    "selling.about_to_send",
    "selling.sent",
    "selling.recorded",
)


@pytest.mark.slow
@pytest.mark.parametrize("step", PUBLISHING)
def test_a_shop_shows_and_sells_as_promised_and_its_own_word_is_not_lost(
    shops: Shops, log: Path, step: str
) -> None:
    """Turned on over a crash, then off again: the shop is as its merchant left it."""
    lamp, shelf = sell_from_stock_only(shops)
    turned(shops, on=True)
    dies_and_another_goes_on(shops, log, step)
    assert (lamp.inventory_policy, shelf.backorders) == ("CONTINUE", "notify")
    assert carried(shops, lamp, shelf) == [True, True]
    turned(shops, on=False)
    shops.here.settle()
    assert (lamp.inventory_policy, shelf.backorders) == ("DENY", "no")
    assert carried(shops, lamp, shelf) == [False, False]


@pytest.mark.slow
@pytest.mark.parametrize("step", [step for step in PUBLISHING if step != "selling.remembered"])
def test_a_shop_goes_back_to_its_own_word_over_a_crash(shops: Shops, log: Path, step: str) -> None:
    lamp, shelf = sell_from_stock_only(shops)
    turned(shops, on=True)
    shops.here.settle()
    turned(shops, on=False)
    dies_and_another_goes_on(shops, log, step)
    assert (lamp.inventory_policy, shelf.backorders) == ("DENY", "no")
    assert carried(shops, lamp, shelf) == [False, False]


def sell_from_stock_only(shops: Shops) -> tuple[Any, Any]:
    """One item at each shop, known by an order, that its merchant does not sell beyond its stock."""
    for kept in shops.stores:
        with shops.here.ledger.writing() as unit:
            row = locks.store(unit, kept.account_id, kept.id)
            row.settings = {**row.settings, "lead_days": 20}
    shops.sell()
    lamp, shelf = shops.on_shopify[0].lines[0].variant, shops.on_woo[0].lines[0].product
    lamp.inventory_policy, shelf.backorders = "DENY", "no"
    shops.here.settle()
    return lamp, shelf


def turned(shops: Shops, *, on: bool) -> None:
    turn = switching.turn_on if on else switching.turn_off
    for kept in shops.stores:
        for effect in ("offers", "selling"):
            with shops.here.ledger.writing() as unit:
                turn(unit, kept.account_id, kept.id, effect, "Ada", shops.here.clock())
    drain(shops.here.workshop, "intake", KINDS, 10.0)  # the offers themselves are made before anybody dies


def carried(shops: Shops, lamp: Any, shelf: Any) -> list[bool]:
    here = shops.shopify.own_values(lamp.gid).get("backorder_offer")
    return [bool(here), bool(shelf.meta.get("_backorder_connector_offer"))]


def dies_and_another_goes_on(shops: Shops, log: Path, step: str) -> None:
    """What was put off for a moment is due when the child begins."""
    shops.here.clock.ahead += timedelta(seconds=10)
    ahead = shops.here.clock.ahead.total_seconds()
    processes.crashes(shops.here.workshop.settings, log, step, ahead=ahead)
    shops.here.clock.ahead += LEASE + timedelta(seconds=1)
    shops.here.settle()
