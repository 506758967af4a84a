"""Texts that are not in the page's language say so, wherever a page puts them."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask, g

from backend.parts import Parts
from backend.web.marks import CONVERTED, PageTranslator, bare, machine_made, settled
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


def converting(app: Flask, *texts: str) -> str:
    """What pages get from a translator that has these texts in simplified characters alone."""
    with app.test_request_context():
        simplified = {(None, "Time: %(n)s"): ("时间：%(n)s",), (None, "Name"): ("名称",)}
        words = PageTranslator(Translator(TRADITIONAL, {(None, CONVERTED): ("（自動轉換）",)}, simplified))
        found = words.text(texts[0], n=words.text(texts[1])) if texts[1:] else words.text(texts[0])
        assert not machine_made()
        return found


def test_a_text_that_was_converted_says_so_after_itself_and_the_frame_says_nothing(app: Flask) -> None:
    text = converting(app, "Name")
    note = '<span class="converted-note">（自動轉換）</span>'
    assert settled(f"<p>{text}</p>", TRADITIONAL) == (
        f'<p><span lang="zh-Hant" class="converted">名稱{note}</span></p>'
    )
    assert settled(f'<title>{text}</title><a aria-label="{text}">', TRADITIONAL) == (
        '<title>名稱</title><a aria-label="名稱">'
    )
    assert bare(text) == "名稱"


def test_a_converted_sentence_with_converted_values_says_so_once(app: Flask) -> None:
    text = settled(converting(app, "Time: %(n)s", "Name") + converting(app, "Name"), TRADITIONAL)
    assert re.sub("<[^>]*>", "", text) == "時間：名稱（自動轉換）名稱（自動轉換）"
    assert text.count("<span") == text.count("</span>") == 5


def test_a_page_shows_which_of_its_texts_were_converted(
    app: Flask, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    title = parts.content.offices["travel-desk"].name
    known = {"zh-Hans": {(None, title): ("旅游服务台",)}, "zh-Hant": {(None, CONVERTED): ("（自動轉換）",)}}
    monkeypatch.setitem(app.extensions, "handrail", replace(parts, catalogues=Catalogues(known)))
    text = Reader(app, "zh-Hant").get("/offices/travel-desk").text
    assert re.search(r'<h1[^>]*><span lang="zh-Hant" class="converted">旅遊服務檯<span[^>]*>（自動轉換）', text)
    assert "<title>旅遊服務檯" in text
    assert '<span lang="en">' in text
    assert "A program translated some words" not in text
    assert "converted" not in Reader(app, "zh-Hans").get("/offices/travel-desk").text


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
