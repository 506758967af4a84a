"""Mandates over the API: given, taken by a code, used with a header, and stopped."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from backend.core import clock
from backend.domain.mandates import actions, queries
from tests.api.test_applications import problem
from tests.api.town import Person, Town, begin, free_time
from tests.support import Opened

FOR = "Handrail-For"


@pytest.fixture
def start(opened: Opened) -> str:
    """The calendar is open."""
    return opened(clock.now())


def fault(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, problem(answer)


def phone_of(person: Person) -> str:
    phone: str = person.get("/me").json["phone"]
    return phone


def until(days: int = 30) -> str:
    return (clock.now() + timedelta(days=days)).date().isoformat()


def give(person: Person, **more: Any) -> str:
    mandate = str(uuid.uuid4())
    answer = person.put(f"/mandates/{mandate}", {"scope": ["appointments"], "until": until()} | more)
    assert answer.status_code == 201, answer.text
    return mandate


def code_of(person: Person, mandate: str) -> str:
    code: str = person.put(f"/mandates/{mandate}/code").json["code"]
    return code


def take(person: Person, giver: Person, code: str, **more: Any) -> TestResponse:
    return person.post("/helping", {"phone": phone_of(giver), "code": code} | more)


def begun(giver: Person, helper: Person) -> str:
    mandate = give(giver)
    assert take(helper, giver, code_of(giver, mandate)).status_code == 200
    return mandate


def act(person: Person, mandate: str, method: str, path: str, body: Any = None) -> TestResponse:
    return person.call(method, path, body, headers={FOR: mandate})


def book_for(person: Person, mandate: str, slot: int) -> str:
    held, appointment = str(uuid.uuid4()), str(uuid.uuid4())
    assert act(person, mandate, "PUT", f"/appointment-holds/{held}", {"slot": slot}).status_code == 200
    answer = act(person, mandate, "PUT", f"/appointments/{appointment}", {"hold": held, "needs": ["longer"]})
    assert answer.status_code == 201, answer.text
    return appointment


def test_a_mandate_is_given_once_taken_once_and_each_sees_the_other_by_the_numbers_end(
    rosa: Person, wai: Person
) -> None:
    mandate = give(rosa, name="  My friend ")
    again = rosa.put(f"/mandates/{mandate}", {"scope": ["appointments"], "until": until(1)})
    assert (again.status_code, again.json["until"], again.json["state"]) == (200, until(), "waiting")
    code = code_of(rosa, mandate)
    taken = take(wai, rosa, f"{code[:3]} {code[3:]}", name="Rosa")
    assert (taken.status_code, taken.json["id"], taken.json["name"]) == (200, mandate, "Rosa")
    assert taken.json["ending"] == phone_of(rosa)[-4:]
    assert take(wai, rosa, code).json == taken.json
    mine = rosa.get(f"/mandates/{mandate}").json
    assert (mine["state"], mine["ending"], mine["name"], mine["deeds"]) == (
        "active",
        phone_of(wai)[-4:],
        "My friend",
        [],
    )
    assert [each["id"] for each in rosa.get("/mandates").json["items"]] == [mandate]
    assert [each["id"] for each in wai.get("/helping").json["items"]] == [mandate]
    assert wai.get(f"/mandates/{mandate}").status_code == 404
    assert fault(rosa.put(f"/mandates/{mandate}/code")) == (409, "mandate-taken")


def test_a_helper_books_changes_waits_and_cancels_for_somebody_who_sees_who_did_it(rosa: Person, wai: Person) -> None:
    mandate = begun(rosa, wai)
    appointment = book_for(wai, mandate, free_time(wai))
    held = str(uuid.uuid4())
    act(wai, mandate, "PUT", f"/appointment-holds/{held}", {"slot": free_time(wai, 5)})
    item = f"/appointments/{appointment}"
    assert act(wai, mandate, "PUT", f"{item}/time", {"hold": held}).status_code == 200
    assert act(wai, mandate, "PUT", f"{item}/waiting", {}).status_code == 200
    assert act(wai, mandate, "DELETE", f"{item}/waiting").status_code == 204
    assert act(wai, mandate, "GET", f"{item}.ics").status_code == 200
    assert [each["id"] for each in act(wai, mandate, "GET", "/appointments").json["items"]] == [appointment]
    for _ in range(2):
        assert act(wai, mandate, "PUT", f"{item}/cancellation").status_code == 200
    seen = rosa.get(item).json
    assert (seen["state"], seen["helper"]) == ("cancelled", phone_of(wai)[-4:])
    assert wai.get("/appointments").json["items"] == [], "the helper's own list is another"
    assert wai.get(item).status_code == 404
    deeds = rosa.get(f"/mandates/{mandate}").json["deeds"]
    assert [each["what"] for each in deeds] == ["cancelled", "not_waiting", "waiting", "changed", "booked"]
    assert {each["link"] for each in deeds} == {item}
    told = [each for each in rosa.get("/inbox").json["items"] if each["kind"] in {"booked", "changed", "cancelled"}]
    assert len(told) == 3
    assert all(f"Their number ends with {phone_of(wai)[-4:]}." in " ".join(each["body"]) for each in told)


def test_a_mandate_that_was_stopped_lets_nobody_act_from_that_moment(rosa: Person, wai: Person) -> None:
    mandate = begun(rosa, wai)
    appointment = book_for(wai, mandate, free_time(wai))
    assert rosa.delete(f"/mandates/{mandate}").status_code == 204
    assert rosa.delete(f"/mandates/{mandate}").status_code == 204
    item = f"/appointments/{appointment}"
    for method, path in (("GET", item), ("PUT", f"{item}/cancellation"), ("GET", "/appointments")):
        assert fault(act(wai, mandate, method, path)) == (403, "mandate-over")
    assert rosa.get(item).json["state"] == "booked"
    assert wai.get("/helping").json["items"] == []
    assert wai.get("/inbox").json["items"][0]["kind"] == "help-stopped"


def test_a_mandate_stopped_while_the_call_is_under_way_changes_nothing(
    town: Town, rosa: Person, wai: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    mandate = begun(rosa, wai)
    appointment = book_for(wai, mandate, free_time(wai))
    real = queries.acting

    def let_in_and_then_stopped(*details: Any) -> Any:
        found = real(*details)
        with town.parts.writing() as session:
            giver = found.giver_id
            actions.end(session, queries.own(session, giver, uuid.UUID(mandate)), giver, clock.now())
        return found

    with monkeypatch.context() as patch:
        patch.setattr(queries, "acting", let_in_and_then_stopped)
        answer = act(wai, mandate, "PUT", f"/appointments/{appointment}/cancellation")
    assert fault(answer) == (403, "mandate-over")
    assert rosa.get(f"/appointments/{appointment}").json["state"] == "booked"


def test_the_header_counts_only_where_a_route_says_so(rosa: Person, wai: Person, amir: Person) -> None:
    mandate = begun(rosa, amir)
    begin(rosa)
    for method, path in (("GET", "/me"), ("GET", "/inbox"), ("GET", "/applications"), ("GET", "/mandates")):
        assert fault(act(amir, mandate, method, path)) == (403, "not-by-mandate")
    assert fault(act(amir, mandate, "GET", "/desk/applications")) == (403, "not-by-mandate")
    assert act(amir, mandate, "GET", "/services").status_code == 200
    for header in ("x", str(uuid.uuid4()), mandate):
        assert fault(act(wai, header, "GET", "/appointments")) == (403, "mandate-over")
    assert fault(act(Person(wai.client), mandate, "GET", "/appointments")) == (401, "not-signed-in")
    assert act(amir, mandate, "DELETE", "/session").status_code == 204
    assert amir.get("/me").status_code == 401, "signing out is always one's own"


@pytest.mark.parametrize(
    ("body", "slug"),
    [
        ({"scope": ["appointments"], "until": until(-2)}, "mandate-too-long"),
        ({"scope": ["appointments"], "until": until(370)}, "mandate-too-long"),
        ({"scope": [], "until": until()}, "fields-wrong"),
        ({"scope": ["everything"], "until": until()}, "fields-wrong"),
        ({"scope": ["appointments"], "until": "soon"}, "fields-wrong"),
        ({"scope": ["appointments"], "until": until(), "name": "a\nb"}, "fields-wrong"),
        ({"scope": ["appointments"], "until": until(), "name": "x" * 41}, "fields-wrong"),
    ],
)
def test_terms_that_cannot_be_are_refused(rosa: Person, body: dict[str, Any], slug: str) -> None:
    assert fault(rosa.put(f"/mandates/{uuid.uuid4()}", body)) == (422, slug)


def test_codes_that_do_not_fit_are_counted_and_say_nothing_of_why(rosa: Person, wai: Person, amir: Person) -> None:
    mandate = give(rosa)
    code = code_of(rosa, mandate)
    other = "000000" if code != "000000" else "111111"
    assert fault(take(wai, rosa, other)) == (422, "mandate-code-wrong")
    assert fault(wai.post("/helping", {"phone": "07700 900999", "code": code})) == (422, "mandate-code-wrong")
    assert fault(wai.post("/helping", {"phone": "no", "code": code})) == (422, "phone-number-wrong")
    assert fault(take(rosa, rosa, code)) == (409, "own-code")
    for _ in range(8):
        take(wai, rosa, other)
    answer = take(wai, rosa, code)
    assert fault(answer) == (429, "wait-to-try")
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    assert fault(take(amir, rosa, code)) == (422, "mandate-code-wrong"), "the code itself was tried too often too"
    assert take(amir, rosa, code_of(rosa, mandate)).status_code == 200


def test_a_helper_stops_and_somebody_elses_ids_are_not_there(rosa: Person, wai: Person, amir: Person) -> None:
    mandate = begun(rosa, wai)
    assert fault(amir.delete(f"/mandates/{mandate}")) == (404, "not-found")
    assert fault(amir.delete(f"/helping/{mandate}")) == (404, "not-found")
    assert fault(amir.put(f"/mandates/{mandate}/code")) == (404, "not-found")
    taken = amir.put(f"/mandates/{mandate}", {"scope": ["appointments"], "until": until()})
    assert fault(taken) == (409, "mandate-id-taken")
    assert wai.delete(f"/helping/{mandate}").status_code == 204
    assert rosa.get(f"/mandates/{mandate}").json["ended_by"] == "helper"


def test_acting_costs_one_look_more_at_the_door(town: Town, rosa: Person, wai: Person) -> None:
    mandate = begun(rosa, wai)
    own = town.queries(lambda: wai.get("/appointments"))
    assert town.queries(lambda: act(wai, mandate, "GET", "/appointments")) == own + 1
