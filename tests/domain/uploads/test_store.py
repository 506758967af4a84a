"""Sealed files on the disk: whole or not there, unreadable without the keys, moved to new keys, and no half ones."""

import errno
import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.vault import SealBroken, Vault
from backend.domain.uploads import store as module
from backend.domain.uploads.errors import NoRoom
from backend.domain.uploads.store import FRAME, Store

OLD, NEW, INDEX = b"o" * 32, b"n" * 32, b"i" * 32
UPLOAD = uuid.UUID("0b4c6e5e-7c53-4d0c-9a38-6a1d5a3f3f10")
LETTER = b"Dear city, " * 20_000
"""Four frames."""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "uploads", Vault({"old": OLD}, INDEX))


def file_of(store: Store, name: str = "whole") -> Path:
    return store.folder / UPLOAD.hex[:2] / str(UPLOAD) / name


def read(store: Store, name: str = "whole") -> bytes:
    return b"".join(store.read(UPLOAD, name))


@given(st.lists(st.integers(0, 2 * FRAME + 1), max_size=4))
def test_what_is_kept_is_read_again_however_it_came(tmp_path_factory: pytest.TempPathFactory, sizes: list[int]) -> None:
    kept = Store(tmp_path_factory.mktemp("store"), Vault({"old": OLD}, INDEX))
    chunks = [os.urandom(size) for size in sizes]
    assert kept.keep(UPLOAD, "whole", chunks) == sum(sizes)
    assert read(kept) == b"".join(chunks)


def test_nothing_in_the_folder_can_be_read_and_others_may_not_look(store: Store) -> None:
    store.keep(UPLOAD, "whole", [LETTER])
    assert b"Dear" not in file_of(store).read_bytes()
    assert file_of(store).parent.stat().st_mode & 0o077 == 0


def test_a_file_that_was_cut_changed_or_put_elsewhere_does_not_open(store: Store) -> None:
    store.keep(UPLOAD, "whole", [LETTER])
    sealed = file_of(store).read_bytes()
    frames = list(split(sealed))
    wrong = {
        "cut within a frame": sealed[:-40],
        "cut between frames": b"".join(frames[:-1]),
        "cut between frames, said to be whole": b"".join(frames[:-2]) + b"\1" + frames[-2][1:],
        "two frames changed places": frames[1] + frames[0] + b"".join(frames[2:]),
        "a frame left out": frames[0] + b"".join(frames[2:]),
        "one bit": sealed[:5000] + bytes([sealed[5000] ^ 1]) + sealed[5001:],
        "emptied": b"",
        "a huge frame": b"\0\xff\xff\xff\xff" + sealed,
    }
    for what, data in wrong.items():
        file_of(store).write_bytes(data)
        with pytest.raises(SealBroken):
            pytest.fail(f"{what} opened as {len(read(store))} bytes")
    file_of(store, "small").write_bytes(sealed)
    with pytest.raises(SealBroken):
        read(store, "small")
    with pytest.raises(SealBroken):
        read(store, "nothing")


def split(sealed: bytes) -> Iterator[bytes]:
    while sealed:
        length = 5 + int.from_bytes(sealed[1:5])
        yield sealed[:length]
        sealed = sealed[length:]


def test_parts_are_there_once_whatever_the_order_and_join_to_the_whole(store: Store) -> None:
    for number in (3, 1, 2, 3, 1):
        store.keep_part(UPLOAD, number, bytes([number]) * 10)
    assert store.parts(UPLOAD) == [1, 2, 3]
    assert b"".join(store.joined(UPLOAD, 3)) == b"".join(bytes([number]) * 10 for number in (1, 2, 3))
    store.drop_parts(UPLOAD)
    assert store.parts(UPLOAD) == []
    store.forget(UPLOAD)
    store.forget(UPLOAD)
    assert store.there(UPLOAD.bytes[0]) == []


@pytest.mark.parametrize("when", ["the folder", "the first bytes", "the end", "the name"])
def test_a_full_disk_is_said_so_and_leaves_nothing_half(
    store: Store, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    store.keep(UPLOAD, "whole", [b"the photo before"])
    full = OSError(errno.ENOSPC, "No space left on device")

    def refuse(*_: object, **__: object) -> None:
        raise full

    place = {
        "the folder": (Path, "mkdir"),
        "the first bytes": (Path, "open"),
        "the end": (module.os, "fsync"),
        "the name": (Path, "replace"),
    }[when]
    with monkeypatch.context() as patched:
        patched.setattr(*place, refuse)
        with pytest.raises(NoRoom):
            store.keep(UPLOAD, "whole", [LETTER])
    assert [each.name for each in file_of(store).parent.iterdir()] == ["whole"]
    assert read(store) == b"the photo before"
    store.keep(UPLOAD, "whole", [LETTER])
    assert read(store) == LETTER, "and when there is room it goes on"


def test_a_disk_with_little_room_takes_nothing_half_either(store: Store) -> None:
    """A limit of the system on the size of files stands for a full disk: the write itself fails."""
    import resource  # noqa: PLC0415
    import signal  # noqa: PLC0415

    before, usual = resource.getrlimit(resource.RLIMIT_FSIZE), signal.getsignal(signal.SIGXFSZ)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(NoRoom):
            store.keep(UPLOAD, "whole", [LETTER])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, usual)
    assert list(file_of(store).parent.iterdir()) == []


def test_after_sealing_again_the_old_key_is_needed_nowhere(store: Store) -> None:
    other = uuid.uuid4()
    store.keep(UPLOAD, "whole", [LETTER])
    store.keep(UPLOAD, "small", [b"small"])
    store.keep_part(other, 1, b"a part")
    during = Store(store.folder, Vault({"new": NEW, "old": OLD}, INDEX))
    assert during.seal_again() == 3
    assert during.seal_again() == 0, "doing it again does nothing"
    after = Store(store.folder, Vault({"new": NEW}, INDEX))
    assert (read(after), read(after, "small"), list(after.joined(other, 1))) == (LETTER, b"small", [b"a part"])
    with pytest.raises(SealBroken):
        read(store)


def test_what_is_none_of_ours_in_the_folder_is_passed_over(store: Store) -> None:
    store.keep(UPLOAD, "whole", [b"x"])
    (file_of(store).parent / ".left-behind").write_bytes(b"half")
    (store.folder / UPLOAD.hex[:2] / "lost+found").mkdir()
    assert store.there(UPLOAD.bytes[0]) == [UPLOAD]
    assert store.seal_again() == 0
    assert store.age(UPLOAD) is not None
    assert store.age(uuid.uuid4()) is None
