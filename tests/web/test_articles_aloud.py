"""The city's texts for the ear and in their own language: which sounds a page asks for, how words are marked."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from backend import speaking
from backend.core import clock
from backend.domain.publications import queries
from backend.parts import Parts
from i18n.speech import VOICES, key_of, sentences
from tests.web.readers import Reader
from tests.web.test_article_pages import go_out

MARKS = re.compile(r"\*\*|\]\(|\[!|^#|^>|^- ")
EMPTY = {"br", "hr", "img", "input", "link", "meta"}
CHINESE = {
    "title": "怎样保暖",
    "text_id": "bao-nuan",
    "short": "只暖一个房间。\n请我们帮忙。\n觉得冷就打电话。",
    "body": "## 今天\n\n1. 拉上**窗帘**。\n2. 去看[帮助](/services/winter-heating-help)。",
    "language": "zh-Hans",
}
ARABIC = {
    "title": "كيف تبقى دافئًا",
    "text_id": "dafi",
    "short": "دفّئ غرفة واحدة.\nاطلب منا المساعدة.\nاتصل بنا إذا شعرت بالبرد.",
    "body": "## اليوم\n\n1. أغلق **الستائر**.\n2. اطلب [المساعدة](/services/winter-heating-help).",
    "language": "ar",
}


@dataclass
class _Place:
    name: str
    facts: dict[str, str | None]
    number: int


@dataclass
class Asked(HTMLParser):
    """What static/read-aloud.js asks for of a text where the phone has no voice.

    That is each piece of words alone, or the words for the ear of the element around it. The facts on top and whom to
    ask are left out: they differ with the day and the office.
    """

    found: list[tuple[str, str]] = field(default_factory=list)
    _around: list[_Place] = field(default_factory=list)
    _last: int = 0
    _count: int = 0

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._count += 1
        if tag not in EMPTY:
            self._around.append(_Place(tag, dict(attrs), self._count))

    def handle_endtag(self, tag: str) -> None:
        if any(each.name == tag for each in self._around):
            while self._around.pop().name != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not data.strip() or not any(each.name == "article" for each in self._around) or self._left_out():
            return
        spoken = next((each for each in reversed(self._around) if "data-spoken" in each.facts), None)
        if spoken is None:
            self.found.append((self._language(), data))
        elif spoken.number != self._last:
            self.found.append((self._language(), spoken.facts["data-spoken"] or ""))
        self._last = spoken.number if spoken else 0

    def _left_out(self) -> bool:
        return any({"facts", "plain-link"} & set((each.facts.get("class") or "").split()) for each in self._around)

    def _language(self) -> str:
        return next(each.facts["lang"] or "" for each in reversed(self._around) if "lang" in each.facts)


def asked(page: str) -> Iterator[tuple[str, str]]:
    """Each sentence that a page asks for, with its language."""
    look = Asked()
    look.feed(page)
    for tag, text in look.found:
        for sentence in sentences(text):
            yield tag, sentence


def test_every_sentence_of_every_text_has_its_sound_and_none_has_marks(
    reader: Callable[..., Reader], parts: Parts
) -> None:
    plan = speaking.plan(parts.settings)
    keys = {voice.id: {line.key for line in lines} for voice, lines in plan}
    assert [line.text for _, lines in plan for line in lines if MARKS.search(line.text)] == []
    content, silent, heard = parts.content, [], 0
    for tag in content.city.languages:
        for text_id in content.texts:
            for language, sentence in asked(reader(tag).get(f"/articles/{text_id}").text):
                heard += 1
                lacks = [voice.id for voice in VOICES[language] if key_of(sentence) not in keys[voice.id]]
                silent += [(text_id, each, sentence) for each in lacks]
    assert silent == []
    assert heard > 1_000


def test_a_number_is_said_on_the_page_as_its_writer_wants_it_said(nobody: Reader) -> None:
    said = [sentence for _, sentence in asked(nobody.get("/articles/scam-calls").text)]
    assert "Ring the bank first, then ring us on 0 1 6 3 2, 9 6 0 1 0 0." in said
    assert "Tell nobody a code from a text message." in said


def test_a_title_is_said_alike_on_its_page_and_in_the_list(maya: Reader, tom: Reader, nobody: Reader) -> None:
    go_out(maya, tom, title="Ask the HCHT", spoken="HCHT = Harbour City Health Team")
    said = '<span data-spoken="Ask the Harbour City Health Team">Ask the HCHT</span>'
    assert f"<h1>{said}</h1>" in nobody.get("/articles/stay-warm").text
    assert said in nobody.get("/articles").text


def test_texts_of_the_desk_get_sounds_once_they_are_public(maya: Reader, tom: Reader, parts: Parts) -> None:
    go_out(maya, tom, **CHINESE)
    ((_, chinese),) = speaking.plan(parts.settings, "zh-Hans")
    assert {"怎样保暖", "拉上窗帘。", "去看帮助。"} <= {line.text for line in chinese}
    ((_, english),) = speaking.plan(parts.settings, "en")
    assert "怎样保暖" not in {line.text for line in english}


def test_sounds_are_made_without_a_database_and_none_is_begun(parts: Parts, tmp_path: Path) -> None:
    nowhere = tmp_path / "none" / "handrail.sqlite3"
    ((_, lines),) = speaking.plan(replace(parts.settings, database_url=f"sqlite:///{nowhere}"), "en")
    assert "Tell nobody a code from a text message." in {line.text for line in lines}
    assert not nowhere.parent.exists()


@pytest.mark.parametrize(("text", "written_in", "direction"), [(CHINESE, "zh-Hans", "ltr"), (ARABIC, "ar", "rtl")])
def test_words_of_another_language_are_marked_with_it_for_an_english_reader(
    maya: Reader, tom: Reader, nobody: Reader, text: dict[str, str], written_in: str, direction: str
) -> None:
    go_out(maya, tom, **text)
    mark = f'lang="{written_in}" dir="{direction}"'
    page = nobody.get(f"/articles/{text['text_id']}").text
    assert f"<h1><bdi {mark}>{text['title']}</bdi></h1>" in page
    assert {language for language, _ in asked(page)} == {"en", written_in}, "the heading of the short form is ours"
    assert f"<bdi {mark}>{text['title']}</bdi>" in nobody.get("/articles").text
    told = nobody.get(f"/api/v1/articles/{text['text_id']}").json
    lines = [told["title"], *told["short"], *(line for block in told["blocks"] for line in block["lines"])]
    assert {(line["language"], line["direction"]) for line in lines} == {(written_in, direction)}
    assert told["reading"]["grade"] is None, "the formula is for English"


def test_english_words_are_measured_as_english_for_a_chinese_reader(maya: Reader, tom: Reader, nobody: Reader) -> None:
    body = "\n\n".join(["We keep one room warm, and we ask our friends to come and sit with us in it."] * 17)
    go_out(maya, tom, body=body)
    address = "/api/v1/articles/stay-warm"
    english, chinese = (nobody.get(address, headers={"Accept-Language": tag}).json for tag in ("en", "zh-Hans"))
    assert chinese["title"]["language"] == "en"
    assert (chinese["minutes"], chinese["reading"]) == (english["minutes"], english["reading"])
    assert (english["minutes"], english["reading"]["grade"] is None) == (3, False)


def test_search_knows_the_language_that_a_title_is_in(maya: Reader, tom: Reader, parts: Parts) -> None:
    go_out(maya, tom, **CHINESE)
    go_out(maya, tom)
    with parts.reading() as session:
        now, today = clock.now(), parts.today()
        tongues = [parts.translator(tag) for tag in ("en", "zh-Hans")]
        found = {(each.id, each.language): each.written_in for each in queries.published(session, now, today, tongues)}
    assert found["bao-nuan", "en"] == found["bao-nuan", "zh-Hans"] == "zh-Hans"
    assert found["stay-warm", "en"] == found["stay-warm", "zh-Hans"] == "en"


@pytest.mark.parametrize("tag", ["en", "zh-Hans", "zh-Hant", "es", "ar"])
@pytest.mark.parametrize(
    ("text_id", "terms"), [("scam-calls", ["password", "text-message"]), ("how-we-treat-you", ["hearing-loop"])]
)
def test_a_text_explains_its_terms_once_and_leads_back(
    reader: Callable[..., Reader], tag: str, text_id: str, terms: list[str]
) -> None:
    page = reader(tag).get(f"/articles/{text_id}").text
    assert "/assets/glossary." in page
    for term in terms:
        assert page.count(f'href="#word-{term}"') == page.count(f'id="used-{term}"') == 1, term
        assert f'id="word-{term}"' in page
    assert not re.search(r"<(h[1-6]|a)\b[^>]*>(?:(?!</\1>).)*class=\"term\"", page, re.DOTALL)
    assert 'class="term"' not in reader(tag).get(f"/articles/{text_id}/print").text


def test_a_line_with_a_term_is_heard_whole_and_its_explanation_below(nobody: Reader) -> None:
    page = nobody.get("/articles/how-we-treat-you").text
    line = "Every office has a door without steps and a hearing loop."
    assert [sentence for _, sentence in asked(page) if "hearing loop" in sentence] == [line]
    assert page.index("</article>") < page.index('id="word-hearing-loop"')


def test_words_in_another_language_than_the_page_are_not_explained_in_the_pages(
    maya: Reader, tom: Reader, reader: Callable[..., Reader]
) -> None:
    go_out(maya, tom, body="You need a password.")
    assert 'class="term"' in reader("en").get("/articles/stay-warm").text
    assert 'class="term"' not in reader("zh-Hans").get("/articles/stay-warm").text
