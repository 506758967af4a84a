"""Begin, answer one question at a time, send once."""

import uuid
from typing import Any

from backend.api.applications.schemas import (
    AnswerSchema,
    ApplicationSchema,
    ApplicationsSchema,
    BeginSchema,
    KeptSchema,
    SubmissionSchema,
)
from backend.api.applications.shown import as_sent, card, journey_as_data, times_as_data
from backend.api.area import Area, page_of
from backend.api.catalogue import ServiceSchema, whole
from backend.api.door import me, parts, reading, who, writing
from backend.api.schemas import ByNumber
from backend.core import clock
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
from backend.domain.catalogue import queries as catalogue
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.intake import actions as intake
from backend.domain.intake.queries import times_of
from flows.journey import journey

area = Area("Applications", __name__, "Using a service: begin, answer one question at a time, send once.")

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
            walked = as_sent(service, queries.submitted(session, found))
        return card(found, service) | {
            "reason": queries.reason(session, found),
            "journey": journey_as_data(walked),
            "times": times_as_data(times_of(session, found, service, walked.answers, clock.now())),
        }


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

    A question of type slot takes `{"slot": id}` of a free time (`GET /appointment-slots` lists them by the question's
    `limits.kind`). The time is kept for ten minutes, and a person keeps one at a time; `times` says until when. Sending
    the same again keeps it anew. If somebody else was quicker, `alternatives` are the nearest free times.
    """
    with writing() as session:
        found = queries.mine(session, me().account_id, application_id, lock=True)
        service = parts().service_of(session, found)
        kept = intake.save_answer(session, found, service, question, body["value"], parts().context(), clock.now())
        times = times_of(session, found, service, kept.walked.answers, clock.now())
    said = {"value": kept.value, "saved_at": found.saved_at}
    return said | {"journey": journey_as_data(kept.walked), "times": times_as_data(times)}


@area.delete(ITEM)
@who(Who.SIGNED_IN)
@area.gives(204, description="It is gone, or was before")
@area.may_fail(NotFound, AlreadySent)
def discard_application(application_id: uuid.UUID) -> None:
    """Throw away what was begun, with its answers, and let its times go. What was sent stays."""
    with writing() as session:
        found = queries.find_mine(session, me().account_id, application_id, lock=True)
        if found is not None:
            intake.discard(session, found, parts().service_of(session, found))


@area.put(f"{ITEM}/submission")
@who(Who.SIGNED_IN)
@area.gives(200, SubmissionSchema)
@area.may_fail(NotFound, NotComplete, NotForYou, AnswerNotTaken)
def send_application(application_id: uuid.UUID) -> Application:
    """Send it to the city. It takes no body; sent again, it answers the same reference.

    A time that was chosen is booked with it, also when it was no longer kept but is still free. If it is gone, nothing
    is sent: `answer-not-taken` names the `question`, and `alternatives` are the nearest free times.
    """
    with writing() as session:
        found = queries.mine(session, me().account_id, application_id, lock=True)
        service = parts().service_of(session, found)
        intake.send(session, parts().diary, found, service, parts().context(), clock.now())
    return found
