"""Shopify Flow is told by its own triggers: what they carry is what their extensions declare."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from adapters.shopify import flow
from connector.config import Settings
from connector.domain.trouble import Trouble
from connector.ledger.events import FLOW, Send
from connector.ledger.stores import Store
from jobs.desk import endpoints
from jobs.desk.endpoints import Wanted
from sandbox.shopify import Shop
from tests.world import World, world

FOLDER = Path(__file__).parents[2] / "extensions" / "shopify"
TOLD: dict[str, Any] = {
    "type": "backorder.moved",
    "id": "evt_1",
    "data": {
        "order": {"id": "gid://shopify/Order/9100000000000042", "name": "#1"},
        "line": {"id": "gid://shopify/LineItem/7", "sku": "LAMP-1", "title": "Lamp"},
        "quantity": 2,
        "promised_for": "2026-12-11",
        "before": "2026-12-03",
        "basis": "an expected delivery",
    },
}


def declared(kind: str) -> dict[str, Any]:
    told = tomllib.loads((FOLDER / f"flow-{kind}" / "shopify.extension.toml").read_text())
    (extension,) = told["extensions"]
    return {**extension, "fields": told["settings"]["fields"]}


@pytest.mark.parametrize("kind", flow.KINDS)
def test_each_trigger_declares_the_fields_that_it_is_handed(kind: str) -> None:
    extension = declared(kind)
    assert (extension["type"], extension["handle"]) == ("flow_trigger", flow.handle_of(kind))
    assert len(extension["handle"]) <= 30
    named = [one.get("key") for one in extension["fields"]]
    assert "order_reference" in [one["type"] for one in extension["fields"] if "key" not in one]
    payload = flow.payload_of(kind, TOLD)
    assert {"order_id", *(key for key in named if key)} == set(payload)
    assert all(key.replace(" ", "").isalpha() for key in named if key)
    numbers = {one["key"] for one in extension["fields"] if one["type"] == "number_decimal"}
    assert numbers == {"quantity"}
    assert payload["order_id"] == 9_100_000_000_000_042


def test_every_folder_is_a_kind() -> None:
    assert {path.name for path in FOLDER.glob("flow-*")} == {f"flow-{kind}" for kind in flow.KINDS}


def test_the_longest_title_stays_far_below_what_flow_takes() -> None:
    long = {**TOLD, "data": {**TOLD["data"], "line": {"id": "1", "sku": "長" * 999, "title": "長" * 9999}}}
    assert len(json.dumps(flow.payload_of("moved", long)).encode()) < 10_000


def test_what_is_no_trigger_or_no_order_of_shopify_is_refused_for_good() -> None:
    graphql: Any = None  # never asked
    for wrong in (
        {**TOLD, "type": "backorder.promised"},
        {**TOLD, "data": {**TOLD["data"], "order": {"id": "gid://shopify/Order/y"}}},
    ):
        with pytest.raises(Trouble) as error:
            flow.start(graphql, wrong)
        assert error.value.permanent


@pytest.fixture
def here(settings: Settings, tmp_path: Path) -> Iterator[World]:
    with world(settings, tmp_path) as made:
        yield made


@pytest.fixture
def told_by_flow(here: World) -> tuple[Shop, Store]:
    shop, store = here.add_shop(switches=("events",))
    with here.ledger.writing() as unit:
        wanted = Wanted("", flow.KINDS, FLOW)
        endpoints.add(here.workshop, unit, store.account_id, store.id, wanted, "Ada", here.clock())
    return shop, store


def sell(shop: Shop) -> Any:
    berlin = shop.add_location("Berlin")
    lamp = shop.add_product("Lamp", sku="LAMP-1", price="80.00", stock={berlin: 3})
    return shop.place_order([(lamp, 5)], routing="now", financial="AUTHORIZED", email="mia@example.com")


def states(here: World, store: Store) -> list[str]:
    with here.ledger.reading() as unit:
        return list(unit.scalars(select(Send.state).where(Send.account_id == store.account_id)))


def test_a_backorder_starts_the_merchants_workflows(here: World, told_by_flow: tuple[Shop, Store]) -> None:
    shop, store = told_by_flow
    order = sell(shop)
    here.settle()
    ((handle, payload),) = shop.flows
    assert handle == "backorder-owed"
    assert payload["order_id"] == int(order.gid.rpartition("/")[2])
    assert (payload["sku"], payload["quantity"]) == ("LAMP-1", 2)
    assert "mia" not in json.dumps(payload)
    assert states(here, store) == ["sent"]


def test_a_trigger_whose_answer_was_lost_waits_for_a_person(
    here: World, told_by_flow: tuple[Shop, Store]
) -> None:
    """Flow knows no repeats: a workflow that ran twice may have written to the buyer twice."""
    shop, store = told_by_flow
    here.shopify.faults.next("FlowTrigger", "timeout_after_applying", seconds=0.1)
    sell(shop)
    here.settle()
    assert (len(shop.flows), states(here, store)) == (1, ["unknown"])
    here.wait_and_work(200_000)
    assert len(shop.flows) == 1


def test_a_trigger_that_was_throttled_comes_again(here: World, told_by_flow: tuple[Shop, Store]) -> None:
    shop, store = told_by_flow
    here.shopify.faults.next("FlowTrigger", "429", times=2)
    sell(shop)
    here.settle()
    for _ in range(3):
        here.wait_and_work(2000)
    assert (len(shop.flows), states(here, store)) == (1, ["sent"])
