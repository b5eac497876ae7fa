"""`connector store`, `expect` and `switch`, against the sandboxes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connector.ledger import stores, supply
from tests.app.conftest import Command
from tests.world import CLIENT_SECRET, World

SOON = (datetime.now(UTC).date() + timedelta(days=30)).isoformat()


def one_line(text: str) -> bool:
    return text.count("\n") == 1 and "Traceback" not in text


def test_a_shopify_store_is_added_listed_and_removed(here: World, connector: Command) -> None:
    shop = here.shopify.add_shop("lamps", token="shpat_lamps", name="Lamps")
    added = connector(
        "store", "add", "shopify", "--shop", "lamps", "--token", "shpat_lamps", "--secret", CLIENT_SECRET
    )
    listed = connector("store", "list")
    assert added.code == 0
    assert "Lamps is attached as store 1" in added.out
    assert shop.subscriptions
    assert "lamps.myshopify.com" in listed.out
    assert "none" in listed.out

    removed = connector("store", "remove", "1")
    assert removed.code == 0
    assert not shop.subscriptions
    assert "taken off" in connector("store", "list").out


def test_a_woocommerce_store_is_added_with_secrets_from_the_environment(
    here: World, connector: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = here.woo.add_store("shelf", key="ck_1", secret="cs_1")
    monkeypatch.setenv("CONNECTOR_STORE_KEY", "ck_1")
    monkeypatch.setenv("CONNECTOR_STORE_SECRET", "cs_1")
    added = connector("store", "add", "woocommerce", "--url", store.url)
    assert added.code == 0
    assert store.webhooks.webhooks
    assert "cs_1" not in added.out + added.err


def test_a_store_that_is_attached_is_not_attached_twice(here: World, connector: Command) -> None:
    here.add_shop("lamps")
    again = connector(
        "store", "add", "shopify", "--shop", "lamps", "--token", "shpat_lamps", "--secret", CLIENT_SECRET
    )
    assert again.code == 2
    assert "attached already; remove it first" in again.err
    assert one_line(again.err)


def test_keys_that_do_not_open_the_store_are_told_in_one_line_without_the_keys(
    here: World, connector: Command
) -> None:
    here.shopify.add_shop("lamps", token="shpat_lamps")
    wrong = connector(
        "store", "add", "shopify", "--shop", "lamps", "--token", "shpat_no", "--secret", "no-secret"
    )
    assert wrong.code == 2
    assert one_line(wrong.err)
    assert "shpat_no" not in wrong.err
    assert "no-secret" not in wrong.err
    with here.ledger.reading() as unit:
        assert stores.every(unit) == []


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (("store", "add", "shopify", "--shop", "two words", "--token", "t", "--secret", "s"), "shop"),
        (("store", "add", "woocommerce", "--url", "http://x", "--key", "k", "--secret", "s"), "url"),
        (("store", "remove", "9"), "store"),
        (("switch", "9", "tags", "on"), "store"),
        (("expect", "list", "--account", "nobody"), "account"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_field(
    here: World, connector: Command, words: tuple[str, ...], field: str
) -> None:
    said = connector(*words)
    assert said.code == 2
    assert said.err.startswith(f"connector: {field}: ")
    assert one_line(said.err)


def test_a_switch_tells_what_it_would_touch_before_it_turns(here: World, connector: Command) -> None:
    shop, store = here.add_shop(switches=())
    berlin = shop.add_location("Berlin")
    lamp = shop.add_product("Lamp", sku="LAMP", price="1.00", stock={berlin: 1})
    shop.place_order([(lamp, 3)], routing="now")
    here.settle()

    said = connector("switch", "1", "tags", "on", "--yes")
    assert said.code == 0
    assert "on backorder now: 1 order with 1 line." in said.out
    assert "waiting for you to admit them: 1." in said.out
    with here.ledger.reading() as unit:
        assert set(stores.switches(unit, store.account_id, store.id)) == {"tags"}
    assert connector("switch", store.address, "tags", "off", "--yes").code == 0
    with here.ledger.reading() as unit:
        assert stores.switches(unit, store.account_id, store.id) == {}


def test_a_switch_that_is_on_already_says_so_and_asks_nothing(here: World, connector: Command) -> None:
    here.add_shop(switches=("tags",))
    said = connector("switch", "1", "tags", "on")
    assert (said.code, "tags on already" in said.out) == (0, True)


def test_settings_are_shown_and_changed_after_their_effect_was_told(here: World, connector: Command) -> None:
    shop, store = here.add_shop(switches=())
    berlin = shop.add_location("Berlin")
    lamp = shop.add_product("Lamp", sku="LAMP", price="1.00", stock={berlin: 1})
    shop.place_order([(lamp, 3)], routing="now")
    here.settle()
    assert "lead_days=14" in connector("settings", "1").out

    said = connector("settings", "1", "lead_days=40", "queue_policy=business", "--yes")

    assert (said.code, said.err) == (0, "")
    assert "lead_days=14 -> lead_days=40" in said.out
    assert "1 of 1 promises moves: 1 later, 0 sooner, by " in said.out
    assert 'queue_policy="business"' in connector("settings", store.address).out
    assert "so already" in connector("settings", "1", "lead_days=40").out


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ("lead_days=x", "lead_days"),
        ("colour=red", "settings"),
        ("lead_days", "settings"),
        ("tag_ready=a,b", "tag_ready"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_its_cure(
    here: World, connector: Command, change: str, field: str
) -> None:
    here.add_shop(switches=())
    said = connector("settings", "1", change, "--yes")
    assert said.code == 2
    assert said.err.startswith(f"connector: {field}: ")
    assert one_line(said.err)
    assert "lead_days=14" in connector("settings", "1").out


def test_without_a_person_to_answer_a_switch_stays_as_it_is(here: World, connector: Command) -> None:
    _, store = here.add_shop(switches=())
    said = connector("switch", "1", "letters", "on")
    assert said.code == 2
    with here.ledger.reading() as unit:
        assert stores.switches(unit, store.account_id, store.id) == {}


def stocked(here: World) -> int:
    """One item, counted in Berlin; its id."""
    shop, store = here.add_shop()
    berlin = shop.add_location("Berlin")
    lamp = shop.add_product("Lamp", sku="LAMP", price="1.00", stock={berlin: 1})
    shop.place_order([(lamp, 3)], routing="now")
    here.settle()
    return store.account_id


def test_an_expected_delivery_is_added_listed_and_arrives(here: World, connector: Command) -> None:
    account_id = stocked(here)
    added = connector("expect", "add", "--sku", "LAMP", "--quantity", "5", "--on", SOON)
    assert added.code == 0
    listed = connector("expect", "list")
    assert SOON in listed.out
    arrived = connector("expect", "arrived", "1", "2")
    assert "Still to come: 3." in arrived.out
    with here.ledger.reading() as unit:
        (row,) = supply.expected(unit, account_id, 1)
        assert (row.quantity, row.arrived) == (3, 2)


def test_a_csv_file_is_added_whole_or_not_at_all(here: World, connector: Command, tmp_path: Path) -> None:
    account_id = stocked(here)
    file = tmp_path / "coming.csv"
    file.write_text(f"sku,location,quantity,date\nLAMP,Berlin,4,{SOON}\nNOPE,Berlin,x,{SOON}\n")
    wrong = connector("expect", "csv", str(file))
    assert wrong.code == 2
    assert "row 3: sku: no item has the SKU NOPE" in wrong.err
    assert "row 3: quantity:" in wrong.err
    with here.ledger.reading() as unit:
        assert supply.expected(unit, account_id, 1) == []

    file.write_text(f"sku;location;quantity;date\nLAMP;Berlin;4;{SOON}\n")
    assert "Expected deliveries added: 1." in connector("expect", "csv", str(file)).out


def test_more_units_than_are_coming_cannot_arrive(here: World, connector: Command) -> None:
    stocked(here)
    connector("expect", "add", "--sku", "LAMP", "--quantity", "5", "--on", SOON)
    said = connector("expect", "arrived", "1", "6")
    assert said.code == 2
    assert said.err.startswith("connector: quantity: only 5 units")


def test_a_year_that_was_mistyped_is_refused(here: World, connector: Command) -> None:
    account_id = stocked(here)
    for on in ("2020-12-03", "9999-12-31"):
        said = connector("expect", "add", "--sku", "LAMP", "--quantity", "5", "--on", on)
        assert (said.code, "check the year" in said.err) == (2, True)
    with here.ledger.reading() as unit:
        assert supply.expected(unit, account_id, 1) == []


def test_a_switch_of_the_shop_is_counted_by_items_and_its_trap_is_named(
    here: World, connector: Command
) -> None:
    woo, kept = here.add_woo("shelf", switches=())
    shelf = woo.add_product("Shelf", sku="W-1", stock=1, backorders="no")
    woo.place_order([(shelf, 1)], status="processing", email="w@example.com", paid=True)
    here.settle()
    on = connector("switch", str(kept.id), "offers", "on", "--yes")
    assert on.code == 0
    assert "1 item cannot be promised at all" in on.out
    assert "No lead time was stated for 1 item" in on.out
    assert "Shelf: nothing is shown -> sold out, no date" in on.out
    here.settle()
    refused = connector("store", "remove", str(kept.id))
    assert refused.code == 2
    assert "take everything of ours off first" in refused.err
    off = connector("switch", str(kept.id), "offers", "off", "--yes")
    assert "is taken off the shop again" in off.out
    with here.ledger.reading() as unit:
        assert stores.switches(unit, kept.account_id, kept.id) == {}
    assert connector("store", "remove", str(kept.id), "--anyway").code == 0
