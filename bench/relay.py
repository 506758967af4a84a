"""A line between a browser and the program that counts what goes over it: requests and bytes, just as transferred.

It sits between the two as a phone network does, so it sees what a page costs and also what the service worker fetches
by itself, compressed as it is, with its headers.
"""

import re
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass

from bench.program import HOST

REQUEST = re.compile(rb"(?:^|\r\n\r\n|\n)(?:GET|POST|PUT|HEAD) (\S+) HTTP/1\.1\r\n")
CHUNK = 1 << 16
PATIENCE = 30


@dataclass
class Fetched:
    """One request, and the bytes that came back for it, its headers among them."""

    path: str
    head: int = 0
    body: int = 0
    kind: str = ""

    @property
    def bytes(self) -> int:
        """All that came back."""
        return self.head + self.body


class Relay:
    """Listens on a port of its own and passes everything on to the program's."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.fetched: list[Fetched] = []
        self.moved_at = time.monotonic()
        self._listener = socket.create_server((HOST, 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Listen no more."""
        self._listener.close()

    def count(self) -> list[Fetched]:
        """What was fetched since the last count."""
        counted, self.fetched = self.fetched, []
        return counted

    def wait_for_quiet(self, seconds: float = 0.3) -> None:
        """Wait until nothing has moved for a while."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and time.monotonic() - self.moved_at < seconds:
            time.sleep(0.02)

    def _accept(self) -> None:
        while True:
            try:
                browser, _ = self._listener.accept()
            except OSError:
                return
            program = socket.create_connection((HOST, self.target), timeout=PATIENCE)
            asked: list[Fetched] = []
            for act, source, sink in ((self._up, browser, program), (self._down, program, browser)):
                threading.Thread(target=self._pass_on, args=(act, source, sink, asked), daemon=True).start()

    def _pass_on(self, act, source: socket.socket, sink: socket.socket, asked: list[Fetched]) -> None:  # noqa: ANN001
        with suppress(OSError):
            while part := source.recv(CHUNK):
                self.moved_at = time.monotonic()
                act(part, asked)
                sink.sendall(part)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _up(self, part: bytes, asked: list[Fetched]) -> None:
        for path in REQUEST.findall(part):
            one = Fetched(path.decode())
            asked.append(one)
            self.fetched.append(one)

    def _down(self, part: bytes, asked: list[Fetched]) -> None:
        """Answers follow their requests one by one (no browser pipelines), so all that comes belongs to the last."""
        one = asked[-1]
        if not one.head:
            end = part.index(b"\r\n\r\n") + 4
            one.head = end
            kind = re.search(rb"(?i)\r\ncontent-type: ([^;\r]+)", part[:end])
            one.kind = kind[1].decode() if kind else ""
            part = part[end:]
        one.body += len(part)
