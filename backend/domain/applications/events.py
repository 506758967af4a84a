"""Writing down what happened to an application, and what somebody wrote about it."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.core.database import insert_once, vault_of
from backend.core.errors import FieldError
from backend.core.reading import HELPER, mandate_of, reader_of
from backend.domain.applications import queries
from backend.domain.applications.errors import IdTaken, TooManyWords, WordsMissing, WordsTooLong
from backend.domain.applications.models import Application, ApplicationEvent, Words
from backend.domain.applications.rules import MOST_WORDS
from backend.domain.mandates import actions as mandates
from backend.domain.webhooks import actions as webhooks
from backend.domain.webhooks.actions import Happened

DAY = timedelta(days=1)
KEPT = "\n\u200c\u200d\u200e\u200f"
"""New lines, and the joiners and direction marks that some scripts need."""


@dataclass(frozen=True, slots=True)
class By:
    """Who does something: 'citizen', 'helper' or 'staff' with their account, or 'program' without."""

    actor: str
    account_id: int | None


PROGRAM = By("program", None)


def citizen(account_id: int) -> By:
    """The person themselves."""
    return By("citizen", account_id)


def acting(session: Session, application: Application) -> By:
    """Who does something with a person's own application: they themselves, or whoever this session acts for them."""
    reader = reader_of(session)
    if reader is None or reader.acts_for is None or reader.account_id is None:
        return citizen(application.account_id)
    return By("helper" if reader.kind == HELPER else "staff", reader.account_id)


def staff(account_id: int) -> By:
    """Somebody at the desk."""
    return By("staff", account_id)


@dataclass(frozen=True, slots=True)
class Text:
    """Something written: under an id made by whoever writes, in a language, perhaps a template's words unchanged."""

    public_id: uuid.UUID
    words: str
    language: str
    template: str | None = None


def note_event(
    session: Session,
    application: Application,
    kind: str,
    by: By,
    now: datetime,
    words: Words | None = None,
    **about: Any,
) -> None:
    """Add to an application's history, and let the city's systems be told; its state must be what it is afterwards."""
    event = ApplicationEvent(
        application_id=application.id,
        kind=kind,
        actor=by.actor,
        account_id=by.account_id,
        office=application.office,
        state=application.state,
        words_id=words.id if words else None,
        about=about,
        at=now,
    )
    session.add(event)
    session.flush()
    told = {"id": str(application.public_id), "reference": application.reference, "service": application.service}
    told |= {"office": application.office, "state": application.state}
    webhooks.announce(session, Happened(application.id, event.id, kind, application.service, told), now)


def note_deed(session: Session, application: Application, what: str, key: str, now: datetime) -> None:
    """Write down what was done for the application's person, if this session does it for them."""
    mandate = mandate_of(session)
    if mandate is not None:
        mandates.note(session, mandate, what, key=key, link=f"/applications/{application.public_id}", now=now)


def keep_words(
    session: Session, application: Application, kind: str, by: By, text: Text, now: datetime, *, longest: int
) -> tuple[Words, bool]:
    """Keep what somebody wrote, and say whether it is new: the same id again changes nothing.

    Raises `WordsMissing`, `WordsTooLong`, `TooManyWords`, and `IdTaken` if the id is something else's.
    """
    row = {
        "public_id": text.public_id,
        "application_id": application.id,
        "kind": kind,
        "actor": by.actor,
        "account_id": by.account_id,
        "language": text.language,
        "template": text.template,
        "words_sealed": vault_of(session).seal(sound(text.words, longest), queries.words_place(text.public_id)),
        "written_at": now,
    }
    before = queries.words_by_id(session, text.public_id)
    if before is None and _written(session, application) >= MOST_WORDS:
        raise TooManyWords
    new = before is None and insert_once(session, Words, row)
    kept = before or queries.words_by_id(session, text.public_id)
    if kept is None or (kept.application_id, kept.kind, kept.account_id) != (application.id, kind, by.account_id):
        raise IdTaken
    return kept, new


def sound(typed: str, longest: int, field: str = "words") -> str:
    """A text as it is kept: tidy lines without control characters. Raises `WordsMissing` and `WordsTooLong`."""
    lines = (" ".join(line.split()) for line in typed.replace("\r\n", "\n").split("\n"))
    text = "".join(each for each in "\n".join(lines).strip() if each.isprintable() or each in KEPT)
    if not text:
        raise WordsMissing((FieldError(field, f"/{field}", WordsMissing.message),))
    if len(text) > longest:
        over = {"most": longest, "over": len(text) - longest}
        raise WordsTooLong((FieldError(field, f"/{field}", WordsTooLong.message, over),), **over)
    return text


def _written(session: Session, application: Application) -> int:
    query = select(func.count()).select_from(Words).where(Words.application_id == application.id)
    return session.scalar(query) or 0


def written_lately(session: Session, application: Application, by: By, now: datetime) -> list[datetime]:
    """When somebody wrote messages about an application within the last day, oldest first."""
    query = select(Words.written_at).where(
        Words.application_id == application.id,
        Words.account_id == by.account_id,
        Words.kind == "message",
        Words.written_at > now - DAY,
    )
    return list(session.scalars(query.order_by(Words.id)))
