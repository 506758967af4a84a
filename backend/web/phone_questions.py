"""Questions that go on without a network: what a phone keeps of a service, and what a page tells it.

The document of a service is the same for everybody: each simple question as the server draws it, and the conditions as
data, from which the phone works the journey out. What a page tells is about its reader, and the phone keeps it sealed.
"""

import hashlib
import hmac
import uuid
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, render_template, request
from sqlalchemy.exc import NoResultFound

from backend.domain.applications.models import Application
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.intake.versions import is_left
from backend.web.door import compress, json_answer, language, me, parts, reading, say, signed_in, who
from backend.web.marks import bare, settled
from backend.web.questions import form_of
from flows.conditions import as_data
from flows.journey import Journey
from flows.service import Question, Service
from flows.types import missing

pages = Blueprint("phone_questions", __name__)
SIMPLE = frozenset(
    {
        *("text", "long_text", "number", "money", "date", "yes_no", "choice", "choices"),
        *("phone", "email", "address", "declaration", "info", "exit"),
    }
)
"""Types that a page alone can answer: no list of times, no file, no register, no map."""
UNSURE = frozenset({"phone", "email"})
"""Types whose one form only the server knows, so that a phone cannot tell whether a condition on them holds."""


@pages.get("/services/<service_id>/questions/<int(max=2147483647):version>")
@who(Who.ANYONE)
def questions(service_id: str, version: int) -> Response:
    """A version of a service for a phone to keep: no page to read, but all its questions, and nothing of anybody."""
    with reading() as session:
        try:
            service = parts().service_at(session, service_id, version)
        except NoResultFound:
            raise NotFound from None
    if service.id != service_id:
        raise NotFound
    response = json_answer({"questions": [_question(service, each) for each in service.questions]})
    digest = hashlib.sha256(response.get_data() + language().tag.encode()).hexdigest()
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(["Accept-Language", "Cookie", "Accept-Encoding"])
    compress(response)
    response.set_etag(digest[:32])
    response.make_conditional(request)
    return response


def _question(service: Service, question: Question) -> dict[str, Any]:
    unsure = question.when and any(service.by_id[each.question].type in UNSURE for each in question.when.tests())
    simple = question.type in SIMPLE and not unsure
    drawn = render_template("phone_question.html", form=form_of(question, {}), question=question) if simple else None
    return {
        "id": question.id,
        "type": question.type,
        "title": bare(say(question.ask).striptags()),
        "label": bare(say(question.label).striptags()),
        "when": as_data(question.when) if not unsure else None,
        "optional": question.optional,
        "missing": bare(say(missing(question)).striptags()),
        "html": settled(drawn, language()) if drawn else None,
    }


def phone_state(
    found: Application, service: Service, walked: Journey, versions: Mapping[str, str], asked: Question | None = None
) -> dict[str, Any] | None:
    """What a phone needs to go on from this page by itself. None: it must not, for this is not a draft of its holder.

    Answers are told only where a condition asks for them. `bases` has the version of each answer that is kept.
    """
    helper = me().helper
    at_desk = helper is not None and helper.kind != "help"
    if found.state != "draft" or at_desk or is_left(found, parts().content.services):
        return None
    needed = {test.question for each in service.questions if each.when for test in each.when.tests()}
    groups = set(service.groups)
    return {
        "owner": phone_owner(),
        "application": str(found.public_id),
        "document": f"/services/{service.id}/questions/{found.version_id}",
        "question": asked.id if asked else None,
        "answers": {path: value for path, value in walked.answers.items() if path in needed},
        "bases": {
            path: version
            for path, version in versions.items()
            if "/" not in path and (path not in groups or path in walked.answers)
        },
    }


def nothing_asked(public_id: uuid.UUID | None = None) -> dict[str, Any]:
    """What a page without a question tells a phone, so that it sends what waits there; perhaps of one application."""
    application = str(public_id) if public_id else None
    return {"owner": phone_owner(), "application": application, "question": None, "answers": {}, "bases": {}}


def phone_owner() -> str:
    """Whose answers a phone keeps: a name that tells nothing, of who is signed in and for whom they act."""
    helper = me().helper
    return f"{phone_person()}.{helper.mandate_id if helper else ''}"


def phone_person() -> str | None:
    """The same of who is signed in alone: all that they kept goes from the phone when they sign out."""
    known = signed_in()
    if known is None:
        return None
    return hmac.digest(parts().settings.key("phone"), str(known.account_id).encode(), hashlib.sha256).hex()[:20]
