"""What a person may type as an address for events: nothing inside our own network, in whatever form."""

import socket
from typing import Any

import pytest

from adapters.outgoing import Outside
from adapters.receivers import address
from adapters.receivers.address import NoReceiver
from connector.ledger.engine import Ledger
from jobs.desk import endpoints
from jobs.desk.amiss import Amiss
from jobs.desk.endpoints import Wanted
from tests.adapters.test_woocommerce_site import FORMS
from tests.desk.shop import ShopKeeper
from tests.events.conftest import Teller

PUBLIC = "93.184.216.34"


def why(typed: str, outside: Outside | None = None) -> str:
    with pytest.raises(NoReceiver) as error:
        address.check(outside or Outside(), address.normal(typed))
    return error.value.why


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("around", ["https://{}/hooks", "{}"])
def test_no_form_of_a_private_address_is_taken(form: str, around: str) -> None:
    assert why(around.format(form)) in ("private", "unknown", "odd")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "odd"),
        ("https://", "odd"),
        ("https://user:pass@tools.example/hooks", "odd"),
        ("javascript:alert(1)", "odd"),
        ("ftp://tools.example/", "odd"),
        ("https://a b.example", "odd"),
        ("https://tools.example\\@evil.example", "odd"),
        ("https://[::1", "odd"),
        ("https://tools.example/\r\nX-Evil: 1", "odd"),
        ("https://a..b", "odd"),
        ("https://" + "a" * 70 + ".example", "odd"),
        ("https://\ud800.example", "odd"),
        ("x" * 501, "odd"),
        (f"http://{PUBLIC}/hooks", "https"),
        (f"https://{PUBLIC}:8443/hooks", "https"),
        ("https://name-that-is-nowhere.invalid/", "unknown"),
    ],
)
def test_what_nothing_can_be_sent_to_is_told_why(typed: str, reason: str) -> None:
    assert why(typed) == reason


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (f"{PUBLIC}", f"https://{PUBLIC}/"),
        (f" HTTPS://{PUBLIC}:443/Hooks?key=1#top ", f"https://{PUBLIC}/Hooks?key=1"),
        ("https://日本語.example/店?q=店", "https://xn--wgv71a119e.example/%E5%BA%97?q=%E5%BA%97"),
    ],
)
def test_what_people_paste_is_made_one_address(typed: str, kept: str) -> None:
    assert address.normal(typed) == kept == address.normal(kept)


def test_a_public_address_is_taken() -> None:
    address.check(Outside(), f"https://{PUBLIC}/hooks")


def test_a_name_that_leads_inside_is_not_taken_even_if_it_led_outside_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = [PUBLIC, "10.0.0.1"]

    def resolve(_host: Any, port: Any, *_more: Any, **_how: Any) -> Any:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers.pop(0), port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    address.check(Outside(), "https://tools.example/hooks")
    assert why("https://tools.example/hooks") == "private"


def test_a_person_is_told_in_words(teller: Teller) -> None:
    teller.workshop.settings = teller.workshop.settings.model_copy(update={"allow_loopback": False})
    with pytest.raises(Amiss, match=r"10\.0\.0\.1 leads into a private network"):
        endpoints.look_at(teller.workshop, "https://10.0.0.1/hooks")
    assert endpoints.look_at(teller.workshop, PUBLIC) == f"https://{PUBLIC}/"


@pytest.mark.parametrize(
    ("wanted", "cure"),
    [
        (Wanted("https://x.example/", []), "none of the kinds"),
        (Wanted("https://x.example/", ["owed", "sold"]), "none of the kinds"),
        (Wanted("", ["promised"], "flow"), "none of the kinds"),
        (Wanted("", ["owed"], "flow"), "platform does not have"),
    ],
)
def test_what_makes_no_sense_is_refused(teller: Teller, wanted: Wanted, cure: str) -> None:
    store = teller.open("Desk", "woocommerce")
    with teller.mine.ledger.writing() as unit, pytest.raises(Amiss, match=cure):
        endpoints.add(teller.workshop, unit, teller.mine.account_id, store.id, wanted, "Ada", teller.now)


def test_a_store_has_only_so_many(teller: Teller, ledger: Ledger, mine: ShopKeeper) -> None:
    store = teller.open()
    for number in range(endpoints.MOST):
        teller.listen(store, f"https://tools.example/{number}")
    with pytest.raises(Amiss, match="too many"):
        teller.listen(store, "https://tools.example/last")
