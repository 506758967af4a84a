"""A small server of registers on this machine, for the demo city and for tests: a register's side of the signatures."""

import json
import threading
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from registers import signing
from registers.answers import Fact

Records = Mapping[str, Mapping[str, Mapping[str, Fact]]]
"""Register → phone number of a person → name of a fact → the fact."""
LARGEST_QUESTION = 4096
CLOCKS_APART = 300
"""Seconds by which two machines' clocks may differ."""
NONCES_KEPT = 10_000


class RegistersServer(ThreadingHTTPServer):
    """Answers for all registers of `records` to whoever has the key. `port` 0 takes a free one."""

    daemon_threads = True

    def __init__(self, records: Records, key: bytes, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), RegistersHandler)
        self.records, self.key = records, key
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.asked: list[dict[str, Any]] = []
        self._nonces: dict[str, None] = {}
        self._turn = threading.Lock()

    def is_new(self, nonce: str) -> bool:
        """Whether a question was not asked before: each nonce counts once."""
        with self._turn:
            if nonce in self._nonces:
                return False
            self._nonces[nonce] = None
            if len(self._nonces) > NONCES_KEPT:
                del self._nonces[next(iter(self._nonces))]
            return True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller who hangs up early is none of our business."""


class RegistersHandler(BaseHTTPRequestHandler):
    """One question to a register."""

    protocol_version = "HTTP/1.1"
    server: RegistersServer

    def do_POST(self) -> None:
        """Answer with the facts that are known, or say 404, or 401 to whoever cannot prove who they are."""
        length = int(self.headers["Content-Length"] or 0)
        body = self.rfile.read(min(length, LARGEST_QUESTION))
        if not self._signed(body):
            self.close_connection = True
            self.send_error(401)
            return
        register, question = self.path.strip("/").partition("/")[0], json.loads(body)
        self.server.asked.append(question | {"register": register})
        known = self.server.records.get(register, {}).get(question["person"])
        self.give(register, question, known)

    def give(self, register: str, question: dict[str, Any], known: Mapping[str, Fact] | None) -> None:
        """Say what is known."""
        if known is None:
            self.reply(404, b"{}")
            return
        facts = {name: known[name] for name in question["facts"] if name in known}
        said = {name: {"value": each.value, "as_of": each.as_of.isoformat()} for name, each in facts.items()}
        self.reply(200, json.dumps({"person": question["person"], "facts": said}).encode())

    def reply(self, status: int, body: bytes, key: bytes | None = None) -> None:
        """Send a signed answer."""
        ours = (self.headers["Signature"] or "").removeprefix(f"{signing.LABEL}=")
        values = dict(zip(signing.RESPONSE, (str(status), signing.digest(body), ours), strict=True))
        signed = signing.sign(key or self.server.key, "registers", signing.RESPONSE, values, int(time.time()))
        self.send_response(status)
        headers = {"Content-Type": "application/json", "Content-Length": str(len(body))}
        for name, value in (headers | {"Content-Digest": values["content-digest"]} | signed).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _signed(self, body: bytes) -> bool:
        told = {
            "@method": "POST",
            "@target-uri": f"{self.server.address}{self.path}",
            "content-digest": signing.digest(body),
        }
        headers = {name: self.headers[name] or "" for name in ("Signature", "Signature-Input")}
        nonce = signing.verified(self.server.key, signing.REQUEST, told, headers)
        when = signing.created(headers)
        timely = when is not None and abs(when - time.time()) <= CLOCKS_APART
        return bool(nonce) and timely and self.server.is_new(nonce or "")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
        """Write no log: paths and numbers are nobody's business."""
