"""Texts that are not in the page's language say so, wherever a page puts them."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask, g

from backend.parts import Parts
from backend.web.marks import PageTranslator, bare, machine_made, settled
from i18n.catalogues import Catalogues, Translator
from i18n.languages import LANGUAGES
from i18n.po import MachineMade
from tests.web.readers import Reader

ARABIC, TRADITIONAL = LANGUAGES["ar"], LANGUAGES["zh-Hant"]


@pytest.fixture
def say(app: Flask) -> Callable[..., str]:
    """The words of a translator that knows one text of its own and one that a program made."""
    messages = {(None, "Send"): ("أرسل",), (None, "Draft"): MachineMade(("草稿",))}

    def words(text: str, language: str = "ar") -> str:
        with app.test_request_context():
            return PageTranslator(Translator(LANGUAGES[language], messages)).text(text)

    return words


def test_a_text_in_another_language_names_it_and_its_direction(say: Callable[..., str]) -> None:
    page = f"<p>{say('Send')} {say('Not yet known')}</p>"
    assert settled(page, ARABIC) == '<p>أرسل <span lang="en" dir="ltr">Not yet known</span></p>'
    assert settled(f"<p>{say('Not yet known', 'zh-Hant')}</p>", TRADITIONAL) == (
        '<p><span lang="en">Not yet known</span></p>'
    )


def test_where_no_element_can_be_the_words_stand_alone(say: Callable[..., str]) -> None:
    x = say("Not yet known")
    page = (
        f'<title>{x}</title><a aria-label="{x} > 1" href="/"><b>{x}</b></a><textarea>{x}</textarea>'
        f"<select><option>{x}</select></option><script type=\"application/json\">{{'say': '{x}'}}</script><!-- {x} -->"
    )
    done = settled(page, ARABIC)
    assert done.count("<span") == 1
    assert '<b><span lang="en" dir="ltr">Not yet known</span></b>' in done
    assert bare(page) == done.replace('<span lang="en" dir="ltr">', "").replace("</span>", "")


def test_what_a_person_types_is_never_a_mark(say: Callable[..., str]) -> None:
    typed = "b" + "en" + "_ e_ " + "0" * 24 + "ben_"
    assert settled(f"<p>{typed}{say('Not yet known')}</p>", ARABIC).startswith(f"<p>{typed}<span")


def test_what_a_program_translated_is_marked_and_noted(app: Flask) -> None:
    messages = {(None, "Draft"): MachineMade(("草稿",))}
    with app.test_request_context():
        words = PageTranslator(Translator(TRADITIONAL, messages))
        assert not machine_made()
        text = words.text("Draft")
        assert machine_made()
        assert g.machine_made
    assert settled(text, TRADITIONAL) == '<span lang="zh-Hant" class="machine-made">草稿</span>'


def test_a_page_says_kindly_that_a_program_translated_some_of_it(
    app: Flask, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "程式轉換" not in Reader(app, "zh-Hant").get("/help").text
    title = parts.content.offices["travel-desk"].name
    known = {(None, title): MachineMade(("旅遊櫃檯",))}
    note = "A program translated some words on this page, and nobody has read them yet. "
    note += "If something is not clear, please call us."
    known |= {(None, note): ("這一頁有些文字是由程式轉換的。",)}
    monkeypatch.setitem(app.extensions, "handrail", replace(parts, catalogues=Catalogues({"zh-Hant": known})))
    text = Reader(app, "zh-Hant").get("/offices/travel-desk").text
    assert re.search(r'<h1[^>]*><span lang="zh-Hant" class="machine-made">旅遊櫃檯</span>', text)
    assert "這一頁有些文字是由程式轉換的。" in text
    assert '<span lang="en">' in text
    assert text.index("<title>旅遊櫃檯")


def test_every_fragment_of_a_half_translated_page_carries_its_language(
    app: Flask, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        app.extensions, "handrail", replace(parts, catalogues=Catalogues({"ar": {(None, "Services"): ("الخدمات",)}}))
    )
    text = Reader(app, "ar").get("/services").text
    assert re.search(r"<h1[^>]*>الخدمات</h1>", text)
    assert text.count('<span lang="en" dir="ltr">') > 10
    body = re.sub(
        r'<span lang="en" dir="ltr">.*?</span>|<script.*?</script>|<title>.*?</title>', "", text, flags=re.DOTALL
    )
    left = re.sub(r"<[^>]*>", " ", body)
    assert not re.search(r"[A-Za-z]{3,} [A-Za-z]{3,}", re.sub("English|Español", "", left)), left
