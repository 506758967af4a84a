"""Services as they were before the city changed them, and drafts that were begun then."""

import uuid
from datetime import timedelta

from sqlalchemy.orm import Session

from backend.core import clock
from backend.domain.applications import actions
from backend.domain.applications.models import Application
from backend.domain.catalogue.actions import publish
from backend.parts import Parts

NAME = "name-change"
OLDER = (
    ("  - id: why_changed\n    type: choice\n", "  - id: why_now\n    type: choice\n"),
    ("when: {why_changed: thinking}", "when: {why_now: thinking}"),
    ("when: {why_changed: [married, divorced, deed]}", "when: {why_now: [married, divorced, deed]}"),
    ("  - id: number\n    type: national_id\n", "  - id: number\n    type: text\n"),
    ("    check: uk-nino\n", ""),
)
"""What made the name-change service of today out of its older version, backwards."""
ANSWERS = {"lives_here": True, "born": "1951-05-04", "why_now": "married", "changed_on": "2026-05-04", "number": "none"}
LEFT = "fishing-card"


def older_name_change(parts: Parts) -> str:
    """The older text: it asked `why_now`, which is asked in another way today, and took any text as the number."""
    text = parts.content.documents[NAME]
    for today, before in OLDER:
        assert today in text
        text = text.replace(today, before)
    return text


def begin_old(
    session: Session, account: int, service: str, document: str, public_id: uuid.UUID | None = None
) -> Application:
    """A draft that was begun yesterday, on a version that is not the one on offer."""
    then = clock.now() - timedelta(days=1)
    version = publish(session, {service: document}, then - timedelta(days=30))[service]
    return actions.begin(session, account, service, version, public_id or uuid.uuid4(), then)[0]


def answer(session: Session, draft: Application, **answers: object) -> None:
    for question, value in answers.items():
        actions.keep(session, draft, question, value, clock.now())


def drafts_of_old_services(parts: Parts, account: int) -> tuple[uuid.UUID, uuid.UUID]:
    """One of a service that has changed since, and one of a service that is offered no more."""
    with parts.writing() as session:
        changed = begin_old(session, account, NAME, older_name_change(parts))
        answer(session, changed, **ANSWERS)
        gone = parts.content.documents[NAME].replace(f"id: {NAME}", f"id: {LEFT}", 1)
        left = begin_old(session, account, LEFT, gone)
        answer(session, left, lives_here=True)
        return changed.public_id, left.public_id
