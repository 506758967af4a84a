"""Language, text size and theme: chosen once, kept on this device, and travelling with the account."""

import uuid
from collections.abc import Callable
from http import HTTPStatus

import pytest
from flask import Flask

from backend.parts import Parts
from backend.web.choices import Choices, from_cookie
from tests.domain.given import ROSA
from tests.web.readers import Reader, code_of

ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "/\n/evil.example",
    " //evil.example",
    "evil.example",
    "",
)


def look(text: str) -> tuple[str, str, str]:
    words = text.partition("<html")[2].partition(">")[0].split('"')
    return words[1], words[5], words[7]


def test_the_very_first_visit_asks_for_the_language_first(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/").headers["Location"] == "/welcome"
    client.set_cookie("handrail_choices", "en..")
    assert client.get("/").status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("zh-TW,zh;q=0.9", "zh-Hant"), ("zh-CN", "zh-Hans"), ("fr,en;q=0.5", "en"), ("tlh", "en"), ("\x00;q=x", "en")],
)
def test_before_anything_is_chosen_the_phones_own_language_counts(app: Flask, accepted: str, language: str) -> None:
    answer = app.test_client().get("/help", headers={"Accept-Language": accepted})
    assert look(answer.text)[0] == language


def test_a_choice_sticks_and_leaves_the_others_as_they_are(nobody: Reader) -> None:
    for name, value in (("language", "zh-Hant"), ("text_size", "200"), ("theme", "dark")):
        assert nobody.post("/choices", **{name: value}).status_code == HTTPStatus.SEE_OTHER
    assert look(nobody.get("/help").text) == ("zh-Hant", "200", "dark")


@pytest.mark.parametrize(
    "fields", [{"language": "tlh"}, {"text_size": "1000"}, {"text_size": "abc"}, {"theme": "neon"}, {}]
)
def test_a_choice_that_is_none_changes_nothing(nobody: Reader, fields: dict[str, str]) -> None:
    nobody.post("/choices", language="zh-Hans", text_size="150", theme="light")
    nobody.post("/choices", **fields)
    assert look(nobody.get("/help").text) == ("zh-Hans", "150", "light")


@pytest.mark.parametrize("cookie", ["", "...", "xx.1.y", "en", "zh-Hans.200.dark.more", "en.２００.dark", "é.\x01"])
def test_a_cookie_that_says_something_else_is_as_good_as_none(nobody: Reader, cookie: str) -> None:
    nobody.client.set_cookie("handrail_choices", cookie)
    assert nobody.get("/help").status_code == HTTPStatus.OK
    assert set(from_cookie(cookie).chosen()) <= {"language", "text_size", "theme"}


def test_the_cookie_says_what_was_chosen_and_back() -> None:
    for choices in (Choices(), Choices("zh-Hant", 300, "dark"), Choices(None, 125, None)):
        assert from_cookie(choices.cookie()) == choices


def test_choices_travel_with_the_account_to_another_phone(app: Flask, rosa: Reader) -> None:
    rosa.post("/choices", language="zh-Hans", text_size="200", theme="dark")
    other = Reader(app).sign_in(ROSA)
    other.client.delete_cookie("handrail_choices")
    assert look(other.get("/help").text) == ("zh-Hans", "200", "dark")


def test_what_was_chosen_on_this_phone_before_signing_in_is_kept_with_the_account(
    app: Flask, parts: Parts, nobody: Reader
) -> None:
    nobody.post("/choices", language="zh-Hant", text_size="150")
    sign_in = str(uuid.uuid4())
    nobody.post("/sign-in", id=sign_in, phone=ROSA)
    nobody.post(f"/sign-in/{sign_in}", code=code_of(parts, sign_in))
    other = Reader(app).sign_in(ROSA)
    other.client.delete_cookie("handrail_choices")
    assert look(other.get("/help").text)[:2] == ("zh-Hant", "150")


def test_after_signing_out_the_page_is_still_readable(rosa: Reader) -> None:
    rosa.post("/choices", language="zh-Hans", text_size="300")
    rosa.client.delete_cookie("handrail_choices")
    rosa.post("/sign-out")
    assert rosa.cookie("handrail_session") is None
    assert look(rosa.get("/help").text)[:2] == ("zh-Hans", "300")
    assert rosa.get("/inbox").status_code == HTTPStatus.SEE_OTHER


@pytest.mark.parametrize("path", ELSEWHERE)
def test_nobody_is_led_to_another_site(
    parts: Parts, nobody: Reader, rosa: Reader, reader: Callable[..., Reader], path: str
) -> None:
    assert rosa.get("/sign-in", query_string={"next": path}).headers["Location"] == "/"
    assert nobody.post("/choices", theme="dark", next=path).headers["Location"] == "/settings"
    sign_in = str(uuid.uuid4())
    number = f"+4477009{uuid.uuid4().int % 100_000:05}"
    asked = reader().post("/sign-in", id=sign_in, phone=number, next=path)
    assert asked.headers["Location"] == f"/sign-in/{sign_in}?next=%2F"
    entered = nobody.post(f"/sign-in/{sign_in}", code=code_of(parts, sign_in), next=path)
    assert entered.headers["Location"] == "/"
    for page in ("/settings", "/welcome", "/welcome/text-size"):
        text = nobody.get(page, query_string={"next": path}).text
        assert "evil.example" not in text.partition("<main")[0], "the way back stays here"


def test_a_path_of_our_own_is_gone_back_to(rosa: Reader) -> None:
    assert rosa.get("/sign-in?next=/inbox%3Fafter%3D7").headers["Location"] == "/inbox?after=7"
