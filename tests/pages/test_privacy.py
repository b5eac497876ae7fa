"""The privacy page and the way out of a store: counted first, then done; files; read-only afterwards."""

import csv
import json
import re
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from connector.domain.roles import Role
from connector.ledger import exporting, leaving, privacy, stores
from connector.ledger.stores import EFFECTS
from connector.ledger.tasks import Task
from tests.desk.shop import LAMP, NOW, ShopKeeper
from tests.pages.conftest import Browser, app_of
from tests.pages.seeded import seed

MEANT = ("=1+1", "+49 30", "-5", "@SUM(A1)", "plain")


def owed(mine: ShopKeeper, kind: str) -> list[str]:
    with mine.ledger.reading() as unit:
        wanted = select(Task.subject).where(Task.account_id == mine.account_id, Task.kind == kind)
        return list(unit.scalars(wanted.where(Task.state == "owed")))


def test_what_is_held_of_a_buyer_is_counted_before_anything_is_asked(
    mine: ShopKeeper, browser: Browser
) -> None:
    ids = seed(mine)
    page = browser.press("/privacy/look", status=200, store=ids["store"], whom=" MIA@example.com ").text
    assert "6 orders" in page
    assert "1 letter<" in page
    assert owed(mine, "privacy") == []
    by_name = browser.press("/privacy/look", status=200, store=ids["store"], whom="1001").text
    assert "6 orders" in by_name  # whoever placed it placed all of these


@pytest.mark.parametrize("kind", ["data_request", "customer_redact"])
def test_a_request_is_sealed_owed_and_listed_with_its_due_date(
    mine: ShopKeeper, browser: Browser, kind: str
) -> None:
    store = mine.open()
    browser.press("/privacy", store=store.id, whom="mia@example.com", kind=kind)
    with mine.ledger.reading() as unit:
        (row,) = privacy.of_account(unit, mine.account_id)
    assert (row.kind, row.asked_by, row.state) == (kind, "Ada", "owed")
    assert "mia" not in row.sealed
    assert owed(mine, "privacy") == [str(row.id)]
    page = browser.read("/privacy")
    assert "mia@example.com" not in page
    assert re.search(r"Dec(ember)? 23|23 Dec", page)


@pytest.mark.parametrize(
    "given", [{"whom": ""}, {"store": "x"}, {"store": 99}, {"kind": "everything"}, {"whom": "x" * 600}]
)
def test_what_cannot_be_used_is_said_and_nothing_is_owed(
    mine: ShopKeeper, browser: Browser, given: dict[str, object]
) -> None:
    store = mine.open()
    browser.press(
        "/privacy",
        status=422,
        **{"store": store.id, "whom": "mia@example.com", "kind": "data_request", **given},
    )
    assert owed(mine, "privacy") == []


def test_an_order_that_nobody_knows_is_a_typing_error_and_forgets_nobody(
    mine: ShopKeeper, browser: Browser
) -> None:
    store = mine.open()
    page = browser.press("/privacy/look", status=200, store=store.id, whom="#9999").text
    assert "Check its number" in page
    assert "Forget them" not in page
    known = browser.press("/privacy/look", status=200, store=store.id, whom="mia@example.com").text
    assert "Forget them" in known


def test_the_file_is_fetched_by_those_who_may(mine: ShopKeeper, browser: Browser) -> None:
    ids = seed(mine)
    answer = browser.client.get(f"/privacy/{ids['request']}/file")
    assert answer.mimetype == "application/zip"
    with ZipFile(BytesIO(answer.data)) as file:
        assert "data.txt" in file.namelist()
    with app_of(mine.ledger, mine.account_id, Role.WAREHOUSE).test_client() as client:
        assert client.get(f"/privacy/{ids['request']}/file").status_code == 403


def test_leaving_is_counted_then_begun_with_every_switch_off(mine: ShopKeeper, browser: Browser) -> None:
    store = mine.open()
    mine.stock(store, LAMP, 0)
    mine.switch_on(store, *EFFECTS, at=NOW.replace(year=2020))
    mine.order(store, "#1", [(LAMP, 1)])
    mine.order(store, "#2", [(LAMP, 1)])
    page = browser.read(f"/stores/{store.id}/leave")
    assert "our holds, at 2 orders" in page
    assert "our tags, at 2 orders" in page
    assert f"turns {len(EFFECTS)} switches off" in page
    browser.press(f"/stores/{store.id}/leave")
    with mine.ledger.reading() as unit:
        assert stores.switches(unit, mine.account_id, store.id) == {}
        assert leaving.progress(unit, stores.get(unit, mine.account_id, store.id)).listing
    assert owed(mine, "leave") == ["all"]
    assert "it goes on" in browser.read(f"/stores/{store.id}/leave")


def test_a_shopify_shop_is_taken_off_in_shopify(mine: ShopKeeper, browser: Browser) -> None:
    store = mine.open()
    page = browser.press(f"/stores/{store.id}/leave/off", status=422).text
    assert "uninstall the app in Shopify" in page


def test_a_store_that_left_can_be_read_and_not_changed(mine: ShopKeeper, browser: Browser) -> None:
    ids = seed(mine)
    with mine.ledger.writing() as unit:
        stores.leave(stores.get(unit, mine.account_id, ids["store"]), NOW)
    for address in ("settings/lead", "switches/tags", "leave", "leave/off", "keys"):
        page = browser.press(f"/stores/{ids['store']}/{address}", status=409, confirmed=1).text
        assert "can only be read" in page
    for address in ("admit", f"lines/{ids['line']}/date", f"lines/{ids['line']}/place"):
        browser.press(f"/orders/{ids['order']}/{address}", status=409, reason="x")
    assert "can only be read" in browser.read(f"/stores/{ids['store']}")
    assert browser.client.get(f"/stores/{ids['store']}/export").status_code == 200
    browser.press("/privacy", store=ids["store"], whom="mia@example.com", kind="customer_redact")


def test_an_export_has_everything_and_no_cell_that_runs(mine: ShopKeeper, browser: Browser) -> None:
    store = mine.open()
    for at, text in enumerate(MEANT):
        mine.stock(store, f"g{at}", 0, title=text, sku=f"S{at}")
        mine.order(store, f"#{at}", [(f"g{at}", 1)], first_name=text)
    answer = browser.client.get(f"/stores/{store.id}/export")
    with ZipFile(BytesIO(answer.data)) as file:
        names = {name.rpartition(".")[0] for name in file.namelist()}
        exact = json.loads(file.read("orders.json"))
        sheet = list(csv.DictReader(StringIO(file.read("orders.csv").decode())))
        rows = {name: json.loads(file.read(f"{name}.json")) for name in names}
    assert names == {*exporting.TABLES, "settings"}
    assert tuple(row["first_name"] for row in exact) == MEANT
    for cell, meant in zip((row["first_name"] for row in sheet), MEANT, strict=True):
        assert cell.removeprefix("'") == meant
        assert cell[0] not in "=+@"
    assert len(rows["lines"]) == len(rows["backorders"]) == len(rows["promises"]) == len(MEANT)
    assert {row["title"] for row in rows["items"]} == set(MEANT)
    assert rows["settings"]["lead_days"] == 14
    assert "sealed" not in json.dumps(rows)


def test_an_export_holds_nothing_of_another_store(mine: ShopKeeper, browser: Browser) -> None:
    store, other = mine.open(), mine.open("Other")
    mine.stock(other, "theirs", 0, title="Theirs")
    mine.order(other, "#9", [("theirs", 1)])
    answer = browser.client.get(f"/stores/{store.id}/export")
    with ZipFile(BytesIO(answer.data)) as file:
        assert all(b"Theirs" not in file.read(name) for name in file.namelist())
        assert json.loads(file.read("orders.json")) == []
