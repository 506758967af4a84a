"""Tell us once: what is known already is offered, with where it comes from, and taken over or put right.

Registers are asked outside of any transaction, within a bounded time. What a value is offered with is sealed, so that
what comes back is what was shown, or is refused.
"""

import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from backend.core.database import vault_of
from backend.core.reading import SYSTEM, Opened, Reader, open_sealed, open_within
from backend.core.vault import SealBroken
from backend.domain.access import actions as access
from backend.domain.access.rules import FETCHING
from backend.domain.applications import queries as applications
from backend.domain.applications.actions import keep
from backend.domain.applications.models import Answer, Application
from backend.domain.applications.queries import answer_place, matter_of
from backend.domain.applications.sources import EARLIER, OWN, REGISTER, Source
from backend.domain.catalogue.registers import CityRegister
from backend.domain.identity import queries as identity
from backend.domain.registers import actions, queries
from backend.domain.registers.actions import Mistake
from backend.domain.registers.errors import KnownValueChanged, NothingToCorrect
from backend.domain.registers.models import Correction
from backend.domain.registers.rules import asked_facts, by_register, due_facts, fitted
from flows.service import Question, Service
from flows.types import AnswerWrong, Context, check
from registers.answers import Register
from registers.directory import ask_all

LOOKED_BACK = 20
"""Applications of a person in which an earlier answer is looked for, the newest."""
LONGEST_SEAL = 8000
log = structlog.get_logger("handrail.registers")


@dataclass(frozen=True, slots=True)
class City:
    """What a door lends: the registers that the city's folder names, those that can be asked, services, and the day.

    `covers` says of which services the caller may see answers: a helper only of those they help with.
    """

    named: Mapping[str, CityRegister]
    reachable: Mapping[str, Register]
    service_of: Callable[[Session, Application], Service]
    context: Context
    covers: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Known:
    """A value that can be taken over as the answer to a question; `seal` is what must come back with it."""

    value: Any
    source: Source
    seal: str


def may_ask(city: City, service: Service) -> dict[str, Question]:
    """What registers can be asked for a service now, if the person allows it: fact → question."""
    return asked_facts(service, {name: each for name, each in city.named.items() if name in city.reachable})


def could_ask(city: City, service: Service) -> dict[str, Question]:
    """What a consent for a service is about, whether or not its registers can be reached: fact → question."""
    return asked_facts(service, city.named)


def fetch(
    writing: Callable[[], AbstractContextManager[Session]],
    city: City,
    account_id: int,
    public_id: uuid.UUID,
    now: datetime,
) -> None:
    """Ask registers for what the person allowed and what is not known yet. However they fail, nobody waits long.

    The asking is in the access history before it happens. Nothing of the database is held while the network is asked.
    """
    with writing() as session:
        found = applications.mine(session, account_id, public_id)
        service = city.service_of(session, found)
        consent = queries.consent_of(session, account_id, service.id)
        possible = may_ask(city, service)
        if found.state != "draft" or consent is None or not consent.given:
            return
        known = queries.asked_at(session, account_id, service.id)
        wanted = due_facts(possible.keys() & set(consent.facts), known, consent.tried_at, now)
        if not wanted:
            return
        consent.tried_at = now
        phone = identity.phone_of(session, account_id)
        names = dict.fromkeys(possible[fact].id for fact in wanted)
        program = Reader(SYSTEM, purpose=FETCHING)
        access.record(session, Opened(program, {(account_id, matter_of(found)): names}), now)
    if phone is None:
        return
    answers = ask_all(city.reachable, phone, by_register(wanted))
    said: dict[str, Any] = {}
    for fact in wanted:
        register, _, name = fact.partition(".")
        if answers[register].outcome.settled:
            told = answers[register].facts.get(name)
            said[fact] = {"value": told.value, "as_of": told.as_of.isoformat()} if told else None
    with writing() as session:
        consent = queries.consent_of(session, account_id, service.id)
        if consent is not None and consent.given:  # taken back meanwhile, it is as if nobody had asked
            actions.keep_facts(session, account_id, service.id, said, now)
            if len(said) == len(wanted):
                consent.tried_at = None


def known_for(
    session: Session, application: Application, service: Service, question: Question, city: City
) -> Known | None:
    """What is known as the answer to a question; only what it would take as an answer is offered.

    It comes from a register, unless the person said that it is wrong there; else it is what they told us before.
    """
    if question.prefill is None or question.entry is not None:
        return None
    fact, account_id = question.prefill, application.account_id
    wrong = queries.waiting_correction(session, account_id, fact)
    consent = queries.consent_of(session, account_id, service.id)
    if wrong is None and consent is not None and consent.given and fact in consent.facts:
        said = queries.fact_of(session, account_id, service.id, fact, matter_of(application), question.id)
        if said is not None:
            offered = _offered(
                session, application, question, said["value"], Source(REGISTER, fact, said["as_of"]), city
            )
            if offered is not None:
                return offered
            log.warning("a register's value does not fit its question", fact=fact, service=service.id)
    return _told_before(session, application, question, city)


def _told_before(session: Session, application: Application, question: Question, city: City) -> Known | None:
    """The newest answer the person gave to a question about the same fact, in another application."""
    mine = applications.of_account(session, application.account_id, limit=LOOKED_BACK)
    asked: dict[int, tuple[Application, list[str]]] = {}
    for each in mine:
        if each.id != application.id and city.covers(each.service):
            paths = [one.id for one in city.service_of(session, each).questions if one.prefill == question.prefill]
            if paths:
                asked[each.id] = (each, paths)
    if not asked:
        return None
    pairs = or_(*((Answer.application_id == of) & Answer.question.in_(paths) for of, (_, paths) in asked.items()))
    rows = session.execute(
        select(Answer.application_id, Answer.question, Answer.value_sealed, Answer.saved_at)
        .where(pairs)
        .order_by(Answer.saved_at.desc(), Answer.application_id.desc())
        .limit(LOOKED_BACK)
    )
    for of, path, sealed, saved_at in rows:
        other = asked[of][0]
        value = open_sealed(
            session, sealed, answer_place(of, path), of=other.account_id, about=matter_of(other), name=path
        )
        source = Source(EARLIER, str(question.prefill), saved_at.isoformat())
        offered = None if value is None else _offered(session, application, question, value, source, city)
        if offered is not None:
            return offered
    return None


def _offered(
    session: Session, application: Application, question: Question, value: Any, source: Source, city: City
) -> Known | None:
    try:
        canonical = check(question, fitted(question, value), city.context)
    except AnswerWrong:
        return None
    if canonical is None:
        return None
    place = _place(application, question.id)
    sealed = vault_of(session).seal({"value": canonical, "source": asdict(source)}, place)
    return Known(canonical, source, urlsafe_b64encode(sealed).decode())


def _place(application: Application, question: str) -> str:
    return f"known:{application.public_id}:{question}"


def taken_over(session: Session, application: Application, question: str, seal: str, value: Any = None) -> Known:
    """The value that was offered under a seal; a `value` that comes with it must be the same.

    Raises `KnownValueChanged`, and writes into the log that it happened, without what was in it.
    """
    try:
        sealed = urlsafe_b64decode(seal[:LONGEST_SEAL].encode("ascii"))
        told = open_within(session, sealed, _place(application, question))
    except (ValueError, SealBroken):
        told = None
    if told is None or (value is not None and value != told["value"]):
        log.warning("a known value came back changed", service=application.service, question=question)
        raise KnownValueChanged
    return Known(told["value"], Source(**told["source"]), seal)


def correct(
    session: Session,
    application: Application,
    question: str,
    seal: str,
    right: Any,
    now: datetime,
    city: City,
    public_id: uuid.UUID,
) -> Correction | None:
    """Tell the keeper of a register that the value offered under a seal is wrong, and what is right.

    None if it is the same, so that there is nothing to tell.

    Raises `KnownValueChanged`, `NothingToCorrect` (no register said it) and what `registers.actions.report` raises.
    """
    known = taken_over(session, application, question, seal)
    if right == known.value:  # they typed the same: nothing is wrong, and it is taken over as it was offered
        keep(session, application, question, right, now, known.source)
        return None
    register = city.named.get(known.source.register)
    if known.source.kind != REGISTER or register is None:
        raise NothingToCorrect
    told = {"value": known.value, "as_of": known.source.day}
    place = (application.service, application.version_id, question)
    mistake = Mistake(known.source.fact, register.keeper, *place, told, right)
    return actions.report(session, application.account_id, public_id, mistake, now)


def own_words(known: Known, now: datetime) -> Source:
    """The source of an answer that says otherwise than a register."""
    return Source(OWN, known.source.fact, now.isoformat())
