"""A whole use of the city by forms alone: pressed twice, looked at in the logs, and in production."""

import base64
import re
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from backend.app import create_app
from backend.config import load
from backend.core.outbox import OutboxRow
from backend.domain.applications.models import Application
from backend.domain.inbox.models import Message
from backend.logs import set_up_logs
from backend.parts import Parts, build
from backend.worker import drain
from tests.databases import Maker
from tests.domain.given import AMIR, CARD, ROSA
from tests.support import Phone
from tests.web.readers import Reader, Seeded, code_of

FORMS: tuple[tuple[str, dict[str, str]], ...] = (
    ("full_name", {"answer": "Rosa Lee"}),
    ("birth_date", {"answer-day": "4", "answer-month": "5", "answer-year": "1951"}),
    ("lives_here", {"answer": "yes"}),
    ("address", {"answer-line1": "7 Mill Lane", "answer-town": "Harbour City", "answer-postcode": "HC3 4DE"}),
    ("delivery", {"answer": "post"}),
    ("old_card", {"answer": "no"}),
    ("companion", {"answer": "no"}),
    ("contact_way", {"answer": "call"}),
    ("phone", {"answer": "07700 900777"}),
)


def sign_in(who: Reader, number: str, **more: str) -> tuple[str, str]:
    """Sign in by the forms; returns what nobody else should read: the code and the form's token."""
    sign_in_id, token = str(uuid.uuid4()), who.form_token()
    asked = who.post("/sign-in", token, id=sign_in_id, phone=number, next="/services")
    code = code_of(who.parts, sign_in_id)
    wrong = who.post(asked.headers["Location"], token, code="000000" if code != "000000" else "111111")
    assert wrong.status_code == 422
    entered = who.post(asked.headers["Location"], token, code=code, next="/services", **more)
    assert entered.headers["Location"] == "/services"
    return code, token


def begin(who: Reader) -> str:
    where = who.post(f"/services/{CARD}/begin").headers["Location"]
    return where.removeprefix("/applications/").removesuffix("/next")


def answer_all(who: Reader, application: str) -> None:
    where = who.get(f"/applications/{application}/next").headers["Location"]
    for question, fields in FORMS:
        assert where == f"/applications/{application}/questions/{question}"
        where = who.post(where, **fields).headers["Location"]
    assert where == f"/applications/{application}/check"


def test_the_logs_of_a_whole_journey_hold_nothing_personal(
    app: Flask, parts: Parts, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    set_up_logs()
    rosa, amir = Reader(app), Reader(app)
    code, token = sign_in(rosa, "07700 900101")
    application = begin(rosa)
    rosa.post(f"/applications/{application}/questions/full_name", answer="Rosa\x00Lee")
    answer_all(rosa, application)
    assert "07700 900777" in rosa.get(f"/applications/{application}/check").text
    sent = rosa.post(f"/applications/{application}/send").headers["Location"]
    reference = re.findall(r"[3479ACDEFHJKMNPQRTWXY]{4}", rosa.get(sent).text)
    sign_in(amir, AMIR)
    amir.post(f"/desk/applications/{application}/decision", outcome="refused", reason="You are 44 years old")
    drain(parts)
    for each in rosa.get("/inbox").text.split('href="/inbox/')[1:3]:
        rosa.get(f"/inbox/{each.partition(chr(34))[0]}")
    rosa.get("/services?q=my+secret+illness")
    rosa.get("/nowhere/Rosa-Lee")

    def fail(*_: object, **__: object) -> None:
        raise ValueError("Rosa Lee, 07700 900101")

    monkeypatch.setattr("backend.domain.applications.queries.of_account", fail)
    assert rosa.get("/applications").status_code == 500
    logged = capfd.readouterr().err
    assert logged.count('"event": "request"') > 30, "this is where the logs are"
    assert "outbox row done" in logged
    secrets = [code, token, rosa.cookie("handrail_session"), rosa.cookie("handrail_browser"), *reference]
    personal = [
        "Rosa",
        "Mill Lane",
        "HC3 4DE",
        "1951",
        "900101",
        "900777",
        "900201",
        "44 years",
        "illness",
        application,
    ]
    for each in [*secrets, *personal]:
        assert each
        # A request's id is sixteen random hex digits, in which any year may stand.
        assert not re.search(rf"(?<![0-9a-f]){re.escape(each)}(?![0-9a-f])", logged), each


def test_pressing_begin_and_send_twice_at_once_makes_one_application(app: Flask, parts: Parts, rosa: Reader) -> None:
    token, session, own = rosa.form_token(), rosa.cookie("handrail_session"), rosa.cookie("handrail_browser")
    together = threading.Barrier(4)

    def press(path: str) -> str:
        again = Reader(app)
        again.client.set_cookie("handrail_session", str(session))
        again.client.set_cookie("handrail_browser", str(own))
        together.wait(10)
        return again.post(path, token).headers["Location"]

    with ThreadPoolExecutor(4) as fingers:
        begun = set(fingers.map(press, [f"/services/{CARD}/begin"] * 4))
        assert len(begun) == 1
        application = begun.pop().removeprefix("/applications/").removesuffix("/next")
        answer_all(rosa, application)
        sent = set(fingers.map(press, [f"/applications/{application}/send"] * 4))
    assert sent == {f"/applications/{application}?sent=1"}
    with parts.reading() as opened:
        for table in (Application, Message):
            assert opened.scalar(select(func.count()).select_from(table)) == 1
        assert opened.scalar(select(func.count()).select_from(OutboxRow).where(OutboxRow.kind == "message")) == 1


def test_a_change_from_the_check_page_asks_only_what_it_has_newly_opened(rosa: Reader) -> None:
    application = begin(rosa)
    answer_all(rosa, application)
    where = f"/applications/{application}/questions/"
    changed = rosa.post(f"{where}delivery?check=1", answer="pickup").headers["Location"]
    assert changed == f"{where}pickup_office?check=1"
    assert f'<a class="back" href="{where}delivery?check=1"' in rosa.get(changed).text
    assert rosa.post(changed, answer="library").headers["Location"] == f"/applications/{application}/check"
    assert f'<a class="back" href="/applications/{application}/check"' in rosa.get(f"{where}delivery?check=1").text


def test_an_exit_reached_from_the_check_page_leads_back_to_it(rosa: Reader) -> None:
    application = begin(rosa)
    answer_all(rosa, application)
    where = f"/applications/{application}/questions/"
    ended = rosa.post(f"{where}lives_here?check=1", answer="no").headers["Location"]
    assert f'href="{where}lives_here?check=1"' in rosa.get(ended).text
    mended = rosa.post(f"{where}lives_here?check=1", answer="yes")
    assert mended.headers["Location"] == f"/applications/{application}/check"


def test_practice_before_signing_in_is_there_afterwards_and_sends_nothing(
    app: Flask, parts: Parts, phone: Phone, nobody: Reader
) -> None:
    lesson = f"/lessons/{CARD}"
    nobody.post(f"{lesson}/steps/welcome")
    wrong = nobody.post(f"{lesson}/steps/give-name", answer="Rosa")
    assert wrong.status_code == 422
    assert "You typed her first name" in wrong.text
    assert "Well done" in nobody.post(f"{lesson}/steps/give-name", answer="Rosa Lee").text
    nobody.post(f"{lesson}/steps/send")
    sign_in(nobody, ROSA, practice="mine")
    learned = {"done": ["give-name", "send", "welcome"], "skipped": []}
    assert nobody.get(f"/learning/progress/{CARD}").json == learned | {"runs": {"guided": learned}}
    nobody.client.delete_cookie("handrail_browser")
    assert nobody.get(lesson).headers["Location"] == f"{lesson}?step=know-the-page&run=guided"
    with parts.reading() as session:
        assert session.scalar(select(func.count()).select_from(Application)) == 0
    assert [each["key"].partition(":")[0] for each in phone.received(ROSA)] == ["sign-in"]
    assert Reader(app).get(f"/learning/progress/{CARD}").json == {"done": [], "skipped": [], "runs": {}}


def test_what_somebody_else_practised_on_a_shared_phone_is_not_given_to_who_signs_in(nobody: Reader) -> None:
    code_page = f"/sign-in/{uuid.uuid4()}"
    assert 'name="practice"' not in nobody.get(code_page).text, "nothing was practised here"
    nobody.post(f"/lessons/{CARD}/steps/welcome")
    assert re.search(r'name="practice"[^>]* checked', nobody.get(code_page).text)
    sign_in(nobody, ROSA)
    assert nobody.get(f"/learning/progress/{CARD}").json["done"] == []
    nobody.post("/sign-out")
    assert nobody.get(f"/learning/progress/{CARD}").json["done"] == ["welcome"], "it waits for whoever it was"


@pytest.fixture
def production(template: Maker, tmp_path: Path) -> Iterator[Flask]:
    key = base64.b64encode(b"k" * 32).decode()
    told = {
        "HANDRAIL_MODE": "production",
        "HANDRAIL_HOME": str(tmp_path),
        "HANDRAIL_DATABASE_URL": template(),
        "HANDRAIL_SECRET": key,
        "HANDRAIL_VAULT_KEYS": f"first:{key}",
        "HANDRAIL_PUBLIC_URL": "https://city.example",
    }
    parts = build(load(told))
    yield create_app(parts=parts)
    parts.close()


def test_there_is_no_demo_phone_and_nobody_made_up_in_production(production: Flask) -> None:
    visitor = Reader(production)
    assert visitor.get("/demo/phone").status_code == 404
    page = visitor.get("/sign-in").text
    assert "This is a demo" not in page
    assert "900 101" not in page
    assert not [rule for rule in production.url_map.iter_rules() if rule.rule.startswith("/demo")]


def test_over_https_every_cookie_is_secure_and_belongs_to_this_site_alone(production: Flask) -> None:
    visitor = Reader(production)
    answers = [visitor.get("/sign-in"), visitor.post("/choices", language="zh-Hans")]
    sign_in_id, token = str(uuid.uuid4()), visitor.form_token()
    visitor.post("/sign-in", token, id=sign_in_id, phone=ROSA)
    answers.append(visitor.post(f"/sign-in/{sign_in_id}", token, code=code_of(visitor.parts, sign_in_id)))
    answers.append(visitor.post("/sign-out", token))
    cookies = [cookie for answer in answers for cookie in answer.headers.getlist("Set-Cookie")]
    assert {cookie.partition("=")[0] for cookie in cookies} == {
        "__Host-handrail_browser",
        "__Host-handrail_for",
        "__Host-handrail_session",
        "handrail_choices",
    }
    for cookie in cookies:
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; ")), cookie
        assert "Domain" not in cookie
    assert all("max-age=31536000" in answer.headers["Strict-Transport-Security"] for answer in answers)


def test_a_cookie_without_its_prefix_opens_nothing_over_https(production: Flask) -> None:
    visitor = Reader(production).sign_in()
    assert visitor.get("/inbox").status_code == 200
    stolen = Reader(production)
    stolen.client.set_cookie("handrail_session", str(visitor.cookie("handrail_session")))
    assert stolen.get("/inbox").status_code == 303


def test_in_the_demo_cookies_work_without_https(rosa: Reader, seeded: Seeded) -> None:
    answer = rosa.post("/choices", theme="dark")
    assert all("Secure" not in cookie for cookie in answer.headers.getlist("Set-Cookie"))
    assert rosa.get(f"/applications/{seeded.sent}").status_code == 200
    assert "Strict-Transport-Security" not in answer.headers
