"""The waitlist's pages for buyers: one form, two pages with one button, and nothing told to who guesses."""

from collections.abc import Iterator

import html5lib
import pytest
import redis
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from sqlalchemy import select

from connector.ledger import items, stores
from connector.ledger.stores import Store
from connector.ledger.tasks import Task
from connector.ledger.waits import ASKED, CONFIRMED, LEFT, Wait
from jobs.waitlist import joining, links
from tests.desk.shop import LAMP, NOW
from tests.pages.browsers import DESK, PHONE, Console, chromium, needs_chromium, served, window
from tests.pages.test_every_page import at_size
from tests.storefront.conftest import VARIANT, Street, signed

__all__ = ["chromium"]

SHOP = "lamps.myshopify.com"
MIA = "mia@example.com"
EVIL = "</p><script>alert(1)</script>{{ shop.name }}{% raw %}\"'"


@pytest.fixture
def lamps(street: Street) -> Store:
    """Nothing is there, nothing comes, and nobody said how long more takes: it cannot be ordered."""
    store = street.shop(address=SHOP, settings={"handling_days": 0})
    street.mine.switch_on(store, "waitlist")
    count(street, store, 0)
    return store


def count(street: Street, store: Store, units: int) -> None:
    street.mine.stock(store, LAMP, units)
    lamp = {"variant_ref": f"{VARIANT}41", "url": "https://lamps.example/products/lamp"}
    street.show(store, LAMP, visible=True, **lamp)


def path(store: Store, query: str = "item=41") -> str:
    return f"/storefront/v1/{store.public_key}/waitlist?{query}"


def read(client: FlaskClient, address: str, status: int = 200, **form: str) -> str:
    answer = client.post(address, data=form) if form else client.get(address)
    assert answer.status_code == status, answer.text
    assert "Set-Cookie" not in answer.headers
    if answer.mimetype == "text/html":
        html5lib.HTMLParser(strict=True).parse(answer.text)
    return answer.text


def waiting(street: Street) -> list[tuple[str, int, str, str]]:
    with street.mine.ledger.reading() as unit:
        mine = select(Wait).where(Wait.account_id == street.mine.account_id).order_by(Wait.id)
        return [(one.email, one.quantity, one.state, one.language) for one in unit.scalars(mine)]


def letters_owed(street: Street) -> int:
    with street.mine.ledger.reading() as unit:
        mine = select(Task).where(Task.account_id == street.mine.account_id, Task.kind == "wait_letter")
        return len(unit.scalars(mine).all())


def with_words(street: Street, email: str, confirm: str, leave: str) -> None:
    """As if a letter with these words had left."""
    with street.mine.ledger.writing() as unit:
        mine = (Wait.account_id == street.mine.account_id, Wait.email == email)
        one = unit.scalars(select(Wait).where(*mine)).one()
        one.confirm_hash, one.leave_hash = links.hash_of(confirm), links.hash_of(leave)


def test_a_form_asks_for_an_address_and_owes_a_letter(street: Street, lamps: Store) -> None:
    client = street.door()
    page = read(client, path(lamps))
    assert '<form method="post">' in page
    assert "noindex" in client.get(path(lamps)).headers["X-Robots-Tag"]
    assert "Look into your mailbox" in read(client, path(lamps), email=f" {MIA.upper()} ", quantity="2")
    assert waiting(street) == [(MIA, 2, ASKED, "en")]
    assert letters_owed(street) == 1


def test_the_answer_is_the_same_whether_an_address_is_known_or_not(street: Street, lamps: Store) -> None:
    client = street.door()
    first = read(client, path(lamps), email=MIA, quantity="1")
    again = read(client, path(lamps), email=MIA, quantity="1")
    with_words(street, MIA, "yes", "no")
    read(client, f"/storefront/v1/{lamps.public_key}/waitlist/confirm/yes", pressed="1")
    confirmed = read(client, path(lamps), email=MIA, quantity="1")
    assert first == again == confirmed
    assert letters_owed(street) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", ""), ("email", "nobody"), ("email", "a@b.example, c@d.example"), ("quantity", "0"),
     ("email", "a@b"), ("email", f"{'x' * 65}@shop.example"),     ("quantity", "101"), ("quantity", "many")],
)  # fmt: skip
def test_what_cannot_be_used_is_said_and_kept_in_the_form(
    street: Street, lamps: Store, field: str, value: str
) -> None:
    page = read(street.door(), path(lamps), 422, **{"email": MIA, "quantity": "1", field: value})
    assert 'role="alert"' in page
    assert 'aria-invalid="true"' in page
    assert waiting(street) == []


def test_what_can_be_ordered_is_not_waited_for(street: Street, lamps: Store) -> None:
    count(street, lamps, 3)
    client = street.door()
    page = read(client, path(lamps, "item=41&quantity=3"))
    assert "It can be ordered now" in page
    assert 'href="https://lamps.example/products/lamp"' in page
    assert "It can be ordered now" in read(client, path(lamps), email=MIA, quantity="3")
    assert waiting(street) == []


def test_more_than_can_be_ordered_may_be_waited_for(street: Street, lamps: Store) -> None:
    count(street, lamps, 3)
    client = street.door()
    assert 'value="4"' in read(client, path(lamps, "item=41&quantity=4"))
    read(client, path(lamps), email=MIA, quantity="4")
    assert waiting(street) == [(MIA, 4, ASKED, "en")]


def test_the_lamp_of_another_store_is_not_waited_for_here(street: Street, lamps: Store) -> None:
    other = street.shop("Desk", address="desk.myshopify.com")
    street.mine.switch_on(other, "waitlist")
    client = street.door()
    for query in ("item=41", "item=", "", "item=gid-lamp", "item=%00"):
        address = path(other, query)
        assert client.get(address).status_code in (400, 404)
        assert client.post(address, data={"email": MIA}).status_code in (400, 404)
    assert waiting(street) == []


@pytest.mark.parametrize("effect", ["waitlist", "storefront"])
def test_without_its_switch_there_is_no_form(street: Street, lamps: Store, effect: str) -> None:
    with street.mine.ledger.writing() as unit:
        stores.turn(unit, stores.get(unit, lamps.account_id, lamps.id), effect, None, "a test")
    client = street.door()
    assert client.get(path(lamps)).status_code == 404
    assert client.post(path(lamps), data={"email": MIA}).status_code == 404


def test_opening_a_link_changes_nothing_and_its_button_does(street: Street, lamps: Store) -> None:
    client, root = street.door(), f"/storefront/v1/{lamps.public_key}/waitlist"
    read(client, path(lamps), email=MIA, quantity="1")
    with_words(street, MIA, "yes", "no")
    assert "Shall we tell you?" in read(client, f"{root}/confirm/yes")
    assert waiting(street)[0][2] == ASKED
    assert "You will be told" in read(client, f"{root}/confirm/yes", pressed="1")
    assert waiting(street)[0][2] == CONFIRMED
    assert "Leave the list?" in read(client, f"{root}/leave/no")
    assert waiting(street)[0][2] == CONFIRMED
    assert "You are off the list" in read(client, f"{root}/leave/no", pressed="1")
    assert waiting(street)[0][2] == LEFT
    assert "This link no longer works" in read(client, f"{root}/confirm/yes", 410, pressed="1")


def test_a_mail_program_takes_the_address_off_by_itself(street: Street, lamps: Store) -> None:
    client = street.door()
    read(client, path(lamps), email=MIA, quantity="1")
    with_words(street, MIA, "yes", "no")
    address = f"/storefront/v1/{lamps.public_key}/waitlist/leave/no?lang=en"
    answer = client.post(address, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert waiting(street)[0][2] == LEFT


def test_who_guesses_a_word_learns_nothing(street: Street, lamps: Store) -> None:
    client, root = street.door(), f"/storefront/v1/{lamps.public_key}/waitlist"
    read(client, path(lamps), email=MIA, quantity="1")
    with_words(street, MIA, "yes", "no")
    page = read(client, f"{root}/leave/guessed", pressed="1")
    assert page.replace("guessed", "no") == read(client, f"{root}/leave/no", pressed="1")
    shown = read(client, f"{root}/confirm/guessed").replace("guessed", "yes")
    assert shown == read(client, f"{root}/confirm/yes")
    assert "no longer works" in read(client, f"{root}/confirm/guessed", 410, pressed="1")


def test_a_letter_can_be_left_while_everything_is_off_and_after_the_store_left(
    street: Street, lamps: Store
) -> None:
    client, root = street.door(), f"/storefront/v1/{lamps.public_key}/waitlist"
    read(client, path(lamps), email=MIA, quantity="1")
    with_words(street, MIA, "yes", "no")
    with street.mine.ledger.writing() as unit:
        store = stores.get(unit, lamps.account_id, lamps.id)
        stores.turn_all_off(unit, store, "a test")
        stores.leave(store, NOW)
    assert "no longer works" in read(client, f"{root}/confirm/yes", 410, pressed="1")
    read(client, f"{root}/leave/no", pressed="1")
    assert waiting(street)[0][2] == LEFT


def test_one_client_cannot_ask_without_end(street: Street, lamps: Store) -> None:
    client = street.door()
    codes = {client.post(path(lamps), data={"email": f"m{n}@example.com"}).status_code for n in range(25)}
    assert codes == {200, 429}
    assert letters_owed(street) == 20


def test_one_client_can_ask_sixty_times_an_hour(street: Street, lamps: Store) -> None:
    client, told = street.door(), street.workshop.settings
    counts = redis.Redis.from_url(told.redis_url)
    codes = list[int]()
    for number in range(65):
        if number % 15 == 0:
            for minute in counts.scan_iter(f"*{told.redis_prefix}:storefront*/minute"):
                counts.delete(minute)
        codes.append(client.post(path(lamps), data={"email": f"m{number}@example.com"}).status_code)
    counts.close()
    assert codes == [200] * 60 + [429] * 5


def test_an_ipv6_client_cannot_ask_more_from_another_address_of_its_network(
    street: Street, lamps: Store
) -> None:
    client = street.door()

    def ask(number: int, host: str) -> int:
        told = {"email": f"m{number}@example.com"}
        return client.post(path(lamps), data=told, environ_overrides={"REMOTE_ADDR": host}).status_code

    assert {ask(n, f"2001:db8:1:1::{n:x}") for n in range(20)} == {200}
    assert ask(20, "2001:db8:1:1:ffff::1") == 429
    assert ask(21, "2001:db8:1:2::1") == 200
    assert ask(22, "192.0.2.7") == 200


def test_a_shops_buyers_who_all_come_from_one_address_of_shopifys_are_not_counted_as_one(
    street: Street, lamps: Store
) -> None:
    client = street.door()
    for number in range(70):
        email = {"email": f"m{number}@example.com"}
        assert client.post(f"/proxy/waitlist?{signed(SHOP, item='41')}", data=email).status_code == 200


def test_a_crowd_is_told_to_come_again_whether_known_or_not(
    street: Street, lamps: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joining, "MOST_ASKED_OF", 1)
    client = street.door()
    assert "Look into your mailbox" in read(client, path(lamps), email=MIA)
    for email in ("tom@example.com", MIA):
        assert "It did not work just now" in read(client, path(lamps), 429, email=email)
    assert "承れません" in read(client, path(lamps, "item=41&lang=ja"), 429, email=MIA)
    assert [one[0] for one in waiting(street)] == [MIA]


def test_the_title_of_what_buyers_cannot_see_is_not_told(street: Street, lamps: Store) -> None:
    street.show(lamps, LAMP, visible=False, title="Lamp of next spring")
    client = street.door()
    assert "spring" not in read(client, path(lamps), 404)
    read(client, path(lamps), 404, email=MIA)
    assert waiting(street) == []
    answer = client.get(f"/proxy/waitlist?{signed(SHOP, item='41')}")
    assert (answer.status_code, "spring" in answer.text) == (404, False)
    widget = client.get(f"/storefront/v1/{lamps.public_key}/availability?item=41").get_json()
    assert widget["items"]["41"]["orderable"] is not None


def test_markup_and_liquid_in_a_title_are_text(street: Street, lamps: Store) -> None:
    with street.mine.ledger.writing() as unit:
        items.listings(unit, lamps, [LAMP])[LAMP].title = EVIL
    client = street.door()
    assert "<script>" not in read(client, path(lamps))
    answer = client.get(f"/proxy/waitlist?{signed(SHOP, item='41')}")
    assert answer.content_type == "application/liquid; charset=utf-8"
    for odd in ("<script>", "{{", "{%"):
        assert odd not in answer.text


def test_through_shopify_the_form_is_part_of_the_theme_and_posts_to_where_it_stands(
    street: Street, lamps: Store
) -> None:
    client = street.door()
    page = client.get(f"/proxy/waitlist?{signed(SHOP, item='41', lang='ja')}").text
    assert "<html" not in page
    assert '<form method="post">' in page
    answer = client.post(f"/proxy/waitlist?{signed(SHOP, item='41', lang='ja')}", data={"email": MIA})
    assert answer.status_code == 200
    assert waiting(street) == [(MIA, 1, ASKED, "ja")]
    assert client.post("/proxy/waitlist?item=41&shop=" + SHOP, data={"email": MIA}).status_code == 404


def test_words_are_the_readers(street: Street, lamps: Store) -> None:
    page = read(street.door(), path(lamps, "item=41&lang=ja"))
    assert '<html lang="ja">' in page
    assert "ご注文再開のお知らせ" in page


@pytest.fixture
def root(street: Street) -> Iterator[str]:
    client = street.door()
    assert client
    with served(street.apps[-1]) as address:
        yield address


class TestInABrowser:
    """Every page of the waitlist, without a script and on a phone."""

    pytestmark = needs_chromium

    @pytest.mark.parametrize("light", ["light", "dark"])
    @pytest.mark.parametrize("language", ["en", "ja"])
    def test_nobody_is_kept_from_waiting_or_leaving(
        self, chromium: Browser, street: Street, lamps: Store, root: str, language: str, light: str
    ) -> None:
        base = f"{root}/storefront/v1/{lamps.public_key}/waitlist"
        with window(chromium, color_scheme=light) as context:
            page = context.new_page()
            console, amiss = Console().listen(page), list[str]()
            for address in (f"{base}?item=41&", f"{base}/confirm/yes?", f"{base}/leave/no?"):
                for press in (False, True):
                    if press:
                        page.fill("#wait-email", MIA) if "item" in address else None
                        page.click("button")
                        with_words(street, MIA, "yes", "no")
                    else:
                        page.goto(f"{address}lang={language}")
                    for size in (DESK, PHONE):
                        amiss += [f"{page.url}: {one}" for one in at_size(page, size)]
            assert amiss == []
            assert console.said == []
            assert context.cookies() == []
        assert waiting(street) == [(MIA, 1, LEFT, language)]

    def test_without_javascript_everything_works(
        self, chromium: Browser, street: Street, lamps: Store, root: str
    ) -> None:
        with window(chromium, script=False) as context:
            page = context.new_page()
            page.goto(f"{root}{path(lamps)}")
            page.fill("#wait-email", MIA)
            page.press("#wait-email", "Enter")
            page.wait_for_selector("text=Look into your mailbox")
        assert waiting(street) == [(MIA, 1, ASKED, "en")]
