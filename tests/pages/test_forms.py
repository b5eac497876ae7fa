"""What a person does on the pages: seen first, confirmed then, and nothing typed is lost when it is wrong."""

import io
import re
from datetime import date, timedelta

from sqlalchemy import select

from connector.ledger import accounts, history, inbox, items, joins, orders, supply
from connector.ledger.board_items import expected_rows
from connector.ledger.tasks import Task
from tests.desk.shop import LAMP, NOW, ShopKeeper
from tests.pages.conftest import Browser
from tests.pages.seeded import seed

SEEN = re.compile(r'name="seen" value="([^"]+)"')


def queue(mine: ShopKeeper) -> tuple[int, list[int]]:
    store = mine.open()
    item = mine.stock(store, LAMP, 2)
    hours = (5, 4, 3)
    made = [mine.order(store, f"#{at}", [(LAMP, 2)], placed_at=NOW - timedelta(hours=at)) for at in hours]
    mine.expect(item, 2, date(2026, 12, 3))
    return item, made


def test_moving_a_line_shows_whom_it_hurts_and_then_moves_it(mine: ShopKeeper, browser: Browser) -> None:
    _, made = queue(mine)
    line = mine.line_of(made[2])
    address = f"/orders/{made[2]}/lines/{line}/place"

    preview = browser.press(address, status=200, to="front", reason="a wedding").text

    assert "waits longer" in preview
    assert "2 wait until Fri 4 December" in preview
    assert "ships from stock" in preview
    with mine.ledger.reading() as unit:
        assert orders.line(unit, mine.account_id, line).rank == 0
    seen = SEEN.search(preview)
    assert seen is not None
    browser.press(address, to="front", reason="a wedding", seen=seen[1])
    with mine.ledger.reading() as unit:
        moved = orders.line(unit, mine.account_id, line)
    assert (moved.rank, moved.rank_reason) == (-1, "a wedding")
    assert "It stands in front now." in browser.read(f"/orders/{made[2]}")


def test_a_confirmation_of_something_else_than_was_seen_changes_nothing(
    mine: ShopKeeper, browser: Browser
) -> None:
    _, made = queue(mine)
    line = mine.line_of(made[2])

    answer = browser.press(
        f"/orders/{made[2]}/lines/{line}/place", status=422, to="front", reason="a wedding", seen="x"
    )

    assert "things changed since you looked" in answer.text


def test_a_date_needs_a_reason_and_must_be_still_to_come(mine: ShopKeeper, browser: Browser) -> None:
    _, made = queue(mine)
    address = f"/orders/{made[1]}/lines/{mine.line_of(made[1])}/date"

    assert "Reason: is empty" in browser.press(address, status=422, date="2026-12-24").text
    gone = browser.press(address, status=422, date="2026-11-22", reason="agreed").text
    assert "Date: has passed already" in gone
    assert 'value="agreed"' in gone
    assert "computed again" not in gone


def test_a_set_date_can_be_taken_away_again(mine: ShopKeeper, browser: Browser) -> None:
    _, made = queue(mine)
    line = mine.line_of(made[1])
    address = f"/orders/{made[1]}/lines/{line}/date"
    for given in ({"date": "2026-12-24"}, {"clear": "1"}):
        preview = browser.press(address, status=200, reason="agreed", **given).text
        seen = SEEN.search(preview)
        assert seen is not None
        browser.press(address, reason="agreed", seen=seen[1], **given)
        with mine.ledger.reading() as unit:
            found = orders.line(unit, mine.account_id, line).date_set
        assert found == (date(2026, 12, 24) if "date" in given else None)


def test_an_order_tells_its_way_its_payment_and_what_happens_next(mine: ShopKeeper, browser: Browser) -> None:
    ids = seed(mine)
    page = browser.read(f"/orders/{ids['order']}")
    for told in (
        "The order was placed",
        "Owed, for stock does not reach: 1",
        "Fri 4 December instead of Tue 1 December",
        "Letter sent to mia@example.com",
        "reserved on the card, nothing was charged",
        "wait for goods and should leave on Fri 4 December",
        "This order is older than a switch.",
    ):
        assert told in page


def test_an_older_order_waits_until_a_person_admits_it(mine: ShopKeeper, browser: Browser) -> None:
    ids = seed(mine)
    assert "Lamps: 2 orders older than a switch" in browser.read("/waiting")

    browser.press(f"/orders/{ids['order']}/admit")

    assert "Lamps: 1 order older than a switch" in browser.read("/waiting")
    assert "letter to the buyer: due" in browser.read(f"/orders/{ids['order']}")


def test_all_older_orders_are_admitted_after_a_counted_preview(mine: ShopKeeper, browser: Browser) -> None:
    ids = seed(mine)
    address = f"/waiting/stores/{ids['store']}/admit"

    preview = browser.press(address, status=200).text

    assert "2 orders would be admitted at once" in preview
    assert "Letters, Tags" in " ".join(preview.split())
    browser.press(address, confirmed=1)
    assert "older than a switch" not in browser.read("/waiting")


def test_a_given_up_task_is_tried_again_and_an_unreadable_delivery_read_again(
    mine: ShopKeeper, browser: Browser
) -> None:
    ids = seed(mine)
    page = browser.read("/waiting")
    assert "the shop refused: access denied" in page
    assert "cannot be read at $.id" in page
    assert "&lt;script&gt;alert(1)" in browser.read(f"/deliveries/{ids['received']}")

    browser.press(f"/waiting/tasks/{ids['task']}")
    browser.press(f"/deliveries/{ids['received']}/again")

    assert "access denied" not in browser.read("/waiting")
    with mine.ledger.reading() as unit:
        wanted = select(Task.state).where(Task.account_id == mine.account_id, Task.kind == "intake")
        assert unit.scalars(wanted).all() == ["owed"]
        assert inbox.get(unit, mine.account_id, ids["received"]).body.startswith(b"{")


def test_a_delivery_is_added_by_sku_or_by_title(mine: ShopKeeper, browser: Browser) -> None:
    item = mine.stock(mine.open(), LAMP, 0, title="Lamp, brass")
    for picked in ("LAMP-1", "Lamp, brass", f"Lamp, brass #{item}"):
        browser.press("/expected", item=picked, location=1, quantity=2, date="2026-12-03")

    with mine.ledger.reading() as unit:
        assert [row.quantity for row in expected_rows(unit, mine.account_id)] == [2, 2, 2]


def test_a_wrong_delivery_says_what_and_keeps_what_was_typed(mine: ShopKeeper, browser: Browser) -> None:
    mine.stock(mine.open(), LAMP, 0)

    page = browser.press(
        "/expected", status=422, item="LAMP-1", location=1, quantity="two", date="2026-12-03", note="n1"
    ).text

    assert "Units: must be a whole number from 1 to 1000000" in page
    assert 'value="two"' in page
    assert 'value="n1"' in page


def test_a_delivery_is_changed_arrives_and_is_removed(mine: ShopKeeper, browser: Browser) -> None:
    item = mine.stock(mine.open(), LAMP, 0)
    expected = mine.expect(item, 5, date(2026, 12, 3))

    browser.press(f"/expected/{expected}/change", quantity=7, date="2026-12-10", note="late")
    browser.press(f"/expected/{expected}/arrived", quantity=2)
    with mine.ledger.reading() as unit:
        row = supply.delivery(unit, mine.account_id, expected)
    assert (row.quantity, row.arrived, row.expected_on, row.note) == (5, 2, date(2026, 12, 10), "late")
    browser.press(f"/expected/{expected}/remove")
    assert "No delivery is expected" in browser.read("/expected")


def test_a_file_is_shown_first_and_added_when_confirmed(mine: ShopKeeper, browser: Browser) -> None:
    mine.stock(mine.open(), LAMP, 0)
    text = "sku,location,quantity,date\nLAMP-1,Lamps shelf,4,2026-12-03\n"

    preview = browser.press("/expected/upload", status=200, file=(io.BytesIO(text.encode()), "in.csv")).text

    assert "Add this delivery" in preview
    with mine.ledger.reading() as unit:
        assert expected_rows(unit, mine.account_id) == []
    browser.press("/expected/confirm", text=text)
    assert "Deliveries added: 1." in browser.read("/expected")


def test_a_file_with_faults_comes_back_whole_with_a_cure_for_each(mine: ShopKeeper, browser: Browser) -> None:
    mine.stock(mine.open(), LAMP, 0)
    text = "sku,location,quantity,date\nLAMP-9,Lamps shelf,4,2026-12-03\nLAMP-1,Lamps shelf,x,2026-12-03\n"

    page = browser.press("/expected/upload", status=422, text=text).text

    assert "Row 2, SKU: no item has the SKU LAMP-9" in page
    assert "Row 3, Units: must be a whole number" in page
    assert "LAMP-9,Lamps shelf,4,2026-12-03" in page
    assert "Add all" not in page


def test_items_of_two_stores_become_one_after_a_preview(mine: ShopKeeper, browser: Browser) -> None:
    lamp = mine.stock(mine.open(), LAMP, 3)
    same = mine.stock(mine.open("Desk", "woocommerce"), "17", 3)
    assert "The same item elsewhere" in browser.read(f"/items/{lamp}")

    preview = browser.press(f"/items/{lamp}/same", status=200, other=same, location=1).text

    assert "The count at Lamps shelf is believed; Lamps keeps it." in preview
    confirmed = re.search(r'name="confirmed" value="([^"]+)"', preview)
    assert confirmed is not None
    browser.press(f"/items/{lamp}/same", other=same, location=1, confirmed=confirmed[1])
    with mine.ledger.reading() as unit:
        assert len(items.listings_of(unit, mine.account_id, lamp)) == 2
    browser.read(f"/items/{same}", status=404)


def test_a_lead_time_is_set_and_given_back_to_the_store(mine: ShopKeeper, browser: Browser) -> None:
    lamp = mine.stock(mine.open(), LAMP, 3)
    for typed, kept in (("30", 30), ("", None)):
        browser.press(f"/items/{lamp}/lead", lead_days=typed)
        with mine.ledger.reading() as unit:
            assert items.get(unit, mine.account_id, lamp).lead_days == kept
    page = browser.press(f"/items/{lamp}/lead", status=422, lead_days="soon").text
    assert "Lead time in days: must be a whole number from 0 to 730" in page


def test_units_that_left_unnoticed_and_units_of_unseen_orders_are_shown(
    mine: ShopKeeper, browser: Browser
) -> None:
    ids = seed(mine)
    page = browser.read(f"/items/{ids['item']}")
    assert "2 units committed to orders that we cannot see" in page

    browser.press(f"/items/{ids['item']}/counted", location=1)

    with mine.ledger.reading() as unit:
        assert supply.on_hand(unit, mine.account_id, ids["item"])[0].left_elsewhere == 0


def test_the_chart_has_a_title_its_units_and_the_same_as_a_table(mine: ShopKeeper, browser: Browser) -> None:
    ids = seed(mine)
    page = browser.read(f"/items/{ids['item']}")
    assert 'role="img" aria-label="Units of Lamp, brass, 40 cm by date"' in page
    assert "The same as a table" in page
    # Today, and the one delivery that is on its way: whoever it does not reach waits as long at least.
    assert page.count('class="bar-owed"') == 2


def test_the_preview_of_a_switch_counts_what_is_open_and_what_will_wait(
    mine: ShopKeeper, browser: Browser
) -> None:
    ids = seed(mine)

    page = browser.press(f"/stores/{ids['store']}/switches/holds", status=200, to="on").text

    assert "Right now 6 orders with 8 lines are open." in page
    assert "6 are older than this switch and will wait for you" in page


def test_one_button_pauses_everything_and_every_page_says_so(mine: ShopKeeper, browser: Browser) -> None:
    browser.press("/pause", to="pause")
    assert "Everything is paused since" in browser.read("/items")
    browser.press("/pause", to="resume")
    with mine.ledger.reading() as unit:
        assert accounts.get(unit, mine.account_id).paused_at is None


def test_every_change_is_told_in_the_history(mine: ShopKeeper, browser: Browser) -> None:
    ids = seed(mine)
    browser.press(f"/orders/{ids['order']}/admit")

    with mine.ledger.reading() as unit:
        noted = history.of_order(unit, mine.account_id, ids["order"])[-1]

    assert (noted.who, noted.what) == (
        "Ada",
        "admitted although older than a switch",
    )
    assert "スイッチより前の注文ですが、対象に加えました" in browser.read(f"/orders/{ids['order']}?lang=ja")


def test_items_made_one_are_taken_apart_after_a_preview_that_counts(
    mine: ShopKeeper, browser: Browser
) -> None:
    lamp = mine.stock(mine.open(), LAMP, 3)
    desk = mine.open("Desk", "woocommerce")
    same = mine.stock(desk, "17", 3)
    preview = browser.press(f"/items/{lamp}/same", status=200, other=same, location=1).text
    assert "cannot be undone" not in preview
    confirmed = re.search(r'name="confirmed" value="([^"]+)"', preview)
    assert confirmed is not None
    browser.press(f"/items/{lamp}/same", other=same, location=1, confirmed=confirmed[1])
    mine.order(desk, "5501", [("17", 2)])
    page = browser.read(f"/items/{lamp}")
    assert "was made one with this by Ada on Mon 23 November" in page
    join = re.search(r'name="join" value="(\d+)"', page)
    assert join is not None

    preview = browser.press(f"/items/{lamp}/apart", status=200, join=join[1]).text
    assert "Desk: Lamp (17)" in preview
    assert "1 open order line goes with it, of 1 orders; 0 of its units wait now." in preview
    stale = browser.press(f"/items/{lamp}/apart", status=422, join=join[1], confirmed="1:2:3:4").text
    assert "things changed since you looked" in stale
    confirmed = re.search(r'name="confirmed" value="([^"]+)"', preview)
    assert confirmed is not None
    answer = browser.press(f"/items/{lamp}/apart", join=join[1], confirmed=confirmed[1])

    page = browser.read(answer.headers["Location"])
    assert "Two items again" in page
    assert "Desk" in page
    assert "was made one with this" not in browser.read(f"/items/{lamp}")
    browser.press(f"/items/{lamp}/apart", status=404, join=join[1], confirmed=confirmed[1])


def test_many_items_are_joined_by_sku_after_a_counted_preview(mine: ShopKeeper, browser: Browser) -> None:
    lamps, desk = mine.open(), mine.open("Desk", "woocommerce")
    lamp, chair = mine.stock(lamps, LAMP, 3), mine.stock(lamps, "c", 2, title="Chair", sku="CHAIR-7")
    mine.stock(desk, "17", 3)
    mine.stock(desk, "18", 5, title="Chair", sku="CHAIR-7")
    mine.stock(desk, "19", 1, title="Rug", sku="RUG-1")
    mine.stock(desk, "20", 1, title="Rug too", sku="RUG-1")
    page = browser.read("/items/same")
    assert [sku in page for sku in ("LAMP-1", "CHAIR-7", "RUG-1")] == [True] * 3
    chosen = {"store": lamps.id, "sku": ["LAMP-1", "CHAIR-7", "RUG-1"]}

    assert "tick at least one" in browser.press("/items/same", status=422, store=lamps.id).text
    preview = browser.press("/items/same", status=200, **chosen).text
    assert "2 items become part of another" in preview
    assert "1 SKU is left out" in preview
    assert "2 other items lie on shelves that move" in preview
    confirmed = re.search(r'name="confirmed" value="([^"]+)"', preview)
    assert confirmed is not None
    browser.press("/items/same", status=422, confirmed="1:2.3:0", **chosen)
    browser.press("/items/same", confirmed=confirmed[1], **chosen)

    with mine.ledger.reading() as unit:
        for item, refs in ((lamp, {LAMP, "17"}), (chair, {"c", "18"})):
            assert {one.ref for one in items.listings_of(unit, mine.account_id, item)} == refs
            assert [one.who for one in joins.standing(unit, mine.account_id, [item])] == ["Ada"]
    assert "LAMP-1" not in browser.read("/items/same")
