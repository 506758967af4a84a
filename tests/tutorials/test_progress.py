from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutorials.lesson import KINDS, Lesson, Next, Person, Step
from tutorials.progress import EVENT_KINDS, Event, fold
from tutorials.runs import HELPED, RUNS, after, belongs

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
STEPS = tuple(Step(name, "tap", name, "Touch this.", hints=("a", "b", "c")) for name in ("one", "two", "three", "four"))
LESSON = Lesson("first", "First", "You can.", "card", 5, (), Person("Rosa", "Rosa is 75."), STEPS, (), Next("Rest."))
WITH_REAL = replace(LESSON, steps=(*STEPS, Step("own-phone", "real", "Now you", "Do it on your own phone.")))


def event(step: str, kind: str = "done", lesson: str = "first", minute: int = 0, run: str = "hints") -> Event:
    return Event(uuid4(), lesson, step, kind, NOON + timedelta(minutes=minute), run)


EVENTS = st.lists(
    st.builds(
        Event,
        id=st.integers(0, 12).map(lambda number: UUID(int=number)),
        lesson=st.sampled_from(["first", "first", "another"]),
        step=st.sampled_from(["one", "two", "three", "four", "gone"]),
        kind=st.sampled_from(EVENT_KINDS),
        at=st.integers(0, 50).map(lambda minute: NOON + timedelta(minutes=minute)),
        run=st.sampled_from(RUNS),
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


def test_after_each_run_comes_the_next_with_less_help_and_after_the_last_the_lesson_is_finished() -> None:
    events: list[Event] = []
    for run, following in (("guided", "hints"), ("hints", "alone"), ("alone", "real")):
        events += [event(step.id, run=run) for step in STEPS]
        progress = fold(events, WITH_REAL)
        assert progress.runs[run].finished
        assert (progress.run, progress.can_do) == (following, run == "alone")
        assert not progress.finished
    progress = fold([*events, event("own-phone", run="real"), event("own-phone", "seen", run="real")], WITH_REAL)
    assert (progress.run, progress.finished, progress.seen) == ("real", True, {"own-phone"})
    skipped = fold([event(step.id, "skipped", run="alone") for step in STEPS], LESSON)
    assert (skipped.finished, skipped.can_do) == (True, False)


def test_only_what_was_done_alone_counts_as_can_do_and_it_may_be_done_in_several_sittings() -> None:
    helped = [event("one", "hint", run="alone"), event("one", run="hints")]
    alone = [event(step.id, run="alone", minute=minute) for minute, step in enumerate(STEPS[1:])]
    progress = fold(helped + alone, LESSON)
    assert (progress.run, progress.current_step, progress.can_do) == ("alone", "one", False)
    assert fold([*helped, *alone, event("one", run="alone", minute=90)], LESSON).can_do
    assert not fold([event(step.id, run=run) for step in STEPS for run in ("guided", "hints", "real")], LESSON).can_do


def test_whoever_goes_on_alone_at_once_is_not_sent_back() -> None:
    progress = fold([event("one", run="guided"), event("one", run="alone")], LESSON)
    assert (progress.run, progress.current_step) == ("alone", "two")


def test_watching_leads_to_no_place_and_events_from_before_there_were_runs_are_with_hints() -> None:
    assert fold([event("one", run="watch")], LESSON).run == "guided"
    old = Event(uuid4(), "first", "one", "done", NOON)
    assert (old.run, fold([old], LESSON).current_step) == (HELPED, "two")


def test_each_run_has_the_steps_that_belong_to_it() -> None:
    kinds = {run: {kind for kind in KINDS if belongs(Step("x", kind, "X", "Do."), run)} for run in RUNS}
    assert kinds["real"] == {"real"}
    assert kinds["alone"] == kinds["hints"] == set(KINDS) - {"read", "watch", "real"}
    assert kinds["guided"] == kinds["watch"] == set(KINDS) - {"recall", "real"}
    assert [after(WITH_REAL, run) for run in RUNS] == ["guided", "hints", "alone", "real", None]
    assert after(LESSON, "alone") is None


def test_events_of_another_lesson_or_of_a_step_that_is_gone_change_nothing() -> None:
    assert fold([event("one", lesson="another")], LESSON) == fold([], LESSON)
    gone = fold([event("gone"), event("gone", "hint")], LESSON)
    assert gone == replace(fold([], LESSON), started=True)


def test_a_new_version_with_steps_added_removed_and_moved_keeps_the_place() -> None:
    events = [event("one"), event("two"), event("three")]
    new = Step("new", "tap", "New", "Touch this.")
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
    with pytest.raises(ValueError, match="is not a run"):
        Event(uuid4(), "first", "one", "done", NOON, "asleep")


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
    assert all(1 <= count <= 3 for count in progress.hints.values())
    for each in progress.runs.values():
        assert not each.done & each.skipped
        assert each.count == len(each.done) <= each.of
        assert each.finished == (len(each.done | each.skipped) == each.of)
        assert each.current_step not in each.done | each.skipped
        assert each.done <= progress.done
    assert progress.can_do == (progress.runs["alone"].done == set(LESSON.by_id))


@given(events=EVENTS, more=EVENTS)
def test_what_is_done_stays_done(events: list[Event], more: list[Event]) -> None:
    fresh = [replace(each, id=UUID(int=each.id.int + 100)) for each in more]
    before, now = fold(events, LESSON), fold(events + fresh, LESSON)
    assert before.done <= now.done
    assert before.can_do <= now.can_do
    assert RUNS.index(before.run) <= RUNS.index(now.run)
