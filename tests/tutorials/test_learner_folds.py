"""What is known of a learner is a function of the set of their events."""

import random
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import exp
from uuid import UUID, uuid4

import pytest

from tutorials.curriculum import curriculum
from tutorials.lesson import Lesson, Next, Skill, Step
from tutorials.path import Why, standing, tasks
from tutorials.progress import EVENT_KINDS, Event
from tutorials.refreshers import SHORT, in_order, refreshers, steps_to_refresh
from tutorials.runs import RUNS
from tutorials.skill import Answer, Number, Ratings, answers, estimates, how_hard

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
NAMES = ("one", "two", "three", "four")
STEPS = tuple(Step(name, "tap", name, "Touch this.", hints=("a", "b", "c")) for name in NAMES)
TALK, SAFE = Skill("DigComp", "2.2", "2.1"), Skill("DigComp", "2.2", "4.1")


def lesson(name: str, *skills: Skill) -> Lesson:
    return Lesson(name, name, "You can.", None, 5, skills or (TALK,), None, STEPS, (), Next("Rest."))


LESSONS = {
    each.id: each
    for each in (
        lesson("wake-and-lock"),
        lesson("bigger-letters"),
        lesson("join-wifi", SAFE),
        lesson("pay-safely", SAFE, TALK),
    )
}


def event(
    name: str, step: str = "one", kind: str = "done", day: float = 0, run: str = "alone", number: int | None = None
) -> Event:
    made = uuid4() if number is None else UUID(int=number)
    return Event(made, name, step, kind, NOON + timedelta(days=day), run)  # type: ignore[arg-type]


def alone(name: str, day: float = 0, steps: tuple[str, ...] = NAMES) -> list[Event]:
    return [event(name, step, day=day + number / 1000) for number, step in enumerate(steps)]


def all_of(events: list[Event]) -> tuple[object, ...]:
    few = {"bigger-letters": LESSONS["bigger-letters"]}
    return standing(events, few), estimates(events, few), refreshers(events, few)


@pytest.fixture(autouse=True)
def _a_small_curriculum(monkeypatch: pytest.MonkeyPatch) -> None:
    small = tuple(replace(each, shows=(each.shows[0], "one")) for each in curriculum())
    monkeypatch.setattr("tutorials.path.curriculum", lambda: small)
    monkeypatch.setattr("tutorials.progress.shown_by", lambda: {each.shows for each in small})


def test_ten_thousand_histories_come_to_the_same_in_any_order_sent_twice_from_two_devices() -> None:
    chance = random.Random(20261127)  # noqa: S311  (the same every time)
    for number in range(10_000):
        made = [_some_event(chance) for _ in range(chance.randrange(1, 8))]
        cut = chance.randrange(len(made) + 1)
        phone, tablet = made[:cut], made[cut // 2 :]
        sent = phone + tablet + phone
        chance.shuffle(sent)
        assert all_of(sent) == all_of(made), f"history {number}"


def _some_event(chance: random.Random) -> Event:
    return event(
        chance.choice(("bigger-letters", "bigger-letters", "bigger-letters", "gone")),
        chance.choice((*NAMES, "gone")),
        chance.choice(("done", "done", *EVENT_KINDS)),
        day=chance.randrange(8),
        run=chance.choice(("alone", "alone", *RUNS)),
        number=chance.randrange(40),
    )


def test_a_lesson_done_alone_comes_back_after_about_two_seven_and_twenty_one_days() -> None:
    told, waits, day = alone("wake-and-lock"), [], 0
    for _ in range(4):
        (next_one,) = refreshers(told, LESSONS)
        due = (next_one.due_at - NOON.replace(hour=0)) // timedelta(days=1)
        waits.append(due - day)
        day = due
        told += [event("wake-and-lock", step, day=day) for step in next_one.steps]
    assert waits == [2, 7, 21, 55]
    assert refreshers(told, LESSONS)[0].round == 5


def test_nothing_comes_back_that_was_never_done_alone() -> None:
    told = [replace(each, run="hints") for each in alone("wake-and-lock")] + alone("join-wifi", steps=NAMES[:3])
    assert refreshers(told, LESSONS) == []


def test_a_refresher_that_needed_a_person_comes_back_tomorrow_and_a_slip_sooner_than_none() -> None:
    def days(*more: Event) -> int:
        (found,) = refreshers([*alone("wake-and-lock"), *alone("wake-and-lock", 2, NAMES[:3]), *more], LESSONS)
        return (found.due_at - NOON.replace(hour=0)) // timedelta(days=1) - 2

    stuck, slip = days(event("wake-and-lock", kind="stuck", day=2)), days(event("wake-and-lock", kind="mistake", day=2))
    assert (stuck, slip < days(), days()) == (1, True, 7)


def test_practising_over_and_over_on_one_day_counts_once() -> None:
    once_more = [each for hour in range(5) for each in alone("wake-and-lock", hour / 24)]
    assert refreshers(once_more, LESSONS)[0].round == 1


def test_a_refresher_is_short_and_each_step_has_its_turn() -> None:
    turns = [{step.id for step in steps_to_refresh(LESSONS["join-wifi"], number)} for number in range(4)]
    assert all(len(each) == SHORT for each in turns)
    assert set().union(*turns) == set(NAMES)


def test_all_tries_until_a_step_is_done_are_one_answer_and_only_a_clean_one_is_right() -> None:
    told = [
        event("join-wifi", kind="mistake", day=1),
        event("join-wifi", kind="hint", day=1.1),
        event("join-wifi", day=1.2),
        event("join-wifi", day=2),
        event("join-wifi", day=3, run="guided"),
    ]
    assert [each.right for each in answers(told, LESSONS)] == [False, True]


def test_a_skill_seems_likelier_after_doing_it_and_less_likely_after_not() -> None:
    (better,) = estimates(alone("join-wifi"), LESSONS)
    (worse,) = estimates([event("join-wifi", step, "mistake") for step in NAMES], LESSONS)
    assert (better.skill, better.answers) == (SAFE, 4)
    assert worse.chance < 0.5 < better.chance


def test_estimates_are_calibrated_and_come_near_to_the_truth() -> None:
    """300 people of known ability do steps of known difficulty: what was predicted is what happens, in ten bands."""
    chance = random.Random(6)  # noqa: S311  (the same every time)
    able = {f"p{number}": chance.gauss(0, 1) for number in range(300)}
    hard = {("lesson", f"s{number}"): chance.gauss(0, 1) for number in range(40)}
    ratings, bands = Ratings(), defaultdict(list)
    for turn in range(80):
        for person, ability in able.items():
            item = chance.choice(list(hard))
            right = chance.random() < 1 / (1 + exp(hard[item] - ability))
            predicted = ratings.update(person, Answer((TALK,), item, right=right))
            if turn >= 20:
                bands[int(predicted * 10)].append((predicted, right))
    for found in bands.values():
        said, seen = (sum(each[part] for each in found) / len(found) for part in (0, 1))
        assert len(found) < 200 or abs(said - seen) < 0.06, f"predicted {said:.2f}, seen {seen:.2f}"
    told = [
        value + ratings.skills[person, TALK].value for person, value in ((p, ratings.people[p].value) for p in able)
    ]
    assert _correlation(told, list(able.values())) > 0.85
    assert _correlation([ratings.items[each].value for each in hard], list(hard.values())) > 0.95


def test_how_hard_a_step_is_follows_from_what_all_learners_did_at_it() -> None:
    """60 people of known ability do four steps of known difficulty; their logs come in any order."""
    chance = random.Random(7)  # noqa: S311  (the same every time)
    truth = dict(zip(NAMES, (-2.0, -0.5, 0.5, 2.0), strict=True))
    logs = {}
    for person in range(60):
        ability = chance.gauss(0, 1)
        logs[str(person)] = [
            event("join-wifi", step, "done" if chance.random() < 1 / (1 + exp(hard - ability)) else "mistake", day)
            for day in range(5)
            for step, hard in truth.items()
        ]
    found = how_hard(logs, LESSONS)
    told = [found["join-wifi", step].value for step in NAMES]
    assert told == sorted(told)
    assert _correlation(told, list(truth.values())) > 0.95
    turned = {person: chance.sample(log, len(log)) for person, log in reversed(logs.items())}
    assert how_hard(turned, LESSONS) == found


def test_who_does_what_is_hard_for_everybody_can_do_more_than_who_does_what_is_easy() -> None:
    did = alone("join-wifi")
    hard, easy = ({("join-wifi", step): Number(value, 200) for step in NAMES} for value in (2.0, -2.0))
    before = dict(hard)
    assert estimates(did, LESSONS, hard)[0].chance > estimates(did, LESSONS, easy)[0].chance
    assert hard == before


def test_of_what_is_due_the_least_sure_comes_first() -> None:
    told = [*alone("wake-and-lock"), *alone("join-wifi", day=0.5)]
    told += [event("join-wifi", step, "mistake", day=0.4) for step in NAMES]
    later = NOON + timedelta(days=9)
    assert [each.lesson for each in refreshers(told, LESSONS)] == ["wake-and-lock", "join-wifi"]
    assert [each.lesson for each in in_order(told, LESSONS, {}, later)] == ["join-wifi", "wake-and-lock"]
    assert in_order(told, LESSONS, {}, NOON) == refreshers(told, LESSONS)


def _correlation(one: list[float], other: list[float]) -> float:
    first, second = sum(one) / len(one), sum(other) / len(other)
    both = sum((a - first) * (b - second) for a, b in zip(one, other, strict=True))
    square: float = (sum((a - first) ** 2 for a in one) * sum((b - second) ** 2 for b in other)) ** 0.5
    return both / square


def test_an_update_takes_less_than_fifty_microseconds() -> None:
    ratings, answer, best = Ratings(), Answer((TALK, SAFE), ("join-wifi", "one"), right=True), 1.0
    for _ in range(5):
        begun = time.perf_counter()
        for _ in range(200):
            ratings.update("rosa", answer)
        best = min(best, (time.perf_counter() - begun) / 200)
    assert best < 50e-6


def test_the_scheduler_brings_no_numpy_and_no_torch_into_the_program() -> None:
    look = "import sys, tutorials.refreshers, tutorials.skill; print({'numpy', 'torch', 'pandas'} & set(sys.modules))"
    seen = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert seen.stdout.strip() == "set()"


def onward(*told: Event) -> tuple[str, Why] | None:
    found = standing(told, LESSONS).onward
    return (found.lesson.id, found.why) if found else None


def test_whoever_did_nothing_yet_begins_at_the_beginning() -> None:
    assert onward() == ("wake-and-lock", "first")


def test_tasks_done_alone_lead_past_their_modules_and_one_that_was_left_is_where_to_begin() -> None:
    shown, slip = event("bigger-letters"), event("join-wifi", kind="mistake")
    assert onward(shown) == ("join-wifi", "next")
    assert onward(shown, slip) == ("join-wifi", "next"), "one slip is not counted"
    assert onward(event("pay-safely", kind="skipped")) == ("pay-safely", "left")
    assert onward(shown, event("join-wifi"), event("pay-safely")) == ("wake-and-lock", "shown")


def test_a_lesson_that_was_begun_comes_before_all_others_and_one_that_is_done_never_again() -> None:
    assert onward(event("pay-safely", "two", run="guided"), event("join-wifi", day=1)) == ("pay-safely", "going-on")
    assert onward(*alone("wake-and-lock")) == ("bigger-letters", "next")
    assert onward(*alone("bigger-letters")) == ("wake-and-lock", "next"), "a module is not left for its task alone"
    assert onward(*(each for name in LESSONS for each in alone(name))) is None


def test_a_module_is_complete_when_each_of_its_lessons_was_done_alone() -> None:
    first, second = alone("wake-and-lock", 1), alone("bigger-letters", 3)
    assert standing(first + second[:3], LESSONS).complete == {}
    helped = [replace(each, run="hints") for each in second]
    assert standing(first + helped, LESSONS).complete == {}
    assert standing(first + second, LESSONS).complete == {"phone": second[-1].at}


def test_each_module_has_one_task() -> None:
    assert [each.lesson.id for each in tasks(LESSONS)] == ["bigger-letters", "join-wifi", "pay-safely"]
