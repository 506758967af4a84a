"""HTTP message signatures (RFC 9421) with a shared key, as far as a question to a register and its answer need them.

A request is signed over its method, address and the digest of its body, with a nonce. An answer is signed over its
status, the digest of its body and the request's own signature (section 2.4), so an old answer cannot be sent again.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence

ALGORITHM = "hmac-sha256"
LABEL = "sig"
REQUEST = ("@method", "@target-uri", "content-digest")
RESPONSE = ("@status", "content-digest", f'"signature";req;key="{LABEL}"')
_SIGNATURE = re.compile(rf"{LABEL}=:([A-Za-z0-9+/]{{43}}=):")
_INPUT = re.compile(
    rf'{LABEL}=(\([^()]*\);created=([0-9]{{1,12}})(?:;nonce="([A-Za-z0-9_-]{{16,64}})")?;keyid="[^"]*"'
    rf';alg="{ALGORITHM}")'
)
LONGEST_HEADER = 1000


def digest(body: bytes) -> str:
    """The header Content-Digest of a body (RFC 9530)."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def sign(
    key: bytes, key_id: str, covered: Sequence[str], values: Mapping[str, str], created: int, nonce: str | None = None
) -> dict[str, str]:
    """The headers Signature-Input and Signature. `values` has each of the covered components (section 2)."""
    said = f';nonce="{nonce}"' if nonce else ""
    names = " ".join(_quoted(each) for each in covered)
    told = f'({names});created={created}{said};keyid="{key_id}";alg="{ALGORITHM}"'
    return {"Signature-Input": f"{LABEL}={told}", "Signature": f"{LABEL}=:{signature(key, covered, values, told)}:"}


def signature(key: bytes, covered: Sequence[str], values: Mapping[str, str], told: str) -> str:
    """The signature over a base (section 2.5), in base64; `told` is the value of @signature-params."""
    lines = [f"{_quoted(each)}: {values[each]}" for each in covered]
    base = "\n".join([*lines, f'"@signature-params": {told}'])
    return base64.b64encode(hmac.digest(key, base.encode(), hashlib.sha256)).decode()


def verified(key: bytes, covered: Sequence[str], values: Mapping[str, str], headers: Mapping[str, str]) -> str | None:
    """The nonce of a message ('' where it has none) if the key signed all that must be covered; None if not."""
    given, told = _headers(headers)
    if given is None or told is None:
        return None
    if not told[1].startswith(f"({' '.join(_quoted(each) for each in covered)});"):
        return None
    return (told[3] or "") if hmac.compare_digest(given[1], signature(key, covered, values, told[1])) else None


def created(headers: Mapping[str, str]) -> int | None:
    """When a message says that it was signed, in seconds since 1970."""
    told = _headers(headers)[1]
    return int(told[2]) if told else None


def _headers(headers: Mapping[str, str]) -> tuple[re.Match[str] | None, re.Match[str] | None]:
    given, told = headers.get("Signature") or "", headers.get("Signature-Input") or ""
    return _SIGNATURE.fullmatch(given[:LONGEST_HEADER]), _INPUT.fullmatch(told[:LONGEST_HEADER])


def _quoted(component: str) -> str:
    return component if component.startswith('"') else f'"{component}"'
