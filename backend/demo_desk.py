"""The demo city's desk: made-up people who sent something, each as far as it has come by now.

It is all done by the actions that citizens and staff use, at the moments at which they would have done it.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from backend.core.outbox import OutboxRow
from backend.domain.applications import actions, asking, conversing, deciding, ending
from backend.domain.applications.assigning import assign
from backend.domain.applications.due import ESCALATION
from backend.domain.applications.events import Text, citizen, staff
from backend.domain.applications.models import Application
from backend.domain.appointments.diary import Diary
from backend.domain.identity import actions as identity
from backend.domain.intake import actions as intake
from flows.service import Service
from flows.types import Context

AMIR, NADIA = "+447700900201", "+447700900206"
CARD, HEATING = "senior-travel-card", "winter-heating-help"


def _home(line: str, postcode: str) -> dict[str, str]:
    return {"line1": line, "line2": "", "town": "Harbour City", "postcode": postcode}


def _card(name: str, born: str, line: str, postcode: str) -> dict[str, Any]:
    return {
        "full_name": name,
        "birth_date": born,
        "lives_here": True,
        "address": _home(line, postcode),
        "delivery": "post",
        "old_card": False,
        "companion": False,
        "contact_way": "letter",
    }


def _heating(line: str, postcode: str, phone: str, income: str) -> dict[str, Any]:
    return {
        "heating_broken": False,
        "home_address": _home(line, postcode),
        "household": 2,
        "pension_credit": False,
        "income": income,
        "heating": "gas",
        "meter": "bill",
        "supplier": "Bright Bay Energy",
        "account_number": None,
        "at_risk": ["over_60"],
        "payment": "bill",
        "phone": phone,
        "anything_else": None,
    }


@dataclass(frozen=True, slots=True)
class Story:
    """Somebody who sent a service so many days ago, and what became of it so far."""

    number: str
    language: str
    service: str
    answers: Mapping[str, Any]
    days_ago: int
    became: str


STORIES = (
    Story("+447700900470", "en", CARD, _card("Edith Marsh", "1947-02-11", "4 Sea Road", "HC2 6JA"), 19, "late"),
    Story("+447700900471", "zh-Hans", CARD, _card("王秀兰", "1950-08-30", "18 Mill Lane", "HC3 4DF"), 12, "news"),
    Story("+447700900472", "en", CARD, _card("George Abbot", "1953-05-17", "9 Bell Lane", "HC1 1AB"), 6, "asked"),
    Story("+447700900473", "en", CARD, _card("Maria Santos", "1955-12-03", "31 South Quay", "HC2 8FS"), 3, "sent"),
    Story("+447700900474", "es", CARD, _card("José Ortega", "1949-06-21", "2 Lantern Square", "HC1 5QT"), 2, "sent"),
    Story(
        "+447700900475", "en", CARD, _card("Winifred Cole", "1944-10-08", "77 Quay Street", "HC1 2AC"), 25, "approved"
    ),
    Story(
        "+447700900476", "en", HEATING, _heating("12 Market Hill", "HC1 1AC", "+447700900476", "1250.00"), 8, "taken"
    ),
    Story(
        "+447700900477", "en", HEATING, _heating("5 Ferry Close", "HC2 8FT", "+447700900477", "2100.00"), 30, "appealed"
    ),
    Story(
        "+447700900478", "ar", HEATING, _heating("21 Sea Road", "HC2 6JC", "+447700900478", "1400.00"), 4, "withdrawn"
    ),
)


def fill_the_desk(session: Session, diary: Diary, versions: Mapping[str, int], now: datetime) -> int:
    """Let some people have sent something, unless anybody has already; returns how many did."""
    if session.scalar(select(Application.id).limit(1)) is not None:
        return 0
    waiting = session.scalar(select(func.max(OutboxRow.id))) or 0
    told = [each for each in STORIES if each.service in versions]
    for each in told:
        _Telling(session, diary, each, now).tell(versions[each.service])
    # These people have no phones that could ring; the desk's own clock runs on.
    session.execute(delete(OutboxRow).where(OutboxRow.id > waiting, OutboxRow.kind != ESCALATION))
    return len(told)


class _Telling:
    """One story, told from its beginning."""

    def __init__(self, session: Session, diary: Diary, story: Story, now: datetime) -> None:
        self.session, self.diary, self.story, self.now = session, diary, story, now
        self.service: Service = diary.content.services[story.service]
        self.days = diary.content.work_days
        self.account = identity.account_for(session, story.number, self.at(story.days_ago))
        identity.keep_choices(session, self.account, {"language": story.language})

    def at(self, days_ago: float) -> datetime:
        """A moment so many days before now, in the late morning of the demo's people."""
        return self.now - timedelta(days=days_ago, minutes=len(self.story.number + self.story.became) * 7)

    def staff(self, number: str) -> int:
        return identity.account_for(self.session, number, self.now)

    def text(self, words: str, language: str = "en") -> Text:
        return Text(uuid.uuid5(uuid.NAMESPACE_OID, f"{self.story.number} {words}"), words, language)

    def tell(self, version: int) -> None:
        sent_at = self.at(self.story.days_ago)
        context = Context(self.days.day_of(sent_at), self.diary.content.city.region, sent_at)
        public_id = uuid.uuid5(uuid.NAMESPACE_OID, f"application {self.story.number}")
        found, _ = actions.begin(self.session, self.account, self.service.id, version, public_id, sent_at)
        for question, value in self.story.answers.items():
            intake.save_answer(self.session, self.diary, found, self.service, question, value, context, sent_at)
        intake.send(self.session, self.diary, found, self.service, context, sent_at)
        getattr(self, f"_{self.story.became}")(found)

    def _sent(self, found: Application) -> None:
        """Nobody has looked at it yet."""

    def _taken(self, found: Application, days_ago: float = 1, number: str = AMIR) -> None:
        by = staff(self.staff(number))
        assign(self.session, found, self.service, by.account_id, by, self.at(days_ago))

    def _late(self, found: Application) -> None:
        self._taken(found, 15, NADIA)
        text = self.text("Her old card was found at the ferry pier. I wait for it to be sent to us.")
        conversing.note(self.session, found, text, staff(self.staff(NADIA)), self.at(9))

    def _news(self, found: Application) -> None:
        self._taken(found, 8)
        text = self.text("我下周搬到女儿家住，卡请寄到新地址：海港市 Mill Lane 20 号。", "zh-Hans")
        conversing.write_to_desk(self.session, found, self.service, text, citizen(self.account), self.at(1))

    def _asked(self, found: Application) -> None:
        self._taken(found, 4)
        reason = self.service.reasons_for("more_needed")[0]
        made = uuid.uuid5(found.public_id, "asked")
        text = Text(made, reason.text, "en", reason.id)
        by, request = staff(self.staff(AMIR)), uuid.uuid5(made, "request")
        asking.ask(self.session, found, self.service, request, text, ["address"], by, self.days, self.at(3))

    def _approved(self, found: Application) -> None:
        self._taken(found, 20)
        reason = self.service.reasons_for("approved")[0]
        text = Text(uuid.uuid5(found.public_id, "reason"), reason.text, "en", reason.id)
        deciding.decide(self.session, found, self.service, "approved", text, staff(self.staff(AMIR)), self.at(18))

    def _appealed(self, found: Application) -> None:
        self._taken(found, 24, NADIA)
        reason = self.service.reasons_for("refused")[0]
        text = Text(uuid.uuid5(found.public_id, "reason"), reason.text, "en", reason.id)
        by = staff(self.staff(NADIA))
        deciding.decide(self.session, found, self.service, "refused", text, by, self.at(20))
        words = self.text("My son moved out in May. Since then only my own pension comes in.")
        ending.appeal(self.session, found, self.service, words, citizen(self.account), self.days, self.at(2))

    def _withdrawn(self, found: Application) -> None:
        ending.withdraw(self.session, found, self.service, citizen(self.account), self.at(1))
