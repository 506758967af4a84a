"""The map of a service: every question once, and branches that lead where a journey leads."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.flow_map import every, outline, sentences, stops
from flows.flow_map_drawing import NARROW, REM, WIDE, WIDTH, drawing, lines_of
from flows.journey import journey
from flows.service import Service
from tests.flows.flows_examples import TODAY, answers_to, raw, service, services
from tests.flows.test_paper import Plain, text

SVG = "{http://www.w3.org/2000/svg}"


def told(*questions: dict[str, Any]) -> dict[str, list[str]]:
    """What stands below each stop, by the mark of the stop."""
    return {each.mark: sentences(each, text) for each in every(stops(service(*questions), text, Plain()))}


def test_a_branch_says_when_it_is_taken_where_else_it_goes_and_who_decides() -> None:
    asked = (
        raw("here", "yes_no"),
        raw("elsewhere", "exit", when={"here": False}),
        raw("way", "choice"),
        raw("office", "text", when={"way": ["red", "blue"]}),
        raw("why", "text", when={"way": ["red", "blue"]}),
        raw("last", "text", when={"any": [{"way": "green"}, {"here": True, "way": "red"}]}),
    )
    green, yes, red = (
        f"you answered “{words}” to question {number}" for words, number in (("Green", 2), ("Yes", 1), ("Red", 2))
    )
    assert told(*asked) == {
        "1": ["This answer decides about: A, 5"],
        "A": [
            "Comes only if you answered “No” to question 1.",
            "The way ends here. Nothing is sent.",
            "If not, it goes on with 2.",
        ],
        "2": ["This answer decides about: 3, 4, 5"],
        "3": ["Comes only if you answered “Red” or “Blue” to question 2.", "If not, it goes on with 5."],
        "4": ["Comes only if you answered “Red” or “Blue” to question 2.", "If not, it goes on with 5."],
        "5": [
            f"Comes only if {green}, or ({yes}, and {red}).",
            "If not, the answers are checked next.",
        ],
    }


def test_what_is_inside_a_group_goes_on_behind_it() -> None:
    inside = [raw("name", "text"), raw("late", "exit", when={"name": "x"})]
    marks = told(raw("children", "group", questions=inside, at_most=3), raw("end", "text"))
    assert marks["1"] == ["Asked for each: Child. From 1 to 3 of them."]
    assert marks["A"][-1] == "If not, it goes on with 3."


@given(services())
def test_every_question_is_on_the_map_once_in_order(any_service: Service) -> None:
    found = list(every(stops(any_service, text, Plain())))
    assert [each.question for each in found] == [
        each for outer in any_service.questions for each in (outer, *outer.questions)
    ]
    marks = [each.mark for each in found]
    assert len(set(marks)) == len(marks)
    assert {mark for each in found for mark in (*each.decides, each.otherwise) if mark} <= set(marks)


@settings(max_examples=60)
@given(services(), st.data())
def test_a_journey_that_passes_a_stop_by_comes_to_no_stop_before_the_one_that_is_named(
    any_service: Service, data: st.DataObject
) -> None:
    answers = dict(data.draw(answers_to(any_service)))
    reached = {page.id for page in journey(any_service, answers, TODAY).open_pages}
    outside = stops(any_service, text, Plain())
    known: dict[str, Any] = {}
    for place, stop in enumerate(outside):
        asked = stop.question.when
        if asked is not None and not asked.holds(known, TODAY):
            between = []
            for later in outside[place + 1 :]:
                if later.mark == stop.otherwise:
                    break
                between.append(later.question.id)
            assert reached.isdisjoint(between)
        elif stop.question.id in reached and stop.question.id in answers:
            known[stop.question.id] = answers[stop.question.id]


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@settings(max_examples=40)
@given(any_service=services())
def test_the_drawing_says_what_the_outline_says_and_stays_inside_its_edges(
    any_service: Service, direction: str
) -> None:
    found = stops(any_service, text, Plain())
    drawn = ET.fromstring(drawing(any_service, found, text, direction))  # noqa: S314  (our own)
    said = " ".join(each.text or "" for each in drawn.iter(f"{SVG}text"))
    lines = outline(found, text)
    assert lines[0] in said
    assert lines[-1] in said
    links = [each.get("href") for each in drawn.iter(f"{SVG}a")]
    assert links == [f"#stop-{each.question.id}" for each in every(found)]
    for stop in every(found):
        assert stop.title in said
        assert stop.condition in said
        assert ", ".join(stop.decides) in said
        assert f"{stop.mark:>3}  {stop.title}" in "\n".join(lines)
    height = float(drawn.get("viewBox", "").split()[3])
    for each in drawn.iter(f"{SVG}text"):
        assert 0 <= float(each.get("x", "-1")) <= WIDTH
        assert 0 <= float(each.get("y", "-1")) <= height


@given(st.text(st.sampled_from("ab 林门，。é\u2068\u2069"), max_size=60), st.integers(60, 400))
def test_lines_fit_their_room_unless_one_word_is_longer_and_lose_no_letter(said: str, room: int) -> None:
    lines = lines_of(said, room)
    assert "".join(lines).replace(" ", "") == said.replace(" ", "")
    for line in lines:
        wide = sum(WIDE if letter in "林门，。" else NARROW for letter in line) * REM
        assert wide <= room or " " not in line.strip()


def test_a_drawing_that_stands_alone_has_its_colours_and_no_links() -> None:
    one = service(raw("a", "yes_no"), raw("b", "exit", when={"a": True}, ask="<b>&"))
    drawn = drawing(one, stops(one, text, Plain()), text, alone=True)
    assert "prefers-color-scheme: dark" in drawn
    assert "<a " not in drawn
    assert "&lt;b&gt;&amp;" in drawn
    assert "<title" in drawn
    assert "<desc" in drawn
