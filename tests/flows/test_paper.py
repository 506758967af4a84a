"""Services on paper: every question once, in order, with conditions a reader can follow backwards."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.conditions import COMPARISONS, Answers, Condition, Mix
from flows.conditions import parse as parse_condition
from flows.paper import MOST_DIGITS, MOST_LINES, paper, space_of
from flows.service import Question, Service
from flows.types import TYPES
from flows.when import CLAUSES, Clause, Clauses, When, clause_in_words, clauses
from tests.flows.flows_examples import TODAY, answers_to, question, raw, service, services


class Plain:
    """Formats that are easy to read in a test."""

    def date(self, day: date) -> str:
        return day.isoformat()

    def moment(self, moment: object) -> str:
        return str(moment)

    def money(self, amount: Decimal) -> str:
        return f"£{amount}"

    def number(self, number: int) -> str:
        return str(number)


def text(message: str, **values: Any) -> str:
    return message % values if values else message


def words(found: When | None) -> Any:
    """Clauses as text, several as (kind, …)."""
    if isinstance(found, Clauses):
        return (found.kind, *(words(part) for part in found.parts))
    return clause_in_words(found, text, Plain()) if found else None


def last_when(*questions: dict[str, Any]) -> Any:
    return words(paper(service(*questions))[-1].when)


@given(services())
def test_every_question_is_there_once_and_those_to_answer_are_numbered_in_order(any_service: Service) -> None:
    form = paper(any_service)
    every = [each for outer in any_service.questions for each in (outer, *outer.questions)]
    assert [each.question for each in form] == every
    numbers = [each.number for each in form if each.number is not None]
    assert numbers == list(range(1, len(numbers) + 1))
    assert all((each.number is None) == each.question.tells for each in form)


def needed(of: Service, asked: Question) -> list[Condition]:
    """The conditions under which a question is asked: its own, and that of the group it is in."""
    outer = of.by_id[asked.group] if asked.group else asked
    return [each for each in {id(one): one.when for one in (outer, asked)}.values() if each is not None]


@given(services())
def test_a_condition_names_only_questions_that_come_before_it(any_service: Service) -> None:
    form = paper(any_service)
    before: dict[int, str] = {}
    for each in form:
        both = needed(any_service, each.question)
        assert (each.when is None) == (not both)
        found = clauses(each.when) if each.when else []
        assert {one.number for one in found} <= set(before)
        asked = {test.question for condition in both for test in condition.tests()}
        assert {before[one.number] for one in found} == asked
        for one in found:
            assert f"question {one.number}" in clause_in_words(one, text, Plain())
        if each.number:
            before[each.number] = each.question.id


@given(services())
def test_whom_a_condition_sends_on_goes_forward_past_all_of_the_same_condition_and_nothing_else(
    any_service: Service,
) -> None:
    form = paper(any_service)
    for place, each in enumerate(form):
        if each.go_on is None:
            continue
        target = next(index for index, one in enumerate(form) if one.number == each.go_on)
        assert target > place
        assert all(one.when == each.when for one in form[place:target])
        assert form[target].when != each.when


def is_so(found: When, of: Service, answers: Answers) -> bool:
    """Read clauses as a person does: by the message alone."""
    if isinstance(found, Clauses):
        return (all if found.kind == "all" else any)(is_so(part, of, answers) for part in found.parts)
    asked = next(each.question for each in paper(of) if each.number == found.number)
    name, wanted = next(
        (name, message == so)
        for name, (so, not_so) in CLAUSES.items()
        for message in (so, not_so)
        if message == found.message
    )
    value: Any = found.value
    if isinstance(value, tuple):
        ids = [each if isinstance(each, str) else {"yes": True, "no": False}.get(each.id, each.id) for each in value]
        value = tuple(int(each) if asked.type == "number" else each for each in ids)
        name, value = ("includes", value[0]) if asked.type == "choices" else ("one_of", value)
    answer = answers.get(asked.id)
    answer = len(answer) if asked.type == "group" and answer is not None else answer
    part = {"person": "born", "place": "landmark"}.get(asked.type)
    answer = answer.get(part) if part and answer else answer
    return (answer is not None and COMPARISONS[name].holds(answer, value, TODAY)) == wanted


@given(services().flatmap(lambda one: st.tuples(st.just(one), answers_to(one))))
def test_the_words_say_what_the_condition_decides(case: tuple[Service, list[tuple[str, Any]]]) -> None:
    any_service, given_answers = case
    answers = {path.rpartition("/")[2]: value for path, value in given_answers}
    for each in paper(any_service):
        if each.when is not None:
            held = all(one.holds(answers, TODAY) for one in needed(any_service, each.question))
            assert is_so(each.when, any_service, answers) == held


def test_nothing_is_said_twice_and_no_list_stands_in_one_of_its_own_kind() -> None:
    red = {"colour": "red"}
    nested = {"not": {"any": [{"not": red}, {"all": [{"sure": True}, {"sure": True}]}]}}
    assert last_when(raw("colour", "choice"), raw("sure", "yes_no"), raw("last", "text", when=nested)) == (
        "all",
        "you answered “Red” to question 1",
        "you did not answer “Yes” to question 2",
    )


@pytest.mark.parametrize(
    ("kind", "test", "said"),
    [
        ("yes_no", True, "you answered “Yes” to question 1"),
        ("yes_no", False, "you answered “No” to question 1"),
        ("choice", ["red", "blue", "white"], "you answered “Red” or “Blue” or “White” to question 1"),
        ("text", "Rosa", "you answered “Rosa” to question 1"),
        ("number", 3, "you answered “3” to question 1"),
        ("number", {"at_least": 3}, "you answered 3 or more to question 1"),
        ("number", {"over": 2.5}, "you answered more than 2.5 to question 1"),
        ("money", {"under": "850.00"}, "you answered less than £850.00 to question 1"),
        ("date", {"before": "2020-02-29"}, "the date you gave in question 1 is before 2020-02-29"),
        ("date", {"age_under": 65}, "a person born on the date in question 1 is not yet 65"),
        ("choices", {"includes": "green"}, "you ticked “Green” in question 1"),
        ("choices", {"count_under": 3}, "you ticked at least one answer in question 1, but fewer than 3"),
        ("group", {"count_at_least": 3}, "you answered 3 or more to question 1"),
        ("person", {"age_under": 18}, "a person born on the date in question 1 is not yet 18"),
        ("place", "library", "you answered “library” to question 1"),
    ],
)
def test_a_comparison_is_a_plain_sentence(kind: str, test: object, said: str) -> None:
    assert last_when(raw("first", kind), raw("last", "text", when={"first": test})) == said


def test_every_comparison_has_its_words_and_every_type_its_space() -> None:
    assert set(CLAUSES) == set(COMPARISONS)
    for kind in TYPES:
        space = space_of(question(kind))
        assert (space.kind == "") == (kind in {"info", "exit"})


def test_an_exit_in_the_way_is_not_jumped_over() -> None:
    asked = (
        raw("first", "yes_no"),
        raw("second", "yes_no", when={"first": True}),
        raw("stop", "exit", when={"first": False}),
        raw("last", "text"),
    )
    assert [each.go_on for each in paper(service(*asked))] == [None, None, None, None]
    assert [each.go_on for each in paper(service(*asked[:2], asked[3]))] == [None, 3, None]


def test_a_condition_on_a_later_question_is_refused() -> None:
    with pytest.raises(KeyError):
        paper(service(raw("first", "text", when={"later": True}), raw("later", "yes_no")))


def test_there_is_room_to_write_and_never_pages_of_it() -> None:
    assert space_of(question("text", max_length=20)).lines == 1
    assert space_of(question("text", max_length=200)).lines == 2
    assert space_of(question("long_text", max_length=60)).lines == 3
    long = space_of(question("long_text", max_length=4000))
    assert long.lines == MOST_LINES
    assert "another sheet" in long.how[0]
    assert space_of(question("long_text", max_length=MOST_LINES * 30)).how == ()


def test_numbers_have_a_box_for_each_digit_that_may_be_needed() -> None:
    assert space_of(question("number", minimum=1, maximum=12)).digits == (2,)
    assert space_of(question("money", maximum="1500.00")).digits == (4, 2)
    assert space_of(question("number", maximum=10**11)).digits == (MOST_DIGITS,)
    assert space_of(question("number", minimum=-5)).kind == "lines"


def test_how_many_ticks_are_wanted_is_said_where_there_is_a_limit() -> None:
    assert len(space_of(question("choices")).how) == 1
    several = space_of(question("choices", at_least=2, at_most=3))
    assert [text(each, **several.values) for each in several.how[1:]] == ["Tick 2 or more.", "Tick 3 at most."]


def test_a_mix_of_one_is_as_good_as_the_one() -> None:
    condition = parse_condition({"any": [{"first": True}]})
    assert isinstance(condition, Mix)
    found = paper(service(raw("first", "yes_no"), raw("last", "text", when={"any": [{"first": True}]})))[-1].when
    assert isinstance(found, Clause)


def test_a_group_asks_how_many_and_which_questions_are_for_each() -> None:
    first = raw("born", "yes_no")
    children = raw("children", "group", at_most=4, when={"born": True})
    children["questions"] = [raw("name", "text"), raw("ill", "yes_no"), raw("how", "text", when={"ill": True})]
    form = paper(service(first, children, raw("many", "text", when={"children": {"count_at_least": 2}})))
    assert [(each.question.id, each.number, words(each.when)) for each in form] == [
        ("born", 1, None),
        ("children", 2, "you answered “Yes” to question 1"),
        ("name", 3, "you answered “Yes” to question 1"),
        ("ill", 4, "you answered “Yes” to question 1"),
        ("how", 5, ("all", "you answered “Yes” to question 1", "you answered “Yes” to question 4")),
        ("many", 6, "you answered 2 or more to question 2"),
    ]
    assert dict(form[1].space.values) == {"first": 3, "last": 5, "most": 4}
    assert form[1].space.how[0] % form[1].space.values == "Write how many there are, 4 at most."
