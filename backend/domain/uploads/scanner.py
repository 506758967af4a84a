"""Asks clamd whether a file is harmful, with its INSTREAM command (clamd(8)); nothing is written to a disk for it."""

import socket
from collections.abc import Iterable
from dataclasses import dataclass

SECONDS = 30
LONGEST_ANSWER = 1000
NOTHING_MORE = b"\0\0\0\0"
CLEAN, FOUND = " OK", " FOUND"


class ScannerAway(Exception):
    """The scanner does not answer, or not as it should: the file waits. The message names no file."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """A clamd that listens at `host:port`, or at a socket, `unix:/run/clamav/clamd.ctl`."""

    address: str
    seconds: float = SECONDS

    def harm_in(self, chunks: Iterable[bytes]) -> str | None:
        """What the scanner calls the harmful thing it found; None for nothing. Raises `ScannerAway`."""
        answer = self._ask(b"zINSTREAM\0", chunks).removeprefix("stream:")
        if answer.endswith(CLEAN):
            return None
        if answer.endswith(FOUND):
            return answer.removesuffix(FOUND).strip()
        raise ScannerAway(f"it answered '{answer[:80]}'")

    def answers(self) -> bool:
        """Whether the scanner is there."""
        try:
            return self._ask(b"zPING\0", ()) == "PONG"
        except ScannerAway:
            return False

    def _ask(self, command: bytes, chunks: Iterable[bytes]) -> str:
        try:
            with self._connected() as line:
                line.sendall(command)
                if command == b"zINSTREAM\0":
                    for chunk in chunks:
                        line.sendall(len(chunk).to_bytes(4) + chunk if chunk else b"")
                    line.sendall(NOTHING_MORE)
                return _answer(line)
        except OSError as error:
            raise ScannerAway(type(error).__name__) from error

    def _connected(self) -> socket.socket:
        if not self.address.startswith("unix:"):
            host, _, port = self.address.rpartition(":")
            return socket.create_connection((host.strip("[]"), int(port)), timeout=self.seconds)
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(self.seconds)
        try:
            line.connect(self.address.removeprefix("unix:"))
        except OSError:
            line.close()
            raise
        return line


def _answer(line: socket.socket) -> str:
    """All that comes until the zero byte, or until the line is closed."""
    said = b""
    while b"\0" not in said and len(said) < LONGEST_ANSWER:
        more = line.recv(LONGEST_ANSWER)
        if not more:
            break
        said += more
    return said.partition(b"\0")[0].decode(errors="replace").strip()
