"""What a person does after sending, on pages without scripts."""

import re
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from backend.web import large_print
from tests.web.readers import Reader, Seeded
from tests.web.test_article_pages import opened


def hidden(page: TestResponse, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found, name
    return found[1]


def test_the_page_says_what_happened_by_whom_and_what_comes(rosa: Reader, seeded: Seeded) -> None:
    page = rosa.get(f"/applications/{seeded.sent}").text
    assert "It was sent" in page
    assert "Done · You · " in page
    assert "You hear from us by" in page
    refused = rosa.get(f"/applications/{seeded.refused}").text
    assert "Amir Khan at Harbour City Travel Desk" in refused
    assert "A reason of 100 %" in refused


def test_a_message_is_written_once_and_is_there(rosa: Reader, seeded: Seeded) -> None:
    where = f"/applications/{seeded.sent}/messages"
    made = hidden(rosa.get(where), "id")
    for _ in range(2):
        assert rosa.post(where, id=made, words="I have moved house.").location == f"{where}?written=1"
    page = rosa.get(f"{where}?written=1").text
    assert page.count("I have moved house.</p>") == 1
    assert "We have what you wrote" in page


def test_what_was_typed_is_there_when_it_cannot_be_sent(rosa: Reader, seeded: Seeded) -> None:
    where = f"/applications/{seeded.sent}/messages"
    long = "I have moved house. " * 60
    page = rosa.post(where, words=long)
    assert page.status_code == 422
    assert "too long by" in page.text
    assert long.strip()[:200] in page.text
    assert "Please write a few words." in rosa.post(where, words="  ").text


def test_other_peoples_words_are_shown_as_words(rosa: Reader, seeded: Seeded) -> None:
    where = f"/applications/{seeded.sent}/messages"
    rosa.post(where, words="<b>Hello</b> %(name)s {{ 1 }}\nA second line")
    page = rosa.get(where).text
    assert "&lt;b&gt;Hello&lt;/b&gt; %(name)s {{ 1 }}\nA second line" in page


def test_questions_asked_again_are_answered_one_by_one_and_sent_together(rosa: Reader, seeded: Seeded) -> None:
    where = f"/applications/{seeded.needed}"
    assert "We need something from you" in rosa.get(where).text
    more = rosa.get(f"{where}/more")
    assert "Is the house number right?" in more.text
    assert "Please look at these 2 questions again:" in more.text
    assert "<textarea" not in more.text, "first the questions, then the answer"
    assert rosa.post(f"{where}/more", request="").status_code == 409
    kept = rosa.post(f"{where}/questions/full_name?check=1", answer="Rosa Maria Lee")
    assert kept.location == f"{where}/check"
    assert rosa.get(kept.location).location == f"{where}/more"
    address = {"answer-line1": "9 Mill Lane", "answer-town": "Harbour City", "answer-postcode": "HC3 4DE"}
    rosa.post(f"{where}/questions/address?check=1", **address)
    ready = rosa.get(f"{where}/more")
    assert "9 Mill Lane" in ready.text
    request, made = hidden(ready, "request"), hidden(ready, "id")
    for _ in range(2):
        assert rosa.post(f"{where}/more", request=request, id=made, words="").location == f"{where}?answered=1"
    assert "We have your answer. Thank you." in rosa.get(f"{where}?answered=1").text
    assert rosa.get(f"{where}/more").location == where


def test_a_question_that_was_not_asked_is_not_opened_to_change(rosa: Reader, seeded: Seeded) -> None:
    where = f"/applications/{seeded.needed}/questions/delivery"
    assert rosa.get(where).location == f"/applications/{seeded.needed}/more"
    assert rosa.post(where, answer="pickup").status_code == 409


def test_taking_back_asks_once_more_in_large_words(rosa: Reader, seeded: Seeded) -> None:
    where = f"/applications/{seeded.sent}"
    asked = rosa.get(f"{where}/withdraw").text
    assert '<p class="lead"><strong>We then do not decide about it. This cannot be undone.' in asked
    for _ in range(2):
        assert rosa.post(f"{where}/withdraw").location == f"{where}?withdrawn=1"
    assert "You took it back" in rosa.get(f"{where}?withdrawn=1").text
    assert rosa.get(f"{where}/withdraw").location == where
    decided = rosa.post(f"/applications/{seeded.approved}/withdraw")
    assert decided.status_code == 409
    assert "We have decided already" in decided.text


def test_an_appeal_says_where_it_goes_and_until_when(rosa: Reader, seeded: Seeded) -> None:
    where = f"/applications/{seeded.refused}"
    assert "Say that you do not agree" in rosa.get(where).text
    page = rosa.get(f"{where}/appeal")
    assert "Residents&#39; Registration Office" in page.text
    made = hidden(page, "id")
    for _ in range(2):
        assert rosa.post(f"{where}/appeal", id=made, words="I am 66.").location == f"{where}?appealed=1"
    after = rosa.get(where).text
    assert "Somebody else looks at it again" in after
    assert "Say that you do not agree" not in after
    assert rosa.post(f"{where}/appeal", words="Again").status_code == 409
    assert rosa.get(f"/applications/{seeded.approved}/appeal").location == f"/applications/{seeded.approved}"


def test_the_receipt_is_a_page_and_a_tagged_file(rosa: Reader, seeded: Seeded) -> None:
    where = f"/applications/{seeded.sent}/receipt"
    page = rosa.get(where).text
    for words in ("4 May 1951", "The answers I have given are true.", "12 Quay Street"):
        assert words in page
    if not large_print.available():
        return
    file = rosa.get(f"{where}.pdf")
    assert file.mimetype == "application/pdf"
    assert file.data.startswith(b"%PDF")
    for mark in (b"/MarkInfo", b"/StructTreeRoot", b"pdfuaid:part"):
        assert mark in opened(file.data), mark
    assert file.headers["Cache-Control"] == "no-store"


def test_a_program_that_makes_no_files_says_so(rosa: Reader, seeded: Seeded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_print, "available", lambda: False)
    page = rosa.get(f"/applications/{seeded.sent}/receipt").text
    assert "We cannot make a PDF file here." in page
    assert "receipt.pdf" not in page
    assert rosa.get(f"/applications/{seeded.sent}/receipt.pdf").status_code == 404


@pytest.mark.parametrize(("language", "begins"), [("zh-Hans", "这张卡是给 65 岁"), ("ar", "البطاقة لمن بلغوا")])
def test_a_templates_words_are_read_in_the_readers_language_and_own_words_as_written(
    amir: Reader, seeded: Seeded, reader: Callable[[str], Reader], language: str, begins: str
) -> None:
    template = amir.parts.content.services["senior-travel-card"].reasons_for("refused")[0]
    amir.post(f"/desk/applications/{seeded.sent}/decision", outcome="refused", reason=template.text)
    rosa = reader(language).sign_in()
    assert begins in rosa.get(f"/applications/{seeded.sent}").text
    assert (
        begins in rosa.get(rosa.get("/inbox").text.split('href="/inbox/')[1].split('"')[0].join(["/inbox/", ""])).text
    )
    own = rosa.get(f"/applications/{seeded.refused}").text
    assert re.search(r'<p class="written" lang="en"[^>]*>A reason of 100 %</p>', own)
