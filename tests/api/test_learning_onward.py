"""Where a learner stands, through the API, and the one message that something is to be practised again."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from sqlalchemy import select

from backend import worker
from backend.domain.inbox.models import Message
from tests.api.town import Person, Town
from tutorials.lesson import JUDGED
from tutorials.path import ENOUGH, TRIES, tasks
from tutorials.runs import steps_of

LETTERS = "bigger-letters"


def did(lesson: str, step: str, kind: str = "done", days_ago: float = 0, run: str = "alone") -> dict[str, Any]:
    at = (datetime.now(UTC) - timedelta(days=days_ago)).isoformat()
    return {"id": str(uuid.uuid4()), "lesson": lesson, "step": step, "kind": kind, "at": at, "run": run}


def alone(town: Town, lesson: str, days_ago: float = 0) -> list[dict[str, Any]]:
    return [did(lesson, step.id, days_ago=days_ago) for step in steps_of(town.parts.content.lessons[lesson], "alone")]


def test_the_tasks_are_one_step_of_each_module_that_can_be_done_alone(town: Town, nobody: Person) -> None:
    told = nobody.get("/learning/tasks").json
    assert (told["tries"], told["enough"], len(told["items"])) == (TRIES, ENOUGH, 6)
    lessons = town.parts.content.lessons
    for each in told["items"]:
        assert lessons[each["lesson"]].by_id[each["step"]].kind in JUDGED
        assert nobody.get(f"/lessons/{each['lesson']}").status_code == 200


def test_the_way_on_says_which_lesson_and_why_in_the_readers_language(town: Town, rosa: Person) -> None:
    told = rosa.get("/learning/path").json
    assert told["next"] == {"lesson": "wake-and-lock", "why": "first", "say": "Everybody can begin with this one."}
    first, second = tasks(town.parts.content.lessons)[:2]
    sent = [did(first.lesson.id, first.step.id), did(second.lesson.id, second.step.id, "skipped")]
    assert rosa.post("/learning/events", {"events": sent}).json == {"new": 2}
    told = rosa.get("/learning/path", headers={"Accept-Language": "es"}).json
    assert (told["next"]["lesson"], told["next"]["why"]) == ("join-wifi", "left")
    assert told["next"]["say"].startswith("Dejó una tarea")
    states = {each["id"]: (each["shown"], each["left"]) for each in told["modules"]}
    assert (states["phone"], states["connected"], states["safe"]) == ((True, False), (False, True), (False, False))


def test_a_lesson_done_alone_is_told_as_such_and_comes_back_after_two_days(town: Town, rosa: Person) -> None:
    rosa.post("/learning/events", {"events": alone(town, LETTERS)})
    (phone,) = [each for each in rosa.get("/learning/path").json["modules"] if each["id"] == "phone"]
    assert (phone["can_do"], phone["complete_since"]) == ([LETTERS], None)
    (back,) = rosa.get("/learning/refreshers").json["items"]
    assert (back["lesson"], back["due"], back["round"], len(back["steps"])) == (LETTERS, False, 1, 3)
    assert timedelta(days=1) <= datetime.fromisoformat(back["due_at"]) - datetime.now(UTC) <= timedelta(days=2)
    skills = rosa.get("/learning/skills").json["items"]
    assert {each["skill"]["code"] for each in skills} == {"0.2", "5.2"}
    assert all(0.5 < each["chance"] < 1 for each in skills)


def messages(town: Town) -> list[str]:
    with town.parts.reading() as session:
        return list(session.scalars(select(Message.key).where(Message.kind == "practise-again").order_by(Message.id)))


def test_only_who_asked_is_told_once_for_each_refresher_and_once_a_day(town: Town, rosa: Person) -> None:
    rosa.post("/learning/events", {"events": alone(town, LETTERS)})
    assert rosa.get("/learning/reminders").json == {"wanted": False}
    assert rosa.put("/learning/reminders", {"wanted": True}).json == {"wanted": True}
    assert rosa.put("/learning/reminders", {"wanted": True}).json == {"wanted": True}
    rosa.post("/learning/events", {"events": alone(town, "answer-a-message")})
    worker.drain(town.parts)
    assert messages(town) == []
    with time_machine.travel(datetime.now(UTC) + timedelta(days=3)):
        worker.drain(town.parts)
        worker.drain(town.parts)
    assert len(messages(town)) == 1, "two are due, and one message a day is enough"
    assert LETTERS in messages(town)[0] or "answer-a-message" in messages(town)[0]


def test_who_wants_no_more_messages_gets_none(town: Town, rosa: Person) -> None:
    rosa.put("/learning/reminders", {"wanted": True})
    rosa.post("/learning/events", {"events": alone(town, LETTERS)})
    assert rosa.put("/learning/reminders", {"wanted": False}).json == {"wanted": False}
    with time_machine.travel(datetime.now(UTC) + timedelta(days=3)):
        worker.drain(town.parts)
    assert messages(town) == []


def test_what_was_practised_meanwhile_is_not_asked_for(town: Town, rosa: Person) -> None:
    rosa.put("/learning/reminders", {"wanted": True})
    rosa.post("/learning/events", {"events": alone(town, LETTERS, days_ago=2)})
    rosa.post("/learning/events", {"events": alone(town, LETTERS)})
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1)):
        worker.drain(town.parts)
    assert messages(town) == []
