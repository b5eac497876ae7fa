"""Secrets at rest: AES-GCM, bound to the row they belong to, with a key id so that keys can be rotated."""

import base64
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr

NONCE_BYTES = 12


class Sealed(Exception):
    """A secret cannot be opened: its key is missing, or it was moved to another row."""


class Vault:
    """`keys`: id -> 32 bytes in base64. The first one seals; all of them open."""

    def __init__(self, keys: Mapping[str, SecretStr]) -> None:
        if not keys:
            raise Sealed("CONNECTOR_SECRET_KEYS is empty: give it one key as id:base64 of 32 bytes")
        self._keys = {name: _decode(name, secret) for name, secret in keys.items()}
        self.first = next(iter(self._keys))
        """The name of the key that seals."""

    def seal(self, plain: str, place: str) -> str:
        """`place` says whose and which secret it is ("store 7 token"); it opens nowhere else."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = AESGCM(self._keys[self.first]).encrypt(nonce, plain.encode(), place.encode())
        return f"{self.first}:{base64.b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, place: str) -> str:
        name, _, body = sealed.partition(":")
        if name not in self._keys:
            raise Sealed(f"no key named {name!r}")
        raw = base64.b64decode(body)
        try:
            plain = AESGCM(self._keys[name]).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place.encode())
        except InvalidTag as error:
            raise Sealed(f"the secret of {place} does not open") from error
        return plain.decode()

    @staticmethod
    def key_of(sealed: str) -> str:
        """The name of the key that sealed it."""
        return sealed.partition(":")[0]

    def derive(self, purpose: str) -> tuple[bytes, ...]:
        """A secret for each key, newest first, that only this purpose has (HKDF-SHA256, 32 bytes as hex)."""
        return tuple(
            HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(key).hex().encode()
            for key in self._keys.values()
        )


def _decode(name: str, secret: SecretStr) -> bytes:
    raw = base64.b64decode(secret.get_secret_value(), validate=True)
    if len(raw) != 32:
        raise Sealed(f"key {name!r} in CONNECTOR_SECRET_KEYS must be 32 bytes, not {len(raw)}")
    return raw
