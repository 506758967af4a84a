"""A service that asks for a time, through the API."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from backend.core import clock
from backend.domain.appointments.rules import HOLD_FOR
from tests.api.town import Person, begin, free_time, hold
from tests.support import Opened

CHECK = "health-check"
BEFORE = {"full_name": "Rosa Lee", "birth_date": "1951-05-04", "to_know": None, "help_needed": None}


@pytest.fixture
def start(opened: Opened) -> str:
    """The calendar is open."""
    return opened(clock.now())


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> list[timedelta]:
    """How far the clock is put forward."""
    ahead, now = [timedelta(0)], clock.now
    monkeypatch.setattr(clock, "now", lambda: now() + ahead[0])
    return ahead


def answer(person: Person, application: str, question: str, value: Any) -> TestResponse:
    return person.put(f"/applications/{application}/answers/{question}", {"value": value})


def begun(person: Person) -> str:
    """An application that has come to its question for a time."""
    application = begin(person, CHECK)
    for question, value in BEFORE.items():
        assert answer(person, application, question, value).status_code == 200
    return application


def ready(person: Person, slot: int) -> str:
    application = begun(person)
    assert answer(person, application, "visit", {"slot": slot}).status_code == 200
    assert answer(person, application, "not_urgent", value=True).status_code == 200
    return application


def test_an_app_is_told_of_what_kind_the_time_is(rosa: Person) -> None:
    questions = rosa.get(f"/services/{CHECK}").json["questions"]
    asked = next(each for each in questions if each["type"] == "slot")
    assert asked["limits"] == {"kind": "clinic-visit", "needs": "help_needed"}
    assert rosa.get("/appointment-slots", query_string=asked["limits"]).json["items"]


def test_a_time_is_kept_shown_in_words_and_booked_with_the_application(rosa: Person, amir: Person) -> None:
    application, slot = begun(rosa), free_time(rosa)
    kept = answer(rosa, application, "visit", {"slot": slot}).json
    assert set(kept["value"]) == {"slot", "starts_at", "office", "staff", "hold"}
    until = datetime.fromisoformat(kept["times"][0]["kept_until"])
    assert timedelta(0) < until - clock.now() <= HOLD_FOR
    assert kept["times"] == [{"question": "visit", "kept_until": kept["times"][0]["kept_until"], "appointment": None}]
    page = next(each for each in kept["journey"]["pages"] if each["question"] == "visit")
    assert page["lines"][1] in {"Market Hill Clinic", "South Quay Clinic"}
    assert answer(rosa, application, "visit", kept["value"]).json["value"] == kept["value"]
    answer(rosa, application, "not_urgent", value=True)
    for _ in range(2):
        assert rosa.put(f"/applications/{application}/submission").status_code == 200
    times = rosa.get(f"/applications/{application}").json["times"]
    assert [each["kept_until"] for each in times] == [None]
    mine = rosa.get("/appointments").json["items"]
    assert [each["id"] for each in mine] == [times[0]["appointment"]]
    assert mine[0]["starts_at"] == kept["value"]["starts_at"]
    case = amir.get(f"/desk/applications/{application}").json["answers"]
    assert next(each for each in case if each["question"] == "visit")["lines"] == page["lines"]


def test_the_time_is_in_the_readers_language(rosa: Person) -> None:
    application = begun(rosa)
    answer(rosa, application, "visit", {"slot": free_time(rosa)})
    rosa.language = "zh-Hans"
    pages = rosa.get(f"/applications/{application}").json["journey"]["pages"]
    assert "年" in next(each for each in pages if each["question"] == "visit")["lines"][0]


def test_a_time_that_is_gone_is_a_problem_of_its_question_with_free_times_near_it(
    rosa: Person, wai: Person, later: list[timedelta]
) -> None:
    slot = free_time(rosa, staff="Dr Mei Wong")
    application = ready(rosa, slot)
    later[0] = HOLD_FOR
    hold(wai, slot)
    for problem in (
        rosa.put(f"/applications/{application}/submission"),
        answer(rosa, application, "visit", {"slot": slot}),
    ):
        assert problem.status_code == 422
        assert problem.json["type"] == "/api/problems/answer-not-taken"
        assert problem.json["question"] == "visit"
        assert problem.json["errors"] == [
            {
                "in": "body",
                "pointer": "/value",
                "detail": "Somebody was a little quicker, and this time is taken. Please choose another time.",
            }
        ]
        assert len(problem.json["alternatives"]) == 5
    assert rosa.get(f"/applications/{application}").json["state"] == "draft"
    assert rosa.get("/appointments").json["items"] == []
    other = problem.json["alternatives"][0]["id"]
    assert answer(rosa, application, "visit", {"slot": other}).status_code == 200
    assert rosa.put(f"/applications/{application}/submission").status_code == 200


def test_a_time_whose_hold_is_over_is_booked_when_it_is_free(rosa: Person, later: list[timedelta]) -> None:
    application = ready(rosa, free_time(rosa))
    later[0] = HOLD_FOR
    assert rosa.get(f"/applications/{application}").json["times"][0]["kept_until"] is None
    assert rosa.put(f"/applications/{application}/submission").status_code == 200
    assert len(rosa.get("/appointments").json["items"]) == 1


@pytest.mark.parametrize(
    "value",
    [
        {"slot": 0},
        {"slot": -3},
        {"slot": 2**31},
        {"slot": 10**14},
        {"slot": 1.5},
        {"slot": True},
        {"slot": "1"},
        {"slot": None},
        {"slot": 1, "hold": "x"},
        {"slot": 1, "starts_at": "2026-01-01", "office": "", "staff": "", "hold": ""},
        {"slot": 1, "starts_at": "9999-12-31T23:59:59-14:00", "office": "", "staff": "", "hold": ""},
        {},
        [],
        ["1"],
        "1",
        7,
        True,
        None,
    ],
)
def test_what_is_no_time_is_refused_in_words_and_holds_nothing(rosa: Person, value: Any) -> None:
    application = begun(rosa)
    problem = answer(rosa, application, "visit", value)
    assert problem.status_code == 422, problem.text
    assert problem.json["type"] == "/api/problems/answer-not-taken"
    assert rosa.get(f"/applications/{application}").json["times"] == []


def test_a_time_of_another_kind_is_not_known_here(rosa: Person) -> None:
    answered = answer(rosa, begun(rosa), "visit", {"slot": free_time(rosa, kind="phone-help")})
    assert answered.json["errors"][0]["detail"] == "We do not know this time. Please choose one from the list."


def test_discarding_lets_the_time_go(rosa: Person, wai: Person) -> None:
    slot = free_time(rosa, staff="Dr Mei Wong")
    application = ready(rosa, slot)
    assert wai.put(f"/appointment-holds/{application}", {"slot": slot}).status_code == 409
    assert rosa.delete(f"/applications/{application}").status_code == 204
    assert wai.put(f"/appointment-holds/{application}", {"slot": slot}).status_code == 200
