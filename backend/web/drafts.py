"""Where a draft stands: its service, its journey, and the addresses of its pages."""

import uuid
from typing import Any, NamedTuple

from flask import request

from backend.domain.applications import queries
from backend.domain.applications.models import Application
from backend.domain.applications.rules import with_entry_asked
from backend.web.door import me, parts, reading
from flows.journey import Journey, journey
from flows.service import Question, Service


class Draft(NamedTuple):
    """An application with its service, its journey, and all answers ever kept."""

    application: Application
    service: Service
    walked: Journey
    answers: dict[str, Any]


def opened(public_id: uuid.UUID, path: str = "") -> Draft:
    """A person's draft; raises `NotFound`.

    With a path, the entry that it is in is there as if it had been added; raises `EntryGone` and `TooManyEntries`.
    """
    with reading() as session:
        found = queries.mine(session, me().account_id, public_id)
        service = parts().service_of(session, found)
        answers = dict(with_entry_asked(service, queries.answers_of(session, found), path))
    return Draft(found, service, journey(service, answers, parts().today()), answers)


def path_of(question_id: str, entry: str, inside: str) -> str:
    """A question's path, as the parts of an address give it."""
    return f"{question_id}/{entry}/{inside}" if inside else question_id


def stand(public_id: uuid.UUID, walked: Journey) -> str:
    """The page at which a draft stands."""
    here = walked.exit or walked.next
    return page_of(public_id, here) if here else f"/applications/{public_id}/check"


def page_of(public_id: uuid.UUID, question: Question) -> str:
    """A question's page; whoever came from the check page still comes back to it from there."""
    along = check_along()
    if along and question.entry is not None and whole_entry():
        along = "?check=entry"
    return f"/applications/{public_id}/questions/{question.id}{along}"


def check_along() -> str:
    """What an address needs so that the way back to the check page is not lost."""
    return "?check=1" if checking() else ""


def back_to(public_id: uuid.UUID, service: Service, before: Question | None) -> str:
    """The page before, or the service's own."""
    return page_of(public_id, before) if before else f"/services/{service.id}"


def checking() -> bool:
    """Whether the reader came from the check page, and goes back there after changing this one answer."""
    return "check" in request.args


def whole_entry() -> bool:
    """Whether the reader, from the check page and the list of a group, goes through all that is said in one entry."""
    return request.args.get("check") == "entry"
