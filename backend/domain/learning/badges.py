"""Certificates as Open Badges 3.0: credentials that anybody can check with the city's public key, without asking it.

A certificate is an `OpenBadgeCredential` (1EdTech Open Badges 3.0, W3C Verifiable Credentials 2.0), signed as a compact
JSON Web Token (section 8.2: the payload is the credential itself, with `iss`, `jti`, `nbf` and `sub`). RS256 is the
algorithm that every verifier of the standard knows, and every browser's WebCrypto. A certificate is a function of the
log, so it is not kept: the same person gets the same one again. None is ever taken back, and there is no list of such.
"""

import hmac
import json
import re
import uuid
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

CONTEXT = ("https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json")
ALGORITHM = "RS256"
KEY_BITS = 2048
LARGEST = 20_000
"""Characters of a certificate, in whichever form; a whole one has some 2,000."""
LONGEST_NAME = 80
NAMESPACE = uuid.UUID("5b2f6a0e-6a53-5f0c-9d7e-3c1c7f0b8f21")
_SHORT = "1"
"""The first sign of the short form, for there may be another one later."""


class BadgeNotSound(ValueError):
    """What was shown is no certificate, was changed, or was signed by somebody else."""


@dataclass(frozen=True, slots=True)
class Achieved:
    """What a certificate says, in one language. `name` is what its holder wants on it, or nothing."""

    module: str
    title: str
    description: str
    criteria: str
    language: str
    since: datetime
    name: str = ""


@dataclass(frozen=True)
class Signer:
    """Signs in the name of a city. `address` is the city's public one; with `secret` a holder's pseudonym is made."""

    address: str
    city: str
    key: RSAPrivateKey = field(repr=False)
    secret: bytes = field(repr=False)

    @cached_property
    def public(self) -> dict[str, str]:
        """The public key as a JWK (RFC 7517), its `kid` being its thumbprint (RFC 7638)."""
        told: dict[str, str] = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        jwk = {name: told[name] for name in ("e", "kty", "n")}
        digest = sha256(json.dumps(jwk, separators=(",", ":"), sort_keys=True).encode()).digest()
        return {**jwk, "kid": _encoded(digest), "alg": ALGORITHM, "use": "sig"}

    @property
    def issuer(self) -> dict[str, Any]:
        """Who signs, as an Open Badges profile."""
        return {
            "id": f"{self.address}/api/v1/badges/issuer",
            "type": ["Profile"],
            "name": self.city,
            "url": self.address,
        }

    def credential(self, holder: str, told: Achieved) -> str:
        """A signed certificate. `holder` is any lasting name of its learner; only a pseudonym made from it is told."""
        digest = hmac.digest(self.secret, holder.encode(), "sha256")
        subject = f"urn:uuid:{uuid.UUID(bytes=digest[:16], version=4)}"
        body = self._body(subject, told)
        dates = {"nbf": int(told.since.timestamp())}
        claims = body | {"iss": body["issuer"]["id"], "jti": body["id"], "sub": subject} | dates
        headers = {"kid": f"{self.address}/api/v1/badges/keys/{self.public['kid']}"}
        return jwt.encode(claims, self.key, ALGORITHM, headers=headers)

    def _body(self, subject: str, told: Achieved) -> dict[str, Any]:
        named = {"type": "IdentityObject", "hashed": False, "identityHash": told.name, "identityType": "name"}
        return {
            "@context": list(CONTEXT),
            "id": f"urn:uuid:{uuid.uuid5(NAMESPACE, f'{subject} {told.module}')}",
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "issuer": self.issuer,
            "validFrom": told.since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "name": told.title,
            "credentialSubject": {
                "id": subject,
                "type": ["AchievementSubject"],
                **({"identifier": [named]} if told.name else {}),
                "achievement": {
                    "id": f"{self.address}/api/v1/badges/modules/{told.module}",
                    "type": ["Achievement"],
                    "achievementType": "Certificate",
                    "name": told.title,
                    "description": told.description,
                    "criteria": {"narrative": told.criteria},
                    "inLanguage": told.language,
                },
            },
        }


@dataclass(frozen=True, slots=True)
class Checked:
    """A certificate whose signature holds: what it says."""

    title: str
    city: str
    name: str
    since: datetime
    whole: Mapping[str, Any]


def short(credential: str) -> str:
    """The same certificate in the fewest signs, for a square code: its parts as they are, packed together.

    '1', then the header and the payload, a line each, as raw deflate (RFC 1951) in base64url; '.', then the signature.
    Whoever unpacks it has the token again, sign by sign, so it is checked like any other.
    """
    header, payload, signature = credential.split(".")
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(_decoded(header) + b"\n" + _decoded(payload)) + packer.flush()
    return f"{_SHORT}{_encoded(packed)}.{signature}"


def check(text: str, keys: Iterable[Mapping[str, Any]]) -> Checked:
    """Check a certificate with the public keys (JWKs) of those who are trusted. Raises `BadgeNotSound`.

    `text` is the token, its short form, or the address in the square code, which ends with the short form.
    """
    credential = _whole(text)
    try:
        wanted = str(jwt.get_unverified_header(credential).get("kid", "")).rpartition("/")[2]
        key = next((each for each in keys if each.get("kid") == wanted), None)
        if key is None:
            raise BadgeNotSound("signed by somebody else")
        public = jwt.PyJWK({**key}, ALGORITHM)
        options = {"require": ["iss", "jti", "nbf", "sub"]}
        told = jwt.decode(credential, public, [ALGORITHM], options=options)  # type: ignore[arg-type]
        return _checked(told)
    except (jwt.PyJWTError, KeyError, TypeError, IndexError, AttributeError, ValueError) as error:
        raise BadgeNotSound(str(error)) from error


def _checked(told: Mapping[str, Any]) -> Checked:
    subject = told["credentialSubject"]
    same = (told["id"], told["issuer"]["id"], subject["id"]) == (told["jti"], told["iss"], told["sub"])
    if not same or "OpenBadgeCredential" not in told["type"]:
        raise BadgeNotSound("the token and the credential in it say different things")
    name = subject["identifier"][0]["identityHash"] if subject.get("identifier") else ""
    return Checked(
        str(subject["achievement"]["name"]),
        *(str(told["issuer"]["name"]), str(name)),
        datetime.fromisoformat(told["validFrom"]),
        told,
    )


def _whole(text: str) -> str:
    """The token behind whatever was shown."""
    found = re.sub(r"\s", "", text[:LARGEST]).rpartition("#")[2]
    if found.count(".") != 1 or not found.startswith(_SHORT):
        return found
    packed, _, signature = found.removeprefix(_SHORT).partition(".")
    try:
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        header, payload = unpacker.decompress(_decoded(packed), LARGEST).split(b"\n")
    except (zlib.error, ValueError) as error:
        raise BadgeNotSound("cannot be unpacked") from error
    return f"{_encoded(header)}.{_encoded(payload)}.{signature}"


def key_from(pem: bytes) -> RSAPrivateKey:
    """Read the key that signs. Raises `ValueError` for what is not an RSA key of 2,048 bits or more, in PEM."""
    key = load_pem_private_key(pem, None)
    if not isinstance(key, RSAPrivateKey) or key.key_size < KEY_BITS:
        raise ValueError("not an RSA key of 2048 bits or more")
    return key


def kept_key(file: Path) -> RSAPrivateKey:
    """The demo's key, made when it is first needed, and readable by its owner alone."""
    if not file.exists():
        made = generate_private_key(65537, KEY_BITS)
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(f".{uuid.uuid4().hex}")
        part.touch(mode=0o600)
        part.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        try:
            file.hardlink_to(part)
        except FileExistsError:  # the first of two wins; both then read the same
            pass
        finally:
            part.unlink()
    return key_from(file.read_bytes())


def _encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
