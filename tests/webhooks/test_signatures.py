"""Nobody comes in without a signature over the raw bytes."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pydantic import SecretStr
from sqlalchemy import event

from connector.config import Settings
from connector.ledger import stores
from tests.webhooks.office import (
    NEW_SECRET,
    OLD_SECRET,
    OTHERS_SECRET,
    OWN_SECRET,
    WOO_KEY,
    Office,
    opened,
    signature,
    with_app_secrets,
)

BODY = b'{"id":1,"date_modified":"2026-11-22T10:00:00"}'
NO_SIGNATURES = {
    "missing": "",
    "of another secret": signature(BODY, "somebody else's secret of 32 bytes"),
    "of one byte more": signature(BODY + b" ", NEW_SECRET),
    "not ascii": "\u00e9" * 44,
    "hexadecimal": "ab" * 32,
    "nearly right": signature(BODY, NEW_SECRET)[:-2] + "A=",
    "long": "A" * 5000,
}


@contextmanager
def statements(office: Office) -> Iterator[list[str]]:
    """Everything that the door asks its database meanwhile."""
    said: list[str] = []

    def listen(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    event.listen(office.acceptor._engine, "before_cursor_execute", listen)
    yield said
    event.remove(office.acceptor._engine, "before_cursor_execute", listen)


@pytest.mark.parametrize("signed", NO_SIGNATURES.values(), ids=NO_SIGNATURES)
def test_shopify_without_a_right_signature_is_refused_and_nothing_is_stored(
    office: Office, signed: str
) -> None:
    office.add_shop()
    answers = {
        (answer.status_code, answer.text)
        for shop in ("lamps.myshopify.com", "nobody.myshopify.com", "evil.com", "")
        for answer in [office.shopify(BODY, signed=signed, shop=shop)]
    }

    assert answers == {(401, "the signature is missing or wrong")}
    assert office.kept() == []
    assert office.owed() == []


@pytest.mark.parametrize("signed", NO_SIGNATURES.values(), ids=NO_SIGNATURES)
def test_woocommerce_without_a_right_signature_is_refused_and_nothing_is_stored(
    office: Office, signed: str
) -> None:
    office.add_woo()
    known = office.woo(BODY, signed=signed)
    unknown = office.woo(BODY, key="no-such-door", signed=signed)

    assert known.status_code == unknown.status_code == 401
    assert known.text == unknown.text
    assert office.kept() == []


@pytest.mark.parametrize("kind", ["missing", "not ascii", "hexadecimal", "long"])
def test_what_cannot_be_a_signature_asks_the_database_nothing(office: Office, kind: str) -> None:
    office.add_shop(own_secret=OWN_SECRET)
    with statements(office) as asked:
        assert office.shopify(BODY, signed=NO_SIGNATURES[kind]).status_code == 401
    assert asked == []


def test_both_app_secrets_open_the_door_during_a_rotation(office: Office) -> None:
    office.add_shop()

    assert office.shopify(BODY, secret=NEW_SECRET).status_code == 200
    assert office.shopify(BODY, secret=OLD_SECRET).status_code == 200
    assert len(office.kept()) == 2


def test_rotating_our_own_keys_changes_nothing_for_what_a_woocommerce_store_signs(settings: Settings) -> None:
    old, new = (SecretStr(base64.b64encode(letter * 32).decode()) for letter in (b"o", b"n"))
    before = settings.model_copy(update={"secret_keys": {"old": old}})
    with opened(with_app_secrets(before)) as office:
        office.add_woo()
    during = settings.model_copy(update={"secret_keys": {"new": new, "old": old}})
    with opened(with_app_secrets(during)) as office:
        assert office.woo(BODY).status_code == 200


@pytest.mark.parametrize("kind", ["missing", "not ascii", "hexadecimal", "long"])
def test_no_look_up_for_what_no_woocommerce_store_can_have_signed(office: Office, kind: str) -> None:
    office.add_woo()
    with statements(office) as asked:
        assert office.woo(BODY, signed=NO_SIGNATURES[kind]).status_code == 401
        assert office.woo(BODY, key="no.such.door", signed=signature(BODY, "any")).status_code == 401
    assert asked == []


def test_a_woocommerce_store_without_a_secret_of_its_own_is_let_in_by_none(office: Office) -> None:
    office.add_woo()
    with office.ledger.writing() as unit:
        store = stores.at_door(unit, "woocommerce", WOO_KEY)
        assert store is not None
        store.sealed = {}
    for secret in ("", office.woo_secret()):
        assert office.woo(BODY, signed=signature(BODY, secret)).status_code == 401


def test_the_secret_of_one_shops_custom_app_does_not_open_the_door_of_another(office: Office) -> None:
    office.add_shop("own", own_secret=OWN_SECRET)
    office.add_shop("other", own_secret=OTHERS_SECRET)
    office.add_shop("lamps")

    assert office.shopify(BODY, secret=OWN_SECRET, shop="own.myshopify.com").status_code == 200
    for shop in ("other", "lamps", "nobody"):
        assert office.shopify(BODY, secret=OWN_SECRET, shop=f"{shop}.myshopify.com").status_code == 401
    assert [kept.dedupe_key is not None for kept in office.kept()] == [True]


def test_one_stores_woocommerce_secret_does_not_open_anothers_door(office: Office) -> None:
    office.add_woo()
    office.add_woo("another-door")
    borrowed = signature(BODY, office.woo_secret("another-door"))

    assert office.woo(BODY, signed=borrowed).status_code == 401
    assert office.woo(BODY, key="another-door", signed=borrowed).status_code == 200


def test_without_any_app_secret_nobody_is_let_in_by_an_empty_one(settings: Settings) -> None:
    with opened(settings) as office:
        office.add_shop()
        assert office.shopify(BODY, signed=signature(BODY, b"")).status_code == 401


@pytest.mark.parametrize(
    "shop", ["evil.com", "lamps.myshopify.com.evil.com", "lamps.myshopify.com@evil", "-"]
)
def test_a_signed_delivery_must_name_a_shopify_shop(office: Office, shop: str) -> None:
    assert office.shopify(BODY, shop=shop).status_code == 401
    assert office.kept() == []
