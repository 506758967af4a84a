"""The program as a city runs it: started, asked, watched and stopped from outside, on loopback alone."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

ROOT = Path(__file__).parent.parent
HOST = "127.0.0.1"
START_SECONDS = 30
LOG = "log.jsonl"


AS_INSTALLED = "import sys; sys.modules |= dict.fromkeys(('rich', 'pygments')); from backend.cli import main; main()"
"""The command line as in the environment that the program has by itself. What tests need brings `rich` and `pygments`,
and libraries that find them take ten megabytes of them."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self) -> Any:
        """The body as JSON."""
        return orjson.loads(self.body)


@dataclass(frozen=True, slots=True)
class Program:
    """A process that answers on a port, and how long it took from its start to its first answer."""

    process: subprocess.Popen[bytes]
    port: int
    started_in: float

    def ask(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Answer:
        """One request on a connection of its own; `body` is JSON."""
        line = http.client.HTTPConnection(HOST, self.port, timeout=10)
        try:
            said = None if body is None else orjson.dumps(body)
            line.request(method, path, said, {"Content-Type": "application/json"} | dict(headers or {}))
            answer = line.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            line.close()

    def resident_mb(self) -> float:
        """Resident memory in MB (10⁶ bytes), from /proc; nan where there is none."""
        status = Path(f"/proc/{self.process.pid}/status")
        found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text()) if status.exists() else None
        return int(found[1]) * 1024 / 1e6 if found else float("nan")

    def processor_seconds(self) -> float:
        """Processor time used so far, from /proc; nan where there is none."""
        stat = Path(f"/proc/{self.process.pid}/stat")
        if not stat.exists():
            return float("nan")
        user, system = stat.read_text().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as trial:
        trial.bind((HOST, 0))
        port: int = trial.getsockname()[1]
        return port


@contextmanager
def running(
    command: list[str], port: int, environment: Mapping[str, str], log: Path, health: str = "/healthz"
) -> Iterator[Program]:
    """Start a command, wait for its first answer on `health`, and stop it at the end."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    with log.open("ab") as written:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=ROOT, env=kept | dict(environment), stdout=subprocess.DEVNULL, stderr=written
        )
        try:
            yield Program(process, port, _first_answer(process, port, health) - began)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _first_answer(process: subprocess.Popen[bytes], port: int, health: str) -> float:
    until = time.perf_counter() + START_SECONDS
    while time.perf_counter() < until and process.poll() is None:
        line = http.client.HTTPConnection(HOST, port, timeout=5)
        try:
            line.request("GET", health)
            if line.getresponse().status < http.HTTPStatus.BAD_REQUEST:
                return time.perf_counter()
        except OSError:
            time.sleep(0.005)
        finally:
            line.close()
    raise RuntimeError("the program did not answer; its log says why")


@contextmanager
def demo(home: Path) -> Iterator[Program]:
    """`handrail demo` with its data in `home`."""
    port = free_port()
    home.mkdir(parents=True, exist_ok=True)
    environment = {"HANDRAIL_HOME": str(home), "PORT": str(port)}
    with running([sys.executable, "-c", AS_INSTALLED, "demo"], port, environment, home / LOG) as program:
        yield program
