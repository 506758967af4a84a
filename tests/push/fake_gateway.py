"""A stand-in for a city's SMS gateway, on loopback."""

import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "for-the-gateway"


@dataclass(frozen=True)
class Said:
    """An answer. `drip` is the wait in seconds after each 100 bytes of the body."""

    status: int = 202
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    drip: float = 0.0
    drop: bool = False


class FakeGateway(ThreadingHTTPServer):
    """Answers by number; keeps every request, and by key and number every text that a phone would show."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/send"
        self.answers: dict[str, Said] = {}
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.shown: dict[tuple[str, str], str] = {}
        self.callers: set[Any] = set()
        self.bytes_given = 0
        self.now, self.most = 0, 0
        self.turn = threading.Lock()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller who hangs up early is part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FakeGateway

    def do_POST(self) -> None:
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.turn:
            self.server.now += 1
            self.server.most = max(self.server.most, self.server.now)
            self.server.callers.add(self.client_address)
            self.server.requests.append(told)
            self.server.headers.append({name.lower(): value for name, value in self.headers.items()})
        try:
            self._answer(told)
        finally:
            with self.server.turn:
                self.server.now -= 1

    def do_GET(self) -> None:
        self.server.requests.append({"followed": self.path})
        self._give(Said())

    def _answer(self, told: dict[str, str]) -> None:
        said = self.server.answers.get(told["to"], Said())
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            said = Said(401)
        time.sleep(said.seconds)
        if said.status < 300 and not said.drop:
            self.server.shown.setdefault((self.headers["Idempotency-Key"], told["to"]), told["text"])
        self._give(said)

    def _give(self, said: Said) -> None:
        if said.drop:
            self.close_connection = True
            return
        self.send_response(said.status)
        for name, value in said.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(said.body)))
        self.end_headers()
        step = 100 if said.drip else 65536
        for start in range(0, len(said.body), step):
            self.wfile.write(said.body[start : start + step])
            self.server.bytes_given += step
            time.sleep(said.drip)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
        """Keep the test's output quiet."""
