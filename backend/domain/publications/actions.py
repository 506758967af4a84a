"""From a draft to readers and back: save, hand in, read by a second person, publish, withdraw."""

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.core.database import insert_once
from backend.core.errors import FieldError
from backend.domain.catalogue.actions import digest_of
from backend.domain.publications import queries
from backend.domain.publications.checking import as_errors
from backend.domain.publications.errors import (
    EditedMeanwhile,
    OwnText,
    TextClosed,
    TextNotReady,
    WhyMissing,
    WordsNotConfirmed,
    WrongTime,
)
from backend.domain.publications.models import Publication, Translation, Version, Writer
from backend.domain.publications.reminders import remind_later
from backend.domain.publications.rules import LONGEST_REASON, is_sound_time, may_review
from i18n.sentence import Sentence
from i18n.text import N_
from prose.document import Document, ProseBroken, read, write

CONFIRM = N_("Please read these words, and say that they must stay: %(words)s.")

FROM_FOLDER = uuid.UUID("2f0c8a67-6a8e-4a3e-9c55-6f5a4a1f9b3d")
"""Any fixed UUID: the ids of the folder's versions are made from it (RFC 9562, version 5)."""


def take_in(session: Session, texts: Mapping[str, str], language: str, zone: ZoneInfo, now: datetime) -> None:
    """Publish what is new in the city's folder, and withdraw what is no longer in it.

    A text of the folder that did not change leaves alone what was published or withdrawn at the desk since.
    """
    newest = {each.publication_id: each for each in _from_folder(session)}
    for text_id, text in texts.items():
        digest, before = digest_of(text), newest.get(text_id)
        taken_away = before is not None and before.state == "withdrawn" and before.why_withdrawn is None
        if before is not None and before.digest == digest and not taken_away:
            continue
        once = f"{text_id}:{digest}:{before.number if before else 0}"
        document = read(text)
        row = _first_values(document, language, now) | {"document": text, "digest": digest}
        row |= {"public_id": uuid.uuid5(FROM_FOLDER, once), "state": "published", "publish_at": now}
        version = _insert(session, text_id, row, now)
        remind_later(session, version, zone)
    for version in _from_folder(session):
        if version.publication_id not in texts and version.state == "published":
            version.state, version.withdrawn_at = "withdrawn", now


def save(
    session: Session,
    public_id: uuid.UUID,
    account_id: int,
    document: Document,
    *,
    language: str,
    revision: int | None,
    now: datetime,
) -> Version:
    """Keep a draft, made if there is none with this id; the same words again change nothing.

    `revision` is the one that the writer changed, None for a new draft. Raises `EditedMeanwhile`, `TextClosed`, and
    `TextNotReady` for facts that no document can hold.
    """
    text = _sound(document)
    values = {"document": text, "digest": digest_of(text), "language": language}
    found = session.scalar(select(Version).where(Version.public_id == public_id).with_for_update())
    if found is None:
        row = _first_values(document, language, now) | values
        row |= {"public_id": public_id, "state": "draft", "author_id": account_id, "writer_id": account_id}
        found = _insert(session, document.id, row, now)
    if (found.digest, found.language) != (values["digest"], language):
        _hold_to_draft(found, document, revision)
        for name, value in values.items():
            setattr(found, name, value)
        found.kind, found.ends_on = document.kind, document.ends_on
        found.writer_id, found.saved_at = account_id, now
        found.revision += 1
    if found.state == "draft":
        insert_once(session, Writer, {"version_id": found.id, "account_id": account_id})
    session.flush()
    return found


def hand_in(version: Version | Translation, problems: tuple[FieldError, ...], revision: int, now: datetime) -> None:
    """Send a draft to be read by somebody else; from here on it does not change. Doing it twice does it once.

    `problems` are what is wrong in it. Raises `TextNotReady`, `EditedMeanwhile` and `TextClosed`.
    """
    hold_to_revision(version, revision)
    if version.state == "review":
        return
    if version.state != "draft":
        raise TextClosed
    if problems:
        raise TextNotReady(problems)
    version.state, version.submitted_at, version.note = "review", now, None


def review(
    session: Session,
    version: Version,
    account_id: int,
    outcome: str,
    note: str,
    revision: int,
    now: datetime,
    *,
    unlisted: tuple[str, ...] = (),
    words_confirmed: bool = False,
) -> None:
    """Let a text through, or send it back with a note, after which it is a draft again. The same again changes nothing.

    `unlisted` are its words outside the list of plain words. Whoever lets it through says that they must stay, and
    that is kept with the version. Raises `OwnText`, `WhyMissing`, `WordsNotConfirmed`, `EditedMeanwhile` and
    `TextClosed`.
    """
    hold_to_revision(version, revision)
    goal = "approved" if outcome == "approved" else "draft"
    if version.state == goal and version.reviewed_at is not None:
        return
    hold_to_a_second_person(version, account_id, queries.writers(session, version.id), outcome, note)
    version.words_confirmed = words_let_stand(unlisted, words_confirmed=words_confirmed) if goal == "approved" else None
    version.state, version.reviewed_at, version.note = goal, now, note.strip()[:LONGEST_REASON] or None
    version.reviewer_id = account_id if goal == "approved" else None


def hold_to_a_second_person(
    found: Version | Translation, account_id: int, writers: Collection[int], outcome: str, note: str
) -> None:
    """That it waits to be read, that whoever reads it has not written in it, and that sending it back has a reason.

    Raises `TextClosed`, `OwnText` and `WhyMissing`.
    """
    if found.state != "review":
        raise TextClosed
    if not may_review(account_id, writers):
        raise OwnText
    if outcome != "approved" and not note.strip():
        raise WhyMissing((FieldError("note", "/note", WhyMissing.message),))


def words_let_stand(unlisted: tuple[str, ...], *, words_confirmed: bool) -> str | None:
    """Words outside the list of plain words as they are kept once their reader said that they stay.

    Raises `WordsNotConfirmed` if that was not said.
    """
    if unlisted and not words_confirmed:
        said = Sentence(CONFIRM, words=", ".join(unlisted))
        raise WordsNotConfirmed((FieldError("words_confirmed", "/words_confirmed", said),))
    return "\n".join(unlisted) or None


def publish(
    session: Session,
    version: Version,
    at: datetime | None,
    *,
    replaces: int | None,
    zone: ZoneInfo,
    now: datetime,
) -> None:
    """Let readers see a text from now or from a time on; until that time it can be changed.

    `replaces` is the number of the published version that the publisher saw, None for none. Raises `EditedMeanwhile`
    if it is another by now, `WrongTime` and `TextClosed`.
    """
    session.execute(select(Publication.id).where(Publication.id == version.publication_id).with_for_update())
    session.refresh(version)
    when = max(at or now, now)
    if version.state == "published" and version.publish_at is not None:
        if version.publish_at <= now or version.publish_at == when:
            return  # pressed twice: it is public already
    elif version.state != "approved":
        raise TextClosed
    newest = queries.newest_published(session, version.publication_id)
    if newest is not None and newest.id != version.id and newest.number != replaces:
        raise EditedMeanwhile
    if newest is not None and newest.number > version.number:
        version.number = _next_number(session, version.publication_id)
    if not is_sound_time(when, version.ends_on, now, zone):
        raise wrong_time()
    version.state, version.publish_at = "published", when
    session.flush()
    remind_later(session, version, zone)


def withdraw(version: Version, reason: str, now: datetime) -> None:
    """Take a version out of readers' sight, with a reason that is kept; doing it twice does it once.

    The version before it does not come back. Raises `WhyMissing`.
    """
    if version.state == "withdrawn":
        return
    if not reason.strip():
        raise WhyMissing((FieldError("reason", "/reason", WhyMissing.message),))
    if version.publish_at is not None and version.publish_at > now:
        version.publish_at = None  # readers never saw it, so it stands in front of nothing
    version.state, version.withdrawn_at = "withdrawn", now
    version.why_withdrawn = reason.strip()[:LONGEST_REASON]


def wrong_time() -> WrongTime:
    """The error of a time at which no text can go out."""
    return WrongTime((FieldError("at", "/at", WrongTime.message),))


def _sound(document: Document) -> str:
    """The document as text that can be read again."""
    text = write(document)
    try:
        read(text)
    except ProseBroken as error:
        raise TextNotReady(as_errors(error.problems)) from None
    return text


def _from_folder(session: Session) -> list[Version]:
    return list(session.scalars(select(Version).where(Version.author_id.is_(None)).order_by(Version.number)))


def _first_values(document: Document, language: str, now: datetime) -> dict[str, object]:
    return {
        "kind": document.kind,
        "language": language,
        "revision": 1,
        "saved_at": now,
        "ends_on": document.ends_on,
    }


def _insert(session: Session, text_id: str, row: dict[str, object], now: datetime) -> Version:
    """A new version with the next number; the text's own row makes those wait who begin one at the same moment."""
    insert_once(session, Publication, {"id": text_id, "created_at": now})
    session.execute(select(Publication.id).where(Publication.id == text_id).with_for_update())
    number = _next_number(session, text_id)
    insert_once(session, Version, row | {"publication_id": text_id, "number": number})
    return session.execute(select(Version).where(Version.public_id == row["public_id"])).scalar_one()


def _next_number(session: Session, text_id: str) -> int:
    query = select(func.max(Version.number)).where(Version.publication_id == text_id)
    return (session.scalar(query) or 0) + 1


def _hold_to_draft(found: Version, document: Document, revision: int | None) -> None:
    if found.state != "draft" or found.publication_id != document.id:
        raise TextClosed
    if found.revision != revision:
        raise EditedMeanwhile


def hold_to_revision(version: Version | Translation, revision: int) -> None:
    """That these are the words that were seen. Raises `EditedMeanwhile`."""
    if version.revision != revision:
        raise EditedMeanwhile
