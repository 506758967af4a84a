"""Has a file looked at in a process of its own, one at a time, and takes back what is to be kept piece by piece."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, Any

from backend.config import ROOT
from backend.core.database import Busy
from backend.domain.uploads.errors import REFUSALS, FileTooHard
from backend.domain.uploads.rules import PART

SECONDS = 30
MEMORY = 1024 * 1024 * 1024
"""Enough to open a picture of 50 million points."""
LONGEST_WAIT = 25
LONGEST_LINE = 1000
_turn = threading.Semaphore()
"""A picture is large once it is opened: whoever comes second waits, so that a small machine is enough."""


@dataclass
class Seen:
    """A file that may be kept. `whole` and `small` are read in this order, each once."""

    kind: str
    pages: int | None
    blurred: bool
    dark: bool
    has_small: bool
    _out: IO[bytes]
    _lengths: tuple[int, int]

    def whole(self) -> Iterator[bytes]:
        """The file as it is to be kept."""
        return _pieces(self._out, self._lengths[0])

    def small(self) -> Iterator[bytes]:
        """Its small copy, if it has one."""
        return _pieces(self._out, self._lengths[1])


@contextmanager
def looked_at(chunks: Iterable[bytes], question_type: str) -> Iterator[Seen]:
    """Look at a file that comes in pieces. Raises the `FileRefused` that fits, and `Busy` if many others wait."""
    if not _turn.acquire(timeout=LONGEST_WAIT):
        raise Busy
    try:
        process = subprocess.Popen(  # noqa: S603  (our own program, and nothing from outside in its arguments)
            [sys.executable, "-B", "-m", "backend.domain.uploads.judge", question_type, str(MEMORY)],
            cwd=ROOT,
            env={},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        too_long = threading.Timer(SECONDS, process.kill)
        too_long.start()
        try:
            yield _seen(process, chunks)
        finally:
            too_long.cancel()
            process.kill()
            _close(process)
    finally:
        _turn.release()


def _seen(process: subprocess.Popen[bytes], chunks: Iterable[bytes]) -> Seen:
    assert process.stdin is not None  # noqa: S101  (asked for above)
    assert process.stdout is not None  # noqa: S101
    with suppress(BrokenPipeError):  # it has ended already, and what it said tells why
        for chunk in chunks:
            process.stdin.write(chunk)
        process.stdin.close()
    said = _first_line(process.stdout)
    if "refused" in said:
        raise REFUSALS[said["refused"]]
    lengths = said["whole"], said["small"]
    facts = (said["kind"], said["pages"], said["blurred"], said["dark"])
    return Seen(*facts, has_small=bool(lengths[1]), _out=process.stdout, _lengths=lengths)


def _first_line(out: IO[bytes]) -> dict[str, Any]:
    """What it found; one that was stopped, for its memory or its time, says nothing."""
    try:
        found: dict[str, Any] = json.loads(out.readline(LONGEST_LINE))
    except ValueError:
        return {"refused": FileTooHard.slug()}
    return found


def _pieces(out: IO[bytes], left: int) -> Iterator[bytes]:
    while left:
        piece = out.read(min(PART, left))
        if not piece:
            raise FileTooHard
        left -= len(piece)
        yield piece


def _close(process: subprocess.Popen[bytes]) -> None:
    for end in (process.stdin, process.stdout):
        if end is not None:
            with suppress(BrokenPipeError):
                end.close()
    process.wait()
