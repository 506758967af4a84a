"""A draft whose service has changed: what is different, and the choice; or one whose service is offered no more."""

import uuid

from flask import Blueprint, Response, request
from markupsafe import Markup

from backend.core import clock
from backend.domain.applications import queries
from backend.domain.applications.attribution import given_by
from backend.domain.applications.errors import AlreadySent, VersionPassed
from backend.domain.applications.models import Application
from backend.domain.catalogue import queries as catalogue
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.intake import versions
from backend.domain.mandates.rules import SERVICES
from backend.web.answers import answers_in_words
from backend.web.door import formats, go, me, page, parts, reading, say, who, writing
from backend.web.file_question import by_question
from backend.web.helpers import who_answered
from flows.entries import entries_of
from flows.journey import journey
from flows.service import Question, Service

pages = Blueprint("versions", __name__)
LONGEST_NUMBER = 10


@pages.get("/applications/<uuid:public_id>/changes")
@who(Who.SIGNED_IN, mandate=SERVICES)
def changes(public_id: uuid.UUID) -> Response:
    """What the city has changed in a service that somebody has begun, and what that means for their answers."""
    return _changes_page(public_id)


def _changes_page(public_id: uuid.UUID, error: str | None = None, status: int = 200) -> Response:
    with reading() as session:
        found = queries.mine(session, me().account_id, public_id)
        offered = versions.newer(found, parts().versions)
        if offered is None:
            return go(f"/applications/{public_id}/next" if found.state == "draft" else f"/applications/{public_id}")
        service = parts().service_of(session, found)
        new = parts().content.services[found.service]
        carried = versions.changes(session, found, service, new, parts().context())
        published = catalogue.published_at(session, offered)
    return page(
        "application_changes.html",
        status,
        application=found,
        service=new,
        # A text that was on offer before, and is again, has the day of its first time.
        changed_on=formats().date(formats().local(published).date()) if published > found.started_at else None,
        offered=offered,
        new=_labels(carried.new),
        again=_labels(carried.again),
        gone=_labels(carried.gone),
        ends=carried.walked.exit,
        error=error,
    )


def _labels(questions: tuple[Question, ...]) -> list[Markup]:
    """The short names, each once: a group asks the same of each of its entries."""
    return list(dict.fromkeys(say(each.label) for each in questions))


@pages.post("/applications/<uuid:public_id>/changes")
@who(Who.SIGNED_IN, mandate=SERVICES)
def choose(public_id: uuid.UUID) -> Response:
    """Go on as one began, or take the new questions; pressing twice does it once."""
    typed = request.form.get("take", "")[:LONGEST_NUMBER]
    try:
        with writing() as session:
            found = queries.mine(session, me().account_id, public_id, lock=True)
            wanted = int(typed) if typed.isascii() and typed.isdecimal() else found.version_id
            new = parts().content.services.get(found.service)
            if new is None:
                raise NotFound
            both = (parts().service_of(session, found), new)
            versions.choose(session, found, both, wanted, parts().versions, parts().context(), clock.now())
    except VersionPassed as error:
        return _changes_page(public_id, str(say(error.message)), error.status)
    except AlreadySent:
        return go(f"/applications/{public_id}")
    return go(f"/applications/{public_id}/next")


def before_going_on(public_id: uuid.UUID) -> Response | None:
    """What somebody who comes back to a draft has to know first, if there is anything."""
    with reading() as session:
        found = queries.mine(session, me().account_id, public_id)
        service = parts().service_of(session, found)
        if versions.is_left(found, parts().content.services):
            return None
        if not versions.is_told(found, parts().versions):
            return None
        new = parts().content.services[found.service]
        tells = versions.changes(session, found, service, new, parts().context()).tells
    return go(f"/applications/{public_id}/changes") if tells else None


def left_page(found: Application, service: Service) -> Response:
    """A draft of a service that the city does not offer any more: everything that was written, to read and to keep."""
    with reading() as session:
        answers = queries.answers_of(session, found)
        walked = journey(service, answers, parts().today())
        entries = {group: entries for group, entries in entries_of(answers).items() if group in service.groups}
        shown = entries | dict(walked.answers)
        by = who_answered(given_by(session, found))
        enclosed = by_question(session, found, shown, f"/applications/{found.public_id}/files")
    rows = answers_in_words(service, shown, by=by, enclosed=enclosed)
    return page("application_left.html", application=found, service=service, rows=rows)
