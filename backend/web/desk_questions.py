"""The auditor's desk: people ask why somebody read their data, and are answered in words."""

import uuid

from flask import Blueprint, Response, request

from backend.core import clock
from backend.domain.access import questions
from backend.domain.access.errors import OwnReading, QuestionAnswered, QuestionEmpty
from backend.domain.access.rules import ANSWERING, LONGEST_ANSWER
from backend.domain.identity.rules import Who
from backend.web.door import after, formats, go, me, page, reading, say, who, writing
from backend.web.history import in_words

pages = Blueprint("desk_questions", __name__, url_prefix="/desk/questions")


@pages.get("")
@who(Who.AUDITOR, purpose=ANSWERING)
def waiting() -> Response:
    """What waits for an answer, oldest first. The words are read one at a time."""
    with reading() as session:
        found = questions.waiting(session, after=after(), limit=questions.PAGE + 1)
    shown = found[: questions.PAGE]
    return page(
        "desk_questions.html",
        rows=[{"id": each.public_id, "entry": each.entry, "when": formats().moment(each.asked_at)} for each in shown],
        more=shown[-1].id if len(found) > questions.PAGE else None,
        done="answered" in request.args,
    )


@pages.get("/<uuid:public_id>")
@who(Who.AUDITOR, purpose=ANSWERING)
def question(public_id: uuid.UUID) -> Response:
    """One question, with the reading that it is about."""
    return _page(public_id)


def _page(public_id: uuid.UUID, error: str | None = None, status: int = 200) -> Response:
    with reading() as session:
        asked, seen = questions.at_desk(session, public_id)
        row = in_words(session, [seen], at_desk=True)[0]
    return page(
        "desk_question.html",
        status,
        asked=asked,
        row=row,
        when=formats().moment(asked.asked_at),
        longest=LONGEST_ANSWER,
        typed=request.form.get("text", "")[:LONGEST_ANSWER],
        error=error,
    )


@pages.post("/<uuid:public_id>")
@who(Who.AUDITOR, purpose=ANSWERING)
def answer(public_id: uuid.UUID) -> Response:
    """Answer; the person reads it in their messages. Pressing twice answers once."""
    try:
        with writing() as session:
            questions.answer(session, public_id, request.form.get("text", ""), me().account_id, clock.now())
    except (QuestionEmpty, QuestionAnswered, OwnReading) as error:
        return _page(public_id, str(say(error.message)), error.status)
    return go("/desk/questions?answered=1")
