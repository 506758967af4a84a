"""Bodies made small for slow lines: with Brotli for whoever takes it, as browsers over TLS do, else with gzip."""

import gzip
from typing import Any

import brotli
from flask import request

_brotli: Any = brotli  # it says nothing of its types
CODINGS = ("br", "gzip")
"""The smaller one first."""
WHILE_ASKED = {"br": 8, "gzip": 6}
"""How hard to try for a page that is drawn now: for a lesson Brotli at 8 takes a millisecond more than gzip and is a
seventh smaller; at 9 it would take fourteen more.
"""
LEAN_JSON = {"sort_keys": True, "ensure_ascii": False, "separators": (",", ":")}
"""JSON within a page, letters as they are: an Arabic one written as an escape takes thrice the room."""
ONCE = {"br": 11, "gzip": 9}
"""For what is packed once and served for ever."""


def coding() -> str | None:
    """What the caller takes, or None for neither."""
    return next((each for each in CODINGS if request.accept_encodings.quality(each) > 0), None)


def packed(body: bytes, coding: str, *, once: bool = False) -> bytes:
    """A body in one of `CODINGS`; `once` takes its time."""
    effort = (ONCE if once else WHILE_ASKED)[coding]
    if coding == "br":
        small: bytes = _brotli.compress(body, mode=_brotli.MODE_TEXT, quality=effort)
        return small
    return gzip.compress(body, effort, mtime=0)
