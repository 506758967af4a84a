"""Signatures of messages between programs, as Standard Webhooks 1.0.0 has them: HMAC-SHA-256 over id, time and body."""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Iterable
from datetime import datetime

PREFIX = "whsec_"
SECRET_BYTES = 32
LEAST_BYTES, MOST_BYTES = 24, 64
"""What a secret may have, as the standard says."""


def new_secret() -> str:
    """A secret to share with one receiver, as the standard writes it."""
    return PREFIX + base64.b64encode(os.urandom(SECRET_BYTES)).decode()


def headers(message_id: str, at: datetime, body: bytes, secrets: Iterable[str]) -> dict[str, str]:
    """The three headers of a message, signed at a moment; with a signature for each secret that is in use."""
    seconds = int(at.timestamp())
    signatures = " ".join(_signature(secret, message_id, seconds, body) for secret in secrets)
    return {"webhook-id": message_id, "webhook-timestamp": str(seconds), "webhook-signature": signatures}


def _signature(secret: str, message_id: str, seconds: int, body: bytes) -> str:
    signed = f"{message_id}.{seconds}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(_key(secret), signed, hashlib.sha256)).decode()


def _key(secret: str) -> bytes:
    """The bytes of a secret; ValueError for one that the standard does not allow."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("A webhook's secret is whsec_ and base64.") from error
    if not LEAST_BYTES <= len(key) <= MOST_BYTES:
        raise ValueError(f"A webhook's secret has {LEAST_BYTES} to {MOST_BYTES} bytes.")
    return key
