"""Events in columns and compressed: they come to the same as plain JSON, and nothing unfolds without end."""

import gzip
import json
import uuid
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.api.test_applications import problem
from tests.api.test_learning import progress_of
from tests.api.town import CARD, Person
from tutorials.batch import MEDIA_TYPE, written_small
from tutorials.progress import Event

BASE = uuid.UUID("6b1f9a52-3f0e-4d3b-9d0c-0d2a00000000").int
AT = datetime(2026, 5, 1, 10, tzinfo=UTC)
STEPS = ("welcome", "give-name", "give-birth-date")


def events(count: int) -> list[Event]:
    return [
        Event(uuid.UUID(int=BASE + n), CARD, STEPS[n % 3], "done", AT + timedelta(minutes=n), "alone")
        for n in range(count)
    ]


def post(person: Person, body: bytes, encoding: str | None = None, kind: str = MEDIA_TYPE) -> TestResponse:
    headers = {"Content-Type": kind} | ({"Content-Encoding": encoding} if encoding else {})
    return person.call("POST", "/learning/events", data=body, headers=headers)


def columns(count: int, **changed: Any) -> bytes:
    return json.dumps(written_small(events(count)) | changed).encode()


def test_columns_come_to_the_same_as_the_list_however_they_are_compressed_and_count_once(
    rosa: Person, wai: Person
) -> None:
    listed = {"events": [{name: str(getattr(each, name)) for name in Event.__slots__} for each in events(50)]}
    assert wai.post("/learning/events", listed).json == {"new": 50}
    packed = zlib.compress(columns(50))
    assert len(packed) <= 500
    assert post(rosa, packed, "deflate").json == {"new": 50}
    assert post(rosa, columns(50)).json == {"new": 0}
    assert post(rosa, gzip.compress(columns(50)), "gzip").json == {"new": 0}
    assert post(rosa, gzip.compress(json.dumps(listed).encode()), "gzip", "application/json").json == {"new": 0}
    assert rosa.get("/learning/progress").json == wai.get("/learning/progress").json


def test_a_column_that_does_not_fit_is_named_by_its_place(rosa: Person) -> None:
    wrongs = {
        "/step/1": columns(3, step=[0, 7, 0]),
        "/kind": columns(3, kind=[1]),
        "/at/0": columns(3, at=["now", 1, 1]),
        "/run/2": columns(3, run=[1, 1, 9]),
        "/lessons/0/lesson": columns(3, lessons=[{"lesson": "Not An Id", "steps": list(STEPS)}]),
        "/step": columns(501),
    }
    for pointer, body in wrongs.items():
        answer = post(rosa, body)
        assert answer.status_code == 422, pointer
        assert pointer in [each["pointer"] for each in answer.json["errors"]]
    assert progress_of(rosa)["started"] is False
    assert post(rosa, columns(1)).json == {"new": 1}
    assert progress_of(rosa)["started"] is True, "so it would have been seen"


@pytest.mark.parametrize(
    ("body", "encoding", "status", "slug"),
    [
        (zlib.compress(b" " * 50_000_000), "deflate", 413, "too-large"),
        (zlib.compress(columns(3))[:-9], "deflate", 400, "not-json"),
        (zlib.compress(columns(3)) + b"more", "deflate", 400, "not-json"),
        (columns(3), "gzip", 400, "not-json"),
        (columns(3), "br", 415, "not-json-type"),
        (columns(3), "gzip, gzip", 415, "not-json-type"),
    ],
)
def test_what_unfolds_without_end_or_is_not_what_it_says_is_refused(
    rosa: Person, body: bytes, encoding: str, status: int, slug: str
) -> None:
    answer = post(rosa, body, encoding)
    assert (answer.status_code, problem(answer)) == (status, slug)
