from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.entries import entries_of
from flows.journey import journey, recheck
from flows.service import Question, Service
from flows.types import AnswerWrong, check
from tests.flows.flows_examples import ANSWERS, CONTEXT, TODAY, answers_to, raw, service, services


@pytest.fixture
def card() -> Service:
    return service(
        raw("birth_date", "date"),
        raw("too_young", "exit", when={"birth_date": {"age_under": 65}}),
        raw("delivery", "choice"),
        raw("office", "text", when={"delivery": ["red", "green"]}),
        raw("more", "long_text", optional=True),
    )


def test_a_journey_begins_with_the_first_question(card: Service) -> None:
    start = journey(card, {}, TODAY)
    assert start.next is card.by_id["birth_date"]
    assert [page.id for page in start.pages] == ["birth_date", "delivery", "more"]
    assert not start.complete
    assert start.answers == {}


def test_a_branch_opens_once_its_answer_is_known_and_closes_again(card: Service) -> None:
    answers: dict[str, Any] = {"birth_date": "1950-01-01", "delivery": "red", "office": "Pier"}
    assert "office" in journey(card, answers, TODAY).answers
    closed = journey(card, {**answers, "delivery": "blue"}, TODAY)
    assert "office" not in closed.answers
    assert "office" not in [page.id for page in closed.pages]


def test_an_answer_off_the_journey_is_never_submitted_and_comes_back_with_its_branch(card: Service) -> None:
    kept = {"birth_date": "1950-01-01", "delivery": "blue", "office": "Pier", "more": None}
    assert journey(card, kept, TODAY).complete
    assert "office" not in journey(card, kept, TODAY).answers
    assert journey(card, {**kept, "delivery": "red"}, TODAY).answers["office"] == "Pier"


def test_an_exit_ends_the_journey_with_nothing_to_send(card: Service) -> None:
    ended = journey(card, {"birth_date": "1980-01-01", "delivery": "red"}, TODAY)
    assert ended.exit is card.by_id["too_young"]
    assert (ended.complete, ended.next) == (False, None)
    assert [page.id for page in ended.pages] == ["birth_date", "too_young"]
    assert ended.open_pages == ended.pages


def test_an_exit_waits_until_all_before_it_is_answered() -> None:
    asked = service(raw("a", "yes_no"), raw("b", "yes_no"), raw("no", "exit", when={"b": False}), raw("c", "text"))
    early = journey(asked, {"b": False}, TODAY)
    assert (early.exit, early.next) == (None, asked.by_id["a"])
    assert journey(asked, {"a": True, "b": False}, TODAY).exit is asked.by_id["no"]


def test_a_question_left_empty_is_answered_and_opens_no_branch() -> None:
    asked = service(raw("a", "choice", optional=True), raw("b", "text", when={"a": "red"}))
    left = journey(asked, {"a": None}, TODAY)
    assert left.complete
    assert left.answers == {"a": None}


def test_places_are_counted_without_the_pages_that_only_end(card: Service) -> None:
    here = journey(card, {"birth_date": "1950-01-01", "delivery": "red"}, TODAY)
    assert here.position("birth_date") == (1, 4)
    assert here.position("more") == (4, 4)
    ended = journey(card, {"birth_date": "1980-01-01"}, TODAY)
    assert ended.position("birth_date") == (1, 1)
    for gone in ("too_young", "delivery", "nothing"):
        with pytest.raises(KeyError):
            ended.position(gone)


def test_back_goes_to_the_page_before(card: Service) -> None:
    here = journey(card, {"birth_date": "1950-01-01", "delivery": "blue"}, TODAY)
    assert here.before("birth_date") is None
    assert here.before("more") is card.by_id["delivery"]
    assert here.before("office") is None


def test_only_answered_pages_and_the_next_one_are_open(card: Service) -> None:
    here = journey(card, {"birth_date": "1950-01-01"}, TODAY)
    assert [page.id for page in here.open_pages] == ["birth_date", "delivery"]


def test_before_sending_every_answer_on_the_journey_is_checked_again(card: Service) -> None:
    answers = {"birth_date": "not a day", "delivery": "yellow", "office": 5, "more": None}
    wrong = recheck(card, answers, CONTEXT)
    assert set(wrong) == {"birth_date", "delivery"}
    assert wrong["delivery"].wrongs[0].code == "not-an-option"
    good = {"birth_date": "1950-01-01", "delivery": "blue", "office": 5, "more": None}
    assert recheck(card, good, CONTEXT) == {}


def test_an_answer_of_another_shape_from_an_older_service_breaks_nothing() -> None:
    asked = service(
        raw("n", "number"),
        raw("d", "date"),
        raw("many", "choices"),
        raw("a", "text", when={"n": {"at_least": 2}}),
        raw("b", "text", when={"d": {"age_under": 65}}),
        raw("c", "text", when={"many": {"includes": "red"}}),
        raw("e", "text", when={"many": {"count_under": 9}}),
    )
    for odd in ("words", True, 7, 1.5, [1], {"a": 1}, "2026-13-01"):
        wrong = recheck(asked, {"n": [odd], "d": odd, "many": True}, CONTEXT)
        assert {"n", "d", "many"} <= set(wrong)


@dataclass
class Told:
    """A journey as its description says it, step by step."""

    service: Service
    kept: Mapping[str, Any]
    pages: list[str] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    exit: str | None = None

    def tell(self, page: Question, known: dict[str, Any]) -> None:
        if self.exit or (page.when is not None and not page.when.holds(known, TODAY)):
            return
        if page.is_exit:
            if all(path in self.answers for path in self.pages):
                self.exit = page.id
            return
        entries = self.entries(page.id) if page.type == "group" else []
        for entry in entries:
            inside = dict(self.answers)
            for each in self.service.inside(page.id, entry):
                self.tell(each, inside)
        self.pages.append(page.id)
        if page.id in self.kept and (page.type != "group" or sorted(self.kept[page.id]) == sorted(entries)):
            self.answers[page.id] = entries if page.type == "group" else self.kept[page.id]
            known[page.id.rpartition("/")[2]] = self.answers[page.id]

    def entries(self, group: str) -> list[str]:
        rows = [(value, path) for path, value in self.kept.items() if path.count("/") == 1 and value is not None]
        return [path.partition("/")[2] for _, path in sorted(rows) if path.startswith(f"{group}/")]


def told(asked: Service, kept: Mapping[str, Any]) -> Told:
    found = Told(asked, kept)
    for question in asked.questions:
        found.tell(question, found.answers)
    return found


def keep(asked: Service, kept: dict[str, Any], path: str, value: Any) -> None:
    question = asked.question(path)
    try:
        kept[path] = check(question, value, CONTEXT) if question else value
    except AnswerWrong:  # as many entries as this the group does not take
        assert question is not None
        assert question.type == "group"


@pytest.fixture
def birth() -> Service:
    inside = [
        raw("name", "text"),
        raw("born_here", "yes_no", when={"any": [{"home": True}, {"name": "Rosa"}]}),
        raw("elsewhere", "exit", when={"born_here": False}),
    ]
    return service(
        raw("home", "yes_no"),
        raw("children", "group", questions=inside, at_most=3),
        raw("many", "text", when={"children": {"count_at_least": 2}}),
        raw("last", "text"),
    )


def ids(pages: Iterable[Question]) -> list[str]:
    return [page.id for page in pages]


def test_a_group_is_asked_one_page_after_the_other_for_each_entry_and_then_whether_these_are_all(
    birth: Service,
) -> None:
    kept: dict[str, Any] = {"home": True}
    assert ids(journey(birth, kept, TODAY).pages) == ["home", "children", "last"]
    kept |= {"children/b": 1, "children/a": 2, "children/b/name": "Li"}
    here = journey(birth, kept, TODAY)
    assert ids(here.pages)[1:-1] == [
        *("children/b/name", "children/b/born_here", "children/a/name", "children/a/born_here", "children")
    ]
    assert here.next is not None
    assert here.next.id == "children/b/born_here"
    kept |= {"children/b/born_here": True, "children/a/name": "An", "children/a/born_here": True}
    assert journey(birth, kept, TODAY).next is birth.by_id["children"]
    done = journey(birth, kept | {"children": ["a", "b"]}, TODAY)
    assert done.answers["children"] == ["b", "a"], "in the order in which they were added"
    assert done.next is birth.by_id["many"]


def test_a_condition_in_an_entry_sees_its_own_answers_and_those_outside(birth: Service) -> None:
    kept = {"home": False, "children/a": 1, "children/b": 2, "children/a/name": "Rosa", "children/b/name": "Li"}
    assert "children/a/born_here" in ids(journey(birth, kept, TODAY).pages)
    assert "children/b/born_here" not in ids(journey(birth, kept, TODAY).pages)


def test_each_entry_can_be_filled_in_on_its_own_once_the_group_is_come_to(birth: Service) -> None:
    rows = {"children/a": 1, "children/b": 2}
    assert ids(journey(birth, rows, TODAY).open_pages) == ["home"]
    open_pages = ids(journey(birth, rows | {"home": True}, TODAY).open_pages)
    assert open_pages == ["home", "children/a/name", "children/b/name", "children"]


def test_one_more_entry_asks_once_more_whether_these_are_all_and_one_taken_away_too(birth: Service) -> None:
    kept = {"home": False, "children/a": 1, "children/a/name": "An", "children": ["a"]}
    assert journey(birth, kept, TODAY).next is birth.by_id["last"]
    more = kept | {"children/b": 2, "children/b/name": "Bo"}
    assert journey(birth, more, TODAY).next is birth.by_id["children"]
    fewer = more | {"children": ["a", "b"], "children/a": None}
    assert journey(birth, fewer, TODAY).next is birth.by_id["children"]
    assert not [path for path in journey(birth, fewer, TODAY).answers if path.startswith("children/a")]


def test_an_exit_in_an_entry_ends_the_journey_and_leads_back_to_the_list(birth: Service) -> None:
    kept = {"home": True, "children/a": 1, "children/a/name": "An", "children/a/born_here": False, "children": ["a"]}
    ended = journey(birth, kept, TODAY)
    assert ended.exit is not None
    assert ended.exit.id == "children/a/elsewhere"
    assert ids(ended.open_pages)[-2:] == ["children", "children/a/elsewhere"]
    assert ended.before("children/a/elsewhere") is birth.by_id["children"]


def test_the_list_of_a_group_is_between_its_entries_and_what_is_outside(birth: Service) -> None:
    kept: dict[str, Any] = {"home": True, "children/a": 1, "children/b": 2, "last": "x", "many": "y"}
    kept |= {"children": ["a", "b"]}
    for entry in "ab":
        kept |= {f"children/{entry}/name": "An", f"children/{entry}/born_here": True}
    here = journey(birth, kept, TODAY)
    children = birth.by_id["children"]
    assert here.after("home") is children
    assert here.before("children/b/name") is children
    assert here.after("children/a/born_here") is children
    assert ids(each for each in (here.after("children/a/name"), here.before("children/b/born_here")) if each) == [
        *("children/a/born_here", "children/b/name")
    ]
    assert here.before("children") is birth.by_id["home"]
    assert here.after("children") is birth.by_id["many"]
    assert here.after("last") is None


@settings(max_examples=150)
@given(asked=services(), data=st.data())
def test_what_would_be_sent_is_exactly_what_is_on_the_journey(asked: Service, data: st.DataObject) -> None:
    kept: dict[str, Any] = {}
    for path, value in data.draw(answers_to(asked)):
        keep(asked, kept, path, value)
        here = journey(asked, kept, TODAY)
        by_rule = told(asked, kept)
        assert [page.id for page in here.pages if not page.is_exit] == by_rule.pages
        assert dict(here.answers) == by_rule.answers
        assert (here.exit.id if here.exit else None) == by_rule.exit
        assert here.complete == (by_rule.exit is None and set(by_rule.pages) <= set(by_rule.answers))
        assert set(ids(here.open_pages)) <= set(ids(here.pages))
        assert here.next is None or here.next in here.open_pages


@settings(max_examples=100)
@given(asked=services(), data=st.data())
def test_the_order_and_the_repeats_of_answers_do_not_matter(asked: Service, data: st.DataObject) -> None:
    kept: dict[str, Any] = {}
    for path, value in data.draw(answers_to(asked)):
        keep(asked, kept, path, value)
    replayed = dict(data.draw(st.permutations(list(kept.items()))))
    assert journey(asked, kept, TODAY) == journey(asked, replayed, TODAY)


@settings(max_examples=100)
@given(asked=services(), data=st.data())
def test_answering_what_is_asked_next_always_comes_to_an_end(asked: Service, data: st.DataObject) -> None:
    kept: dict[str, Any] = {}
    for _ in range(100):
        here = journey(asked, kept, TODAY)
        if here.next is None:
            break
        page = here.next
        assert page.id not in here.answers
        if page.type == "group":
            entries = sorted(entries_of(kept).get(page.id, []))
            if len(entries) < max(page.limits["at_least"], data.draw(st.integers(0, 2))):
                kept[f"{page.id}/{'abc'[len(entries)]}"] = len(entries)
            else:
                kept[page.id] = check(page, entries, CONTEXT)
        else:
            values = ANSWERS[page.type] | st.none() if page.optional else ANSWERS[page.type]
            kept[page.id] = check(page, data.draw(values), CONTEXT)
    end = journey(asked, kept, TODAY)
    assert end.complete or end.exit is not None
    assert recheck(asked, kept, CONTEXT) == {}


@settings(max_examples=100)
@given(asked=services(), data=st.data())
def test_whatever_comes_back_from_a_page_can_be_visited(asked: Service, data: st.DataObject) -> None:
    kept: dict[str, Any] = {}
    for path, value in data.draw(answers_to(asked)):
        keep(asked, kept, path, value)
    here = journey(asked, kept, TODAY)
    for page in here.open_pages:
        before, after = here.before(page.id), here.after(page.id)
        assert before is None or before in here.open_pages
        assert after is None or after in here.open_pages
