"""What citizens and caseworkers do after sending, as verbs for tests."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from backend.domain.applications import asking, conversing, deciding, ending
from backend.domain.applications.assigning import assign
from backend.domain.applications.events import Text, citizen, staff
from backend.domain.applications.models import Application, Request
from backend.domain.appointments.diary import Diary
from backend.domain.identity import actions as identity
from backend.domain.intake import actions as intake
from flows.types import Context
from tests.domain.given import AMIR, NOW, TODAY, Town

NADIA = "+447700900206"
LATER = NOW + timedelta(hours=1)


class Desk:
    """One application, and those who have to do with it."""

    def __init__(self, town: Town, session: Session, application: Application) -> None:
        self.town, self.session, self.application = town, session, application
        self.days = town.content.work_days
        self.service = town.service(application.service)
        for number in (AMIR, NADIA):
            identity.give_role(session, self.id(number), "caseworker")

    def id(self, number: str) -> int:
        return self.town.account(self.session, number)

    def text(self, words: str, public_id: uuid.UUID | None = None) -> Text:
        return Text(public_id or uuid.uuid4(), words, "en")

    def take(self, number: str = AMIR, at: datetime = NOW) -> None:
        account = self.id(number)
        before = self.application.assignee_id
        assign(self.session, self.application, self.service, account, staff(account), at, instead_of=before)

    def ask(
        self, words: str | None = None, *questions: str, public_id: uuid.UUID | None = None, at: datetime = NOW
    ) -> Request:
        made = public_id or uuid.uuid4()
        text = self.text(words, uuid.uuid5(made, "words")) if words else None
        by = staff(self.id(AMIR))
        return asking.ask(self.session, self.application, self.service, made, text, questions, by, self.days, at)

    def change(self, question: str, value: object, at: datetime = LATER) -> None:
        diary = Diary(self.town.content)
        intake.save_answer(self.session, diary, self.application, self.service, question, value, TODAY, at)

    def answer(self, request: Request, words: str | None = None, at: datetime = LATER) -> None:
        text = self.text(words, uuid.uuid5(request.public_id, "answer")) if words else None
        by, context = citizen(self.application.account_id), Context(self.days.day_of(at), "GB", at)
        made = request.public_id
        asking.answer(self.session, self.application, self.service, made, text, by, context, self.days, at)

    def write(self, words: str, public_id: uuid.UUID | None = None, at: datetime = NOW) -> None:
        text, by = self.text(words, public_id), citizen(self.application.account_id)
        conversing.write_to_desk(self.session, self.application, self.service, text, by, at)

    def reply(self, words: str, public_id: uuid.UUID | None = None, at: datetime = NOW) -> None:
        text, by = self.text(words, public_id), staff(self.id(AMIR))
        conversing.write_to_citizen(self.session, self.application, self.service, text, by, at)

    def propose(self, outcome: str, reason: str = "", number: str = AMIR, seen: int | None = None) -> None:
        text, by = self.text(reason), staff(self.id(number))
        deciding.propose(self.session, self.application, outcome, text, by, NOW, seen=seen)

    def decide(
        self, outcome: str, reason: str = "", number: str = AMIR, seen: int | None = None, at: datetime = NOW
    ) -> None:
        text, by = self.text(reason), staff(self.id(number))
        deciding.decide(self.session, self.application, self.service, outcome, text, by, at, seen=seen)

    def send_back(self, why: str, number: str = NADIA) -> None:
        deciding.send_back(self.session, self.application, self.service, self.text(why), staff(self.id(number)), NOW)

    def withdraw(self, at: datetime = NOW) -> None:
        ending.withdraw(self.session, self.application, self.service, citizen(self.application.account_id), at)

    def appeal(self, words: str, public_id: uuid.UUID | None = None, at: datetime = LATER) -> None:
        text, by = self.text(words, public_id), citizen(self.application.account_id)
        ending.appeal(self.session, self.application, self.service, text, by, self.days, at)

    def want_two(self) -> None:
        """Let the service want a second pair of eyes for this one."""
        self.session.execute(update(Application).where(Application.id == self.application.id).values(second_pair=True))
        self.session.refresh(self.application)
