"""Looks at a stranger's file, in a process of its own: `python -m backend.domain.uploads.judge photo BYTES < file`.

The libraries that open pictures and PDF are the part of the program that a hostile file would attack, so they run here:
with a bounded memory and time, without the city's secrets, and unable to write any file. What it answers on standard
output is a line of JSON, and after it the file as it is to be kept, and its small copy.
"""

import json
import resource
import sys
from typing import Any

from backend.domain.uploads.errors import FileBroken, FileEmpty, FileRefused, FileTooHard, KindUnknown, NotAPhoto

SECONDS = 20
HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
"""Of ISO/IEC 23008-12; what is called AVIF is another kind."""


def kind_of(data: bytes) -> str | None:
    """What a file is by its first bytes, whatever it is called: 'jpeg', 'png', 'heic', 'pdf' or None."""
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data[4:8] == b"ftyp" and data[8:12] in HEIF_BRANDS:
        return "heic"
    return "pdf" if data.startswith(b"%PDF-") else None


def judge(data: bytes, question_type: str) -> tuple[dict[str, Any], bytes, bytes]:
    """Return what is known of a file, the file as it is kept, and its small copy (empty for a PDF).

    Known are `kind` ('jpeg' or 'pdf'), `pages` of a PDF, and whether a picture is `blurred` or `dark`. Raises the
    `FileRefused` that fits.
    """
    if not data:
        raise FileEmpty
    kind = kind_of(data)
    if kind is None:
        raise KindUnknown
    if kind == "pdf":
        if question_type == "photo":
            raise NotAPhoto
        from backend.domain.uploads.documents import cleaned  # noqa: PLC0415  (only what is needed is loaded)

        document = cleaned(data)
        return {"kind": "pdf", "pages": document.pages, "blurred": False, "dark": False}, document.whole, b""
    from backend.domain.uploads.pictures import made_anew  # noqa: PLC0415

    picture = made_anew(data)
    facts = {"kind": "jpeg", "pages": None, "blurred": picture.blurred, "dark": picture.dark}
    return facts, picture.whole, picture.small


def main() -> None:
    """Judge what comes on standard input, for a type of question, within so many bytes of memory."""
    question_type, memory = sys.argv[1], int(sys.argv[2])
    for limit, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    try:
        facts, whole, small = judge(sys.stdin.buffer.read(), question_type)
    except MemoryError:
        _answer({"refused": FileTooHard.slug()})
    except FileRefused as error:
        _answer({"refused": error.slug()})
    except Exception:  # noqa: BLE001  (whatever a library says of a file it cannot open)
        _answer({"refused": FileBroken.slug()})
    else:
        _answer({**facts, "whole": len(whole), "small": len(small)}, whole, small)


def _answer(facts: dict[str, Any], *files: bytes) -> None:
    out = sys.stdout.buffer
    out.write(json.dumps(facts).encode() + b"\n")
    for each in files:
        out.write(each)
    out.flush()


if __name__ == "__main__":
    main()
