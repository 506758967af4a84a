"""A stand-in for Google's token service and FCM HTTP v1, on loopback, that answers as the reference says."""

import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

FCM_ERROR = "type.googleapis.com/google.firebase.fcm.v1.FcmError"


@dataclass(frozen=True)
class Answer:
    status: int = 200
    body: dict[str, Any] = field(default_factory=lambda: {"name": "projects/harbour-city/messages/1"})
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    drop: bool = False


def problem(status: int, code: str, fcm_code: str | None = None, **headers: str) -> Answer:
    details = [{"@type": FCM_ERROR, "errorCode": fcm_code}] if fcm_code else []
    body = {"error": {"code": status, "message": "Not today.", "status": code, "details": details}}
    return Answer(status, body, {name.replace("_", "-"): value for name, value in headers.items()})


class FakeFcm(ThreadingHTTPServer):
    """Answers by address; keeps every message it was sent."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.answers: dict[str, Answer] = {}
        self.token_answer = Answer(body={"access_token": "for-an-hour", "expires_in": 3600, "token_type": "Bearer"})
        self.token_requests = 0
        self.messages: list[dict[str, Any]] = []
        self.sizes: list[int] = []
        self.turn = threading.Lock()

    def addresses(self) -> list[str]:
        return sorted(message.get("fid") or message["token"] for message in self.messages)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FakeFcm

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/token":
            with self.server.turn:
                self.server.token_requests += 1
            return self._give(self.server.token_answer)
        assert self.path == "/v1/projects/harbour-city/messages:send"
        assert self.headers["Authorization"] == "Bearer for-an-hour"
        message = json.loads(content)["message"]
        with self.server.turn:
            self.server.messages.append(message)
            self.server.sizes.append(len(content))
        return self._give(self.server.answers.get(message.get("fid") or message["token"], Answer()))

    def _give(self, answer: Answer) -> None:
        time.sleep(answer.seconds)
        if answer.drop:
            self.close_connection = True
            return
        content = json.dumps(answer.body).encode()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
        """Keep the test's output quiet."""
