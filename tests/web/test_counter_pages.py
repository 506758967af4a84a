"""At a counter: filling in with a person who is present, and typing in a form that was signed on paper."""

import re
import uuid
from datetime import timedelta
from http import HTTPStatus

import pytest
from flask import Flask
from sqlalchemy import select

from backend.core import clock
from backend.domain.access import queries as history
from backend.domain.applications.models import Answer, Application, ApplicationEvent
from backend.domain.identity import actions as identity
from backend.domain.identity import queries as people
from backend.domain.identity.models import Account
from backend.domain.mandates import counter
from backend.domain.mandates.models import Mandate
from backend.parts import Parts
from tests.domain.given import CARD, GRACE, ROSA, WAI
from tests.support import Phone
from tests.web.readers import Reader, help_by

CODE = re.compile(r"spoken-code[^>]*>([\d ]+)<")
SPOKEN = {"address-line1": "2 Quay Street", "address-town": "Harbour City", "address-postcode": "HC1 2AB"}


def said_at_counter(rosa: Reader) -> str:
    """Rosa presses 'I am at a counter' and reads out what she sees."""
    place = rosa.post("/helpers/counter", id=str(uuid.uuid4())).location
    found = CODE.search(rosa.get(str(place)).text)
    assert found is not None
    return found[1]


def with_rosa(grace: Reader, rosa: Reader) -> str:
    """Grace types number and code; returns the mandate that her forms carry."""
    answer = grace.post("/desk/counter", phone="07700 900 101", code=said_at_counter(rosa))
    assert answer.location == "/applications"
    mandate = grace.cookie("handrail_for")
    assert mandate is not None
    return mandate


def account(parts: Parts, number: str) -> int:
    with parts.writing() as session:
        return identity.account_for(session, number, clock.now())


def paper(**more: str) -> dict[str, str]:
    day = clock.now().date() - timedelta(days=3)
    signed = {"signed-day": str(day.day), "signed-month": str(day.month), "signed-year": str(day.year)}
    return {"id": str(uuid.uuid4()), "service": CARD} | signed | more


def test_staff_fill_in_with_a_person_who_reads_out_a_code_and_she_sees_who_it_was(
    parts: Parts, grace: Reader, rosa: Reader
) -> None:
    mandate = with_rosa(grace, rosa)
    begun = str(grace.post(f"/services/{CARD}/begin", **{"for": mandate}).location).removesuffix("/next")
    grace.post(f"{begun}/questions/full_name", answer="Rosa Lee", **{"for": mandate})
    grace.get(f"{begun}/questions/full_name")
    with parts.reading() as session:
        newest = history.of_person(session, account(parts, ROSA))[0]
        kept = session.scalars(select(Answer)).one()
        assert kept.mandate_id is not None
    assert (newest.kind, newest.purpose, newest.service) == ("staff", "counter", CARD)
    assert "Grace Bell (Residents' Registration Office) read your answers while filling in" in (
        rosa.get("/history").text.replace("&#39;", "'").replace("&#x27;", "'")
    )
    shown = rosa.get(f"/helpers/{mandate}").text
    assert "Grace Bell" in shown
    assert "Filled in answers" in shown
    assert "Somebody at the city fills in with you" in rosa.get("/inbox").text


def test_she_stops_it_and_the_counter_can_do_nothing_more(grace: Reader, rosa: Reader) -> None:
    mandate = with_rosa(grace, rosa)
    token = grace.form_token()
    rosa.post(f"/helpers/{mandate}/stop")
    answer = grace.post(f"/services/{CARD}/begin", token, **{"for": mandate})
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "This help has ended" in answer.text


def test_when_it_is_finished_it_is_over_and_the_desk_is_theirs_again(parts: Parts, grace: Reader, rosa: Reader) -> None:
    mandate = with_rosa(grace, rosa)
    assert grace.get("/desk/counter").status_code == HTTPStatus.FORBIDDEN, "one person at a time"
    assert grace.post("/helping/stop").location == "/desk/counter"
    assert grace.get("/desk/counter").status_code == HTTPStatus.OK
    with parts.reading() as session:
        found = session.scalars(select(Mandate)).one()
    assert (str(found.public_id), found.ended_by) == (mandate, account(parts, GRACE))


def test_a_code_is_sent_to_the_phone_of_who_has_none(grace: Reader, phone: Phone) -> None:
    fields = {"id": str(uuid.uuid4()), "phone": "07700 900 103"}
    for _ in range(2):
        page = grace.get(str(grace.post("/desk/counter/code", **fields).location)).text
        assert "A code is on its way" in page
    texts = [each["body"] for each in phone.received(WAI)]
    assert len(texts) == 1, "pressing twice sends one"
    code = re.search(r"\d{6}", texts[0])
    assert code is not None
    assert grace.post("/desk/counter", phone="07700 900 103", code=code[0]).location == "/applications"
    for _ in range(counter.CODES_AN_HOUR - 1):
        grace.post("/helping/stop")
        grace.post("/desk/counter/code", phone="07700 900 103")
    late = grace.post("/desk/counter/code", phone="07700 900 103")
    assert late.status_code == HTTPStatus.TOO_MANY_REQUESTS


def test_a_relatives_code_opens_nothing_at_a_counter_and_a_counters_code_nothing_at_home(
    app: Flask, parts: Parts, grace: Reader, rosa: Reader
) -> None:
    code = said_at_counter(rosa)
    anna = Reader(app).sign_in("+447700900104")
    assert anna.post("/helping/code", phone=ROSA, code=code).status_code == 422
    help_by(parts, "+447700900104")
    assert grace.post("/desk/counter", phone=ROSA, code="123456").status_code == 422
    assert grace.post("/desk/counter", phone="rosa", code=code).status_code == 422


def test_what_was_left_open_ends_by_itself(parts: Parts, grace: Reader, rosa: Reader) -> None:
    with_rosa(grace, rosa)
    with parts.writing() as session:
        counter.end_visits(session, clock.now() + counter.LONGEST_VISIT - timedelta(minutes=1))
        assert session.scalars(select(Mandate.ended_at)).all() == [None]
        counter.end_visits(session, clock.now() + counter.LONGEST_VISIT + timedelta(minutes=1))
    assert grace.get("/applications").status_code == HTTPStatus.FORBIDDEN


def test_a_form_on_paper_is_typed_in_for_somebody_without_a_phone(
    parts: Parts, grace: Reader, amir: Reader, rosa: Reader
) -> None:
    fields = paper(name="Edith Stone", line1="2 Quay Street", line2="Harbour City", postcode="HC1 2AB")
    place = str(grace.post("/desk/counter/paper", **fields).location)
    assert place == f"/applications/{fields['id']}/next"
    assert grace.cookie("handrail_for") is not None
    mandate = {"for": str(grace.cookie("handrail_for"))}
    answers = {
        "full_name": {"answer": "Edith Stone"},
        "birth_date": {"answer-day": "4", "answer-month": "5", "answer-year": "1940"},
        "lives_here": {"answer": "yes"},
        "address": {"answer-line1": "2 Quay Street", "answer-town": "Harbour City", "answer-postcode": "HC1 2AB"},
        "delivery": {"answer": "post"},
        "old_card": {"answer": "no"},
        "companion": {"answer": "no"},
        "contact_way": {"answer": "letter"},
    }
    for question, typed in answers.items():
        said = grace.post(f"/applications/{fields['id']}/questions/{question}", **typed, **mandate)
        assert said.status_code == HTTPStatus.SEE_OTHER, (question, said.text)
    sent = grace.post(f"/applications/{fields['id']}/send", **mandate)
    assert sent.location == f"/applications/{fields['id']}?sent=1"
    assert "Typed in by: Grace Bell" in grace.get(str(sent.location)).text
    grace.post("/helping/stop")
    with parts.reading() as session:
        found = session.scalars(select(Application)).one()
        assert found.on_paper
        assert people.phone_of(session, found.account_id) is None
        assert session.scalars(select(ApplicationEvent.actor)).all() == ["staff"]
    desk = amir.get(f"/desk/applications/{fields['id']}").text
    for words in ("Edith Stone", "2 Quay Street", "This person has no phone", "Typed in from paper by: Grace Bell"):
        assert words in desk
    assert rosa.get(f"/applications/{fields['id']}").status_code == HTTPStatus.NOT_FOUND


def test_a_form_with_a_number_stands_beside_the_draft_that_its_person_has(
    parts: Parts, grace: Reader, rosa: Reader
) -> None:
    own = str(rosa.post(f"/services/{CARD}/begin").location)
    fields = paper(phone="07700 900 101")
    for _ in range(2):
        assert grace.post("/desk/counter/paper", **fields).location == f"/applications/{fields['id']}/next"
        grace.client.delete_cookie("handrail_for")
    listed = rosa.get("/applications").text
    assert fields["id"] in listed
    assert own.removesuffix("/next") in listed
    assert "We type in your paper form" in rosa.get("/inbox").text
    assert rosa.post(f"/services/{CARD}/begin").location == own, "her own draft is still the one"
    with parts.reading() as session:
        assert len(session.scalars(select(Mandate)).all()) == 1, "typed twice, begun once"


def test_who_types_in_a_form_reads_nothing_else_of_its_person(parts: Parts, grace: Reader, rosa: Reader) -> None:
    own = str(rosa.post(f"/services/{CARD}/begin").location)
    grace.post("/desk/counter/paper", **paper(phone=ROSA))
    mandate = str(grace.cookie("handrail_for"))
    assert grace.get(own).status_code == HTTPStatus.FORBIDDEN
    assert own.removesuffix("/next") not in grace.get("/applications").text
    begun = grace.post(f"/services/{CARD}/begin", **{"for": mandate})
    assert begun.status_code == HTTPStatus.FORBIDDEN
    assert grace.get("/appointments").status_code == HTTPStatus.FORBIDDEN
    with parts.reading() as session:
        assert len(session.scalars(select(Account.id)).all()) > 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"signed-year": "1999"}, "the day the person signed"),
        ({"signed-month": "13"}, "the day the person signed"),
        ({"signed-year": "2999"}, "the day the person signed"),
        ({"service": "nothing"}, "the day the person signed"),
        ({"phone": "rosa"}, "whole phone number"),
        ({"phone": "", "name": "Edith"}, "a name and an address"),
        ({"phone": GRACE}, "Somebody else types in your form"),
    ],
)
def test_what_is_wrong_at_the_head_of_a_form_is_said_and_nothing_is_begun(
    parts: Parts, grace: Reader, wrong: dict[str, str], said: str
) -> None:
    answer = grace.post("/desk/counter/paper", **(paper(phone=ROSA) | wrong))
    assert answer.status_code in {403, 422}
    assert said in answer.text
    with parts.reading() as session:
        assert session.scalars(select(Application)).all() == []
