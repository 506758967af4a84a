from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.journey import journey, recheck
from flows.service import Service
from flows.types import check
from tests.flows.flows_examples import CONTEXT, TODAY, answers_to, raw, service, services


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


@settings(max_examples=150)
@given(asked=services(), data=st.data())
def test_what_would_be_sent_is_exactly_what_is_on_the_journey(asked: Service, data: st.DataObject) -> None:
    kept: dict[str, Any] = {}
    for question_id, value in data.draw(answers_to(asked)):
        kept[question_id] = check(asked.by_id[question_id], value, CONTEXT)
        here = journey(asked, kept, TODAY)
        known: dict[str, Any] = {}
        on_it = []
        for each in asked.questions:
            if each.when is None or each.when.holds(known, TODAY):
                if each.is_exit and all(page in kept for page in on_it):
                    assert here.exit is each
                    break
                if not each.is_exit:
                    on_it.append(each.id)
                    known |= {each.id: kept[each.id]} if each.id in kept else {}
        else:
            assert here.exit is None
        assert [page.id for page in here.pages if not page.is_exit] == on_it
        assert dict(here.answers) == {page: kept[page] for page in on_it if page in kept}
        assert here.complete == (here.exit is None and set(on_it) <= set(kept))


@settings(max_examples=100)
@given(asked=services(), data=st.data())
def test_the_order_and_the_repeats_of_answers_do_not_matter(asked: Service, data: st.DataObject) -> None:
    given_answers = data.draw(answers_to(asked))
    kept = dict(given_answers)
    replayed = dict(data.draw(st.permutations(list(kept.items()))))
    assert journey(asked, kept, TODAY) == journey(asked, replayed, TODAY)


@settings(max_examples=100)
@given(asked=services(), data=st.data())
def test_answering_what_is_asked_next_always_comes_to_an_end(asked: Service, data: st.DataObject) -> None:
    kept: dict[str, Any] = {}
    for _ in asked.questions:
        here = journey(asked, kept, TODAY)
        if here.next is None:
            break
        assert here.next.id not in kept
        values = dict(data.draw(answers_to(service_of_one(asked, here.next.id)).filter(bool)))
        kept[here.next.id] = values[here.next.id]
    end = journey(asked, kept, TODAY)
    assert end.complete or end.exit is not None
    assert recheck(asked, kept, CONTEXT) == {}


def service_of_one(asked: Service, question_id: str) -> Service:

    return replace(asked, questions=(asked.by_id[question_id],))
