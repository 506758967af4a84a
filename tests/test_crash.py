"""The real program, killed without warning again and again: nothing acknowledged is lost, nothing is sent twice."""

import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.domain.given import ANSWERS, CARD, ROSA, WAI

KILLS = 6
PATIENCE = 60.0
"""Seconds to wait for an answer: a start under load included."""


class Program:
    """The demo in a process of its own, which can be killed and started again on the same data."""

    def __init__(self, home: Path) -> None:
        self._home = home
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = os.environ | {"HANDRAIL_HOME": str(self._home), "PORT": str(self._port)}
        command = [sys.executable, "-m", "backend.cli", "demo"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen(command, env=environment, **quiet)

    def kill(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def crash(self) -> None:
        """Be killed without warning, and started again."""
        self.kill()
        self.start()

    def call(self, method: str, path: str, body: Any = None, token: str = "") -> tuple[int, Any]:
        """Ask the API, again and again while the program is away: as an app does on a bad line."""
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with closing(HTTPConnection("127.0.0.1", self._port, timeout=5)) as connection:
                    connection.request(method, f"/api/v1{path}", None if body is None else json.dumps(body), headers)
                    answer = connection.getresponse()
                    text = answer.read()
                return answer.status, json.loads(text) if text else None
            except (OSError, HTTPException):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def phone(self) -> list[dict[str, str]]:
        file = self._home / "demo-phone.jsonl"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    def wait_for_message(self, keys: Collection[str]) -> dict[str, str]:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            found = [each for each in self.phone() if each["key"] in keys]
            if found:
                return found[-1]
            time.sleep(0.05)
        raise AssertionError(f"no message {keys} came")


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    running = Program(tmp_path)
    running.start()
    yield running
    running.kill()


def sign_in(program: Program, number: str = ROSA) -> str:
    """Somebody signs in; returns the token of their session."""
    sign_in_id = uuid.uuid4()
    path = f"/sign-ins/{sign_in_id}"
    assert program.call("PUT", path, {"phone": number})[0] == 202
    code = re.findall(r"\d{6}", program.wait_for_message({f"sign-in:{sign_in_id}"})["body"])[0]
    _, session = program.call("PUT", f"{path}/code", {"code": code})
    return str(session["token"])


def messages(program: Program, token: str, about: str) -> set[str]:
    """The keys under which a person's messages about a thing go out: more happens to people in the demo city."""
    items = program.call("GET", "/inbox", token=token)[1]["items"]
    return {f"message:{each['id']}" for each in items if each["link"] == about}


def writes(application: str) -> list[tuple[str, Any]]:
    """All that a citizen sends for one application, in order."""
    answers = [(f"{application}/answers/{name}", {"value": value}) for name, value in ANSWERS.items()]
    return [(application, {"service": CARD}), *answers, (f"{application}/submission", None)]


def test_killed_between_and_within_requests_it_loses_no_answer_and_sends_nothing_twice(program: Program) -> None:
    chance = random.Random(7)  # noqa: S311  (the same moments each time, so that a failure can be looked at)
    token, application = sign_in(program), f"/applications/{uuid.uuid4()}"
    killed = set(chance.sample(range(1, 2 + len(ANSWERS)), KILLS))
    for number, (path, body) in enumerate(writes(application)):
        killing = threading.Timer(chance.uniform(0, 0.03), program.crash) if number in killed else None
        if killing:
            killing.start()
        assert program.call("PUT", path, body, token)[0] in {200, 201}
        if killing:
            killing.join()

    _, kept = program.call("GET", application, token=token)
    assert kept["state"] == "sent"
    assert kept["journey"]["answers"] == ANSWERS
    _, again = program.call("PUT", f"{application}/submission", None, token)
    assert again["reference"] == kept["reference"]
    program.wait_for_message(messages(program, token, application))
    program.crash()
    _, mine = program.call("GET", "/applications", token=token)
    assert len(mine["items"]) == 1
    time.sleep(1.5)  # a worker that wanted to send again would have done so
    told = Counter(each["key"] for each in program.phone())
    assert set(told.values()) == {1}
    assert len(told.keys() & messages(program, token, application)) == 1


def test_killed_between_holding_and_booking_the_time_is_kept_and_booked_once_or_not_at_all(program: Program) -> None:
    chance = random.Random(11)  # noqa: S311  (the same moments each time)
    rosa, wai = sign_in(program), sign_in(program, WAI)
    after = quote((datetime.now(UTC) + timedelta(days=1)).isoformat())
    wish = f"/appointment-slots?kind=clinic-visit&office=hill-clinic&staff=Dr%20Mei%20Wong&after={after}"
    first, second = [each["id"] for each in program.call("GET", wish, token=rosa)[1]["items"][:2]]

    hold = str(uuid.uuid4())
    assert program.call("PUT", f"/appointment-holds/{hold}", {"slot": first}, rosa)[0] == 200
    program.crash()
    assert program.call("GET", "/appointments", token=rosa)[1]["items"] == [], "no ghost"
    status, refused = program.call("PUT", f"/appointment-holds/{uuid.uuid4()}", {"slot": first}, wai)
    assert (status, refused["type"].rpartition("/")[2]) == (409, "slot-taken"), "the hold outlives the program"
    assert second in [each["id"] for each in refused["alternatives"]]

    appointment = f"/appointments/{uuid.uuid4()}"
    for _ in range(3):
        killing = threading.Timer(chance.uniform(0, 0.03), program.crash)
        killing.start()
        assert program.call("PUT", appointment, {"hold": hold, "needs": ["interpreter"]}, rosa)[0] in {200, 201}
        killing.join()
    (mine,) = program.call("GET", "/appointments", token=rosa)[1]["items"]
    assert mine["state"] == "booked"
    assert program.call("GET", appointment, token=rosa)[1]["needs"] == ["interpreter"]
    assert program.call("PUT", f"/appointment-holds/{uuid.uuid4()}", {"slot": first}, wai)[0] == 409
    program.wait_for_message(messages(program, rosa, appointment))
    time.sleep(1.5)  # a worker that wanted to send again would have done so
    assert len([each for each in program.phone() if each["key"] in messages(program, rosa, appointment)]) == 1
