"""Photos and files as people send them, honest and hostile, made on the spot."""

import socket
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image, ImageDraw, ImageFilter

from backend.domain.uploads.scanner import Scanner

HERE = Path(__file__).parent
SIDEWAYS_HEIC = (HERE / "sideways.heic").read_bytes()
"""Red at its top left and blue at its bottom right once it is upright, 240 × 320, taken in London by 'SecretPhone'."""
GPS, MAKER, ORIENTATION = 0x8825, 0x010F, 0x0112
SECRET = "SecretPhone"
LOCK = pikepdf.Encryption(owner="owner", user="user")
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""What every scanner takes for a virus, and nothing is harmed by."""


def drawn(width: int = 640, height: int = 480) -> Image.Image:
    """Something with edges in it: red at the top left, blue at the bottom right, lines and words between."""
    picture = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, width // 2, height // 2), fill="red")
    draw.rectangle((width // 2, height // 2, width, height), fill="blue")
    for across in range(0, width, 16):
        draw.line((across, 0, across, height), fill="black", width=3)
    for down in range(8, height, 24):
        draw.text((8, down), "Rosa Lee, 7 Mill Lane, Harbour City " * 3, fill="black")
    return picture


def encoded(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def photo(**options: Any) -> bytes:
    """A sharp photo."""
    return encoded(drawn(**options))


def blurred() -> bytes:
    return encoded(drawn().filter(ImageFilter.GaussianBlur(5)))


def dark() -> bytes:
    return encoded(drawn().point(lambda value: value * 0.1))


def with_notes(orientation: int = 1) -> bytes:
    """A photo that says where it was taken and by what, and how it is to be turned."""
    picture = drawn()
    notes = picture.getexif()
    notes[MAKER], notes[ORIENTATION] = SECRET, orientation
    notes.get_ifd(GPS).update({1: "N", 2: (51.0, 30.0, 12.0), 3: "W", 4: (0.0, 7.0, 39.0)})
    return encoded(picture, exif=notes, comment=SECRET.encode())


def pdf(pages: int = 1, change: Any = None, **save: Any) -> bytes:
    """A PDF; `change` is done to it before it is saved."""
    out = BytesIO()
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page()
        if change:
            change(made)
        made.save(out, **save)
    return out.getvalue()


def harmful_pdf() -> bytes:
    """A sound PDF with the scanners' test sign in a comment of its page."""

    def mark(made: pikepdf.Pdf) -> None:
        made.pages[0].Contents = made.make_stream(b"% " + EICAR)

    return pdf(change=mark, compress_streams=False)


def pdf_bomb(megabytes: int) -> bytes:
    """A small PDF with an object stream that grows to so many megabytes when it is unpacked."""
    squeeze = zlib.compressobj(9)
    held = squeeze.compress(b"3 0 <</A 1>>") + squeeze.flush(zlib.Z_FULL_FLUSH)
    held += (squeeze.compress(b" " * 2**20) + squeeze.flush(zlib.Z_FULL_FLUSH)) * megabytes
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[5 0 R]/Count 1>>",
        5: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>/X 3 0 R>>",
        4: b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(held), held),
    }
    out, places = b"%PDF-1.5\n", {}
    for number, text in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, text)
    places[6], places[3] = len(out), 4
    rows = bytes(6) + b"".join(
        (b"\2" if number == 3 else b"\1") + places[number].to_bytes(4) + b"\0" for number in range(1, 7)
    )
    table = b"6 0 obj\n<</Type/XRef/Size 7/W[1 4 1]/Root 1 0 R/Length %d>>stream\n%b\nendstream\nendobj\n"
    return out + table % (len(rows), rows) + b"startxref\n%d\n%%%%EOF\n" % places[6]


class FakeClamd:
    """Speaks clamd's protocol on loopback: harmful is what has the test sign in it."""

    def __init__(self) -> None:
        self.looked_at: list[bytes] = []
        self.says: bytes | None = None
        self._door = socket.create_server(("127.0.0.1", 0))
        self.scanner = Scanner(f"127.0.0.1:{self._door.getsockname()[1]}", seconds=5)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                line, _ = self._door.accept()
            except OSError:
                return
            with line, line.makefile("rb") as sent:
                line.sendall((self.says or self._answer(sent)) + b"\0")

    def _answer(self, sent: Any) -> bytes:
        command = b""
        while not command.endswith(b"\0"):
            command += sent.read(1)
        if command == b"zPING\0":
            return b"PONG"
        assert command == b"zINSTREAM\0"
        whole = b""
        while length := int.from_bytes(sent.read(4)):
            whole += sent.read(length)
        self.looked_at.append(whole)
        return b"stream: Eicar-Signature FOUND" if EICAR in whole else b"stream: OK"

    def close(self) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()


@contextmanager
def fake_clamd() -> Iterator[FakeClamd]:
    made = FakeClamd()
    try:
        yield made
    finally:
        made.close()


def nobody_there() -> Scanner:
    """A scanner at an address where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    return Scanner(f"127.0.0.1:{port}", seconds=1)
