"""The people of an account: invited, given another role, taken off; how an account begins; the history."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr

from connector.config import Settings
from connector.domain.roles import Role
from connector.ledger import accounts, history, people, post
from connector.ledger.engine import Ledger
from connector.ledger.vault import Vault
from jobs import posting
from jobs.desk import beginning, peopling
from tests.pages.house import House, built, enter, press, sign_in, token_of


@pytest.fixture
def house(settings: Settings, ledger: Ledger) -> Iterator[House]:
    with built(settings, ledger) as made:
        made.person("ada@example.com")
        yield made


@pytest.fixture
def ada(house: House) -> FlaskClient:
    client = house.app.test_client()
    enter(house, client, "ada@example.com")
    return client


def told(house: House) -> list[tuple[str, str]]:
    with house.workshop.ledger.reading() as unit:
        rows = unit.query(history.Happened).filter(history.Happened.account_id == 1).order_by("id")
        return [(row.who, row.what) for row in rows]


def test_who_is_invited_gets_a_letter_and_comes_in_with_that_role(house: House, ada: FlaskClient) -> None:
    press(ada, "/me", "/me", name="Ada Lovelace", language="en")
    press(ada, "/people", email=" Max@Example.com", role="warehouse")
    assert "max@example.com is invited" in ada.get("/people").text
    (link,) = house.links()
    assert (
        "Ada Lovelace has given you access to the backorders of main as a member of the warehouse."
        in house.mailbox.texts()[0]
    )
    house.clock.ahead = timedelta(days=6)
    client = house.app.test_client()

    assert press(client, link).status_code == 303

    assert client.get("/expected").status_code == 200
    assert client.get("/people").status_code == 403
    assert told(house)[1:] == [
        ("Ada Lovelace", "max@example.com was invited, role: warehouse"),
        ("max@example.com", "signed in"),
    ]


def test_an_invitation_is_in_the_language_of_the_page_it_came_from(house: House, ada: FlaskClient) -> None:
    ada.get("/people?lang=ja")
    press(ada, "/people", email="max@example.com", role="owner")
    house.links()
    (letter,) = house.mailbox.letters
    assert letter["Content-Language"] == "ja"
    assert "「オーナー」として招待しました" in house.mailbox.texts()[0]


def test_an_invitation_that_cannot_leave_is_told_to_whoever_invited(house: House, ada: FlaskClient) -> None:
    press(ada, "/people", email="max@example.com", role="support")
    house.workshop.settings = house.workshop.settings.model_copy(
        update={"smtp_url": SecretStr("smtp://127.0.0.1:9")}
    )
    house.clock.ahead = timedelta(days=8)
    posting.deliver(house.workshop)
    client = house.app.test_client()
    enter(house, client, "ada@example.com")
    assert "the invitation to max@example.com could not be sent" in client.get("/history").text


def test_nobody_makes_us_mail_half_the_world(house: House, ada: FlaskClient) -> None:
    for number in range(peopling.INVITED_A_DAY):
        with house.workshop.ledger.writing() as unit:
            peopling.invite(unit, 1, f"n{number}@example.com", Role.SUPPORT, "Ada", "en", house.clock())
    refused = press(ada, "/people", email="one@example.com", role="support")
    assert refused.status_code == 422
    assert "at most 50 a day" in refused.text
    house.clock.ahead = timedelta(days=1)
    assert press(ada, "/people", email="one@example.com", role="support").status_code == 303


@pytest.mark.parametrize(
    ("email", "role", "said"),
    [
        ("", "support", "E-mail address: is empty"),
        ("max", "support", "must be one e-mail address"),
        ("a@example.com, b@example.com", "support", "must be one e-mail address"),
        ("max@example.com", "king", "Role: is none of the roles"),
        ("ada@example.com", "support", "is here already"),
    ],
)
def test_an_invitation_that_cannot_be_is_refused_in_words(
    house: House, ada: FlaskClient, email: str, role: str, said: str
) -> None:
    answer = press(ada, "/people", email=email, role=role)
    assert answer.status_code == 422
    assert said in answer.text
    assert house.links() == []


def test_another_role_counts_from_the_next_request_on(house: House, ada: FlaskClient) -> None:
    max_id = house.person("max@example.com", Role.OWNER)
    client = house.app.test_client()
    enter(house, client, "max@example.com")
    assert client.get("/people").status_code == 200

    assert press(ada, "/people", f"/people/{max_id}/role", role="support").status_code == 303

    assert client.get("/people").status_code == 403
    assert told(house)[-1] == ("ada@example.com", "the role of max@example.com is now: support")


def test_who_is_taken_off_is_out_at_once_and_may_be_invited_again(house: House, ada: FlaskClient) -> None:
    max_id = house.person("max@example.com", Role.SUPPORT)
    client, link = house.app.test_client(), house.link_for("max@example.com")
    enter(house, client, "max@example.com")

    assert press(ada, "/people", f"/people/{max_id}/remove").status_code == 303

    assert client.get("/items").status_code == 303
    assert client.get(link).status_code == 410
    press(client, "/signin", email="max@example.com")
    assert house.links() == []
    assert press(ada, "/people", f"/people/{max_id}/remove").status_code == 404
    press(ada, "/people", email="max@example.com", role="manager")
    (again,) = house.links()
    assert press(client, again).status_code == 303
    with house.workshop.ledger.reading() as unit:
        (one,) = people.by_email(unit, "max@example.com")
        assert (one.id, one.role) == (max_id, "manager")


@pytest.mark.parametrize("way", ["role", "remove"])
def test_the_last_owner_stays_one(house: House, ada: FlaskClient, way: str) -> None:
    house.person("max@example.com", Role.MANAGER)
    answer = press(ada, "/people", f"/people/1/{way}", role="support")
    assert answer.status_code == 422
    assert "the last owner stays one" in answer.text
    house.person("eve@example.com", Role.OWNER)
    assert press(ada, "/people", f"/people/1/{way}", role="support").status_code == 303


def test_a_name_is_what_the_history_calls_somebody(house: House, ada: FlaskClient) -> None:
    press(ada, "/me", "/me", name="  Ada \n Lovelace ", language="ja")
    press(ada, "/me", "/pause", to="pause")
    assert told(house) == [
        ("ada@example.com", "changed their name to Ada Lovelace"),
        ("Ada Lovelace", "everything paused"),
    ]
    assert '<html lang="ja">' in ada.get("/items").text


@pytest.mark.parametrize(
    "name", ["ada@example.com", " ADA@example.com", "ａｄａ@example.com", "Connector", "API key x"]
)
def test_nobody_calls_themselves_what_the_history_calls_another(house: House, name: str) -> None:
    house.person("max@example.com", Role.SUPPORT)
    client = house.app.test_client()
    sign_in(house, client, "max@example.com")
    answer = press(client, "/me", "/me", name=name, language="en")
    assert answer.status_code == 422
    assert "take another" in answer.text
    press(client, "/me", "/pause", to="pause")
    assert told(house)[-1] == ("max@example.com", "everything paused")


def test_a_chosen_language_is_the_persons_on_every_browser(house: House, ada: FlaskClient) -> None:
    press(ada, "/me", "/me", name="", language="ja")
    fresh = house.app.test_client()
    enter(house, fresh, "ada@example.com")
    assert '<html lang="ja">' in fresh.get("/items").text
    assert '<html lang="en">' in fresh.get("/items?lang=en").text


def begun(house: House, client: FlaskClient, shop: str = "Lamps & Co") -> str:
    answer = press(client, "/start", email="Zoe@example.com", shop=shop)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/start/sent")
    (link,) = house.links()
    return link


def test_a_new_account_is_made_when_the_mailed_link_is_used_and_not_before(house: House) -> None:
    client = house.app.test_client()
    link = begun(house, client)
    with house.workshop.ledger.reading() as unit:
        assert [one.name for one in accounts.every(unit)] == ["main"]
        assert unit.query(post.Owed).count() == 0
    assert "Lamps &amp; Co" in client.get(link).text

    answer = press(client, link)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert "Lamps &amp; Co · Owner" in client.get("/me").text
    with house.workshop.ledger.reading() as unit:
        made = accounts.every(unit)[1]
        assert made.shown == "Lamps & Co"
        assert [(one.email, one.role) for one in people.of_account(unit, made.id)] == [
            ("zoe@example.com", "owner")
        ]


def test_a_link_that_begins_an_account_does_it_once(house: House) -> None:
    client, second = house.app.test_client(), house.app.test_client()
    link = begun(house, client)
    token = token_of(second, link)
    press(client, link)

    answer = second.post(link, data={"csrf_token": token})

    assert answer.status_code == 410
    assert second.get("/items").status_code == 303
    with house.workshop.ledger.reading() as unit:
        assert len(accounts.every(unit)) == 2


def test_a_link_that_begins_an_account_is_over_in_time_and_cannot_be_made_up(house: House) -> None:
    client = house.app.test_client()
    link = begun(house, client)
    assert client.get(link[:-3] + "abc").status_code == 410
    house.clock.ahead = beginning.LASTS
    assert client.get(link).status_code == 410


def test_a_link_that_was_signed_with_the_key_before_still_opens(house: House) -> None:
    client = house.app.test_client()
    link = begun(house, client)
    keys = house.workshop.settings.secret_keys
    house.workshop.vault = Vault({"newer": SecretStr("a" * 43 + "="), **keys})
    assert client.get(link).status_code == 200


def test_a_beginning_without_a_name_is_refused_in_words(house: House) -> None:
    answer = press(house.app.test_client(), "/start", email="zoe", shop=" ")
    assert answer.status_code == 422
    assert "Name of your shop: is empty" in answer.text
    assert "E-mail address: must be one e-mail address" in answer.text
    assert 'value="zoe"' in answer.text


def test_a_shop_whose_name_is_a_link_is_not_mailed_to_strangers(house: House) -> None:
    begun(house, house.app.test_client(), shop="www.evil.example win")
    assert "evil" not in house.mailbox.texts()[0]
    assert "evil" not in str(house.mailbox.letters[0]["Subject"])


@pytest.fixture
def busy(house: House, ada: FlaskClient) -> FlaskClient:
    """A history of several days and people."""
    with house.workshop.ledger.writing() as unit:
        for day, who, what in (
            (5, "connector", "letter sent: Your order: 1 later"),
            (3, "Max", "=HYPERLINK(evil)"),
            (3, "pegging", "2 units lost their stock and wait again"),
            (1, "Max", "everything paused"),
        ):
            said = {"said": "paused", "values": {}} if what == "everything paused" else {}
            history.note(unit, 1, house.clock() - timedelta(days=day), who, what, **said)
    return ada


def rows_of(page: str, label: str = "What") -> list[str]:
    return re.findall(rf'data-label="{label}"[^>]*><div>(.*?)</div>', page)


def test_the_history_is_found_by_text_person_and_days(house: House, busy: FlaskClient) -> None:
    assert len(rows_of(busy.get("/history").text)) == 4
    assert rows_of(busy.get("/history?q=PAUSED").text) == ["everything paused"]
    assert len(rows_of(busy.get("/history?who=Max").text)) == 2
    assert rows_of(busy.get("/history?q=一時停止&lang=ja").text, "内容") == ["すべて一時停止しました"]
    assert len(rows_of(busy.get("/history?q=再び入荷&lang=ja").text, "内容")) == 1
    busy.get("/history?lang=en")
    day = (house.clock() - timedelta(days=3)).date()
    assert len(rows_of(busy.get(f"/history?first={day}&last={day}").text)) == 2
    assert len(rows_of(busy.get(f"/history?first={day}").text)) == 3
    assert "Nothing like that happened" in busy.get("/history?q=%25").text
    assert len(rows_of(busy.get("/history?first=never&store=x").text)) == 4
    assert busy.get("/history?order=%231001").status_code == 200
    assert len(rows_of(busy.get("/history?last=9999-12-31").text)) == 4


def test_the_history_is_a_file_in_the_readers_language_that_runs_nothing(busy: FlaskClient) -> None:
    answer = busy.get("/history.csv?who=Max&lang=ja")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="history-')
    head, *rows = csv.reader(io.StringIO(answer.text))
    assert head == ["日時", "操作した人", "内容", "注文", "ストア"]
    assert [row[2] for row in rows] == ["すべて一時停止しました", "'=HYPERLINK(evil)"]


def test_who_may_not_export_reads_the_history_without_the_file(house: House, busy: FlaskClient) -> None:
    house.person("max@example.com", Role.WAREHOUSE)
    client = house.app.test_client()
    sign_in(house, client, "max@example.com")
    assert "history.csv" not in client.get("/history").text
    assert client.get("/history.csv").status_code == 403
