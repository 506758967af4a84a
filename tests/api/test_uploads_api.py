"""Photos and files through the API: begun, sent in parts, whole, opened by those who may, and forgotten."""

import uuid
from typing import Any

import pytest
from werkzeug.test import TestResponse

from backend.domain.uploads.rules import LARGEST, PART, part_count
from tests.api.test_applications import problem
from tests.api.town import Person, begin
from tests.enclosures import making
from tests.enclosures.given import AFTER_THE_PHOTO, BEFORE_THE_LETTER, PERMIT

LONG_LETTER = making.pdf(
    change=lambda made: made.pages[0].__setattr__("Contents", made.make_stream(b"% " + bytes(150_000))),
    compress_streams=False,
)


@pytest.fixture
def application(rosa: Person) -> str:
    """An application that has come to its question for a letter."""
    return begun(rosa)


def begun(person: Person) -> str:
    application = begin(person, PERMIT)
    for question, value in BEFORE_THE_LETTER.items():
        assert answer(person, application, question, value).status_code == 200
    return application


def answer(person: Person, application: str, question: str, value: Any) -> TestResponse:
    return person.put(f"/applications/{application}/answers/{question}", {"value": value})


def announce(person: Person, application: str, data: bytes, question: str = "letter", **more: Any) -> TestResponse:
    upload = more.pop("upload", None) or str(uuid.uuid4())
    body = {"question": question, "size": len(data), "name": "IMG_1.jpg", **more}
    return person.put(f"{uploads(application)}/{upload}", body)


def uploads(application: str) -> str:
    return f"/applications/{application}/uploads"


def send_part(person: Person, application: str, upload: str, data: bytes, number: int) -> TestResponse:
    piece = data[(number - 1) * PART : number * PART]
    return person.put(
        f"{uploads(application)}/{upload}/parts/{number}", data=piece, content_type="application/octet-stream"
    )


def give(person: Person, application: str, data: bytes, question: str = "letter") -> TestResponse:
    """Send a whole file; the answer to its completion."""
    upload = announce(person, application, data, question).json["id"]
    for number in range(1, part_count(len(data)) + 1):
        assert send_part(person, application, upload, data, number).status_code == 204
    return person.put(f"{uploads(application)}/{upload}/completion")


def test_a_letter_goes_in_parts_survives_every_cut_and_becomes_the_answer(rosa: Person, application: str) -> None:
    first = announce(rosa, application, LONG_LETTER)
    upload = first.json["id"]
    assert (first.status_code, first.json["state"], first.json["part_bytes"]) == (201, "arriving", PART)
    count = part_count(len(LONG_LETTER))
    for number in range(count, 0, -1):
        for _ in range(2):
            assert send_part(rosa, application, upload, LONG_LETTER, number).status_code == 204
        assert rosa.get(f"{uploads(application)}/{upload}").json["parts"] == list(range(number, count + 1))
        if number > 1:
            assert problem(rosa.put(f"{uploads(application)}/{upload}/completion")) == "parts-missing"
    again = announce(rosa, application, LONG_LETTER, upload=upload)
    assert (again.status_code, len(again.json["parts"])) == (200, count)
    both = [rosa.put(f"{uploads(application)}/{upload}/completion") for _ in range(2)]
    assert both[0].json == both[1].json
    assert {name: both[0].json[name] for name in ("state", "kind", "pages", "parts", "problem")} == {
        "state": "ready",
        "kind": "pdf",
        "pages": 1,
        "parts": [],
        "problem": None,
    }
    whole = rosa.get(f"/applications/{application}").json
    assert whole["journey"]["answers"]["letter"] == [upload]
    assert whole["journey"]["next"] == "photo"
    assert [each["id"] for each in whole["files"]] == [upload]
    page = next(each for each in whole["journey"]["pages"] if each["question"] == "letter")
    assert page["lines"] == ["One file"]


def test_files_are_opened_by_their_owner_and_once_sent_by_the_desk(
    rosa: Person, wai: Person, amir: Person, application: str
) -> None:
    letter = give(rosa, application, making.pdf()).json
    photo = give(rosa, application, making.with_notes(), "photo").json
    assert (photo["blurred"], photo["dark"], photo["name"]) == (False, False, "IMG_1.jpg")
    opened = rosa.get(f"{uploads(application)}/{photo['id']}/file")
    assert (opened.mimetype, making.SECRET.encode() in opened.data) == ("image/jpeg", False)
    assert opened.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert opened.headers["X-Content-Type-Options"] == "nosniff"
    assert opened.headers["Cache-Control"] == "no-store"
    assert rosa.get(f"{uploads(application)}/{photo['id']}/thumbnail").mimetype == "image/jpeg"
    assert rosa.get(f"{uploads(application)}/{letter['id']}/file").mimetype == "application/pdf"
    assert problem(rosa.get(f"{uploads(application)}/{letter['id']}/thumbnail")) == "not-found"
    at_desk = f"/desk/applications/{application}/uploads/{photo['id']}"
    for path in (
        f"{uploads(application)}/{photo['id']}",
        f"{uploads(application)}/{photo['id']}/file",
        f"{uploads(application)}/{photo['id']}/thumbnail",
    ):
        assert problem(wai.get(path)) == problem(amir.get(path)) == "not-found"
    assert problem(amir.get(f"{at_desk}/file")) == "not-found", "a draft is nobody's business"
    for question, value in AFTER_THE_PHOTO.items():
        answer(rosa, application, question, value)
    assert rosa.put(f"/applications/{application}/submission").status_code == 200
    assert amir.get(f"{at_desk}/file").data == opened.data
    assert amir.get(f"{at_desk}/thumbnail").mimetype == "image/jpeg"
    case = amir.get(f"/desk/applications/{application}").json
    assert {each["id"] for each in case["files"]} == {letter["id"], photo["id"]}
    assert problem(rosa.get(f"{at_desk}/file")) == "not-allowed"
    assert problem(rosa.delete(f"{uploads(application)}/{photo['id']}")) == "already-sent"


def test_somebody_elses_file_can_neither_be_sent_nor_taken_away(rosa: Person, wai: Person, application: str) -> None:
    upload = announce(rosa, application, b"12345").json["id"]
    assert problem(send_part(wai, application, upload, b"12345", 1)) == "not-found"
    assert problem(wai.put(f"{uploads(application)}/{upload}/completion")) == "not-found"
    assert problem(wai.delete(f"{uploads(application)}/{upload}")) == "not-found"
    assert rosa.get(f"{uploads(application)}/{upload}").status_code == 200, "it is still there"
    assert problem(announce(wai, application, b"12345")) == "not-found"
    assert problem(announce(wai, begun(wai), b"12345", upload=upload)) == "other-file"


def test_what_is_taken_away_is_gone_from_the_answer(rosa: Person, application: str) -> None:
    some = [give(rosa, application, making.pdf()).json["id"] for _ in range(2)]
    for _ in range(2):
        assert rosa.delete(f"{uploads(application)}/{some[0]}").status_code == 204
    whole = rosa.get(f"/applications/{application}").json
    assert whole["journey"]["answers"]["letter"] == [some[1]]
    assert problem(rosa.get(f"{uploads(application)}/{some[0]}")) == "not-found"
    kept = answer(rosa, application, "letter", None)
    assert (kept.status_code, kept.json["value"]) == (200, None)
    assert problem(rosa.get(f"{uploads(application)}/{some[1]}")) == "not-found"


def test_an_answer_names_only_files_that_are_there(rosa: Person, application: str) -> None:
    for value in ([str(uuid.uuid4())], ["sample-1"], ["../x"], "x", [1], {"a": 1}):
        assert answer(rosa, application, "letter", value).status_code == 422
    arriving = announce(rosa, application, b"12345").json["id"]
    refused = answer(rosa, application, "letter", [arriving])
    assert problem(refused) == "answer-not-taken"
    assert refused.json["errors"][0]["detail"] == "We do not have this file. Please send it once more."


@pytest.mark.parametrize(
    ("more", "slug"),
    [
        ({"size": LARGEST + 1}, "file-too-large"),
        ({"size": 2**31 - 1}, "file-too-large"),
        ({"type": "video/mp4"}, "kind-unknown"),
        ({"type": "application/pdf", "question": "photo"}, "not-on-journey"),
        ({"question": "full_name"}, "not-on-journey"),
        ({"question": "nothing"}, "not-on-journey"),
        ({"size": 0}, "fields-wrong"),
        ({"size": "5"}, "fields-wrong"),
        ({"name": "x" * 200}, "fields-wrong"),
        ({"question": "Not An Id"}, "not-on-journey"),
        ({"question": "x" * 161}, "fields-wrong"),
        ({"colour": "red"}, "fields-wrong"),
    ],
)
def test_what_can_be_told_before_sending_is_told(
    rosa: Person, application: str, more: dict[str, Any], slug: str
) -> None:
    assert problem(announce(rosa, application, b"12345", **more)) == slug


@pytest.mark.parametrize(
    ("data", "slug"),
    [
        (b"Dear city", "kind-unknown"),
        (making.photo()[:999], "file-broken"),
        (making.pdf(101), "pdf-too-long"),
        (making.pdf(encryption=making.LOCK), "pdf-locked"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name_and_the_upload_says_why(
    rosa: Person, application: str, data: bytes, slug: str
) -> None:
    refused = give(rosa, application, data)
    assert problem(refused) == slug
    upload = refused.request.path.split("/")[-2]
    told = rosa.get(f"{uploads(application)}/{upload}").json
    assert (told["state"], told["problem"], told["say"]) == ("refused", slug, refused.json["detail"])
    assert problem(rosa.get(f"{uploads(application)}/{upload}/file")) == slug
    assert "letter" not in rosa.get(f"/applications/{application}").json["journey"]["answers"]


def test_a_part_that_does_not_fit_is_refused_and_one_too_large_not_even_read(rosa: Person, application: str) -> None:
    upload = announce(rosa, application, b"12345").json["id"]
    for data, number in ((b"1234", 1), (b"123456", 1), (b"12345", 2), (b"", 1)):
        answered = rosa.put(
            f"{uploads(application)}/{upload}/parts/{number}", data=data, content_type="application/octet-stream"
        )
        assert problem(answered) == "part-wrong"
    large = rosa.put(
        f"{uploads(application)}/{upload}/parts/1", data=bytes(300_000), content_type="application/octet-stream"
    )
    assert problem(large) == "too-large"
    assert problem(rosa.put(f"{uploads(application)}/{upload}/parts/0", data=b"12345")) == "not-found"
    assert rosa.get(f"{uploads(application)}/{upload}").json["parts"] == []


def test_too_many_in_a_day_wait_until_it_is_over(rosa: Person, application: str) -> None:
    for _ in range(60):
        assert announce(rosa, application, b"1").status_code == 201
    refused = announce(rosa, application, b"1")
    assert problem(refused) == "enough-today"
    assert 86_000 < int(refused.headers["Retry-After"]) <= 86_400


def test_an_app_is_told_how_many_a_question_takes(rosa: Person) -> None:
    questions = {each["id"]: each for each in rosa.get(f"/services/{PERMIT}").json["questions"]}
    assert (questions["letter"]["type"], questions["letter"]["limits"]) == ("file", {"most": 3})
    assert (questions["photo"]["type"], questions["photo"]["limits"]) == ("photo", {})
