"""The page of a store's events: who hears of them, whether they arrived, and sending them again."""

import csv
import io
import re

import pytest
from sqlalchemy import select

from connector.domain.roles import Role
from connector.ledger import event_sends, events, sealing
from connector.ledger.events import Send
from connector.ledger.history import Happened
from connector.ledger.tasks import OWED, Task
from connector.ledger.vault import Vault
from tests.conftest import KEYS
from tests.desk.shop import ShopKeeper, keeper
from tests.pages.conftest import Browser, app_of
from tests.pages.seeded import seed

PUBLIC = "https://93.184.216.34/hooks"
KEY = re.compile(r"whsec_[A-Za-z0-9+/=]{44}")


@pytest.fixture
def ids(mine: ShopKeeper) -> dict[str, int]:
    return seed(mine)


def states(mine: ShopKeeper) -> list[str]:
    with mine.ledger.reading() as unit:
        wanted = select(Send.state).where(Send.account_id == mine.account_id).order_by(Send.id)
        return list(unit.scalars(wanted))


def said(mine: ShopKeeper) -> list[str]:
    with mine.ledger.reading() as unit:
        return list(unit.scalars(select(Happened.what).where(Happened.account_id == mine.account_id)))


def test_an_address_is_added_and_its_key_is_shown_once(
    mine: ShopKeeper, ids: dict[str, int], browser: Browser
) -> None:
    here = f"/stores/{ids['store']}/events"
    answer = browser.press(here, status=200, event_address=f" {PUBLIC}#top ", kind=["owed", "moved"])
    found = KEY.search(answer.text)
    assert found is not None
    assert answer.headers["Cache-Control"] == "no-store"
    page = browser.read(here)
    assert PUBLIC in page
    assert KEY.search(page) is None
    with mine.ledger.reading() as unit:
        made = events.endpoints(unit, mine.account_id, ids["store"])[0]
    assert (made.address, made.kinds, made.made_by) == (PUBLIC, ["owed", "moved"], "Ada")
    assert Vault(KEYS).open(made.sealed, sealing.endpoint_place(made.door)) == found[0]
    assert f"events of Lamps go to {PUBLIC} now" in said(mine)
    assert f"events of Lamps go to {PUBLIC} now" in browser.read("/history")


@pytest.mark.parametrize(
    ("typed", "cure"),
    [
        ("https://10.0.0.1/hooks", "leads into a private network"),
        ("http://93.184.216.34/", "must be reached by https"),
        ("javascript:alert(1)", "is not a web address"),
        ("https://nowhere.invalid/", "cannot be found"),
    ],
)
def test_an_address_that_cannot_be_is_refused_with_its_cure_and_what_was_typed_stays(
    ids: dict[str, int], browser: Browser, typed: str, cure: str
) -> None:
    page = browser.press(f"/stores/{ids['store']}/events", status=422, event_address=typed, kind="moved").text
    assert cure in page
    assert f'value="{typed}"' in page
    assert 'value="moved" checked' in page
    assert 'value="owed" checked' not in page


def test_flow_is_for_shopify_only(mine: ShopKeeper, ids: dict[str, int], browser: Browser) -> None:
    here = f"/stores/{ids['store']}/events"
    desk = ids["store"] + 1
    assert "Tell Shopify Flow" in browser.read(here)
    assert "Tell Shopify Flow" not in browser.read(f"/stores/{desk}/events")
    assert "does not have" in browser.press(f"/stores/{desk}/events", status=422, via="flow").text
    browser.press(here, via="flow")
    assert "already" in browser.press(here, status=422, via="flow").text
    with mine.ledger.reading() as unit:
        (flow,) = [one for one in events.endpoints(unit, mine.account_id, ids["store"]) if one.via == "flow"]
    assert (flow.address, flow.sealed) == ("", "")
    assert flow.kinds == ["owed", "moved", "ready", "shipped", "cancelled"]


def test_the_list_is_filtered_by_the_address_bar_and_taken_away_as_it_is(
    ids: dict[str, int], browser: Browser
) -> None:
    here = f"/stores/{ids['store']}/events"
    whole = browser.read(here)
    assert "4 messages" in whole
    assert "<script>alert" not in whole
    assert "&lt;script&gt;alert(1)" in whole
    for question, found in (
        ("state=refused", "1 message"),
        ("kind=moved", "0 messages"),
        ("q=1002", "4 messages"),
        ("q=1001", "0 messages"),
        (f"to={ids['endpoint']}", "4 messages"),
        ("state=made-up&kind=x&to=-1&store_id=9&endpoint=x&_anchor=y", "4 messages"),
    ):
        assert f"<span>{found}</span>" in browser.read(f"{here}?{question}"), question
    rows = list(csv.reader(io.StringIO(browser.read(f"/stores/{ids['store']}/events.csv?state=sent"))))
    assert rows[0][:3] == ["id", "When", "Event"] or rows[0][0] == "id"
    assert [row[0] for row in rows[1:]] == ["evt_1"]


def test_all_that_failed_is_counted_first_and_then_sent_again(
    mine: ShopKeeper, ids: dict[str, int], browser: Browser
) -> None:
    here = f"/stores/{ids['store']}/events"
    assert states(mine) == ["owed", "sent", "refused", "unknown"]
    preview = browser.press(f"{here}/again", status=200, every=1).text
    assert "2 messages go out again" in preview
    assert states(mine) == ["owed", "sent", "refused", "unknown"]
    browser.press(f"{here}/again", every=1, confirmed=1)
    assert states(mine) == ["owed", "sent", "owed", "owed"]
    assert "2 events of Lamps are to be sent again" in said(mine)
    with mine.ledger.reading() as unit:
        task = (Task.account_id == mine.account_id, Task.kind == "event", Task.state == OWED)
        assert list(unit.scalars(select(Task.subject).where(*task))) == [str(ids["endpoint"])]


def test_one_by_its_button_and_some_by_their_ticks(
    mine: ShopKeeper, ids: dict[str, int], browser: Browser
) -> None:
    here = f"/stores/{ids['store']}/events"
    preview = browser.press(f"{here}/again", status=200, only=2, send=[3, 4]).text
    assert "1 message goes out again" in preview
    assert re.findall(r'name="send" value="(\d+)"', preview) == ["2"]
    # What is on its way, somebody else's or nobody's is not counted.
    preview = browser.press(f"{here}/again", status=200, send=[1, 3, 4, 999, "x"]).text
    assert re.findall(r'name="send" value="(\d+)"', preview) == ["3", "4"]
    assert "nothing that can be sent again" in browser.press(f"{here}/again", status=200, send=1).text
    browser.press(f"{here}/again", send=[3], confirmed=1)
    assert states(mine) == ["owed", "sent", "owed", "unknown"]


def test_what_failed_waits_for_a_person_until_it_is_sent_again(
    mine: ShopKeeper, ids: dict[str, int], browser: Browser
) -> None:
    assert "2 events could not be delivered" in browser.read("/waiting")
    browser.press(f"/stores/{ids['store']}/events/again", every=1, confirmed=1)
    assert "could not be delivered" not in browser.read("/waiting")


def test_an_endpoint_is_tried_and_ended(mine: ShopKeeper, ids: dict[str, int], browser: Browser) -> None:
    here = f"/stores/{ids['store']}"
    browser.press(f"{here}/hears/{ids['endpoint']}/test")
    assert states(mine)[-1] == "owed"
    browser.press(f"{here}/hears/{ids['endpoint']}/end")
    assert set(states(mine)) == {"sent", "refused", "unknown"}
    assert "ended already" in browser.press(f"{here}/hears/{ids['endpoint']}/end", status=422).text
    assert "Ended on" in browser.read(f"{here}/events")


def test_the_switch_says_how_many_hear_of_it(ids: dict[str, int], browser: Browser) -> None:
    page = browser.press(f"/stores/{ids['store']}/switches/events", status=200, to="on").text
    assert "1 open address hears of them" in page
    page = browser.press(f"/stores/{ids['store'] + 1}/switches/events", status=200, to="on").text
    assert "No address is open yet" in page


def test_another_account_sees_and_moves_nothing(mine: ShopKeeper, ids: dict[str, int]) -> None:
    other = keeper(mine.ledger, "other")
    theirs = other.open("Theirs")
    with app_of(mine.ledger, other.account_id).test_client() as client:
        eve = Browser(client)
        eve.read(f"/stores/{ids['store']}/events", status=404)
        eve.read(f"/stores/{ids['store']}/events.csv", status=404)
        eve.press(f"/stores/{ids['store']}/events", status=404, event_address=PUBLIC, kind="owed")
        eve.press(f"/stores/{ids['store']}/hears/{ids['endpoint']}/end", status=404)
        eve.press(f"/stores/{theirs.id}/hears/{ids['endpoint']}/end", status=404)
        eve.press(f"/stores/{theirs.id}/hears/{ids['endpoint']}/test", status=404)
        eve.press(f"/stores/{theirs.id}/events/again", send=[2, 3, 4], confirmed=1)
    assert states(mine) == ["owed", "sent", "refused", "unknown"]


@pytest.mark.parametrize(("role", "may"), [(Role.SUPPORT, "again"), (Role.WAREHOUSE, "")])
def test_what_a_role_may_not_do_is_not_offered_and_not_done(
    mine: ShopKeeper, ids: dict[str, int], role: Role, may: str
) -> None:
    here = f"/stores/{ids['store']}"
    with app_of(mine.ledger, mine.account_id, role).test_client() as client:
        grace = Browser(client)
        page = grace.read(f"{here}/events")
        assert "Add the address" not in page
        assert ("Send all that failed again" in page) == (may == "again")
        grace.press(f"{here}/events", status=403, event_address=PUBLIC, kind="owed")
        grace.press(f"{here}/hears/{ids['endpoint']}/end", status=403)
        grace.press(f"{here}/events/again", status=303 if may else 403, every=1, confirmed=1)


def test_a_long_list_has_pages(mine: ShopKeeper, ids: dict[str, int], browser: Browser) -> None:
    with mine.ledger.writing() as unit:
        endpoint = events.endpoint(unit, mine.account_id, ids["endpoint"])
        first = event_sends.due(unit, mine.account_id, endpoint.id, endpoint.created_at, 1)[0]
        for number in range(120):
            happened = events.Event(
                account_id=mine.account_id, store_id=ids["store"], order_id=first.order_id, line_id=1,
                kind="moved", body={"id": f"evt_more_{number}"}, happened_at=first.happened_at,
            )  # fmt: skip
            events.owe(unit, [happened], [endpoint], endpoint.created_at)
    page = browser.read(f"/stores/{ids['store']}/events?kind=moved&page=3")
    assert page.count("evt_more_") == 20
    assert "evt_more_0<" in page
