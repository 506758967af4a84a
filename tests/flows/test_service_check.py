import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.check import problems_of
from flows.check import said as in_short
from flows.conditions import Condition, Mix
from flows.journey import journey
from flows.load import load_service
from flows.service import Question, Service
from tests.flows.flows_examples import TODAY, answers_to, raw, service, services

LIVE = Path(__file__).parents[2] / "content" / "services"
MANY = [{"id": f"o{number}", "text": f"Option {number}"} for number in range(30)]


def said(*questions: dict[str, Any]) -> list[str]:
    return [str(problem) for problem in problems_of(service(*questions), TODAY)]


@pytest.mark.parametrize("path", sorted(LIVE.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_services_of_the_demo_city_may_be_published(path: Path) -> None:
    assert problems_of(load_service(path.read_text()), TODAY) == []


def test_a_service_whose_questions_can_all_be_reached_has_no_problems() -> None:
    assert (
        said(
            raw("born", "date"),
            raw("young", "exit", when={"born": {"age_under": 65}}),
            raw("way", "choice"),
            raw("office", "text", when={"way": ["red", "blue"]}),
            raw("help", "choices", optional=True),
            raw("which", "text", when={"help": {"count_at_least": 2}}),
            raw("money", "money"),
            raw("poor", "text", when={"money": {"under": "100.00"}, "way": "green"}),
            raw("name", "text"),
            raw("same", "info", when={"name": "Rosa Lee"}),
        )
        == []
    )


@pytest.mark.parametrize(
    ("questions", "what"),
    [
        ([raw("a", "text", when={"gone": True})], "questions.a.when: 'gone' is not a question of this service"),
        ([raw("a", "text", when={"b": True}), raw("b", "yes_no")], "questions.a.when: 'b' is asked later"),
        ([raw("a", "text", when={"a": "x"})], "questions.a.when: 'a' is asked later"),
        (
            [raw("a", "yes_no"), raw("b", "text", when={"a": {"over": 3}})],
            "questions.b.when: 'over' cannot be asked of 'a', which is a yes_no",
        ),
        (
            [raw("a", "date"), raw("b", "text", when={"a": "2000-01-01"})],
            "questions.b.when: 'equals' cannot be asked of 'a', which is a date",
        ),
        (
            [raw("a", "slot"), raw("b", "text", when={"a": 17})],
            "questions.b.when: 'equals' cannot be asked of 'a', which is a slot",
        ),
        (
            [raw("a", "choice"), raw("b", "text", when={"a": {"includes": "red"}})],
            "questions.b.when: 'includes' cannot be asked of 'a', which is a choice",
        ),
        (
            [raw("a", "info"), raw("b", "text", when={"a": True})],
            "questions.b.when: 'equals' cannot be asked of 'a', which is a info",
        ),
        (
            [raw("a", "choice"), raw("b", "text", when={"a": ["red", "pink"]})],
            "questions.b.when: 'pink' is not an answer of 'a'",
        ),
        (
            [raw("a", "choices"), raw("b", "text", when={"any": [{"not": {"a": {"includes": "pink"}}}]})],
            "questions.b.when: 'pink' is not an answer of 'a'",
        ),
        ([raw("a", "yes_no"), raw("b", "text", when={"a": "yes"})], "questions.b.when: 'yes' is not an answer of 'a'"),
        ([raw("a", "number"), raw("b", "text", when={"a": "two"})], "questions.b.when: 'two' is not an answer of 'a'"),
        ([raw("a", "number"), raw("b", "text", when={"a": True})], "questions.b.when: 'True' is not an answer of 'a'"),
        ([raw("a", "text"), raw("b", "text", when={"a": 5})], "questions.b.when: '5' is not an answer of 'a'"),
        (
            [raw("a", "yes_no"), raw("b", "text", when={"all": [{"a": True}, {"a": False}]})],
            "questions.b: can never be reached",
        ),
        (
            [raw("a", "number"), raw("b", "text", when={"a": {"over": 3, "under": 4}})],
            "questions.b: can never be reached",
        ),
        (
            [raw("a", "number", maximum=9), raw("b", "text", when={"a": {"over": 9}})],
            "questions.b: can never be reached",
        ),
        (
            [raw("a", "date", latest="today"), raw("b", "text", when={"a": {"after": "2030-01-01"}})],
            "questions.b: can never be reached",
        ),
        (
            [
                raw("a", "yes_no"),
                raw("b", "text", when={"a": True}),
                raw("c", "text", when={"a": False, "b": "x"}),
            ],
            "questions.c: can never be reached",
        ),
        (
            [raw("a", "choices", at_most=1), raw("b", "text", when={"a": {"count_at_least": 2}})],
            "questions.b: can never be reached",
        ),
        (
            [raw("a", "choices"), raw("b", "text", when={"a": {"count_under": 1}})],
            "questions.b: can never be reached",
        ),
        (
            [raw("a", "number", maximum=9), raw("b", "text", when={"any": [{"a": 3}, {"a": {"over": 9}}]})],
            "questions.b.when: 'a over 9' can never hold",
        ),
        (
            [
                raw("a", "choice"),
                raw("b", "yes_no", when={"a": "red"}),
                raw("c", "text", when={"any": [{"a": "blue"}, {"a": "green", "b": True}]}),
            ],
            "questions.c.when: 'a equals green and b equals True' can never hold",
        ),
        (
            [
                raw("a", "yes_no"),
                raw("b", "exit", when={"a": False}),
                raw("c", "yes_no"),
                raw("d", "text", when={"c": True, "not": {"a": False}}),
            ],
            "questions.d.when: 'a equals False' can never hold",
        ),
        (
            [raw("a", "yes_no"), raw("b", "exit", when={"any": [{"a": True}, {"a": False}]})],
            "questions: no journey ends in something to send",
        ),
    ],
)
def test_what_keeps_a_service_from_being_published_is_named(questions: list[dict[str, Any]], what: str) -> None:
    assert what in said(*questions)


def test_everything_after_an_exit_that_takes_all_is_unreachable() -> None:
    problems = said(raw("a", "yes_no"), raw("b", "exit", when={"a": [True, False]}), raw("c", "text"))
    assert problems == ["questions.c: can never be reached", "questions: no journey ends in something to send"]


@pytest.mark.parametrize("optional", [True, False])
def test_an_optional_question_can_be_left_empty_on_the_way(optional: bool) -> None:  # noqa: FBT001
    more = {"optional": True} if optional else {}
    problems = said(raw("a", "choices", **more), raw("b", "text", when={"not": {"a": {"count_at_least": 1}}}))
    assert problems == ([] if optional else ["questions.b: can never be reached"])


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2024-02-29"])
def test_days_at_the_ends_of_the_calendar_are_no_trouble(day: str) -> None:
    assert isinstance(said(raw("a", "date"), raw("b", "text", when={"a": {"before": day}})), list)


def test_ages_are_tried_on_29_february_too() -> None:
    asked = service(raw("a", "date", latest="today"), raw("b", "text", when={"a": {"age_at_least": 65}}))
    assert problems_of(asked, date(2028, 2, 29)) == []


def test_a_hundred_questions_with_forty_conditions_are_checked_quickly() -> None:
    questions = []
    for number in range(20):
        questions += [
            raw(f"y{number}", "yes_no"),
            raw(f"yes{number}", "text", when={f"y{number}": True}),
            raw(f"n{number}", "number"),
            raw(f"big{number}", "text", when={"all": [{f"n{number}": {"over": 3}}, {"not": {f"y{number}": True}}]}),
            raw(f"t{number}", "text"),
        ]
    start = time.process_time()
    assert said(*questions) == []
    assert time.process_time() - start < 5


def test_forty_conditions_far_from_their_questions_are_answered_soon_even_if_with_no() -> None:
    questions = [raw(f"y{number}", "yes_no") for number in range(50)]
    questions += [raw(f"t{number}", "text", when={f"y{number}": True}) for number in range(40)]
    start = time.process_time()
    assert "ask follow-up questions sooner" in " ".join(said(*questions))
    assert time.process_time() - start < 10


def test_a_follow_up_for_each_of_thirty_options_is_answered_soon() -> None:
    questions = [raw("a", "choices", options=MANY)]
    questions += [raw(f"t{number}", "text", when={"a": {"includes": f"o{number}"}}) for number in range(30)]
    start = time.process_time()
    assert "ask follow-up questions sooner" in " ".join(said(*questions))
    assert time.process_time() - start < 10


def test_a_follow_up_for_each_of_ten_options_may_be_published() -> None:
    questions = [raw("a", "choices", options=MANY)]
    questions += [raw(f"t{number}", "text", when={"a": {"includes": f"o{number}"}}) for number in range(10)]
    assert said(*questions) == []


def _before(pages: Sequence[Question], question: str) -> Sequence[Question]:
    return pages[: [page.id for page in pages].index(question)]


def _parts(condition: Condition) -> Iterator[Condition]:
    yield condition
    if isinstance(condition, Mix):
        for part in condition.parts:
            yield from _parts(part)


@settings(max_examples=60)
@given(asked=services(), data=st.data())
def test_what_anyone_reaches_is_never_called_unreachable(asked: Service, data: st.DataObject) -> None:
    problems = {problem.where: problem.what for problem in problems_of(asked, TODAY)}
    if any("too many" in what or (place.endswith(".when") and "never" not in what) for place, what in problems.items()):
        return
    answers = dict(data.draw(answers_to(asked)))
    here = journey(asked, answers, TODAY)
    reached = here.open_pages if here.next is not None else here.pages
    assert not [page.id for page in reached if f"questions.{page.id}" in problems]
    idle = {(problem.where, problem.what) for problem in problems_of(asked, TODAY) if problem.where.endswith(".when")}
    for page in asked.questions:
        if page.id in {each.id for each in reached} and page.when is not None and page.group is None:
            known = {each.id: here.answers[each.id] for each in _before(here.pages, page.id) if each.id in here.answers}
            for part in _parts(page.when):
                if part.holds(known, TODAY):
                    assert (f"questions.{page.id}.when", f"'{in_short(part)}' can never hold") not in idle
    if here.complete:
        assert "questions" not in problems
