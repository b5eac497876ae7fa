"""The API: one key opens one store, every answer is as the document says, and no update is lost."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from connector.config import Settings
from connector.ledger import api_keys, setting_changes, stores
from connector.ledger.engine import Ledger
from connector.ledger.stores import SETTINGS, Store
from connector.ledger.vault import Vault
from jobs.desk.settings import keys
from jobs.workshop import Workshop
from pages.api import api
from tests.conftest import KEYS
from tests.desk.shop import LAMP, NOW, ShopKeeper, keeper

HERE = "/api/v1/settings"
CHECKS = (
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
)


def app_of(ledger: Ledger) -> Flask:
    settings = Settings(database_url=ledger.url, CONNECTOR_SECRET_KEYS=KEYS)
    workshop = Workshop(settings, ledger, Vault(settings.secret_keys), clock=lambda: NOW)
    app = Flask("api", static_folder=None)
    app.register_blueprint(api(workshop, lambda _lane: None))
    return app


@pytest.fixture
def client(mine: ShopKeeper) -> Iterator[FlaskClient]:
    with app_of(mine.ledger).test_client() as client:
        yield client


def key_of(mine: ShopKeeper, store: Store, name: str = "ERP") -> dict[str, str]:
    with mine.ledger.writing() as unit:
        plain = keys.make(unit, mine.account_id, store.id, name, "Ada", NOW)
    return {"Authorization": f"Bearer {plain}"}


def wanted(**changes: Any) -> dict[str, Any]:
    return {**SETTINGS, **changes}


def current(client: FlaskClient, key: dict[str, str]) -> dict[str, str]:
    return {**key, "If-Match": client.get(HERE, headers=key).headers["ETag"]}


def test_settings_are_read_and_replaced_and_the_history_names_the_key(
    mine: ShopKeeper, client: FlaskClient
) -> None:
    store = mine.open()
    key = key_of(mine, store)
    read = client.get(HERE, headers=key)
    assert (read.status_code, read.json, read.headers["Cache-Control"]) == (200, SETTINGS, "no-store")

    put = client.put(HERE, json=wanted(lead_days=20), headers=current(client, key))

    assert (put.status_code, put.json) == (200, wanted(lead_days=20))
    assert put.headers["ETag"] == client.get(HERE, headers=key).headers["ETag"] != read.headers["ETag"]
    with mine.ledger.reading() as unit:
        (change,) = setting_changes.of_store(unit, mine.account_id, store.id, limit=9)
        assert (change.who, change.before, change.after) == (
            "API key ERP",
            {"lead_days": 14},
            {"lead_days": 20},
        )


def test_a_preview_says_what_would_move_and_saves_nothing(mine: ShopKeeper, client: FlaskClient) -> None:
    store = mine.open()
    mine.stock(store, LAMP, 0)
    mine.order(store, "#1", [(LAMP, 2)])
    key = key_of(mine, store)

    seen = client.put(f"{HERE}?preview=1", json=wanted(lead_days=20), headers=current(client, key))

    assert seen.json is not None
    assert seen.json["preview"] is True
    assert (seen.json["promises"]["looked_at"], seen.json["promises"]["later"]) == (1, 1)
    assert seen.json["moves"][0]["order"] == "#1"
    assert client.get(HERE, headers=key).json == SETTINGS


def test_who_read_before_somebody_elses_change_loses_nothing_of_it(
    mine: ShopKeeper, client: FlaskClient
) -> None:
    store = mine.open()
    key = key_of(mine, store)
    first = current(client, key)
    assert client.put(HERE, json=wanted(lead_days=20), headers=first).status_code == 200

    late = client.put(HERE, json=wanted(handling_days=9), headers=first)
    blind = client.put(HERE, json=wanted(handling_days=9), headers=key)

    assert (late.status_code, blind.status_code) == (412, 428)
    assert client.get(HERE, headers=key).json == wanted(lead_days=20)


def test_a_key_opens_its_own_store_and_no_other(mine: ShopKeeper, client: FlaskClient) -> None:
    store, other = mine.open(), mine.open("Desk")
    stranger = keeper(mine.ledger, "stranger")
    theirs = stranger.open("Elsewhere")
    mine_key, their_key = key_of(mine, store), key_of(stranger, theirs)

    put = client.put(HERE, json=wanted(lead_days=99), headers=current(client, their_key))

    assert put.status_code == 200
    assert client.get(HERE, headers=mine_key).json == SETTINGS
    with mine.ledger.reading() as unit:
        assert stores.get(unit, mine.account_id, other.id).settings == {}


@pytest.mark.parametrize(
    "given",
    ["", "Bearer", "Bearer ", "Bearer bok_", "Bearer bok_" + "a" * 43, "Bearer " + "x" * 5000, "Basic YTpi"],
)
def test_what_is_no_key_is_told_nothing(mine: ShopKeeper, client: FlaskClient, given: str) -> None:
    mine.open("Lamps of Berlin")
    for answer in (
        client.get(HERE, headers={"Authorization": given}),
        client.put(HERE, json=wanted(), headers={"Authorization": given}),
    ):
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert "Berlin" not in answer.text


def test_a_key_that_ended_opens_nothing_and_a_cookie_never_did(mine: ShopKeeper, client: FlaskClient) -> None:
    store = mine.open()
    key = key_of(mine, store)
    client.set_cookie("session", key["Authorization"])
    assert client.get(HERE).status_code == 401
    with mine.ledger.writing() as unit:
        (made,) = api_keys.of_store(unit, mine.account_id, store.id)
        keys.end(unit, mine.account_id, store.id, made.id, "Ada", NOW)
    assert client.get(HERE, headers=key).status_code == 401


def test_a_store_that_took_the_app_off_is_read_only(mine: ShopKeeper, client: FlaskClient) -> None:
    store = mine.open(left_at=NOW)
    key = key_of(mine, store)
    assert client.get(HERE, headers=key).status_code == 200
    assert client.put(HERE, json=wanted(lead_days=3), headers=current(client, key)).status_code == 409


BAD: list[tuple[dict[str, Any], str, str]] = [
    ({"lead_days": "20"}, "lead_days", "must be a whole number from 0 to 730"),
    ({"lead_days": True}, "lead_days", "must be a whole number from 0 to 730"),
    ({"ships_together": "yes"}, "ships_together", "must be yes or no"),
    ({"working_days": [7]}, "working_days", "must be a whole number from 0 to 6"),
    ({"own_holidays": ["24.12.2026"]}, "own_holidays", "must be a date like 2026-12-03"),
    ({"closures": [{"first": "2026-12-24"}]}, "closures", "is missing"),
    ({"closures": [5]}, "closures", "must have a first day"),
    ({"queue_policy": "tag"}, "queue_tags", "name at least one customer tag"),
    ({"tag_ready": "a\ud800"}, "tag_ready", "must be one line of plain text"),
    ({"tag_ready": "a\u0000"}, "tag_ready", "must be one line of plain text"),
    ({"hold_note": "{item!r}"}, "hold_note", "which nobody can fill"),
    ({"staff_contacts": ["a@b.example", "c"]}, "staff_contacts", "must be one e-mail address"),
    ({"colour": "red"}, "colour", "is no setting"),
    ({"working_days": [0], "closures": [{"first": "2026-01-01", "last": "2027-01-01", "note": ""}] * 3},
     "closures", "leaves too few days"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "field", "cure"), BAD)
def test_a_field_that_cannot_be_used_is_named_with_its_cure(
    mine: ShopKeeper, client: FlaskClient, change: dict[str, Any], field: str, cure: str
) -> None:
    store = mine.open()
    key = key_of(mine, store)

    answer = client.put(HERE, json=wanted(**change), headers=current(client, key))

    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert answer.json is not None
    assert field in [one["field"] for one in answer.json["errors"]]
    assert any(cure in one["cure"] for one in answer.json["errors"]), answer.json
    assert client.get(HERE, headers=key).json == SETTINGS


def test_a_setting_that_was_left_out_is_missed_and_not_reset(mine: ShopKeeper, client: FlaskClient) -> None:
    key = key_of(mine, mine.open())
    given = wanted()
    del given["country"]
    answer = client.put(
        HERE, json=given, headers={**current(client, key), "Accept-Language": "ja-JP,ja;q=0.9"}
    )
    assert answer.status_code == 422
    assert answer.json is not None
    assert [(one["field"], one["cure"]) for one in answer.json["errors"]] == [
        ("country", "がありません。すべての設定を指定してください")
    ]


DEEP = b"[" * 30_000 + b"]" * 30_000


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (DEEP, "application/json", 400),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "application/json", 400),
        (b"", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"NaN", "application/json", 400),
        (b"1" * 9_000, "application/json", 400),
        (b'{"lead_days": 1, "lead_days": 2}', "application/json", 400),
        (b"null", "application/json", 422),
        (b"1e999", "application/json", 422),
        (b"{}" + b" " * 70_000, "application/json", 413),
        (b"{}", "text/plain", 415),
        (b"a=b", "application/x-www-form-urlencoded", 415),
    ],
)
def test_odd_bodies_are_refused_and_never_a_fault_of_ours(
    mine: ShopKeeper, client: FlaskClient, body: bytes, kind: str, status: int
) -> None:
    key = key_of(mine, mine.open())
    answer = client.put(HERE, data=body, content_type=kind, headers=current(client, key))
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


@pytest.mark.parametrize("asked", ["preview=true", "preview=", "previw=1", "preview=1&preview=1"])
def test_a_mistyped_preview_does_not_save(mine: ShopKeeper, client: FlaskClient, asked: str) -> None:
    key = key_of(mine, mine.open())
    answer = client.put(f"{HERE}?{asked}", json=wanted(lead_days=3), headers=current(client, key))
    assert answer.status_code == 422
    assert client.get(HERE, headers=key).json == SETTINGS


def test_fractions_that_are_whole_are_whole_numbers(mine: ShopKeeper, client: FlaskClient) -> None:
    key = key_of(mine, mine.open())
    body = json.dumps(wanted(lead_days=20)).replace("20", "20.0")
    answer = client.put(HERE, data=body, content_type="application/json", headers=current(client, key))
    assert (answer.status_code, answer.json) == (200, wanted(lead_days=20))


PLAIN = {
    **{
        name: SETTINGS[name] for name in ("country", "own_holidays", "closures", "reply_to", "staff_contacts")
    },
    **{name: SETTINGS[name] for name in ("tag_waiting", "tag_ready", "hold_note", "queue_policy")},
}
"""What the document cannot describe to the last letter: with these, a body that fits it can be saved."""


@pytest.mark.parametrize(
    ("method", "mode", "each"),
    [("PUT", GenerationMode.POSITIVE, 250), ("PUT", GenerationMode.NEGATIVE, 150), ("GET", None, 100)],
)
def test_every_answer_is_as_the_document_says(
    mine: ShopKeeper, method: str, mode: GenerationMode | None, each: int
) -> None:
    key = key_of(mine, mine.open())
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app_of(mine.ledger))
    how = {} if mode is None else {"generation_mode": mode}
    seen: list[int] = []

    @examples(
        max_examples=each,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    @given(case=document[HERE][method].as_strategy(**how))
    def answers(case: Any) -> None:
        if mode is GenerationMode.POSITIVE and len(seen) % 2:
            case.headers["If-Match"] = "*"
            case.body = {**case.body, **PLAIN}
        answer = case.call(headers=key)
        case.validate_response(answer, checks=CHECKS, headers=key)
        seen.append(answer.status_code)

    answers()
    assert (200 in seen) == (mode is not GenerationMode.NEGATIVE)
    assert len(seen) >= each
