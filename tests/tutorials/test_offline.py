import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flows.service import Service
from flows.types import Context
from tutorials.lesson import Lesson
from tutorials.offline import offline_key
from tutorials.practice import LessonOutOfDate, judge

STEPS = {
    "full_name": ("text", [{"like": r"^rosa\s*$", "say": "1"}, {"is": "Lee Rosa", "say": "2"}]),
    "birth_date": (
        "date",
        [
            {"is": "1951-04-05", "say": "1"},
            {"is": "2051-05-04", "say": "2"},
            {"like": r"^(?!.*\d{4}).*$", "say": "3"},
        ],
    ),
    "address": ("address", [{"like": r"^.*lane\s*,.*$", "say": "1"}, {"like": r"^mill\s+lane", "say": "2"}]),
    "delivery": ("choice", [{"is": "pickup", "say": "1"}]),
    "help": ("choices", [{"is": ["steps"], "say": "1"}, {"is": None, "say": "2"}]),
    "rides": ("number", [{"is": 12, "say": "1"}, {"like": r"^\d,", "say": "2"}]),
    "income": ("money", [{"is": "85.00", "say": "1"}, {"is": "8500.00", "say": "2"}]),
    "alone": ("yes_no", [{"is": False, "say": "1"}]),
    "phone": ("phone", [{"is": "+447700900110", "say": "1"}, {"like": r"^\d{1,6}$", "say": "2"}]),
    "email": ("email", [{"like": "^[^@]*$", "say": "1"}]),
    "more": ("long_text", [{"like": "thank", "say": "1"}]),
    "read_it": ("info", []),
    "agreed": ("declaration", []),
}


def on_the_phone(key: dict[str, Any], fields: dict[str, list[str]]) -> tuple[str, str]:
    """The client's algorithm, line by line as the module states it."""
    wide = str.maketrans("０１２３４５６７８９，．＠٠١٢٣٤٥٦٧٨٩٬٫", "0123456789,.@0123456789,.")
    plain = {
        name: re.sub(r"\s+", " ", " ".join(fields.get(name, [])).translate(wide)).strip().lower()
        for name in key["fields"]
    }
    normal = {name: re.sub(key["drop"].get(name, r"(?!)"), "", text) for name, text in plain.items()}

    def same(way: dict[str, str]) -> bool:
        return all(normal[field] == text for field, text in way.items())

    if any(map(same, key["expect"])):
        return "right", key["done"]
    line = " ".join(text for text in plain.values() if text)[:200]
    for mistake in key["mistakes"]:
        if "is" in mistake:
            fits = any(map(same, mistake["is"]))
        else:
            fits = re.search(mistake["like"], line, re.IGNORECASE | re.ASCII)
        if fits:
            return "mistake", mistake["say"]
    return "else", key["else"]


@pytest.fixture
def both(one_step: Callable[..., Lesson], service: Service, context: Context) -> Callable[..., Any]:
    """(what the server says, what the phone says) to what was typed at a question."""

    def say(question: str, fields: dict[str, list[str]]) -> tuple[tuple[str, str], tuple[str, str]]:
        kind, mistakes = STEPS[question]
        lesson = one_step(question, kind, mistakes=mistakes)
        feedback = judge(lesson, lesson.steps[0], service, fields, context)
        key = json.loads(json.dumps(offline_key(lesson, lesson.steps[0], service, context)))
        online = {"right": "right", "mistake": "mistake"}.get(feedback.kind, "else")
        said = feedback.message if feedback.kind != "cannot-be-read" else key["else"]
        return (online, said), on_the_phone(key, fields)

    return say


def boxes(*parts: str) -> dict[str, list[str]]:
    return dict(zip(["answer-day", "answer-month", "answer-year"], ([part] for part in parts), strict=True))


def lines(line1: str, line2: str, town: str, postcode: str) -> dict[str, list[str]]:
    return {
        "answer-line1": [line1],
        "answer-line2": [line2],
        "answer-town": [town],
        "answer-postcode": [postcode],
    }


def one(typed: str) -> dict[str, list[str]]:
    return {"answer": [typed]}


@pytest.mark.parametrize(
    ("question", "fields", "kind"),
    [
        ("full_name", one("Rosa Lee"), "right"),
        ("full_name", one(" rosa  LEE. "), "right"),
        ("full_name", one("rosa "), "mistake"),
        ("full_name", one("lee rosa,"), "mistake"),
        ("full_name", one("Mary"), "else"),
        ("full_name", one(""), "else"),
        ("full_name", {}, "else"),
        ("birth_date", boxes("4", "5", "1951"), "right"),
        ("birth_date", boxes("04", " 05", "１９５１"), "right"),
        ("birth_date", boxes("5", "4", "1951"), "mistake"),
        ("birth_date", boxes("4", "5", "2051"), "mistake"),
        ("birth_date", boxes("4", "5", "51"), "mistake"),
        ("birth_date", boxes("4", "5", "1952"), "else"),
        ("birth_date", boxes("4", "13", "1951"), "else"),
        ("birth_date", boxes("4", "May", "1951"), "else"),
        ("address", lines("7 Mill Lane", "", "Harbour City", "HC3 4DE"), "right"),
        ("address", lines("7 mill lane,", "", "harbour city", "hc34de"), "right"),
        ("address", lines("7 Mill Lane, Harbour City", "", "x", "y"), "mistake"),
        ("address", lines("Mill Lane", "", "Harbour City", "HC3 4DE"), "mistake"),
        ("address", lines("7 Mill Lane", "", "Harbour City", ""), "else"),
        ("delivery", one("post"), "right"),
        ("delivery", one("pickup"), "mistake"),
        ("delivery", {}, "else"),
        ("help", {"answer": ["steps", "hearing"]}, "right"),
        ("help", {"answer": ["steps"]}, "mistake"),
        ("help", {}, "mistake"),
        ("help", {"answer": ["steps", "seeing"]}, "else"),
        ("rides", one("1200"), "right"),
        ("rides", one("1,200"), "right"),
        ("rides", one("01 200"), "right"),
        ("rides", one("012"), "mistake"),
        ("rides", one("1,2"), "mistake"),
        ("rides", one("12.00"), "else"),
        ("income", one("850"), "right"),
        ("income", one("£ 850.0"), "right"),
        ("income", one("850.00"), "right"),
        ("income", one("８５０．００"), "right"),
        ("income", one("٨٥٠٫٠٠"), "right"),
        ("income", one("85"), "mistake"),
        ("income", one("8,500"), "mistake"),
        ("income", one("8,50"), "else"),
        ("alone", one("yes"), "right"),
        ("alone", one("no"), "mistake"),
        ("phone", one("07700 900101"), "right"),
        ("phone", one("+44 7700 900101"), "right"),
        ("phone", one("0044 7700 900-101"), "right"),
        ("phone", one("(07700) 900101"), "right"),
        ("phone", one("07700 900110"), "mistake"),
        ("phone", one("900101"), "mistake"),
        ("phone", one("07700 900199"), "else"),
        ("email", one("rosa@example.org"), "right"),
        ("email", one("Rosa @Example.org"), "right"),
        ("email", one("rosa＠example.org"), "right"),
        ("email", one("rosa example.org"), "mistake"),
        ("email", one("rose@example.org"), "else"),
        ("more", one(""), "right"),
        ("more", one("Thank you"), "mistake"),
        ("more", one("Hello"), "else"),
        ("read_it", one("yes"), "right"),
        ("agreed", {}, "else"),
    ],
)
def test_the_phone_says_what_the_server_says(
    both: Callable[..., Any], question: str, fields: dict[str, list[str]], kind: str
) -> None:
    online, offline = both(question, fields)
    assert online == offline
    assert online[0] == kind


SIGNS = st.sampled_from([*"0123456789", "４", " ", "  ", ",", ".", "-", "+", "£", "a", "É"])
TYPED = st.one_of(
    st.lists(SIGNS, max_size=8).map("".join),
    st.sampled_from(["Rosa", "rosa lee", "Lee Rosa", "7 Mill Lane", "Mill Lane,", "Harbour City", "hc3 4de"]),
    st.sampled_from(["4", "04", "5", "1951", "2051", "51", "1200", "1,200", "12", "850", "8500", "85.0", "£850.00"]),
    st.sampled_from(["07700 900101", "+447700900110", "thank you", "rosa@example.org", "a@b", ""]),
)


@pytest.mark.parametrize("question", ["full_name", "birth_date", "address", "email", "more"])
@settings(max_examples=60)
@given(typed=st.lists(TYPED, min_size=4, max_size=4))
@example(typed=["04", "05", "1951", ""])
def test_whatever_is_typed_the_phone_and_the_server_agree(both: Callable[..., Any], question: str, typed: Any) -> None:
    fields = {"birth_date": boxes(*typed[:3]), "address": lines(*typed)}.get(question, one(typed[0]))
    online, offline = both(question, fields)
    assert online == offline


@pytest.mark.parametrize("question", ["rides", "income", "phone"])
@settings(max_examples=150)
@given(typed=TYPED)
def test_what_the_phone_calls_right_or_names_the_server_does_too(
    both: Callable[..., Any], question: str, typed: Any
) -> None:
    """Numbers can be typed in ways that only the server knows; then the phone is careful and says `else`."""
    online, offline = both(question, one(typed))
    assert offline in {online, ("else", "This is another answer.")}


@pytest.mark.parametrize("question", ["delivery", "help", "alone", "read_it", "agreed"])
@settings(max_examples=20)
@given(chosen=st.data())
def test_whatever_is_chosen_the_phone_and_the_server_agree(
    both: Callable[..., Any], question: str, chosen: st.DataObject
) -> None:
    offered = {"delivery": ["post", "pickup"], "help": ["steps", "seeing", "hearing"], "alone": ["yes", "no"]}
    values = offered.get(question, ["yes"])
    most = len(values) if question == "help" else 1
    ticked = chosen.draw(
        st.lists(st.sampled_from(values), max_size=most, unique=True).map(lambda each: sorted(each, key=values.index))
    )
    online, offline = both(question, {"answer": ticked})
    assert online == offline


def test_other_steps_have_keys_too(lesson: Lesson, service: Service, context: Context) -> None:
    key = offline_key(lesson, lesson.by_id["know-back"], service, context)
    assert key["options"]["back"] == {"right": True, "say": "Yes, that is it."}
    assert key["options"]["off"]["right"] is False
    assert offline_key(lesson, lesson.by_id["send"], service, context) == {"step": "send", "kind": "send"}


def test_the_sentences_of_a_key_can_be_translated(lesson: Lesson, service: Service, context: Context) -> None:
    for step in ("full-name", "know-back"):
        key = json.dumps(offline_key(lesson, lesson.by_id[step], service, context, str.upper))
        assert "Well done." not in key
        assert ("WELL DONE." in key) or ("YES, THAT IS IT." in key)


def test_a_step_out_of_date_has_no_key(lesson: Lesson, service_with: Callable[..., Service], context: Context) -> None:
    with pytest.raises(LessonOutOfDate):
        offline_key(lesson, lesson.by_id["full-name"], service_with("full_name", None), context)


def test_the_keys_of_a_lesson_stay_small(lesson: Lesson, service: Service, context: Context) -> None:
    keys = [offline_key(lesson, step, service, context) for step in lesson.steps]
    assert len(json.dumps(keys)) < 4000
