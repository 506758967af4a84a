"""Speaking with clamd."""

import socket
import threading
from pathlib import Path

import pytest

from backend.domain.uploads.scanner import Scanner, ScannerAway
from tests.enclosures.making import EICAR, FakeClamd, fake_clamd, nobody_there


def test_what_is_harmless_is_nothing_and_what_is_harmful_has_a_name() -> None:
    with fake_clamd() as clamd:
        assert clamd.scanner.harm_in([b"a letter ", b"", b"in two pieces"]) is None
        assert clamd.scanner.harm_in([EICAR[:20], EICAR[20:]]) == "Eicar-Signature"
        assert clamd.looked_at == [b"a letter in two pieces", EICAR]


@pytest.mark.parametrize("says", [b"INSTREAM size limit exceeded. ERROR", b" ", b"UNKNOWN COMMAND", b"x" * 5000])
def test_another_answer_means_that_the_file_waits(says: bytes) -> None:
    with fake_clamd() as clamd:
        clamd.says = says
        with pytest.raises(ScannerAway):
            clamd.scanner.harm_in([b"a letter"])
        assert not clamd.scanner.answers()


def test_a_scanner_that_is_not_there_is_away() -> None:
    for scanner in (nobody_there(), Scanner("unix:/nowhere/clamd.ctl"), Scanner("[::1]:9", seconds=1)):
        with pytest.raises(ScannerAway):
            scanner.harm_in([b"a letter"])
        assert not scanner.answers()


def test_one_that_never_answers_is_waited_for_no_longer_than_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(ScannerAway):
        Scanner(f"127.0.0.1:{silent.getsockname()[1]}", seconds=0.05).harm_in([b"a letter"])


def test_a_scanner_at_a_socket_of_the_machine_is_spoken_with_too(tmp_path: Path) -> None:
    path = tmp_path / "clamd.ctl"
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(path))
        door.listen()

        def answer() -> None:
            line, _ = door.accept()
            with line:
                assert line.recv(6) == b"zPING\0"
                line.sendall(b"PONG\0")

        thread = threading.Thread(target=answer)
        thread.start()
        assert Scanner(f"unix:{path}").answers()
        thread.join()


def test_the_fake_says_pong() -> None:
    clamd = FakeClamd()
    assert clamd.scanner.answers()
    clamd.close()
