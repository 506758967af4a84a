"""A draft carried over to another version: what stays fits, what does not is told, and nothing is passed over."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.carry import Carried, carry
from flows.entries import entry_key
from flows.journey import journey, recheck
from flows.service import Service
from tests.flows.flows_examples import CONTEXT, TODAY, answers_to, raw, service, services


def ids(carried: Carried) -> tuple[list[str], ...]:
    return tuple([each.id for each in getattr(carried, name)] for name in ("new", "again", "gone"))


OLD = (raw("name", "text"), raw("way", "choice"), raw("office", "text", when={"way": "red"}), raw("old", "text"))
ANSWERS: dict[str, Any] = {"name": "Rosa", "way": "red", "office": "Pier", "old": "x"}


def test_what_is_new_what_is_gone_and_what_stays_is_told() -> None:
    new = service(raw("name", "long_text"), raw("phone", "phone"), raw("way", "choice"), raw("office", "text"))
    carried = carry(service(*OLD), new, ANSWERS, CONTEXT)
    assert ids(carried) == (["phone"], [], ["old"])
    assert carried.answers == {"name": "Rosa", "way": "red", "office": "Pier"}
    assert carried.walked.next is not None
    assert carried.walked.next.id == "phone"


def test_an_answer_that_does_not_fit_any_more_is_asked_again() -> None:
    new = service(*OLD[:1], raw("way", "choice", options=[{"id": each, "text": each} for each in "ab"]), *OLD[2:])
    carried = carry(service(*OLD), new, ANSWERS, CONTEXT)
    assert ids(carried) == ([], ["way"], [])
    assert "way" not in carried.answers
    assert carry(service(*OLD), service(raw("name", "text", max_length=3), *OLD[1:]), ANSWERS, CONTEXT).again


def test_a_new_end_of_the_way_is_told() -> None:
    new = service(OLD[0], OLD[1], raw("not_red", "exit", when={"way": "red"}), *OLD[2:])
    carried = carry(service(*OLD), new, ANSWERS, CONTEXT)
    assert carried.walked.exit is not None
    assert carried.tells
    assert ids(carried) == ([], [], [])


def test_new_words_alone_tell_nothing() -> None:
    new = service(raw("name", "text", ask="Who are you?"), *OLD[1:])
    carried = carry(service(*OLD), new, ANSWERS, CONTEXT)
    assert not carried.tells
    assert carried.answers == ANSWERS


@settings(max_examples=40)
@given(services(), st.data())
def test_the_same_service_changes_nothing(asked: Service, data: st.DataObject) -> None:
    answers = dict(data.draw(answers_to(asked)))
    carried = carry(asked, asked, answers, CONTEXT)
    assert ids(carried)[0] == ids(carried)[2] == []
    assert {page.id for page in carried.again} == set(recheck(asked, answers, CONTEXT)) & {
        page.id for page in carried.walked.pages
    }


@settings(max_examples=120)
@given(services(), services(), st.data())
def test_whatever_was_edited_what_stays_fits_and_every_answer_is_accounted_for(
    old: Service, new: Service, data: st.DataObject
) -> None:
    answers = dict(data.draw(answers_to(old)))
    carried = carry(old, new, answers, CONTEXT)
    assert recheck(new, carried.answers, CONTEXT) == {}
    assert set(carried.answers) <= set(answers)
    assert carried.walked == journey(new, carried.answers, TODAY)
    told = ids(carried)
    assert len({path for paths in told for path in paths}) == sum(map(len, told))
    asked_anew = {*told[0], *told[1]}
    assert asked_anew.isdisjoint(carried.answers)
    if carried.walked.next is not None and carried.walked.next.id not in asked_anew:
        assert carried.walked.next.id not in answers
        assert old.question(carried.walked.next.id) is not None
    before = journey(old, answers, TODAY)
    for page in before.pages:
        if page.id in before.answers and not page.tells and carried.walked.exit is None:
            staying = page.id in carried.answers and page.id in {each.id for each in carried.walked.pages}
            later = new.question(page.id) is not None and carried.walked.next is not None
            assert staying or page.id in told[1] or page.id in told[2] or later
    entries = {path for path in answers if (place := entry_key(path)) and path == "/".join(place)}
    assert {path for path in entries if path.partition("/")[0] in new.groups} <= set(carried.answers)
