"""Reading the city's texts, and writing them at the desk, with a browser that runs no scripts."""

import re
import uuid
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, render_template_string

from backend.domain.catalogue.texts import LEAVES, ROOMS
from backend.domain.publications import queries
from backend.domain.publications.told import Line
from backend.parts import Parts
from backend.web import large_print
from prose.inline import Span
from tests.browser import needed
from tests.web.readers import Reader

FORM: dict[str, Any] = {
    "title": "How to stay warm",
    "text_id": "stay-warm",
    "short": "Keep one room warm.\nAsk us for help.\nRing us if you are cold.",
    "body": "## Today\n\n1. Close the **curtains**.\n2. Ask for [help](/services/winter-heating-help).",
    "kind": "article",
    "language": "en",
    "office": "warm-homes",
    "services": ["winter-heating-help"],
    "press": "save",
}


def save(writer: Reader, **changed: Any) -> Any:
    return writer.post("/desk/articles/write", **FORM | {"id": str(uuid.uuid4())} | changed)


def step(person: Reader, place: str, name: str, **fields: Any) -> Any:
    return person.post(f"{place}/{name}", **fields)


def go_out(maya: Reader, tom: Reader, **changed: Any) -> str:
    """Maya writes, Tom reads, and it is public; returns its place at the desk."""
    place: str = save(maya, **changed).location
    assert step(maya, place, "hand-in", revision=1).status_code == 303
    assert step(tom, place, "review", revision=1, outcome="approved").status_code == 303
    assert step(tom, place, "publish", when="now").status_code == 303
    return place


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_a_text_says_itself_in_three_sentences_first(reader: Callable[..., Reader], language: str) -> None:
    page = reader(language).get("/articles/scam-calls").text
    short, first = page.index('id="short"'), page.index("<h2", page.index('id="short"') + 20)
    assert short < first
    assert len(re.findall(r"<p", page[short:first])) == 4
    assert 'href="tel:+441632960100"><bdi class="keep" dir="ltr">01632 960100</bdi>' in page
    assert f'<html lang="{language}"' in page
    assert not re.findall(r'<(?:p|li|h2|bdi|span) lang="en"', page)


def test_services_and_their_rules_lead_to_each_other(nobody: Reader) -> None:
    assert 'href="/articles/travel-card-rules"' in nobody.get("/services/senior-travel-card").text
    assert 'href="/services/senior-travel-card"' in nobody.get("/articles/travel-card-rules").text


def test_notices_stand_on_the_first_page_while_they_hold(nobody: Reader, parts: Parts) -> None:
    assert 'href="/articles/flu-jabs"' in nobody.get("/").text
    with parts.writing() as session:
        for each in queries.at_desk(session, text_id="flu-jabs"):
            each.ends_on = each.saved_at.date().replace(year=2020)
    assert 'href="/articles/flu-jabs"' not in nobody.get("/").text
    assert nobody.get("/articles/flu-jabs").status_code == 404


def test_a_text_goes_from_one_publisher_by_another_to_readers(maya: Reader, tom: Reader, nobody: Reader) -> None:
    place = save(maya).location
    assert "Ask somebody to read it" in maya.get(place).text
    step(maya, place, "hand-in", revision=1)
    assert "It may go out" not in maya.get(place).text
    assert step(maya, place, "review", revision=1, outcome="approved").status_code == 409
    assert nobody.get("/articles/stay-warm").status_code == 404
    sent_back = step(tom, place, "review", revision=1, outcome="sent_back")
    assert sent_back.status_code == 422
    assert "Please say why" in sent_back.text
    step(tom, place, "review", revision=1, outcome="approved")
    step(tom, place, "publish", when="now")
    page = nobody.get("/articles/stay-warm").text
    assert '<li data-spoken="Close the curtains.">Close the <strong>curtains</strong>.</li>' in page
    assert step(tom, place, "withdraw", reason="Spring is here.").status_code == 303
    assert nobody.get("/articles/stay-warm").status_code == 404


def test_whoever_reads_a_text_says_that_its_odd_words_must_stay(maya: Reader, tom: Reader, nobody: Reader) -> None:
    place = save(maya, body="Take the funicular. Never quantify it.").location
    assert "whoever reads the text says so" in maya.get(place).text
    step(maya, place, "hand-in", revision=1)
    assert "funicular, quantify" in tom.get(place).text
    refused = step(tom, place, "review", revision=1, outcome="approved", note="Well done.")
    assert refused.status_code == 422
    assert 'href="#words_confirmed"' in refused.text
    assert "say that they must stay: funicular, quantify." in refused.text
    assert "Well done." in refused.text
    assert step(tom, place, "review", revision=1, outcome="approved", words_confirmed="yes").status_code == 303
    assert "Words that are not on the list and stay" in tom.get(place).text
    step(tom, place, "publish", when="now")
    assert "funicular" in nobody.get("/articles/stay-warm").text


def test_a_step_that_asks_for_two_things_is_not_handed_in(maya: Reader) -> None:
    place = save(maya, body="1. Open the door and call us and sign the form.").location
    assert "This step asks for 3 things" in maya.get(place).text
    assert step(maya, place, "hand-in", revision=1).status_code == 422


def test_a_text_can_wait_for_its_day(maya: Reader, tom: Reader, nobody: Reader) -> None:
    place = save(maya).location
    step(maya, place, "hand-in", revision=1)
    step(tom, place, "review", revision=1, outcome="approved")
    wrong = step(tom, place, "publish", when="later", day="31.5.", time="")
    assert wrong.status_code == 422
    assert "within one year" in wrong.text
    day = (maya.parts.today() + timedelta(days=1)).isoformat()
    assert step(tom, place, "publish", when="later", day=day, time="09:30").status_code == 303
    assert "Goes out later" in tom.get(place).text
    assert nobody.get("/articles/stay-warm").status_code == 404


def test_what_is_wrong_is_named_and_the_words_are_kept(maya: Reader) -> None:
    bad = "Hello *you*.\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1)) [y](/services/moon)"
    place = save(maya, body=bad).location
    page = maya.get(place).text
    for told in ("sloping letters", "line 3: HTML is not used here", "is not one we follow"):
        assert told in page
    assert "<script>alert" not in page
    assert "Ask somebody to read it" not in page
    assert step(maya, place, "hand-in", revision=1).status_code == 422
    assert "alert(1)&lt;/script&gt;" in maya.get(f"{place}/edit").text


def test_looking_first_shows_the_text_and_saves_nothing(maya: Reader, parts: Parts) -> None:
    page = save(maya, press="look")
    assert page.status_code == 200
    assert "This is not saved yet." in page.text
    assert "<strong>curtains</strong>" in page.text
    with parts.reading() as session:
        assert queries.at_desk(session, text_id="stay-warm") == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"title": ""}, "Write a title"),
        ({"text_id": "Stay Warm"}, "small letters, digits and hyphens"),
        ({"short": "a\nb\nc\nd"}, "one to three sentences"),
        ({"body": "x" * 20_001}, "The text is empty or too long"),
        ({"office": "moon"}, "Choose the office"),
        ({"ends": "soon"}, "Choose a day"),
        ({"spoken": "no sign"}, "one pair a line"),
        ({"spoken": f"HC1 = {'x' * 201}"}, 'href="#spoken">Write at most 30 pairs'),
        ({"title": "How to \u202estay"}, 'href="#title">holds an unseen mark'),
        ({"kind": "song"}, 'href="#kind">Choose what it is'),
        ({"language": "xx"}, 'href="#language">Choose one of these languages: English, '),
        ({"language": ""}, 'href="#language">Choose one of these languages: English, '),
    ],
)
def test_a_form_that_does_not_fit_comes_back_with_all_that_was_typed(
    maya: Reader, changed: dict[str, str], told: str
) -> None:
    page = save(maya, keywords="my own words", **changed)
    assert page.status_code == 422
    assert told in page.text
    assert "my own words" in page.text


def test_what_is_wrong_with_a_fact_is_said_in_the_writers_language(maya: Reader) -> None:
    maya.client.set_cookie("handrail_choices", "es..")
    page = save(maya, spoken=f"HC1 = {'x' * 201}").text
    assert 'href="#spoken">Escriba' in page
    assert "Length must be" not in page


def test_the_pages_that_a_text_may_lead_to_are_there(app: Flask) -> None:
    shown = {tuple(rule.rule.split("/")[1:]) for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert shown >= {(each,) for each in ROOMS | LEAVES}
    with_more = {parts[0] for parts in shown if len(parts) > 1}
    assert with_more >= ROOMS
    assert with_more.isdisjoint(LEAVES)
    not_for_texts = {".well-known", "api", "assets", "badge", "components", "demo", "desk", "favicon.ico", "healthz"}
    not_for_texts |= {"manifest.webmanifest", "offline", "service-worker.js", "sign-in", "speech", "welcome"}
    assert {parts[0] for parts in shown} == ROOMS | LEAVES | not_for_texts


def test_an_article_of_a_megabyte_is_answered_kindly(maya: Reader) -> None:
    page = save(maya, body="x" * 1_000_000)
    assert page.status_code == 413
    assert "Please write a little less" in page.text


def test_two_who_write_at_once_both_keep_their_words(maya: Reader, tom: Reader) -> None:
    place = save(maya).location
    public_id = place.rpartition("/")[2]
    save(tom, id=public_id, revision=1, title="Tom wrote this")
    page = save(maya, id=public_id, revision=1, title="Maya wrote this")
    assert page.status_code == 409
    assert "Somebody else was quicker" in page.text
    assert "Tom wrote this" in page.text
    assert 'value="Maya wrote this"' in page.text
    own = re.search(r'name="id" value="([^"]+)"', page.text)
    assert own is not None
    assert own[1] != public_id
    save(maya, id=own[1], title="Maya wrote this")
    listed = maya.get("/desk/articles").text
    assert "Tom wrote this" in listed
    assert "Maya wrote this" in listed


def test_a_new_version_shows_what_is_new_and_takes_the_place_of_the_one_seen(
    maya: Reader, tom: Reader, nobody: Reader
) -> None:
    place = go_out(maya, tom)
    assert "You begin a new version from version 1" in maya.get(f"{place}/edit").text
    second = save(maya, title="Warmer").location
    changes = maya.get(f"{second}/differences").text
    assert "title: Warmer" in changes
    assert "No longer there:" in changes
    step(maya, second, "hand-in", revision=1)
    step(tom, second, "review", revision=1, outcome="approved")
    assert step(tom, second, "publish", when="now").status_code == 409, "it does not say which version it replaces"
    step(tom, second, "publish", when="now", replaces=1)
    assert "Warmer" in nobody.get("/articles/stay-warm").text
    assert "Replaced by a newer one" in maya.get(place).text


def test_words_without_a_translation_say_their_own_language(
    maya: Reader, tom: Reader, reader: Callable[..., Reader]
) -> None:
    go_out(maya, tom)
    page = reader("zh-Hans").get("/articles/stay-warm").text
    assert '<li lang="en" dir="ltr" data-spoken="Close the curtains.">Close the' in page


def test_a_text_becomes_a_tagged_pdf_in_large_print(reader: Callable[..., Reader]) -> None:
    if not large_print.available():
        assert not needed(), "WeasyPrint cannot draw here: install Pango"
        assert reader().get("/articles/scam-calls/large-print.pdf").status_code == 404
        assert "large-print.pdf" not in reader().get("/articles/scam-calls").text
        pytest.skip("WeasyPrint or Pango is not here")
    assert "large-print.pdf" in reader().get("/articles/scam-calls").text
    answer = reader("zh-Hant").get("/articles/scam-calls/large-print.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    for mark in (b"/MarkInfo", b"/StructTreeRoot", b"/Lang (zh-Hant)", b"pdfuaid:part"):
        assert mark in opened(answer.data), mark


def opened(file: bytes) -> bytes:
    """A PDF with its compressed parts beside it, opened."""
    found = [file]
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", file, re.DOTALL):
        with suppress(zlib.error):
            found.append(zlib.decompress(packed))
    return b"\n".join(found)


def test_without_the_pdf_maker_no_page_offers_a_file(nobody: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_print, "available", lambda: False)
    assert "large-print.pdf" not in nobody.get("/articles/scam-calls").text
    assert nobody.get("/articles/scam-calls/large-print.pdf").status_code == 404


@dataclass(frozen=True)
class Turned(Line):
    """A line that a program has turned into the reader's script."""

    converted: bool = True


def test_a_line_that_a_program_turned_into_the_readers_script_says_so(app: Flask) -> None:
    line = Turned((Span("軟"), Span("體", strong=True)), "軟體", "zh-Hant")
    with app.test_request_context(headers={"Accept-Language": "zh-Hant"}):
        page = "{% from 'macros/articles.html' import whole, words with context %}{{ whole(line) }} {{ words(line) }}"
        shown = render_template_string(page, line=line)
    note = '<span class="converted-note">（自動轉換）</span>'
    assert shown == f"軟體{note} 軟<strong>體</strong>{note}"
