"""Two devices that answer without a line, send later, and on a line that repeats: nothing is lost unseen."""

import itertools
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from backend.domain.applications import actions, queries
from backend.domain.applications.errors import AnswerChanged, NotOnJourney
from backend.domain.applications.models import Application
from backend.domain.appointments.diary import Diary
from backend.domain.intake import actions as intake
from flows.journey import journey
from flows.service import Question
from tests.domain.given import ANSWERS, CARD, NOW, TODAY, Town
from tests.flows.test_journey import told

TYPED: dict[str, list[Any]] = {"text": ["Rosa Lee", "Anna Lee"], "date": ["1951-05-04", "1949-01-31"]}
TYPED |= {"address": [ANSWERS["address"], ANSWERS["address"] | {"line1": "8 Mill Lane"}], "yes_no": [True, False]}
TYPED |= {"phone": ["+447700900101"], "email": ["rosa@example.org"]}
numbers = itertools.count()
Sent = tuple[str, Any, frozenset[str]]


@dataclass
class City:
    """One draft, and all that was ever sent of it."""

    town: Town
    session: Session
    draft: Application
    sent: list[Sent] = field(default_factory=list)

    def answers(self) -> dict[str, Any]:
        return queries.answers_of(self.session, self.draft)

    def save(self, path: str, value: Any, seen: frozenset[str]) -> None:
        service, diary = self.town.service(), Diary(self.town.content)
        intake.save_answer(self.session, diary, self.draft, service, path, value, TODAY, NOW, seen=seen)
        self.sent.append((path, value, seen))


@dataclass
class Device:
    """A phone: what it saw last of the city, and what waits on it."""

    city: City
    saw: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    waits: dict[str, tuple[Any, frozenset[str]]] = field(default_factory=dict)

    def look(self) -> None:
        self.saw = self.city.answers()
        self.versions = queries.versions_of(self.city.session, self.city.draft)

    def answer(self, data: st.DataObject) -> None:
        own = self.saw | {path: value for path, (value, _) in self.waits.items()}
        pages = [page for page in journey(self.city.town.service(), own, TODAY.today).open_pages if not page.is_exit]
        page = data.draw(st.sampled_from(pages))
        base = frozenset(filter(None, [self.versions.get(page.id)]))
        first = self.waits.pop(page.id, (None, base))[1]
        self.waits[page.id] = data.draw(some(page)), first

    def send(self, data: st.DataObject) -> None:
        for path, (value, seen) in list(self.waits.items()):
            before = self.city.answers().get(path)
            try:
                self.city.save(path, value, seen)
                # Whatever was written over is what this device had seen, or the very same.
                assert before in (self.saw.get(path), value)
            except NotOnJourney:
                continue
            except AnswerChanged as error:
                both = error.values
                if (both["kept"], both["sent"]) != (before, value):
                    raise AssertionError("a person would choose between others than the two") from error
                if data.draw(st.booleans()):
                    self.city.save(path, value, frozenset([both["version"]]))
            del self.waits[path]
        self.look()


def some(page: Question) -> st.SearchStrategy[Any]:
    """An answer that this question takes."""
    if page.options:
        ids = [option.id for option in page.options]
        return st.sampled_from([[each] for each in ids] if page.type == "choices" else ids)
    return st.sampled_from(TYPED.get(page.type, [True]))


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_two_devices_without_a_line_lose_nothing_unseen_and_what_is_sent_is_the_journey(
    town: Town, session: Session, data: st.DataObject
) -> None:
    account = town.account(session, f"+44771{next(numbers):07}")
    city = City(town, session, town.begin(session, account))
    devices = [Device(city), Device(city)]
    for _ in range(data.draw(st.integers(4, 14))):
        device = data.draw(st.sampled_from(devices))
        device.answer(data)
        if data.draw(st.booleans()):
            device.send(data)
        if city.sent and data.draw(st.booleans()):
            repeat(city, data)
    for device in devices:
        device.send(data)
    _finish(city, data)
    by_rule = told(town.service(), city.answers())
    if by_rule.exit is None:
        actions.send(session, city.draft, town.service(), TODAY, town.content.work_days, NOW)
        assert queries.submitted(session, city.draft) == by_rule.answers


def repeat(city: City, data: st.DataObject) -> None:
    """A slow line brings once more what was sent; it puts nothing back."""
    before = city.answers()
    late = data.draw(st.sampled_from(city.sent))
    with suppress(AnswerChanged, NotOnJourney):
        city.save(*late)
    assert city.answers() == before


def _finish(city: City, data: st.DataObject) -> None:
    for _ in range(30):
        walked = journey(city.town.service(CARD), city.answers(), TODAY.today)
        if walked.next is None:
            return
        city.save(walked.next.id, data.draw(some(walked.next)), frozenset())
    raise AssertionError("it never came to an end")
