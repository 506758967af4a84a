"""A learner in the middle of a lesson keeps their place over a new version: every pair of versions is walked."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest

from tutorials.curriculum import OWN
from tutorials.lesson import Lesson, Step
from tutorials.load import load_lesson
from tutorials.progress import Event, fold
from tutorials.runs import RUNS, Run, steps_of

LESSON = load_lesson((OWN / "lessons" / "tap-and-back.yaml").read_text())
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def edited(lesson: Lesson, dice: random.Random) -> Lesson:
    """A version with a few steps added, removed, moved or said in other words; ids of those that stay are the same."""
    steps: list[Step] = list(lesson.steps)
    for number in range(dice.randint(1, 4)):
        at = dice.randrange(len(steps))
        match dice.choice(["add", "remove", "move", "reword"]):
            case "add":
                steps.insert(at, replace(steps[at], id=f"new-{dice.randint(1, 10**6)}-{number}"))
            case "remove" if len(steps) > 3:
                del steps[at]
            case "move":
                steps.insert(dice.randrange(len(steps)), steps.pop(at))
            case _:
                steps[at] = replace(steps[at], say="In other words.")
    return replace(lesson, steps=tuple(steps))


VERSIONS = [LESSON, *(edited(LESSON, random.Random(seed)) for seed in range(9))]  # noqa: S311  (the same each time)


def events(lesson: Lesson, run: Run, count: int) -> list[Event]:
    """The first steps of a run, done."""
    steps = steps_of(lesson, run)[:count]
    return [
        Event(UUID(int=number), lesson.id, step.id, "done", NOON + timedelta(minutes=number), run)
        for number, step in enumerate(steps)
    ]


@pytest.mark.parametrize("run", RUNS[1:])
def test_over_every_pair_of_versions_the_place_is_the_first_step_that_was_not_done(run: Run) -> None:
    for old, new in permutations(VERSIONS, 2):
        for count in range(1, len(steps_of(old, run)) + 1):
            log = events(old, run, count)
            progress = fold(log, new)
            known = {event.step for event in log} & set(new.by_id)
            assert progress.done == known, "nothing that was done is lost, and nothing is made up"
            there = [step.id for step in steps_of(new, run)]
            left = [step for step in there if step not in known]
            assert progress.runs[run].current_step == (left[0] if left else None)
            assert fold(log, old).runs[run].count == count, "back on the old version, all is as it was"


def test_a_page_of_the_old_version_that_sends_later_is_still_understood() -> None:
    for old, new in permutations(VERSIONS, 2):
        late = events(old, "alone", len(steps_of(old, "alone")))
        progress = fold(late, new)
        assert progress.started
        assert progress.can_do == ({step.id for step in steps_of(new, "alone")} <= {event.step for event in late})
