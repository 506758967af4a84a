"""Tell us once: asking for consent, offering what is known already, and what a person sees of both."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, request
from markupsafe import Markup
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.text import N_
from backend.domain.applications import queries as applications
from backend.domain.applications.models import Application
from backend.domain.applications.sources import EARLIER, REGISTER, Source, sources_of
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.intake.known import City, correct, could_ask, known_for, may_ask, own_words, taken_over
from backend.domain.mandates.rules import may_use
from backend.domain.registers import actions, queries
from backend.domain.registers.queries import Corrected
from backend.domain.registers.rules import AGAIN, by_register
from backend.web.answers import lines_of
from backend.web.door import after, form_id, formats, go, me, own_path, page, parts, reading, say, who, writing
from backend.web.phone_questions import nothing_asked
from flows.service import Question, Service

pages = Blueprint("known", __name__)

FROM_REGISTER = N_("From: %(register)s, %(day)s")
TOLD_US = N_("You told us this on %(day)s")
OWN_WORDS = N_("In your own words. We told those who keep this: %(register)s")
AT_DESK = {
    REGISTER: FROM_REGISTER,
    EARLIER: N_("The person told the city this on %(day)s"),
}
OWN_AT_DESK = N_("In the person’s own words. They say that this is wrong: %(register)s")


def city() -> City:
    """What offering known values needs; a helper sees answers of the services they help with, and no others."""
    helper = me().helper
    return parts().known_city(lambda service: helper is None or may_use(helper.scope, service))


def source_in_words(source: Source, *, at_desk: bool = False) -> Markup:
    """Where an answer came from, and since when."""
    if source.kind == EARLIER:
        return say(AT_DESK[EARLIER] if at_desk else TOLD_US, day=_day(source.day))
    words = FROM_REGISTER if source.kind == REGISTER else OWN_AT_DESK if at_desk else OWN_WORDS
    return say(words, register=register_name(source.register), day=_day(source.day))


def register_name(register: str) -> Markup:
    """The name of a register; one that the city no longer has goes by its id."""
    named = parts().content.registers.get(register)
    return say(named.name) if named else Markup("{}").format(register)


def _day(told: str) -> str:
    """A day of a register, '2026-05-03', or the day of a moment by the city's clock."""
    day = formats().local(datetime.fromisoformat(told)).date() if "T" in told else date.fromisoformat(told)
    return formats().date(day)


def with_sources(
    session: Session,
    found: Application,
    answers: Mapping[str, Any],
    by: Mapping[str, Markup],
    *,
    at_desk: bool = False,
) -> dict[str, Markup]:
    """What stands beneath answers: where each was taken over from, and who gave it where somebody else did."""
    beneath = dict(by)
    for question, source in sources_of(session, found, answers).items():
        words = source_in_words(source, at_desk=at_desk)
        beneath[question] = Markup("{}<br>{}").format(words, by[question]) if question in by else words
    return beneath


def before_question(
    found: Application, service: Service, asked: Question, position: tuple[int, int], back: str
) -> Response | None:
    """What comes before an empty form: asking for consent, or offering what is known. None: there is nothing."""
    if asked.prefill is None or asked.entry is not None or {"type", "wrong"} & set(request.args):
        return None
    here = f"/applications/{found.public_id}/questions/{asked.id}"
    possible = may_ask(city(), service)
    if asked.prefill in possible:
        with reading() as session:
            consent = queries.consent_of(session, me().account_id, service.id)
        if consent is None and me().helper is None:
            return go(f"/applications/{found.public_id}/consent?next={here}")
        if consent is not None and consent.given:
            parts().fetch_known(me().account_id, found.public_id)
    with reading() as session:
        known = known_for(session, found, service, asked, city())
    if known is None:
        return None
    by_register = known.source.kind == REGISTER
    return page(
        "question_known.html",
        service=service,
        question=asked,
        number=position[0],
        about=position[1],
        lines=lines_of(asked, known.value),
        source=source_in_words(known.source),
        seal=known.seal,
        action=here,
        otherwise=f"{here}?{'wrong' if by_register else 'type'}=1",
        from_register=by_register,
        back=back,
        onward=nothing_asked(found.public_id),
    )


def silent_register(account_id: int, service: Service, asked: Question) -> Markup | None:
    """The name of a register that was asked for this just now and did not answer."""
    if asked.prefill is None or asked.entry is not None:
        return None
    with reading() as session:
        consent = queries.consent_of(session, account_id, service.id)
        if consent is None or consent.tried_at is None or asked.prefill not in consent.facts:
            return None
        known = queries.asked_at(session, account_id, service.id)
    tried_now = consent.given and clock.now() < consent.tried_at + AGAIN and asked.prefill not in known
    return register_name(asked.prefill.partition(".")[0]) if tried_now else None


def wrong_value(found: Application, service: Service, asked: Question) -> dict[str, Any] | None:
    """The value that the person says is wrong, on the page that asks what is right."""
    if "wrong" in request.form:
        seal, value = request.form["wrong"], None
    elif "wrong" in request.args:
        with reading() as session:
            known = known_for(session, found, service, asked, city())
        if known is None or known.source.kind != REGISTER:
            return None
        seal, value = known.seal, known.value
    else:
        return None
    return {
        "seal": seal,
        "value": value,
        "id": form_id(),
        "register": register_name((asked.prefill or "").partition(".")[0]),
    }


def sent_value(session: Session, found: Application, path: str, typed: Any) -> tuple[Any, Source | None]:
    """The answer of the form that was sent, and where it was taken over from. Raises `KnownValueChanged`."""
    if "known" in request.form:
        known = taken_over(session, found, path, request.form["known"])
        return known.value, known.source
    if "wrong" in request.form:
        return typed, own_words(taken_over(session, found, path, request.form["wrong"]), clock.now())
    return typed, None


def tell_keeper(session: Session, found: Application, path: str, right: Any) -> None:
    """Tell the keeper of a register what is right, if the form says that it is wrong there."""
    if "wrong" in request.form:
        correct(session, found, path, request.form["wrong"], right, clock.now(), city(), form_id())


@pages.get("/applications/<uuid:public_id>/consent")
@who(Who.SIGNED_IN)
def consent(public_id: uuid.UUID) -> Response:
    """Ask whether other departments may be asked: which, for what, and what for."""
    with reading() as session:
        found = applications.mine(session, me().account_id, public_id)
        service = parts().service_of(session, found)
        said = queries.consent_of(session, me().account_id, service.id)
    asked = _asked(could_ask(city(), service))
    if not asked:
        return go(f"/applications/{public_id}/next")
    return page(
        "consent.html",
        service=service,
        registers=asked,
        said=said,
        action=f"/applications/{public_id}/consent",
        next=_next(public_id),
        back=f"/services/{service.id}",
    )


def _asked(facts: Mapping[str, Question]) -> list[dict[str, Any]]:
    """Registers with the things that each would be asked for, in the words of the questions."""
    return [
        {"name": register_name(register), "things": [say(facts[f"{register}.{name}"].label) for name in names]}
        for register, names in by_register(facts).items()
    ]


def _next(public_id: uuid.UUID) -> str:
    return own_path(request.values.get("next"), f"/applications/{public_id}/next")


@pages.post("/applications/<uuid:public_id>/consent")
@who(Who.SIGNED_IN)
def say_consent(public_id: uuid.UUID) -> Response:
    """Keep the yes or the no, and go on; pressing twice is the same."""
    with writing() as session:
        found = applications.mine(session, me().account_id, public_id)
        service = parts().service_of(session, found)
        facts = sorted(could_ask(city(), service))
        given = request.form.get("say") == "yes" and bool(facts)
        actions.say(session, me().account_id, service.id, facts, clock.now(), given=given)
    return go(_next(public_id))


@pages.get("/known")
@who(Who.SIGNED_IN)
def known() -> Response:
    """What I allowed, each with a way to take it back; and what I said is wrong."""
    with reading() as session:
        consents = queries.consents_of(session, me().account_id)
        found = queries.corrections_of(session, me().account_id, after=after(), limit=queries.PAGE + 1)
        rows = [correction_row(session, each) for each in found[: queries.PAGE]]
    services = parts().content.services
    return page(
        "known.html",
        consents=[
            {
                "service": each.service,
                "title": say(services[each.service].title),
                "given": each.given,
                "day": formats().moment(each.said_at),
                "registers": [register_name(one) for one in by_register(each.facts)],
            }
            for each in consents
            if each.service in services
        ],
        corrections=rows,
        more=found[queries.PAGE - 1].id if len(found) > queries.PAGE else None,
        done="taken-back" in request.args,
    )


def correction_row(session: Session, each: Corrected) -> dict[str, Any]:
    """A correction as pages show it."""
    question = parts().service_at(session, each.service, each.version_id).question(each.question)
    if question is None:
        raise NotFound
    return {
        "id": each.public_id,
        "label": say(question.label),
        "register": register_name(each.fact.partition(".")[0]),
        "as_of": formats().date(each.as_of),
        "told": lines_of(question, each.told),
        "right": lines_of(question, each.right),
        "when": formats().moment(each.said_at),
        "ending": each.ending,
        "reason": each.reason,
    }


@pages.post("/known/<service_id>")
@who(Who.SIGNED_IN)
def take_back(service_id: str) -> Response:
    """Take a yes back; what registers said for this service goes with it."""
    if service_id not in parts().content.services:
        raise NotFound
    with writing() as session:
        said = queries.consent_of(session, me().account_id, service_id)
        if said is None:
            raise NotFound
        actions.say(session, me().account_id, service_id, said.facts, clock.now(), given=False)
    return go("/known?taken-back=1")
