"""Everything is sealed anew, even after a stop in the middle, and opens without the old key."""

import base64
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from connector.domain.buyers import Whom
from connector.ledger import accounts, grants, privacy, sealing, stores
from connector.ledger.events import Endpoint
from connector.ledger.everything import METADATA
from connector.ledger.stores import Store
from connector.ledger.vault import Sealed, Vault
from jobs import asking, buyer_file, forgetting, rotating
from jobs.asking import Asked
from jobs.workshop import Workshop, place

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
OLD, NEW = (SecretStr(base64.b64encode(letter * 32).decode()) for letter in (b"o", b"n"))
STORES = 120
ANSWER = "privacy_requests.answer"
WHOM = Whom(emails=("quirina@example.com",))


@pytest.fixture
def old(workshop: Workshop) -> Workshop:
    """Everything that is ever sealed, sealed with the old key."""
    old = Workshop(workshop.settings, workshop.ledger, Vault({"old": OLD}), workshop.clock)
    with old.ledger.writing() as unit:
        account_id = accounts.find_or_create(unit, "main", NOW).id
        for number in range(STORES):
            store = Store(
                account_id=account_id, platform="shopify", address=f"{number}", door_key=f"d{number}"
            )
            store.name, store.created_at = "S", NOW
            store.sealed = {
                name: old.seal(store, name, f"{name} {number}") for name in ("token", "client_secret")
            }
            unit.add(store)
        unit.flush()
        forgetting.key_of(old, store)
        grant = grants.begin(
            unit, account_id, "shopify", "a", "state", "browser", asked_by="Ada", created_at=NOW
        )
        sealed = old.vault.seal("grant", place(sealing.grant_door(grant), "client_secret"))
        grant.sealed = {"client_secret": sealed}
        unit.add(endpoint_of(old, store))
        request = asking.ask(old, unit, store, Asked("data_request", WHOM, "page 1", "Ada"), NOW)
        request.answer = buyer_file.sealed(old, store, request, b"a file")
    return old


def endpoint_of(workshop: Workshop, store: Store) -> Endpoint:
    made = Endpoint(account_id=store.account_id, store_id=store.id, via="webhook", door="a door")
    made.sealed = workshop.vault.seal("whsec_x", sealing.endpoint_place("a door"))
    made.made_by, made.created_at = "Ada", NOW
    return made


def with_keys(workshop: Workshop, **keys: SecretStr) -> Workshop:
    return Workshop(workshop.settings, workshop.ledger, Vault(keys), workshop.clock)


def open_all(workshop: Workshop) -> int:
    by_key, closed = rotating.check(workshop)
    assert closed == []
    return by_key.total()


def test_after_a_rotation_everything_opens_without_the_old_key(old: Workshop) -> None:
    before = open_all(old)
    done = rotating.rotate(with_keys(old, new=NEW, old=OLD), lambda _kind, _count: None)

    assert done == {"stores": 2 * STORES + 1, "grants": 1, "privacy requests": 2, "event endpoints": 1}
    assert done.total() == before == open_all(with_keys(old, new=NEW))
    with old.ledger.reading() as unit:
        store = stores.every(unit)[-1]
        (request,) = privacy.of_account(unit, store.account_id)
    new = with_keys(old, new=NEW)
    assert new.secret(store, "token") == f"token {STORES - 1}"
    assert asking.whom_of(new, store, request) == WHOM
    assert buyer_file.opened(new, store, request) == b"a file"


def test_a_rotation_that_was_stopped_goes_on_and_loses_nothing(old: Workshop) -> None:
    both, told = with_keys(old, new=NEW, old=OLD), []

    def dies(_kind: str, count: int) -> None:
        told.append(count)
        if len(told) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotating.rotate(both, dies)
    half, closed = rotating.check(both)
    assert closed == []
    assert half["new"] == 200
    assert half["old"] > 0
    rest = rotating.rotate(both, lambda _kind, _count: None)
    assert rest["stores"] == 2 * STORES + 1 - 200
    assert open_all(with_keys(old, new=NEW)) == open_all(both)
    assert rotating.rotate(both, lambda _kind, _count: None).total() == 0


def test_what_was_moved_to_another_store_column_or_request_does_not_open(old: Workshop) -> None:
    with old.ledger.writing() as unit:
        first, second, third = stores.every(unit)[:3]
        first.sealed = {**first.sealed, "token": second.sealed["token"]}
        third.sealed = {"token": third.sealed["client_secret"]}
        last = stores.every(unit)[-1]
        (request,) = privacy.of_account(unit, first.account_id)
        request.sealed = last.mark_key
    _, closed = rotating.check(old)
    assert closed == [
        "store d0 token",
        "store d2 token",
        sealing.request_place(1, last.door_key, "page 1", "whom"),
    ]
    with pytest.raises(Sealed):
        old.secret(first, "token")


def test_no_sealed_column_is_left_out() -> None:
    named = {
        f"{table.name}.{column.name}"
        for table in METADATA.sorted_tables
        for column in table.columns
        if "seal" in column.name or column.name == "mark_key" or f"{table.name}.{column.name}" == ANSWER
    }
    assert named == {
        "stores.sealed",
        "stores.mark_key",
        "grants.sealed",
        "privacy_requests.sealed",
        ANSWER,
        "event_endpoints.sealed",
    }
