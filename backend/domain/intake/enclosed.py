"""Which files an answer may name, which were sent with one, and what becomes of those that it names no more."""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.reading import open_within
from backend.domain.applications.errors import not_taken
from backend.domain.applications.models import Application, EarlierSubmission
from backend.domain.applications.queries import earlier_place, submitted_place
from backend.domain.uploads import actions, queries
from backend.domain.uploads.rules import HERE
from flows.service import Question
from flows.text import N_
from flows.types import AnswerWrong, Wrong

UNKNOWN = Wrong("not-an-upload", N_("We do not have this file. Please send it once more."))


def hold_to_uploads(session: Session, application: Application, question: Question, answer: Any) -> None:
    """Let an answer name whole files that were sent for this very question, and no others. Raises `AnswerNotTaken`.

    Those that it named before and no more are forgotten, unless the city has them already.
    """
    there = {str(each.public_id): each for each in queries.of_question(session, application.id, question.id)}
    ids = answer or []
    if not all(each in there and there[each].state in HERE for each in ids):
        raise not_taken(AnswerWrong(UNKNOWN), question=question.id)
    named = [there[each].public_id for each in ids]
    actions.name_in_answer(session, application, question.id, named, sent_files(session, application))


def forget_what_is_not_sent(session: Session, application: Application) -> None:
    """Forget the files that are not in what was sent: of pages off the journey, or never finished."""
    actions.forget_all_but(session, application, sent_files(session, application))


def sent_files(session: Session, application: Application) -> frozenset[uuid.UUID]:
    """The files that the city was ever sent with an application, also those that a later answer replaced.

    Nobody is shown what is opened for this: whoever then opens a file is written down for the file.
    """
    if application.submitted_sealed is None:
        return frozenset()
    sealed = {submitted_place(application.id): application.submitted_sealed}
    for row in session.scalars(select(EarlierSubmission).where(EarlierSubmission.application_id == application.id)):
        sealed[earlier_place(application.id, row.number)] = row.answers_sealed
    return frozenset(each for place, value in sealed.items() for each in _named(open_within(session, value, place)))


def _named(answers: Mapping[str, Any]) -> Iterator[uuid.UUID]:
    """What could be the id of a file, in answers that are lists."""
    for value in answers.values():
        for each in value if isinstance(value, list) else ():
            with suppress(ValueError):
                yield uuid.UUID(each)
