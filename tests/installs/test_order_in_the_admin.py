"""An order inside Shopify's own admin: who may read it, what is said, what may be done to it there."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import requests
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from connector.domain.roles import Role
from connector.ledger import accounts, orders, people, stores
from connector.ledger.history import Happened
from connector.ledger.orders import Order
from jobs import installing
from jobs.desk.sending_again import APART
from sandbox.shopify import Shop
from sandbox.shopify.people import OWNER, STAFF, User, id_token
from sandbox.shopify.sandbox import CLIENT_ID
from tests.installs.conftest import Place
from tests.world import CLIENT_SECRET

ORIGIN = "https://extensions.shopifycdn.com"


def ask(method: str, where: str, headers: dict[str, str], **more: Any) -> requests.Response:
    return requests.request(method, where, headers=headers, timeout=20, allow_redirects=False, **more)


@pytest.fixture
def shop(place: Place) -> Shop:
    """Installed, letters on, and an order of three lamps of which one is there."""
    made = place.shop()
    place.open(made)
    with place.here.ledger.writing() as unit:
        store = stores.get(unit, place.installed(made).account_id, place.installed(made).id)
        store.settings = {**store.settings, "letter_delay_seconds": 0}
        stores.turn(unit, store, "letters", place.here.clock(), "a test")
    berlin = made.add_location("Berlin")
    lamp = made.add_product("Walnut Desk Lamp", sku="LAMP", price="80.00", stock={berlin: 1})
    place.here.work()
    place.here.clock.ahead += timedelta(seconds=1)
    made.place_order([(lamp, 3)], routing="now")
    place.here.settle()
    return made


def kept(place: Place, shop: Shop) -> Order:
    with place.here.ledger.reading() as unit:
        return unit.scalars(select(Order).where(Order.account_id == place.installed(shop).account_id)).one()


def address(place: Place, shop: Shop, action: str = "", lang: str = "") -> str:
    number = kept(place, shop).order_ref.rpartition("/")[2]
    return f"{place.url}/shopify/admin/orders/{number}{action}{f'?lang={lang}' if lang else ''}"


def call(shop: Shop, user: User = OWNER) -> dict[str, str]:
    """A token of this very moment: whoever verifies it goes by the machine's clock, not by the world's."""
    token = id_token(shop.domain, user, CLIENT_ID, CLIENT_SECRET, datetime.now(UTC))
    return {"Authorization": f"Bearer {token}", "Origin": ORIGIN}


def read(place: Place, shop: Shop, lang: str = "", user: User = OWNER) -> requests.Response:
    return ask("GET", address(place, shop, lang=lang), call(shop, user))


def send(place: Place, shop: Shop, action: str, user: User = OWNER, **told: Any) -> requests.Response:
    where = address(place, shop, f"/{action}")
    return ask("POST", where, call(shop, user), json=told)


def join(place: Place, shop: Shop, role: Role) -> None:
    """The staff member has opened the app, and an owner gave them this role."""
    place.open(shop, STAFF)
    with place.here.ledger.writing() as unit:
        account_id = place.installed(shop).account_id
        found = people.by_platform_user(unit, account_id, f"shopify:{STAFF.id}")
        assert found is not None
        found.role = role.value


def test_the_block_is_told_what_is_owed_when_and_why(place: Place, shop: Shop) -> None:
    answer = read(place, shop)
    assert answer.status_code == 200
    told = answer.json()
    (line,) = told["lines"]
    with place.here.ledger.reading() as unit:
        order = kept(place, shop)
        (row,) = orders.lines_of(unit, order.account_id, order.id)
    assert (line["id"], line["title"], line["sku"]) == (row.id, "Walnut Desk Lamp", "LAMP")
    assert (line["waiting"], line["ready"], line["released"], line["movable"]) == (2, 0, 0, True)
    on = date.fromisoformat(line["day"]["on"])
    assert line["day"]["text"].startswith(f"{on:%a} {on.day} {on:%B}")
    assert line["why"]
    assert told["next"] == [f"2 × Walnut Desk Lamp wait for goods and should leave on {line['day']['text']}"]
    assert [one["state"] for one in told["letters"]] == [f"Letter sent to {order.email}"]
    assert told["may"] == {"date": True, "pause": True}
    assert (told["name"], told["owed"], told["paused"]) == (order.name, True, False)
    assert told["again"] == {
        "may": False,
        "why": "The letter: was sent less than 10 minutes ago: wait a little",
    }


def test_the_admins_language_is_spoken(place: Place, shop: Shop) -> None:
    told = read(place, shop, "ja-JP").json()
    assert told["next"][0].startswith("Walnut Desk Lamp × 2:入荷待ち。")
    assert "月" in told["lines"][0]["day"]["text"]


def test_only_the_extensions_origin_may_read_and_no_cookie_comes_or_counts(place: Place, shop: Shop) -> None:
    asked = ask("OPTIONS", address(place, shop), {"Origin": ORIGIN})
    assert asked.status_code == 204
    assert asked.headers["Access-Control-Allow-Headers"] == "Authorization, Content-Type"
    assert "POST" in asked.headers["Access-Control-Allow-Methods"]
    answer = read(place, shop)
    for one in (asked, answer):
        assert one.headers["Access-Control-Allow-Origin"] == ORIGIN
        assert "Access-Control-Allow-Credentials" not in one.headers
        assert "Set-Cookie" not in one.headers
    browser = place.browser()
    place.open(shop, browser=browser)
    refused = browser.get(address(place, shop))
    assert refused.status_code == 401
    assert refused.headers["Access-Control-Allow-Origin"] == ORIGIN


def forged(secret: str = CLIENT_SECRET, audience: str = CLIENT_ID, age: int = 0, **claims: Any) -> str:
    now = datetime.now(UTC) - timedelta(seconds=age)
    return id_token("lamps.myshopify.com", OWNER, audience, secret, now, **claims)


def test_a_token_that_proves_nothing_opens_nothing(place: Place, shop: Shop) -> None:
    stranger = place.here.shopify.oauth.id_token(shop, STAFF)
    tokens = (
        "",
        "x.y.z",
        forged("somebody-elses-secret-of-more-than-32-bytes"),
        forged(audience="another-app"),
        forged(age=3600),
        forged(iss="https://chairs.myshopify.com/admin"),
        forged(dest="https://evil.example.com"),
        stranger,
    )
    for token in tokens:
        headers = {"Authorization": f"Bearer {token}"}
        pause = {"json": {"to": "pause"}}
        for method, action, more in (("GET", "", {}), ("POST", "/pause", pause)):
            answer = ask(method, address(place, shop, action), headers, **more)
            assert answer.status_code == 401, token
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert "open it here in the admin once" in answer.json()["detail"]
    with place.here.ledger.reading() as unit:
        assert accounts.get(unit, place.installed(shop).account_id).paused_at is None


def test_another_shops_admin_knows_nothing_of_the_order(place: Place, shop: Shop) -> None:
    other = place.shop("chairs")
    place.open(other)
    for action, told in (("", None), ("/pause", {"to": "pause"}), ("/letter", {}), ("/date", {})):
        where, headers = address(place, shop, action), call(other)
        answer = ask("GET" if told is None else "POST", where, headers, json=told)
        assert answer.status_code == 404
        assert answer.json()["detail"].startswith("The app knows nothing of this order")
    with place.here.ledger.reading() as unit:
        assert accounts.get(unit, place.installed(other).account_id).paused_at is None


@pytest.mark.parametrize(
    ("role", "able"),
    [
        (Role.MANAGER, {"date": True, "pause": True}),
        (Role.SUPPORT, {"date": True, "pause": True}),
        (Role.WAREHOUSE, {"date": False, "pause": True}),
        (Role.ACCOUNTANT, {"date": False, "pause": False}),
    ],
)
def test_a_role_has_the_leaves_that_it_has_on_the_board(
    place: Place, shop: Shop, role: Role, able: dict[str, bool]
) -> None:
    join(place, shop, role)
    assert read(place, shop, user=STAFF).json()["may"] == able
    answers = {
        "date": send(place, shop, "date", STAFF, line=1).status_code,
        "letter": send(place, shop, "letter", STAFF).status_code,
        "pause": send(place, shop, "pause", STAFF, to="resume").status_code,
    }
    refused = {name for name, status in answers.items() if status == 403}
    assert refused == {
        *(() if able["date"] else ("date", "letter")),
        *(() if able["pause"] else ("pause",)),
    }


def test_a_date_is_shown_before_it_is_set_and_stands_for_whoever_set_it(place: Place, shop: Shop) -> None:
    line = read(place, shop).json()["lines"][0]
    on = date.fromisoformat(line["day"]["on"]) + timedelta(days=21)
    wanted = {"line": line["id"], "date": on.isoformat(), "reason": "the boat is late"}
    foreseen = send(place, shop, "date", **wanted).json()
    assert foreseen["mine"].startswith("This line: 2 wait until ")
    assert foreseen["others"] == "Nobody else's date changes."
    assert read(place, shop).json()["lines"][0]["set"] == "", "looking changes nothing"

    assert send(place, shop, "date", **wanted, seen="0" * 32).status_code == 422
    done = send(place, shop, "date", **wanted, seen=foreseen["seen"])
    assert done.json() == {"done": "The date was changed."}
    place.here.settle()
    after = read(place, shop).json()["lines"][0]
    assert (after["set"], after["day"]["on"]) == (on.isoformat(), on.isoformat())
    with place.here.ledger.reading() as unit:
        mine = Happened.account_id == place.installed(shop).account_id
        told = unit.scalars(select(Happened).where(mine, Happened.what.contains("the boat is late"))).one()
    assert told.who == "Ada Owner"

    cleared = {"line": line["id"], "date": "", "reason": "it came"}
    seen = send(place, shop, "date", **cleared).json()["seen"]
    assert send(place, shop, "date", **cleared, seen=seen).status_code == 200
    place.here.settle()
    assert read(place, shop).json()["lines"][0]["set"] == ""


def test_what_was_shown_and_is_another_by_then_is_not_done(place: Place, shop: Shop) -> None:
    line = read(place, shop).json()["lines"][0]
    on = date.fromisoformat(line["day"]["on"]) + timedelta(days=21)
    wanted = {"line": line["id"], "date": on.isoformat(), "reason": "the boat is late"}
    seen = send(place, shop, "date", **wanted).json()["seen"]
    later = {**wanted, "date": (on + timedelta(days=1)).isoformat()}
    answer = send(place, shop, "date", **later, seen=seen)
    assert answer.status_code == 422
    assert "look at it once more" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("told", "status", "detail"),
    [
        ({"date": "2020-01-01", "reason": "x"}, 422, "Date: has passed already"),
        ({"date": "soon", "reason": "x"}, 422, "Date: must be a date like"),
        ({"date": "2026-12-24", "reason": " "}, 422, "Reason: is empty"),
        ({"date": "2026-12-24", "reason": "a\0b"}, 400, "This could not be read"),
        ({"date": "2026-12-24", "reason": "a\ud800"}, 400, "This could not be read"),
        ({"date": "\udfff", "reason": "x"}, 400, "This could not be read"),
        ({"line": True, "date": "2026-12-24", "reason": "x"}, 404, "The app knows nothing"),
        ({"line": 2**40, "date": "2026-12-24", "reason": "x"}, 404, "The app knows nothing"),
        ({"line": "1", "date": "2026-12-24", "reason": "x"}, 404, "The app knows nothing"),
        ({"line": 987654, "date": "2026-12-24", "reason": "x"}, 404, "The app knows nothing"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_cure(
    place: Place, shop: Shop, told: dict[str, Any], status: int, detail: str
) -> None:
    line = read(place, shop).json()["lines"][0]["id"]
    answer = send(place, shop, "date", **{"line": line, **told})
    assert answer.status_code == status
    assert answer.json()["detail"].startswith(detail)


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b"\xff", b"{" + b" " * 20_000 + b"}"])
def test_a_body_that_is_no_object_of_json_changes_nothing(place: Place, shop: Shop, raw: bytes) -> None:
    headers = {**call(shop), "Content-Type": "application/json"}
    answer = ask("POST", address(place, shop, "/pause"), headers, data=raw)
    assert answer.status_code in (400, 413)
    assert not read(place, shop).json()["paused"]


def test_everything_is_paused_and_goes_on(place: Place, shop: Shop) -> None:
    assert send(place, shop, "pause", to="pause").json() == {"done": "Everything is paused."}
    assert read(place, shop).json()["paused"]
    assert send(place, shop, "pause", to="resume").json() == {"done": "Work goes on."}
    assert not read(place, shop).json()["paused"]


def test_the_letter_is_read_and_sent_again(place: Place, shop: Shop) -> None:
    soon = send(place, shop, "letter")
    assert (soon.status_code, soon.json()["detail"].partition(":")[0]) == (422, "The letter")
    place.here.clock.ahead += APART
    assert read(place, shop).json()["again"] == {"may": True, "why": ""}
    letter = send(place, shop, "letter").json()
    assert "2 × Walnut Desk Lamp" in letter["text"]
    assert letter["to"].startswith(f"To {kept(place, shop).email}")
    done = send(place, shop, "letter", seen=letter["seen"])
    assert done.json() == {"done": "The letter is sent again now."}
    place.here.settle()
    assert len(place.here.mailbox.letters) == 2
    assert len(read(place, shop).json()["letters"]) == 2


def test_a_ledger_that_is_away_is_told_with_what_to_do(
    place: Place, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    where, headers = address(place, shop, lang="en"), call(shop)

    def away(*_: Any) -> None:
        raise OperationalError("select", {}, Exception("away"))

    monkeypatch.setattr(installing.stores, "by_address", away)
    answer = ask("GET", where, headers)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "try again in a minute" in answer.json()["detail"]
