"""A stand-in for a record store of xAPI 2.0, on loopback: it holds statements to their shape, and keeps each once."""

import base64
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

LOGIN = "handrail:s3cret"
IRI = re.compile(r"https?://[^\s/]+/\S*")
VERB = re.compile(r"http://adlnet\.gov/expapi/verbs/(initialized|completed|passed|exited|asked|answered)")
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
PARTS = {"id", "version", "actor", "verb", "object", "context", "timestamp", "result"}


def hold(statement: dict[str, Any]) -> None:
    """What IEEE 9274.1.1 (xAPI 2.0), section 4.2, asks of the parts that we use."""
    assert set(statement) <= PARTS, set(statement) - PARTS
    assert str(UUID(statement["id"])) == statement["id"]
    assert ID.fullmatch(statement["id"]), "RFC 4122"
    assert statement["version"] == "2.0.0"
    assert datetime.fromisoformat(statement["timestamp"]).utcoffset() is not None
    account = statement["actor"]["account"]
    assert statement["actor"] == {"objectType": "Agent", "account": account}, "one way to know an agent, and no name"
    assert IRI.match(account["homePage"] + "/")
    assert re.fullmatch("[0-9a-f]{32}", account["name"])
    assert VERB.fullmatch(statement["verb"]["id"])
    (parent,) = statement["context"]["contextActivities"]["parent"]
    for activity in (statement["object"], parent):
        assert activity["objectType"] == "Activity"
        assert IRI.fullmatch(activity["id"])
        assert IRI.fullmatch(activity["definition"]["type"])
    assert all(IRI.fullmatch(each) for each in statement["context"]["extensions"])
    assert all(isinstance(each, bool) for each in statement.get("result", {}).values())


class FakeRecordStore(ThreadingHTTPServer):
    """Answers each post with the next of `answers`, then by what the standard says. Keeps statements by id."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/xapi"
        self.answers: list[int] = []
        self.refuses: dict[str, int] = {}
        """Ids of statements → the status with which it refuses every call that has one of them."""
        self.posts: list[int] = []
        self.kept: dict[str, dict[str, Any]] = {}

    def take(self, statements: list[dict[str, Any]]) -> int:
        """Take all or nothing; 409 where one is there already and says something else."""
        if refused := [self.refuses[each["id"]] for each in statements if each["id"] in self.refuses]:
            return refused[0]
        if any(self.kept.get(each["id"], each) != each for each in statements):
            return 409
        self.kept |= {each["id"]: each for each in statements}
        return 200


class _Handler(BaseHTTPRequestHandler):
    server: FakeRecordStore

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.posts.append(len(said))
        self.send_response(self._status(said))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _status(self, said: list[dict[str, Any]]) -> int:
        if self.server.answers:
            return self.server.answers.pop(0)
        if self.headers["Authorization"] != "Basic " + base64.b64encode(LOGIN.encode()).decode():
            return 401
        if self.path != "/xapi/statements" or self.headers["X-Experience-API-Version"] != "2.0.0":
            return 400
        try:
            for each in said:
                hold(each)
        except (AssertionError, KeyError, ValueError):
            return 400
        return self.server.take(said)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def keeping() -> Iterator[FakeRecordStore]:
    """A record store while it is needed."""
    with FakeRecordStore() as store:
        thread = threading.Thread(target=store.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield store
        store.shutdown()
        thread.join()
