"""Steps on a simulated phone: judged by their key, and refused when they cannot be done."""

import json
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.tutorials.test_offline import on_the_phone
from tutorials.curriculum import OWN, curriculum, in_modules
from tutorials.lesson import JUDGED, SIMULATED, Lesson, Step
from tutorials.load import LessonBroken, lesson_from, load_lesson
from tutorials.simulated import as_fields, card_order, judge_simulated, key_of, likely_mistakes

LESSONS = {path.stem: load_lesson(path.read_text()) for path in sorted((OWN / "lessons").glob("*.yaml"))}
STEPS = [(lesson, step) for lesson in LESSONS.values() for step in lesson.steps if step.kind in SIMULATED]
TAPS = [pytest.param(*each, id=f"{each[0].id}-{each[1].id}") for each in STEPS if each[1].kind == "tap"]


def right_answer(step: Step) -> Any:
    if step.kind == "sort":
        return {card.id: card.pile for card in step.cards}
    return step.write[0] if step.kind in {"type", "speak"} else step.expect


@pytest.mark.parametrize("step", [pytest.param(step, id=f"{lesson.id}-{step.id}") for lesson, step in STEPS])
def test_the_right_answer_is_right_and_each_likely_mistake_gets_its_own_words(step: Step) -> None:
    assert judge_simulated(step, as_fields(step, right_answer(step))).message == step.done
    for number, mistake in enumerate(likely_mistakes(step)):
        if mistake.like is None:
            answer = right_answer(step) | mistake.value if step.kind == "sort" else mistake.value
            told = judge_simulated(step, as_fields(step, answer))
            assert (told.mistake, told.message) == (number, mistake.say)
            assert told.kind == ("stopped" if mistake.harm else "mistake")


@pytest.mark.parametrize(("lesson", "step"), TAPS)
def test_whatever_is_pressed_on_a_screen_gets_words(lesson: Lesson, step: Step) -> None:
    for piece in lesson.screens[step.screen or ""].pieces:
        told = judge_simulated(step, as_fields(step, piece.id))
        assert told.message
        assert told.is_right == (piece.id == step.expect)


ANSWERS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["settings", "Settings", " yes,  PLEASE! ", "yes", "no thanks", "reset", ""]),
    st.permutations(["settings", "size", "display", "press"]),
    st.dictionaries(
        st.sampled_from(["parcel", "clinic", "bank", "daughter"]), st.sampled_from(["scam", "real", ""]), max_size=4
    ),
    st.none(),
)


@given(st.sampled_from(STEPS), ANSWERS)
def test_the_phone_says_what_the_server_says_to_anything(chosen: tuple[Lesson, Step], answer: Any) -> None:
    _, step = chosen
    fields = {name: list(values) for name, values in as_fields(step, answer).items()}
    online = judge_simulated(step, fields)
    offline = on_the_phone(json.loads(json.dumps(key_of(step))), fields)
    assert offline == ({"right": "right", "not-right": "else"}.get(online.kind, "mistake"), online.message)


def test_a_false_alarm_counts_as_much_as_a_missed_scam() -> None:
    step = LESSONS["spot-a-scam"].by_id["first-cards"]
    for card in step.cards:
        other = "real" if card.pile == "scam" else "scam"
        told = judge_simulated(step, as_fields(step, right_answer(step) | {card.id: other}))
        assert (told.is_right, told.message) == (False, card.say)
    everything_is_a_scam = dict.fromkeys(right_answer(step), "scam")
    assert not judge_simulated(step, as_fields(step, everything_is_a_scam)).is_right


def test_what_is_typed_is_judged_in_the_reader_s_own_language_and_signs_do_not_matter() -> None:
    step = LESSONS["answer-a-message"].by_id["write-yes"]
    chinese = {"Yes please": "好的"}
    assert judge_simulated(step, {"answer": ["好的！"]}, lambda text: chinese.get(text, text)).is_right
    assert judge_simulated(step, {"answer": ["yes please."]}).is_right
    assert judge_simulated(step, {"answer": ["Perhaps"]}).kind == "not-right"


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["up", "down"])), max_size=12))
def test_cards_can_be_moved_for_ever_and_none_is_lost(moves: list[tuple[int, str]]) -> None:
    step = LESSONS["bigger-letters"].by_id["know-the-way"]
    ids = [card.id for card in step.cards]
    order = card_order(step, [])
    for card, way in moves:
        before, order = order, card_order(step, order, f"{ids[card]}:{way}")
        assert sorted(order) == sorted(ids)
        assert abs(order.index(ids[card]) - before.index(ids[card])) <= 1


def test_any_order_can_be_reached_by_moving_cards() -> None:
    step = LESSONS["bigger-letters"].by_id["know-the-way"]
    for wanted in permutations(card.id for card in step.cards):
        order = card_order(step, [])
        for place, card in enumerate(wanted):
            while order.index(card) > place:
                order = card_order(step, order, f"{card}:up")
        assert order == list(wanted)


@pytest.mark.parametrize("sent", [["x"], ["settings"] * 4, ["settings", "size"], []])
def test_an_order_that_is_none_of_the_cards_is_the_first_one(sent: list[str]) -> None:
    step = LESSONS["bigger-letters"].by_id["know-the-way"]
    assert card_order(step, sent, "size:sideways") == [card.id for card in step.cards]


# --- What is refused ---


def broken(lesson: str, step: str, change: Callable[[dict[str, Any]], Any]) -> str:
    """What is said of a lesson with one step changed."""
    document = yaml.safe_load((OWN / "lessons" / f"{lesson}.yaml").read_text())
    change(next(each for each in document["steps"] if each["id"] == step))
    with pytest.raises(LessonBroken) as said:
        lesson_from(document)
    return str(said.value)


LETTERS, MESSAGE, SCAM = "bigger-letters", "answer-a-message", "spot-a-scam"
HAPPENS: list[tuple[str, str, Callable[[dict[str, Any]], Any], str]] = [
    (LETTERS, "open-settings", lambda step: step.update(expect="gear"), "open-settings.expect: there is no 'gear'"),
    (LETTERS, "press-bigger", lambda step: step.update(expect="sample"), "'sample' on the screen 'letters' cannot be"),
    (LETTERS, "open-settings", lambda step: step.update(screen="hall"), "there is no screen 'hall'"),
    (LETTERS, "open-settings", lambda step: step.pop("else"), "steps.open-settings.else: a step of kind tap"),
    (LETTERS, "open-settings", lambda step: step.pop("hints"), "steps.open-settings.hints: a step of kind tap needs"),
    (LETTERS, "open-settings", lambda step: step["hints"].pop(), "a ladder has exactly 3 hints"),
    (LETTERS, "open-settings", lambda step: step["mistakes"][0].pop("say"), "open-settings.mistakes.0.say: Missing"),
    (LETTERS, "open-settings", lambda step: step["mistakes"][0].update({"is": "zoo"}), "there is no 'zoo'"),
    (LETTERS, "open-settings", lambda step: step["mistakes"][0].update({"is": "settings"}), "is the right answer"),
    (LETTERS, "open-settings", lambda step: step.update(say="Do this. Do that. Then rest."), "make it two steps"),
    (LETTERS, "see-it-done", lambda step: step["frames"][0].update(screen="hall"), "frames.1.screen: there is no"),
    (LETTERS, "see-it-done", lambda step: step["frames"][0].update(points="moon"), "frames.1.points: there is no"),
    (LETTERS, "know-the-way", lambda step: step["expect"].pop(), "steps.know-the-way.expect: names each card once"),
    (LETTERS, "know-the-way", lambda step: step.update(expect=["press", "settings", "size", "display"]), "the start"),
    (LETTERS, "know-the-way", lambda step: step["mistakes"][0].update(harm=True), "another order does no harm"),
    (MESSAGE, "write-yes", lambda step: step.update(screen="home"), "needs one field to type in"),
    (MESSAGE, "write-yes", lambda step: step.pop("write"), "steps.write-yes.write: a step of kind type needs this"),
    (SCAM, "first-cards", lambda step: step["cards"][0].update(pile="bin"), "cards.parcel.pile: there is no pile"),
    (SCAM, "first-cards", lambda step: step["cards"][0].pop("say"), "cards.parcel.say: says nothing"),
    (SCAM, "first-cards", lambda step: step["cards"][1].update(id="parcel"), "'parcel' is given twice"),
    (SCAM, "first-cards", lambda step: [each.update(pile="scam") for each in step["cards"]], "no card belongs on"),
    (SCAM, "welcome", lambda step: step.update(kind="send"), "needs a lesson with a 'service'"),
]  # fmt: skip


@pytest.mark.parametrize(("lesson", "step", "change", "said"), HAPPENS)
def test_a_fault_is_named_with_its_step(
    lesson: str, step: str, change: Callable[[dict[str, Any]], Any], said: str
) -> None:
    assert said in broken(lesson, step, change)


# --- The lessons that come with the product ---


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)
def test_a_lesson_shows_asks_and_ends_with_what_was_learned(lesson: Lesson) -> None:
    assert lesson.service is None
    assert len([step for step in lesson.steps if step.kind in JUDGED]) >= 5
    assert all(len(step.hints) == (1 if step.kind == "recall" else 3) for step in lesson.steps if step.kind in JUDGED)
    assert {skill.framework for skill in lesson.skills} <= {"DigComp", "UNESCO DLGF"}


def test_a_bill_is_looked_at_in_the_order_that_the_lesson_asks_for_later() -> None:
    lesson = LESSONS["pay-safely"]
    assert [frame.points for frame in lesson.by_id["see-three"].frames] == ["address", "what", "to"]
    assert lesson.by_id["know-order"].expect[:2] == ["page", "amount"]


def test_whoever_keeps_the_pin_from_everybody_has_missed_nothing() -> None:
    step = LESSONS["lock-with-a-pin"].by_id["who-may-know"]
    assert [card.title for card in step.cards if card.pile == "tell"] == ["Your own phone"]


def test_a_code_among_the_cards_says_that_it_was_asked_for() -> None:
    cards = {card.id: card for card in LESSONS["spot-a-scam"].by_id["second-cards"].cards}
    assert "you asked for a code" in (cards["own-code"].title or "")


def test_every_lesson_is_in_one_module_and_a_module_without_lessons_is_not_shown() -> None:
    listed = [name for module in curriculum() for name in module.lessons]
    assert len(listed) == len(set(listed))
    assert set(LESSONS) <= set(listed)
    assert len(curriculum()) == 6
    some = {name: LESSONS[name] for name in ("spot-a-scam", "answer-a-message", "bigger-letters")}
    assert [(module.id, [lesson.id for lesson in inside]) for module, inside in in_modules(some)] == [
        ("phone", ["bigger-letters"]), ("in-touch", ["answer-a-message"]), ("safe", ["spot-a-scam"]),
    ]  # fmt: skip


def test_a_city_s_own_lesson_joins_the_city_services(lesson: Lesson) -> None:
    assert [(module.id, [each.id for each in inside]) for module, inside in in_modules({lesson.id: lesson})] == [
        ("services", ["first-card"])
    ]


def test_every_shared_screen_has_an_icon_that_can_be_drawn() -> None:
    drawn = Path("backend/web/templates/macros/icons.html").read_text()
    pieces = [piece for lesson in LESSONS.values() for each in lesson.screens.values() for piece in each.pieces]
    assert [piece.icon for piece in pieces if piece.icon and f"'{piece.icon}':" not in drawn] == []
