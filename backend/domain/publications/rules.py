"""Decisions about texts: what readers see of them, when their owner is reminded, how long they take to read."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from backend.domain.publications.models import Version
from i18n.reading import reading
from prose.document import Document

ENDS, REVIEW = "text-ends", "text-review"
"""The kinds of message that remind an owner."""
REMIND_BEFORE = timedelta(days=14)
REMIND_AT = time(10)
LONGEST_WAIT = timedelta(days=366)
LONGEST_REASON = 1000
WORDS_A_MINUTE = 130
"""Older readers and readers of a second language; young ones read twice as fast."""
CHARACTERS_A_MINUTE = 200
OUTCOMES = ("approved", "sent_back")


def standing(version: Version, live: int | None, now: datetime, today: date) -> str:
    """Where a version stands: its state, or for one that is published `scheduled`, `public`, `replaced` or `ended`.

    `live` is the number of the version of this text that readers see or would see.
    """
    if version.state != "published" or version.publish_at is None:
        return version.state
    if version.publish_at > now:
        return "scheduled"
    if live is not None and live > version.number:
        return "replaced"
    return "ended" if has_ended(version.ends_on, today) else "public"


def has_ended(ends_on: date | None, today: date) -> bool:
    """Whether the last day of a text is over."""
    return ends_on is not None and ends_on < today


def may_review(account_id: int, writers: Collection[int]) -> bool:
    """Whether somebody may let a text through: nobody who wrote in it."""
    return account_id not in writers


def may_be_translated(version: Version) -> bool:
    """Whether a version is translated at the desk: its words stand, and the city's folder does not translate them."""
    return version.author_id is not None and version.state in {"approved", "published"}


def is_sound_time(at: datetime, ends_on: date | None, now: datetime, zone: ZoneInfo) -> bool:
    """Whether a text may go out at this time."""
    return at <= now + LONGEST_WAIT and (ends_on is None or max(at, now).astimezone(zone).date() <= ends_on)


def remind_at(document: Document, public_from: datetime, zone: ZoneInfo) -> dict[str, datetime]:
    """When the owner hears that a text ends, and when that it wants to be looked at again: message kind → time.

    Two weeks before, but on the day it becomes public at the earliest. A look promised for the last day or later is
    left out: nobody reads the text by then.
    """
    days = {REVIEW: document.review_on, ENDS: document.ends_on}
    if document.review_on and document.ends_on and document.review_on >= document.ends_on:
        del days[REVIEW]
    begins = public_from.astimezone(zone).date()
    due = {
        kind: datetime.combine(max(day - REMIND_BEFORE, begins), REMIND_AT, zone)
        for kind, day in days.items()
        if day is not None
    }
    return {kind: max(at.astimezone(UTC), public_from) for kind, at in due.items()}


def minutes_to_read(texts: Mapping[str, str]) -> int:
    """How long a text takes to read without hurry, in whole minutes; `texts` has its words by their language's tag."""
    return max(1, ceil(sum(minutes(text, tag) for tag, text in texts.items())))


def minutes(text: str, tag: str) -> float:
    """The same for words of one language, and not rounded."""
    return reading(text, tag).words / (CHARACTERS_A_MINUTE if tag.lower().startswith("zh") else WORDS_A_MINUTE)
