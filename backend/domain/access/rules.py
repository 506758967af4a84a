"""What is recorded of a reading, how entries are chained, and what a broken chain gives away."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from backend.core.reading import HELPER, STAFF, SYSTEM, Kind, Matter

KINDS = (STAFF, HELPER, SYSTEM)
DECIDING, CALLING, VISIT, HELPING, COUNTER, PAPER, TELLING, ANSWERING, EXPORT, WEBHOOK, FORGETTING = (
    "deciding",
    "calling",
    "visit",
    "helping",
    "counter",
    "paper",
    "telling",
    "answering",
    "export",
    "webhook",
    "forgetting",
)
FETCHING, MENDING = "fetching", "mending"
PURPOSES = (
    DECIDING,
    CALLING,
    VISIT,
    HELPING,
    COUNTER,
    PAPER,
    TELLING,
    ANSWERING,
    EXPORT,
    WEBHOOK,
    FORGETTING,
    FETCHING,
    MENDING,
)
"""Why somebody's data may be read. A new reason has its sentence in `texts.SENTENCES`."""
WHILE: Mapping[str, tuple[Kind, str]] = {
    "help": (HELPER, HELPING),
    "counter": (STAFF, COUNTER),
    "paper": (STAFF, PAPER),
}
"""Who reads, and why, while they act under a mandate of each kind."""
KEPT = timedelta(days=3 * 365)
"""After so long an entry is forgotten; the chain keeps its hashes."""
LONGEST_QUESTION = 1000
LONGEST_ANSWER = 2000
START = bytes(32)
"""What stands before the first entry."""

ACCOUNT = Matter("account")

Keyed = Callable[[str, str], bytes]
"""`Vault.index`: 32 bytes of a text and a purpose that nobody makes without the key."""


@dataclass(frozen=True, slots=True)
class Link:
    """One entry as the chain sees it: its row, and what its sealed part says (None if it is forgotten)."""

    number: int
    at: datetime
    subject_id: int | None
    kind: str | None
    reader_id: int | None
    purpose: str | None
    service: str | None
    what: Mapping[str, Any] | None
    digest: bytes
    before: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was written: the first and last number it is about (0: no entry), and what it is."""

    number: int
    what: str
    last: int | None = None

    def __str__(self) -> str:
        which = f"{self.number} to {self.last}" if self.last not in {None, self.number} else f"{self.number}"
        return f"entry {which} {self.what}" if self.number else f"the chain's end: {self.what}"


def joined(
    fields: Mapping[tuple[int | None, Matter], Iterable[str]],
) -> list[tuple[int | None, Matter, tuple[str, ...]]]:
    """What was opened, as (whose, of what, which fields): one reading where only the number was read beside it."""
    beside = {of: tuple(names) for (of, about), names in fields.items() if about == ACCOUNT}
    found = []
    for (of, about), names in fields.items():
        if about != ACCOUNT:
            found.append((of, about, (*names, *beside.pop(of, ()))))
    return found + [(of, ACCOUNT, names) for of, names in beside.items()]


def digest_of(keyed: Keyed, link: Mapping[str, Any]) -> bytes:
    """What an entry says, as 32 bytes; its chance (`what['chance']`) keeps it from being guessed once forgotten."""
    names = ("subject_id", "kind", "reader_id", "purpose", "service", "what")
    return keyed(orjson.dumps([link[name] for name in names], option=orjson.OPT_SORT_KEYS).decode(), "access-digest")


def hash_of(keyed: Keyed, number: int, at: datetime, digest: bytes, before: bytes) -> bytes:
    """What binds an entry to the one before it."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return keyed(f"{number} {moment} {digest.hex()} {before.hex()}", "access-entry")


def seal_of(keyed: Keyed, count: int, last: bytes) -> bytes:
    """What the head's row must say of the length and the end of the chain."""
    return keyed(f"{count} {last.hex()}", "access-head")


def faults_in(keyed: Keyed, links: Iterable[Link], head: tuple[int, bytes, bytes] | None) -> Iterator[Fault]:
    """All that is wrong with a chain, in its order; nothing for one that is as it was written.

    `links` come in the order of their numbers, `head` is (count, hash, seal), None where there is no such row.
    """
    last, number, emptied, allowed = START, 0, dict[int, None](), set[int]()
    for link in links:
        if link.number > number + 1:
            yield Fault(number + 1, "is missing", link.number - 1)
        if link.number <= number:
            yield Fault(link.number, "does not belong there")
        if link.before != last and link.number == number + 1:
            yield Fault(link.number, "does not follow the one before it")
        if link.hash != hash_of(keyed, link.number, link.at, link.digest, link.before):
            yield Fault(link.number, "was changed")
        yield from _content(keyed, link, emptied, allowed)
        last, number = link.hash, max(number, link.number)
    yield from (
        Fault(each, "was emptied, and no entry says that it was forgotten") for each in emptied.keys() - allowed
    )
    yield from _head(keyed, head, number, last)


def _content(keyed: Keyed, link: Link, emptied: dict[int, None], allowed: set[int]) -> Iterator[Fault]:
    said = (link.subject_id, link.kind, link.reader_id, link.purpose, link.service)
    if link.what is None:
        emptied[link.number] = None
        if any(each is not None for each in said):
            yield Fault(link.number, "was changed after it was forgotten")
        return
    row = dict(zip(("subject_id", "kind", "reader_id", "purpose", "service"), said, strict=True))
    if link.digest != digest_of(keyed, row | {"what": link.what}):
        yield Fault(link.number, "was changed")
    elif link.purpose == FORGETTING:
        for first, final in link.what["numbers"]:
            allowed.update(range(first, final + 1))


def _head(keyed: Keyed, head: tuple[int, bytes, bytes] | None, number: int, last: bytes) -> Iterator[Fault]:
    if head is None:
        if number:
            yield Fault(0, "its row is missing")
        return
    count, ends, seal = head
    if seal != seal_of(keyed, count, ends):
        yield Fault(0, "its row was changed")
        return
    if count > number:
        yield Fault(number + 1, "is missing", count)
    if number > count:
        yield Fault(count + 1, "was put in", number)
    if count == number and ends != last:
        yield Fault(number, "is not the one that was written last")


def in_ranges(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Numbers in their order as (first, last) of each unbroken row of them."""
    found: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found
