"""Field encryption: personal data is sealed in its row, and found by a blind index.

AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce. A sealed value is `key id length, key id, nonce, text`,
bound to its place by the associated data, so a value copied into another row does not open. Keys have ids: new values
are sealed with the first key, old ones open with the key they name, and sealing again moves them over.
"""

import hashlib
import hmac
import os
from collections.abc import Mapping
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
KEY_BYTES = 32


class SealBroken(Exception):
    """A sealed value cannot be opened: its key is missing, or it was changed or moved."""


class Vault:
    """Seals and opens values. `keys` maps key id → 32 bytes, the first in use; `index_key` is for `index`."""

    def __init__(self, keys: Mapping[str, bytes], index_key: bytes) -> None:
        self._ciphers = {key_id.encode(): AESGCM(key) for key_id, key in keys.items()}
        self._active = next(iter(self._ciphers))
        self._index_key = index_key

    def seal(self, value: Any, place: str) -> bytes:
        """Return a JSON value sealed for one place, such as `answer:17:birth_date`."""
        return self.seal_bytes(orjson.dumps(value), place)

    def seal_bytes(self, data: bytes, place: str) -> bytes:
        """Return bytes sealed for one place, as `seal` does with JSON."""
        nonce = os.urandom(NONCE_BYTES)
        text = self._ciphers[self._active].encrypt(nonce, data, place.encode())
        return bytes([len(self._active)]) + self._active + nonce + text

    def open(self, sealed: bytes, place: str) -> Any:
        """Return the value that was sealed for this place; raises `SealBroken`."""
        return orjson.loads(self.open_bytes(sealed, place))

    def open_bytes(self, sealed: bytes, place: str) -> bytes:
        """Return the bytes that were sealed for this place; raises `SealBroken`."""
        end = 1 + sum(sealed[:1])
        cipher = self._ciphers.get(bytes(sealed[1:end]))
        if cipher is None:
            raise SealBroken(f"no key '{sealed[1:end].decode(errors='replace')}' to open {place.partition(':')[0]}")
        try:
            return cipher.decrypt(sealed[end : end + NONCE_BYTES], sealed[end + NONCE_BYTES :], place.encode())
        except (InvalidTag, ValueError) as error:  # ValueError: cut short, within the nonce
            raise SealBroken(f"a value of {place.partition(':')[0]} was changed or moved") from error

    def uses_active_key(self, sealed: bytes) -> bool:
        """Whether a sealed value is already under the key in use."""
        return bytes(sealed[1 : 1 + sealed[0]]) == self._active

    def index(self, text: str, purpose: str) -> bytes:
        """Return 32 bytes by which an equal text can be found again without being read (HMAC-SHA-256)."""
        return hmac.digest(self._index_key, f"{purpose}\0{text}".encode(), hashlib.sha256)
