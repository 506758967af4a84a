"""A service that asks for a time, and people who use it in the clinic's city."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from backend.domain.applications import queries as applications
from backend.domain.applications.actions import begin
from backend.domain.applications.models import Application
from backend.domain.appointments.models import Appointment
from backend.domain.appointments.rules import HOLD_FOR
from backend.domain.catalogue.models import ServiceVersion
from backend.domain.intake import actions, queries
from flows.load import service_from
from flows.service import Service
from flows.types import Context
from tests.domain.appointments.clinic import HILL, NOW, Clinic
from tests.flows.flows_examples import document, raw

CHECK = service_from(
    document(
        raw("born", "date"),
        raw("young", "exit", when={"born": {"age_under": 60}}),
        raw("wants", "yes_no"),
        raw("visit", "slot", when={"wants": True}),
        id="check-up",
        title="Book a check",
    )
)
OLD, YOUNG = "1951-05-04", "1999-05-04"
SOON_OVER = NOW + HOLD_FOR - timedelta(seconds=1)
OVER = NOW + HOLD_FOR


class Desk:
    """People who use the service in the clinic's city, each step in a transaction of its own, as the doors have it."""

    def __init__(self, clinic: Clinic, service: Service = CHECK) -> None:
        self.clinic, self.service = clinic, service

    def begin(self, account: int) -> uuid.UUID:
        public_id = uuid.uuid4()
        with self.clinic.parts.writing() as session:
            version = session.scalar(select(ServiceVersion.id).limit(1))
            assert version is not None
            begin(session, account, self.service.id, version, public_id, NOW)
        return public_id

    def _context(self, now: datetime) -> Context:
        return Context(self.clinic.diary.today(now, HILL), "GB", now)

    def _find(self, session: Any, public_id: uuid.UUID) -> Application:
        query = select(Application).where(Application.public_id == public_id).with_for_update()
        found: Application = session.scalars(query).one()
        return found

    def answer(self, public_id: uuid.UUID, question: str, value: Any, now: datetime = NOW) -> Any:
        with self.clinic.parts.writing() as session:
            found = self._find(session, public_id)
            context = self._context(now)
            return actions.save_answer(
                session, self.clinic.diary, found, self.service, question, value, context, now
            ).value

    def send(self, public_id: uuid.UUID, now: datetime = NOW) -> str:
        with self.clinic.parts.writing() as session:
            found = self._find(session, public_id)
            context = self._context(now)
            return actions.send(session, self.clinic.diary, found, self.service, context, now)

    def discard(self, public_id: uuid.UUID) -> None:
        with self.clinic.parts.writing() as session:
            actions.discard(session, self._find(session, public_id), self.service)

    def ready(self, account: int, slot: int, now: datetime = NOW) -> uuid.UUID:
        """A draft with all its answers, the time among them."""
        public_id = self.begin(account)
        for question, value in (("born", OLD), ("wants", True), ("visit", {"slot": slot})):
            self.answer(public_id, question, value, now)
        return public_id

    def state(self, public_id: uuid.UUID) -> str:
        with self.clinic.parts.reading() as session:
            return str(session.scalars(select(Application.state).where(Application.public_id == public_id)).one())

    def times(self, public_id: uuid.UUID, now: datetime = NOW) -> list[queries.Time]:
        with self.clinic.parts.reading() as session:
            found = session.scalars(select(Application).where(Application.public_id == public_id)).one()
            answers = applications.answers_of(session, found)
            return queries.times_of(session, found, self.service, answers, now)

    def appointments(self) -> list[Appointment]:
        with self.clinic.parts.reading() as session:
            return list(session.scalars(select(Appointment).order_by(Appointment.id)))

    def held(self, slot: int, now: datetime = NOW) -> int:
        return len([seat for seat in self.clinic.seats(slot) if seat.held_until is not None and seat.held_until > now])
