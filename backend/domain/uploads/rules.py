"""Decisions about photos and files: how large, in which parts, which kinds, and how long."""

from collections.abc import Iterable
from datetime import timedelta
from math import ceil

MEGABYTE = 1024 * 1024
LARGEST = 10 * MEGABYTE
PART = 64 * 1024
"""What is lost at most when a line drops: at 20 kbit/s, half a minute's sending."""
MOST_PARTS = ceil(LARGEST / PART)
MOST_A_DAY = 60
"""Files that one person may begin within a day; a service asks for a handful."""
BYTES_A_DAY = 150 * MEGABYTE
A_DAY = timedelta(days=1)
WAITS_FOR_MORE = timedelta(days=2)
"""So long the parts of a file that never became whole, or one that no answer names, are kept for going on."""
LONGEST_NAME = 120
LONGEST_TYPE = 100

STATES = ("arriving", "waiting", "ready", "refused")
"""Its parts come in; it waits to be looked at for viruses; it can be opened; it cannot be used."""
HERE = ("waiting", "ready")

PICTURES = frozenset({"image/jpeg", "image/jpg", "image/png", "image/heic", "image/heif"})
PDF = "application/pdf"
UNSAID = frozenset({"", "application/octet-stream"})
"""What a device says that does not know: what is in the file decides then, as it does in the end for all."""
ENDINGS = {"photo": ".jpg,.jpeg,.png,.heic,.heif", "file": ".jpg,.jpeg,.png,.heic,.heif,.pdf"}


def accepted(question_type: str) -> frozenset[str]:
    """The media types that a question of this type takes."""
    return PICTURES if question_type == "photo" else PICTURES | {PDF}


def part_count(size: int) -> int:
    """How many parts a file of so many bytes has; they are numbered from one."""
    return ceil(size / PART)


def part_length(size: int, number: int) -> int:
    """How long part `number` is: all are equal but the last, which holds the rest."""
    return min(PART, size - (number - 1) * PART)


def missing(size: int, there: Iterable[int]) -> list[int]:
    """The numbers of the parts that have not come yet."""
    known = set(there)
    return [number for number in range(1, part_count(size) + 1) if number not in known]


def tidy_name(name: str) -> str:
    """What a file is called, without folders and signs that cannot be seen; '' where nothing is left."""
    last = name.replace("\\", "/").rpartition("/")[2]
    seen = "".join(sign for sign in last if sign.isprintable() and sign not in "\u202a\u202b\u202c\u202d\u202e")
    return " ".join(seen.split())[-LONGEST_NAME:]
