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
from backend.api.applications.shown import as_sent, card, given_as_data, journey_as_data, sources_as_data, times_as_data
from backend.api.area import Area, page_of, seen_before
from backend.api.catalogue import ServiceSchema, whole
from backend.api.door import me, parts, reading, who, writing
from backend.api.schemas import ByNumber
from backend.api.uploads import enclosures_as_data
from backend.core import clock
from backend.domain.applications import actions, entries, queries
from backend.domain.applications.attribution import given_by, paper_form
from backend.domain.applications.errors import (
    AlreadySent,
    AnswerChanged,
    AnswerNotTaken,
    DraftElsewhere,
    EntryGone,
    IdTaken,
    NotComplete,
    NotForYou,
    NotOffered,
    NotOnJourney,
    TooManyEntries,
)
from backend.domain.applications.models import Application
from backend.domain.applications.sources import sources_of
from backend.domain.catalogue import queries as catalogue
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.intake import actions as intake
from backend.domain.intake.files import enclosures
from backend.domain.intake.queries import times_of
from backend.domain.intake.versions import hold_to_offered
from backend.domain.mandates.errors import NotByMandate
from backend.domain.mandates.rules import SEND, SERVICES, may_use
from flows.journey import journey

area = Area("Applications", __name__, "Using a service: begin, answer one question at a time, send once.")

ITEM = "/applications/<uuid:application_id>"
Kept = tuple[dict[str, Any], dict[str, str]]
"""An answer that was kept, and the headers that go with it."""


@area.get("/applications")
@who(Who.SIGNED_IN, mandate=SERVICES)
@area.takes(ByNumber, where="query")
@area.gives(200, ApplicationsSchema)
def my_applications(query: dict[str, Any]) -> dict[str, Any]:
    """What the person began and sent, newest first."""
    by = me()
    only = None
    if by.helper is not None:
        only = [each for each in parts().content.services if may_use(by.helper.scope, each)]
    with reading() as session:
        found = queries.of_account(session, by.account_id, only, after=query["after"], limit=query["limit"] + 1)
        rows = [card(each, parts().service_of(session, each)) for each in found]
    return page_of(rows, lambda row: row["number"], query["limit"])


@area.put(ITEM)
@who(Who.SIGNED_IN, mandate=SERVICES)
@area.takes(BeginSchema)
@area.gives(200, ApplicationSchema, "It was begun before")
@area.also_gives(201, ApplicationSchema, "It is begun")
@area.may_fail(NotFound, DraftElsewhere, IdTaken)
def begin_application(body: dict[str, Any], application_id: uuid.UUID) -> tuple[dict[str, Any], int]:
    """Begin a service, under an id that the device makes."""
    version = parts().versions.get(body["service"])
    if version is None:
        raise NotFound
    account, helper = me().account_id, me().helper
    if helper is not None and not may_use(helper.scope, body["service"]):
        raise NotByMandate
    with writing() as session:
        _, new = actions.begin(session, account, body["service"], version, application_id, clock.now())
    return whole_application(application_id), 201 if new else 200


@area.get(ITEM)
@who(Who.SIGNED_IN, mandate=SERVICES)
@area.gives(200, ApplicationSchema)
@area.may_fail(NotFound)
def my_application(application_id: uuid.UUID) -> dict[str, Any]:
    """One application, and where the person stands in it."""
    return whole_application(application_id)


def whole_application(application_id: uuid.UUID) -> dict[str, Any]:
    """A person's application as `ApplicationSchema` shows it; raises `NotFound`."""
    with reading() as session:
        found = queries.mine(session, me().account_id, application_id)
        service = parts().service_of(session, found)
        versions = queries.versions_of(session, found) if found.state in {"draft", "more_needed"} else {}
        if found.state == "draft":
            walked = journey(service, queries.answers_of(session, found), parts().today())
        else:
            walked = as_sent(service, queries.submitted(session, found))
        return card(found, service) | {
            "reason": queries.reason(session, found),
            "journey": journey_as_data(service, walked),
            "times": times_as_data(times_of(session, found, service, walked.answers, clock.now())),
            "files": enclosures_as_data(enclosures(session, found)),
            "paper": paper_form(session, found),
            "given_by": given_as_data(given_by(session, found)),
            "sources": sources_as_data(sources_of(session, found, walked.answers)),
            "versions": {path: version for path, version in versions.items() if path in walked.answers},
        }


@area.get(f"{ITEM}/service")
@who(Who.SIGNED_IN, mandate=SERVICES)
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
@who(Who.SIGNED_IN, mandate=SERVICES)
@area.takes(AnswerSchema)
@area.gives(200, KeptSchema)
@area.compares
@area.may_fail(NotFound, AlreadySent, NotOnJourney, AnswerNotTaken, AnswerChanged)
def keep_answer(body: dict[str, Any], application_id: uuid.UUID, question: str) -> Kept:
    """Answer one question: one that is answered already, or the next.

    What comes back says which question is next. Answers that are no longer on the journey are kept for coming back,
    and never sent.

    With `If-Match` (the `ETag` of this answer, or its `version`) or `If-None-Match: *`, an answer that another device
    kept meanwhile is not written over: `answer-changed` has both. Sent again, what is kept already is a success.

    A question of type slot takes `{"slot": id}` of a free time (`GET /appointment-slots` lists them by the question's
    `limits.kind`). The time is kept for ten minutes, in the elder mode for two hours, and a person keeps one at a time;
    `times` says until when. Sending the same again keeps it anew. If somebody else was quicker, `alternatives` are the
    nearest free times. What the person needs for the visit is the answer to the question that `limits.needs` names;
    with `longer` in it, look for times with `longer`.

    A question of type photo or file takes a list of ids of uploads (`PUT …/uploads/{id}` and what follows). A whole
    upload is in the answer already, so this is only for their order; one that is left out is taken away.
    """
    return _keep(application_id, question, body["value"])


def _keep(application_id: uuid.UUID, path: str, value: Any) -> Kept:
    with writing() as session:
        found = queries.mine(session, me().account_id, application_id, lock=True)
        service = parts().service_of(session, found)
        sent = (found, service, path, value, parts().context(), clock.now())
        kept = intake.save_answer(session, parts().diary, *sent, seen=seen_before())
        times = times_of(session, found, service, kept.walked.answers, clock.now())
        version = queries.version_of(session, found, path)
    said = {"value": kept.value, "saved_at": found.saved_at, "version": version}
    walked = {"journey": journey_as_data(service, kept.walked), "times": times_as_data(times)}
    return said | walked, {"ETag": f'"{version}"'}


@area.put(f"{ITEM}/answers/<string(maxlength=60):group>/<string(maxlength=36):entry>/<string(maxlength=60):question>")
@who(Who.SIGNED_IN, mandate=SERVICES)
@area.takes(AnswerSchema)
@area.gives(200, KeptSchema)
@area.compares
@area.may_fail(NotFound, AlreadySent, NotOnJourney, AnswerNotTaken, AnswerChanged, EntryGone, TooManyEntries)
def keep_answer_in_entry(
    body: dict[str, Any], application_id: uuid.UUID, group: str, entry: str, question: str
) -> Kept:
    """Answer one question in one entry of a group. An entry that is not there yet is added."""
    return _keep(application_id, f"{group}/{entry}/{question}", body["value"])


@area.put(f"{ITEM}/answers/<string(maxlength=60):group>/<string(maxlength=36):entry>")
@who(Who.SIGNED_IN, mandate=SERVICES)
@area.gives(200, ApplicationSchema, "It was there before")
@area.also_gives(201, ApplicationSchema, "It is added")
@area.may_fail(NotFound, AlreadySent, NotOnJourney, EntryGone, TooManyEntries)
def add_entry(application_id: uuid.UUID, group: str, entry: str) -> tuple[dict[str, Any], int]:
    """Add an entry to a group, under an id that the device makes. It takes no body.

    An id is up to 36 letters, digits and hyphens; a UUID is a good one. The questions of the entry are pages of the
    journey from then on, and `PUT …/answers/{group}` with the ids of all entries says that there are no more.
    """
    with writing() as session:
        found = queries.mine(session, me().account_id, application_id, lock=True)
        service = parts().service_of(session, found)
        new = entries.add(session, found, service, (group, entry), parts().context(), clock.now())
    return whole_application(application_id), 201 if new else 200


@area.delete(f"{ITEM}/answers/<string(maxlength=60):group>/<string(maxlength=36):entry>")
@who(Who.SIGNED_IN, mandate=SERVICES)
@area.gives(204, description="It is gone, or was before")
@area.may_fail(NotFound, AlreadySent, NotOnJourney)
def remove_entry(application_id: uuid.UUID, group: str, entry: str) -> None:
    """Take an entry away for ever, with its answers. Its id cannot be used again."""
    with writing() as session:
        found = queries.mine(session, me().account_id, application_id, lock=True)
        entries.remove(session, found, parts().service_of(session, found), (group, entry), clock.now())


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
@who(Who.SIGNED_IN, mandate=SEND)
@area.gives(200, SubmissionSchema)
@area.may_fail(NotFound, NotComplete, NotForYou, NotOffered, AnswerNotTaken)
def send_application(application_id: uuid.UUID) -> Application:
    """Send it to the city. It takes no body; sent again, it answers the same reference.

    A time that was chosen is booked with it, also when it was no longer kept but is still free. If it is gone, nothing
    is sent: `answer-not-taken` names the `question`, and `alternatives` are the nearest free times.
    """
    with writing() as session:
        found = queries.mine(session, me().account_id, application_id, lock=True)
        hold_to_offered(found, parts().content.services)
        service = parts().service_of(session, found)
        intake.send(session, parts().diary, found, service, parts().context(), clock.now())
    return found
