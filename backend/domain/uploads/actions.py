"""Beginning a file, settling what it is, and forgetting it. What is in it goes through the store, not through here."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from backend.core import outbox
from backend.core.database import insert_once, vault_of
from backend.domain.applications.models import Application
from backend.domain.identity.models import Account
from backend.domain.uploads import queries
from backend.domain.uploads.errors import (
    EnoughToday,
    FileEmpty,
    FileTooLarge,
    KindUnknown,
    NotAPhoto,
    OtherFile,
)
from backend.domain.uploads.looking import Seen
from backend.domain.uploads.models import Upload
from backend.domain.uploads.rules import (
    A_DAY,
    BYTES_A_DAY,
    LARGEST,
    LONGEST_NAME,
    MOST_A_DAY,
    PDF,
    UNSAID,
    WAITS_FOR_MORE,
    accepted,
    tidy_name,
)
from flows.service import Question

SCAN, FORGET = "scan-upload", "forget-upload"
"""Kinds of later work."""
MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Announced:
    """What a device says of a file before it sends it."""

    name: str
    type: str
    size: int


def hold_to_kind(question: Question, said: Announced) -> None:
    """Refuse at once what would be refused after a long wait on a bad line. Raises the `FileRefused` that fits."""
    if said.size > LARGEST:
        raise FileTooLarge
    if said.size <= 0:
        raise FileEmpty
    kind = said.type.partition(";")[0].strip().lower()
    if kind not in accepted(question.type) | UNSAID:
        raise NotAPhoto if question.type == "photo" and kind == PDF else KindUnknown


def begin(
    session: Session, application: Application, question: Question, public_id: uuid.UUID, said: Announced, now: datetime
) -> Upload:
    """Begin a file under an id that the device made; the same again returns what is there.

    Raises `OtherFile` if the id was begun for something else, and `EnoughToday`.
    """
    there = queries.find(session, public_id)
    if there is None:
        _hold_to_a_day(session, application.account_id, said.size, now)
        values = {
            "public_id": public_id,
            "account_id": application.account_id,
            "application_id": application.id,
            "question": question.id,
            "name_sealed": vault_of(session).seal(tidy_name(said.name)[:LONGEST_NAME], queries.name_place(public_id)),
            "size": said.size,
            "state": "arriving",
            "blurred": False,
            "dark": False,
            "in_answer": False,
            "begun_at": now,
        }
        insert_once(session, Upload, values)
        there = queries.find(session, public_id)
    if there is None or (there.application_id, there.question, there.size) != (
        application.id,
        question.id,
        said.size,
    ):
        raise OtherFile
    return there


def _hold_to_a_day(session: Session, account_id: int, size: int, now: datetime) -> None:
    """Limits for one person. Two devices at once are counted one after the other."""
    session.execute(select(Account.id).where(Account.id == account_id).with_for_update(key_share=True))
    count, total, first = session.execute(
        select(func.count(), func.coalesce(func.sum(Upload.size), 0), func.min(Upload.begun_at)).where(
            Upload.account_id == account_id, Upload.begun_at > now - A_DAY
        )
    ).one()
    if count >= MOST_A_DAY or total + size > BYTES_A_DAY:
        raise EnoughToday(wait=first + A_DAY - now)


def arrived(upload: Upload, seen: Seen, kept_bytes: int, *, scan: bool) -> None:
    """Note that a file is whole and was looked at; with `scan` it waits until a scanner has had it too."""
    upload.kind, upload.pages, upload.kept_bytes = seen.kind, seen.pages, kept_bytes
    upload.blurred, upload.dark = seen.blurred, seen.dark
    upload.state = "waiting" if scan else "ready"


def refuse(upload: Upload, why: str) -> None:
    """Note why a file cannot be used. What was kept of it is removed by the caller, outside the transaction."""
    upload.state, upload.why = "refused", why


def cleared(upload: Upload) -> None:
    """Note that the scanner found nothing."""
    if upload.state == "waiting":
        upload.state = "ready"


def name_in_answer(
    session: Session,
    application: Application,
    question: str,
    ids: Iterable[uuid.UUID],
    keep: Collection[uuid.UUID] = frozenset(),
) -> None:
    """Let the answer to a question name these files; those that it named before and no more are forgotten.

    `keep` are those that stay all the same, because they were sent already.
    """
    named = set(ids)
    mine = queries.of_question(session, application.id, question)
    for each in mine:
        if each.in_answer and each.public_id not in named and each.public_id not in keep:
            forget(session, each)
        elif each.public_id in named:
            each.in_answer = True
    session.flush()


def forget(session: Session, upload: Upload) -> None:
    """Forget a file. What lies in the store goes right after this transaction."""
    later_forget(session, upload.public_id, upload.begun_at)
    session.execute(delete(Upload).where(Upload.id == upload.id))


def later_forget(session: Session, public_id: uuid.UUID, due: datetime) -> None:
    """Have the worker remove from the store what lies there of an upload."""
    outbox.enqueue(session, FORGET, f"{FORGET}:{public_id}", {"upload": str(public_id)}, due)


def forget_all_but(session: Session, application: Application, keep: Iterable[uuid.UUID] = ()) -> None:
    """Forget the files of an application that its answers do not name: all, when it is discarded."""
    kept = set(keep)
    for each in queries.of_application(session, application.id):
        if each.public_id not in kept:
            forget(session, each)


def forget_loose(session: Session, now: datetime) -> int:
    """Forget files that never became whole, or that no answer names, after two days; returns how many there were."""
    query = (
        select(Upload)
        .where(Upload.in_answer.is_(False), Upload.begun_at < now - WAITS_FOR_MORE)
        .order_by(Upload.begun_at)
        .limit(MOST_AT_ONCE)
    )
    loose = session.scalars(query).all()
    for each in loose:
        forget(session, each)
    return len(loose)


def scan_later(session: Session, upload: Upload, due: datetime) -> None:
    """Have the worker ask the scanner, in case that it cannot be asked now."""
    outbox.enqueue(session, SCAN, f"{SCAN}:{upload.public_id}", {"upload": str(upload.public_id)}, due)


def hold(session: Session, public_id: uuid.UUID) -> Upload | None:
    """The upload, held for the rest of the transaction."""
    return session.scalar(select(Upload).where(Upload.public_id == public_id).with_for_update())
