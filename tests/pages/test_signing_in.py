"""Signing in by a mailed link: once, soon, for nobody else, and without telling who is known."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr
from werkzeug.test import TestResponse

from connector.config import Settings
from connector.domain.roles import Role
from connector.ledger import people, post, visits
from connector.ledger.engine import Ledger
from connector.ledger.visits import SignInLink, Visit
from jobs import posting
from pages import guard
from pages.onward import safe
from pages.texts import TEXTS
from tests.pages.house import House, built, press, sign_in, token_of


@pytest.fixture
def house(settings: Settings, ledger: Ledger) -> Iterator[House]:
    with built(settings, ledger) as made:
        made.person("ada@example.com")
        yield made


@pytest.fixture
def client(house: House) -> FlaskClient:
    return house.app.test_client()


def cookies(answer: TestResponse) -> dict[str, str]:
    return {value.split("=", 1)[0]: value for value in answer.headers.getlist("Set-Cookie")}


def test_a_mailed_link_signs_in_and_leads_where_one_wanted_to_go(house: House, client: FlaskClient) -> None:
    turned = client.get("/items?q=lamp")
    assert turned.headers["Location"] == "/signin?next=/items?q%3Dlamp"
    page = turned.headers["Location"]

    asked = press(client, page, "/signin", email=" Ada@Example.com ", next="/items?q=lamp")
    assert (asked.status_code, asked.headers["Location"]) == (303, "/signin/sent")
    (link,) = house.links()
    answer = press(client, link, next="/items?q=lamp")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/items?q=lamp")
    assert "ada@example.com" in client.get("/items").text


def test_reading_the_link_uses_nothing_up(house: House, client: FlaskClient) -> None:
    link = house.link_for("ada@example.com")
    for _ in range(3):
        assert house.app.test_client().get(link).status_code == 200
    assert press(client, link).status_code == 303


def test_a_link_works_once(house: House, client: FlaskClient) -> None:
    link, second = house.link_for("ada@example.com"), house.app.test_client()
    token = token_of(second, link)
    assert press(client, link).status_code == 303

    answer = second.post(link, data={"csrf_token": token})

    assert answer.status_code == 410
    assert "visit" not in cookies(answer)
    assert second.get(link).status_code == 410
    assert second.get("/items").status_code == 303


def test_a_link_is_over_after_a_quarter_of_an_hour(house: House, client: FlaskClient) -> None:
    link = house.link_for("ada@example.com")
    token = token_of(client, link)
    house.clock.ahead = timedelta(minutes=15)

    assert client.post(link, data={"csrf_token": token}).status_code == 410
    assert client.get(link).status_code == 410


def test_a_link_that_never_was_opens_nothing(client: FlaskClient) -> None:
    assert client.get("/signin/made-up").status_code == 410
    token = token_of(client, "/signin")
    assert client.post("/signin/made-up", data={"csrf_token": token}).status_code == 410


def test_the_link_of_somebody_who_was_taken_off_opens_nothing(house: House, client: FlaskClient) -> None:
    house.person("max@example.com", Role.SUPPORT)
    link = house.link_for("max@example.com")
    with house.workshop.ledger.writing() as unit:
        people.by_email(unit, "max@example.com")[0].left_at = house.clock()
    assert client.get(link).status_code == 410


def test_another_persons_link_signs_in_that_person_and_ends_the_visit_before(
    house: House, client: FlaskClient
) -> None:
    house.person("max@example.com", Role.SUPPORT)
    sign_in(house, client, "ada@example.com")
    ada = client.get_cookie("visit")
    assert ada is not None

    sign_in(house, client, "max@example.com")

    assert "max@example.com" in client.get("/me").text
    assert client.get("/people").status_code == 403
    client.set_cookie("visit", ada.value)
    assert client.get("/people").status_code == 303


def test_who_asks_cannot_tell_whether_an_address_is_known(house: House, client: FlaskClient) -> None:
    known = press(client, "/signin", email="ada@example.com")
    unknown = press(client, "/signin", email="nobody@example.com")

    assert known.status_code == unknown.status_code == 303
    assert known.headers["Location"] == unknown.headers["Location"]
    assert known.text == unknown.text
    assert sorted(dict(known.headers)) == sorted(dict(unknown.headers))
    with house.workshop.ledger.reading() as unit:
        assert post.due(unit, house.clock()) == 2
    assert len(house.links()) == 1
    assert [letter["To"] for letter in house.mailbox.letters] == ["ada@example.com"]
    with house.workshop.ledger.reading() as unit:
        assert unit.query(post.Owed).count() == 0


def test_each_account_of_an_address_has_its_own_link(house: House, client: FlaskClient) -> None:
    house.person("ada@example.com", Role.WAREHOUSE, "other")
    press(client, "/signin", email="ada@example.com")
    first, second = house.links()
    said = house.mailbox.texts()[0]
    assert "Sign in to main" in said
    assert "Sign in to other" in said

    press(client, first)
    assert client.get("/people").status_code == 200
    press(client, second)
    assert client.get("/people").status_code == 403


def test_a_letter_that_the_mail_server_did_not_take_is_tried_again(house: House, client: FlaskClient) -> None:
    press(client, "/signin", email="ada@example.com")
    settings = house.workshop.settings
    house.workshop.settings = settings.model_copy(update={"smtp_url": SecretStr("smtp://127.0.0.1:9")})
    assert house.links() == []
    house.workshop.settings = settings
    assert house.links() == []
    house.clock.ahead = timedelta(seconds=10)
    assert len(house.links()) == 1


def test_a_link_that_nobody_waits_for_any_more_is_dropped(house: House, client: FlaskClient) -> None:
    press(client, "/signin", email="ada@example.com")
    down = house.workshop.settings.model_copy(update={"smtp_url": SecretStr("smtp://127.0.0.1:9")})
    house.workshop.settings = down
    house.clock.ahead = timedelta(hours=2)
    posting.deliver(house.workshop)
    with house.workshop.ledger.reading() as unit:
        assert unit.query(post.Owed).count() == 0


def test_nobody_gets_more_letters_than_a_few_an_hour(house: House) -> None:
    with house.workshop.ledger.writing() as unit:
        (ada,) = people.by_email(unit, "ada@example.com")
        for _ in range(posting.LINKS_AN_HOUR):
            visits.make_link(unit, ada, house.clock())
        post.owe(unit, post.SIGN_IN, "ada@example.com", "en", house.clock())
    assert house.links() == []
    assert house.mailbox.raw == []


def test_asking_too_often_for_one_address_is_refused(house: House) -> None:
    answers = []
    for number in range(9):
        client = house.app.test_client()
        client.environ_base["REMOTE_ADDR"] = f"192.0.2.{number}"
        answers.append(press(client, "/signin", email="ada@example.com").status_code)
    assert answers == [303] * 8 + [429]


def test_asking_too_often_from_one_place_is_refused_and_reading_never(house: House) -> None:
    client = house.app.test_client()
    answers = [press(client, "/signin", email=f"n{n}@example.com").status_code for n in range(31)]
    assert answers == [303] * 30 + [429]
    assert client.get("/signin").status_code == 200
    assert client.post("/webhooks/shopify", data=b"{}").status_code in (401, 404)


def test_many_people_behind_one_address_can_use_their_links(house: House) -> None:
    for _ in range(20):
        sign_in(house, house.app.test_client(), "ada@example.com")


def test_with_redis_away_the_limits_still_count(settings: Settings, ledger: Ledger) -> None:
    with built(settings, ledger, redis_url="redis://127.0.0.1:9/0") as house:
        answers = [
            press(house.app.test_client(), "/signin", email="ada@example.com").status_code for _ in range(9)
        ]
    assert answers == [303] * 8 + [429]


def test_whatever_the_browser_carried_before_does_not_survive_signing_in(
    house: House, client: FlaskClient
) -> None:
    client.set_cookie("visit", "planted")
    link = house.link_for("ada@example.com")
    token = token_of(client, link)
    planted = client.get_cookie("page")
    assert planted is not None

    answer = client.post(link, data={"csrf_token": token})

    fresh = client.get_cookie("visit")
    assert fresh is not None
    assert fresh.value != "planted"
    assert cookies(answer)["page"].startswith("page=;")
    assert client.post("/me/signout", data={"csrf_token": token}).status_code == 400
    thief = house.app.test_client()
    thief.set_cookie("visit", "planted")
    thief.set_cookie("page", planted.value)
    assert thief.get("/items").status_code == 303


def test_the_cookie_is_for_this_host_and_its_pages_only(settings: Settings, ledger: Ledger) -> None:
    with built(settings, ledger, public_url="https://backorders.example.com") as house:
        house.person("ada@example.com")
        client = house.app.test_client()
        answer = sign_in(house, client, "ada@example.com")
        assert client.get("/items").status_code == 200
    words = cookies(answer)["__Host-visit"].split("; ")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(words)
    assert not any(word.startswith("Domain") for word in words)
    assert all(name.startswith("__Host-") for name in cookies(answer))


def test_inside_a_shops_admin_the_pages_cookie_is_one_for_frames(settings: Settings, ledger: Ledger) -> None:
    with built(settings, ledger, public_url="https://backorders.example.com") as house:
        answer = house.app.test_client().get("/signin", headers={"Sec-Fetch-Dest": "iframe"})
        plain = house.app.test_client().get("/signin")
    framed = set(cookies(answer)["__Host-framed_page"].split("; "))
    assert {"Secure", "HttpOnly", "SameSite=None", "Partitioned", "Path=/"} <= framed
    assert "SameSite=Lax" in cookies(plain)["__Host-page"]
    assert "Partitioned" not in cookies(plain)["__Host-page"]


@pytest.mark.parametrize(
    "evil",
    [
        "//evil.example", "\\\\evil.example", "/\\evil.example", "https:evil.example", "https://evil.example",
        "javascript:alert(1)", "/ok\r\nSet-Cookie: a=b", "/\t/evil.example", "evil.example", "", "/ö", "/ a",
        "///evil.example", "/" + "a" * 600,
    ],
)  # fmt: skip
def test_nobody_is_led_elsewhere(house: House, client: FlaskClient, evil: str) -> None:
    assert safe(evil) == "/"
    answer = press(client, house.link_for("ada@example.com"), next=evil)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


@pytest.mark.parametrize("good", ["/", "/items?q=a%20b", "/orders/5#lines", "/?show=late&sort=date"])
def test_a_page_of_ours_is_led_to(good: str) -> None:
    assert safe(good) == good


def test_signing_out_ends_the_visit_and_not_only_the_cookie(house: House, client: FlaskClient) -> None:
    sign_in(house, client, "ada@example.com")
    kept = client.get_cookie("visit")
    assert kept is not None

    answer = press(client, "/me", "/me/signout")

    assert answer.headers["Location"] == "/signin"
    client.set_cookie("visit", kept.value)
    assert client.get("/items").status_code == 303


def test_signing_out_everywhere_ends_the_others_at_once_and_links_too(house: House) -> None:
    first, second, third = (house.app.test_client() for _ in range(3))
    house.person("max@example.com")
    sign_in(house, first, "ada@example.com")
    sign_in(house, second, "ada@example.com")
    sign_in(house, third, "max@example.com")
    link = house.link_for("ada@example.com")

    press(first, "/me", "/me/signout-everywhere")

    assert first.get("/items").status_code == second.get("/items").status_code == 303
    assert third.get("/items").status_code == 200
    assert second.get(link).status_code == 410
    assert "signed out everywhere" in third.get("/history").text


def test_one_other_browser_can_be_signed_out_but_nobody_elses(house: House) -> None:
    first, second, third = (house.app.test_client() for _ in range(3))
    house.person("max@example.com")
    for client, email in ((first, "ada"), (second, "ada"), (third, "max")):
        sign_in(house, client, f"{email}@example.com")
    with house.workshop.ledger.reading() as unit:
        ids = [visit.id for visit in unit.query(Visit).filter(Visit.account_id == 1).order_by(Visit.id)]

    assert press(first, "/me", f"/me/visits/{ids[1]}/end").status_code == 303
    assert press(first, "/me", f"/me/visits/{ids[2]}/end").status_code == 404

    assert second.get("/items").status_code == 303
    assert third.get("/items").status_code == 200


@pytest.mark.parametrize(
    ("days", "every", "inside"), [(13, 13, True), (14, 14, False), (29, 7, True), (30, 6, False)]
)
def test_a_visit_ends_by_itself(
    house: House, client: FlaskClient, days: int, every: int, inside: bool
) -> None:
    sign_in(house, client, "ada@example.com")
    for day in range(every, days, every):
        house.clock.ahead = timedelta(days=day)
        assert client.get("/items").status_code == 200
    house.clock.ahead = timedelta(days=days)
    assert (client.get("/items").status_code == 200) is inside


def test_only_hashes_are_kept(house: House, client: FlaskClient) -> None:
    link = house.link_for("ada@example.com")
    press(client, link)
    secret = client.get_cookie("visit")
    assert secret is not None
    with house.workshop.ledger.reading() as unit:
        kept = [
            row.token_hash
            for table in (SignInLink, Visit)
            for row in unit.query(table).filter_by(account_id=1)
        ]
    assert len(kept) == 2
    assert link.rsplit("/", 1)[1] not in kept
    assert secret.value not in kept


def test_seeing_a_visit_again_is_written_at_most_once_a_minute(house: House, client: FlaskClient) -> None:
    sign_in(house, client, "ada@example.com")

    def seen() -> object:
        with house.workshop.ledger.reading() as unit:
            return unit.query(Visit.seen_at).filter(Visit.account_id == 1).scalar()

    first = seen()
    house.clock.ahead = timedelta(seconds=50)
    client.get("/items")
    assert seen() == first
    house.clock.ahead = timedelta(seconds=61)
    client.get("/items")
    assert seen() != first


@pytest.mark.parametrize("page", ["/nowhere", "/signin/a/b", "/webhooks/shopify", "/api/v1/nowhere"])
def test_a_page_that_is_not_there_is_guarded_as_the_others_are(client: FlaskClient, page: str) -> None:
    answer = client.get(page)
    assert answer.status_code in (404, 405)
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_nobody_fills_the_disk_before_it_is_asked_who_they_are(client: FlaskClient) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="big.bin"\r\n\r\n'
    body = head + b"x" * guard.MOST_BYTES + b"\r\n--x--\r\n"
    answer = client.post("/signin", data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413
    assert TEXTS["en"]["too_large.text"] in answer.text


def test_a_password_that_browsers_send_by_themselves_stands_for_no_pages_token(client: FlaskClient) -> None:
    answer = client.post(
        "/signin", data={"email": "ada@example.com"}, headers={"Authorization": "Basic YTpi"}
    )
    assert answer.status_code == 400
    assert "Nothing was changed" in answer.text


@pytest.mark.parametrize("address", ["/nowhere", "/orders/99999999999999999999"])
def test_an_address_at_which_nothing_is_gets_a_page_in_words(client: FlaskClient, address: str) -> None:
    answer = client.get(f"{address}?lang=ja")
    assert answer.status_code == 404
    assert TEXTS["ja"]["not_found.text"] in answer.text
