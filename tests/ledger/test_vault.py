"""Secrets at rest open in their own row, with their own key, and nowhere else."""

import base64

import pytest
from pydantic import SecretStr

from connector.ledger.vault import Sealed, Vault


def a_key(letter: str, size: int = 32) -> SecretStr:
    return SecretStr(base64.b64encode(letter.encode() * size).decode())


OLD, NEW = a_key("o"), a_key("n")


def test_a_secret_opens_where_it_was_sealed_and_shows_nothing_outside() -> None:
    vault = Vault({"old": OLD})
    sealed = vault.seal("shpat_café", "store 7 token")

    assert vault.open(sealed, "store 7 token") == "shpat_café"
    assert "shpat" not in sealed
    assert vault.seal("shpat_café", "store 7 token") != sealed


@pytest.mark.parametrize("place", ["store 8 token", "store 7 secret", ""])
def test_a_secret_moved_to_another_row_does_not_open(place: str) -> None:
    vault = Vault({"old": OLD})
    sealed = vault.seal("shpat", "store 7 token")

    with pytest.raises(Sealed):
        vault.open(sealed, place)


def test_after_a_rotation_the_new_key_seals_and_both_open() -> None:
    before, rotated = Vault({"old": OLD}), Vault({"new": NEW, "old": OLD})
    early, late = before.seal("a", "here"), rotated.seal("b", "here")

    assert rotated.open(early, "here") == "a"
    assert Vault({"new": NEW}).open(late, "here") == "b"
    with pytest.raises(Sealed, match="no key named 'old'"):
        Vault({"new": NEW}).open(early, "here")


def test_another_key_under_the_same_name_does_not_open() -> None:
    sealed = Vault({"k": OLD}).seal("a", "here")

    with pytest.raises(Sealed, match="does not open"):
        Vault({"k": NEW}).open(sealed, "here")


def test_one_changed_byte_does_not_open() -> None:
    vault = Vault({"k": OLD})
    name, _, body = vault.seal("a", "here").partition(":")
    raw = bytearray(base64.b64decode(body))
    raw[-1] ^= 1

    with pytest.raises(Sealed):
        vault.open(f"{name}:{base64.b64encode(raw).decode()}", "here")


@pytest.mark.parametrize("keys", [{}, {"short": a_key("s", 31)}, {"long": a_key("l", 33)}])
def test_a_missing_or_wrong_key_is_said_at_the_start(keys: dict[str, SecretStr]) -> None:
    with pytest.raises(Sealed, match="CONNECTOR_SECRET_KEYS"):
        Vault(keys)


def test_what_follows_from_the_keys_differs_by_purpose_and_key() -> None:
    rotated = Vault({"new": NEW, "old": OLD})

    assert rotated.derive("a") == Vault({"new": NEW}).derive("a") + Vault({"old": OLD}).derive("a")
    assert len({*rotated.derive("a"), *rotated.derive("b")}) == 4
