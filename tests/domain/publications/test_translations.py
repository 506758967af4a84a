"""A text in other languages: what the database holds, what the search is told, and what a translation must not do."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.demo_publishers import TRANSLATED, WALK, write_a_text
from backend.domain.catalogue.errors import NotFound
from backend.domain.catalogue.texts import Places
from backend.domain.publications import actions, queries, translations
from backend.domain.publications.checking import faults, words_unlisted
from backend.domain.publications.errors import (
    EditedMeanwhile,
    OwnText,
    TextClosed,
    TextNotReady,
    WhyMissing,
    WordsNotConfirmed,
)
from backend.domain.publications.models import Translation, Version
from backend.domain.publications.told import tell
from backend.domain.publications.translating import wrong
from backend.domain.publications.words import Words, laid_over
from i18n.catalogues import Catalogues
from i18n.plain.lists import lists_of
from prose.document import Document
from tests.domain.given import NOW
from tests.domain.publications.test_publishing import TODAY, WORDS, approved, maya, publish, tom, write

__all__ = ["maya", "tom"]  # fixtures
SPANISH = Words("Cómo no pasar frío", ("Caliente una habitación.",), "Pregúntenos.\n")
CITY = ("en", "es", "zh-Hant")
BODY = "## Ask us\n\nRing [us](tel:+441632960100) when you are cold.\n\n- One\n- Two\n\n> [!CONTACT] warm-homes\n"
SOURCE = replace(WORDS, body=BODY, keywords="cold", spoken=(("HC1", "H C 1"),))
GOOD = Words(
    SPANISH.title,
    SPANISH.short,
    "## Pregunte\n\nLlame [aquí](tel:+441632960100) si tiene frío.\n\n- Uno\n- Dos\n\n> [!CONTACT] warm-homes\n",
    "frío",
)


def public(session: Session, maya: int, tom: int) -> Version:
    version = approved(session, maya, tom)
    publish(session, version)
    return version


def save(session: Session, version: Version, account: int, words: Words = SPANISH, **more: Any) -> Translation:
    return translations.save(session, version, "es", account, words, **{"revision": None, "now": NOW} | more)


def let_through(session: Session, version: Version, writer: int, other: int, words: Words = SPANISH) -> Translation:
    made = save(session, version, writer, words)
    actions.hand_in(made, (), made.revision, NOW)
    translations.review(session, made, other, "approved", "", made.revision, NOW)
    session.flush()
    return made


def told(session: Session, version: Version, language: str = "es") -> tuple[str, str]:
    document, written_in = queries.worded(session, [version], language)[version.id]
    return document.title, written_in


def states(session: Session, version: Version) -> dict[str, str]:
    return {each.language: each.state for each in translations.standings(session, version, CITY)}


def test_readers_have_the_words_that_somebody_else_let_through(session: Session, maya: int, tom: int) -> None:
    version = public(session, maya, tom)
    made = save(session, version, maya)
    assert told(session, version) == ("How to stay warm", "en")
    actions.hand_in(made, (), 1, NOW)
    with pytest.raises(OwnText):
        translations.review(session, made, maya, "approved", "", 1, NOW)
    with pytest.raises(WhyMissing):
        translations.review(session, made, tom, "sent_back", " ", 1, NOW)
    translations.review(session, made, tom, "sent_back", "Say it shorter.", 1, NOW)
    assert (made.state, made.note) == ("draft", "Say it shorter.")
    actions.hand_in(made, (), 1, NOW)
    for _ in range(2):
        translations.review(session, made, tom, "approved", "", 1, NOW)
    assert told(session, version) == ("Cómo no pasar frío", "es")
    assert told(session, version, "en") == told(session, version, "zh-Hant") == ("How to stay warm", "en")
    assert states(session, version) == {"es": "public", "zh-Hant": "missing"}


def test_the_facts_of_a_translation_are_those_of_its_text(session: Session, maya: int, tom: int) -> None:
    version = public(session, maya, tom)
    let_through(session, version, maya, tom)
    document, _ = queries.worded(session, [version], "es")[version.id]
    assert (document.id, document.office, document.kind) == ("stay-warm", "warm-homes", "article")


@pytest.mark.parametrize("column", ["shown_writer_id", "reviewer_id", "reviewed_at"])
def test_the_database_shows_no_translation_that_only_one_has_read(
    session: Session, maya: int, tom: int, column: str
) -> None:
    made = let_through(session, public(session, maya, tom), maya, tom)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(update(Translation).values({column: None}))
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(update(Translation).values(reviewer_id=made.shown_writer_id))


def test_only_words_that_stand_are_translated_here(session: Session, maya: int, tom: int) -> None:
    draft = write(session, maya)
    with pytest.raises(TextClosed):
        save(session, draft, maya)
    version = public(session, maya, tom)
    session.execute(update(Version).where(Version.id == version.id).values(author_id=None, writer_id=None))
    session.refresh(version)
    with pytest.raises(TextClosed):
        save(session, version, maya)
    for tag in ("en", "ar"):
        with pytest.raises(NotFound):
            translations.standing_in(session, version, tag, CITY)


def test_a_save_over_words_that_were_not_seen_is_refused(session: Session, maya: int, tom: int) -> None:
    version = public(session, maya, tom)
    made = save(session, version, maya)
    assert save(session, version, tom).revision == 1
    assert translations.writers(session, made) == {maya}
    with pytest.raises(EditedMeanwhile):
        save(session, version, tom, replace(SPANISH, title="Otro"))
    save(session, version, tom, replace(SPANISH, title="Otro"), revision=1)
    assert translations.writers(session, made) == {maya, tom}
    with pytest.raises(EditedMeanwhile):
        actions.hand_in(made, (), 1, NOW)
    actions.hand_in(made, (), 2, NOW)
    with pytest.raises(TextClosed):
        save(session, version, maya, SPANISH, revision=2)


def test_a_newer_version_is_out_of_date_and_begins_with_the_older_words(session: Session, maya: int, tom: int) -> None:
    let_through(session, public(session, maya, tom), maya, tom)
    newer = approved(session, maya, tom, replace(WORDS, title="How to stay warm and dry"))
    publish(session, newer, replaces=1)
    assert states(session, newer) == {"es": "stale", "zh-Hant": "missing"}
    assert translations.standing_in(session, newer, "es", CITY).words == SPANISH
    assert told(session, newer) == ("How to stay warm and dry", "en")
    [(version, missing)] = translations.lacking(session, [newer], CITY)
    assert (version.id, [each.state for each in missing]) == (newer.id, ["stale", "missing"])
    let_through(session, newer, maya, tom)
    assert [each.language for each in translations.lacking(session, [newer], CITY)[0][1]] == ["zh-Hant"]


def test_the_search_is_told_of_a_translation_as_soon_as_it_is_public(
    session: Session, maya: int, tom: int, catalogues: Catalogues
) -> None:
    version = public(session, maya, tom)
    before = queries.public_versions(session, NOW, TODAY)
    made = let_through(session, version, maya, tom)
    assert queries.public_versions(session, NOW, TODAY) != before
    found = list(queries.published(session, NOW, TODAY, [catalogues.translator("es")]))
    mine = next(each for each in found if each.id == "stay-warm")
    assert (mine.title, mine.written_in, mine.body) == ("Cómo no pasar frío", "es", "Pregúntenos.")
    translations.take_back(session, made)
    session.flush()
    assert queries.public_versions(session, NOW, TODAY) == before


def complaints(words: Words, source: Document = SOURCE, language: str = "es") -> list[tuple[str, str]]:
    places = Places((), {"warm-homes", "moon"}, ())
    found = wrong(source, "en", words, language, lists_of(language), places, ())
    return [(each.field, str(each.message)) for each in found]


def test_a_translation_that_says_what_its_source_says_has_nothing_wrong() -> None:
    assert complaints(GOOD) == []


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"title": ""}, "title", "Write a title"),
        ({"title": "how to stay warm"}, "title", "still the one of the source"),
        ({"short": ()}, "short", "Sentences here: 1 in the source, 0 in the translation."),
        ({"short": ("Keep one room warm.",)}, "short", "still the one of the source: Keep one room warm."),
        ({"short": ("Caliente " + "una y otra " * 12 + "habitación.",)}, "short", "Make two of it."),
        ({"body": "\n"}, "body", "empty or too long"),
        ({"body": GOOD.body.replace("##", "")}, "body", "line 1: The source has this here: Heading ‘Ask us’."),
        ({"body": GOOD.body.partition("> ")[0]}, "body", "Contact ‘warm-homes’. The translation has: Nothing."),
        ({"body": GOOD.body + "\nLlame.\n"}, "body", "this here: Nothing. The translation has: Paragraph ‘Llame.’"),
        ({"body": GOOD.body.replace("- Dos\n", "")}, "body", "line 5: Lines or fields in this part: 2 in the source"),
        ({"body": GOOD.body.replace("warm-homes", "moon")}, "body", "names another office than the source: 'moon'"),
        ({"body": GOOD.body.replace("0100", "0999")}, "body", "line 3: The links are not those of the source: tel:+44"),
        ({"body": GOOD.body.replace("[aquí](tel:+441632960100)", "aquí")}, "body", "The links are not those"),
        (
            {"body": GOOD.body.replace("Llame [aquí]", "Ring [us]").replace("si tiene frío", "when you are cold")},
            "body",
            "still the one of the source: Ring us when you are cold.",
        ),
        ({"body": GOOD.body + "\n<b>\n"}, "body", "HTML is not used here"),
        ({"keywords": ""}, "keywords", "words that people look for"),
        ({"title": "Código HC1"}, "spoken", "The source tells how 'HC1' is said."),
    ],
)
def test_each_mistake_is_named_beside_its_field(changed: dict[str, Any], field: str, said: str) -> None:
    found = complaints(replace(GOOD, **changed))
    assert [name for name, what in found if said in what] == [field], found


def test_two_ways_to_write_chinese_may_have_lines_in_common() -> None:
    source = replace(WORDS, title="天冷怎么办", short=("打電話是一定要做的事。",), body="我在家。\n")
    places = Places((), {"warm-homes"}, ())
    words = Words("天冷怎麼辦", source.short, source.body)
    assert wrong(source, "zh-Hans", words, "zh-Hant", lists_of("zh-Hant"), places, ()) == ()


def test_what_is_wrong_keeps_a_translation_from_being_handed_in(session: Session, maya: int, tom: int) -> None:
    version = public(session, maya, tom)
    made = save(session, version, maya, Words("Cómo"))
    places = Places((), {"warm-homes"}, ())
    problems = wrong(WORDS, "en", Words("Cómo"), "es", lists_of("es"), places, ())
    with pytest.raises(TextNotReady):
        actions.hand_in(made, problems, 1, NOW)
    assert made.state == "draft"


def test_readers_of_the_other_script_have_it_converted_until_it_is_written_for_them(
    session: Session, maya: int, tom: int
) -> None:
    version = public(session, maya, tom)
    simplified = Words("怎样保暖", ("关上窗户。",), "问我们。\n")
    made = translations.save(session, version, "zh-Hans", maya, simplified, revision=None, now=NOW)
    actions.hand_in(made, (), 1, NOW)
    translations.review(session, made, tom, "approved", "", 1, NOW)
    session.flush()
    assert told(session, version, "zh-Hant") == ("怎样保暖", "zh-Hans")
    translator = Catalogues({}).translator("zh-Hant")
    line = tell(*queries.worded(session, [version], "zh-Hant")[version.id], translator).title
    assert (line.text, line.tag) == ("怎樣保暖", "zh-Hant-t-zh-hans")
    own = translations.save(
        session, version, "zh-Hant", maya, replace(simplified, title="如何保暖"), revision=None, now=NOW
    )
    actions.hand_in(own, (), 1, NOW)
    translations.review(session, own, tom, "approved", "", 1, NOW)
    session.flush()
    assert told(session, version, "zh-Hant") == ("如何保暖", "zh-Hant")


def test_words_outside_the_list_stay_only_if_the_second_person_says_so(session: Session, maya: int, tom: int) -> None:
    version = public(session, maya, tom)
    made = save(session, version, maya)
    actions.hand_in(made, (), 1, NOW)
    with pytest.raises(WordsNotConfirmed):
        translations.review(session, made, tom, "approved", "", 1, NOW, unlisted=("termostato",))
    assert told(session, version) == ("How to stay warm", "en")
    translations.review(session, made, tom, "approved", "", 1, NOW, unlisted=("termostato",), words_confirmed=True)
    assert queries.confirmed_words(made) == ["termostato"]
    translations.take_back(session, made)
    assert queries.confirmed_words(made) == []


def test_the_text_of_the_demo_city_is_plain_and_whole_in_each_language_it_has(session: Session) -> None:
    for _ in range(2):
        write_a_text(session, ZoneInfo("Europe/London"), CITY, NOW)
    version = queries.public_one(session, WALK.id, NOW, TODAY)
    assert states(session, version) == {"es": "missing", "zh-Hant": "public"}
    places = Places((), {WALK.office}, ())
    assert faults(WALK, "en", lists_of("en"), places, ()) == []
    assert words_unlisted(WALK, "en", lists_of("en")) == ()
    for language, words in TRANSLATED.items():
        assert wrong(WALK, "en", words, language, lists_of(language), places, ()) == ()
        assert words_unlisted(laid_over(WALK, words), language, lists_of(language)) == ()
