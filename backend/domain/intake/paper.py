"""Typing in a form that was filled in with a pen, for somebody who has signed it and is not here."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.errors import FieldError
from backend.domain.applications import actions as applications
from backend.domain.applications.errors import IdTaken
from backend.domain.applications.models import Application, PaperForm
from backend.domain.identity import actions as identity
from backend.domain.identity.rules import Contact
from backend.domain.inbox import actions as inbox
from backend.domain.intake.errors import ContactMissing, OwnForm, SignedWrong
from backend.domain.mandates.models import Mandate
from backend.domain.mandates.rules import APPLICATION, PAPER
from flows.service import Service

OLDEST = timedelta(days=365)
LONGEST_NAME = 120
LONGEST_LINE = 120
MOST_LINES = 5


@dataclass(frozen=True, slots=True)
class Form:
    """What stands on a form beside its answers: when it was signed, and whose it is, by a number or by an address."""

    signed_on: date
    phone: str
    contact: Contact


def begin(
    session: Session,
    public_id: uuid.UUID,
    staff_id: int,
    service: Service,
    version_id: int,
    form: Form,
    *,
    region: str,
    today: date,
    now: datetime,
) -> Mandate:
    """Begin to type in a form, under an id that the device makes, and return what allows it: this application alone.

    Who has a phone finds it among their own, and is told; who has none is known by name and address. The same id again
    changes nothing. Raises `SignedWrong`, `ContactMissing`, `PhoneNumberWrong`, `OwnForm` and `IdTaken`.
    """
    if not today - OLDEST <= form.signed_on <= today:
        raise SignedWrong((FieldError("signed", "/signed_on", SignedWrong.message),))
    found = session.scalar(select(Application).where(Application.public_id == public_id))
    if found is not None:
        return _again(session, found, staff_id)
    account_id = _person(session, form, region, now)
    if account_id == staff_id:
        raise OwnForm
    application, _ = applications.begin(session, account_id, service.id, version_id, public_id, now, on_paper=True)
    session.add(PaperForm(application_id=application.id, signed_on=form.signed_on, keyed_by=staff_id, keyed_at=now))
    mandate = _allowed(session, application, staff_id, today, now)
    if form.phone:
        inbox.post(
            session,
            account_id,
            kind="paper-typed",
            key=f"paper-typed:{application.id}",
            values={"service": service.title},
            link=f"/helpers/{mandate.public_id}",
            now=now,
        )
    return mandate


def _again(session: Session, application: Application, staff_id: int) -> Mandate:
    """What allowed it the first time."""
    query = select(Mandate).where(
        Mandate.giver_id == application.account_id, Mandate.helper_id == staff_id, Mandate.kind == PAPER
    )
    for mandate in session.scalars(query):
        if mandate.scope == [f"{APPLICATION}{application.public_id}"]:
            return mandate
    raise IdTaken


def _person(session: Session, form: Form, region: str, now: datetime) -> int:
    if form.phone.strip():
        return identity.account_for(session, identity.whole_number(form.phone, region), now)
    name = " ".join(form.contact.name.split())[:LONGEST_NAME]
    lines = tuple(line for line in (" ".join(each.split())[:LONGEST_LINE] for each in form.contact.lines) if line)
    if not name or not lines:
        raise ContactMissing((FieldError("name", "/contact", ContactMissing.message),))
    return identity.account_by_post(session, Contact(name, lines[:MOST_LINES]), now)


def _allowed(session: Session, application: Application, staff_id: int, today: date, now: datetime) -> Mandate:
    """The signature on the paper allows its typing in and sending, and nothing else of this person."""
    mandate = Mandate(
        public_id=uuid.uuid4(),
        giver_id=application.account_id,
        helper_id=staff_id,
        kind=PAPER,
        scope=[f"{APPLICATION}{application.public_id}"],
        may_send=True,
        ends_on=today,
        tries_left=0,
        created_at=now,
        taken_at=now,
    )
    session.add(mandate)
    session.flush()
    return mandate
