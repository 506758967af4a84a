"""Photos and files on the pages: sent by a form or in parts, looked at, taken away, and opened by those who may."""

import dataclasses
import io
import re
import uuid
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from backend.domain.uploads.rules import PART, part_count
from backend.domain.uploads.store import Store
from backend.parts import Parts
from tests.domain.given import Town
from tests.enclosures import making
from tests.enclosures.given import PERMIT, PHOTO, permit
from tests.web.readers import ROSA, Reader, snapshot

BOUNDARY, KIND = b"a-line-that-is-in-no-file", "application/octet-stream"
SANDBOX = "default-src 'none'; sandbox"


@pytest.fixture
def page(parts: Parts, rosa: Reader) -> str:
    """The question for a photo, in an application of Rosa's that has come to it."""
    town = Town(parts.database, parts.content, parts.versions)
    with parts.writing() as session:
        account = town.account(session, ROSA)
        public_id, photo = permit(session, town, parts.files, account)
    rosa.post(f"/applications/{public_id}/questions/photo/files", away=str(photo))
    return f"/applications/{public_id}/questions/photo"


def send(reader: Reader, page: str, data: bytes, name: str = "IMG_1.jpg", **fields: str) -> TestResponse:
    """Choose a file and press Continue."""
    return send_all(reader, page, [(data, name)], **fields)


def send_all(reader: Reader, page: str, files: list[tuple[bytes, str]], **fields: str) -> TestResponse:
    """The same with several files, byte by byte as a browser writes the form."""
    pieces = [
        f'Content-Disposition: form-data; name="{field}"\r\n\r\n{value}'.encode()
        for field, value in {"form_token": reader.form_token(), **fields}.items()
    ]
    pieces += [
        f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: {KIND}\r\n\r\n'.encode()
        + data
        for data, name in files
    ]
    body = b"".join(b"--%b\r\n%b\r\n" % (BOUNDARY, piece) for piece in pieces) + b"--%b--\r\n" % BOUNDARY
    kind = f"multipart/form-data; boundary={BOUNDARY.decode()}"
    return reader.client.post(f"{page}/files", data=body, content_type=kind)


def pictures(answer: TestResponse) -> list[str]:
    return re.findall(r'src="(/[^"]+/small)"', answer.text)


def test_without_a_script_a_photo_is_sent_by_the_form_shown_and_continued_with(rosa: Reader, page: str) -> None:
    first = rosa.get(page)
    assert 'enctype="multipart/form-data"' in first.text
    assert 'accept=".jpg,.jpeg,.png,.heic,.heif"' in first.text
    sent = send(rosa, page, making.photo())
    assert sent.location == f"{page}#files"
    shown = rosa.get(page)
    assert len(pictures(shown)) == 1
    assert "Photo 1" in shown.text
    assert "IMG_1.jpg" in shown.text
    assert "very blurred" not in shown.text.partition('class="asking"')[0]
    onward = rosa.post(f"{page}/files")
    assert str(onward.location).endswith("/questions/old_permit")


def test_a_blurred_photo_is_kept_with_a_kind_word_and_another_takes_its_place(rosa: Reader, page: str) -> None:
    send(rosa, page, making.blurred())
    shown = rosa.get(page)
    assert "This photo is very blurred. You can keep it, or take another." in shown.text
    send(rosa, page, making.dark())
    shown = rosa.get(page)
    assert "This photo is very dark. You can keep it, or take another." in shown.text
    assert "This photo is very blurred. You can" not in shown.text
    assert len(pictures(shown)) == 1


def test_sent_twice_by_an_impatient_finger_it_is_one_photo(rosa: Reader, page: str) -> None:
    letter = page.replace("photo", "letter")
    form = re.search(r'name="id" value="([^"]+)"', rosa.get(letter).text)
    assert form is not None
    for _ in range(2):
        send(rosa, letter, making.pdf(), "letter.pdf", id=form[1])
    assert rosa.get(letter).text.count("letter.pdf") == 1


def test_several_files_at_once_are_taken_up_to_the_limit_and_the_rest_is_explained(rosa: Reader, page: str) -> None:
    letter = page.replace("photo", "letter")
    answer = send_all(rosa, letter, [(making.pdf(), f"{number}.pdf") for number in range(3)])
    assert answer.status_code == 422
    assert "You can give 3 at most here. To add another, take one away first." in answer.text
    assert rosa.get(letter).text.count('class="enclosed-one"') == 3, "one was there before"
    assert 'type="file"' not in rosa.get(letter).text


def test_what_was_taken_away_is_gone_and_the_question_open_again(rosa: Reader, page: str) -> None:
    send(rosa, page, making.photo())
    (small,) = pictures(rosa.get(page))
    named = re.search(r'name="away" value="([^"]+)"', rosa.get(page).text)
    assert named is not None
    for _ in range(2):
        assert rosa.post(f"{page}/files", away=named[1]).location == f"{page}#files"
    assert pictures(rosa.get(page)) == []
    assert rosa.get(small).status_code == 404
    assert rosa.post(f"{page}/files", away="nonsense").status_code == 303
    missing = rosa.post(f"{page}/files")
    assert missing.status_code == 422
    assert "Please add a photo, then press Continue." in missing.text
    assert 'href="#answer"' in missing.text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"Dear city", "This is something else. You can send a photo of it."),
        (making.pdf(), "We need a photo here."),
        (making.photo()[:2000], "This file is damaged, so we cannot open it."),
        (b"", "This file is empty."),
    ],
)
def test_what_cannot_be_used_comes_back_with_what_to_do_instead(
    rosa: Reader, page: str, data: bytes, words: str
) -> None:
    answer = send(rosa, page, data)
    assert answer.status_code == 422
    assert words in answer.text
    assert answer.text.count(words) >= 2, "in the summary and beside the field"
    assert "<title>Problem:" in answer.text
    again = send(rosa, page, making.photo())
    assert again.status_code == 303


def test_only_this_form_may_be_large_and_what_is_too_large_is_told_kindly(rosa: Reader, page: str) -> None:
    answer = send(rosa, page, bytes(11 * 2**20))
    assert answer.status_code == 413
    assert "This file is larger than 10 MB." in answer.text
    elsewhere = rosa.post("/choices", language="x" * 300_000)
    assert elsewhere.status_code == 413
    assert "This file" not in elsewhere.text
    almost = send(rosa, page, bytes(10 * 2**20 + 1))
    assert (almost.status_code, "This file is larger than 10 MB." in almost.text) == (422, True)


def test_a_full_disk_is_said_so_and_the_page_is_as_before(
    rosa: Reader, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(rosa, page, making.photo())

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Store, "_write", full)
        answer = send(rosa, page, making.dark())
        assert "We have no room for this file at the moment. It is not your fault." in answer.text
    assert len(pictures(rosa.get(page))) == 1


# --- In parts, as the script sends -----------------------------------------------------------------------------------


class Script:
    """What uploads.js does."""

    def __init__(self, reader: Reader, page: str) -> None:
        self.reader, self.question = reader, page.rpartition("/")[2]
        self.files = page.partition("/questions")[0] + "/files"
        self.headers = {"X-Form-Token": reader.form_token(), "Sec-Fetch-Site": "same-origin"}

    def begin(self, upload: str, size: Any, kind: Any = "image/jpeg", **more: Any) -> TestResponse:
        said = {"name": "IMG_1.jpg", "type": kind, "size": size, "question": self.question, **more}
        return self.reader.client.post(f"{self.files}/{upload}", json=said, headers=self.headers)

    def part(self, upload: str, data: bytes, number: int) -> TestResponse:
        piece = data[(number - 1) * PART : number * PART]
        return self.reader.client.post(
            f"{self.files}/{upload}/parts/{number}",
            data=piece,
            content_type="application/octet-stream",
            headers=self.headers,
        )

    def whole(self, upload: str) -> TestResponse:
        return self.reader.client.post(f"{self.files}/{upload}/whole", headers=self.headers)


def test_the_script_sends_parts_is_told_what_is_there_and_goes_on(rosa: Reader, page: str) -> None:
    script, data, upload = Script(rosa, page), making.encoded(making.drawn(1600, 1200), "PNG"), str(uuid.uuid4())
    data += bytes(PART)
    assert script.begin(upload, len(data)).json == {"state": "arriving", "part": PART, "there": []}
    for number in range(1, part_count(len(data))):
        assert script.part(upload, data, number).json == {}
    there = script.begin(upload, len(data)).json["there"]
    assert there == list(range(1, part_count(len(data))))
    assert rosa.get(f"{script.files}/{upload}/parts").json["there"] == there
    early = script.whole(upload)
    assert (early.status_code, early.json["error"]) == (409, "parts-missing")
    assert early.json["say"] == "Some of the file has not arrived yet. Nothing is lost. Please go on sending it."
    script.part(upload, data, part_count(len(data)))
    assert [script.whole(upload).json for _ in range(2)] == [{"state": "ready"}] * 2
    assert len(pictures(rosa.get(page))) == 1
    assert script.begin(upload, len(data)).json["state"] == "ready"


def test_what_the_script_cannot_send_it_is_told_in_the_readers_words(app: Flask, page: str) -> None:
    reader = Reader(app, "zh-Hans").sign_in(ROSA)
    script, upload = Script(reader, page), str(uuid.uuid4())
    for answer, status, slug in (
        (script.begin(upload, 11 * 2**20), 422, "file-too-large"),
        (script.begin(upload, 10, "video/mp4"), 422, "kind-unknown"),
        (script.begin(upload, "10"), 409, "not-on-journey"),
        (script.begin(upload, [10]), 409, "not-on-journey"),
        (script.begin(upload, 10, None), 409, "not-on-journey"),
        (script.begin(upload, 10, question="full_name"), 409, "not-on-journey"),
        (script.part(upload, b"x", 1), 404, "not-found"),
        (script.whole(upload), 404, "not-found"),
    ):
        assert (answer.status_code, answer.json["error"]) == (status, slug)
    assert script.begin(upload, 11 * 2**20).json["say"].startswith("这个文件超过 10 MB。")
    script.begin(upload, 9)
    script.part(upload, b"Dear city", 1)
    refused = script.whole(upload)
    assert (refused.status_code, refused.json["error"]) == (422, "kind-unknown")


def test_a_body_that_is_no_object_is_no_file(rosa: Reader, page: str) -> None:
    script = Script(rosa, page)
    for body in (b"[1]", b"{", b"null", b"\xff"):
        answer = rosa.client.post(
            f"{script.files}/{uuid.uuid4()}", data=body, content_type="application/json", headers=script.headers
        )
        assert answer.status_code == 409


def test_a_file_of_another_application_is_not_found_under_this_one(rosa: Reader, page: str, parts: Parts) -> None:
    send(rosa, page, making.photo())
    (small,) = pictures(rosa.get(page))
    town = Town(parts.database, parts.content, parts.versions)
    with parts.writing() as session:
        other = town.begin(session, town.account(session, ROSA)).public_id
    assert rosa.get(small).status_code == 200
    assert rosa.get(re.sub(r"/applications/[^/]+", f"/applications/{other}", small)).status_code == 404


# --- Seen again ------------------------------------------------------------------------------------------------------


def test_a_file_is_served_to_its_owner_alone_and_harmless(rosa: Reader, wai: Reader, amir: Reader, page: str) -> None:
    send(rosa, page, making.with_notes())
    (small,) = pictures(rosa.get(page))
    for address in (small, small.removesuffix("/small")):
        answer = rosa.get(address)
        assert (answer.mimetype, answer.headers["Cache-Control"]) == ("image/jpeg", "no-store")
        assert answer.headers["Content-Security-Policy"] == SANDBOX
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Disposition"].startswith("inline; filename=")
        assert making.SECRET.encode() not in answer.data
        for stranger in (wai, amir):
            assert stranger.get(address).status_code == 404
            assert stranger.get("/desk" + address).status_code in {403, 404}, "a draft is nobody's business"
    letter = re.findall(r'href="(/applications/[^"]+/files/[^"]+)"', rosa.get(page.replace("photo", "letter")).text)[0]
    answer = rosa.get(letter)
    assert (answer.mimetype, answer.headers["Content-Disposition"].partition(";")[0]) == (
        "application/pdf",
        "attachment",
    )
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert rosa.get(f"{letter}/small").status_code == 404


def test_the_check_page_and_the_desk_show_pictures_with_words(rosa: Reader, amir: Reader, parts: Parts) -> None:
    town = Town(parts.database, parts.content, parts.versions)
    with parts.writing() as session:
        account = town.account(session, ROSA)
        sent, photo = permit(session, town, parts.files, account, sent=True)
        draft, _ = permit(session, town, parts.files, account)
    base = f"/applications/{draft}"
    for question, answer in (("old_permit", "no"), ("phone", ""), ("use", "yes")):
        rosa.post(f"{base}/questions/{question}", answer=answer)
    check = rosa.get(f"{base}/check").text
    assert "One photo" in check
    assert f"{base}/files/" in check
    assert "Take it away" not in check
    for reader, address in ((rosa, f"/applications/{sent}"), (amir, f"/desk/applications/{sent}")):
        text = reader.get(address).text
        assert f'src="{address}/files/{photo}/small"' in text
        assert f'href="{address}/files/{photo}"' in text
        assert "2 pages" in text
        assert reader.get(f"{address}/files/{photo}").data == PHOTO
    assert amir.get(f"/desk/applications/{draft}/files/{photo}").status_code == 404
    assert amir.get(f"/desk/applications/{sent}/files/{uuid.uuid4()}").status_code == 404


def test_while_it_waits_to_be_looked_at_the_page_says_so_and_nobody_opens_it(
    rosa: Reader, page: str, parts: Parts, app: Flask
) -> None:
    waiting = dataclasses.replace(parts.files, scanner=making.nobody_there())
    app.extensions["handrail"] = dataclasses.replace(parts, files=waiting)
    assert send(rosa, page, making.photo()).status_code == 303
    shown = rosa.get(page)
    assert "We still look at this file for viruses. You can go on." in shown.text
    assert pictures(shown) == []
    photo = re.findall(r'name="away" value="([^"]+)"', shown.text)[0]
    answer = rosa.get(f"{page.partition('/questions')[0]}/files/{photo}")
    assert answer.status_code == 409
    assert "Please come back in a little while." in answer.text
    assert str(rosa.post(f"{page}/files").location).endswith("/questions/old_permit")


# --- On paper and in practice ----------------------------------------------------------------------------------------


def test_on_paper_one_encloses_it_or_brings_it(nobody: Reader) -> None:
    text = nobody.get(f"/services/{PERMIT}/paper").text
    assert "Put a photo in the envelope, or bring it. Write your name on the back." in text
    assert text.count("It is in the envelope.") == text.count("I bring it with me.") == 2


def test_in_practice_a_made_up_picture_is_chosen_and_nothing_can_be_sent(nobody: Reader, parts: Parts) -> None:
    step = f"/lessons/{PERMIT}/steps/add-photo"
    text = nobody.get(f"/lessons/{PERMIT}?step=add-photo").text
    here = text.partition('data-step="add-photo"')[2].partition('<div class="lesson-step"')[0]
    assert 'type="file"' not in here
    assert "You need no photo of your own, and nothing is sent." in here
    before = {name: rows for name, rows in snapshot(parts).items() if not name.startswith("learn")}
    right, other = nobody.post(step, answer="sample-1"), nobody.post(step, answer="sample-2")
    assert "Well done." in right.text
    assert other.status_code == 422
    real = nobody.client.post(
        step,
        data={"file": (io.BytesIO(making.photo()), "x.jpg"), "form_token": nobody.form_token()},
        content_type="multipart/form-data",
    )
    assert "Please add a photo" in real.text
    assert {name: rows for name, rows in snapshot(parts).items() if not name.startswith("learn")} == before
    assert not parts.settings.uploads.exists()
