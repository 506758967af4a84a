"""Lessons on paper: made from the same steps, to print or as a file that a screen reader reads."""

import re
from collections.abc import Callable
from html import escape, unescape
from io import BytesIO

import pikepdf
import pytest

from backend.parts import Parts
from backend.web import large_print, pictures
from i18n.languages import LANGUAGES
from tests.browser import needed
from tests.web.heard_files import figures, text_of
from tests.web.readers import Reader
from tests.web.test_article_pages import opened
from tutorials.lesson import ON_SCREEN, Lesson


def pictures_of(lesson: Lesson) -> int:
    return sum(step.kind in ON_SCREEN for step in lesson.steps) + sum(len(step.frames) for step in lesson.steps)


def drawn_phones(page: str) -> list[str]:
    """The markup of each picture of a screen on a handout."""
    return re.findall(r'<figure class="handout-picture" role="none">(.*?)</figure>', page, re.DOTALL)


def words_on(phone: str) -> set[str]:
    """Each word that is drawn on a phone, and those of the pictures on it."""
    pictured = " ".join(re.findall(r'role="img" aria-label="([^"]*)"', phone))
    shown = re.sub(r"<[^>]*>", " ", re.sub(r"<svg.*?</svg>", " ", phone, flags=re.DOTALL))
    return set(unescape(f"{shown} {pictured}").split())


def letters(text: str) -> str:
    return "".join(each for each in text if each.isalnum())


def test_every_lesson_has_a_handout_with_each_step_and_a_picture_of_each_screen(nobody: Reader, parts: Parts) -> None:
    for lesson in parts.content.lessons.values():
        page = nobody.get(f"/lessons/{lesson.id}/print")
        assert page.status_code == 200
        assert page.text.count('class="phone"') == pictures_of(lesson), lesson.id
        assert page.text.count('class="handout-where"') == len(lesson.steps)
        if not lesson.service:
            for step in lesson.steps:
                assert f"<h2>{escape(step.title, quote=False)}</h2>" in page.text.replace("&#39;", "'"), step.id


def test_a_handout_marks_what_is_touched_and_keeps_the_answers_for_the_end(nobody: Reader) -> None:
    page = nobody.get("/lessons/tap-and-back/print").text
    step = page.partition("Touch Photos on the screen.")[2].partition("</section>")[0]
    assert re.search(r'data-pointed="" data-piece="photos"', step)
    assert "<button" not in step
    steps, _, answers = page.partition("The right answers")
    assert "If once is not enough" not in steps
    assert "<strong>I touch Back</strong> – Yes. If once is not enough" in answers
    assert "01632 960100" in page
    assert 'class="qr"' in page


def test_a_handout_of_a_service_has_room_for_a_pen_on_the_live_questions(nobody: Reader) -> None:
    page = nobody.get("/lessons/senior-travel-card/print").text
    assert page.count('class="paper-boxes"') == 3, "day, month and year"
    assert "By pressing Send you say:" in page
    assert 'href="/lessons/senior-travel-card/print"' in nobody.get("/lessons/senior-travel-card?step=welcome").text
    assert nobody.get("/lessons/nowhere/print").status_code == 404


def test_a_handout_is_a_tagged_pdf_from_right_to_left_too(reader: Callable[..., Reader]) -> None:
    if not large_print.available():
        assert not needed(), "WeasyPrint cannot draw here: install Pango"
        assert reader().get("/lessons/five-troubles/large-print.pdf").status_code == 404
        pytest.skip("WeasyPrint or Pango is not here")
    answer = reader("ar").get("/lessons/spot-a-scam/large-print.pdf")
    file = opened(answer.data)
    for mark in (b"/MarkInfo", b"/StructTreeRoot", b"/Lang (ar)", b"pdfuaid:part"):
        assert mark in file, mark
    figures, told = file.count(b"/S /Figure"), file.count(b"/Alt (") + file.count(b"/Alt <")
    assert 0 < figures == told, "every picture has words"
    assert reader("ar").get("/lessons/spot-a-scam/large-print.pdf").data == answer.data, "the same for everybody"


def test_each_picture_of_a_screen_has_its_words_in_every_lesson_and_language(
    reader: Callable[..., Reader], parts: Parts
) -> None:
    for language in LANGUAGES.values():
        person = reader(language.tag)
        for lesson in parts.content.lessons.values():
            page = person.get(f"/lessons/{lesson.id}/print").text
            told = re.findall(rf'alt="{pictures.MARK}([^"]*)"', pictures.with_words(page, language))
            phones = drawn_phones(page)
            assert len(told) == len(phones) == pictures_of(lesson), (language.tag, lesson.id)
            for phone, words in zip(phones, told, strict=True):
                assert all(each in unescape(words) for each in words_on(phone)), (language.tag, lesson.id, words)
                marks = re.findall(r'"visually-hidden">([^<]+)</span><\w+ [^>]*data-pointed', phone)
                assert len(marks) == phone.count("data-pointed") <= 1, (language.tag, lesson.id)
                assert all(each in words for each in marks)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            "Practice phone. My bank card. A bank card with all its numbers. Send. In the thick frame: Delete. Back.",
        ),
        ("zh-Hans", "练习用的手机。我的银行卡。一张银行卡，号码都看得见。发送。粗框里：删除。返回。"),
        ("ar", "هاتف التدريب. بطاقة بنكية لي. بطاقة بنكية بكل أرقامها. إرسال. في الإطار السميك: حذف. العودة."),
    ],
    ids=["en", "zh-Hans", "ar"],
)
def test_a_file_tells_each_screen_as_a_picture_in_the_order_of_the_text_on_it(
    reader: Callable[..., Reader], parts: Parts, language: str, told: str
) -> None:
    if not large_print.available():
        pytest.skip("WeasyPrint or Pango is not here")
    file = pikepdf.open(BytesIO(reader(language).get("/lessons/send-a-photo/large-print.pdf").data))
    _code, *phones = figures(file)
    assert len(phones) == pictures_of(parts.content.lessons["send-a-photo"])
    assert told in [str(each.Alt) for each in phones]
    for each in phones:
        left, low, right, high = (float(at) for at in each.A.BBox)
        width, height = (float(at) for at in each.Pg.MediaBox[2:])
        assert 0 <= left < right <= width
        assert 0 <= low < high <= height
        if language != "ar":  # the letters of Arabic stand in a file as they are drawn, from left to right
            shown = letters("".join(text_of(each, file)))
            assert len(shown) > len(letters(str(each.Alt))) / 2
            assert letters(str(each.Alt)).endswith(shown)


def test_without_the_pdf_maker_a_handout_can_still_be_printed(nobody: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ("large-print.pdf" in nobody.get("/lessons/tap-and-back/print").text) == large_print.available()
    monkeypatch.setattr(large_print, "available", lambda: False)
    assert "large-print.pdf" not in nobody.get("/lessons/tap-and-back/print").text
    assert nobody.get("/lessons/tap-and-back/large-print.pdf").status_code == 404


def test_a_phone_hears_what_keeping_a_lesson_costs_and_which_version_it_gets(nobody: Reader) -> None:
    told = nobody.get("/learning/sizes?lessons=tap-and-back+nowhere").json
    page = nobody.get("/lessons/tap-and-back?step=begin")
    assert list(told) == ["tap-and-back"]
    assert told["tap-and-back"]["version"] == page.headers["Lesson-Version"]
    assert page.headers["Cache-Control"] == "private, no-cache", "the same for everybody, so a phone may keep it"
    assert 5_000 < told["tap-and-back"]["size"] < 14_336
