"""A register that is slow, down, or lies, as a test says."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from threading import Thread
from typing import Any

from registers.answers import Fact
from registers.serving import Records, RegistersHandler, RegistersServer

KEY = b"a key that both of them share..."
ROSA = "+447700900101"
RECORDS: Records = {
    "residents": {
        ROSA: {
            "birth_date": Fact("1951-05-04", date(2026, 5, 3)),
            "full_name": Fact("Rosa Lee", date(2026, 5, 3)),
        }
    }
}


class Anybody(dict[str, Any]):
    """The same facts about whoever is asked for."""

    def get(self, _: Any, __: Any = None) -> Any:
        return RECORDS["residents"][ROSA]


class FakeRegisters(RegistersServer):
    """Does what `fault` says; without one it is a good register."""

    def __init__(self, records: Records = RECORDS) -> None:
        super().__init__(records, KEY)
        self.RequestHandlerClass = _Handler
        self.fault: str | None = None
        self.told: Any = None
        self.tries = 0


class _Handler(RegistersHandler):
    server: FakeRegisters

    def do_POST(self) -> None:  # noqa: N802 - the base class calls it so
        self.server.tries += 1
        fault = self.server.fault
        if fault == "drop" or (fault == "drop once" and self.server.tries == 1):
            self.close_connection = True
            return
        if fault == "error":
            self.send_error(500)
        elif fault == "slow":
            time.sleep(1.5)
            self.close_connection = True
        elif fault == "moved":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            super().do_POST()

    def give(self, register: str, question: dict[str, Any], known: Mapping[str, Fact] | None) -> None:
        fault, person = self.server.fault, question["person"]
        fact = {"value": "1951-05-04", "as_of": "2026-05-03"}
        said = {"person": person, "facts": {"birth_date": fact}}
        if fault == "drip":
            self._drip()
        elif fault == "huge":
            self.reply(200, json.dumps(said | {"more": "x" * 200_000}).encode())
        elif fault == "broken":
            self.reply(200, b'{"person": ')
        elif fault == "deep":
            self.reply(200, b"[" * 15_000)
        elif fault == "other person":
            self.reply(200, json.dumps(said | {"person": "+447700900102"}).encode())
        elif fault == "other key":
            self.reply(200, json.dumps(said).encode(), key=b"of somebody who listens in......")
        elif fault == "says":
            self.reply(200, json.dumps(self.server.told).encode())
        else:
            super().give(register, question, known)

    def _drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "5000")
        self.end_headers()
        for _ in range(30):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.05)


@contextmanager
def listening(records: Records = RECORDS) -> Iterator[FakeRegisters]:
    """A register that listens; closed afterwards."""
    server = FakeRegisters(records)
    thread = Thread(target=lambda: server.serve_forever(poll_interval=0.01), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(timeout=5)
