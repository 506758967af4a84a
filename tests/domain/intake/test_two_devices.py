"""Any service, groups and all, filled in on two devices that see each other's work late, on a line that repeats."""

import itertools
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from backend.domain.applications import actions, entries, queries
from backend.domain.applications.errors import AnswerNotTaken, EntryGone, NotOnJourney, TooManyEntries
from backend.domain.applications.models import Application
from backend.domain.appointments.diary import Diary
from backend.domain.intake import actions as intake
from flows.entries import entries_of
from flows.journey import Journey, journey
from flows.service import Question, Service
from flows.types import check
from tests.domain.given import NOW, TODAY, Town
from tests.flows.flows_examples import ANSWERS, ENTRIES, services
from tests.flows.test_journey import told

REFUSED = (AnswerNotTaken, EntryGone, NotOnJourney, TooManyEntries)
OF_OTHERS = {"slot", "photo", "file"}
"""Types whose answers lie in the diary, or among the uploads."""
MOST_STEPS = 14
numbers = itertools.count()


@dataclass
class Line:
    """One application, and what was asked of the server, so that it can be asked again."""

    town: Town
    session: Session
    service: Service
    application: Application
    asked: list[tuple[Any, ...]] = field(default_factory=list)

    def call(self, what: str, *about: Any) -> None:
        """Ask something of the server, which may refuse it."""
        self.asked.append((what, *about))
        self._do(what, *about)

    def repeat(self, number: int) -> None:
        """A slow line brings something again."""
        if self.asked:
            self._do(*self.asked[number % len(self.asked)])

    def _do(self, what: str, *about: Any) -> None:
        try:
            if what == "add":
                entries.add(self.session, self.application, self.service, about[0], TODAY, NOW)
            elif what == "remove":
                entries.remove(self.session, self.application, self.service, about[0], NOW)
            else:
                diary, (path, value) = Diary(self.town.content), about
                intake.save_answer(self.session, diary, self.application, self.service, path, value, TODAY, NOW)
        except REFUSED:
            pass

    def seen(self) -> Journey:
        return journey(self.service, queries.answers_of(self.session, self.application), TODAY.today)


@st.composite
def steps(draw: st.DrawFn, line: Line, seen: Journey) -> None:
    """One thing that a person does on a device, with the pages that the device saw last."""
    groups = line.service.groups
    pages = [page for page in seen.open_pages if not page.is_exit]
    if groups and draw(st.integers(0, 2)) == 0:
        place = draw(st.sampled_from(groups)), draw(st.sampled_from(ENTRIES))
        line.call(draw(st.sampled_from(["add", "add", "remove"])), place)
    elif pages:
        page = draw(st.sampled_from(pages))
        line.call("answer", page.id, draw(an_answer(line, page)))


@st.composite
def an_answer(draw: st.DrawFn, line: Line, page: Question) -> Any:
    if page.type == "group":
        return entries_of(queries.answers_of(line.session, line.application)).get(page.id, [])
    value = draw(ANSWERS[page.type] | st.none() if page.optional else ANSWERS[page.type])
    return check(page, value, TODAY)


def finish(line: Line, data: st.DataObject) -> Journey:
    """Answer what is asked next until nothing is."""
    for _ in range(200):
        seen = line.seen()
        if seen.next is None:
            return seen
        page = seen.next
        here = entries_of(queries.answers_of(line.session, line.application)).get(page.id, [])
        if page.type == "group" and len(here) < max(page.limits["at_least"], 0):
            line.call("add", (page.id, f"late-{next(numbers)}"))
        else:
            line.call("answer", page.id, data.draw(an_answer(line, page)))
    raise AssertionError("it never came to an end")


plain = services().filter(lambda of: not OF_OTHERS & {each.type for each in of.every})
quietly = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


@quietly
@given(of=plain, data=st.data())
def test_what_is_sent_is_what_the_journey_asks_whatever_two_devices_did_and_a_slow_line_repeated(
    town: Town, session: Session, of: Service, data: st.DataObject
) -> None:
    account = town.account(session, f"+44770{next(numbers):07}")
    line = Line(town, session, of, town.begin(session, account))
    views = [line.seen(), line.seen()]
    for _ in range(data.draw(st.integers(0, MOST_STEPS))):
        device = data.draw(st.integers(0, 1))
        data.draw(steps(line, views[device]))
        if data.draw(st.integers(0, 3)) == 0:
            line.repeat(data.draw(st.integers(0, 50)))
        else:
            views[device] = line.seen()
    end = finish(line, data)
    kept = queries.answers_of(session, line.application)
    by_rule = told(of, kept)
    assert dict(end.answers) == by_rule.answers
    if end.exit is None:
        references = {actions.send(session, line.application, of, TODAY, town.content.work_days, NOW) for _ in range(2)}
        assert len(references) == 1
        assert queries.submitted(session, line.application) == by_rule.answers
