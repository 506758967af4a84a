"""The console transport: what a real phone would get, as lines in a file, for demos, workshops and tests."""

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, cast, get_args

from push.message import Channel, Delivery, Outcome, fit
from push.transports.base import SettingError, objection

KEEP = 2000  # lines kept; the file is cut back to them when it is a tenth longer
LOCK_SECONDS = 10.0
READ_LIMIT = 500  # messages in one answer of read_phone

_NAMES = ("key", "channel", "address", "title", "body", "link", "language", "at")
_Mark = tuple[str, str]  # (key, address): what must not be written twice


@dataclass
class _Memory:
    """What is known of the file without reading it again."""

    known: set[_Mark] = field(default_factory=set)
    offset: int = 0  # bytes read or written so far
    count: int = 0  # lines in them
    last_line: bytes = b""  # the last of them: tells whether the bytes before the offset are still the same

    def learn(self, lines: Sequence[bytes]) -> None:
        for line in lines:
            if message := _parse(line):
                self.known.add((message["key"], message["address"]))
            self.offset += len(line)
            self.count += 1
            self.last_line = line


class ConsoleTransport:
    """Writes each push as one JSON line to a file, and waits until the disk has it.

    Lines hold key, channel, address, title, body, link, language and at (ISO 8601, UTC). A key and address that the
    file already holds are not written again, so a crash between sending and noting it down sends nothing twice.
    Several threads and processes may share one file; a lock file beside it (`<file>.lock`) lets them take turns.
    The latest `keep` lines are kept, and with them the memory of what was sent.
    """

    name: Final = "console"
    batch_limit: Final = 500

    def __init__(
        self,
        file: Path,
        channel: Channel = "push",
        *,
        keep: int = KEEP,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Prepare the folder; raises SettingError when it cannot be made or written to."""
        self.channel: Final[Channel] = channel
        self._file = file
        self._lock_file = file.with_name(file.name + ".lock")
        self._keep = keep
        self._now = now
        self._memory = _Memory()
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            os.close(_open(self._lock_file, os.O_RDWR | os.O_CREAT))
            os.close(_open(file, os.O_RDWR | os.O_CREAT))
            _sync_folder(file.parent)
        except OSError as error:
            raise SettingError(f"The phone file {file} cannot be written: {error.strerror}.") from error

    @classmethod
    def from_settings(cls, settings: Mapping[str, str]) -> "ConsoleTransport":
        """Settings: `file` (a path, needed) and `channel` (`push` or `sms`; push if left out)."""
        file, channel = settings.get("file", ""), settings.get("channel", "push")
        if not file:
            raise SettingError("The console transport needs the setting 'file': where to write the messages.")
        if channel not in get_args(Channel):
            raise SettingError(f"The console transport's channel is push or sms, not {channel!r}.")
        return cls(Path(file), cast("Channel", channel))

    def send(self, deliveries: Sequence[Delivery]) -> list[Outcome]:
        """Write what the file does not hold yet; RETRY for all when the file cannot be written or stays locked."""
        outcomes = [objection(delivery, self.channel) for delivery in deliveries]
        good = [delivery for delivery, no in zip(deliveries, outcomes, strict=True) if no is None]
        written = self._write(good) if good else Outcome.SENT
        return [no or written for no in outcomes]

    def _write(self, deliveries: Sequence[Delivery]) -> Outcome:
        try:
            with _locked(self._lock_file):
                self._append(deliveries)
        except TimeoutError:
            return Outcome.retry("phone-file-busy")
        except OSError:
            return Outcome.retry("phone-file-unwritable")
        return Outcome.SENT

    def _append(self, deliveries: Sequence[Delivery]) -> None:
        handle = _open(self._file, os.O_RDWR | os.O_CREAT)
        try:
            others_wrote = self._catch_up(handle)
            fresh: dict[_Mark, Delivery] = {}
            for delivery in deliveries:
                fresh.setdefault((delivery.push.key, delivery.address), delivery)
            lines = [self._line(delivery) for mark, delivery in fresh.items() if mark not in self._memory.known]
            _write_all(handle, b"".join(lines), self._memory.offset)
            # A writer may have been killed between its write and its fsync, so what it wrote is made sure of too.
            if lines or others_wrote:
                os.fsync(handle)
            self._memory.learn(lines)
        finally:
            os.close(handle)
        if self._memory.count > self._keep + self._keep // 10:
            self._cut_back()

    def _catch_up(self, handle: int) -> bool:
        """Read what others appended since; drop a torn last line, whose writer is dead, for we hold the lock."""
        memory = self._memory
        if os.pread(handle, len(memory.last_line), memory.offset - len(memory.last_line)) != memory.last_line:
            memory = self._memory = _Memory()  # another process cut the file back, or somebody emptied it
        added = _read(handle, memory.offset, os.fstat(handle).st_size)
        whole = added[: added.rfind(b"\n") + 1]
        if len(whole) < len(added):
            os.ftruncate(handle, memory.offset + len(whole))
        memory.learn(whole.splitlines(keepends=True))
        return bool(added)

    def _cut_back(self) -> None:
        """Put a copy with the latest lines in the file's place, in one step that a crash cannot halve."""
        kept = self._file.read_bytes().splitlines(keepends=True)[-self._keep :]
        copy = self._file.with_name(self._file.name + ".new")
        handle = _open(copy, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        try:
            _write_all(handle, b"".join(kept), 0)
            os.fsync(handle)
        finally:
            os.close(handle)
        copy.replace(self._file)
        _sync_folder(self._file.parent)
        self._memory = _Memory()
        self._memory.learn(kept)

    def _line(self, delivery: Delivery) -> bytes:
        push = fit(delivery.push)
        message = {
            "key": push.key,
            "channel": delivery.channel,
            "address": delivery.address,
            "title": push.title,
            "body": push.body,
            "link": push.link,
            "language": push.language,
            "at": self._now().astimezone(UTC).isoformat(timespec="milliseconds"),
        }
        return json.dumps(message, ensure_ascii=False).encode() + b"\n"


def read_phone(file: Path, address: str, limit: int) -> list[dict[str, str]]:
    """The latest messages for one address, newest first: at most `limit` (and 500) of them.

    Each has the keys of a line in the file. No file yet means no messages. Takes no lock: it can only miss what is
    being written at this moment, and skips a last line that is torn.
    """
    try:
        lines = file.read_bytes().splitlines()
    except FileNotFoundError:
        return []
    needle = json.dumps(address, ensure_ascii=False).encode(errors="replace")
    found: list[dict[str, str]] = []
    for line in reversed(lines):
        if len(found) >= min(limit, READ_LIMIT):
            break
        if needle in line and (message := _parse(line)) and message["address"] == address:
            found.append(message)
    return found


def _parse(line: bytes) -> dict[str, str] | None:
    """The message in a line, or None for a line that is torn or was changed by hand."""
    try:
        message = json.loads(line)
    except ValueError:
        return None
    if not isinstance(message, dict) or not all(isinstance(message.get(name), str) for name in _NAMES):
        return None
    return message


@contextmanager
def _locked(lock_file: Path) -> Iterator[None]:
    """Hold the lock among threads and processes; TimeoutError when another keeps it for longer than 10 seconds.

    The lock is on a file of its own, for the phone file is replaced when it is cut back. It belongs to this opening
    of that file, so threads keep each other out too. A killed process loses it: nobody waits for the dead.
    """
    handle = _open(lock_file, os.O_RDWR | os.O_CREAT)
    try:
        give_up = time.monotonic() + LOCK_SECONDS
        while not _try_lock(handle):
            if time.monotonic() > give_up:
                raise TimeoutError
            time.sleep(0.002)
        yield
    finally:
        os.close(handle)


def _try_lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _open(file: Path, flags: int) -> int:
    """Open for the owner alone: the file holds people's messages and numbers."""
    return os.open(file, flags | os.O_CLOEXEC, 0o600)


def _read(handle: int, start: int, end: int) -> bytes:
    parts = []
    while start < end and (part := os.pread(handle, end - start, start)):
        parts.append(part)
        start += len(part)
    return b"".join(parts)


def _write_all(handle: int, content: bytes, offset: int) -> None:
    while content:
        done = os.pwrite(handle, content, offset)
        content, offset = content[done:], offset + done


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
