"""A city's database without doors, and the verbs that tests of the domain begin with."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from backend.core.database import Database
from backend.domain.applications import actions, deciding
from backend.domain.applications.events import Text, staff
from backend.domain.applications.models import Application
from backend.domain.appointments.diary import Diary
from backend.domain.catalogue.actions import publish
from backend.domain.catalogue.city import Content
from backend.domain.identity import actions as identity
from backend.domain.intake import actions as intake
from flows.service import Service
from flows.types import Context

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TODAY = Context(date(2026, 11, 23), "GB")
ROSA, WAI, AMIR = "+447700900101", "+447700900103", "+447700900201"
MAYA, TOM = "+447700900202", "+447700900203"
GRACE, INES = "+447700900204", "+447700900205"
PRIYA = "+447700900208"
CARD = "senior-travel-card"
ANSWERS: Mapping[str, Any] = {
    "full_name": "Rosa Lee",
    "birth_date": "1951-05-04",
    "lives_here": True,
    "address": {"line1": "7 Mill Lane", "line2": "", "town": "Harbour City", "postcode": "HC3 4DE"},
    "delivery": "post",
    "old_card": False,
    "companion": False,
    "contact_way": "letter",
}


@dataclass(frozen=True)
class Town:
    """The demo city's content, published into a database."""

    database: Database
    content: Content
    versions: Mapping[str, int]

    def service(self, name: str = CARD) -> Service:
        return self.content.services[name]

    def account(self, session: Session, number: str = ROSA) -> int:
        return identity.account_for(session, number, NOW)

    def begin(self, session: Session, account: int, service: str = CARD) -> Application:
        return actions.begin(session, account, service, self.versions[service], uuid.uuid4(), NOW)[0]

    def answer(self, session: Session, application: Application, question: str, value: Any) -> Any:
        service = self.service(application.service)
        diary = Diary(self.content)
        return intake.save_answer(session, diary, application, service, question, value, TODAY, NOW).value

    def answer_all(self, session: Session, application: Application, answers: Mapping[str, Any] = ANSWERS) -> None:
        for question, value in answers.items():
            self.answer(session, application, question, value)

    def send(self, session: Session, application: Application) -> str:
        days = self.content.work_days
        return actions.send(session, application, self.service(application.service), TODAY, days, NOW)

    def decide(
        self, session: Session, application: Application, outcome: str, reason: str = "", by: str = AMIR
    ) -> None:
        text = Text(uuid.uuid4(), reason, "en")
        service = self.service(application.service)
        deciding.decide(session, application, service, outcome, text, staff(self.account(session, by)), NOW)

    def sent(self, session: Session, account: int) -> Application:
        application = self.begin(session, account)
        self.answer_all(session, application)
        self.send(session, application)
        return application


def publish_into(database: Database, content: Content) -> Town:
    with database.writing() as session:
        return Town(database, content, publish(session, content.documents, NOW))
