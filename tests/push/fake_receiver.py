"""A stand-in for a city's own system that takes webhooks, on loopback: it verifies as the guide says, each once."""

import json
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "tell-other-systems.md"


def genuine() -> Callable[[dict[str, str], bytes, str], bool]:
    """The function that the guide gives to those who receive."""
    code = re.search(r"^```python\n(.*?)^```$", GUIDE.read_text(), re.MULTILINE | re.DOTALL)
    assert code is not None
    defined: dict[str, Any] = {}
    exec(code[1], defined)  # noqa: S102  (our own guide)
    found: Callable[[dict[str, str], bytes, str], bool] = defined["genuine"]
    return found


@dataclass(frozen=True)
class Said:
    """An answer, after so many seconds."""

    status: int = 204
    seconds: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False


class FakeReceiver(ThreadingHTTPServer):
    """Gives `answers` in turn, afterwards always the last. Keeps every call, and by its id each message it took."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/hooks"
        self.answers: list[Said] = [Said()]
        self.secret = ""
        self.calls: list[tuple[dict[str, str], bytes]] = []
        self.taken: dict[str, Any] = {}
        self.turn = threading.Lock()
        self.verify = genuine()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller who hangs up early is part of the tests."""

    @property
    def types(self) -> list[str]:
        return [each["type"] for each in self.taken.values()]

    def told(self, kind: str) -> Any:
        """The data of the only message of this type."""
        (found,) = (each["data"] for each in self.taken.values() if each["type"] == kind)
        return found


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FakeReceiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        receiver = self.server
        with receiver.turn:
            receiver.calls.append((headers, body))
            said = receiver.answers.pop(0) if len(receiver.answers) > 1 else receiver.answers[0]
        time.sleep(said.seconds)
        if said.drop:
            self.close_connection = True
            return
        status = said.status
        if receiver.secret and not receiver.verify(headers, body, receiver.secret):
            status = 401
        if 200 <= status < 300:
            receiver.taken.setdefault(headers["webhook-id"], json.loads(body))
        self.send_response(status)
        for name, value in said.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
        """Keep the test's output quiet."""
