"""What phones send that cannot be, and lessons that go while somebody is in them: nothing is lost, nothing breaks."""

import json
import re
import uuid
import zlib
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from backend.core import clock
from backend.domain.learning import actions
from backend.domain.learning.models import Learner, LearningEvent
from backend.parts import Parts
from tests.web.readers import Reader
from tutorials.batch import MEDIA_TYPE

LESSON = "bigger-letters"
COLUMNS: dict[str, Any] = {
    "ids": [{"first": "6b1f9a52-3f0e-4d3b-9d0c-0d2a00000000", "count": 3}],
    "lessons": [{"lesson": LESSON, "steps": ["welcome", "open-settings"]}],
    "step": [0, 1, 1],
    "kind": [1, 4, 1],
    "run": [2, 2, 2],
    "at": [1795780800, 12, 40],
}


def one(**changed: Any) -> dict[str, Any]:
    known = {"id": str(uuid.uuid4()), "lesson": LESSON, "step": "welcome", "kind": "done", "run": "hints"}
    return known | {"at": clock.now().isoformat()} | changed


def post(reader: Reader, body: Any, kind: str = "application/json", encoding: str | None = None) -> TestResponse:
    page = reader.get(f"/lessons/{LESSON}?step=welcome").text
    token = page.split('name="form_token" value="')[1].split('"')[0]
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"X-Form-Token": token, "Content-Type": kind} | ({"Content-Encoding": encoding} if encoding else {})
    return reader.client.post("/learning/events", data=data, headers=headers)


def kept(parts: Parts) -> list[LearningEvent]:
    with parts.reading() as session:
        return list(session.scalars(select(LearningEvent).order_by(LearningEvent.number)))


def test_columns_are_taken_once_from_a_page_as_a_list_is(nobody: Reader, parts: Parts) -> None:
    packed = zlib.compress(json.dumps(COLUMNS).encode())
    assert post(nobody, packed, MEDIA_TYPE, "deflate").json == {"new": 3, "taken": 3}
    assert post(nobody, COLUMNS, MEDIA_TYPE).json == {"new": 0, "taken": 3}
    assert [(each.step, each.kind) for each in kept(parts)] == [
        ("welcome", "done"),
        ("open-settings", "mistake"),
        ("open-settings", "done"),
    ]


@pytest.mark.parametrize(
    ("body", "encoding", "status"),
    [
        (COLUMNS | {"step": [0, 9, 0]}, None, 400),
        (COLUMNS | {"ids": [{"first": 7, "count": 3}]}, None, 400),
        (COLUMNS | {"ids": [{"first": str(uuid.uuid4()), "count": n} for n in (-1, 4)]}, None, 400),
        (COLUMNS | {"ids": [{"first": str(uuid.uuid4()), "count": n} for n in (10**8, 3 - 10**8)]}, None, 400),
        (COLUMNS | {"at": [None, 1, 1]}, None, 400),
        ([], None, 400),
        (b"{", None, 400),
        (zlib.compress(b" " * 5_000_000), "deflate", 400),
        (b"{}", "br", 415),
    ],
)
def test_columns_that_make_no_sense_are_refused_and_leave_nothing(
    nobody: Reader, parts: Parts, body: Any, encoding: str | None, status: int
) -> None:
    assert post(nobody, body, MEDIA_TYPE, encoding).status_code == status
    assert kept(parts) == []


def test_a_million_events_are_told_kindly_and_what_is_kept_stays(
    nobody: Reader, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert post(nobody, {"events": [one()] * 501}).status_code == 400
    assert post(nobody, {"events": [one(), one()]}).json == {"new": 2, "taken": 2}
    monkeypatch.setattr(actions, "EVENTS_PER_VISITOR", 2)
    answer = post(nobody, {"events": [one()]})
    assert answer.status_code == 409
    assert "Sign in to go on. You can still practise." in answer.json["say"]
    assert len(kept(parts)) == 2
    done = nobody.post("/lessons/wake-and-lock/steps/wake?run=alone", answer="power")
    assert "Sign in to go on. You can still practise." in done.text, "without a script, too"


def test_what_is_of_a_lesson_or_step_that_is_not_here_is_kept_until_it_comes_back(
    rosa: Reader, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    lessons = parts.content.lessons
    assert isinstance(lessons, dict)
    away = lessons[LESSON]
    sent = [one(), one(step="a-step-of-next-year"), one(lesson="Not An Id"), one(step="x" * 61)]
    assert post(rosa, {"events": sent}).json == {"new": 2, "taken": 2}
    monkeypatch.delitem(lessons, LESSON)
    told = rosa.get(f"/lessons/{LESSON}")
    assert told.status_code == 410
    assert "What you learned in it is kept." in told.text
    assert 'href="/lessons"' in told.text
    assert rosa.post(f"/lessons/{LESSON}/steps/open-settings").status_code == 410, "half-way, too"
    assert LESSON not in rosa.get("/lessons").text
    monkeypatch.setitem(lessons, LESSON, away)
    assert re.search(r"step=(?!welcome)", rosa.get(f"/lessons/{LESSON}").location or "")


def test_whoever_never_began_a_lesson_that_is_gone_reads_that_the_page_is_not_here(nobody: Reader) -> None:
    assert nobody.get("/lessons/put-away").status_code == 404


def test_a_step_that_went_while_somebody_was_at_it_leads_to_where_they_are_now(nobody: Reader) -> None:
    answer = nobody.post(f"/lessons/{LESSON}/steps/a-step-of-last-year")
    assert (answer.status_code, answer.location) == (303, f"/lessons/{LESSON}")


def test_the_same_id_from_another_learner_is_another_event_and_takes_nothing_away(
    rosa: Reader, wai: Reader, parts: Parts
) -> None:
    mine = one(at=(clock.now() - timedelta(hours=1)).isoformat())
    assert post(rosa, {"events": [mine]}).json == {"new": 1, "taken": 1}
    assert post(wai, {"events": [mine | {"kind": "skipped"}]}).json == {"new": 1, "taken": 1}
    with parts.reading() as session:
        people = session.execute(
            select(Learner.account_id, LearningEvent.kind).join(Learner, Learner.id == LearningEvent.learner_id)
        ).all()
    assert sorted(kind for _, kind in people) == ["done", "skipped"]
    assert len({account for account, _ in people}) == 2


def mark_of(reader: Reader) -> str:
    answer = reader.get("/learning/whose")
    assert answer.headers["Cache-Control"] == "no-store"
    mark: str = answer.json["whose"]
    return mark


def test_a_lesson_that_phones_keep_says_nothing_of_its_reader_and_whose_practice_it_is_may_not_be_kept(
    nobody: Reader, rosa: Reader, wai: Reader
) -> None:
    marks = [mark_of(each) for each in (nobody, rosa, rosa, wai)]
    assert marks[0] == ""
    assert marks[1] == marks[2] != marks[3]
    assert re.fullmatch("[0-9a-f]{16}", marks[1])
    for reader, mark in ((rosa, marks[1]), (wai, marks[3])):
        page = reader.get(f"/lessons/{LESSON}?step=welcome")
        assert page.headers["Cache-Control"] == "private, no-cache"
        assert mark not in page.text


@pytest.mark.parametrize("kind", ["application/json", MEDIA_TYPE])
def test_a_batch_that_was_marked_for_another_account_is_refused_whole_and_ones_own_or_nobodys_is_taken(
    nobody: Reader, rosa: Reader, wai: Reader, parts: Parts, kind: str
) -> None:
    batch = COLUMNS if kind == MEDIA_TYPE else {"events": [one(), one(), one()]}
    of_rosa = batch | {"whose": mark_of(rosa)}
    for other, mark in ((wai, mark_of(rosa)), (nobody, mark_of(rosa)), (rosa, mark_of(wai)), (rosa, ["x"])):
        answer = post(other, batch | {"whose": mark}, kind)
        assert (answer.status_code, answer.json) == (409, {"error": "whose"})
    assert kept(parts) == []
    assert post(rosa, of_rosa, kind).json == {"new": 3, "taken": 3}
    assert post(wai, batch | {"whose": ""}, kind).json == {"new": 3, "taken": 3}
    assert post(nobody, batch, kind).json == {"new": 3, "taken": 3}
