r"""The load: many clients on connections kept open, in a process of its own, so that it does not slow what it measures.

Reads a plan as JSON from standard input and writes what it saw to standard output. Each client sends its requests in
turn, round and round, the next as soon as the answer to the last is whole, or after a pause in which a person would
think; bounded in time and in number.

    {"port": 8000, "warm": 0.5, "seconds": 2, "pause": 0, "most": 9000, "clients": [["GET / HTTP/1.1\r\n…", …], …]}
    {"seconds": 2.0, "times": [milliseconds, …], "statuses": {"200": 640}, "answered": [41, …]}
"""

import selectors
import socket
import sys
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any

import orjson

HOST = "127.0.0.1"
PATIENCE = 10
NO_BODY = {204, 304}


class Client:
    """One connection and the requests it sends in turn."""

    def __init__(self, port: int, requests: list[str]) -> None:
        self.line = socket.create_connection((HOST, port), timeout=PATIENCE)
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.requests = [each.encode("latin-1") for each in requests]  # a body may be bytes
        self.answered = 0
        self.sent_at = 0.0
        self._received = b""
        self._length = -1

    def send(self) -> None:
        """Send the next request."""
        self.sent_at = time.perf_counter()
        self.line.sendall(self.requests[self.answered % len(self.requests)])

    def read(self) -> int:
        """Take what has come; returns the status once the answer is whole, else 0."""
        part = self.line.recv(1 << 18)
        if not part:
            raise ConnectionError("the server closed the connection")
        self._received += part
        if self._length < 0:
            end = self._received.find(b"\r\n\r\n")
            if end < 0:
                return 0
            self._length = end + 4 + _length(self._received[: end + 2])
        if len(self._received) < self._length:
            return 0
        status = int(self._received[9:12])
        self._received, self._length = b"", -1
        self.answered += 1
        return status


def _length(head: bytes) -> int:
    if int(head[9:12]) in NO_BODY:
        return 0
    start = head.lower().index(b"\r\ncontent-length:") + 17
    return int(head[start : head.index(b"\r\n", start)])


@dataclass
class Seen:
    """What was measured: milliseconds of each request, and how many answers of each status."""

    times: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def note(self, status: int, sent_at: float, counted_from: float, until: float) -> None:
        """Note an answer that has just come; what came while warming up is not timed."""
        now = time.perf_counter()
        self.statuses[status] += 1
        if counted_from <= now <= until:
            self.times.append((now - sent_at) * 1000)


def run(plan: dict[str, Any]) -> dict[str, Any]:
    """Do what a plan says."""
    began = time.perf_counter()
    clients = [Client(plan["port"], requests) for requests in plan["clients"]]
    lines = selectors.DefaultSelector()
    for client in clients:
        lines.register(client.line, selectors.EVENT_READ, client)
    counted_from = began + plan["warm"]
    until = counted_from + plan["seconds"]
    # With a pause, clients begin one after the other, as people do, and not all at once.
    due = deque((began + plan["pause"] * turn / len(clients), client) for turn, client in enumerate(clients))
    seen, asked, waiting = Seen(), 0, 0
    while True:
        now = time.perf_counter()
        while due and due[0][0] <= now:
            _, client = due.popleft()
            if now < until and asked < plan["most"]:
                client.send()
                asked, waiting = asked + 1, waiting + 1
        if not (due or waiting):
            break
        ready = lines.select(max(0.0, due[0][0] - now) if due else PATIENCE)
        if not (due or ready):
            raise TimeoutError(f"no answer for {PATIENCE} seconds")
        for key, _ in ready:
            status = key.data.read()
            if status:
                seen.note(status, key.data.sent_at, counted_from, until)
                waiting -= 1
                due.append((time.perf_counter() + plan["pause"], key.data))
    for client in clients:
        client.line.close()
    return {
        "seconds": min(until, time.perf_counter()) - counted_from,
        "times": seen.times,
        "statuses": {str(status): count for status, count in seen.statuses.items()},
        "answered": [client.answered for client in clients],
    }


if __name__ == "__main__":
    sys.stdout.buffer.write(orjson.dumps(run(orjson.loads(sys.stdin.buffer.read()))))
