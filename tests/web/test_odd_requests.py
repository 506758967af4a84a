"""Whatever arrives, the answer is a page in the reader's language that says what to do, and never our failure."""

import dataclasses
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from backend.app import LARGEST_BODY, create_app
from backend.core import clock
from backend.core.database import Busy, Database
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.models import LoginSession
from backend.logs import set_up_logs
from backend.parts import Parts
from tests.domain.given import CARD
from tests.web.readers import Reader, Seeded, snapshot
from tests.web.routes import UNKNOWN, routes

HUGE = "9" * 30
GONE = {"en": "This page is not here", "zh-Hans": "页面", "zh-Hant": "頁面"}


def besides_readings(parts: Parts) -> dict[str, list[Any]]:
    """What is stored, without who read it: a caseworker who sends a form again reads again, and this is written."""
    return {table: rows for table, rows in snapshot(parts).items() if not table.startswith("access_")}


def hold(answer: TestResponse, status: int, language: str = "en") -> str:
    """An answer is a whole page in the reader's language; returns its text."""
    assert answer.status_code == status, answer.text[-500:]
    assert answer.mimetype == "text/html"
    assert f'<html lang="{language}"' in answer.text
    assert 'href="/"' in answer.text, "there is a way on"
    return answer.text


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/%ff%fe",
        "/services/%ff",
        "/services/%00",
        f"/services/{'x' * 3000}",
        "/offices/moon",
        "/lessons/moon",
        "/learning/progress/moon",
        f"/applications/{UNKNOWN}",
        "/applications/not-an-id",
        f"/applications/{UNKNOWN}/questions/full_name",
        "/inbox/4711",
        f"/inbox/{HUGE}",
        "/inbox/-1",
    ],
)
def test_what_is_not_there_is_said_kindly(
    reader: Callable[..., Reader], seeded: Seeded, path: str, language: str
) -> None:
    text = hold(reader(language).sign_in().get(path), HTTPStatus.NOT_FOUND, language)
    assert GONE[language] in text
    assert seeded


@pytest.mark.parametrize(
    "path",
    [
        "/services?q=%ff%fe",
        "/services?q=%00",
        f"/services?q={'x' * 5000}",
        "/services?q=" + "%F0%9F%98%80" * 100,
        f"/applications?after={HUGE}",
        "/applications?after=x",
        "/applications?after=-1",
        f"/inbox?after={HUGE}",
        "/inbox?after=%00",
        "/settings?next=%ff",
        "/demo/phone?number=%ff&sign_in=%ff",
        f"/demo/phone?sign_in={UNKNOWN}",
        f"/lessons/{CARD}?step=moon",
        f"/lessons/{CARD}?step=%00",
        f"/sign-in/{UNKNOWN}?next=%ff",
    ],
)
def test_odd_words_in_an_address_are_passed_over(rosa: Reader, path: str) -> None:
    hold(rosa.get(path), HTTPStatus.OK)


@pytest.mark.parametrize(
    "path", [f"/desk?after={HUGE}", "/desk?state=draft", "/desk?reference=%ff%00", "/desk?state=x"]
)
def test_odd_words_at_the_desk_are_passed_over(amir: Reader, seeded: Seeded, path: str) -> None:
    text = hold(amir.get(path), HTTPStatus.OK)
    assert str(seeded.draft) not in text


def test_every_page_and_form_says_which_methods_it_takes(app: Flask, rosa: Reader, seeded: Seeded) -> None:
    for route in {*routes(app, seeded, "GET"), *routes(app, seeded, "POST")}:
        for method in ("PUT", "DELETE", "PATCH"):
            answer = rosa.client.open(route.path, method=method)
            hold(answer, HTTPStatus.METHOD_NOT_ALLOWED)
            assert route.method in answer.headers["Allow"], route


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_too_much_at_once_is_said_to_be_too_much(reader: Callable[..., Reader], language: str) -> None:
    answer = reader(language).client.post("/sign-in", data={"phone": "1" * (LARGEST_BODY + 1)})
    hold(answer, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, language)
    many = {f"answer-{number}": "x" for number in range(250)}
    files = reader(language).client.post("/sign-in", data=many, content_type="multipart/form-data")
    hold(files, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, language)


@pytest.mark.parametrize("value", [b"%ff%fe", b"\x00", b"%00", "😀".encode() * 500, b"x" * 60_000])
def test_broken_letters_in_a_form_come_back_as_something_to_mend(rosa: Reader, seeded: Seeded, value: bytes) -> None:
    body = f"form_token={rosa.form_token()}&answer-day=".encode() + value
    body += b"&answer-month=" + value + b"&answer-year=" + value
    where = f"/applications/{seeded.draft}/questions/birth_date"
    answer = rosa.client.post(where, data=body, content_type="application/x-www-form-urlencoded")
    assert 'id="problems"' in hold(answer, HTTPStatus.UNPROCESSABLE_ENTITY)


def test_a_form_that_no_browser_writes_is_a_form_of_somebody_else(rosa: Reader) -> None:
    body = f"form_token={rosa.form_token()}&theme=".encode() + b"\xff\xfe"
    hold(rosa.client.post("/choices", data=body, content_type="application/x-www-form-urlencoded"), 403)


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b'{"events": 1}', b'{"events": [1, null, {}]}', b"\xff" * 20])
def test_odd_events_from_a_script_are_passed_over(rosa: Reader, body: bytes) -> None:
    headers = {"X-Form-Token": rosa.form_token()}
    answer = rosa.client.post("/learning/events", data=body, content_type="application/json", headers=headers)
    assert answer.status_code in {HTTPStatus.OK, HTTPStatus.BAD_REQUEST}
    assert answer.mimetype == "application/json"


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1970-01-01T00:00:00Z"])
def test_an_event_from_a_broken_clock_does_not_hold_up_the_others(rosa: Reader, at: str) -> None:
    events = [
        {"id": str(uuid.uuid4()), "lesson": CARD, "step": "welcome", "kind": "done", "at": moment}
        for moment in (at, clock.now().isoformat())
    ]
    headers = {"X-Form-Token": rosa.form_token()}
    answer = rosa.client.post("/learning/events", json={"events": events}, headers=headers)
    assert answer.json == {"new": 2, "taken": 2}


def test_a_session_that_ended_leads_to_signing_in_and_back_again(parts: Parts, rosa: Reader, seeded: Seeded) -> None:
    with parts.writing() as session:
        for each in session.query(LoginSession):
            each.expires_at = clock.now()
    where = f"/applications/{seeded.draft}/questions/birth_date"
    asked = rosa.get(where)
    assert asked.headers["Location"].startswith("/sign-in?next=%2Fapplications%2F")
    fields = {"answer-day": "4", "answer-month": "5", "answer-year": "1951"}
    sent = rosa.post(where, **fields)
    assert sent.headers["Location"].startswith("/sign-in?next=%2Fapplications%2F")
    rosa.sign_in()
    again = rosa.get(where).text
    assert 'value="1951"' in again, "what was typed is still there"
    assert 'value="1951"' not in rosa.get(where).text, "and is forgotten after it was shown"


def test_what_is_typed_goes_along_when_the_easy_view_is_pressed(rosa: Reader, seeded: Seeded) -> None:
    where = f"/applications/{seeded.draft}/questions/birth_date?check=1"
    empty = {"answer-day": "", "answer-month": "", "answer-year": ""}
    rosa.post("/choices", mode="elder", next=where, **{**empty, "answer-year": "1951"})
    assert 'value="1951"' in rosa.get(where).text
    rosa.post("/choices", mode="standard", next=where, **empty)
    assert "kept" not in rosa.get(where).headers.get("Set-Cookie", ""), "nothing typed, nothing kept"


@pytest.mark.parametrize("token", ["", "x", "é", "x" * 3000, "\x00"])
def test_a_session_cookie_that_opens_nothing_is_nobodys(nobody: Reader, token: str) -> None:
    nobody.client.set_cookie("handrail_session", token)
    assert nobody.get("/").status_code == HTTPStatus.OK
    assert nobody.get("/inbox").status_code == HTTPStatus.SEE_OTHER


@pytest.mark.parametrize("value", ["x", "é", "AAAA", "x" * 3000])
def test_a_cookie_of_kept_words_that_somebody_changed_is_passed_over(rosa: Reader, seeded: Seeded, value: str) -> None:
    rosa.client.set_cookie("handrail_kept", value)
    hold(rosa.get(f"/applications/{seeded.draft}/questions/birth_date"), HTTPStatus.OK)


def test_a_form_sent_again_after_it_counted_leads_on_and_changes_nothing(
    parts: Parts, rosa: Reader, amir: Reader, seeded: Seeded
) -> None:
    token, desk = rosa.form_token(), amir.form_token()
    forms: list[tuple[Reader, str, str, dict[str, Any]]] = [
        (rosa, token, f"/applications/{seeded.draft}/questions/full_name", {"answer": "Rosa Lee"}),
        (rosa, token, f"/applications/{seeded.complete}/send", {}),
        (rosa, token, f"/applications/{seeded.sent}/send", {}),
        (rosa, token, f"/applications/{seeded.draft}/discard", {}),
        (amir, desk, f"/desk/applications/{seeded.sent}/decision", {"outcome": "refused", "reason": "You are 44."}),
    ]
    for who, own, path, fields in forms:
        assert who.post(path, own, **fields).status_code == HTTPStatus.SEE_OTHER, path
    before = besides_readings(parts)
    for who, own, path, fields in forms[1:]:
        assert who.post(path, own, **fields).status_code == HTTPStatus.SEE_OTHER, path
    assert besides_readings(parts) == before


def test_a_form_of_what_was_sent_meanwhile_says_so(rosa: Reader, seeded: Seeded) -> None:
    answer = rosa.post(f"/applications/{seeded.sent}/questions/full_name", answer="Somebody Else")
    assert "You have already sent this" in hold(answer, HTTPStatus.CONFLICT)
    thrown = rosa.post(f"/applications/{seeded.sent}/discard")
    assert "You have already sent this" in hold(thrown, HTTPStatus.CONFLICT)


def test_another_decision_afterwards_is_shown_beside_the_field(amir: Reader, seeded: Seeded) -> None:
    where = f"/desk/applications/{seeded.approved}/decision"
    assert "already decided" in hold(amir.post(where, outcome="refused", reason="No"), HTTPStatus.CONFLICT)
    where = f"/desk/applications/{seeded.sent}/decision"
    assert "plain words" in hold(amir.post(where, outcome="refused"), HTTPStatus.UNPROCESSABLE_ENTITY)
    hold(amir.post(where, outcome="perhaps"), HTTPStatus.UNPROCESSABLE_ENTITY)


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize("failure", [Busy(), OperationalError("SELECT", {}, OSError("gone"))])
def test_a_database_that_is_away_is_said_in_a_page_even_to_those_signed_in(
    parts: Parts, language: str, failure: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = Reader(create_app(parts=parts), language).sign_in()

    @contextmanager
    def away(_: Database) -> Iterator[None]:
        raise failure
        yield

    monkeypatch.setattr(Database, "reading", away)
    for path in ("/inbox", "/", "/services", "/nowhere"):
        answer = visitor.get(path)
        expected = {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.NOT_FOUND}
        assert answer.status_code in expected
        hold(answer, answer.status_code, language)


def test_a_failure_of_ours_is_a_page_that_tells_nothing_of_it(
    rosa: Reader, seeded: Seeded, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("Rosa Lee 07700 900101")

    set_up_logs()
    monkeypatch.setattr("backend.domain.applications.queries.of_account", fail)
    text = hold(rosa.get("/applications"), HTTPStatus.INTERNAL_SERVER_ERROR)
    assert "Something went wrong on our side" in text
    assert "ValueError" not in text
    logged = capsys.readouterr().err
    assert "ValueError" in logged
    assert "Rosa Lee" not in logged
    assert seeded


def test_a_lesson_whose_service_lost_a_question_says_so_and_goes_on(parts: Parts, seeded: Seeded) -> None:
    service = parts.content.services[CARD]
    without = dataclasses.replace(service, questions=tuple(each for each in service.questions if each.id != "old_card"))
    content = dataclasses.replace(parts.content, services=dict(parts.content.services) | {CARD: without})
    changed = dataclasses.replace(parts, content=content, versions=dict(parts.versions))
    visitor = Reader(create_app(parts=changed))
    text = hold(visitor.get(f"/lessons/{CARD}?step=answer-no"), HTTPStatus.OK)
    assert "This step is being renewed" in text
    hold(visitor.post(f"/lessons/{CARD}/steps/answer-no", answer="no"), HTTPStatus.NOT_FOUND)
    assert visitor.post(f"/lessons/{CARD}/steps/answer-no", skip="1").status_code == HTTPStatus.SEE_OTHER
    assert NotFound.status == HTTPStatus.NOT_FOUND
    assert seeded


WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
OPEN = ("/services", "/sign-in", f"/sign-in/{UNKNOWN}", "/choices", f"/lessons/{CARD}", "/demo/phone")
OWN = ("/applications", "/inbox", "/desk", "/appointments")
PRACTICE = tuple(f"/lessons/{CARD}/steps/{step}" for step in ("give-birth-date", "give-address"))
TIMES = tuple(f"/appointments/new/clinic-visit/{each}" for each in ("times", "days", "hold", "held/x"))
PATHS = st.sampled_from(OPEN + OWN + PRACTICE + TIMES)
FIELDS = ("q", "next", "step", "after", "number", "sign_in", "phone", "code", "id", "answer", "language")
WISHES = ("office", "staff", "part", "day", "slot", "needs")
NAMES = st.sampled_from(FIELDS + WISHES)


@settings(max_examples=60)
@given(path=PATHS | WORDS.map(lambda text: "/" + quote(text)), words=st.dictionaries(NAMES, WORDS, max_size=4))
def test_nothing_that_can_be_typed_is_answered_with_our_failure(rosa: Reader, path: str, words: dict[str, str]) -> None:
    assert rosa.client.get(path, query_string=words).status_code < HTTPStatus.INTERNAL_SERVER_ERROR
    sent = rosa.client.post(path, data=words, headers={"X-Form-Token": token_of(rosa)})
    assert sent.status_code < HTTPStatus.INTERNAL_SERVER_ERROR


def token_of(who: Reader) -> str:
    """One token for all examples: a browser's tokens all stay good."""
    if not hasattr(who, "kept_token"):
        who.kept_token = who.form_token()  # type: ignore[attr-defined]
    return str(who.kept_token)  # type: ignore[attr-defined]
