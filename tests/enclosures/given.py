"""Applications that have photos, as they stand after all the sending: quicker than to send them."""

import uuid
from typing import Any

from sqlalchemy.orm import Session

from backend.core import clock
from backend.domain.applications.models import Application
from backend.domain.uploads import actions
from backend.domain.uploads.actions import Announced
from backend.domain.uploads.files import Files
from backend.domain.uploads.looking import Seen
from flows.service import Question
from tests.domain.given import Town
from tests.enclosures import making

PERMIT = "disabled-parking-permit"
BEFORE_THE_LETTER: dict[str, Any] = {
    "for_whom": "me",
    "full_name": "Rosa Lee",
    "birth_date": "1951-05-04",
    "lives_here": True,
    "address": {"line1": "7 Mill Lane", "line2": "", "town": "Harbour City", "postcode": "HC3 4DE"},
    "reasons": ["wheelchair"],
    "letter_there": True,
}
AFTER_THE_PHOTO: dict[str, Any] = {"old_permit": False, "phone": None, "use": True}
PHOTO = making.photo()


def whole(session: Session, files: Files, application: Application, question: Question, data: bytes) -> uuid.UUID:
    """A file that has come and was looked at."""
    upload_id, kind = uuid.uuid4(), "pdf" if data.startswith(b"%PDF") else "jpeg"
    said = Announced("IMG_2041.jpg", "", len(data))
    upload = actions.begin(session, application, question, upload_id, said, clock.now())
    seen = Seen(kind, 2 if kind == "pdf" else None, kind == "jpeg", False, False, None, (0, 0))  # type: ignore[arg-type]  # noqa: FBT003
    actions.arrived(upload, seen, len(data), scan=False)
    files.store.keep(upload_id, "whole", [data])
    files.store.keep(upload_id, "small", [data])
    session.flush()
    return upload_id


def come_to_the_photo(session: Session, town: Town, account: int) -> uuid.UUID:
    """An application that stands at its question for a photo."""
    application = town.begin(session, account, PERMIT)
    town.answer_all(session, application, BEFORE_THE_LETTER | {"letter_there": False})
    return application.public_id


def permit(
    session: Session, town: Town, files: Files, account: int, *, sent: bool = False
) -> tuple[uuid.UUID, uuid.UUID]:
    """An application for a permit with a letter and a photo; returns its id and the photo's."""
    application, service = town.begin(session, account, PERMIT), town.service(PERMIT)
    town.answer_all(session, application, BEFORE_THE_LETTER)
    for question, data in (("letter", making.pdf()), ("photo", PHOTO)):
        photo = whole(session, files, application, service.by_id[question], data)
        town.answer(session, application, question, [str(photo)])
    if sent:
        town.answer_all(session, application, AFTER_THE_PHOTO)
        town.send(session, application)
    return application.public_id, photo
