import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.domain.catalogue.city import Content
from backend.domain.learning import actions, difficulty, queries
from backend.domain.learning.errors import LogFull
from backend.domain.learning.models import Learner, LearningEvent
from backend.domain.learning.rules import AHEAD, BEHIND, EVENTS_PER_VISITOR, VISITOR_KEPT
from tests.domain.given import CARD, NOW, WAI, Town
from tutorials.lesson import JUDGED
from tutorials.path import standing
from tutorials.progress import EVENT_KINDS, Event, EventKind, fold
from tutorials.refreshers import refreshers
from tutorials.runs import steps_of
from tutorials.skill import estimates

BROWSER = "b" * 43


def event(step: str = "welcome", kind: EventKind = "done", at: datetime = NOW, number: int | None = None) -> Event:
    return Event(uuid.UUID(int=number) if number is not None else uuid.uuid4(), CARD, step, kind, at)


def kept(session: Session, learner: int | None) -> list[Event]:
    return sorted(queries.events_of(session, learner), key=lambda each: each.id)


def test_an_event_sent_twice_counts_once(session: Session) -> None:
    learner = actions.learner_of_browser(session, BROWSER, NOW)
    first, second = event(), event("give-name")
    assert actions.record(session, learner, [first, first, second], NOW) == 2
    assert actions.record(session, learner, [second, event("know-back")], NOW) == 1
    assert len(kept(session, learner)) == 3


@settings(max_examples=25)
@given(data=st.data())
def test_in_whatever_order_and_however_often_events_arrive_they_come_to_the_same(
    town: Town, content: Content, data: st.DataObject
) -> None:
    lesson = content.lessons[CARD]
    events = [event(step.id, kind, NOW, number) for number, (step, kind) in enumerate(_some(data, lesson.steps))]
    sent = data.draw(st.permutations(events + events))
    cut = data.draw(st.integers(0, len(sent)))
    with town.database.writing() as session:
        learner = actions.learner_of_browser(session, uuid.uuid4().hex, NOW)
        for part in (sent[:cut], sent[cut:], sent[:cut]):
            actions.record(session, learner, part, NOW)
        assert fold(queries.events_of(session, learner, CARD), lesson) == fold(events, lesson)
        session.rollback()


def _some(data: st.DataObject, steps: tuple) -> list:
    return data.draw(st.lists(st.tuples(st.sampled_from(steps), st.sampled_from(EVENT_KINDS)), max_size=12))


def test_practice_before_signing_in_goes_with_the_account(town: Town, session: Session) -> None:
    account = town.account(session)
    learner = actions.learner_of_account(session, account, NOW)
    visitor = actions.learner_of_browser(session, BROWSER, NOW)
    actions.record(session, learner, [event(number=1), event(number=2)], NOW)
    actions.record(session, visitor, [event(number=2), event(number=3)], NOW)
    for _ in range(2):
        actions.claim(session, account, BROWSER, NOW)
        assert [each.id.int for each in kept(session, learner)] == [1, 2, 3]
        assert queries.learner(session, None, BROWSER) is None
    assert session.scalars(select(Learner.id)).all() == [learner]


def test_claiming_makes_the_learner_of_an_account_that_had_none(town: Town, session: Session) -> None:
    visitor = actions.learner_of_browser(session, BROWSER, NOW)
    actions.record(session, visitor, [event()], NOW)
    account = town.account(session)
    actions.claim(session, account, BROWSER, NOW)
    assert len(kept(session, queries.learner(session, account, None))) == 1


def test_claiming_with_a_browser_that_never_practised_changes_nothing(town: Town, session: Session) -> None:
    actions.claim(session, town.account(session), BROWSER, NOW)
    assert session.scalar(select(func.count()).select_from(Learner)) == 0


def test_one_browser_after_another_person_begins_anew(town: Town, session: Session) -> None:
    actions.record(session, actions.learner_of_browser(session, BROWSER, NOW), [event()], NOW)
    actions.claim(session, town.account(session), BROWSER, NOW)
    actions.claim(session, town.account(session, WAI), BROWSER, NOW)
    assert kept(session, queries.learner(session, town.account(session, WAI), None)) == []


@pytest.mark.parametrize(
    "at",
    [
        NOW + AHEAD + timedelta(seconds=1),
        NOW.replace(year=9999),
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-14))),
        datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
        datetime(1970, 1, 1, tzinfo=UTC),
        NOW.replace(year=NOW.year - 5),
        NOW - BEHIND - timedelta(seconds=1),
    ],
)
def test_a_clock_that_cannot_be_right_is_set_to_the_moment_of_arrival(session: Session, at: datetime) -> None:
    learner = actions.learner_of_browser(session, BROWSER, NOW)
    actions.record(session, learner, [event(at=at)], NOW)
    assert [each.at for each in kept(session, learner)] == [NOW]


@pytest.mark.parametrize("late", [timedelta(0), timedelta(days=300), -AHEAD])
def test_a_clock_that_may_be_right_is_believed(session: Session, late: timedelta) -> None:
    learner = actions.learner_of_browser(session, BROWSER, NOW)
    actions.record(session, learner, [event(at=NOW - late)], NOW)
    assert [each.at for each in kept(session, learner)] == [NOW - late]


def test_a_visitors_log_is_bounded_and_what_is_in_it_may_be_sent_again(town: Town, session: Session) -> None:
    visitor = actions.learner_of_browser(session, BROWSER, NOW)
    full = [event(number=number) for number in range(EVENTS_PER_VISITOR)]
    for start in range(0, len(full), 500):
        actions.record(session, visitor, full[start : start + 500], NOW)
    with pytest.raises(LogFull):
        actions.record(session, visitor, [event()], NOW)
    assert actions.record(session, visitor, full[:500], NOW) == 0, "a repeat on a bad line is no more than it was"
    account = town.account(session)
    actions.claim(session, account, BROWSER, NOW)
    learner = queries.learner(session, account, None)
    assert learner is not None
    assert actions.record(session, learner, [event()], NOW) == 1, "with an account there is more room"


def test_only_events_of_the_lesson_asked_for_are_read(session: Session) -> None:
    learner = actions.learner_of_browser(session, BROWSER, NOW)
    other = Event(uuid.uuid4(), "another-lesson", "welcome", "done", NOW)
    actions.record(session, learner, [event(), other], NOW)
    assert [each.lesson for each in queries.events_of(session, learner, CARD)] == [CARD]
    assert len(queries.events_of(session, learner)) == 2
    assert queries.events_of(session, None) == []


def test_the_browsers_id_itself_is_not_kept(session: Session) -> None:
    actions.learner_of_browser(session, BROWSER, NOW)
    index = session.scalars(select(Learner.browser_index)).one()
    assert index is not None
    assert BROWSER.encode() not in index


def test_visitors_of_more_than_a_year_ago_are_forgotten_and_people_with_accounts_are_not(
    town: Town, session: Session
) -> None:
    old = NOW - VISITOR_KEPT - timedelta(seconds=1)
    gone = actions.learner_of_browser(session, BROWSER, old)
    actions.record(session, gone, [event(at=old)], old)
    back = actions.learner_of_browser(session, "c" * 43, old)
    actions.record(session, back, [event()], NOW)
    learner = actions.learner_of_account(session, town.account(session), old)
    actions.record(session, learner, [event(at=old)], old)
    actions.forget_old(session, NOW)
    assert set(session.scalars(select(Learner.id))) == {back, learner}
    assert session.scalar(select(func.count()).select_from(LearningEvent)) == 2


def test_what_is_known_of_a_learner_goes_with_the_account(town: Town, session: Session) -> None:
    lesson = town.content.lessons[CARD]
    steps = steps_of(lesson, "alone")
    did = [Event(uuid.uuid4(), CARD, step.id, "done", NOW - timedelta(days=4), "alone") for step in steps]
    visitor = actions.learner_of_browser(session, BROWSER, NOW)
    account = town.account(session)
    actions.record(session, visitor, did[:3], NOW)
    actions.record(session, actions.learner_of_account(session, account, NOW), did[2:], NOW)
    actions.claim(session, account, BROWSER, NOW)
    mine = queries.events_of(session, queries.learner(session, account, None))
    lessons = town.content.lessons
    assert standing(mine, lessons) == standing(did, lessons)
    assert standing(mine, lessons).progress[CARD].can_do
    assert estimates(mine, lessons) == estimates(did, lessons)
    assert [each.lesson for each in refreshers(mine, lessons) if each.is_due(NOW)] == [CARD]


def test_once_a_day_it_is_reckoned_how_hard_each_step_is_for_everybody(session: Session, content: Content) -> None:
    lessons = {CARD: content.lessons[CARD]}
    steps = [step for step in steps_of(lessons[CARD], "alone") if step.kind in JUDGED]
    easy, hard = steps[:2]
    for person in range(8):
        learner = actions.learner_of_browser(session, f"{person:b>43}", NOW)
        alone = [replace(event(easy.id), run="alone"), replace(event(hard.id, "mistake"), run="alone")]
        actions.record(session, learner, alone, NOW)
    assert difficulty.reckon(session, lessons, NOW)
    found = difficulty.known(session)
    assert found[CARD, easy.id].value < 0 < found[CARD, hard.id].value
    assert {known.count for known in found.values()} == {8}
    assert not difficulty.reckon(session, lessons, NOW + timedelta(hours=23))
    assert difficulty.reckon(session, lessons, NOW + timedelta(days=1))
    assert difficulty.known(session) == found
