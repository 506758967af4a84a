"""What was typed when a session had ended, or the easy view was pressed: sealed in a cookie until the page is back."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, NamedTuple

from flask import Response, request

from backend.core.vault import SealBroken
from backend.web.door import drop_cookie, keep_cookie, own_cookie, parts
from backend.web.questions import sent_fields
from flows.types import Fields

COOKIE = "handrail_kept"
PLACE = "kept"
LASTS = 3600
LARGEST = 3500
"""Phones keep 4 KB in a cookie; a longer text stays on the page that the browser's Back button shows."""


def keep(response: Response, path: str | None = None) -> None:
    """Seal the answer that was sent, for the page it was sent from, or for the one at this path."""
    fields = sent_fields()
    if not any(each for values in fields.values() for each in values):
        return
    value = sealed({"path": path or request.path, "fields": fields, "base": request.form.get("base")}, PLACE)
    if len(value) <= LARGEST:
        keep_cookie(response, COOKIE, value, lasts=LASTS)


class Typed(NamedTuple):
    """What was typed, and which version of the answer the page then knew of, if it said."""

    fields: Fields
    base: str | None


def kept() -> Typed | None:
    """What was kept for the page that is asked for now, if anything was."""
    value = own_cookie(COOKIE)
    if value is None:
        return None
    found = opened(value, PLACE)
    if found is None:
        return None
    return Typed(found["fields"], found.get("base")) if found["path"] == request.path else None


def drop(response: Response) -> Response:
    """Forget it: the page shows it now, or it has found its place."""
    if own_cookie(COOKIE) is not None:
        drop_cookie(response, COOKIE)
    return response


def sealed(words: dict[str, Any], place: str) -> str:
    """Something for a cookie that nobody but us can read or make."""
    return urlsafe_b64encode(parts().settings.vault().seal(words, place)).decode()


def opened(value: str, place: str) -> dict[str, Any] | None:
    """What was sealed so for this place; None for anything else."""
    try:
        found: dict[str, Any] = parts().settings.vault().open(urlsafe_b64decode(value), place)
    except (SealBroken, binascii.Error, ValueError, IndexError):
        return None
    return found
