"""A stand-in for a learning system that opens cmi5 packages: it serves one, and keeps what the unit tells it."""

import io
import json
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

TOKEN = "b3BlbjpzZXNhbWU="
ACTOR = {"objectType": "Agent", "account": {"homePage": "https://college.example", "name": "7"}}
REGISTRATION = "760e3480-ba55-4991-94b0-01820dbd23a2"
UNIT = "https://college.example/units/12"
SESSION = "https://w3id.org/xapi/cmi5/context/extensions/sessionid"
KINDS = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


class LearningSystem(ThreadingHTTPServer):
    """Gives its token once, as section 8.2 asks."""

    daemon_threads = True

    def __init__(self, package: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        with zipfile.ZipFile(io.BytesIO(package)) as held:
            self.files = {f"/course/{name}": held.read(name) for name in held.namelist()}
        self.statements: list[dict[str, Any]] = []
        self.documents: dict[str, Any] = {"LMS.LaunchData": self.launch_data()}
        self.fetched = 0
        self.strangers: list[str] = []

    def launch_data(self) -> dict[str, Any]:
        template = {
            "extensions": {SESSION: "s1"},
            "contextActivities": {"grouping": [{"id": "https://city.example/lessons/bigger-letters"}]},
        }
        return {"contextTemplate": template, "launchMode": "Normal", "moveOn": "CompletedOrPassed"} | {
            "returnURL": f"{self.url}/back"
        }

    def launch(self) -> str:
        words = {"endpoint": f"{self.url}/xapi", "fetch": f"{self.url}/fetch?k=1", "actor": json.dumps(ACTOR)}
        words |= {"registration": REGISTRATION, "activityId": UNIT}
        return f"{self.url}/course/index.html?{urlencode(words)}"

    @property
    def verbs(self) -> list[str]:
        return [each["verb"]["id"].rpartition("/")[2] for each in self.statements]


class _Handler(BaseHTTPRequestHandler):
    server: LearningSystem

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path in self.server.files:
            return self._answer(200, self.server.files[path], KINDS[path.rpartition(".")[2]])
        if path == "/back":
            return self._answer(200, b"<title>The course</title>", "text/html")
        found = self.server.documents.get(self._words().get("stateId", ""))
        if not self._known() or not path.startswith("/xapi/") or found is None:
            return self._answer(404, b"{}")
        return self._answer(200, json.dumps(found).encode())

    def do_PUT(self) -> None:
        body = self._body()
        if self._known():
            self.server.documents[self._words()["stateId"]] = body
        self._answer(204)

    def do_POST(self) -> None:
        if self.path == "/fetch?k=1":
            self.server.fetched += 1
            once = {"auth-token": TOKEN} if self.server.fetched == 1 else {"error-code": "1", "error-text": "again"}
            return self._answer(200, json.dumps(once).encode())
        body = self._body()
        if self._known() and self.path == "/xapi/statements":
            self.server.statements += body if isinstance(body, list) else [body]
            return self._answer(200, b"[]")
        self.server.strangers.append(self.path)
        return self._answer(401)

    def _known(self) -> bool:
        said = self.headers
        return said["Authorization"] == f"Basic {TOKEN}" and said["X-Experience-API-Version"] == "1.0.3"

    def _words(self) -> dict[str, str]:
        return {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}

    def _body(self) -> Any:
        return json.loads(self.rfile.read(int(self.headers["Content-Length"])))

    def _answer(self, status: int, body: bytes = b"", kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def opening(package: bytes) -> Iterator[LearningSystem]:
    """A learning system that has taken in a package."""
    with LearningSystem(package) as system:
        thread = threading.Thread(target=system.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield system
        system.shutdown()
        thread.join()
