"""Two devices have answered one question: both answers are shown, and neither is lost before a person has chosen."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Response, request
from sqlalchemy.orm import Session

from backend.domain.applications import queries
from backend.domain.applications.errors import AnswerChanged
from backend.domain.applications.models import Application
from backend.web import kept
from backend.web.answers import lines_of
from backend.web.door import page, reading
from backend.web.drafts import opened
from backend.web.phone_questions import phone_state
from backend.web.questions import sent_fields
from flows.service import Question, Service

TAKEN_OVER = ("known", "wrong", "id")
"""What a form says beside its fields where the answer is taken over from a register, or put right."""


def seen() -> frozenset[str] | None:
    """The version of the answer that the page was drawn with, as its form says; empty where there was no answer."""
    base = request.form.get("base")
    return None if base is None else frozenset([base] if base else [])


def base_of(question: Question, versions: Mapping[str, str]) -> str | None:
    """What the form of a question says of the answer that it was drawn with. None: it says nothing.

    Times and files are kept elsewhere, and of the entries of a group nothing is ever written over.
    """
    if question.type in {"slot", "photo", "file", "group"}:
        return None
    return versions.get(question.id, "")


def other_stays(session: Session, found: Application, path: str) -> bool:
    """Whether the reader has chosen, of two answers, the one that is kept already, and it is still that one."""
    return "other" in request.form and queries.version_of(session, found, path) in (seen() or ())


def choose_page(public_id: uuid.UUID, path: str, action: str, error: AnswerChanged) -> Response:
    """Both answers in words, each with a button; what was typed is also there when the reader comes back later."""
    found, service, walked, _ = opened(public_id, path)
    with reading() as session:
        versions = queries.versions_of(session, found)
    asked = service.question(path)
    typed = [(name, value) for name, values in sent_fields().items() for value in values]
    response = page(
        "question_two_answers.html",
        error.status,
        service=service,
        question=asked,
        this_one=_lines(service, path, error.values["sent"]),
        other_one=_lines(service, path, error.values["kept"]),
        version=error.values["version"],
        typed=[*typed, *((name, request.form[name]) for name in TAKEN_OVER if name in request.form)],
        action=action,
        onward=phone_state(found, service, walked, versions, asked),
    )
    kept.keep(response)
    return response


def _lines(service: Service, path: str, value: Any) -> list[str]:
    asked = service.question(path)
    return lines_of(asked, value) if asked is not None and value is not None else []
