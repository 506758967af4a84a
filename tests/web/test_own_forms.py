"""Only our own pages can send our forms."""

import uuid
from http import HTTPStatus

import pytest
from flask import Flask

from backend.parts import Parts
from tests.web.readers import Reader, Seeded, snapshot
from tests.web.routes import routes

FIELDS = {"answer": "yes", "outcome": "approved", "phone": "07700 900101", "language": "zh-Hans", "skip": "1"}


def test_no_form_counts_without_this_browsers_own_token(
    app: Flask, parts: Parts, rosa: Reader, amir: Reader, seeded: Seeded
) -> None:
    before = snapshot(parts)
    for who, stranger in ((rosa, amir), (amir, rosa)):
        own, other = who.form_token(), stranger.form_token()
        for route in routes(app, seeded, "POST"):
            attempts = {
                "no token": ({}, {}),
                "an empty one": ({"form_token": ""}, {}),
                "another browser's": ({"form_token": other}, {}),
                "half of one": ({"form_token": own[:44]}, {}),
                "no base64": ({"form_token": "é" * 30}, {}),
                "from another site": ({"form_token": own}, {"Sec-Fetch-Site": "cross-site"}),
                "from a neighbour": ({"form_token": own}, {"Sec-Fetch-Site": "same-site"}),
            }
            for name, (fields, headers) in attempts.items():
                answer = who.client.post(route.path, data=FIELDS | fields, headers=headers)
                assert answer.status_code == HTTPStatus.FORBIDDEN, (route, name)
                assert "We could not be sure that this came from you." in answer.text
    assert snapshot(parts) == before


def test_every_form_on_every_page_carries_its_token(app: Flask, rosa: Reader, amir: Reader, seeded: Seeded) -> None:
    seen = 0
    for who in (rosa, amir):
        for route in routes(app, seeded, "GET"):
            answer = who.get(route.path)
            if answer.mimetype != "text/html":
                continue
            text = answer.text
            forms = text.split('method="post"')[1:]
            seen += len(forms)
            assert all('name="form_token"' in form.partition("</form>")[0] for form in forms), route
    assert seen > 50


def test_a_token_looks_different_on_each_page_and_all_of_them_count(rosa: Reader) -> None:
    tokens = {rosa.form_token() for _ in range(5)}
    assert len(tokens) == 5
    for token in tokens:
        assert rosa.post("/choices", token, theme="dark").status_code == HTTPStatus.SEE_OTHER


def test_the_token_may_come_in_a_header_as_our_script_sends_it(rosa: Reader) -> None:
    headers = {"X-Form-Token": rosa.form_token(), "Sec-Fetch-Site": "same-origin"}
    answer = rosa.client.post("/learning/events", json={"events": []}, headers=headers)
    assert answer.json == {"new": 0, "taken": 0}


def test_a_browser_that_lost_its_cookies_is_asked_to_press_once_more(nobody: Reader) -> None:
    token = nobody.form_token()
    nobody.client.delete_cookie("handrail_browser")
    answer = nobody.post("/sign-in", token, id=str(uuid.uuid4()), phone="07700 900101")
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "press the button once more" in answer.text
    again = nobody.post("/sign-in", nobody.form_token(), id=str(uuid.uuid4()), phone="07700 900101")
    assert again.status_code == HTTPStatus.SEE_OTHER


@pytest.mark.parametrize("cookie", ["", "short", "x" * 43 + "é", "x" * 4000])
def test_a_browser_id_of_another_form_is_made_anew(nobody: Reader, cookie: str) -> None:
    nobody.client.set_cookie("handrail_browser", cookie)
    assert nobody.post("/choices", nobody.form_token(), theme="dark").status_code == HTTPStatus.SEE_OTHER
