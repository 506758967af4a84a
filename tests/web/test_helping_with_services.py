"""Filling in a service for somebody: only what they allowed, said who did it, and over the moment they stop it."""

import threading
import uuid
from http import HTTPStatus

import pytest
from flask import Flask
from sqlalchemy import select

from backend.core import clock
from backend.domain.access import queries as history
from backend.domain.applications import queries as applications
from backend.domain.applications.models import Answer, Application, ApplicationEvent
from backend.domain.identity import actions as identity
from backend.domain.mandates import actions, queries
from backend.domain.mandates.models import Deed
from backend.parts import Parts
from tests.domain.given import ANSWERS, CARD, ROSA, Town
from tests.web.readers import Reader, Seeded, help_by, offer

ANNA = "+447700900104"
CARD_ONLY = (f"service:{CARD}",)


@pytest.fixture
def mandate(parts: Parts) -> uuid.UUID:
    """Anna may fill in the travel card for Rosa, and not send it."""
    return help_by(parts, ANNA, scope=CARD_ONLY)


@pytest.fixture
def anna(app: Flask, mandate: uuid.UUID) -> Reader:
    return Reader(app).sign_in(ANNA).help(mandate)


def rosas(parts: Parts) -> int:
    with parts.writing() as session:
        return identity.account_for(session, ROSA, clock.now())


def begun(anna: Reader, mandate: uuid.UUID) -> str:
    """Anna begins the card; returns where the first question is."""
    fields = {"for": str(mandate)}
    place = str(anna.post(f"/services/{CARD}/begin", **fields).location)
    assert place.endswith("/next")
    return place.removesuffix("/next")


def answer_everything(parts: Parts) -> Application:
    """Rosa has answered everything herself, and not sent it."""
    town = Town(parts.database, parts.content, parts.versions)
    with parts.writing() as session:
        application = town.begin(session, town.account(session))
        town.answer_all(session, application, ANSWERS)
    return application


def test_a_helper_fills_in_and_the_person_reads_who_it_was_and_sends_it(
    parts: Parts, anna: Reader, rosa: Reader, mandate: uuid.UUID
) -> None:
    place, fields = begun(anna, mandate), {"for": str(mandate)}
    answered = anna.post(f"{place}/questions/full_name", answer="Rosa Lee", **fields)
    assert answered.status_code == HTTPStatus.SEE_OTHER
    with parts.reading() as session:
        (kept,) = session.scalars(select(Answer)).all()
        assert kept.mandate_id == queries.one_given(session, rosas(parts), mandate, parts.today()).id
        assert session.scalars(select(Deed.what)).all() == ["filled"]
    assert "Filled in answers" in rosa.get(f"/helpers/{mandate}").text
    assert "Rosa Lee" in rosa.get(f"{place}/questions/full_name").text, "it is her own draft"


def test_what_a_helper_reads_there_is_in_the_persons_history(
    parts: Parts, anna: Reader, rosa: Reader, mandate: uuid.UUID
) -> None:
    place, fields = begun(anna, mandate), {"for": str(mandate)}
    anna.post(f"{place}/questions/full_name", answer="Rosa Lee", **fields)
    anna.get(f"{place}/questions/full_name")
    with parts.reading() as session:
        newest = history.of_person(session, rosas(parts))[0]
    assert (newest.kind, newest.purpose, newest.service, newest.fields) == ("helper", "helping", CARD, ("full_name",))
    assert "The person whose number ends with 0104 read your answers to help you with" in rosa.get("/history").text


def test_under_each_answer_stands_who_gave_it_until_the_person_gives_it_anew(
    parts: Parts, anna: Reader, rosa: Reader, mandate: uuid.UUID
) -> None:
    application = answer_everything(parts)
    place = f"/applications/{application.public_id}"
    anna.post(f"{place}/questions/full_name", answer="Rosa M. Lee", **{"for": str(mandate)})
    who = "Filled in by: The person whose number ends with 0104"
    assert rosa.get(f"{place}/check").text.count(who) == 1
    rosa.post(f"{place}/questions/full_name", answer="Rosa Lee")
    assert who not in rosa.get(f"{place}/check").text


def test_who_may_not_send_leaves_it_for_the_person(parts: Parts, anna: Reader, mandate: uuid.UUID) -> None:
    place = f"/applications/{answer_everything(parts).public_id}"
    check = anna.get(f"{place}/check").text
    assert "It waits for them" in check
    assert f'action="{place}/send"' not in check
    assert anna.post(f"{place}/send", **{"for": str(mandate)}).status_code == HTTPStatus.FORBIDDEN


def test_who_may_send_sends_and_the_history_says_so(app: Flask, parts: Parts, rosa: Reader) -> None:
    mandate = help_by(parts, ANNA, scope=CARD_ONLY, may_send=True)
    anna = Reader(app).sign_in(ANNA).help(mandate)
    place = f"/applications/{answer_everything(parts).public_id}"
    assert "Read it in peace" in anna.get(f"{place}/check").text
    sent = anna.post(f"{place}/send", **{"for": str(mandate)})
    assert sent.location == f"{place}?sent=1"
    with parts.reading() as session:
        assert session.scalars(select(ApplicationEvent.actor)).all() == ["helper"]
        assert session.scalars(select(Deed.what)).all() == ["sent"]
    assert "Sent a service" in rosa.get(f"/helpers/{mandate}").text
    assert anna.get(place).status_code == HTTPStatus.OK


def test_other_services_and_other_things_stay_closed(anna: Reader, mandate: uuid.UUID, seeded: Seeded) -> None:
    fields = {"for": str(mandate)}
    for place in (seeded.complete, seeded.ended):  # of services that were not allowed
        assert anna.get(f"/applications/{place}/next").status_code == HTTPStatus.FORBIDDEN
        assert anna.get(f"/applications/{place}/check").status_code == HTTPStatus.FORBIDDEN
    assert anna.post("/services/change-of-address/begin", **fields).status_code == HTTPStatus.FORBIDDEN
    assert anna.get("/appointments").status_code == HTTPStatus.FORBIDDEN
    assert anna.get("/inbox").status_code == HTTPStatus.FORBIDDEN
    assert anna.get("/history").status_code == HTTPStatus.FORBIDDEN
    discard = f"/applications/{seeded.draft}/discard"
    assert anna.post(discard, **fields).status_code == HTTPStatus.FORBIDDEN, "nobody throws away for another"
    listed = anna.get("/applications").text
    assert str(seeded.draft) in listed
    assert str(seeded.complete) not in listed
    assert f'href="/services/{CARD}"' in listed
    assert anna.get(f"/applications/{uuid.uuid4()}/next").status_code == HTTPStatus.NOT_FOUND


def test_once_stopped_nothing_more_is_filled_in(
    parts: Parts, anna: Reader, mandate: uuid.UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The door has let Anna in; Rosa presses 'stop'; only then Anna's answer would be written."""
    place, token, real = begun(anna, mandate), anna.form_token(), queries.acting

    def let_in_and_then_stopped(*details: object) -> object:
        found = real(*details)  # type: ignore[arg-type]
        stop(parts, mandate)
        return found

    monkeypatch.setattr("backend.web.callers.mandate_queries.acting", let_in_and_then_stopped)
    answer = anna.post(f"{place}/questions/full_name", token, answer="Rosa", **{"for": str(mandate)})
    assert answer.status_code == HTTPStatus.FORBIDDEN
    with parts.reading() as session:
        assert session.scalars(select(Answer)).all() == []


def stop(parts: Parts, mandate: uuid.UUID) -> None:
    with parts.writing() as session:
        rosa = identity.account_for(session, ROSA, clock.now())
        actions.end(session, queries.own(session, rosa, mandate), rosa, clock.now())


def test_however_the_two_meet_nothing_is_written_once_the_help_was_stopped(app: Flask, parts: Parts) -> None:
    """Anna saves again and again while Rosa presses 'stop': from the moment that has gone through nothing changes."""
    application, mandate = answer_everything(parts), help_by(parts, ANNA, scope=CARD_ONLY)
    anna = Reader(app).sign_in(ANNA).help(mandate)
    token, saved, stopped = anna.form_token(), threading.Event(), threading.Event()
    place = f"/applications/{application.public_id}/questions/full_name"

    def save_on_and_on() -> None:
        number = 0
        while not stopped.is_set():
            number += 1
            anna.post(place, token, answer=f"Rosa {number}", **{"for": str(mandate)})
            saved.set()
        assert anna.post(place, token, answer="Too late", **{"for": str(mandate)}).status_code >= 400

    saving = threading.Thread(target=save_on_and_on)
    saving.start()
    saved.wait()
    stop(parts, mandate)
    last = answer_now(parts)
    stopped.set()
    saving.join()
    assert last != "Rosa Lee", "she had begun"
    assert answer_now(parts) == last


def answer_now(parts: Parts) -> str:
    with parts.reading() as session:
        name: str = applications.answers_of(session, session.scalars(select(Application)).one())["full_name"]
    return name


def test_what_to_help_with_is_chosen_and_shown(app: Flask, parts: Parts, rosa: Reader) -> None:
    asked = rosa.post("/helpers/new", until="month", name="Anna")
    assert asked.status_code == 422
    assert "Please choose at least one thing" in asked.text
    place = rosa.post("/helpers/new", until="month", name="Anna", scope=f"service:{CARD}", send="yes").location
    page = rosa.get(str(place).removesuffix("/code")).text
    assert "Waits for the code" in page
    offer(parts)
    mandate = help_by(parts, ANNA, scope=("appointments", *CARD_ONLY), may_send=True)
    shown = rosa.get(f"/helpers/{mandate}").text
    for words in ("Book, change and cancel appointments", "Get a senior travel card", "Send what was filled in"):
        assert words in shown
    assert Reader(app).sign_in(ANNA).post(f"/helping/{mandate}/begin").location == "/applications"
