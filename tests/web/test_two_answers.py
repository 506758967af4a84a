"""Two devices answer one question, with JavaScript off: both answers are shown, and neither is lost."""

import re
import uuid
from typing import Any

import pytest
from flask import Flask

from tests.domain.given import CARD
from tests.web.readers import Reader

BASE = re.compile(r'name="base" value="([^"]*)"')
SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def here(rosa: Reader) -> str:
    """Rosa's draft, at its first question."""
    return str(rosa.post(f"/services/{CARD}/begin", id=str(uuid.uuid4())).location).removesuffix("/next")


@pytest.fixture
def tablet(app: Flask) -> Reader:
    """Rosa's other device; she is signed in on both."""
    return Reader(app).sign_in()


def base_on(page: Any) -> str:
    found = BASE.search(page.text)
    assert found is not None
    return found[1]


def test_two_answers_from_two_devices_are_shown_and_the_chosen_one_is_kept(
    rosa: Reader, tablet: Reader, here: str
) -> None:
    name = f"{here}/questions/full_name"
    old = base_on(rosa.get(name))
    assert old == ""
    assert tablet.post(name, answer="Rosa Anna Lee", base=old).location == f"{here}/questions/birth_date"
    both = rosa.post(name, answer="Rosa Lee", base=old)
    assert both.status_code == 412
    assert "Rosa Anna Lee" in both.text
    assert "Rosa Lee" in both.text
    # Whoever walks away now finds what they typed, and the choice, when they come back.
    again = rosa.get(name)
    assert 'value="Rosa Lee"' in again.text
    assert base_on(again) == old
    both = rosa.post(name, answer="Rosa Lee", base=old)
    chosen = rosa.post(name, answer="Rosa Lee", base=base_on(both))
    assert chosen.location == f"{here}/questions/birth_date"
    assert 'value="Rosa Lee"' in tablet.get(name).text
    assert 'value="Rosa Lee"' in rosa.get(name).text


def test_the_other_answer_stays_as_it_was_unless_it_has_changed_once_more(
    rosa: Reader, tablet: Reader, here: str
) -> None:
    name = f"{here}/questions/full_name"
    tablet.post(name, answer="Rosa Anna Lee", base="")
    both = base_on(rosa.post(name, answer="Rosa Lee", base=""))
    tablet.post(name, answer="R. A. Lee", base=both)
    assert rosa.post(name, answer="Rosa Lee", base=both, other="1").status_code == 412
    newest = base_on(tablet.get(name))
    assert rosa.post(name, answer="Rosa Lee", base=newest, other="1").location == f"{here}/questions/birth_date"
    assert base_on(tablet.get(name)) == newest
    assert 'value="R. A. Lee"' in rosa.get(name).text


def test_a_page_without_a_base_writes_over_as_before_and_the_same_answer_is_no_conflict(
    rosa: Reader, tablet: Reader, here: str
) -> None:
    name = f"{here}/questions/full_name"
    tablet.post(name, answer="Rosa Anna Lee", base="")
    assert rosa.post(name, answer="Rosa Anna Lee", base="").status_code == 303
    assert rosa.post(name, answer="Rosa Lee").status_code == 303
    assert 'value="Rosa Lee"' in tablet.get(name).text


def test_a_script_is_told_what_became_of_an_answer_in_a_word(rosa: Reader, tablet: Reader, here: str) -> None:
    name, born = f"{here}/questions/full_name", f"{here}/questions/birth_date"
    token = rosa.form_token()

    def send(path: str, **fields: str) -> tuple[int, Any]:
        answer = rosa.client.post(path, data=fields | {"form_token": token}, headers=SCRIPT)
        return answer.status_code, answer.json

    kept = send(name, answer="Rosa Lee", base="")
    assert kept == send(name, answer="Rosa Lee", base="") == (200, {"next": born, "base": base_on(tablet.get(name))})
    assert send(name, answer="R. Lee", base="") == (412, {"problem": "answer-changed"})
    assert send(name, answer="", base="") == (422, {"problem": "answer-not-taken"})
    assert send(f"{here}/questions/delivery", answer="post") == (409, {"problem": "not-on-journey"})
    assert send(f"{here}/questions/no_such_question", answer="x") == (404, {"problem": "not-found"})
    token = "nothing"
    assert send(name, answer="R. Lee") == (403, {"problem": "form-expired"})
    token = rosa.form_token()
    tablet.post(f"{here}/discard")
    assert send(name, answer="R. Lee") == (404, {"problem": "not-found"})
    rosa.post("/sign-out")
    assert send(name, answer="R. Lee") == (401, {"problem": "not-signed-in"})
