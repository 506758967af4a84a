"""Lessons on paper: made from the same steps, to print or as a file that a screen reader reads."""

import re
from collections.abc import Callable
from html import escape

import pytest

from backend.parts import Parts
from backend.web import large_print
from tests.browser import needed
from tests.web.readers import Reader
from tests.web.test_article_pages import opened
from tutorials.lesson import ON_SCREEN, Lesson


def pictures_of(lesson: Lesson) -> int:
    return sum(step.kind in ON_SCREEN for step in lesson.steps) + sum(len(step.frames) for step in lesson.steps)


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
