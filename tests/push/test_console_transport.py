import json
import os
import signal
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from push.message import Kind, Outcome
from push.transports import SettingError, console, make
from push.transports.console import ConsoleTransport, read_phone
from tests.push.conftest import Deliver

SENDER = Path(__file__).with_name("sender.py")
SENT = Outcome.SENT


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "phones.jsonl"


def keys(file: Path) -> list[str]:
    """The keys in the file, oldest first; every line must be whole."""
    return [json.loads(line)["key"] for line in file.read_text().splitlines()]


def start_sender(file: Path, first: int, last: int, keep: int = 100_000) -> subprocess.Popen[str]:
    command = [sys.executable, SENDER, file, str(first), str(last), str(keep)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def kill_after(sender: subprocess.Popen[str], lines: int) -> list[str]:
    """Kill the sender in the middle of its work, and return the keys it said were sent."""
    assert sender.stdout is not None
    said = [sender.stdout.readline().strip() for _ in range(lines)]
    sender.send_signal(signal.SIGKILL)
    said += sender.stdout.read().split()
    sender.stdout.close()
    assert sender.wait() == -signal.SIGKILL
    return said


def test_a_line_holds_what_the_phone_would_show(file: Path, deliver: Deliver) -> None:
    transport = ConsoleTransport(file, now=lambda: datetime(2026, 7, 1, 12, tzinfo=UTC))
    assert transport.send([deliver("form:7", "phone-1", body="您的表格收到了。")]) == [SENT]
    assert read_phone(file, "phone-1", 10) == [
        {
            "key": "form:7",
            "channel": "push",
            "address": "phone-1",
            "title": "We have your form",
            "body": "您的表格收到了。",
            "link": "/inbox/7",
            "language": "en",
            "at": "2026-07-01T12:00:00.000+00:00",
        }
    ]
    assert "您的表格" in file.read_text()  # to be read with any text viewer


def test_the_same_key_for_the_same_phone_is_written_once(file: Path, deliver: Deliver) -> None:
    transport = ConsoleTransport(file)
    batch = [deliver("a", "phone-1"), deliver("a", "phone-2"), deliver("a", "phone-1")]
    assert transport.send(batch) == [SENT] * 3
    assert transport.send(batch) == [SENT] * 3
    assert ConsoleTransport(file).send(batch) == [SENT] * 3
    assert len(keys(file)) == 2


def test_what_another_process_wrote_is_known(file: Path, deliver: Deliver) -> None:
    one, other = ConsoleTransport(file), ConsoleTransport(file)
    one.send([deliver("a", "phone-1")])
    other.send([deliver("a", "phone-1"), deliver("b", "phone-1")])
    one.send([deliver("b", "phone-1"), deliver("c", "phone-1")])
    assert keys(file) == ["a", "b", "c"]


def test_only_what_others_appended_is_read_again(file: Path, deliver: Deliver, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = ConsoleTransport(file), ConsoleTransport(file)
    one.send([deliver(f"a{number}", "phone-1") for number in range(100)])
    other.send([deliver("b", "phone-1")])
    parsed: list[bytes] = []
    real = console._parse  # noqa: SLF001 - counting what is read
    monkeypatch.setattr(console, "_parse", lambda line: parsed.append(line) or real(line))
    one.send([deliver("c", "phone-1")])
    assert [json.loads(line)["key"] for line in parsed] == ["b", "c"]


def test_a_torn_last_line_is_dropped_and_sent_again(file: Path, deliver: Deliver) -> None:
    transport = ConsoleTransport(file)
    transport.send([deliver("a", "phone-1"), deliver("b", "phone-1")])
    whole = file.read_bytes()
    for missing in (1, 20, len(whole.splitlines()[1]) // 2):
        file.write_bytes(whole[:-missing])
        assert [message["key"] for message in read_phone(file, "phone-1", 10)][-1] == "a"
        assert ConsoleTransport(file).send([deliver("b", "phone-1"), deliver("c", "phone-1")]) == [SENT, SENT]
        assert keys(file) == ["a", "b", "c"]


def test_a_transport_notices_a_torn_line_of_another_that_died(file: Path, deliver: Deliver) -> None:
    transport = ConsoleTransport(file)
    transport.send([deliver("a", "phone-1")])
    with file.open("ab") as other:
        other.write('{"key": "b", "title": "您'.encode()[:-1])
    transport.send([deliver("b", "phone-1")])
    assert keys(file) == ["a", "b"]


def test_nothing_of_a_long_torn_line_is_left_behind_a_short_one(file: Path, deliver: Deliver) -> None:
    file.write_bytes(b'{"key": "b", "title": "' + b"x" * 5000)
    ConsoleTransport(file).send([deliver("a", "phone-1")])
    assert keys(file) == ["a"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_cut_back_that_fails_leaves_the_file_whole(
    file: Path, deliver: Deliver, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    transport = ConsoleTransport(file, keep=10)
    real = getattr(os, step)

    def fail(*arguments: object) -> None:
        if list(file.parent.glob("*.new")):
            raise OSError(5, "Input/output error")
        real(*arguments)

    monkeypatch.setattr(os, step, fail)
    batch = [deliver(f"k{number}", "phone-1") for number in range(12)]
    assert transport.send(batch) == [Outcome.retry("phone-file-unwritable")] * 12
    assert len(keys(file)) == 12
    monkeypatch.undo()
    assert transport.send(batch[-1:]) == [SENT]
    assert keys(file) == [f"k{number}" for number in range(2, 12)]


def test_a_file_that_was_emptied_or_deleted_starts_anew(file: Path, deliver: Deliver) -> None:
    transport = ConsoleTransport(file)
    transport.send([deliver("a", "phone-1")])
    file.write_bytes(b"")
    transport.send([deliver("a", "phone-1")])
    assert keys(file) == ["a"]
    file.unlink()
    transport.send([deliver("a", "phone-1"), deliver("b", "phone-1")])
    assert keys(file) == ["a", "b"]


def test_lines_changed_by_hand_do_no_harm(file: Path, deliver: Deliver) -> None:
    file.write_bytes(b'hello\n[1]\n{"key": 1}\n\xff\xfe\n{"key": "a", "address": "phone-1"}\n')
    transport = ConsoleTransport(file)
    assert transport.send([deliver("a", "phone-1")]) == [SENT]
    assert [message["key"] for message in read_phone(file, "phone-1", 10)] == ["a"]


def test_the_file_keeps_the_latest_lines_and_is_never_a_tenth_longer(file: Path, deliver: Deliver) -> None:
    transport, other = ConsoleTransport(file, keep=50), ConsoleTransport(file, keep=50)
    for number in range(200):
        (transport if number % 7 else other).send([deliver(f"k{number}", "phone-1")])
        assert len(keys(file)) <= 55
    assert keys(file)[-50:] == [f"k{number}" for number in range(150, 200)]
    assert {path.name for path in file.parent.iterdir()} == {"phones.jsonl", "phones.jsonl.lock"}
    transport.send([deliver("k199", "phone-1")])
    assert keys(file)[-2:] == ["k198", "k199"]


def test_two_thousand_lines_are_kept_unless_told_otherwise(file: Path, deliver: Deliver) -> None:
    transport = ConsoleTransport(file)
    transport.send([deliver(f"k{number}", "phone-1") for number in range(2500)])
    assert keys(file) == [f"k{number}" for number in range(500, 2500)]


def test_threads_share_a_transport_and_a_file(file: Path, deliver: Deliver) -> None:
    transports = [ConsoleTransport(file), ConsoleTransport(file)]
    with ThreadPoolExecutor(8) as pool:
        for number in range(60):
            for transport in transports:
                pool.submit(transport.send, [deliver(f"k{number}", "phone-1"), deliver(f"k{number + 1}", "phone-1")])
    assert sorted(keys(file)) == sorted(f"k{number}" for number in range(61))


def test_two_processes_at_once_write_each_key_once(file: Path) -> None:
    senders = [start_sender(file, 0, 150), start_sender(file, 0, 150)]
    for sender in senders:
        sender.communicate(timeout=60)
        assert sender.returncode == 0
    assert Counter(keys(file)) == Counter(f"key-{number}" for number in range(150))


def test_a_sender_killed_again_and_again_sends_each_message_exactly_once(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "READ_LIMIT", 1_000_000)
    acknowledged: set[str] = set()
    for lines in (2, 9, 31, 60, 90):
        acknowledged.update(kill_after(start_sender(file, 0, 1_000_000), lines))
        received = [message["key"] for message in read_phone(file, "phone-1", 1_000_000)]
        assert acknowledged <= set(received)
        assert len(received) == len(set(received))
    last = start_sender(file, 0, 300)
    last.communicate(timeout=60)
    assert last.returncode == 0
    times = Counter(keys(file))
    assert set(times.values()) == {1}
    assert acknowledged | {f"key-{number}" for number in range(300)} <= set(times)


def test_a_sender_killed_while_the_file_is_cut_back_loses_none_of_the_latest(file: Path) -> None:
    first = 0
    for lines in (12, 30, 21, 40, 17):
        said = kill_after(start_sender(file, first, first + 1000, keep=10), lines)
        newest = [message["key"] for message in read_phone(file, "phone-1", 10)]
        assert said[-1] in newest
        first = int(said[-1].removeprefix("key-")) + 1
    ConsoleTransport(file, keep=10)
    assert len(keys(file)) <= 11 + 3


def test_read_phone_shows_one_address_newest_first_and_no_more_than_asked(file: Path, deliver: Deliver) -> None:
    transport = ConsoleTransport(file)
    transport.send([deliver(f"k{number}", f"phone-{number % 2}") for number in range(10)])
    assert [message["key"] for message in read_phone(file, "phone-1", 3)] == ["k9", "k7", "k5"]
    assert len(read_phone(file, "phone-1", 100)) == 5
    assert read_phone(file, "phone", 10) == []
    assert read_phone(file, "phone-1", 0) == []


def test_read_phone_of_no_file_is_empty(tmp_path: Path) -> None:
    assert read_phone(tmp_path / "nothing", "phone-1", 10) == []


def test_a_text_that_mentions_an_address_is_not_shown_to_it(file: Path, deliver: Deliver) -> None:
    ConsoleTransport(file).send([deliver("a", "phone-1", body='"phone-2"')])
    assert read_phone(file, "phone-2", 10) == []


def test_messages_are_for_the_owner_of_the_file_alone(file: Path, deliver: Deliver) -> None:
    transport = ConsoleTransport(file, keep=10)
    transport.send([deliver(f"k{number}", "phone-1") for number in range(20)])
    assert len(keys(file)) == 10
    assert file.stat().st_mode & 0o777 == 0o600


def test_sms_goes_to_phone_numbers_only(file: Path, deliver: Deliver) -> None:
    transport = ConsoleTransport(file, "sms")
    batch = [deliver("a", number, "sms") for number in ("+447700900123", "07700900123", "+44 7700 900123", "phone-1")]
    refused = Outcome.refused("bad-number")
    assert transport.send(batch) == [SENT, refused, refused, refused]
    assert read_phone(file, "+447700900123", 1)[0]["channel"] == "sms"


def test_a_disk_that_cannot_be_written_is_tried_again(
    file: Path, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    transport = ConsoleTransport(file)
    real = os.pwrite

    def half(handle: int, content: bytes, offset: int) -> int:
        real(handle, content[: len(content) // 2], offset)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "pwrite", half)
    batch = [deliver("a", "phone-1"), deliver("b", "phone-1")]
    assert transport.send(batch) == [Outcome.retry("phone-file-unwritable")] * 2
    monkeypatch.undo()
    assert transport.send(batch) == [SENT, SENT]
    assert keys(file) == ["a", "b"]


def test_short_writes_are_finished(file: Path, deliver: Deliver, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.pwrite
    monkeypatch.setattr(os, "pwrite", lambda handle, content, offset: real(handle, content[:7], offset))
    ConsoleTransport(file).send([deliver("a", "phone-1"), deliver("b", "phone-1")])
    assert keys(file) == ["a", "b"]


def test_a_file_that_stays_locked_is_tried_again(file: Path, deliver: Deliver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "LOCK_SECONDS", 0.05)
    transport = ConsoleTransport(file)
    with console._locked(Path(f"{file}.lock")):  # noqa: SLF001 - as another process would
        assert transport.send([deliver("a", "phone-1")]) == [Outcome.retry("phone-file-busy")]
    assert transport.send([deliver("a", "phone-1")])[0].kind is Kind.SENT


def test_settings_choose_the_file_and_the_channel(tmp_path: Path) -> None:
    transport = make("console", {"file": str(tmp_path / "new" / "folder" / "sms.jsonl"), "channel": "sms"})
    assert transport.channel == "sms"
    assert (tmp_path / "new" / "folder" / "sms.jsonl").exists()
    assert make("console", {"file": str(tmp_path / "push.jsonl")}).channel == "push"


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "needs the setting 'file'"),
        ({"file": "x", "channel": "email"}, "push or sms, not 'email'"),
        ({"file": "/dev/null/phones.jsonl"}, "cannot be written: File exists"),
        ({"file": "/proc/phones.jsonl"}, "cannot be written: "),
    ],
)
def test_wrong_settings_are_named(settings: dict[str, str], words: str) -> None:
    with pytest.raises(SettingError, match=words):
        make("console", settings)
