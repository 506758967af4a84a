import json
import uuid
from dataclasses import replace
from typing import Any

import pytest

from backend.domain.learning import actions
from tests.api.test_applications import problem
from tests.api.town import CARD, Person, Town

STEP = f"/lessons/{CARD}/steps"


def test_a_lesson_carries_the_live_questions_it_practises_on(nobody: Person) -> None:
    lesson = nobody.get(f"/lessons/{CARD}").json
    steps = {each["id"]: each for each in lesson["steps"]}
    questions = {each["id"]: each for each in nobody.get(f"/services/{CARD}").json["questions"]}
    assert steps["give-birth-date"]["question"] == questions["birth_date"]
    assert len(steps["give-birth-date"]["hints"]) == 3
    assert steps["give-birth-date"]["offline"]["expect"][0]["answer-year"] == "1951"
    assert steps["welcome"]["question"] is None
    assert [each["id"] for each in steps["know-back"]["choices"]] == ["off", "back", "start"]
    assert "right" not in steps["know-back"]["choices"][0]
    assert {each["question"]: each["lines"] for each in lesson["answers"]}["birth_date"] == ["4 May 1951"]


@pytest.mark.parametrize(
    ("step", "value", "kind", "mistake"),
    [
        ("give-birth-date", "1951-05-04", "right", None),
        ("give-birth-date", {"day": "4", "month": "5", "year": "1951"}, "right", None),
        ("give-birth-date", "1951-04-05", "mistake", 0),
        ("give-birth-date", "1950-01-01", "not-right", None),
        ("give-birth-date", {"day": "31", "month": "2", "year": "1951"}, "cannot-be-read", None),
        ("know-back", "back", "right", None),
        ("know-back", "off", "mistake", 0),
        ("know-back", "none", "cannot-be-read", None),
        ("know-back", ["back"], "cannot-be-read", None),
    ],
)
def test_practice_is_judged_by_the_live_engine(
    nobody: Person, step: str, value: Any, kind: str, mistake: int | None
) -> None:
    answer = nobody.post(f"{STEP}/{step}/check", {"value": value})
    assert answer.status_code == 200
    assert (answer.json["kind"], answer.json["mistake"]) == (kind, mistake)
    assert answer.json["right"] is (kind == "right")
    assert answer.json["say"]


def test_a_step_whose_question_is_gone_says_so_and_is_marked(
    town: Town, nobody: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = town.parts.content.services
    assert isinstance(services, dict)
    left = tuple(each for each in services[CARD].questions if each.id != "full_name")
    monkeypatch.setitem(services, CARD, replace(services[CARD], questions=left))
    steps = {each["id"]: each for each in nobody.get(f"/lessons/{CARD}").json["steps"]}
    assert (steps["give-name"]["changed"], steps["give-name"]["question"]) == (True, None)
    assert not steps["give-birth-date"]["changed"]
    answer = nobody.post(f"{STEP}/give-name/check", {"value": "Rosa Lee"})
    assert (answer.status_code, problem(answer)) == (409, "step-changed")


def test_what_cannot_be_read_is_said_as_the_live_service_says_it(rosa: Person) -> None:
    value = {"day": "31", "month": "2", "year": "1951"}
    practised = rosa.post(f"{STEP}/give-birth-date/check", {"value": value}).json["errors"]
    application = uuid.uuid4()
    rosa.put(f"/applications/{application}", {"service": CARD})
    rosa.put(f"/applications/{application}/answers/full_name", {"value": "Rosa Lee"})
    live = rosa.put(f"/applications/{application}/answers/birth_date", {"value": value}).json["errors"]
    assert practised == [{"pointer": each["pointer"], "detail": each["detail"]} for each in live]


def test_practice_keeps_nothing_and_sends_nothing(town: Town, rosa: Person) -> None:
    with town.parts.reading() as session:
        before = town.rows(session)
    rosa.post(f"{STEP}/give-birth-date/check", {"value": "1951-05-04"})
    with town.parts.reading() as session:
        assert town.rows(session) == before


def test_a_step_without_an_answer_says_so(nobody: Person) -> None:
    answer = nobody.post(f"{STEP}/welcome/check", {"value": True})
    assert (answer.status_code, problem(answer)) == (409, "step-takes-no-answer")
    assert nobody.post(f"{STEP}/none/check", {"value": True}).status_code == 404


def _event(**changed: Any) -> dict[str, Any]:
    event = {"id": str(uuid.uuid4()), "lesson": CARD, "step": "welcome", "kind": "done", "run": "guided"}
    return event | {"at": "2030-01-31T09:30:00Z"} | changed


def progress_of(person: Person, lesson: str = CARD) -> dict[str, Any]:
    return next(each for each in person.get("/learning/progress").json["items"] if each["lesson"] == lesson)


def test_events_sent_again_count_once_and_come_to_progress(rosa: Person) -> None:
    events = [_event(), _event(step="give-name", kind="hint"), _event(step="give-name", kind="mistake")]
    assert rosa.post("/learning/events", {"events": events}).json == {"new": 3}
    assert rosa.post("/learning/events", {"events": events[::-1]}).json == {"new": 0}
    assert rosa.post("/learning/events", {"events": [*events, _event(kind="started")]}).json == {"new": 1}
    progress = progress_of(rosa)
    assert (progress["started"], progress["done"], progress["count"]) == (True, ["welcome"], 1)
    assert (progress["hints"], progress["mistakes"]) == ({"give-name": 1}, {"give-name": 1})
    assert progress["current_step"] == "know-the-page"


def test_only_what_was_done_alone_counts_and_an_event_without_a_run_was_done_with_hints(rosa: Person) -> None:
    old = _event(step="give-name")
    del old["run"]
    rosa.post("/learning/events", {"events": [_event(), old]})
    here = progress_of(rosa)
    runs = {each["run"]: each for each in here["runs"]}
    assert (here["run"], runs["hints"]["done"], runs["guided"]["done"]) == ("hints", ["give-name"], ["welcome"])
    steps = {each["id"]: each for each in rosa.get(f"/lessons/{CARD}").json["steps"]}
    assert runs["alone"]["steps"] == [name for name, step in steps.items() if "alone" in step["runs"]]
    alone = [_event(step=step, run="alone") for step in runs["alone"]["steps"]]
    rosa.post("/learning/events", {"events": alone[1:]})
    assert progress_of(rosa)["can_do"] is False
    rosa.post("/learning/events", {"events": alone[:1]})
    assert progress_of(rosa)["can_do"] is True


def test_progress_is_one_s_own(rosa: Person, wai: Person) -> None:
    rosa.post("/learning/events", {"events": [_event()]})
    assert progress_of(wai)["started"] is False


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "1970-01-01T00:00:00Z"])
def test_a_clock_that_is_far_wrong_loses_nothing(rosa: Person, at: str) -> None:
    assert rosa.post("/learning/events", {"events": [_event(at=at)]}).json == {"new": 1}
    assert progress_of(rosa)["count"] == 1


def test_events_of_a_lesson_that_is_gone_pass_unnoticed(rosa: Person) -> None:
    assert rosa.post("/learning/events", {"events": [_event(lesson="old-lesson")]}).json == {"new": 1}
    assert progress_of(rosa)["started"] is False


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"at": "2030-01-31T09:30:00"}, "at"),
        ({"kind": "cheated"}, "kind"),
        ({"run": "x"}, "run"),
        ({"id": "7"}, "id"),
        ({"who": "me"}, "who"),
    ],
)
def test_a_broken_event_is_named_by_its_place(rosa: Person, changed: dict[str, Any], field: str) -> None:
    answer = rosa.post("/learning/events", {"events": [_event(), _event(**changed)]})
    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json["errors"]] == [f"/events/1/{field}"]


def test_a_full_log_is_said_and_what_is_in_it_stays(rosa: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rosa.post("/learning/events", {"events": [_event()]}).json == {"new": 1}
    monkeypatch.setattr(actions, "EVENTS_PER_LEARNER", 2)
    answer = rosa.post("/learning/events", {"events": [_event(), _event()]})
    assert (answer.status_code, problem(answer)) == (409, "log-full")
    assert progress_of(rosa)["done"] == ["welcome"]


def test_five_hundred_events_are_taken_and_one_more_is_not(rosa: Person) -> None:
    events = [_event() for _ in range(501)]
    assert len(json.dumps({"events": events})) < 256 * 1024
    assert rosa.post("/learning/events", {"events": events}).status_code == 422
    assert rosa.post("/learning/events", {"events": events[:500]}).json == {"new": 500}


@pytest.mark.parametrize("service", ["change-of-address", "library-card", "winter-heating-help"])
def test_a_service_without_a_written_lesson_has_one_made_from_its_flow(nobody: Person, service: str) -> None:
    assert nobody.get(f"/services/{service}").json["lesson"] == service
    assert service in [each["id"] for each in nobody.get("/lessons?limit=100").json["items"]]
    lesson = nobody.get(f"/lessons/{service}").json
    practised = [each for each in lesson["steps"] if each["kind"] == "practise"]
    asked = [each["question"]["id"] for each in practised if each["question"]["type"] != "info"]
    assert [each["question"] for each in lesson["answers"]] == asked, "every page that has an answer is practised"
    for step in practised:
        assert len(step["hints"]) == 3
        assert step["say"].startswith(("Rosa", "What this page says", "This page only"))
        judged = nobody.post(f"/lessons/{service}/steps/{step['id']}/check", {"value": "nothing like it"})
        assert judged.json["right"] is False
        assert judged.json["say"]


def test_learning_in_a_made_lesson_is_kept_as_in_any_other(rosa: Person) -> None:
    sent = {"events": [_event(lesson="library-card", step="answer-tie")]}
    assert rosa.post("/learning/events", sent).json == {"new": 1}
    assert rosa.post("/learning/events", sent).json == {"new": 0}
    here = progress_of(rosa, "library-card")
    assert (here["done"], here["count"], here["current_step"]) == (["answer-tie"], 1, "welcome")


def test_the_curriculum_names_its_lessons_in_their_order(nobody: Person) -> None:
    modules = {each["id"]: each for each in nobody.get("/curriculum").json["items"]}
    assert list(modules) == ["phone", "connected", "in-touch", "services", "safe", "on-my-own"]
    assert modules["phone"]["title"] == "My phone"
    assert modules["phone"]["lessons"] == ["wake-and-lock", "tap-and-back", "bigger-letters", "type-and-speak"]
    known = {each["id"] for each in nobody.get("/lessons?limit=100").json["items"]}
    assert {name for module in modules.values() for name in module["lessons"]} == known
    assert CARD in modules["services"]["lessons"]


def test_a_lesson_about_the_phone_carries_its_screens_as_data(nobody: Person) -> None:
    lesson = nobody.get("/lessons/bigger-letters").json
    assert (lesson["service"], lesson["person"], lesson["answers"]) == (None, None, [])
    screens = {each["id"]: each for each in lesson["screens"]}
    step = next(each for each in lesson["steps"] if each["id"] == "open-settings")
    pressed = {piece["id"]: piece for piece in screens[step["screen"]]["pieces"]}
    assert (pressed["settings"]["text"], pressed["settings"]["kind"]) == ("Settings", "press")
    assert step["offline"]["expect"] == [{"answer": "settings"}]
    watched = next(each for each in lesson["steps"] if each["kind"] == "watch")
    assert {frame["screen"] for frame in watched["frames"]} <= set(screens)


@pytest.mark.parametrize(
    ("step", "value", "kind"),
    [
        ("bigger-letters/steps/open-display", "display", "right"),
        ("bigger-letters/steps/open-display", "sound", "mistake"),
        ("bigger-letters/steps/open-display", "reset", "stopped"),
        ("bigger-letters/steps/open-display", {"x": "y"}, "not-right"),
        ("bigger-letters/steps/know-the-way", ["settings", "display", "size", "press"], "right"),
        ("bigger-letters/steps/know-the-way", ["settings", "size", "display", "press"], "mistake"),
        ("answer-a-message/steps/write-yes", "Yes please!", "right"),
        ("answer-a-message/steps/write-yes", "", "mistake"),
        ("spot-a-scam/steps/first-cards", {"parcel": "scam", "clinic": "scam"}, "mistake"),
        ("spot-a-scam/steps/first-cards", {"parcel": "scam"}, "not-right"),
    ],
)
def test_a_step_on_a_simulated_phone_is_judged(nobody: Person, step: str, value: Any, kind: str) -> None:
    told = nobody.post(f"/lessons/{step}/check", {"value": value}).json
    assert (told["kind"], told["right"]) == (kind, kind == "right")
    assert told["say"]
