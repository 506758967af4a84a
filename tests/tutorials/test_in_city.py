"""The product's lessons speak of the city that teaches them, and never of the demo city."""

import shutil
from pathlib import Path

import pytest

from backend.config import ROOT
from backend.domain.catalogue.city import Content, load_content
from backend.domain.catalogue.speech import every, in_language, texts_of
from i18n.catalogues import Catalogues
from i18n.gather import domains
from i18n.languages import LANGUAGES, SOURCE
from i18n.po import read_translations
from tutorials.curriculum import OWN
from tutorials.in_city import in_city
from tutorials.lesson import Lesson
from tutorials.load import load_lesson
from tutorials.simulated import as_fields, judge_simulated

DEMO = load_content(ROOT / "content")
NAMES = {"en": "Lakeside", "zh-Hans": "湖滨市", "zh-Hant": "湖濱市", "es": "Villalago", "ar": "مدينة البحيرة"}
OURS = sorted(path.stem for path in (OWN / "lessons").glob("*.yaml"))


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> tuple[Content, Catalogues]:
    """Another city that copied the folder and changed its name, in each of its languages."""
    folder = Path(shutil.copytree(ROOT / "content", tmp_path_factory.mktemp("city") / "content"))
    file = folder / "city.yaml"
    file.write_text(file.read_text().replace("name: Harbour City", "name: Lakeside"))
    for tag, name in NAMES.items():
        own = folder / "locales" / LANGUAGES[tag].folder / "LC_MESSAGES" / "zz-name.po"
        if tag != SOURCE.tag:
            head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"'
            own.write_text(f'{head}\n\nmsgid "Lakeside"\nmsgstr "{name}"\n')
    return load_content(folder), Catalogues.load(ROOT / "i18n" / "locales", folder / "locales")


def test_no_lesson_of_the_product_and_no_translation_of_one_names_the_demo_city() -> None:
    assert [path.name for path in OWN.rglob("*.yaml") if DEMO.city.name in path.read_text()] == []
    product = domains(ROOT, ROOT / "content")[0]
    names = Catalogues.load(ROOT / "content" / "locales")
    for tag in NAMES.keys() - {SOURCE.tag}:
        name = names.translator(tag).text(DEMO.city.name)
        assert name != DEMO.city.name
        told = [text for _, forms in read_translations(product.path(LANGUAGES[tag])) for text in forms]
        assert [text for text in told if name in text] == []


@pytest.mark.parametrize("tag", NAMES)
def test_a_city_with_another_name_reads_and_hears_its_own(elsewhere: tuple[Content, Catalogues], tag: str) -> None:
    content, catalogues = elsewhere
    translator, theirs = catalogues.translator(tag), Catalogues.load(ROOT / "content" / "locales").translator(tag)
    lessons = [content.lessons[each] for each in OURS]
    told = [translator.find(text) for lesson in lessons for text in every(str, lesson)]
    assert [each.text for each in told if "%(city)s" in each.text or theirs.text(DEMO.city.name) in each.text] == []
    by_name = [each for each in told if NAMES[tag] in each.text]
    assert len(by_name) > 20
    assert {each.language for each in by_name} == {tag}
    heard = set(in_language(texts_of(ROOT, ROOT / "content", content), translator))
    assert {each.text for each in by_name} <= heard


@pytest.mark.parametrize("tag", NAMES)
def test_the_name_is_typed_as_the_reader_sees_it(elsewhere: tuple[Content, Catalogues], tag: str) -> None:
    content, catalogues = elsewhere
    step = content.lessons["install-the-app"].by_id["search-it"]
    text = catalogues.translator(tag).text
    assert judge_simulated(step, as_fields(step, NAMES[tag]), text).is_right
    assert NAMES[tag] in text(step.say)
    assert not judge_simulated(step, as_fields(step, "Harbour City"), text).is_right


def test_in_the_source_language_a_lesson_reads_as_if_the_name_had_been_written() -> None:
    for each in OURS:
        text = (OWN / "lessons" / f"{each}.yaml").read_text()
        written = load_lesson(text.replace("%(city)s", "Lakeside"))
        filled: Lesson = in_city(load_lesson(text), "Lakeside")
        # The screens that all lessons share still have their place in the first.
        assert in_city(written, "Lakeside") == filled
        assert in_city(written, "Lakeside").version == filled.version
