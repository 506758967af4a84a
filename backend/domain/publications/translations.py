"""A text of the desk in other languages: begin, save, hand in, read by a second person, show, take back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend.core.database import insert_once
from backend.domain.catalogue.errors import NotFound
from backend.domain.publications.actions import hold_to_a_second_person, hold_to_revision, words_let_stand
from backend.domain.publications.errors import (
    EditedMeanwhile,
    TextClosed,
)
from backend.domain.publications.models import Translation, TranslationWriter, Version
from backend.domain.publications.rules import LONGEST_REASON, may_be_translated
from backend.domain.publications.words import Words, kept, read_words

STATES = ("missing", "draft", "review", "public", "stale")
"""`stale`: an older version was translated, this one is not."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a version is in one language. `older` is what readers saw of a version before it."""

    language: str
    translation: Translation | None
    older: Translation | None

    @property
    def state(self) -> str:
        """One of `STATES`."""
        if self.translation is not None:
            return self.translation.state
        return "stale" if self.older is not None else "missing"

    @property
    def is_shown(self) -> bool:
        """Whether readers see a translation now, be it that another is being written."""
        return self.translation is not None and self.translation.shown is not None

    @property
    def words(self) -> Words | None:
        """What to go on from: the draft, or else the translation of an older version."""
        if self.translation is not None:
            return read_words(self.translation.document)
        return read_words(self.older.shown) if self.older is not None and self.older.shown else None


def standings(session: Session, version: Version, languages: Collection[str]) -> list[Standing]:
    """How far a version is in each of these languages but its own, in their order."""
    its = select(Translation).where(Translation.version_id == version.id)
    found = {each.language: each for each in session.scalars(its)}
    before = _older(session, [version])
    others = [tag for tag in languages if tag != version.language]
    return [Standing(tag, found.get(tag), before.get((version.id, tag))) for tag in others]


def standing_in(session: Session, version: Version, language: str, languages: Collection[str]) -> Standing:
    """The same in one language; raises `NotFound` for one that the city does not speak, or that it is written in."""
    found = next((each for each in standings(session, version, languages) if each.language == language), None)
    if found is None:
        raise NotFound
    return found


def words_in(translation: Translation) -> Words:
    """The words of a translation that its writer works on."""
    return read_words(translation.document)


def writers(session: Session, translation: Translation | None) -> frozenset[int]:
    """Who has written in a translation since it was last let through."""
    if translation is None:
        return frozenset()
    query = select(TranslationWriter.account_id).where(TranslationWriter.translation_id == translation.id)
    return frozenset(session.scalars(query))


def save(
    session: Session,
    version: Version,
    language: str,
    account_id: int,
    words: Words,
    *,
    revision: int | None,
    now: datetime,
) -> Translation:
    """Keep a draft of a translation, whatever is missing in it; the same words again change nothing.

    `revision` is the one that the writer changed, None for a new one. What readers see stays until the new words are
    let through. Raises `EditedMeanwhile` and `TextClosed`.
    """
    if not may_be_translated(version):
        raise TextClosed
    text = kept(words)
    row = {"version_id": version.id, "language": language, "document": text, "revision": 1, "state": "draft"}
    begun = insert_once(session, Translation, row | {"writer_id": account_id, "saved_at": now})
    found = of_version(session, version, language, lock=True)
    if not begun and found.document != text:
        _hold_to_draft(found, revision)
        found.document, found.state, found.revision = text, "draft", found.revision + 1
        found.writer_id, found.saved_at = account_id, now
        begun = True
    if begun:
        insert_once(session, TranslationWriter, {"translation_id": found.id, "account_id": account_id})
    session.flush()
    return found


def review(
    session: Session,
    translation: Translation,
    account_id: int,
    outcome: str,
    note: str,
    revision: int,
    now: datetime,
    *,
    unlisted: tuple[str, ...] = (),
    words_confirmed: bool = False,
) -> None:
    """Let readers see it, or send it back with a note, after which it is a draft again. The same again changes nothing.

    `unlisted` are its words outside the list of plain words of its language: whoever lets it through says that they
    must stay. Raises `OwnText`, `WhyMissing`, `WordsNotConfirmed`, `EditedMeanwhile` and `TextClosed`.
    """
    hold_to_revision(translation, revision)
    goal = "public" if outcome == "approved" else "draft"
    if translation.state == goal and (goal == "public" or translation.note is not None):
        return
    hold_to_a_second_person(translation, account_id, writers(session, translation), outcome, note)
    if goal == "public":
        translation.words_confirmed = words_let_stand(unlisted, words_confirmed=words_confirmed)
    translation.state, translation.note = goal, note.strip()[:LONGEST_REASON] or None
    if goal == "public":
        translation.shown, translation.shown_writer_id = translation.document, translation.writer_id
        translation.reviewer_id, translation.reviewed_at = account_id, now
        # Who corrects it next begins anew: where there are two publishers, each can read what the other wrote.
        whose = TranslationWriter.translation_id == translation.id
        session.execute(delete(TranslationWriter).where(whose))


def take_back(session: Session, translation: Translation) -> None:
    """Readers see the text in its own language again; the words are kept as a draft. Doing it twice does it once."""
    if translation.state == "public":
        translation.state = "draft"
        whose = {"translation_id": translation.id, "account_id": translation.writer_id}
        insert_once(session, TranslationWriter, whose)
    translation.shown = translation.shown_writer_id = translation.reviewer_id = translation.reviewed_at = None
    translation.words_confirmed = None


def of_version(session: Session, version: Version, language: str, *, lock: bool = False) -> Translation:
    """The translation of a version, begun or public; raises `NotFound`."""
    query = select(Translation).where(Translation.version_id == version.id, Translation.language == language)
    found = session.scalar(query.with_for_update().execution_options(populate_existing=True) if lock else query)
    if found is None:
        raise NotFound
    return found


def lacking(
    session: Session, versions: Sequence[Version], languages: Collection[str]
) -> list[tuple[Version, list[Standing]]]:
    """Those of the versions that were written at the desk and are not shown in every language, with what is missing."""
    written = [each for each in versions if each.author_id is not None]
    query = select(Translation).where(Translation.version_id.in_([each.id for each in written]))
    found = {(each.version_id, each.language): each for each in session.scalars(query)}
    before = _older(session, written)
    rows = []
    for version in written:
        keys = [(version.id, tag) for tag in languages if tag != version.language]
        missing = [Standing(key[1], found.get(key), before.get(key)) for key in keys]
        rows.append((version, [each for each in missing if not each.is_shown]))
    return [row for row in rows if row[1]]


def _older(session: Session, versions: Collection[Version]) -> dict[tuple[int, str], Translation]:
    """For each version and language the newest translation of a version before it that readers saw."""
    query = (
        select(Version.publication_id, Version.number, Translation)
        .join(Version, Version.id == Translation.version_id)
        .where(Version.publication_id.in_({each.publication_id for each in versions}), Translation.shown.is_not(None))
        .order_by(Version.number)
    )
    found = session.execute(query).all()
    return {
        (version.id, each.language): each
        for version in versions
        for text_id, number, each in found
        if text_id == version.publication_id and number < version.number
    }


def _hold_to_draft(found: Translation, revision: int | None) -> None:
    if found.state == "review":
        raise TextClosed
    if found.revision != revision:
        raise EditedMeanwhile
