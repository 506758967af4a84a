"""Whether a translation fits the place it is for."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from i18n.entries import Entry

# 'Translators: at most 12 letters' beside a text says how much its place takes.
_LIMIT: Final = re.compile(r"\bat most (\d{1,3}) letters\b")
# The shorter a text, the more a translation of it may grow: one long word is enough.
_GROWTH: Final = ((10, 3.0), (20, 2.4), (40, 2.0), (80, 1.8))
_GROWTH_OF_LONG: Final = 1.6
_SOME_MORE: Final = 6
_PLACE: Final = re.compile(r"%\(\w+\)[#0\- +]?\d*(?:\.\d+)?[a-zA-Z]|<[^<>]*>")


def width(text: str) -> int:
    """How wide a text is, in Latin letters: a Chinese character counts two, a mark on another letter nothing."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in _PLACE.sub("", text)
    )


def too_long(entry: Entry) -> Iterator[str]:
    """What is wrong with the length of a translation: wider than its place says, or far longer than its source."""
    said = [int(found[1]) for comment in entry.comments for found in _LIMIT.finditer(comment)]
    longest = max((width(form) for form in entry.forms), default=0)
    if said and longest > min(said):
        yield f"the translation is {longest} letters wide, and its place takes {min(said)}; a Chinese character is two"
        return
    source = max(width(text) for text in entry.ids)
    growth = next((growth for most, growth in _GROWTH if source <= most), _GROWTH_OF_LONG)
    most = int(source * growth) + _SOME_MORE
    if longest > most:
        yield f"the translation is {longest} letters wide, its source {source}; keep to {most}"
