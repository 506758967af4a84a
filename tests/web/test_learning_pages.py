"""Where a learner stands, in a browser without scripts and with or without an account."""

import re
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from backend.domain.identity import actions as identity
from backend.domain.learning import actions
from backend.parts import Parts
from tests.domain.given import ROSA
from tests.web.readers import Reader
from tests.web.test_simulated_pages import sent
from tutorials.path import tasks
from tutorials.progress import Event
from tutorials.refreshers import steps_to_refresh
from tutorials.runs import steps_of

LETTERS = "bigger-letters"


def cards(page: str) -> list[str]:
    return re.findall(r'class="card" href="([^"]+)"', page)


def test_the_first_lesson_and_the_tasks_are_offered_to_whoever_did_nothing_yet(nobody: Reader) -> None:
    page = nobody.get("/learning").text
    assert cards(page) == ["/lessons/wake-and-lock", "/learning/tasks"]
    assert "Everybody can begin with this one." in page
    assert page.count("Still ahead.") == 6
    assert "If you sign in, you have it on every phone." in page


def test_six_tasks_done_alone_lead_to_the_end_and_are_said_in_words(nobody: Reader, parts: Parts) -> None:
    asked = tasks(parts.content.lessons)
    here: str | None = "/learning/tasks/1?missed=0"
    for task in asked:
        assert task.step.title in nobody.get(here or "").text
        told = nobody.post(here or "", **sent(task.step))
        assert (told.status_code, "Well done." in told.text) == (200, True)
        here = re.findall(r'class="button button-primary" href="([^"]+)"', told.text)[-1].replace("&amp;", "&")
    assert here == "/learning/tasks/end"
    page = nobody.get(here).text
    assert all(task.step.title in page for task in asked)
    assert cards(page) == ["/lessons/wake-and-lock"]
    assert "You can do a part of this already." in page


def test_after_two_that_are_not_yet_there_it_is_enough_and_nothing_is_called_failed(
    nobody: Reader, parts: Parts
) -> None:
    slip = nobody.post("/learning/tasks/1?missed=0", answer="smaller")
    assert (slip.status_code, "Look once more." in slip.text) == (422, True)
    assert 'action="/learning/tasks/1?missed=0&amp;tried=1"' in slip.text
    later = nobody.post("/learning/tasks/1?missed=0&tried=1", answer="smaller")
    assert "We practise this one together later." in later.text
    assert 'href="/learning/tasks/2?missed=1"' in later.text
    assert nobody.post("/learning/tasks/2?missed=1", skip="1").location == "/learning/tasks/end"
    page = nobody.get("/learning/tasks/end").text
    assert "Thank you, that is enough" in page
    assert cards(page) == ["/lessons/wake-and-lock"]
    assert "You left a task from here for later" in page
    for task in tasks(parts.content.lessons)[:2]:
        opened = str(nobody.get(f"/lessons/{task.lesson.id}").location)
        assert f"step={task.lesson.steps[0].id}" in opened
        assert "alone" not in opened, "nothing of the lesson was seen yet"
    assert "You have begun" not in nobody.get("/learning").text
    assert not re.search(
        r"fail|wrong|score|mark", (slip.text + later.text + page).split("<main")[1].lower().split("</main")[0]
    )


def test_a_task_that_is_not_there_is_not_found(nobody: Reader) -> None:
    assert nobody.get("/learning/tasks/0").status_code == 404
    assert nobody.get("/learning/tasks/7").status_code == 404
    assert nobody.get("/learning/refreshers/gone/1/1").status_code == 404
    assert nobody.get(f"/learning/refreshers/{LETTERS}/1/4").status_code == 404


def learn(parts: Parts, lesson: str, days_ago: int) -> None:
    at = datetime.now(UTC) - timedelta(days=days_ago)
    steps = steps_of(parts.content.lessons[lesson], "alone")
    with parts.writing() as session:
        learner = actions.learner_of_account(session, identity.account_for(session, ROSA, at), at)
        events = [Event(uuid.uuid4(), lesson, step.id, "done", at, "alone") for step in steps]
        actions.record(session, learner, events, datetime.now(UTC))


def test_what_is_due_is_done_in_three_steps_and_comes_back_later(rosa: Reader, parts: Parts) -> None:
    learn(parts, LETTERS, days_ago=3)
    page = rosa.get("/learning").text
    begins = f"/learning/refreshers/{LETTERS}/1/1"
    assert begins in cards(page)
    assert "Two minutes to remember" in rosa.get("/lessons").text
    assert "You can do 1 of 4 on your own." in page
    for number, step in enumerate(steps_to_refresh(parts.content.lessons[LETTERS], 1), 1):
        told = rosa.post(f"/learning/refreshers/{LETTERS}/1/{number}", **sent(step))
        assert "Well done." in told.text
    end = rosa.get(f"/learning/refreshers/{LETTERS}/1/end").text
    assert re.search(r"comes back in about [6-9] days", end)
    assert begins not in cards(rosa.get("/learning").text)


def test_help_in_a_refresher_comes_when_it_is_asked_for(rosa: Reader, parts: Parts) -> None:
    learn(parts, LETTERS, days_ago=3)
    here = f"/learning/refreshers/{LETTERS}/1/1"
    hint = steps_to_refresh(parts.content.lessons[LETTERS], 1)[0].hints[0]
    assert 'data-hint="1" hidden' in rosa.get(here).text
    assert rosa.post(here, help="1").location == f"{here}?help=1"
    assert hint in rosa.get(f"{here}?help=1").text
    assert "Would you like a person to help you?" in rosa.get(f"{here}?help=4").text
    assert rosa.post(here, skip="1").location == f"/learning/refreshers/{LETTERS}/1/2"


def test_reminders_are_asked_for_and_stopped_on_the_page(rosa: Reader) -> None:
    assert "Yes, remind me" in rosa.get("/learning").text
    assert rosa.post("/learning/reminders", wanted="yes").location == "/learning#reminders"
    assert "Send me no more of these" in rosa.get("/learning").text
    rosa.post("/learning/reminders", wanted="no")
    assert "Yes, remind me" in rosa.get("/learning").text


def test_a_certificate_is_shown_printed_and_checked(rosa: Reader, nobody: Reader, parts: Parts) -> None:
    assert rosa.get("/learning/certificates/on-my-own").status_code == 404
    for lesson in ("pay-safely", "where-to-get-help"):
        learn(parts, lesson, days_ago=1)
    assert "/learning/certificates/on-my-own" in cards(rosa.get("/learning").text)
    page = rosa.get("/learning/certificates/on-my-own").text
    assert page.count('class="qr"') == 1
    named = rosa.post("/learning/certificates/on-my-own", name=" Rosa  <Lee> ").text
    assert "Rosa &lt;Lee&gt;" in named
    token = named.split('class="certificate-token" lang="en" dir="ltr" translate="no">')[1].split("<")[0]
    checked = nobody.post("/badge", text=token)
    assert (checked.status_code, "Rosa &lt;Lee&gt;" in checked.text) == (200, True)
    changed = nobody.post("/badge", text=token[:-6] + "AAAAAA")
    assert (changed.status_code, "We cannot say that this is real" in changed.text) == (422, True)
    assert rosa.post("/learning/certificates/on-my-own.pdf", name="Rosa").data.startswith(b"%PDF")


def test_the_public_keys_are_where_others_look_for_them(nobody: Reader, parts: Parts) -> None:
    assert parts.signer is not None
    assert nobody.get("/.well-known/jwks.json").json == {"keys": [parts.signer.public]}


def test_a_city_without_a_key_gives_no_certificates(
    rosa: Reader, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    for lesson in ("pay-safely", "where-to-get-help"):
        learn(parts, lesson, days_ago=1)
    monkeypatch.setitem(parts.__dict__, "settings", replace(parts.settings, badge_key=None))
    assert "/learning/certificates/on-my-own" not in cards(rosa.get("/learning").text)
    assert rosa.get("/badge").status_code == 404
