"""Which files an answer may name, and what becomes of those that it names no more."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from backend.domain.applications.actions import field_errors
from backend.domain.applications.errors import AnswerNotTaken
from backend.domain.applications.models import Application
from backend.domain.uploads import actions, queries
from backend.domain.uploads.rules import HERE
from flows.service import Question, Service
from flows.text import N_
from flows.types import AnswerWrong, Wrong
from flows.types.enclosed import takes_files

UNKNOWN = Wrong("not-an-upload", N_("We do not have this file. Please send it once more."))


def hold_to_uploads(session: Session, application: Application, question: Question, answer: Any) -> None:
    """Let an answer name whole files that were sent for this very question, and no others. Raises `AnswerNotTaken`.

    Those that it named before and no more are forgotten.
    """
    there = {str(each.public_id): each for each in queries.of_question(session, application.id, question.id)}
    ids = answer or []
    if not all(each in there and there[each].state in HERE for each in ids):
        raise AnswerNotTaken(field_errors(AnswerWrong(UNKNOWN)), question=question.id)
    actions.name_in_answer(session, application, question.id, [there[each].public_id for each in ids])


def forget_what_is_not_sent(
    session: Session, application: Application, service: Service, answers: Mapping[str, Any]
) -> None:
    """Forget the files that are not in what was sent: of pages off the journey, or never finished."""
    asking = [question for question in service.questions if takes_files(question)]
    if asking:
        sent = [uuid.UUID(each) for question in asking for each in answers.get(question.id) or []]
        actions.forget_all_but(session, application, sent)
