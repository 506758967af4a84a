"""Tell us once: consent, what is known already, taking it over, and saying what is wrong."""

import uuid
from typing import Any

from sqlalchemy.orm import Session

from backend.api.applications.schemas import KeptSchema
from backend.api.applications.shown import journey_as_data, lines_of, source_as_data, times_as_data
from backend.api.area import Area, page_of
from backend.api.door import me, parts, reading, who, writing
from backend.api.known_schemas import (
    ConsentBody,
    ConsentSchema,
    ConsentsSchema,
    CorrectionSchema,
    CorrectionsSchema,
    EndingBody,
    RightBody,
    SuggestionsSchema,
    TakeKnownBody,
    WaitingCorrectionsSchema,
)
from backend.api.schemas import ByNumber
from backend.core import clock
from backend.domain.access.rules import MENDING
from backend.domain.applications import queries as applications
from backend.domain.applications.errors import AlreadySent, AnswerNotTaken, NotOnJourney
from backend.domain.applications.models import Application
from backend.domain.applications.sources import Source
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.intake import actions as intake
from backend.domain.intake.known import City, correct, could_ask, known_for, may_ask, own_words, taken_over
from backend.domain.intake.queries import times_of
from backend.domain.mandates.rules import SERVICES, may_use
from backend.domain.registers import actions, queries
from backend.domain.registers.errors import (
    CorrectionEnded,
    CorrectionIdTaken,
    KeptWithoutReason,
    KnownValueChanged,
    NothingToAllow,
    NothingToCorrect,
)
from backend.domain.registers.models import Consent
from backend.domain.registers.queries import Corrected
from backend.domain.registers.rules import FILL_IN, by_register
from flows.service import Question, Service

area = Area("Tell us once", __name__, "What the city knows already: with consent, with its source, to take or to mend.")

ITEM = "/applications/<uuid:application_id>"
CONSENT = "/services/<string(maxlength=60):service_id>/consent"
NOT_CORRECTED = (KnownValueChanged, NothingToCorrect, CorrectionIdTaken)
DESK_ITEM = "/desk/corrections/<uuid:correction_id>"


def _city() -> City:
    helper = me().helper
    return parts().known_city(lambda service: helper is None or may_use(helper.scope, service))


@area.get(f"{ITEM}/suggestions/<string(maxlength=60):question>")
@who(Who.SIGNED_IN, mandate=SERVICES)
@area.gives(200, SuggestionsSchema)
@area.may_fail(NotFound)
def suggestion(application_id: uuid.UUID, question: str) -> dict[str, Any]:
    """What is known already as the answer to a question.

    With the person's consent registers are asked, which takes three seconds at most. A register that is down, slow or
    says something odd only means that nothing is suggested: then ask the question.
    """
    account = me().account_id
    parts().fetch_known(account, application_id)
    with reading() as session:
        found, service, asked = _asked(session, application_id, question)
        possible = may_ask(_city(), service)
        said = queries.consent_of(session, account, service.id) if asked.prefill in possible else None
        state = "none" if asked.prefill not in possible else "not-asked"
        if said is not None:
            state = "given" if said.given else "refused"
        known = known_for(session, found, service, asked, _city()) if found.state == "draft" else None
    shown = None
    if known is not None:
        lines = lines_of(asked, known.value)
        shown = {"value": known.value, "lines": lines, "source": source_as_data(known.source), "seal": known.seal}
    return {"question": question, "consent": state, "suggestion": shown}


def _asked(session: Session, application_id: uuid.UUID, question: str) -> tuple[Application, Service, Question]:
    found = applications.mine(session, me().account_id, application_id)
    service = parts().service_of(session, found)
    asked = service.question(question)
    if asked is None:
        raise NotFound
    return found, service, asked


@area.put(f"{ITEM}/known-answers/<string(maxlength=60):question>")
@who(Who.SIGNED_IN, mandate=SERVICES)
@area.takes(TakeKnownBody)
@area.gives(200, KeptSchema)
@area.may_fail(NotFound, AlreadySent, NotOnJourney, AnswerNotTaken, KnownValueChanged)
def take_known(body: dict[str, Any], application_id: uuid.UUID, question: str) -> dict[str, Any]:
    """Take a suggested value over as the answer, with its source. The value is the sealed one, whatever is sent."""
    with writing() as session:
        found = applications.mine(session, me().account_id, application_id, lock=True)
        known = taken_over(session, found, question, body["seal"], body["value"])
        return _keep(session, found, question, known.value, known.source)


def _keep(session: Session, found: Application, question: str, value: Any, source: Source) -> dict[str, Any]:
    service, now = parts().service_of(session, found), clock.now()
    kept = intake.save_answer(session, parts().diary, found, service, question, value, parts().context(), now, source)
    times = times_of(session, found, service, kept.walked.answers, now)
    said = {"value": kept.value, "saved_at": found.saved_at}
    return said | {"journey": journey_as_data(service, kept.walked), "times": times_as_data(times)}


@area.put(f"{ITEM}/corrections/<uuid:correction_id>")
@who(Who.SIGNED_IN, mandate=SERVICES)
@area.takes(RightBody)
@area.gives(200, KeptSchema)
@area.may_fail(*(NotFound, AlreadySent, NotOnJourney, AnswerNotTaken), *NOT_CORRECTED)
def correct_register(body: dict[str, Any], application_id: uuid.UUID, correction_id: uuid.UUID) -> dict[str, Any]:
    """Say that what a register says is wrong, and what is right. That becomes the answer, marked as the person's own.

    The register's keeper reads both, and answers into the person's inbox. The same again changes nothing.
    """
    with writing() as session:
        now, question = clock.now(), body["question"]
        found = applications.mine(session, me().account_id, application_id, lock=True)
        known = taken_over(session, found, question, body["seal"])
        said = _keep(session, found, question, body["value"], own_words(known, now))
        correct(session, found, question, body["seal"], said["value"], now, _city(), correction_id)
    return said


@area.get(CONSENT)
@who(Who.SIGNED_IN)
@area.gives(200, ConsentSchema)
@area.may_fail(NotFound)
def my_consent(service_id: str) -> dict[str, Any]:
    """Whom the city would ask about the person for a service, for what, and what they said to it."""
    service = _service(service_id)
    with reading() as session:
        return _consent(service, queries.consent_of(session, me().account_id, service.id))


@area.put(CONSENT)
@who(Who.SIGNED_IN)
@area.takes(ConsentBody)
@area.gives(200, ConsentSchema)
@area.may_fail(NotFound, NothingToAllow)
def say_consent(body: dict[str, Any], service_id: str) -> dict[str, Any]:
    """Say yes or no, or take a yes back. With a no, what registers have said for this service is deleted."""
    service = _service(service_id)
    facts = sorted(could_ask(_city(), service))
    if body["given"] and not facts:
        raise NothingToAllow
    with writing() as session:
        said = actions.say(session, me().account_id, service.id, facts, clock.now(), given=body["given"])
    return _consent(service, said)


@area.get("/consents")
@who(Who.SIGNED_IN)
@area.gives(200, ConsentsSchema)
def my_consents() -> dict[str, Any]:
    """All that the person said about asking registers."""
    services = parts().content.services
    with reading() as session:
        found = queries.consents_of(session, me().account_id)
    return {"items": [_consent(services[each.service], each) for each in found if each.service in services]}


def _service(service_id: str) -> Service:
    service = parts().content.services.get(service_id)
    if service is None:
        raise NotFound
    return service


def _consent(service: Service, said: Consent | None) -> dict[str, Any]:
    possible = could_ask(_city(), service)
    named = parts().content.registers
    asks = [
        {
            "register": register,
            "name": named[register].name,
            "facts": [possible[f"{register}.{fact}"].label for fact in facts],
        }
        for register, facts in by_register(possible).items()
    ]
    given, said_at = (said.given, said.said_at) if said else (None, None)
    return {"service": service.id, "purpose": FILL_IN, "given": given, "said_at": said_at, "asks": asks}


@area.get("/corrections")
@who(Who.SIGNED_IN)
@area.takes(ByNumber, where="query")
@area.gives(200, CorrectionsSchema)
def my_corrections(query: dict[str, Any]) -> dict[str, Any]:
    """What the person said is wrong in registers, newest first, with their keepers' answers."""
    with reading() as session:
        account = me().account_id
        found = queries.corrections_of(session, account, after=query["after"], limit=query["limit"] + 1)
        page = page_of(found, lambda each: each.id, query["limit"])
        return page | {"items": [_correction(session, each) for each in page["items"]]}


def _correction(session: Session, each: Corrected) -> dict[str, Any]:
    question = parts().service_at(session, each.service, each.version_id).question(each.question)
    if question is None:
        raise NotFound
    register = each.fact.partition(".")[0]
    named = parts().content.registers.get(register)
    return {
        "id": each.public_id,
        "number": each.id,
        "register": register,
        "name": named.name if named else register,
        "label": question.label,
        "told": lines_of(question, each.told),
        "right": lines_of(question, each.right),
        **{name: getattr(each, name) for name in ("as_of", "said_at", "ending", "reason", "ended_at")},
    }


@area.get("/desk/corrections")
@who(Who.CASEWORKER, purpose=MENDING)
@area.takes(ByNumber, where="query")
@area.gives(200, WaitingCorrectionsSchema)
def corrections_that_wait(query: dict[str, Any]) -> dict[str, Any]:
    """What people say is wrong in the registers that the caller's offices keep, oldest first. Read it one at a time."""
    with reading() as session:
        found = queries.waiting(session, me().offices, after=query["after"], limit=query["limit"] + 1)
    page = page_of(found, lambda each: each.id, query["limit"])
    names = ("public_id", "said_at")
    rows = [{n: getattr(each, n) for n in names} | {"register": each.fact.partition(".")[0]} for each in page["items"]]
    return page | {"items": rows}


@area.get(DESK_ITEM)
@who(Who.CASEWORKER, purpose=MENDING)
@area.gives(200, CorrectionSchema)
@area.may_fail(NotFound)
def one_correction(correction_id: uuid.UUID) -> dict[str, Any]:
    """One correction: what the register says, and what the person says."""
    with reading() as session:
        found = queries.at_desk(session, correction_id, me().offices)
        return _correction(session, queries.opened(session, found))


@area.put(f"{DESK_ITEM}/ending")
@who(Who.CASEWORKER, purpose=MENDING)
@area.takes(EndingBody)
@area.gives(200, CorrectionSchema)
@area.may_fail(NotFound, KeptWithoutReason, CorrectionEnded)
def end_correction(body: dict[str, Any], correction_id: uuid.UUID) -> dict[str, Any]:
    """Say that the register is put right, or why it stays as it is. The person is told. Again changes nothing."""
    with writing() as session:
        found = queries.at_desk(session, correction_id, me().offices, lock=True)
        actions.end(session, found, body["ending"], body["reason"], me().account_id, clock.now())
        return _correction(session, queries.opened(session, found))
