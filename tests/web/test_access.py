"""Who may open and send what, walked over every page and form there is."""

from http import HTTPStatus

import pytest
from flask import Flask

from backend.domain.identity.rules import Who
from backend.parts import Parts
from backend.web.door import hold_every_page_to_say_who
from tests.web.readers import Reader, Seeded, snapshot
from tests.web.routes import routes


def test_every_route_of_both_doors_states_who_may_call_it(app: Flask) -> None:
    silent = [rule.rule for rule in app.url_map.iter_rules() if not hasattr(app.view_functions[rule.endpoint], "who")]
    assert silent == ["/healthz"]


def test_nobody_is_asked_to_sign_in_and_led_back(app: Flask, nobody: Reader, seeded: Seeded) -> None:
    for route in routes(app, seeded, "GET"):
        answer = nobody.get(route.path)
        if route.who is Who.ANYONE:
            assert "/sign-in" not in answer.headers.get("Location", ""), route
        else:
            assert answer.status_code == HTTPStatus.SEE_OTHER, route
            assert answer.headers["Location"].startswith("/sign-in?next=%2F"), route


def test_nobody_changes_anything_that_needs_an_account(
    app: Flask, parts: Parts, nobody: Reader, seeded: Seeded
) -> None:
    before, token = snapshot(parts), nobody.form_token()
    personal = [route for route in routes(app, seeded, "POST") if route.who is not Who.ANYONE]
    assert len(personal) >= 4
    for route in personal:
        assert nobody.post(route.path, token).headers["Location"].startswith("/sign-in"), route
    assert snapshot(parts) == before


def test_what_is_somebody_elses_is_not_found_and_nothing_of_it_changes(
    app: Flask, parts: Parts, wai: Reader, seeded: Seeded
) -> None:
    before, token = snapshot(parts), wai.form_token()
    hers = [
        route
        for method in ("GET", "POST")
        for route in routes(app, seeded, method)
        if route.path.startswith(("/applications/", "/inbox/", f"/appointments/{seeded.appointment}"))
        or str(seeded.mandate) in route.path
        or str(seeded.offered) in route.path
    ]
    assert len(hers) > 30
    for route in hers:
        answer = wai.get(route.path) if route.method == "GET" else wai.post(route.path, token, answer="x")
        thrown_away_already = route.method == "POST" and route.path.endswith("/discard")
        expected = HTTPStatus.SEE_OTHER if thrown_away_already else HTTPStatus.NOT_FOUND
        if route.path.endswith("/begin") and route.path.startswith("/helping/"):
            expected = HTTPStatus.FORBIDDEN
        assert answer.status_code == expected, route
        assert "Rosa" not in answer.text
    assert snapshot(parts) == before


def test_a_citizen_is_told_kindly_that_the_desk_is_for_others(
    app: Flask, parts: Parts, rosa: Reader, seeded: Seeded
) -> None:
    before, token = snapshot(parts), rosa.form_token()
    for method in ("GET", "POST"):
        desk = [route for route in routes(app, seeded, method) if route.path.startswith("/desk")]
        assert desk
        assert {route.who for route in desk} == {
            Who.CASEWORKER,
            Who.PUBLISHER,
            Who.AUDITOR,
            Who.COUNTER,
            Who.STAFF,
            Who.ADMINISTRATOR,
        }
        for route in desk:
            answer = rosa.get(route.path) if method == "GET" else rosa.post(route.path, token, outcome="approved")
            assert answer.status_code == HTTPStatus.FORBIDDEN, route
            assert "You have done nothing wrong." in answer.text
    assert snapshot(parts) == before


def test_staff_read_what_was_sent_and_no_draft(amir: Reader, seeded: Seeded) -> None:
    for state in (seeded.sent, seeded.approved, seeded.refused):
        assert "Rosa Lee" in amir.get(f"/desk/applications/{state}").text
    for draft in (seeded.draft, seeded.complete, seeded.ended):
        assert amir.get(f"/desk/applications/{draft}").status_code == HTTPStatus.NOT_FOUND
    assert amir.get(f"/applications/{seeded.sent}").status_code == HTTPStatus.NOT_FOUND, "it is not their own"


def test_a_page_that_does_not_say_who_may_open_it_stops_the_start(app: Flask) -> None:
    bare = Flask("bare", static_folder=None)
    bare.add_url_rule("/secret", "secret", lambda: "everything")
    with pytest.raises(RuntimeError, match="/secret does not state who may call it"):
        hold_every_page_to_say_who(bare)
    hold_every_page_to_say_who(app)
