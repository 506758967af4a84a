"""Photos and files as their owner and the desk see them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.reading import Matter, open_sealed, tell
from backend.domain.catalogue.errors import NotFound
from backend.domain.uploads.errors import REFUSALS, FileRefused, NotChecked
from backend.domain.uploads.models import Upload

MOST = 500
"""More than an application may have: a service's questions times ten."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A photo or file as it is shown. `why`: it was refused, and this is what is said of it."""

    id: uuid.UUID
    question: str
    name: str
    state: str
    kind: str | None
    pages: int | None
    size: int
    blurred: bool
    dark: bool
    in_answer: bool
    why: type[FileRefused] | None

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown on a page."""
        return self.kind == "jpeg"

    @property
    def is_ready(self) -> bool:
        """Whether it can be opened."""
        return self.state == "ready"


def find(session: Session, public_id: uuid.UUID) -> Upload | None:
    """An upload, whoever sent it."""
    return session.scalar(select(Upload).where(Upload.public_id == public_id))


def mine(session: Session, account_id: int, public_id: uuid.UUID) -> Upload:
    """A person's own upload; somebody else's is not found."""
    upload = find(session, public_id)
    if upload is None or upload.account_id != account_id:
        raise NotFound
    return upload


def of_application(session: Session, application_id: int) -> Sequence[Upload]:
    """All uploads of an application, in the order they were begun."""
    query = select(Upload).where(Upload.application_id == application_id).order_by(Upload.id).limit(MOST)
    return session.scalars(query).all()


def of_question(session: Session, application_id: int, question: str) -> Sequence[Upload]:
    """The uploads to one question."""
    query = select(Upload).where(Upload.application_id == application_id, Upload.question == question)
    return session.scalars(query.order_by(Upload.id).limit(MOST)).all()


def shown(session: Session, upload: Upload, about: Matter) -> Enclosure:
    """An upload as it is shown; `about` is the application that it belongs to. Its name counts as its question."""
    sealed, place = upload.name_sealed, name_place(upload.public_id)
    return Enclosure(
        id=upload.public_id,
        question=upload.question,
        name=open_sealed(session, sealed, place, of=upload.account_id, about=about, name=upload.question),
        state=upload.state,
        kind=upload.kind,
        pages=upload.pages,
        size=upload.kept_bytes or upload.size,
        blurred=upload.blurred,
        dark=upload.dark,
        in_answer=upload.in_answer,
        why=REFUSALS.get(upload.why, FileRefused) if upload.why else None,
    )


def open_file(session: Session, upload: Upload, about: Matter) -> None:
    """Let a reader have what is in a file: it is written down, as every reading is.

    Raises `NotChecked`, the `FileRefused`, or `NotFound` for half a file.
    """
    if upload.state == "refused":
        raise REFUSALS.get(upload.why or "", FileRefused)
    if upload.state == "waiting":
        raise NotChecked
    if upload.state != "ready":
        raise NotFound
    tell(session, upload.account_id, about, (upload.question,))


def name_place(public_id: uuid.UUID) -> str:
    """Where the name of a file is sealed for."""
    return f"upload:{public_id}:name"


def states_of(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The states of those of these uploads that are known."""
    found: dict[uuid.UUID, str] = {}
    for start in range(0, len(ids), MOST):
        some = Upload.public_id.in_(ids[start : start + MOST])
        found |= {
            row.public_id: row.state for row in session.execute(select(Upload.public_id, Upload.state).where(some))
        }
    return found
