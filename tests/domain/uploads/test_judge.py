"""What a file is by what is in it, what is kept of it, and what is refused with which words."""

import hashlib
import io
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from backend.domain.uploads import judge, looking, pictures
from backend.domain.uploads.documents import without_notes
from backend.domain.uploads.errors import (
    FileBroken,
    FileEmpty,
    FileRefused,
    FileTooHard,
    KindUnknown,
    NotAPhoto,
    PdfLocked,
    PdfTooLong,
    PdfWithFiles,
    PdfWithProgram,
    PictureTooLarge,
)
from tests.enclosures import making

ONLY_NO_PRINTING = pikepdf.Encryption(owner="owner", user="", allow=pikepdf.Permissions(print_highres=False))


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright_and_says_nothing_of_where_it_was_taken(orientation: int) -> None:
    facts, whole, small = judge.judge(making.with_notes(orientation), "photo")
    assert facts == {"kind": "jpeg", "pages": None, "blurred": False, "dark": False}
    picture = opened(whole)
    turned = {1: "rb", 2: "wr", 3: "br", 4: "wb", 5: "rb", 6: "wr", 7: "br", 8: "wb"}[orientation]
    assert picture.size == ((640, 480) if orientation < 5 else (480, 640))
    assert (colour(picture, 0.3, 0.3), colour(picture, 0.7, 0.7))[0] == turned[0] or orientation in {2, 4, 6, 8}
    for data in (whole, small):
        assert not dict(opened(data).getexif())
        assert making.SECRET.encode() not in data
        assert b"Exif" not in data
    assert max(opened(small).size) == pictures.SMALL_SIDE


def colour(picture: Image.Image, across: float, down: float) -> str:
    """'r', 'b' or 'w' (white), between the lines."""
    place = int(picture.width * across), int(picture.height * down)
    red, green, blue = picture.crop((*place, place[0] + 40, place[1] + 40)).resize((1, 1)).getpixel((0, 0))  # type: ignore[misc]
    return "w" if min(red, green, blue) > 120 else "r" if red > blue else "b"


def test_a_photo_of_an_apple_phone_is_read_upright_and_kept_as_jpeg() -> None:
    facts, whole, _ = judge.judge(making.SIDEWAYS_HEIC, "photo")
    picture = opened(whole)
    assert (facts["kind"], picture.format, picture.size) == ("jpeg", "JPEG", (240, 320))
    assert colour(picture, 0.6, 0.05) == "r"
    assert making.SECRET.encode() not in whole


@pytest.mark.parametrize(
    ("mode", "kind"), [("RGBA", "PNG"), ("LA", "PNG"), ("P", "PNG"), ("L", "PNG"), ("1", "PNG"), ("CMYK", "JPEG")]
)
def test_whatever_colours_a_picture_has_it_is_kept_as_people_see_it(mode: str, kind: str) -> None:
    _, whole, _ = judge.judge(making.encoded(making.drawn().convert(mode), kind), "photo")
    picture = opened(whole)
    assert picture.mode == "RGB"
    if mode not in {"L", "LA", "1"}:
        assert (colour(picture, 0.2, 0.2), colour(picture, 0.8, 0.8)) == ("r", "b")


def test_a_picture_of_sixteen_bits_is_not_white() -> None:
    _, whole, _ = judge.judge(making.encoded(Image.new("I;16", (60, 60), 30_000), "PNG"), "photo")
    assert opened(whole).getpixel((30, 30)) == pytest.approx((117, 117, 117), abs=2)


def test_what_can_be_seen_through_is_white_behind() -> None:
    _, whole, _ = judge.judge(making.encoded(Image.new("RGBA", (60, 60), (0, 0, 0, 0)), "PNG"), "photo")
    assert min(opened(whole).getpixel((30, 30))) > 250  # type: ignore[type-var, arg-type]


def test_a_large_photo_is_made_smaller_and_a_small_one_stays() -> None:
    assert opened(judge.judge(making.photo(width=4000, height=3000), "photo")[1]).size == (2400, 1800)
    assert opened(judge.judge(making.photo(), "photo")[1]).size == (640, 480)


def test_very_blurred_and_very_dark_photos_are_taken_and_said_to_be_so() -> None:
    said = {
        name: (facts["blurred"], facts["dark"])
        for name, data in (("clear", making.photo()), ("blurred", making.blurred()), ("dark", making.dark()))
        for facts, _, _ in [judge.judge(data, "photo")]
    }
    assert said == {"clear": (False, False), "blurred": (True, False), "dark": (False, True)}


@given(st.integers(1, 40), st.integers(1, 40), st.binary(min_size=1600, max_size=1600))
def test_how_blurred_is_a_number_from_nought_to_one_for_any_picture(width: int, height: int, points: bytes) -> None:
    grey = Image.frombytes("L", (width, height), points[: width * height])
    assert 0 <= pictures.blur_of(grey) <= 1


PLACES: dict[str, Callable[[pikepdf.Pdf], Any]] = {
    "what it opens with": lambda made: made.Root.__setattr__("OpenAction", program()),
    "a key pressed on a page": lambda made: made.pages[0].obj.__setitem__("/AA", pikepdf.Dictionary(O=program())),
    "names": lambda made: made.Root.__setattr__(
        "Names", pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=[pikepdf.String("a"), program()]))
    ),
    "another program": lambda made: made.Root.__setattr__(
        "OpenAction", pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")
    ),
}


def program() -> pikepdf.Dictionary:
    return pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


@pytest.mark.parametrize("place", PLACES)
def test_a_pdf_with_a_program_is_refused_wherever_it_hides(place: str) -> None:
    with pytest.raises(PdfWithProgram):
        judge.judge(making.pdf(change=PLACES[place]), "file")


def attach(made: pikepdf.Pdf) -> None:
    made.attachments["budget.xls"] = b"something"


CHANCE = b"".join(hashlib.sha256(bytes([number])).digest() for number in range(16))
REFUSED: dict[str, tuple[bytes, type[FileRefused]]] = {
    "nothing": (b"", FileEmpty),
    "a text": (b"Dear city, here is my letter.", KindUnknown),
    "a moving picture": (b"GIF89a" + bytes(40), KindUnknown),
    "another kind of picture": (b"\0\0\0\x1cftypavif" + bytes(40), KindUnknown),
    "a web page": (b"<html><script>alert(1)</script>", KindUnknown),
    "a picture within a web page": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", KindUnknown),
    "the beginning of a photo": (making.photo()[:3000], FileBroken),
    "a photo with a hole": (making.encoded(making.drawn(), "PNG")[:-300], FileBroken),
    "the beginning of an apple's photo": (making.SIDEWAYS_HEIC[:700], FileBroken),
    "only the first bytes of a photo": (b"\xff\xd8\xff" + CHANCE, FileBroken),
    "a picture that grows": (making.encoded(Image.new("1", (20_000, 20_000)), "PNG"), PictureTooLarge),
    "the beginning of a pdf": (making.pdf(3)[:-200], FileBroken),
    "only the first bytes of a pdf": (b"%PDF-1.7\n" + CHANCE, FileBroken),
    "a pdf without a page": (making.pdf(0), FileBroken),
    "a long pdf": (making.pdf(101), PdfTooLong),
    "a locked pdf": (making.pdf(encryption=making.LOCK), PdfLocked),
    "a pdf with a file": (making.pdf(change=attach), PdfWithFiles),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_used_is_refused_by_name(what: str) -> None:
    data, refusal = REFUSED[what]
    with pytest.raises(refusal):
        judge.judge(data, "file")


def test_a_pdf_is_no_photo_but_a_photo_is_a_file() -> None:
    with pytest.raises(NotAPhoto):
        judge.judge(making.pdf(), "photo")
    assert judge.judge(making.photo(), "file")[0]["kind"] == "jpeg"


def test_a_letter_that_may_not_be_printed_is_taken_because_nobody_can_help_it() -> None:
    facts, whole, small = judge.judge(making.pdf(2, encryption=ONLY_NO_PRINTING), "file")
    assert (facts["kind"], facts["pages"], small) == ("pdf", 2, b"")
    with pikepdf.open(io.BytesIO(whole)) as kept:
        assert not kept.is_encrypted


def test_nothing_is_left_in_a_pdf_of_who_made_it_and_where() -> None:
    def say(made: pikepdf.Pdf) -> None:
        made.docinfo["/Author"] = making.SECRET
        with made.open_metadata() as about:
            about["dc:creator"] = [making.SECRET]
        picture = made.make_stream(making.with_notes())
        picture.stream_dict = pikepdf.Dictionary(
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=640,
            Height=480,
            ColorSpace=pikepdf.Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=pikepdf.Name.DCTDecode,
        )
        made.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))

    whole = judge.judge(making.pdf(change=say, compress_streams=False), "file")[1]
    assert making.SECRET.encode() not in whole
    with pikepdf.open(io.BytesIO(whole)) as kept:
        assert "/Metadata" not in kept.Root
        picture = pikepdf.PdfImage(kept.pages[0].Resources.XObject.Im0).as_pil_image()
        assert picture.tobytes() == opened(making.with_notes()).tobytes(), "and the picture is the same, point by point"


NOTED = making.with_notes()


@given(st.binary(max_size=300))
def test_removing_notes_never_fails_and_never_adds(data: bytes) -> None:
    for each in (data, b"\xff\xd8" + data, NOTED[: len(data)]):
        assert len(without_notes(each)) <= len(each)


@settings(max_examples=12, deadline=None)
@given(st.sampled_from([making.photo(), making.pdf(2), making.SIDEWAYS_HEIC]), st.data())
def test_a_damaged_file_is_taken_or_refused_and_nothing_else(sound: bytes, data: st.DataObject) -> None:
    damaged = bytearray(sound)
    for _ in range(data.draw(st.integers(1, 20))):
        damaged[data.draw(st.integers(0, len(sound) - 1))] = data.draw(st.integers(0, 255))
    with suppress(FileRefused), looking.looked_at([bytes(damaged)], "file") as seen:
        assert seen.kind in {"jpeg", "pdf"}
        assert b"".join(seen.whole())


def test_a_pdf_that_grows_beyond_its_memory_is_refused_and_the_program_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "MEMORY", 400 * 2**20)
    with pytest.raises(FileTooHard), looking.looked_at([making.pdf_bomb(300)], "file"):
        pytest.fail("it was taken")
    with looking.looked_at([making.pdf_bomb(1)], "file") as seen:
        assert (seen.kind, seen.pages) == ("pdf", 1)


def test_one_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "SECONDS", 0.01)
    with pytest.raises(FileTooHard), looking.looked_at([making.photo(width=6000, height=6000)], "photo"):
        pytest.fail("it was taken")


def test_the_one_that_looks_knows_no_secrets_and_can_write_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDRAIL_SECRET", "hush")
    started: list[dict[str, Any]] = []
    real = looking.subprocess.Popen
    monkeypatch.setattr(looking.subprocess, "Popen", lambda *a, **k: started.append(k) or real(*a, **k))
    with looking.looked_at([making.photo()], "photo") as seen:
        assert opened(b"".join(seen.whole())).size == (640, 480)
        assert opened(b"".join(seen.small())).size == (480, 360)
    assert started[0]["env"] == {}
