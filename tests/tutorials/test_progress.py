from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutorials.lesson import Lesson, Next, Person, Step
from tutorials.progress import EVENT_KINDS, Event, fold

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
STEPS = tuple(Step(name, "read", name, "Read this.", hints=("a", "b", "c")) for name in ("one", "two", "three", "four"))
LESSON = Lesson("first", "First", "You can.", "card", 5, (), Person("Rosa", "Rosa is 75."), STEPS, (), Next("Rest."))


def event(step: str, kind: str = "done", lesson: str = "first", minute: int = 0) -> Event:
    return Event(uuid4(), lesson, step, kind, NOON + timedelta(minutes=minute))


EVENTS = st.lists(
    st.builds(
        Event,
        id=st.integers(0, 12).map(lambda number: UUID(int=number)),
        lesson=st.sampled_from(["first", "first", "another"]),
        step=st.sampled_from(["one", "two", "three", "four", "gone"]),
        kind=st.sampled_from(EVENT_KINDS),
        at=st.integers(0, 50).map(lambda minute: NOON + timedelta(minutes=minute)),
    ),
    max_size=25,
)


def test_a_learner_begins_at_the_first_step() -> None:
    progress = fold([], LESSON)
    assert (progress.started, progress.current_step, progress.count, progress.of) == (False, "one", 0, 4)
    assert not progress.finished


def test_a_learner_goes_on_at_the_first_step_neither_done_nor_skipped() -> None:
    progress = fold([event("one"), event("two", "skipped"), event("four")], LESSON)
    assert (progress.current_step, progress.count) == ("three", 2)
    assert progress.skipped == {"two"}


def test_a_step_skipped_and_then_done_is_done_even_if_the_skip_comes_later() -> None:
    for minutes in ((1, 2), (2, 1)):
        progress = fold([event("one", "skipped", minute=minutes[0]), event("one", minute=minutes[1])], LESSON)
        assert (progress.done, progress.skipped) == ({"one"}, frozenset())


def test_hints_are_counted_up_the_ladder_and_mistakes_as_they_come() -> None:
    progress = fold([event("one", "hint") for _ in range(5)] + [event("one", "mistake") for _ in range(5)], LESSON)
    assert progress.hints == {"one": 3}
    assert progress.mistakes == {"one": 5}


def test_a_lesson_is_finished_when_no_step_is_left() -> None:
    progress = fold([event(step.id) for step in STEPS], LESSON)
    assert progress.finished
    assert (progress.count, progress.current_step) == (4, None)
    assert fold([event(step.id, "skipped") for step in STEPS], LESSON).finished


def test_events_of_another_lesson_or_of_a_step_that_is_gone_change_nothing() -> None:
    assert fold([event("one", lesson="another")], LESSON) == fold([], LESSON)
    gone = fold([event("gone"), event("gone", "hint")], LESSON)
    assert gone == replace(fold([], LESSON), started=True)


def test_a_new_version_with_steps_added_removed_and_moved_keeps_the_place() -> None:
    events = [event("one"), event("two"), event("three")]
    new = Step("new", "read", "New", "Read this.")
    assert fold(events, replace(LESSON, steps=(*STEPS, new))).current_step == "four"
    assert fold(events, replace(LESSON, steps=STEPS[1:])).current_step == "four"
    assert fold(events, replace(LESSON, steps=(STEPS[2], STEPS[0], STEPS[3], STEPS[1]))).current_step == "four"
    added = fold(events, replace(LESSON, steps=(*STEPS[:3], new, STEPS[3])))
    assert (added.current_step, added.count, added.of) == ("new", 3, 5)


def test_a_time_without_a_zone_or_an_unknown_kind_is_no_event() -> None:
    with pytest.raises(ValueError, match="needs its zone"):
        Event(uuid4(), "first", "one", "done", datetime(2026, 11, 20))  # noqa: DTZ001  (this is what is refused)
    with pytest.raises(ValueError, match="not a kind"):
        Event(uuid4(), "first", "one", "won", NOON)


@settings(max_examples=200)
@given(events=EVENTS, data=st.data())
def test_any_order_and_any_repeats_give_the_same_place(events: list[Event], data: st.DataObject) -> None:
    repeated = events + data.draw(st.lists(st.sampled_from(events), max_size=10) if events else st.just([]))
    assert fold(data.draw(st.permutations(repeated)), LESSON) == fold(events, LESSON)


@settings(max_examples=200)
@given(events=EVENTS, data=st.data())
def test_two_phones_that_meet_later_come_to_the_same_place(events: list[Event], data: st.DataObject) -> None:
    first = [each for each in events if data.draw(st.booleans())]
    second = [each for each in events if each not in first or data.draw(st.booleans())]
    assert fold([*first, *second], LESSON) == fold([*second, *first], LESSON) == fold(events, LESSON)


@given(events=EVENTS)
def test_the_numbers_always_agree_with_each_other(events: list[Event]) -> None:
    progress = fold(iter(events), LESSON)
    assert not progress.done & progress.skipped
    assert progress.count == len(progress.done) <= progress.of
    assert progress.finished == (progress.done | progress.skipped == set(LESSON.by_id))
    assert all(1 <= count <= 3 for count in progress.hints.values())
    assert progress.current_step not in progress.done | progress.skipped


@given(events=EVENTS, more=EVENTS)
def test_what_is_done_stays_done(events: list[Event], more: list[Event]) -> None:
    fresh = [replace(each, id=UUID(int=each.id.int + 100)) for each in more]
    assert fold(events, LESSON).done <= fold(events + fresh, LESSON).done
