"""Acting for somebody: which pages do it, which never do, and what happens the moment it is stopped."""

import re
import uuid
from http import HTTPStatus

import pytest
from flask import Flask
from sqlalchemy import select

from backend.core import clock
from backend.domain.appointments.models import Appointment, Seat
from backend.domain.identity import actions as identity
from backend.domain.identity.models import Account
from backend.domain.identity.rules import Who
from backend.domain.mandates import actions, queries
from backend.domain.mandates.models import Deed, Mandate
from backend.domain.mandates.rules import APPOINTMENTS
from backend.parts import Parts
from tests.domain.given import AMIR, ROSA
from tests.web.readers import Reader, Seeded, help_by, offer, snapshot
from tests.web.routes import routes

ANNA = "+447700900104"
ENDING = "0101"
CODE = re.compile(r"spoken-code[^>]*>([\d ]+)<")


@pytest.fixture
def helper(app: Flask, seeded: Seeded) -> Reader:
    """Amir, who works at the city, and now helps Rosa."""
    return Reader(app).sign_in(AMIR).help(seeded.mandate)


@pytest.fixture
def anna(app: Flask) -> Reader:
    return Reader(app).sign_in(ANNA)


def stop_help(parts: Parts, mandate: uuid.UUID) -> None:
    with parts.writing() as session:
        rosa = identity.account_for(session, ROSA, clock.now())
        actions.end(session, queries.own(session, rosa, mandate), rosa, clock.now())


def test_only_pages_that_say_so_act_and_every_page_says_for_whom(app: Flask, helper: Reader, seeded: Seeded) -> None:
    acted = closed = 0
    for route in routes(app, seeded, "GET"):
        answer = helper.get(route.path)
        if answer.mimetype != "text/html" or route.path == "/offline":
            continue
        if route.who is not Who.ANYONE and route.mandate != APPOINTMENTS:
            assert answer.status_code == HTTPStatus.FORBIDDEN, route
            assert "You are helping somebody now" in answer.text
            closed += 1
        elif answer.status_code == HTTPStatus.OK:
            acted += route.mandate is not None
        if answer.status_code < 300 or answer.status_code >= 400:
            assert f"number ending {ENDING}" in answer.text, route
            assert 'action="/helping/stop"' in answer.text, route
            assert answer.headers["Cache-Control"] == "no-store", route
    assert (acted > 10, closed > 20) == (True, True)


def test_no_form_of_ones_own_does_anything_while_one_helps(
    app: Flask, parts: Parts, helper: Reader, seeded: Seeded
) -> None:
    before, token = snapshot(parts), helper.form_token()
    for route in routes(app, seeded, "POST"):
        if route.who is not Who.ANYONE and route.mandate != APPOINTMENTS:
            answer = helper.post(route.path, token, **{"for": str(seeded.mandate), "outcome": "approved"})
            assert answer.status_code == HTTPStatus.FORBIDDEN, route
    begun = helper.post("/services/senior-travel-card/begin", token, **{"for": str(seeded.mandate)})
    assert begun.status_code == HTTPStatus.FORBIDDEN
    assert snapshot(parts) == before


def test_nothing_is_done_for_somebody_once_they_have_stopped_it_and_nothing_for_oneself_instead(
    app: Flask, parts: Parts, seeded: Seeded
) -> None:
    for route in [each for each in routes(app, seeded, "POST") if each.mandate]:
        mandate = help_by(parts, ANNA)
        anna = Reader(app).sign_in(ANNA).help(mandate)
        token = anna.form_token()
        stop_help(parts, mandate)
        before = snapshot(parts)
        answer = anna.post(route.path, token, **{"for": str(mandate), "slot": "1"})
        assert answer.status_code == HTTPStatus.FORBIDDEN, route
        assert "This help has ended" in answer.text
        assert f"number ending {ENDING}" not in answer.text
        assert snapshot(parts) == before
        assert anna.cookie("handrail_for") is None, "it is told once"
        assert anna.get("/appointments").status_code == HTTPStatus.OK


def test_help_that_ends_between_the_door_and_the_write_changes_nothing(
    parts: Parts, helper: Reader, seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The door has let the helper in; the giver presses 'stop'; only then the helper's write begins."""
    token, path = helper.form_token(), f"/appointments/{seeded.appointment}/cancel"
    real = queries.acting
    before = snapshot(parts)["appointment"]

    def let_in_and_then_stopped(*details: object) -> object:
        found = real(*details)  # type: ignore[arg-type]
        stop_help(parts, seeded.mandate)
        return found

    monkeypatch.setattr("backend.web.callers.mandate_queries.acting", let_in_and_then_stopped)
    answer = helper.post(path, token, **{"for": str(seeded.mandate)})
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "This help has ended" in answer.text
    assert snapshot(parts)["appointment"] == before


def test_what_a_helper_does_is_the_givers_and_says_who_did_it(
    parts: Parts, helper: Reader, rosa: Reader, seeded: Seeded
) -> None:
    page = f"/appointments/{seeded.appointment}"
    fields = {"for": str(seeded.mandate)}
    assert helper.post(f"{page}/sooner", **fields).status_code == HTTPStatus.SEE_OTHER
    assert helper.post(f"{page}/sooner", stop="yes", **fields).status_code == HTTPStatus.SEE_OTHER
    assert helper.post(f"{page}/cancel", **fields).status_code == HTTPStatus.SEE_OTHER
    with parts.reading() as session:
        whats = session.scalars(select(Deed.what).order_by(Deed.id)).all()
    assert whats == ["waiting", "not_waiting", "cancelled"]
    shown = rosa.get(f"/helpers/{seeded.mandate}").text
    assert "Cancelled an appointment" in shown
    assert page in shown
    letter = re.search(r'href="(/inbox/\d+)"', rosa.get("/inbox").text)
    assert letter is not None
    assert "Their number ends with 0201." in rosa.get(letter[1]).text


def test_a_helper_takes_no_places_that_are_kept_for_staff(parts: Parts, helper: Reader, seeded: Seeded) -> None:
    times = helper.get("/appointments/new/clinic-visit/times").text
    slot = re.findall(r'name="slot" value="(\d+)"', times)[0]
    fields = {"for": str(seeded.mandate)}
    held = helper.post("/appointments/new/clinic-visit/hold", slot=slot, **fields).location
    booked = str(helper.post(held.split("?")[0], **fields).location)
    with parts.reading() as session:
        found = session.scalars(select(Appointment).order_by(Appointment.id.desc())).first()
        assert found is not None
        assert (found.by_helper, found.booked_by == found.account_id) == (True, False)
        seat = session.scalars(select(Seat).where(Seat.appointment_id == found.id)).one()
        assert seat.class_ != "counter"
    assert "Booked by a helper (number ending 0201)" in helper.get(booked).text


def test_a_form_that_was_opened_for_one_person_does_nothing_for_another(
    parts: Parts, helper: Reader, seeded: Seeded
) -> None:
    before, token = snapshot(parts), helper.form_token()
    path = f"/appointments/{seeded.appointment}/cancel"
    for fields in ({}, {"for": str(uuid.uuid4())}):
        answer = helper.post(path, token, **fields)
        assert answer.status_code == HTTPStatus.CONFLICT
        assert "This page was opened for another person." in answer.text
    helper.post("/helping/stop", token)
    assert helper.post(path, token, **{"for": str(seeded.mandate)}).status_code == HTTPStatus.CONFLICT
    assert snapshot(parts) == before


def test_stopping_to_help_leads_back_and_the_mandate_stays(helper: Reader, seeded: Seeded) -> None:
    assert helper.post("/helping/stop", next="/desk").location == "/desk"
    assert helper.get("/desk").status_code == HTTPStatus.OK, "the staff's own pages are theirs again"
    assert str(seeded.mandate) in helper.get("/helping").text
    assert helper.post("/helping/stop", next="https://elsewhere.example/").location == "/helping"


def test_signing_out_ends_acting_on_this_phone(helper: Reader) -> None:
    helper.post("/sign-out")
    assert helper.cookie("handrail_for") is None


def test_a_cookie_that_was_made_up_acts_for_nobody(app: Flask, seeded: Seeded) -> None:
    for value in ("x", str(seeded.mandate), str(seeded.offered), str(uuid.uuid4())):
        wai = Reader(app).sign_in(ANNA)
        wai.client.set_cookie("handrail_for", value)
        assert wai.get("/").status_code == HTTPStatus.OK
        wai.client.set_cookie("handrail_for", value)
        answer = wai.get(f"/appointments/{seeded.appointment}")
        assert answer.status_code == HTTPStatus.FORBIDDEN
        assert "This help has ended" in answer.text
        assert f"number ending {ENDING}" not in answer.text


def test_a_page_for_everybody_says_once_that_the_help_ended(parts: Parts, helper: Reader, seeded: Seeded) -> None:
    stop_help(parts, seeded.mandate)
    assert "The help you gave has ended" in helper.get("/lessons").text
    assert "The help you gave has ended" not in helper.get("/lessons").text


def test_the_page_that_a_phone_keeps_for_no_connection_is_about_nobody(
    parts: Parts, helper: Reader, seeded: Seeded
) -> None:
    kept = helper.get("/offline").text
    assert [said in kept for said in ("number ending", "/helping/stop", 'name="for"')] == [False] * 3
    stop_help(parts, seeded.mandate)
    assert "The help you gave has ended" not in helper.get("/offline").text
    assert "The help you gave has ended" in helper.get("/lessons").text


def test_the_code_is_shown_again_when_the_page_is_loaded_again_and_only_on_this_phone(
    app: Flask, parts: Parts, rosa: Reader, anna: Reader
) -> None:
    fields = {"id": str(uuid.uuid4()), "until": "year", "name": "My daughter", "scope": "appointments"}
    place = str(rosa.post("/helpers/new", **fields).location)
    shown = CODE.search(rosa.get(place).text)
    assert shown is not None
    assert CODE.search(rosa.get(place).text).group(1) == shown[1]  # type: ignore[union-attr]
    assert CODE.search(Reader(app).sign_in(ROSA).get(place).text) is None, "her other phone never had it"
    assert anna.post("/helping/code", phone=ROSA, code=shown[1]).location == "/helping?done=begun"
    assert rosa.get(place).location == place.replace("/code", "?done=begun")
    assert rosa.post("/helpers/new", **fields).location == place.replace("/code", ""), "sent again, it is given once"
    with parts.reading() as session:
        assert len(session.scalars(select(Mandate)).all()) == 1


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"phone": "rosa", "code": "1"}, 422, "whole phone number"),
        ({"phone": ROSA, "code": "1"}, 422, "do not fit together"),
        ({"phone": "+447700900999", "code": "123456"}, 422, "do not fit together"),
        ({"phone": ANNA, "code": "123456"}, 409, "your own number"),
        ({}, 422, "whole phone number"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(
    anna: Reader, parts: Parts, typed: dict[str, str], status: int, said: str
) -> None:
    offer(parts)
    answer = anna.post("/helping/code", **typed, name="Mum <b>")
    assert answer.status_code == status
    assert said in answer.text
    assert "Mum &lt;b&gt;" in answer.text


def test_too_many_wrong_codes_say_how_long_to_wait_in_words(anna: Reader, parts: Parts) -> None:
    offer(parts)
    for _ in range(10):
        anna.post("/helping/code", phone=ROSA, code="12")
    answer = anna.post("/helping/code", phone=ROSA, code="12")
    assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert "Please try again in 60 minutes." in answer.text


@pytest.mark.parametrize("until", ["", "ever", "2099-01-01"])
def test_for_how_long_must_be_chosen(rosa: Reader, until: str) -> None:
    answer = rosa.post("/helpers/new", until=until, name="Anna", scope="appointments")
    assert answer.status_code == 422
    assert "Please choose for how long." in answer.text
    assert 'value="Anna"' in answer.text


def test_a_helper_gives_up_for_good_and_the_giver_is_told(app: Flask, rosa: Reader, seeded: Seeded) -> None:
    amir = Reader(app).sign_in(AMIR)
    assert amir.post(f"/helping/{seeded.mandate}/end").location == "/helping?done=ended"
    assert str(seeded.mandate) not in amir.get("/helping").text
    assert amir.post(f"/helping/{seeded.mandate}/begin").status_code == HTTPStatus.FORBIDDEN
    assert "Your helper stopped." in rosa.get(f"/helpers/{seeded.mandate}").text
    assert rosa.get(f"/helpers/{seeded.mandate}/stop").status_code == HTTPStatus.SEE_OTHER


def test_choices_of_text_size_stay_the_helpers_own(parts: Parts, helper: Reader) -> None:
    helper.post("/choices", text_size="200")
    with parts.writing() as session:
        sizes = {
            number: session.get(Account, identity.account_for(session, number, clock.now())).text_size  # type: ignore[union-attr]
            for number in (ROSA, AMIR)
        }
    assert sizes == {ROSA: None, AMIR: 200}
