"""People who call the API, and what they do with it."""

import itertools
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from backend.core import clock, outbox
from backend.domain.identity import actions as identity
from backend.domain.tables import ALL
from backend.parts import Parts

V1 = "/api/v1"
CARD = "senior-travel-card"
ANSWERS: dict[str, Any] = {
    "full_name": "Rosa Lee",
    "birth_date": "1951-05-04",
    "lives_here": True,
    "address": {"line1": "7 Mill Lane", "town": "Harbour City", "postcode": "HC3 4DE"},
    "delivery": "post",
    "old_card": False,
    "companion": False,
    "contact_way": "letter",
}


@dataclass
class Person:
    """Somebody with a phone, who calls the API with their token."""

    client: FlaskClient
    token: str | None = None
    language: str | None = "en"

    def call(self, method: str, path: str, body: Any = None, **options: Any) -> TestResponse:
        headers = dict(options.pop("headers", {}))
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if self.language:
            headers.setdefault("Accept-Language", self.language)
        if body is not None:
            options["json"] = body
        return self.client.open(
            path if path.startswith("/api") else V1 + path, method=method, headers=headers, **options
        )

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.call("GET", path, **options)

    def put(self, path: str, body: Any = None, **options: Any) -> TestResponse:
        return self.call("PUT", path, body, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> TestResponse:
        return self.call("POST", path, body, **options)

    def delete(self, path: str, **options: Any) -> TestResponse:
        return self.call("DELETE", path, **options)


class Town:
    """The program, and the people who live in its city."""

    def __init__(self, parts: Parts, app: Flask) -> None:
        self.parts, self.app = parts, app
        self._numbers = itertools.count(300)

    def nobody(self) -> Person:
        return Person(self.app.test_client())

    def codes(self) -> list[dict[str, str]]:
        """What is on its way to phones to sign in with."""
        with self.parts.writing() as session:
            return [job.payload for job in outbox.claim(session, clock.now()) if job.kind == "sign-in-code"]

    def code(self) -> str:
        """The newest of them."""
        return self.codes()[-1]["code"]

    def queries(self, call: Callable[[], Any]) -> int:
        """How many statements a call asks of the database."""
        asked: list[str] = []

        def count(*details: Any) -> None:
            asked.append(details[2])

        engines = {self.parts.database.reader, self.parts.database.writer}
        for engine in engines:
            event.listen(engine, "before_cursor_execute", count)
        call()
        for engine in engines:
            event.remove(engine, "before_cursor_execute", count)
        return len([each for each in asked if not each.startswith("BEGIN")])

    @staticmethod
    def rows(session: Session) -> dict[str, int]:
        """How many rows each table has."""
        return {each.__tablename__: session.scalar(select(func.count()).select_from(each)) or 0 for each in ALL}

    def person(self, role: str | None = None) -> Person:
        """Somebody new who has signed in with a phone and a code."""
        person, sign_in = self.nobody(), uuid.uuid4()
        number = f"07700 900{next(self._numbers)}"
        assert person.put(f"/sign-ins/{sign_in}", {"phone": number}).status_code == 202
        if role:
            with self.parts.writing() as session:
                account = identity.account_for(session, f"+44{number[1:].replace(' ', '')}", clock.now())
                identity.give_role(session, account, role)
        answer = person.put(f"/sign-ins/{sign_in}/code", {"code": self.code()})
        assert answer.status_code == 200, answer.text
        person.token = answer.json["token"]
        return person


def begin(person: Person, service: str = CARD) -> str:
    """A new application; returns its id."""
    application = str(uuid.uuid4())
    answer = person.put(f"/applications/{application}", {"service": service})
    assert answer.status_code == 201, answer.text
    return application


def answer_all(person: Person, application: str) -> None:
    for question, value in ANSWERS.items():
        answer = person.put(f"/applications/{application}/answers/{question}", {"value": value})
        assert answer.status_code == 200, answer.text


def send(person: Person) -> str:
    """An application that was sent; returns its id."""
    application = begin(person)
    answer_all(person, application)
    assert person.put(f"/applications/{application}/submission").status_code == 200
    return application


def free_time(person: Person, number: int = 0, **wishes: str) -> int:
    """The id of a free time, the soonest or one after it, that can still be changed once it is booked."""
    tomorrow = (clock.now() + timedelta(days=1)).isoformat()
    query = {"kind": "clinic-visit", "after": tomorrow, "limit": "100"} | wishes
    answer = person.get("/appointment-slots", query_string=query)
    assert answer.status_code == 200, answer.text
    slot: int = answer.json["items"][number]["id"]
    return slot


def hold(person: Person, slot: int) -> str:
    """A hold on a time; returns its id."""
    held = str(uuid.uuid4())
    answer = person.put(f"/appointment-holds/{held}", {"slot": slot})
    assert answer.status_code == 200, answer.text
    return held


def book(person: Person, slot: int, *needs: str) -> str:
    """An appointment; returns its id."""
    appointment = str(uuid.uuid4())
    answer = person.put(f"/appointments/{appointment}", {"hold": hold(person, slot), "needs": list(needs)})
    assert answer.status_code == 201, answer.text
    return appointment
