"""Plain words, the glossary and the state of the languages as people meet them on pages."""

import re

import pytest
from flask import Flask
from markupsafe import Markup

from backend.domain.catalogue.plain_words import LONGEST_TEXT
from backend.web.glossary import explain
from tests.web.readers import Reader, Seeded

HARD = "Applicants must submit it prior to Monday.\nThe obfuscated one."
FUEL = "/services/winter-heating-help"


def test_a_term_is_explained_once_on_its_page_with_a_way_there_and_back(nobody: Reader) -> None:
    text = nobody.get(FUEL).text
    assert text.count('id="used-voucher"') == text.count('id="word-voucher"') == 1
    assert '<a class="term" id="used-voucher" href="#word-voucher">voucher</a>' in text
    assert 'href="#used-voucher">Back to where you were' in text
    assert "A paper or a message that you pay with in a shop" in text
    anchors = set(re.findall(r'href="#((?:used|word)-[a-z-]+)"', text))
    assert anchors == set(re.findall(r'id="((?:used|word)-[a-z-]+)"', text))


@pytest.mark.parametrize(("language", "term"), [("zh-Hans", "代金券"), ("zh-Hant", "抵用券")])
def test_terms_are_found_and_explained_in_the_readers_language(app: Flask, language: str, term: str) -> None:
    text = Reader(app, language).get(FUEL).text
    assert f'href="#word-voucher">{term}</a>' in text
    assert f"<dfn>{term}</dfn>" in text


def test_an_explanation_on_a_question_leaves_what_was_typed_where_it_is(rosa: Reader, seeded: Seeded) -> None:
    text = rosa.get(f"/applications/{seeded.ended}/questions/pension_credit").text
    explained = re.search(r'<a class="term" id="used-pension-credit" href="([^"]+)"', text)
    assert explained is None or explained[1] == "#word-pension-credit"
    shown = rosa.get(f"/applications/{seeded.ended}/questions/income_too_high").text
    assert 'href="#word-pension-credit"' in shown
    assert not re.search(r'class="term"[^>]*href="/', text + shown)


def test_nothing_is_explained_inside_links_buttons_labels_or_headings(app: Flask) -> None:
    with app.test_request_context("/"):
        inside = "<a href='/x'>voucher</a><h2>voucher</h2><label>a <b>voucher</b></label><button>voucher</button>"
        assert explain(Markup(inside)) == inside  # noqa: S704 - our own
        assert explain(Markup("<b>voucher</b> voucher")).count("used-voucher") == 1
        link = '<a class="term" id="used-ramp" href="#word-ramp">ramp</a>'
        assert explain("<ramp> & ramp") == f"&lt;{link}&gt; &amp; ramp"
        assert explain("") == ""


def test_all_terms_stand_on_one_page_in_the_order_of_the_alphabet(nobody: Reader, app: Flask) -> None:
    terms = re.findall(r"<dfn>([^<]+)</dfn>", nobody.get("/glossary").text)
    assert len(terms) >= 25
    assert terms == sorted(terms, key=str.casefold)
    assert "代金券" in Reader(app, "zh-Hans").get("/glossary").text


def test_a_text_comes_back_with_marks_reasons_and_swaps_and_nothing_is_kept(amir: Reader) -> None:
    answer = amir.post("/desk/plain-words", text=HARD, language="en")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert "4 things to look at" in answer.text
    assert '<mark class="mark-word">submit</mark><a class="mark-number" href="#complaint-2">(2)</a>' in answer.text
    assert "“prior to” is office language. Say: before." in answer.text
    assert "“obfuscated” is not an everyday word." in answer.text
    assert HARD in answer.text, "what was typed is still there"


def test_complaints_are_told_in_the_readers_language_about_a_text_in_another(app: Flask) -> None:
    amir = Reader(app, "zh-Hant").sign_in("+447700900201")
    assert "「submit」是公文用語。" in amir.post("/desk/plain-words", text="Please submit", language="en").text


def test_a_plain_text_is_said_to_be_plain(amir: Reader) -> None:
    assert "This is plain." in amir.post("/desk/plain-words", text="We ring you.", language="en").text


def test_markup_in_a_text_is_shown_and_not_run(amir: Reader) -> None:
    text = amir.post("/desk/plain-words", text="<script>alert('submit')</script> submit", language="en").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("", "en", "Please put in a text."),
        ("  \r\n ", "en", "Please put in a text."),
        ("a" * (LONGEST_TEXT + 1), "en", "This text is too long to look at in one go."),
        ("Hello", "tlh", "Please choose the language that the text is in."),
        ("Hello", "", "Please choose the language that the text is in."),
    ],
)
def test_what_cannot_be_looked_at_is_said_beside_its_field(amir: Reader, text: str, language: str, said: str) -> None:
    page = amir.post("/desk/plain-words", text=text, language=language)
    assert page.status_code == 422
    assert page.text.count(said) >= 2
    small = amir.post("/desk/plain-words/complaints", text=text, language=language)
    assert (small.status_code, small.json["summary"]) == (422, "")
    assert said in small.json["complaints"][0]


def test_a_megabyte_is_refused_with_a_sentence(amir: Reader) -> None:
    answer = amir.post("/desk/plain-words", amir.form_token(), text="a" * 1_000_000, language="en")
    assert answer.status_code == 413
    assert "Please write a little less" in answer.text


@pytest.mark.parametrize("text", ["😀👵🏽", "…!?", "שלום hello مرحبا", "\u202ehello\u2066", "1. 2. 3."])
def test_odd_texts_are_looked_at_without_fuss(amir: Reader, text: str) -> None:
    for language in ("en", "zh-Hans"):
        assert amir.post("/desk/plain-words", text=text, language=language).status_code == 200


def test_the_small_answer_says_the_same_as_the_page(amir: Reader) -> None:
    small = amir.post("/desk/plain-words/complaints", text=HARD, language="en").json
    assert small["summary"] == "4 things to look at"
    assert "“prior to” is office language. Say: before." in small["complaints"]


def test_the_languages_page_counts_and_leads_to_the_texts_and_where_they_are_used(amir: Reader) -> None:
    assert "100 %" in amir.get("/desk/languages").text
    done = amir.get("/desk/languages/zh-Hans?domain=content&state=done").text
    assert "海港市" in done
    assert "content/city.yaml" in done
    assert done.count('role="rowheader"') == 50
    after = re.search(r"&amp;after=(\d+)", done)
    assert after is not None
    second = amir.get(f"/desk/languages/zh-Hans?domain=content&state=done&after={after[1]}").text
    assert "content/city.yaml" not in second
    assert "Nothing here" in amir.get("/desk/languages/zh-Hans?state=nonsense&domain=else").text


@pytest.mark.parametrize("tag", ["en", "tlh", "zh"])
def test_a_language_nobody_translates_into_is_not_found(amir: Reader, tag: str) -> None:
    assert amir.get(f"/desk/languages/{tag}").status_code == 404
