from typing import Any

import pytest
from flask import Flask
from structlog.testing import capture_logs

from backend.api.area import Area, hold_every_route_to_say_who
from backend.api.door import who
from backend.api.problems import OTHERWISE, TITLES, every_problem, misfits
from backend.core.database import Busy
from backend.domain.identity import queries as identity
from backend.domain.identity.rules import Who
from backend.domain.learning import queries as learning
from tests.api.town import Person

ID = "6f1c2f0e-0c1a-4a57-9a54-0d6e2a3c9b11"
JSON = {"content_type": "application/json"}
CALLS: list[tuple[str, str, dict[str, Any], int, str]] = [
    ("GET", "/api/v1/nothing", {}, 404, "not-found"),
    ("GET", "/api/nothing", {}, 404, "not-found"),
    ("GET", "/api//v1/services", {}, 404, "not-found"),
    ("GET", "/api/v1/applications/not-an-id", {}, 404, "not-found"),
    ("GET", f"/api/v1/applications/{ID}", {}, 404, "not-found"),
    ("GET", "/api/v1/inbox/99999999999999999999", {}, 404, "not-found"),
    ("GET", "/api/v1/%ff%fe", {}, 404, "not-found"),
    ("GET", "/api/docs/assets/index.css", {}, 404, "not-found"),
    ("GET", "/api/problems/none", {}, 404, "not-found"),
    ("POST", "/api/v1/services", {}, 405, "method-not-allowed"),
    ("PATCH", "/api/v1/me", {"json": {}}, 405, "method-not-allowed"),
    ("OPTIONS", "/api/v1/me", {}, 405, "method-not-allowed"),
    ("TRACE", "/api/v1/me", {}, 405, "method-not-allowed"),
    ("PUT", "/api/v1/me/choices", {}, 400, "not-json"),
    ("PUT", "/api/v1/me/choices", {"data": b"{", **JSON}, 400, "not-json"),
    ("PUT", "/api/v1/me/choices", {"data": b'{"theme":"\xff"}', **JSON}, 400, "not-json"),
    ("PUT", "/api/v1/me/choices", {"data": b'{"theme":"\\ud800"}', **JSON}, 400, "not-json"),
    ("PUT", "/api/v1/me/choices", {"data": b'{"theme":NaN}', **JSON}, 400, "not-json"),
    ("PUT", "/api/v1/me/choices", {"data": b"[" * 100_000, **JSON}, 400, "not-json"),
    ("PUT", "/api/v1/me/choices", {"data": b"theme=dark"}, 415, "not-json-type"),
    ("PUT", "/api/v1/me/choices", {"data": b"{}", "content_type": "text/plain"}, 415, "not-json-type"),
    ("PUT", "/api/v1/me/choices", {"data": b" " * 262_145, **JSON}, 413, "too-large"),
    ("PUT", "/api/v1/me/choices", {"data": b"null", **JSON}, 422, "fields-wrong"),
    ("PUT", "/api/v1/me/choices", {"json": {"theme": 5, "x": 1}}, 422, "fields-wrong"),
    ("PUT", "/api/v1/me/choices", {"json": ["theme"]}, 422, "fields-wrong"),
    ("PUT", f"/api/v1/applications/{ID}", {"json": {}}, 422, "fields-wrong"),
    ("PUT", f"/api/v1/applications/{ID}", {"json": {"service": "Not An Id"}}, 422, "fields-wrong"),
    ("GET", "/api/v1/applications?limit=0", {}, 422, "fields-wrong"),
    ("GET", "/api/v1/applications?limit=101", {}, 422, "fields-wrong"),
    ("GET", "/api/v1/applications?after=-1&limit=many", {}, 422, "fields-wrong"),
    ("GET", "/api/v1/applications?after=2147483648", {}, 422, "fields-wrong"),
    ("GET", "/api/v1/services?q=" + "x" * 201, {}, 422, "fields-wrong"),
    ("GET", "/api/v1/services?q=%00", {}, 422, "fields-wrong"),
    ("GET", "/api/v1/desk/applications", {}, 403, "not-allowed"),
]
"""Method, path, what is sent, and the problem that a signed-in citizen gets."""


def hold_to_the_shape(answer: Any, status: int, slug: str, language: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Content-Language"] == language
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    body = answer.json
    assert (body["type"], body["status"]) == (f"/api/problems/{slug}", status)
    assert body["title"]
    assert body["detail"]
    assert "%(" not in answer.text
    assert all(set(error) == {"in", "pointer", "detail"} for error in body["errors"])
    assert bool(body["errors"]) == (status == 422)


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_every_error_is_a_problem_in_the_reader_s_language(rosa: Person, language: str) -> None:
    rosa.language = language
    for method, path, sent, status, slug in CALLS:
        hold_to_the_shape(rosa.call(method, path, **sent), status, slug, language)


def test_a_wrong_method_says_which_are_right(nobody: Person) -> None:
    assert set(nobody.post("/services").headers["Allow"].split(", ")) == {"GET", "HEAD"}
    assert set(nobody.post(f"/applications/{ID}").headers["Allow"].split(", ")) == {"DELETE", "GET", "HEAD", "PUT"}


def test_every_wrong_field_is_named_by_place_and_pointer(rosa: Person) -> None:
    query = rosa.get("/applications?after=x&limit=0").json["errors"]
    assert {(each["in"], each["pointer"]) for each in query} == {("query", "/after"), ("query", "/limit")}
    body = rosa.put("/me/choices", {"theme": 1, "a/b~c": 2}).json["errors"]
    assert {(each["in"], each["pointer"]) for each in body} == {("body", "/theme"), ("body", "/a~1b~0c")}
    whole = rosa.put("/me/choices", ["theme"]).json["errors"]
    assert [(each["in"], each["pointer"]) for each in whole] == [("body", "")]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/me/choices", {"theme": 1}),
        ("PUT", "/me/choices", {"theme": "pink"}),
        ("PUT", "/me/choices", {"theme": None}),
        ("PUT", "/me/choices", {"text_size": "big"}),
        ("PUT", "/me/choices", {"colour": 1}),
        ("PUT", "/me/choices", 5),
        ("PUT", f"/devices/{ID}", {}),
        ("PUT", f"/devices/{ID}", {"token": ""}),
        ("PUT", f"/devices/{ID}", {"token": "x" * 2000}),
        ("PUT", f"/devices/{ID}", {"token": "a b"}),
        ("GET", "/applications?limit=0", None),
        ("GET", "/applications?limit=x", None),
        ("POST", "/learning/events", {"events": 5}),
        ("POST", "/learning/events", {"events": [5]}),
        ("POST", "/learning/events", {"events": [{"id": "x", "at": "y", "lesson": "", "step": "", "kind": ""}]}),
    ],
)
def test_whatever_the_library_says_of_a_field_is_said_in_plain_words(
    rosa: Person, method: str, path: str, body: Any
) -> None:
    errors = rosa.call(method, path, body).json["errors"]
    assert errors
    assert all(error["detail"] != OTHERWISE for error in errors)


def test_words_of_the_library_that_are_not_known_still_come_out_plain() -> None:
    (misfit,) = misfits({"json": {"a": {0: ["Frobnicated."]}}})
    assert (misfit.pointer, misfit.message, misfit.place) == ("/a/0", OTHERWISE, "body")


def test_our_own_mistake_tells_the_caller_nothing_of_it(rosa: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise ZeroDivisionError("inside")

    monkeypatch.setattr(learning, "events_of", fail)
    with capture_logs() as logs:
        answer = rosa.get("/learning/progress")
    hold_to_the_shape(answer, 500, "went-wrong", "en")
    assert "inside" not in answer.text
    (told,) = (each for each in logs if each["log_level"] == "error")
    assert (told["error"], told["route"]) == ("ZeroDivisionError", "/api/v1/learning/progress")
    assert told["where"][-1].endswith(" fail")
    assert "inside" not in str(told)


def test_a_database_that_is_busy_says_so_even_while_looking_up_the_caller(
    rosa: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: Any) -> None:
        raise Busy

    monkeypatch.setattr(identity, "caller_of", busy)
    rosa.language = None
    answer = rosa.get("/me")
    hold_to_the_shape(answer, 503, "busy", "en")
    assert answer.headers["Retry-After"] == "1"


def test_every_problem_is_explained_at_its_address(nobody: Person) -> None:
    for slug, kind in every_problem().items():
        told = nobody.get(f"/api/problems/{slug}")
        assert told.status_code == 200, slug
        assert told.json["type"] == f"/api/problems/{slug}"
        assert told.json["status"] == kind.status
        assert kind.status in TITLES
        assert told.json["meaning"]


def test_a_route_that_does_not_say_who_may_call_it_stops_the_start() -> None:
    app = Flask("test", static_folder=None)
    app.add_url_rule("/api/v1/open", view_func=lambda: "")
    with pytest.raises(RuntimeError, match="/api/v1/open"):
        hold_every_route_to_say_who(app)


def test_a_route_says_who_before_it_looks_at_what_was_sent(nobody: Person) -> None:
    assert nobody.put("/me/choices", data=b"{", content_type="application/json").status_code == 401
    assert nobody.put(f"/desk/applications/{ID}/decision", {"outcome": 5}).status_code == 401


def test_pages_keep_their_own_errors(nobody: Person) -> None:
    assert nobody.client.get("/nothing-here").mimetype == "text/html"
    assert nobody.client.get("/api").mimetype == "text/html"


def test_a_decorated_route_keeps_its_name() -> None:
    area = Area("Test", __name__, "")

    @area.get("/x")
    @who(Who.ANYONE)
    @area.gives(204)
    def shown() -> None:
        """Show."""

    assert shown.__name__ == "shown"
    assert shown.who is Who.ANYONE  # type: ignore[attr-defined]
