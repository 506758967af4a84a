"""Cutting text without hurting it: whole characters as a reader sees them, never half of one."""

import json
import unicodedata

ELLIPSIS = "…"

ZERO_WIDTH_JOINER = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_FLAG_TAGS = range(0xE0020, 0xE0080)
_HANGUL_VOWELS_AND_TAILS = range(0x1160, 0x1200)


def clean(text: str) -> str:
    """The same text with surrogate halves joined, and lonely ones replaced by U+FFFD, so that it can be encoded."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def json_bytes(text: str) -> int:
    """Bytes the text takes inside a JSON string with every non-ASCII character escaped, quotes left out.

    This is what the HTTP client sends, and never less than the UTF-8 form: a limit kept here is kept under both counts.
    """
    return len(json.dumps(text)) - 2


def shorten(text: str, room: int) -> str:
    """The text, or its longest beginning that with an ellipsis takes at most `room` bytes of JSON.

    Cuts only between characters as a reader sees them: a letter keeps its marks, an emoji its parts (a plain form of
    the rules of Unicode Standard Annex 29). Without room for the ellipsis alone the result is empty.
    """
    if json_bytes(text) <= room:
        return text
    left = room - json_bytes(ELLIPSIS)
    if left < 0:
        return ""
    end = _longest(text, left)
    while end > 0 and not _may_cut(text, end):
        end -= 1
    return text[:end].rstrip() + ELLIPSIS


def shorten_to(text: str, characters: int) -> str:
    """The text, or its longest beginning that with an ellipsis has at most this many code points (at least 1)."""
    if len(text) <= characters:
        return text
    end = characters - len(ELLIPSIS)
    while end > 0 and not _may_cut(text, end):
        end -= 1
    return text[:end].rstrip() + ELLIPSIS


def _longest(text: str, room: int) -> int:
    """How many code points from the beginning fit into the room, found by halving."""
    low, high = 0, min(len(text), room)  # a character takes at least one byte
    while low < high:
        middle = (low + high + 1) // 2
        if json_bytes(text[:middle]) <= room:
            low = middle
        else:
            high = middle - 1
    return low


def _may_cut(text: str, at: int) -> bool:
    """Whether a reader sees a boundary between text[at - 1] and text[at]."""
    before, after = text[at - 1], text[at]
    if ZERO_WIDTH_JOINER in (before, after) or unicodedata.category(after).startswith("M"):
        return False
    if ord(after) in _SKIN_TONES or ord(after) in _FLAG_TAGS or ord(after) in _HANGUL_VOWELS_AND_TAILS:
        return False
    if before == "\r" and after == "\n":
        return False
    return not (ord(after) in _FLAG_LETTERS and _flag_letters_before(text, at) % 2)


def _flag_letters_before(text: str, at: int) -> int:
    """How many flag letters stand directly before: two make one flag, so only an even number ends one."""
    count = 0
    while count < at and ord(text[at - 1 - count]) in _FLAG_LETTERS:
        count += 1
    return count
