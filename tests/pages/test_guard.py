"""Whose pages they are, what a browser may do with them, and that nothing changes without their own token."""

import gzip
import io
import re
from pathlib import Path

import pytest

from connector.ledger import accounts, stores
from connector.ledger.engine import Ledger
from tests.desk.shop import LAMP, NOW, ShopKeeper
from tests.pages.addresses import READ, place
from tests.pages.conftest import Browser, app_of
from tests.pages.seeded import seed

TAG = re.compile(r"<[^>]*>")


@pytest.mark.parametrize("token", [None, "", "made-up"])
def test_nothing_changes_without_the_pages_own_token(
    mine: ShopKeeper, browser: Browser, token: str | None
) -> None:
    browser.read("/")
    given = {"to": "pause"} if token is None else {"to": "pause", "csrf_token": token}

    answer = browser.client.post("/pause", data=given)

    assert answer.status_code == 400
    assert "Nothing was changed" in answer.text
    with mine.ledger.reading() as unit:
        assert accounts.get(unit, mine.account_id).paused_at is None


def test_every_page_forbids_what_is_not_ours(mine: ShopKeeper, browser: Browser) -> None:
    ids = seed(mine)
    for address in READ:
        answer = browser.client.get(place(address, ids))
        policy = answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        if not address.endswith("/html"):
            assert policy.startswith("default-src 'self';")
            assert "frame-ancestors 'none'" in policy
            assert "unsafe" not in policy


def test_a_letter_is_shown_in_a_box_in_which_nothing_runs(mine: ShopKeeper, browser: Browser) -> None:
    ids = seed(mine)

    answer = browser.client.get(f"/letters/{ids['letter']}/html")

    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none';")
    assert "sandbox src=" in browser.read(f"/letters/{ids['letter']}")


def test_no_page_has_inline_script_or_style_or_asks_another_host(mine: ShopKeeper, browser: Browser) -> None:
    ids = seed(mine)
    for address in ("/", "/items", "/expected", "/letters", "/waiting", "/stores", "/doctor", *_reading(ids)):
        page = browser.read(address)
        assert "<style" not in page, address
        assert " style=" not in page, address
        assert page.count("<script") == page.count("<script src="), address
        # In the text that people read an address asks nobody: that of an endpoint, for one.
        tags = "".join(TAG.findall(page))
        assert "http://" not in tags.replace("http://localhost", ""), address
        assert "https://" not in tags, address


def _reading(ids: dict[str, int]) -> list[str]:
    other = ("/html", "/file", "/export", "/plugin", ".csv")
    return [place(address, ids) for address in READ if "<int:" in address and not address.endswith(other)]


def test_a_page_weighs_less_than_150_kb_gzipped(mine: ShopKeeper, browser: Browser) -> None:
    seed(mine, many=60)
    files = ("vendor/pico.min.css", "vendor/htmx.min.js", "board.css", "keys.js", "icon.svg")
    bodies = [browser.client.get(f"/board-static/{name}") for name in files]
    assert [one.status_code for one in bodies] == [200] * len(files)
    weight = sum(len(gzip.compress(one.data)) for one in [*bodies, browser.client.get("/")])
    for one in bodies:
        one.close()
    assert weight <= 150_000


def test_an_answer_that_is_not_a_plain_lookup_error_is_not_hidden_as_not_found(mine: ShopKeeper) -> None:
    app = app_of(mine.ledger, account_id=987)
    with app.test_client() as client:
        app.testing = True
        with pytest.raises(LookupError, match="no account 987"):
            client.get("/")


def test_a_ledger_that_is_away_is_told_in_the_readers_language(mine: ShopKeeper, tmp_path: Path) -> None:
    empty = Ledger(f"sqlite:///{tmp_path / 'no-tables.sqlite3'}")
    with app_of(empty, mine.account_id).test_client() as client:
        answer = client.get("/?lang=ja")
    empty.close()
    assert answer.status_code == 503
    assert "台帳に接続できません" in answer.text


def test_turning_a_switch_needs_its_counted_preview_first(mine: ShopKeeper, browser: Browser) -> None:
    store = mine.open()

    answer = browser.press(f"/stores/{store.id}/switches/tags", status=200, to="on")

    assert "Right now 0 orders with 0 lines are open." in answer.text
    with mine.ledger.reading() as unit:
        assert stores.switches(unit, mine.account_id, store.id) == {}
    browser.press(f"/stores/{store.id}/switches/tags", to="on", confirmed=1)
    with mine.ledger.reading() as unit:
        assert stores.switches(unit, mine.account_id, store.id) == {"tags": NOW}


@pytest.mark.parametrize(
    "address", ["/?q=%00", "/queue.csv?q=%00", "/items?q=%00", "/history?who=%00", "/letters?a%00=b"]
)
def test_what_a_database_cannot_hold_is_no_fault_of_ours(browser: Browser, address: str) -> None:
    browser.read(address, status=400)


def test_a_form_with_what_a_database_cannot_hold_changes_nothing(mine: ShopKeeper, browser: Browser) -> None:
    item = mine.stock(mine.open(), LAMP, 1)
    browser.press("/expected", status=400, item=f"#{item}", quantity=1, date="2026-12-24", note="a\0b")
    head = "sku,location,quantity,date,note"
    sheet = f"{head}\nLAMP,Warehouse,1,2026-12-24,a\0b\n".encode()
    answer = browser.press("/expected/upload", status=422, file=(io.BytesIO(sheet), "coming.csv"))
    assert "the file is not UTF-8 text" in answer.text


def test_a_switch_that_is_turned_to_something_odd_leaves_the_next_page_as_it_is(
    mine: ShopKeeper, browser: Browser
) -> None:
    store = mine.open().id
    browser.press(f"/stores/{store}/switches/tags", to="sideways", confirmed=1)
    assert "It is on now." in browser.read(f"/stores/{store}")
