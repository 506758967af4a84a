"""Who saw the person's data: each reading by staff, a helper or the city's computer."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Response
from marshmallow import fields, validate
from sqlalchemy.orm import Session

from backend.api.area import Area, file_answer, page_of
from backend.api.door import formats, me, parts, reading, translator, who, writing
from backend.api.schemas import LARGEST_ID, PRINTABLE, SLUG, ByNumber, Sent, Shown, moment, next_number, plain
from backend.core import clock
from backend.core.table_file import table_file
from backend.domain.access import queries, questions
from backend.domain.access.errors import OwnReading, QuestionAnswered, QuestionAsked, QuestionEmpty, QuestionIdTaken
from backend.domain.access.queries import Filter, Seen
from backend.domain.access.rules import ANSWERING, KINDS, LONGEST_ANSWER, LONGEST_QUESTION, PURPOSES
from backend.domain.access.texts import COLUMNS, Names, as_row, tell
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.mandates.queries import helpers_named

ITEM = "/history/<int:read_number>"
DESK_ITEM = "/desk/history-questions/<uuid:question_id>"


def _text(longest: int, example: str) -> fields.String:
    return fields.String(
        required=True, validate=[validate.Length(1, longest), validate.Regexp(PRINTABLE)], metadata={"example": example}
    )


area = Area("Who saw my data", __name__, "Each reading of the person's data, by whom, why, and which fields of it.")


class FileQuery(Sent):
    """Which readings to tell."""

    kind = fields.String(
        load_default=None, validate=validate.OneOf(KINDS), metadata={"description": "only those by staff, and so on"}
    )
    service = fields.String(
        load_default=None, validate=validate.Regexp(SLUG), metadata={"description": "only those about a service"}
    )
    since = fields.AwareDateTime(load_default=None, metadata={"description": "not before this moment (RFC 3339)"})
    until = fields.AwareDateTime(load_default=None, metadata={"description": "before this moment (RFC 3339)"})


class HistoryQuery(FileQuery, ByNumber):
    """Which readings to list."""


class FieldSchema(Shown):
    """Something that was read; what it said is never told here."""

    id = plain("a question's id; with a dot, something else that the person told", "birth_date")
    label = plain("what it is, in the reader's language", "Date of birth")


class AccessSchema(Shown):
    """One reading of the person's data."""

    number = fields.Integer(required=True, metadata={"description": "its place in the city's chain", "example": 41})
    at = moment("when")
    kind = fields.String(required=True, validate=validate.OneOf(KINDS), metadata={"description": "who: their kind"})
    who = plain("who, in the reader's language", "Amir Khan (Travel desk)")
    purpose = fields.String(required=True, validate=validate.OneOf(PURPOSES), metadata={"description": "why"})
    sentence = plain("all of it in one sentence, in the reader's language")
    service = plain("id of the service it was about", "senior-travel-card", allow_none=True)
    about = plain("of what: application, appointment, call, account, message", "application")
    about_id = fields.UUID(required=True, allow_none=True, metadata={"description": "its id"})
    read = fields.List(fields.Nested(FieldSchema), required=True, metadata={"description": "what was read"})


class AccessesSchema(Shown):
    """A page of readings."""

    items = fields.List(fields.Nested(AccessSchema), required=True)
    next = next_number()


class AskBody(Sent):
    """A question about a reading."""

    id = fields.UUID(required=True, metadata={"description": "made by the device"})
    text = _text(LONGEST_QUESTION, "I do not know why this person read my answers.")


class AuditorAnswerBody(Sent):
    """An auditor's answer."""

    text = _text(LONGEST_ANSWER, "She decided about your travel card, and needed your date of birth for it.")


class AskedSchema(Shown):
    """A question about a reading, and its answer."""

    id = fields.UUID(required=True, attribute="public_id")
    number = fields.Integer(required=True, attribute="entry", metadata={"description": "of the reading", "example": 41})
    text = plain("what was asked", "I do not know why this person read my answers.")
    asked_at = moment("when")
    answer = plain("what an auditor answered; null while it waits", "She decided about your card.", allow_none=True)
    answered_at = moment("when", allow_none=True)


class WaitingAskedSchema(Shown):
    """A question that waits, without its words."""

    id = fields.UUID(required=True, attribute="public_id")
    number = fields.Integer(required=True, attribute="entry", metadata={"description": "of the reading", "example": 41})
    asked_at = moment("when")


class WaitingQuestionsSchema(Shown):
    """A page of questions that wait."""

    items = fields.List(fields.Nested(WaitingAskedSchema), required=True)
    next = next_number()


class DeskAskedSchema(Shown):
    """A question, and the reading that it is about."""

    question = fields.Nested(AskedSchema, required=True)
    reading = fields.Nested(AccessSchema, required=True)


@area.get("/history")
@who(Who.SIGNED_IN)
@area.takes(HistoryQuery, where="query")
@area.gives(200, AccessesSchema)
def who_saw_my_data(query: dict[str, Any]) -> dict[str, Any]:
    """Who read the person's data, newest first. Their own readings are not in it."""
    wanted = Filter(**{name: query[name] for name in ("kind", "service", "since", "until")})
    with reading() as session:
        account = me().account_id
        found = queries.of_person(session, account, wanted, after=query["after"], limit=query["limit"] + 1)
        page = page_of(found, lambda each: each.number, query["limit"])
        return page | {"items": _in_words(session, page["items"])}


@area.get("/history.csv")
@who(Who.SIGNED_IN)
@area.takes(FileQuery, where="query")
@area.gives_file("text/csv", "A table, the names of its columns first (RFC 4180)")
def history_file(query: dict[str, Any]) -> Response:
    """The same as a table for spreadsheets, up to 10,000 readings."""
    with reading() as session:
        found = queries.of_person(session, me().account_id, Filter(**query), limit=queries.MOST_EXPORTED)
        rows = _in_words(session, found)
    cells = ([_cell(row[name]) for name in COLUMNS] for row in rows)
    return file_answer(table_file(COLUMNS, cells), "text/csv", "who-saw-my-data.csv")


def _cell(value: Any) -> Any:
    return ", ".join(each["label"] for each in value) if isinstance(value, list) else value


def _sound(number: int) -> int:
    """A number that a reading may have; of bounds in the address itself, two methods at one address make a 405."""
    if not 0 < number <= LARGEST_ID:
        raise NotFound
    return number


@area.put(f"{ITEM}/question")
@who(Who.SIGNED_IN)
@area.takes(AskBody)
@area.gives(200, AskedSchema)
@area.may_fail(NotFound, QuestionEmpty, QuestionAsked, QuestionIdTaken)
def ask_about_reading(body: dict[str, Any], read_number: int) -> Any:
    """Ask why somebody read this, under an id that the device makes. The same again changes nothing.

    An auditor of the city answers in words: into the inbox, and here.
    """
    with writing() as session:
        return questions.ask(session, me().account_id, body["id"], _sound(read_number), body["text"], clock.now())


@area.get(f"{ITEM}/question")
@who(Who.SIGNED_IN)
@area.gives(200, AskedSchema)
@area.may_fail(NotFound)
def my_question(read_number: int) -> Any:
    """What the person asked about a reading, and the answer once there is one."""
    with reading() as session:
        asked = questions.about(session, me().account_id, _sound(read_number))
    if asked is None:
        raise NotFound
    return asked


@area.get("/desk/history-questions")
@who(Who.AUDITOR, purpose=ANSWERING)
@area.takes(ByNumber, where="query")
@area.gives(200, WaitingQuestionsSchema)
def questions_that_wait(query: dict[str, Any]) -> dict[str, Any]:
    """What waits for an auditor, oldest first. The words are read one at a time."""
    with reading() as session:
        found = questions.waiting(session, after=query["after"], limit=query["limit"] + 1)
    return page_of(found, lambda each: each.id, query["limit"])


@area.get(DESK_ITEM)
@who(Who.AUDITOR, purpose=ANSWERING)
@area.gives(200, DeskAskedSchema)
@area.may_fail(NotFound)
def one_question(question_id: uuid.UUID) -> dict[str, Any]:
    """One question, with the reading that it is about."""
    with reading() as session:
        asked, seen = questions.at_desk(session, question_id)
        return {"question": asked, "reading": _in_words(session, [seen], at_desk=True)[0]}


@area.put(f"{DESK_ITEM}/answer")
@who(Who.AUDITOR, purpose=ANSWERING)
@area.takes(AuditorAnswerBody)
@area.gives(200, AskedSchema)
@area.may_fail(NotFound, QuestionEmpty, QuestionAnswered, OwnReading)
def answer_question(body: dict[str, Any], question_id: uuid.UUID) -> Any:
    """Answer in words; the person finds it in their messages. The same again changes nothing."""
    with writing() as session:
        return questions.answer(session, question_id, body["text"], me().account_id, clock.now())


@area.get(ITEM)
@who(Who.SIGNED_IN)
@area.gives(200, AccessSchema)
@area.may_fail(NotFound)
def one_reading(read_number: int) -> dict[str, Any]:
    """One reading of the person's data."""
    with reading() as session:
        return _in_words(session, [queries.one_of(session, me().account_id, _sound(read_number))])[0]


def _in_words(session: Session, found: Sequence[Seen], *, at_desk: bool = False) -> list[dict[str, Any]]:
    """Readings as `AccessSchema` shows them. At the desk nobody reads what people call their helpers."""
    under = {each.mandate_id for each in found if each.mandate_id is not None}
    names = Names(
        text=translator().text,
        moment=formats().moment,
        office=lambda office: translator().text(parts().diary.office_name(office)),
        service=lambda service, version: parts().service_at(session, service, version),
        helpers=helpers_named(session, under, at_desk=at_desk),
    )
    return [as_row(each, tell(each, names)) for each in found]
