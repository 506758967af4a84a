"""Using a service: begin, answer one question at a time, send once."""

import uuid
from collections.abc import Mapping
from typing import Any

from marshmallow import fields, validate

from backend.api.area import Area, page_of
from backend.api.catalogue import ServiceSchema, whole
from backend.api.door import formats, me, parts, reading, translator, who, writing
from backend.api.schemas import (
    ANSWER,
    SLUG,
    Answer,
    ByNumber,
    Sent,
    Shown,
    Words,
    moment,
    next_number,
    plain,
    words,
)
from backend.core import clock
from backend.core.reference import REFERENCE_LETTERS
from backend.domain.applications import actions, queries
from backend.domain.applications.errors import (
    AlreadySent,
    AnswerNotTaken,
    DraftElsewhere,
    IdTaken,
    NotComplete,
    NotForYou,
    NotOnJourney,
)
from backend.domain.applications.models import Application
from backend.domain.applications.rules import STATES
from backend.domain.catalogue import queries as catalogue
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from flows.journey import Journey, journey
from flows.service import Question, Service
from flows.show import show

area = Area("Applications", __name__, "Using a service: begin, answer one question at a time, send once.")


class BeginSchema(Sent):
    """Which service to begin."""

    service = fields.String(
        required=True,
        validate=validate.Regexp(SLUG),
        metadata={"description": "id of the service", "example": "senior-travel-card"},
    )


class AnswerSchema(Sent):
    """An answer."""

    value = Answer(required=True, allow_none=True, metadata=ANSWER)


class AnsweredSchema(Shown):
    """An answer in words."""

    question = plain("id of the question", "birth_date")
    label = words("short name of the question", "Date of birth")
    lines = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "the answer in the reader's language", "example": ["4 May 1951"]},
    )


class PageSchema(AnsweredSchema):
    """A page on the journey."""

    answered = fields.Boolean(required=True)


class ProgressSchema(Shown):
    """'Question 3 of about 7'."""

    number = fields.Integer(required=True, metadata={"example": 3})
    about = fields.Integer(required=True, metadata={"example": 7})


class ExitSchema(Shown):
    """The page at which a journey ends kindly, with nothing to send."""

    question = plain("its id", "too_young")
    ask = words("the title of the page", "You can get this card from your 65th birthday")
    text = fields.List(Words(), required=True, metadata={"description": "why"})
    instead = fields.List(Words(), required=True, metadata={"description": "what one can do instead"})


class JourneySchema(Shown):
    """Where a person stands, worked out anew from the answers each time."""

    pages = fields.List(fields.Nested(PageSchema), required=True)
    next = plain("id of the question to ask now; null when all are answered", "address", allow_none=True)
    exit = fields.Nested(ExitSchema, required=True, allow_none=True)
    complete = fields.Boolean(required=True, metadata={"description": "whether it can be sent"})
    answers = fields.Dict(
        required=True,
        metadata={
            "description": "question id → answer, of the questions on the journey and no others",
            "example": {"birth_date": "1951-05-04"},
        },
    )
    progress = fields.Nested(ProgressSchema, required=True)


class ApplicationCardSchema(Shown):
    """An application in a list."""

    id = fields.UUID(required=True, attribute="public_id", metadata={"description": "made by the device"})
    service = plain("id of the service", "senior-travel-card")
    title = words("title of the service", "Get a senior travel card")
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    reference = plain(
        f"to say on the telephone; only of {REFERENCE_LETTERS}; null before sending", "3K7FMDXP", allow_none=True
    )
    started_at = moment("when it was begun")
    saved_at = moment("when an answer was last kept")
    sent_at = moment("when it was sent", allow_none=True)
    due_on = fields.Date(required=True, allow_none=True, metadata={"description": "the day a decision is due"})
    decided_at = moment("when it was decided", allow_none=True)


class ApplicationsSchema(Shown):
    """A page of applications."""

    items = fields.List(fields.Nested(ApplicationCardSchema), required=True)
    next = next_number()


class ApplicationSchema(ApplicationCardSchema):
    """One application."""

    reason = plain("the caseworker's words, where there are any", "The card was sent on Monday.", allow_none=True)
    journey = fields.Nested(JourneySchema, required=True)


class KeptSchema(Shown):
    """An answer was kept."""

    value = fields.Raw(
        required=True, allow_none=True, metadata={"description": "as it is kept: trimmed, and in one form"}
    )
    saved_at = moment("when it was kept")
    journey = fields.Nested(JourneySchema, required=True)


class SubmissionSchema(Shown):
    """It was sent."""

    reference = plain("to say on the telephone", "3K7FMDXP")
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    sent_at = moment("when it was sent")
    due_on = fields.Date(required=True, metadata={"description": "the day a decision is due"})


ITEM = "/applications/<uuid:application_id>"


@area.get("/applications")
@who(Who.SIGNED_IN)
@area.takes(ByNumber, where="query")
@area.gives(200, ApplicationsSchema)
def my_applications(query: dict[str, Any]) -> dict[str, Any]:
    """What the person began and sent, newest first."""
    with reading() as session:
        found = queries.of_account(session, me().account_id, after=query["after"], limit=query["limit"] + 1)
        rows = [card(each, parts().service_of(session, each)) for each in found]
    return page_of(rows, lambda row: row["number"], query["limit"])


@area.put(ITEM)
@who(Who.SIGNED_IN)
@area.takes(BeginSchema)
@area.gives(200, ApplicationSchema, "It was begun before")
@area.also_gives(201, ApplicationSchema, "It is begun")
@area.may_fail(NotFound, DraftElsewhere, IdTaken)
def begin_application(body: dict[str, Any], application_id: uuid.UUID) -> tuple[dict[str, Any], int]:
    """Begin a service, under an id that the device makes."""
    version = parts().versions.get(body["service"])
    if version is None:
        raise NotFound
    account = me().account_id
    with writing() as session:
        _, new = actions.begin(session, account, body["service"], version, application_id, clock.now())
    return _whole(application_id), 201 if new else 200


@area.get(ITEM)
@who(Who.SIGNED_IN)
@area.gives(200, ApplicationSchema)
@area.may_fail(NotFound)
def my_application(application_id: uuid.UUID) -> dict[str, Any]:
    """One application, and where the person stands in it."""
    return _whole(application_id)


def _whole(application_id: uuid.UUID) -> dict[str, Any]:
    with reading() as session:
        found = queries.mine(session, me().account_id, application_id)
        service = parts().service_of(session, found)
        if found.state == "draft":
            walked = journey(service, queries.answers_of(session, found), parts().today())
        else:
            walked = _as_sent(service, queries.submitted(session, found))
        return card(found, service) | {"reason": queries.reason(session, found), "journey": journey_as_data(walked)}


@area.get(f"{ITEM}/service")
@who(Who.SIGNED_IN)
@area.gives(200, ServiceSchema)
@area.may_fail(NotFound)
def service_of_application(application_id: uuid.UUID) -> dict[str, Any]:
    """The service in the version this application was begun with; it may be older than the one on offer."""
    with reading() as session:
        found = queries.mine(session, me().account_id, application_id)
        document = catalogue.document_of(session, found.version_id)
        service = parts().service_of(session, found)
    return whole(service, document)


@area.put(f"{ITEM}/answers/<string(maxlength=60):question>")
@who(Who.SIGNED_IN)
@area.takes(AnswerSchema)
@area.gives(200, KeptSchema)
@area.may_fail(NotFound, AlreadySent, NotOnJourney, AnswerNotTaken)
def keep_answer(body: dict[str, Any], application_id: uuid.UUID, question: str) -> dict[str, Any]:
    """Answer one question: one that is answered already, or the next.

    What comes back says which question is next. Answers that are no longer on the journey are kept for coming back,
    and never sent.
    """
    with writing() as session:
        found = queries.mine(session, me().account_id, application_id, lock=True)
        service = parts().service_of(session, found)
        value = actions.save_answer(session, found, service, question, body["value"], parts().context(), clock.now())
        answers = queries.answers_of(session, found)
    walked = journey(service, answers, parts().today())
    return {"value": value, "saved_at": found.saved_at, "journey": journey_as_data(walked)}


@area.delete(ITEM)
@who(Who.SIGNED_IN)
@area.gives(204, description="It is gone, or was before")
@area.may_fail(NotFound, AlreadySent)
def discard_application(application_id: uuid.UUID) -> None:
    """Throw away what was begun, with its answers. What was sent stays."""
    with writing() as session:
        found = queries.find_mine(session, me().account_id, application_id, lock=True)
        if found is not None:
            actions.discard(session, found)


@area.put(f"{ITEM}/submission")
@who(Who.SIGNED_IN)
@area.gives(200, SubmissionSchema)
@area.may_fail(NotFound, NotComplete, NotForYou, AnswerNotTaken)
def send_application(application_id: uuid.UUID) -> Application:
    """Send it to the city. It takes no body; sent again, it answers the same reference."""
    with writing() as session:
        found = queries.mine(session, me().account_id, application_id, lock=True)
        actions.send(session, found, parts().service_of(session, found), parts().context(), clock.now())
    return found


def card(found: Application, service: Service) -> dict[str, Any]:
    """An application in a list; `number` orders it."""
    names = ("public_id", "service", "state", "reference", "started_at", "saved_at", "sent_at", "due_on", "decided_at")
    return {name: getattr(found, name) for name in names} | {"title": service.title, "number": found.id}


def _as_sent(service: Service, answers: dict[str, Any]) -> Journey:
    """The journey of what was sent: the pages that were answered, as they were answered."""
    return Journey(tuple(service.by_id[question] for question in answers), None, None, answers)


def journey_as_data(walked: Journey) -> dict[str, Any]:
    """A journey as `JourneySchema` shows it."""
    last = [page for page in walked.pages if not page.is_exit]
    number, about = walked.position(walked.next.id) if walked.next else (len(last), len(last))
    return {
        "pages": [_page(page, walked) for page in last],
        "next": walked.next.id if walked.next else None,
        "exit": _exit(walked.exit) if walked.exit else None,
        "complete": walked.complete,
        "answers": walked.answers,
        "progress": {"number": number, "about": about},
    }


def _page(page: Question, walked: Journey) -> dict[str, Any]:
    known = page.id in walked.answers
    said = answered(page, walked.answers) if known else {"question": page.id, "label": page.label, "lines": []}
    return said | {"answered": known}


def answered(page: Question, answers: Mapping[str, Any]) -> dict[str, Any]:
    """An answer in words; a page that only tells has no lines."""
    lines = [] if page.tells else show(page, answers[page.id], formats(), translator().text)
    return {"question": page.id, "label": page.label, "lines": lines}


def _exit(page: Question) -> dict[str, Any]:
    return {"question": page.id, "ask": page.ask, "text": page.text, "instead": page.instead}
