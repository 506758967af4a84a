"""A PDF, looked through for what a paper has none of, and written anew without what is said about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, StreamDecodeLevel

from backend.domain.uploads.errors import (
    FileBroken,
    FileRefused,
    FileTooHard,
    PdfLocked,
    PdfTooLong,
    PdfWithFiles,
    PdfWithProgram,
)

MOST_PAGES = 100
DEEPEST = 60
PROGRAMS = frozenset({"/JavaScript", "/Launch", "/Rendition", "/RichMediaExecute", "/ImportData", "/SubmitForm"})
"""Actions (ISO 32000-2, 12.6.4) that run something or send something."""
PROGRAM_KEYS = frozenset({"/JS", "/JavaScript", "/XFA", "/RichMediaContent"})
FILE_KEYS = frozenset({"/EmbeddedFiles", "/EF", "/AF", "/Collection"})
ABOUT = ("/Metadata", "/PieceInfo", "/LastModified")
"""What is said about the document, its pages and its pictures: who made it, where, and with what."""


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF as it is kept."""

    whole: bytes
    pages: int


def cleaned(data: bytes) -> Document:
    """Look through a PDF and write it anew. Raises the `FileRefused` that fits.

    One that only forbids printing or copying opens without a password, and is taken: nobody who has such a letter from
    their bank can do anything about it. It is kept without the lock.
    """
    try:
        # What is broken is not mended: pages could be lost on the way, and nobody would notice.
        with pikepdf.open(BytesIO(data), attempt_recovery=False) as pdf:
            pages = len(pdf.pages)
            if not pages:
                raise FileBroken
            if pages > MOST_PAGES:
                raise PdfTooLong
            for each in pdf.objects:
                _look_through(each)
            _hold_to_whole(pdf.get_warnings())
            _forget_about(pdf)
            out = BytesIO()
            pdf.save(out, encryption=False, compress_streams=False, stream_decode_level=StreamDecodeLevel.none)
    except pikepdf.PasswordError as error:
        raise PdfLocked from error
    except FileRefused:
        raise
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError) as error:
        raise FileBroken from error
    return Document(out.getvalue(), pages)


def _hold_to_whole(warnings: list[str]) -> None:
    """What could not be unpacked is a warning to the library; to us it is a page that may be missing, or a bomb."""
    if any("bad_alloc" in each for each in warnings):
        raise FileTooHard
    if any("error decoding" in each for each in warnings):
        raise FileBroken


def _look_through(whole: Any) -> None:
    for found in _inside(whole, 0):
        keys = set(found.keys())
        if keys & PROGRAM_KEYS or (keys & {"/S"} and str(found.get("/S")) in PROGRAMS):
            raise PdfWithProgram
        if keys & FILE_KEYS or found.get("/Subtype") == Name.FileAttachment or found.get("/Type") == Name.EmbeddedFile:
            raise PdfWithFiles


def _inside(value: Any, depth: int) -> Iterator[Any]:
    """Every dictionary in an object, itself included; what lies in objects of its own is looked at by itself."""
    if depth > DEEPEST:
        raise FileBroken
    if isinstance(value, (Dictionary, Stream)):
        held = value.stream_dict if isinstance(value, Stream) else value
        yield held
        children = [held[key] for key in held.keys()]  # noqa: SIM118  (a pikepdf dictionary iterates otherwise)
    elif isinstance(value, Array):
        children = list(value)
    else:
        return
    for child in children:
        if not getattr(child, "is_indirect", False):
            yield from _inside(child, depth + 1)


def _forget_about(pdf: Pdf) -> None:
    if "/Info" in pdf.trailer:
        del pdf.trailer.Info
    for each in pdf.objects:
        if not isinstance(each, (Dictionary, Stream)):
            continue
        for key in ABOUT:
            if key in each:
                del each[key]
        if isinstance(each, Stream) and _is_jpeg(each):
            each.write(without_notes(each.read_raw_bytes()), filter=Name.DCTDecode)


def _is_jpeg(stream: Any) -> bool:
    how = stream.get("/Filter")
    return bool(how == Name.DCTDecode or (isinstance(how, Array) and len(how) == 1 and how[0] == Name.DCTDecode))


SCAN, START = 0xDA, b"\xff\xd8"
NOTES = frozenset({0xE1, 0xED, 0xFE})
"""APP1 (Exif with the place, XMP), APP13 (what photographers write) and comments (ITU-T T.81, B.1.1.3)."""


def without_notes(jpeg: bytes) -> bytes:
    """A JPEG within a PDF without the notes of its camera; its points stay as they are, byte by byte."""
    if not jpeg.startswith(START):
        return jpeg
    out, place = bytearray(START), 2
    while place + 4 <= len(jpeg) and jpeg[place] == 0xFF:  # noqa: PLR2004  (a marker and its length)
        marker, length = jpeg[place + 1], int.from_bytes(jpeg[place + 2 : place + 4])
        if marker == SCAN:
            break
        if marker not in NOTES:
            out += jpeg[place : place + 2 + length]
        place += 2 + length
    return bytes(out) + jpeg[place:]
