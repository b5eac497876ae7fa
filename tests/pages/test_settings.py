"""The settings page: each section looks before it saves, names what cannot be used, and can be undone."""

import re

import pytest

from connector.ledger import api_keys, setting_changes, stores
from connector.ledger.people import Person
from connector.ledger.tasks import Task
from jobs.desk.settings import keys
from tests.desk.shop import LAMP, NOW, ShopKeeper
from tests.pages.conftest import Browser

SEEN = re.compile(r'name="seen" value="([0-9a-f]+)"')


def kept(mine: ShopKeeper, store_id: int) -> dict[str, object]:
    with mine.ledger.reading() as unit:
        return dict(stores.get(unit, mine.account_id, store_id).settings)


def save(browser: Browser, place: str, **fields: object) -> str:
    """Look, then confirm what was seen; the page that was looked at."""
    page = browser.press(place, status=200, **fields).text
    seen = SEEN.search(page)
    assert seen is not None
    browser.press(place, seen=seen[1], confirmed=1, **fields)
    return page


SECTIONS = [
    (
        "calendar",
        {
            "working_days": ["0", "2"],
            "country": "jp",
            "own_holidays": "2026-12-24\n2026-12-31",
            "closure_first": ["2026-12-25", ""],
            "closure_last": ["2026-12-30", ""],
            "closure_note": ["Year's end", ""],
            "handling_days": "3",
        },
        {
            "working_days": [0, 2],
            "country": "JP",
            "own_holidays": ["2026-12-24", "2026-12-31"],
            "closures": [{"first": "2026-12-25", "last": "2026-12-30", "note": "Year's end"}],
            "handling_days": 3,
        },
    ),
    ("lead", {"lead_days": "21"}, {"lead_days": 21}),
    ("lead", {"lead_days": "２１"}, {"lead_days": 21}),
    (
        "queue",
        {"queue_policy": "tag", "queue_tags": "VIP\nwholesale"},
        {"queue_policy": "tag", "queue_tags": ["VIP", "wholesale"]},
    ),
    ("shipping", {"ships_together": "yes"}, {"ships_together": True}),
    (
        "words",
        {"tag_waiting": "入荷待ち", "tag_ready": "Ready", "hold_note": "{quantity} × {item}: {day}"},
        {"tag_waiting": "入荷待ち", "tag_ready": "Ready", "hold_note": "{quantity} × {item}: {day}"},
    ),
    (
        "sender",
        {
            "sender_name": "Mia's lamps",
            "reply_to": "hi@example.com",
            "language": "ja",
            "letter_delay_seconds": 5,
        },
        {
            "sender_name": "Mia's lamps",
            "reply_to": "hi@example.com",
            "language": "ja",
            "letter_delay_seconds": 5,
        },
    ),
    ("retention", {"retention_days": "365"}, {"retention_days": 365}),
]


@pytest.mark.parametrize(("section", "typed", "expected"), SECTIONS, ids=[row[0] for row in SECTIONS])
def test_a_section_is_saved_after_its_effect_was_seen_and_undone_after_that_was_seen(
    mine: ShopKeeper, browser: Browser, section: str, typed: dict[str, object], expected: dict[str, object]
) -> None:
    store = mine.open()
    mine.stock(store, LAMP, 0)
    mine.order(store, "#1", [(LAMP, 2)])
    place = f"/stores/{store.id}/settings/{section}"

    page = browser.press(place, status=200, **typed).text
    assert "Yes, save it" in page
    assert kept(mine, store.id) == {}

    save(browser, place, **typed)
    assert kept(mine, store.id) == expected

    with mine.ledger.reading() as unit:
        (change,) = setting_changes.of_store(unit, mine.account_id, store.id, limit=9)
        assert (change.who, change.after) == ("Ada", expected)
    save(browser, f"/stores/{store.id}/changes/{change.id}/undo")
    assert kept(mine, store.id) == {name: stores.SETTINGS[name] for name in expected}
    assert "An earlier change taken back" in browser.read(f"/stores/{store.id}/settings")


BAD = [
    ("lead", {"lead_days": "x"}, "Lead time in days: must be a whole number from 0 to 730", "x"),
    ("calendar", {"working_days": [], "handling_days": "1"}, "Working days: is empty", None),
    (
        "calendar",
        {"working_days": "0", "handling_days": "1", "country": "XX"},
        "Country of the holidays: must be a country",
        "XX",
    ),
    (
        "calendar",
        {
            "working_days": "0",
            "handling_days": "1",
            "closure_first": "2026-12-09",
            "closure_last": "2026-12-01",
            "closure_note": "stocktaking",
        },
        "Closures: must end on or after the day it begins",
        "stocktaking",
    ),
    (
        "queue",
        {"queue_policy": "tag", "queue_tags": ""},
        "Customer tags that are served first: is empty",
        None,
    ),
    ("words", {"tag_waiting": "a,b", "tag_ready": "c"}, "Tag of orders that wait: may hold no comma", "a,b"),
    ("words", {"tag_waiting": "same", "tag_ready": "Same"}, "is the same as the tag of what waits", "Same"),
    (
        "words",
        {"tag_waiting": "a", "tag_ready": "b", "hold_note": "{item.__class__}"},
        "Note on holds: holds {item.__class__}, which nobody can fill",
        "{item.__class__}",
    ),
    ("sender", {"reply_to": "me", "letter_delay_seconds": "1"}, "Reply address: must be one e-mail", "me"),
    ("retention", {"retention_days": "-1"}, "until buyers are forgotten: must be a whole number", "-1"),
]


@pytest.mark.parametrize(("section", "typed", "told", "still_there"), BAD)
def test_what_cannot_be_used_is_named_with_its_cure_and_kept_in_the_form(
    mine: ShopKeeper,
    browser: Browser,
    section: str,
    typed: dict[str, object],
    told: str,
    still_there: str | None,
) -> None:
    store = mine.open()

    page = browser.press(f"/stores/{store.id}/settings/{section}", status=422, **typed).text

    assert told in page, page[page.find('role="alert"') :][:600]
    if still_there is not None:
        assert f'value="{still_there}"' in page
    assert kept(mine, store.id) == {}


def test_the_preview_counts_the_promises_that_move_and_shows_them(mine: ShopKeeper, browser: Browser) -> None:
    store = mine.open()
    item = mine.stock(store, LAMP, 0)
    mine.expect(item, 2, NOW.date())
    mine.order(store, "#1", [(LAMP, 2)])
    mine.order(store, "#2", [(LAMP, 1)])

    page = browser.press(f"/stores/{store.id}/settings/lead", status=200, lead_days="20").text

    assert "1 of 2 promises moves: 1 later, 0 sooner, by 7 days." in page
    assert "#2" in page
    assert "#1" not in page


def test_what_was_seen_is_what_is_saved(mine: ShopKeeper, browser: Browser) -> None:
    store = mine.open()
    mine.stock(store, LAMP, 0)
    mine.order(store, "#1", [(LAMP, 2)])
    place = f"/stores/{store.id}/settings/lead"
    seen = SEEN.search(browser.press(place, status=200, lead_days="20").text)
    assert seen is not None
    mine.order(store, "#2", [(LAMP, 2)])

    page = browser.press(place, status=422, lead_days="20", seen=seen[1], confirmed=1).text

    assert "things changed since you looked" in page
    assert "2 of 2 promises move" in page
    assert kept(mine, store.id) == {}


@pytest.mark.parametrize("change", [{"lead_days": "21"}, {"store": "other"}, {}])
def test_the_seal_of_another_preview_is_refused(
    mine: ShopKeeper, browser: Browser, change: dict[str, str]
) -> None:
    store, other = mine.open(), mine.open("Desk")
    seen = SEEN.search(browser.press(f"/stores/{store.id}/settings/lead", status=200, lead_days="20").text)
    assert seen is not None
    where = other.id if "store" in change else store.id
    seal = seen[1] if change else "0" * 32
    typed = change.get("lead_days", "20")

    browser.press(f"/stores/{where}/settings/lead", status=422, lead_days=typed, seen=seal, confirmed=1)

    assert kept(mine, where) == {}


def test_saving_what_is_so_already_changes_nothing_and_keeps_it_as_said(
    mine: ShopKeeper, browser: Browser
) -> None:
    store = mine.open()
    browser.press(f"/stores/{store.id}/settings/lead", lead_days="14")
    assert kept(mine, store.id) == {"lead_days": 14}
    with mine.ledger.reading() as unit:
        assert setting_changes.count(unit, mine.account_id, store.id) == 0


def test_undoing_what_was_undone_already_says_so(mine: ShopKeeper, browser: Browser) -> None:
    store = mine.open()
    save(browser, f"/stores/{store.id}/settings/lead", lead_days="20")
    with mine.ledger.reading() as unit:
        (change,) = setting_changes.of_store(unit, mine.account_id, store.id, limit=9)
    undo = f"/stores/{store.id}/changes/{change.id}/undo"
    save(browser, undo)
    assert "is so already: nothing would change" in browser.press(undo, status=422).text


def test_a_store_that_took_the_app_off_can_only_be_read(mine: ShopKeeper, browser: Browser) -> None:
    store = mine.open(left_at=NOW)

    browser.press(f"/stores/{store.id}/settings/lead", status=409, lead_days="20")

    assert "disabled" in browser.read(f"/stores/{store.id}/settings")
    assert kept(mine, store.id) == {}


def test_a_section_that_is_not_there_is_not_found(mine: ShopKeeper, browser: Browser) -> None:
    store = mine.open()
    browser.press(f"/stores/{store.id}/settings/nowhere", status=404, lead_days="20")


def test_the_letter_is_shown_as_it_would_be_on_a_real_order(mine: ShopKeeper, browser: Browser) -> None:
    store = mine.open(email="shop@example.com")
    typed = {"sender_name": "Mia & Co", "letter_delay_seconds": 60}
    place = f"/stores/{store.id}/settings/sender"
    assert "this one is an example" in browser.press(place, status=200, **typed).text
    mine.stock(store, LAMP, 0, title="Brass lamp")
    mine.order(store, "#77", [(LAMP, 2)])

    page = browser.press(place, status=200, **typed).text

    assert "On order #77" in page
    assert "Mia &amp; Co" in page
    assert "2 × Brass lamp" in page
    html = browser.client.get(f"/stores/{store.id}/letter/html")
    assert html.headers["Content-Security-Policy"].startswith("sandbox;")


def test_a_test_letter_needs_an_address_of_ones_own(mine: ShopKeeper, browser: Browser) -> None:
    store = mine.open()
    page = browser.press(f"/stores/{store.id}/letter/send", status=422).text
    assert "Your own e-mail address: is not known" in page


def test_a_test_letter_is_owed_to_the_person_who_asked(mine: ShopKeeper, browser: Browser) -> None:
    store = mine.open()
    with mine.ledger.writing() as unit:
        unit.add(
            Person(id=1, account_id=mine.account_id, email="ada@example.com", role="owner", created_at=NOW)
        )

    browser.press(f"/stores/{store.id}/letter/send")

    with mine.ledger.reading() as unit:
        (task,) = unit.query(Task).filter(Task.account_id == mine.account_id)
        assert (task.kind, task.subject) == ("test_letter", "1")
    assert "on its way to ada@example.com" in browser.read(f"/stores/{store.id}/settings")


def test_a_key_is_shown_once_and_ends_at_once(mine: ShopKeeper, browser: Browser) -> None:
    store = mine.open()

    answer = browser.press(f"/stores/{store.id}/keys", status=200, key_name="ERP")

    plain = re.findall(r"bok_[\w-]{43}", answer.text)[0]
    assert answer.headers["Cache-Control"] == "no-store"
    page = browser.read(f"/stores/{store.id}/settings")
    assert plain not in page
    assert plain[:8] in page
    with mine.ledger.reading() as unit:
        found = keys.caller(unit, plain)
        (made,) = api_keys.of_store(unit, mine.account_id, store.id)
        assert plain not in repr(vars(made))
    assert found is not None
    assert (found.store_id, found.name) == (store.id, "API key ERP")
    browser.press(f"/stores/{store.id}/keys/{made.id}/end")
    with mine.ledger.reading() as unit:
        assert keys.caller(unit, plain) is None
    browser.press(f"/stores/{store.id}/keys/{made.id}/end", status=422)


def test_no_two_places_of_the_page_have_one_name(mine: ShopKeeper, browser: Browser) -> None:
    """The links of its contents would lead to one of them only, and a style for one would fall on both."""
    store = mine.open()
    page = browser.read(f"/stores/{store.id}/settings")
    names = re.findall(r'\bid="([^"]+)"', page)
    assert sorted(names) == sorted(set(names))
    assert set(re.findall(r'href="#(\w+)"', page)) - {"main"} <= set(names)


def test_a_store_is_shown_only_switches_that_its_platform_has_room_for(
    mine: ShopKeeper, browser: Browser
) -> None:
    shop, woo = mine.open(), mine.open("Shelf", "woocommerce")
    there = re.compile(r"/switches/(\w+)\"")
    assert there.findall(browser.read(f"/stores/{shop.id}/settings")) == [
        "tags",
        "record",
        "holds",
        "letters",
        "events",
        "offers",
        "selling",
        "storefront",
        "waitlist",
    ]
    page = browser.read(f"/stores/{woo.id}/settings")
    assert there.findall(page) == [
        "record",
        "letters",
        "events",
        "offers",
        "selling",
        "storefront",
        "waitlist",
    ]
    assert "have no tags and no holds" in page
    mine.switch_on(woo, "holds")
    assert "holds" in there.findall(browser.read(f"/stores/{woo.id}/settings"))
