"""The files on the disk, sealed: nothing in the folder can be read without the vault's keys.

A folder for each upload holds its parts while they come in (`part-0001` …), then `whole`, and `small` for pictures. A
file is a row of frames, each at most `FRAME` bytes sealed for its very place: the upload, the name, its number, and
whether it is the last. So a frame that is moved, left out or cut off does not open.

A file is written aside, forced to the disk and then renamed: it is there whole or not at all.
"""

import os
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import structlog

from backend.core.vault import SealBroken, Vault
from backend.domain.uploads.errors import NoRoom

FRAME = 64 * 1024
MORE, LAST = b"\0", b"\1"
LENGTH_BYTES = 4
MOST_SEALED = FRAME + 256
SHARDS = 256
log = structlog.get_logger("handrail.uploads")


class Store:
    """Where sealed files lie. Several machines share one folder."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        self.folder = folder
        self._vault = vault

    def keep_part(self, upload: uuid.UUID, number: int, data: bytes) -> None:
        """Keep a part; the same again changes nothing. Raises `NoRoom`."""
        self.keep(upload, f"part-{number:04}", [data])

    def parts(self, upload: uuid.UUID) -> list[int]:
        """The numbers of the parts that are there, in order."""
        return sorted(int(path.name[5:]) for path in self._place(upload).glob("part-[0-9][0-9][0-9][0-9]"))

    def joined(self, upload: uuid.UUID, count: int) -> Iterator[bytes]:
        """What parts 1 to `count` hold, one after the other."""
        for number in range(1, count + 1):
            yield from self.read(upload, f"part-{number:04}")

    def drop_parts(self, upload: uuid.UUID) -> None:
        """Remove the parts of a file that is whole, or was refused."""
        for path in self._place(upload).glob("part-*"):
            path.unlink(missing_ok=True)

    def keep(self, upload: uuid.UUID, name: str, chunks: Iterable[bytes]) -> int:
        """Seal a file under a name and return its bytes; raises `NoRoom`, and leaves nothing half then."""
        place = self._place(upload)
        try:
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            return self._write(place / name, _frames(chunks), f"{upload}:{name}")
        except OSError as error:
            log.warning("a file could not be kept", error=error.strerror)
            raise NoRoom from error

    def _write(self, path: Path, frames: Iterable[tuple[bytes, bytes]], place: str) -> int:
        aside, total = path.with_name(f".{uuid.uuid4().hex}"), 0
        try:
            with aside.open("xb") as file:
                for number, (flag, data) in enumerate(frames):
                    sealed = self._vault.seal_bytes(data, _frame_place(place, number, flag))
                    file.write(flag + len(sealed).to_bytes(LENGTH_BYTES) + sealed)
                    total += len(data)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(path)
            _settle(path.parent)
        except BaseException:
            with suppress(OSError):
                aside.unlink(missing_ok=True)
            raise
        return total

    def read(self, upload: uuid.UUID, name: str) -> Iterator[bytes]:
        """What a file holds, frame by frame; raises `SealBroken` for one that is changed, cut off or not there."""
        try:
            for flag, sealed, number in _sealed_frames(self._place(upload) / name):
                yield self._vault.open_bytes(sealed, _frame_place(f"{upload}:{name}", number, flag))
        except FileNotFoundError as error:
            raise SealBroken("a file is not there") from error

    def forget(self, upload: uuid.UUID) -> None:
        """Remove all of an upload; doing it again changes nothing."""
        shutil.rmtree(self._place(upload), ignore_errors=True)

    def there(self, shard: int) -> list[uuid.UUID]:
        """The uploads that have a folder, of one of the `SHARDS`."""
        found = []
        for path in (self.folder / f"{shard:02x}").glob("*"):
            with suppress(ValueError):
                found.append(uuid.UUID(path.name))
        return found

    def age(self, upload: uuid.UUID) -> float | None:
        """When anything in an upload's folder was last made, in seconds since 1970; None if there is none."""
        with suppress(OSError):
            return self._place(upload).stat().st_mtime
        return None

    def seal_again(self) -> int:
        """Seal each file that is under an older key with the one in use; returns how many. May be repeated."""
        return sum(
            self._again(upload, path)
            for shard in range(SHARDS)
            for upload in self.there(shard)
            for path in sorted(self._place(upload).glob("[!.]*"))
        )

    def _again(self, upload: uuid.UUID, path: Path) -> int:
        with suppress(FileNotFoundError):  # somebody took it away meanwhile
            if all(self._vault.uses_active_key(sealed) for _, sealed, _ in _sealed_frames(path)):
                return 0
            self.keep(upload, path.name, self.read(upload, path.name))
            return 1
        return 0

    def _place(self, upload: uuid.UUID) -> Path:
        return self.folder / upload.hex[:2] / str(upload)


def _frame_place(place: str, number: int, flag: bytes) -> str:
    return f"file:{place}:{number}:{'last' if flag == LAST else 'more'}"


def _frames(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """The same bytes in frames of one size, each with whether it is the last; nothing at all is one empty frame."""
    held = b""
    for chunk in chunks:
        held += chunk
        while len(held) > FRAME:
            yield MORE, held[:FRAME]
            held = held[FRAME:]
    yield LAST, held


def _sealed_frames(path: Path) -> Iterator[tuple[bytes, bytes, int]]:
    """The frames as they lie on the disk: flag, sealed bytes, number."""
    with path.open("rb") as file:
        number, flag = 0, MORE
        while flag != LAST:
            head = file.read(1 + LENGTH_BYTES)
            flag, length = head[:1], int.from_bytes(head[1:])
            sealed = file.read(length) if 0 < length <= MOST_SEALED else b""
            if len(head) <= LENGTH_BYTES or flag not in {MORE, LAST} or len(sealed) != length or not sealed:
                raise SealBroken("a file was cut off or changed")
            yield flag, sealed, number
            number += 1


def _settle(folder: Path) -> None:
    """Force a rename to the disk, so that what was acknowledged survives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
