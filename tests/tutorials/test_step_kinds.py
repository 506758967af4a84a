"""Every kind of step as the guide for lesson writers shows it: it can be loaded, done, and told from mistakes."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from flows.service import Service
from flows.types import Context
from tests.tutorials.test_offline import on_the_phone
from tutorials.lesson import CHOSEN, KINDS, SIMULATED, Lesson, Step
from tutorials.load import LessonBroken, lesson_from
from tutorials.load_screen import shared_screens
from tutorials.offline import offline_key
from tutorials.practice import judge, judge_choice
from tutorials.screen import LOOKS, PIECE_KINDS
from tutorials.simulated import as_fields, judge_simulated, key_of
from tutorials.typed import typed_fields

GUIDE = Path("docs/guides/add-a-lesson.md").read_text()
EXAMPLES = [
    step
    for block in re.findall(r"^```yaml\n(- .*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    for step in yaml.safe_load(block)
]
PERSON = {"name": "Rosa Lee", "story": "Rosa is made up.", "answers": {}}


def lesson_of(*steps: dict[str, Any], service: str | None = None) -> Lesson:
    """A lesson of these steps."""
    bound = {"service": service, "person": PERSON} if service else {}
    return lesson_from(
        {
            "id": "all-kinds",
            "title": "All kinds",
            "objective": "You can do it.",
            "minutes": 5,
            "skills": [{"framework": "DigComp", "version": "2.2", "code": "2.1"}],
            "steps": list(steps),
            "learned": ["I can."],
            "next": {"text": "Rest."},
            **bound,
        }
    )


WHOLE = lesson_of(*EXAMPLES, service="travel-card")
ON_SCREENS = [step for step in WHOLE.steps if step.kind in SIMULATED]


def test_the_guide_shows_every_kind_of_step_and_every_example_can_be_loaded() -> None:
    assert {step.kind for step in WHOLE.steps} == set(KINDS)


def test_the_guide_names_every_shared_screen_every_look_and_every_kind_of_piece() -> None:
    told = GUIDE[GUIDE.index("## 8. Screens") :]
    assert [each for each in (*shared_screens(), *LOOKS, *PIECE_KINDS) if f"`{each}`" not in told] == []


def test_every_look_and_every_kind_of_piece_is_on_some_shared_screen_or_in_an_example() -> None:
    screens = [*shared_screens().values(), *WHOLE.screens.values()]
    assert {screen.look for screen in screens} == set(LOOKS)
    used = {piece.kind for screen in screens for piece in screen.pieces}
    assert set(PIECE_KINDS) - used == {"mine"}, "one's own words are in the lesson where they are written"


def test_a_short_press_is_told_from_a_long_one() -> None:
    step = WHOLE.by_id["hold-photo"]
    assert judge_simulated(step, as_fields(step, "cat")).is_right
    assert judge_simulated(step, as_fields(step, {"short": "cat"})).message == step.short
    assert judge_simulated(step, as_fields(step, "garden")).message == step.otherwise
    assert judge_simulated(step, as_fields(step, {"short": "garden"})).message == step.otherwise
    assert judge_simulated(step, {"answer": ["cat"]}).message == step.short, "a box that is not ticked is not sent"


def test_a_swipe_has_a_direction_and_may_have_to_begin_on_a_piece() -> None:
    anywhere = WHOLE.by_id["next-page"]
    assert judge_simulated(anywhere, as_fields(anywhere, "left")).is_right
    assert judge_simulated(anywhere, as_fields(anywhere, "right")).mistake == 0
    example = next(each for each in EXAMPLES if each["id"] == "next-page")
    pressed = {"is": "anna", "say": "That opens it."}
    over = lesson_of(example | {"screen": "messages", "over": "anna", "mistakes": [pressed]}).steps[0]
    assert judge_simulated(over, as_fields(over, "left")).is_right
    assert judge_simulated(over, as_fields(over, {"left": "anna"})).is_right
    assert judge_simulated(over, as_fields(over, {"left": "clinic"})).kind == "not-right"
    assert judge_simulated(over, as_fields(over, "anna")).message == "That opens it."


@pytest.mark.parametrize("said", ["yes please", "YES PLEASE!", True])
def test_what_was_said_may_be_written_down_by_the_phone_typed_or_only_said(said: str | bool) -> None:  # noqa: FBT001
    step = WHOLE.by_id["say-yes"]
    assert judge_simulated(step, as_fields(step, said)).is_right
    assert not judge_simulated(step, as_fields(step, "perhaps")).is_right


def test_a_choice_that_would_do_harm_is_stopped_on_the_phone_too() -> None:
    step = WHOLE.by_id["remember-scam"]
    assert judge_choice(step, "give").kind == "stopped"
    key = offline_key(WHOLE, step, None, Context(None, "GB"))  # type: ignore[arg-type]  (a choice needs no day)
    assert key["options"]["give"]["stopped"] is True
    assert step.kind in CHOSEN
    assert len(step.hints) == 1, "what is to be remembered has the first rung alone"


def test_a_stretch_is_judged_page_by_page_by_the_live_questions(service: Service, context: Context) -> None:
    step = WHOLE.by_id["name-and-date"]
    key = offline_key(WHOLE, step, service, context)
    assert list(key["pages"]) == ["full_name", "birth_date"]
    for page in step.pages:
        right = {name: [text] for name, text in typed_fields(page.type or "", page.expect).items()}
        assert judge(WHOLE, page, service, right, context).is_right
        assert on_the_phone(key["pages"][page.question], right) == ("right", step.done)
    swapped = {"answer-day": ["5"], "answer-month": ["4"], "answer-year": ["1951"]}
    assert judge(WHOLE, step.pages[1], service, swapped, context).message == "The day comes first here."


@given(
    st.sampled_from(ON_SCREENS),
    st.one_of(
        st.sampled_from(["cat", "left", "right", "settings", "Yes please", "", "up", True, None]),
        st.dictionaries(st.sampled_from(["short", "left", "up"]), st.sampled_from(["cat", "anna", ""]), max_size=1),
        st.text(max_size=10),
    ),
)
def test_the_phone_says_what_the_server_says_to_any_gesture(step: Step, answer: Any) -> None:
    fields = {name: list(values) for name, values in as_fields(step, answer).items()}
    online = judge_simulated(step, fields)
    offline = on_the_phone(json.loads(json.dumps(key_of(step))), fields)
    assert offline == ({"right": "right", "not-right": "else"}.get(online.kind, "mistake"), online.message)


FAULTS: list[tuple[str, dict[str, Any], str]] = [
    ("hold-photo", {"short": None}, "hold-photo.short: a step of kind hold needs this"),
    ("hold-photo", {"expect": "dog"}, "hold-photo.expect: there is no 'dog' on the screen 'photos'"),
    ("next-page", {"expect": "sideways"}, "next-page.expect: is a direction"),
    ("next-page", {"over": "moon"}, "next-page.over: there is no 'moon'"),
    ("next-page", {"points": "moon"}, "next-page.points: there is no 'moon'"),
    ("next-page", {"mistakes": [{"is": "left", "say": "No."}]}, "next-page.mistakes.1: is the right answer"),
    ("next-page", {"mistakes": [{"is": "moon", "say": "No."}]}, "mistakes.1.is: there is no 'moon'"),
    ("say-yes", {"screen": "home"}, "say-yes.screen: the screen 'home' needs one field"),
    ("remember-scam", {"about": None}, "remember-scam.about: a step of kind recall needs this"),
    ("remember-scam", {"hints": ["a", "b", "c"]}, "remember-scam.hints: what is to be remembered has one hint"),
    ("remember-scam", {"hints": None}, "remember-scam.hints: a step of kind recall needs this"),
    ("on-my-phone", {"look_for": None}, "on-my-phone.look_for: a step of kind real needs this"),
    ("on-my-phone", {"opens": "desk"}, "opens: Must be one of: sign-in, appointments, search, offices, help."),
    ("name-and-date", {"question": "full_name"}, "name-and-date.question: a step of kind practise has no 'question'"),
    ("name-and-date", {"hints": None}, "name-and-date.hints: a step of kind practise needs this"),
    ("see-it-done", {"frames": [{"screen": "home", "say": "Look.", "does": "hold"}] * 2}, "says 'hold', but"),
    ("see-it-done", {"frames": [{"screen": "home", "say": "x", "points": "web", "does": "type"}] * 2}, "be typed"),
]  # fmt: skip


@pytest.mark.parametrize(("step", "change", "said"), FAULTS)
def test_a_fault_is_named_with_its_step_and_key(step: str, change: dict[str, Any], said: str) -> None:
    example = next(each for each in EXAMPLES if each["id"] == step)
    changed = {key: value for key, value in (example | change).items() if value is not None}
    with pytest.raises(LessonBroken) as error:
        lesson_of(changed, service="travel-card")
    assert said in str(error.value)
