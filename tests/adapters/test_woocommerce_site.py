"""What a person may type as a store's address, and that nothing inside our own network is ever asked.

The canary stands on the loopback; the network is a resolver and a `connect` of the test, so that every
connection to port 443 of an address that is not public, and of the loopback, is seen and ends there.
"""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import responses

from adapters.outgoing import Outside
from adapters.woocommerce import site
from adapters.woocommerce.client import WooStorefront
from adapters.woocommerce.site import Elsewhere, NoStore, Site
from connector.domain.trouble import Trouble
from sandbox.woocommerce import WooSandbox, WooStore
from tests.adapters.driver import Clock

PUBLIC = "93.184.216.34"
INDEX = {"name": "Lamps", "home": "https://shop.example", "namespaces": ["wc/v3", "wp/v2"]}


@pytest.fixture
def canary(tmp_path: Path) -> Iterator[tuple[WooSandbox, WooStore]]:
    """A real store on the loopback that must never be asked."""
    sandbox = WooSandbox(tls_folder=tmp_path, clock=Clock())
    store = sandbox.add_store("Canary", key="ck_canary", secret="cs_canary")
    sandbox.start()
    yield sandbox, store
    sandbox.stop()


@dataclass
class Network:
    """`names`: what look-ups answer, one by one; the last one stays. `asked`: who was connected to."""

    port: int
    names: dict[str, list[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def network(canary: tuple[WooSandbox, WooStore], monkeypatch: pytest.MonkeyPatch) -> Network:
    """Port 443, wherever, is the canary's: whoever gets through to an address hits it."""
    made = Network(int(canary[1].url.rpartition(":")[2]))
    look_up, connect = socket.getaddrinfo, socket.socket.connect

    def resolve(host: Any, port: Any, *more: Any, **how: Any) -> Any:
        answers = made.names.get(host)
        if answers is None:
            return look_up(host, port, *more, **how)
        address = answers[0] if len(answers) == 1 else answers.pop(0)
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (address, port))]

    def reach(here: socket.socket, address: Any) -> None:
        if address[1] == 443:
            made.asked.append(address[0])
            connect(here, ("127.0.0.1", made.port))
        else:
            connect(here, address)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket.socket, "connect", reach)
    return made


def why(do: Callable[[], object]) -> str:
    with pytest.raises(NoStore) as error:
        do()
    return error.value.why


FORMS = [
    "127.0.0.1",
    "127.1",
    "127.255.255.254",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "017700000001",
    "0177.0.0.1",
    "127.0.0.1.",
    "①②⑦.0.0.1",
    "127。0。0。1",
    "localhost",
    "LOCALHOST.",
    "0.0.0.0",  # noqa: S104 - typed, not bound to
    "0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::ffff:a00:1]",
    "[::127.0.0.1]",
    "[::7f00:1]",
    "[::a9fe:a9fe]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "[fe80::1]",
    "[fc00::1]",
    "[fd00:ec2::254]",
]


@pytest.mark.parametrize("form", FORMS)
def test_no_form_of_a_private_address_is_ever_connected_to(
    canary: tuple[WooSandbox, WooStore], network: Network, form: str
) -> None:
    said = why(lambda: site.find(Outside(), site.normal(form)))

    assert said in ("private", "silent", "odd")
    assert network.asked == []
    assert canary[0].log == []


def test_the_canary_sees_whoever_is_let_through(
    canary: tuple[WooSandbox, WooStore], network: Network
) -> None:
    outside = Outside(allow_loopback=True, ca_file=canary[0].ca_file)
    assert site.find(outside, "https://127.0.0.1") == Site("https://127.0.0.1", "Canary")
    assert (network.asked, len(canary[0].log)) == (["127.0.0.1"], 1)


@pytest.mark.parametrize(
    "inside", ["127.0.0.1", "10.0.0.1", "::1", "::7f00:1", "::ffff:127.0.0.1", "169.254.169.254"]
)
def test_a_public_name_that_leads_inside_is_not_followed(
    canary: tuple[WooSandbox, WooStore], network: Network, inside: str
) -> None:
    network.names["shop.example"] = [inside]
    assert why(lambda: site.find(Outside(), site.normal("shop.example"))) == "private"
    assert (network.asked, canary[0].log) == ([], [])


def test_a_name_that_changes_its_mind_is_checked_at_every_call_and_connected_to_as_checked(
    canary: tuple[WooSandbox, WooStore], network: Network
) -> None:
    """First a public address, then the loopback: what was checked is what is called (DNS rebinding)."""
    sandbox, _ = canary
    outside = Outside(ca_file=sandbox.ca_file)
    network.names["localhost"] = [PUBLIC, "127.0.0.1"]
    assert site.find(outside, "https://localhost").name == "Canary"
    assert network.asked == [PUBLIC]
    sandbox.log.clear()

    assert why(lambda: site.find(outside, "https://localhost")) == "private"
    shop = WooStorefront(outside, "https://localhost", "ck_canary", "cs_canary")
    with pytest.raises(Trouble, match="private address"):
        shop.facts()
    shop.close()
    assert (network.asked, sandbox.log) == ([PUBLIC], [])


@pytest.mark.parametrize(
    "inside",
    ["https://127.0.0.1", "https://2130706433", "https://[::1]", "https://0", "https://10.0.0.1"],
)
def test_a_redirect_to_the_inside_is_not_followed_not_even_after_a_yes(
    canary: tuple[WooSandbox, WooStore], network: Network, inside: str
) -> None:
    sandbox, store = canary
    network.names["localhost"] = [PUBLIC]
    store.shop.front.redirect_to = inside
    outside = Outside(ca_file=sandbox.ca_file)
    with pytest.raises(Elsewhere) as asked:
        site.find(outside, "https://localhost")
    assert why(lambda: site.find(outside, site.normal(asked.value.to))) == "private"
    assert network.asked == [PUBLIC]


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("shop.example", "https://shop.example"),
        ("  HTTPS://Shop.Example/ ", "https://shop.example"),
        ("https://shop.example/wp-admin/edit.php?post_type=product", "https://shop.example"),
        ("https://shop.example/store/wp-login.php", "https://shop.example/store"),
        ("shop.example:443/?page_id=7#top", "https://shop.example"),
        ("日本語.example/店", "https://xn--wgv71a119e.example/%E5%BA%97"),
    ],
)
def test_what_people_paste_is_made_one_address(typed: str, address: str) -> None:
    assert site.normal(typed) == address
    assert site.normal(address) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "https://",
        "https://a b",
        "https://user:secret@shop.example",
        "https://shop.example@evil.example",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://shop.example",
        "//evil.example",
        "https://[::1",
        "https://shop.example:99999",
        "https://shop.example\\@evil.example",
        "https://shop.example/\r\nX: y",
        "https://a..b",
        "https://" + "a" * 70 + ".example",
        "https://shop.example/../x",
        "x" * 301,
        "https://\ud800.example",
        "https://shop.example/\ud800",
        "https://shop\x00.example",
    ],
)
def test_what_is_no_address_is_never_asked(typed: str) -> None:
    assert why(lambda: site.normal(typed)) in ("odd",)


def test_plain_http_is_named_with_its_host() -> None:
    assert why(lambda: site.normal("http://shop.example")) == "http"


@pytest.fixture
def web() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mock:
        yield mock


def sends_on(web: responses.RequestsMock, url: str, to: str) -> None:
    web.get(f"{url}/wp-json/", status=301, headers={"Location": to})


def test_www_may_come_or_go(web: responses.RequestsMock) -> None:
    sends_on(web, "https://shop.example", "https://www.shop.example/wp-json/")
    web.get("https://www.shop.example/wp-json/", json={**INDEX, "home": "https://www.shop.example"})
    assert site.find(Outside(), "https://shop.example").address == "https://www.shop.example"


def test_a_store_is_called_as_it_calls_itself(web: responses.RequestsMock) -> None:
    """WordPress redirects browsers to its own name, but not callers of its API: one store, one address."""
    web.get("https://www.shop.example/wp-json/", json=INDEX)
    web.get("https://shop.example/wp-json/", json=INDEX)
    assert site.find(Outside(), "https://www.shop.example").address == "https://shop.example"


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("https://evil.example/wp-json/", "elsewhere"),
        ("https://shop.example.evil.example/wp-json/", "elsewhere"),
        ("//evil.example/wp-json/", "elsewhere"),
        ("http://shop.example/wp-json/", "downgrade"),
        ("/coming-soon/", "sent_on"),
        ("https://shop.example/wp-login.php?redirect_to=x", "sent_on"),
        ("https://a:b@www.shop.example/wp-json/", "odd"),
        ("https://[::1/wp-json/", "no_wordpress"),
        ("javascript:alert(1)", "downgrade"),
    ],
)
def test_a_redirect_away_is_never_simply_followed(web: responses.RequestsMock, to: str, reason: str) -> None:
    sends_on(web, "https://shop.example", to)
    assert why(lambda: site.find(Outside(), "https://shop.example")) == reason
    assert len(web.calls) == 1


def test_three_redirects_are_followed_and_no_fourth(web: responses.RequestsMock) -> None:
    sends_on(web, "https://shop.example", "https://www.shop.example/wp-json/")
    sends_on(web, "https://www.shop.example", "https://shop.example/wp-json/")
    assert why(lambda: site.find(Outside(), "https://shop.example")) == "hops"
    assert len(web.calls) == 4


NO_INDEX = ["[" * 100_000, '{"namespaces":NaN}', "[]", '{"namespaces":"wc/v3"}', "\ud800"]


@pytest.mark.parametrize("body", NO_INDEX, ids=range(len(NO_INDEX)))
def test_an_index_that_is_none_is_no_wordpress(web: responses.RequestsMock, body: str) -> None:
    raw = body.encode("utf-8", "surrogatepass")
    web.get("https://shop.example/wp-json/", body=raw)
    web.get("https://shop.example/", body=raw)
    assert why(lambda: site.find(Outside(), "https://shop.example")) == "no_wordpress"


def test_another_port_is_named(web: responses.RequestsMock) -> None:
    assert why(lambda: site.find(Outside(), "https://shop.example:8443")) == "port"


def test_a_store_that_is_ill_is_told_from_one_that_is_none(web: responses.RequestsMock) -> None:
    web.get("https://shop.example/wp-json/", status=503)
    assert why(lambda: site.find(Outside(), "https://shop.example")) == "ill"
