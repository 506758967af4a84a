"""The texts of the city's folder: taken in, told in each language, and their mistakes named."""

import shutil
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from backend import checks
from backend.checks import problems_of
from backend.config import ROOT
from backend.domain.catalogue.city import Content
from backend.domain.catalogue.errors import NotFound
from backend.domain.catalogue.texts import Places, load_texts
from backend.domain.identity import actions as identity
from backend.domain.inbox import queries as inbox
from backend.domain.publications import actions, queries
from backend.domain.publications.models import Version
from backend.domain.publications.reminders import remind
from backend.domain.publications.told import said, tell, texts_of, wrong_in_translation
from flows.load import Problem
from i18n.catalogues import Catalogues, Translator
from i18n.languages import LANGUAGES
from prose.document import Document, read
from tests.domain.given import MAYA, NOW, TOM, Town

TODAY = date(2026, 11, 23)
LONDON = ZoneInfo("Europe/London")


def take_in(session: Session, texts: dict[str, str], days: int = 0) -> None:
    actions.take_in(session, texts, "en", LONDON, NOW + timedelta(days=days))
    session.flush()


def seen(session: Session, text_id: str, days: int = 0) -> Version | None:
    try:
        return queries.public_one(session, text_id, NOW + timedelta(days=days), TODAY)
    except NotFound:
        return None


@pytest.fixture(scope="module")
def catalogues() -> Catalogues:
    return Catalogues.load(ROOT / "content" / "locales")


def test_harbour_city_has_advice_rules_and_notices(content: Content) -> None:
    kinds = [read(each).kind for each in content.texts.values()]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"article": 6, "policy": 3, "notice": 2}


@pytest.mark.parametrize("tag", ["zh-Hans", "zh-Hant"])
def test_every_text_is_whole_in_chinese(content: Content, catalogues: Catalogues, tag: str) -> None:
    for whole in content.texts.values():
        told = tell(read(whole), "en", catalogues.translator(tag))
        lines = [told.title, *told.short, *(line for part in told.parts for line in part.lines)]
        assert {line.language for line in lines} == {tag}, [line.text for line in lines if line.language != tag]
        assert told.reading.average <= 30
        assert told.minutes <= 5


def test_a_text_is_said_otherwise_than_it_is_written_where_its_head_says_so(
    content: Content, catalogues: Catalogues
) -> None:
    told = tell(read(content.texts["scam-calls"]), "en", catalogues.translator("en"))
    spoken = " ".join(line.spoken for part in told.parts for line in part.lines)
    assert "0 1 6 3 2, 9 6 0 1 0 0" in spoken
    assert "**" not in spoken
    assert "01632 960100" in told.plain


@pytest.mark.parametrize(
    ("words", "pair", "tag", "heard"),
    [
        ("Nobody says No. No’s no.", ("No", "Number"), "en", "Nobody says Number. No’s no."),
        ("£5 and £50", ("£5", "five pounds"), "en", "five pounds and £50"),
        ("Llama al 010 (0100 no)", ("010", "cero diez"), "es", "Llama al cero diez (0100 no)"),
        ("请拨010转1。不是0100", ("010", "零一零"), "zh-Hans", "请拨零一零转1。不是0100"),
        ("市政厅旁的政厅", ("政厅", "大厅"), "zh-Hans", "市大厅旁的大厅"),
    ],
)
def test_what_is_said_otherwise_is_a_whole_word(words: str, pair: tuple[str, str], tag: str, heard: str) -> None:
    assert said(words, (pair,), tag) == heard


def test_what_is_said_is_not_said_otherwise_again() -> None:
    assert said("A and B", (("A", "B"), ("B", "C")), "en") == "B and C"


def test_words_left_in_english_are_said_by_the_english_pairs() -> None:
    words: dict[tuple[str | None, str], tuple[str, ...]] = {
        (None, "01632 960100"): ("01632 960100",),
        (None, "oh one six"): ("零一六",),
    }
    chinese = Translator(LANGUAGES["zh-Hans"], words)
    document = Document(
        "ring", "article", "Ring 01632 960100", ("Now.",), "x", "A.", spoken=(("01632 960100", "oh one six"),)
    )
    assert tell(document, "en", chinese).title.spoken == "Ring oh one six"


def test_what_changes_in_the_folder_is_a_new_version_and_what_goes_is_withdrawn(
    session: Session, content: Content
) -> None:
    texts = dict(content.texts)
    take_in(session, texts)
    take_in(session, texts, days=1)
    assert (before := seen(session, "privacy", 1)) is not None
    assert before.number == 1, "the same text is not taken in twice"
    changed = texts | {"privacy": texts["privacy"].replace("Six years", "Five years")}
    take_in(session, changed, days=2)
    assert (now := seen(session, "privacy", 2)) is not None
    assert (now.number, "Five years" in now.document) == (2, True)
    take_in(session, {each: text for each, text in changed.items() if each != "privacy"}, days=3)
    assert seen(session, "privacy", 3) is None
    take_in(session, changed, days=4)
    assert seen(session, "privacy", 4) is not None, "and it may come back"


def test_what_the_desk_withdrew_stays_away_though_its_file_is_there(session: Session, content: Content) -> None:
    take_in(session, dict(content.texts))
    version = seen(session, "flu-jabs")
    assert version is not None
    actions.withdraw(version, "No more jabs.", NOW)
    take_in(session, dict(content.texts), days=1)
    assert seen(session, "flu-jabs", 1) is None


def test_of_a_text_of_the_folder_every_publisher_is_reminded(session: Session, town: Town, content: Content) -> None:
    people = [town.account(session, number) for number in (MAYA, TOM)]
    for person in people:
        identity.give_role(session, person, "publisher")
    take_in(session, dict(content.texts))
    version = seen(session, "privacy")
    assert version is not None
    remind(session, {"version": version.id, "kind": "text-review"}, LONDON, NOW)
    assert [[each.kind for each in inbox.messages(session, person)] for person in people] == [["text-review"]] * 2


def test_a_service_has_its_rules_and_advice_policies_first(session: Session, content: Content) -> None:
    take_in(session, dict(content.texts))
    found = queries.of_service(session, "senior-travel-card", NOW, TODAY)
    assert [each.publication_id for each in found] == [
        "how-we-decide",
        "how-we-treat-you",
        "privacy",
        "travel-card-rules",
    ]


def test_the_search_is_given_every_public_text_in_each_language(
    session: Session, content: Content, catalogues: Catalogues
) -> None:
    take_in(session, dict(content.texts))
    tags = ("en", "zh-Hant")
    found = list(queries.published(session, NOW, TODAY, [catalogues.translator(tag) for tag in tags]))
    assert len(found) == 2 * len(content.texts)
    scam = {each.language: each for each in found if each.id == "scam-calls"}
    assert "Put the phone down. It is not rude." in scam["en"].body
    assert "騙案" in scam["zh-Hant"].keywords
    assert "](" not in scam["en"].body + scam["zh-Hant"].body


def test_a_translation_with_another_link_is_not_shown() -> None:
    source = "Ring [us](tel:+441632960100)."
    assert wrong_in_translation(source, "Llame [aquí](tel:+441632960100).") is None
    for bad in (
        "Llame.",
        "Llame [aquí](https://evil.example).",
        "Llame [a](tel:+441632960100) <b>",
        "[x](javascript:y)",
        "Llame [aquí](tel:+441632960100) &#x202e;",
    ):
        assert wrong_in_translation(source, bad), bad


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("office: residents-office", "office: moon", "articles/scam-calls.md office: there is no office 'moon'"),
        ("keywords:", "services: [moon]\nkeywords:", "there is no service 'moon'"),
        ("id: scam-calls", "id: scams", "articles/scam-calls.md id: is 'scams', but the file is named 'scam-calls'"),
        ("kind: article", "kind: policy", "kind: is 'policy', but the folder is for 'article'"),
        ("[!CONTACT] residents-office", "[!CONTACT] moon", "there is no office 'moon'"),
        ("](/offices)", "](/services/moon)", "the link to '/services/moon' leads nowhere"),
        ("](/offices)", "](/servicez/xyz)", "the link to '/servicez/xyz' leads nowhere"),
        ("](/offices)", "](/nowhere)", "the link to '/nowhere' leads nowhere"),
        ("](/offices)", "](/help/nowhere)", "the link to '/help/nowhere' leads nowhere"),
        ("](/offices)", "](/desk)", "the link to '/desk' leads nowhere"),
        ("## What to do", "<script>x</script>\n\n## What to do", "articles/scam-calls.md line 29: HTML is not used"),
        ("kind: article", "kind: [article", "articles/scam-calls.md line"),
        ("---\n\nSome", "---\n\n" + "x" * 1_000_000 + "\n\nSome", "articles/scam-calls.md file: is larger than"),
    ],
)
def test_each_mistake_in_a_text_is_named_by_its_file_and_line(
    tmp_path: Path, content: Content, before: str, after: str, told: str
) -> None:
    plant(tmp_path, before, after)
    problems: list[Problem] = []
    load_texts(tmp_path / "content", Places(content.services, content.offices, content.lessons), problems)
    assert [each for each in problems if told in str(each)], problems


def test_handrail_check_names_hard_words_and_refused_marks(tmp_path: Path) -> None:
    plant(tmp_path, "It is not rude.", "Notwithstanding " + "word " * 30 + ".")
    hard = [str(each) for each in problems_of(tmp_path / "content", TODAY)]
    assert [each for each in hard if each.startswith("scam-calls.md plain words")], hard
    plant(tmp_path, "They ask you", "<i>They</i> ask you")
    refused = [str(each) for each in problems_of(tmp_path / "content", TODAY)]
    assert [each for each in refused if "HTML is not used" in each], refused


@pytest.mark.parametrize(
    ("name", "before", "after", "told"),
    [
        (
            "articles/heating-help.md",
            "1. Write down the number on your meter.",
            "1. Open the door and call us and sign the form.",
            "heating-help.md the step 'Open the door and call us and sign the form.': This step asks for 3 things",
        ),
        (
            "articles/heating-help.md",
            "These small things help",
            "These quantified things help",
            "heating-help.md plain words: “quantified” is not an everyday word",
        ),
        (
            "locales/zh_Hant/LC_MESSAGES/content.po",
            "記下錶上的數字。",
            "打開門，打電話給我們，簽這張表。",
            "heating-help.md in zh-Hant the step '打開門，打電話給我們，簽這張表。': This step asks for 3 things",
        ),
        (
            "locales/es/LC_MESSAGES/content.po",
            "Anote el número de su contador.",
            "Abra la puerta y llámenos.",
            "heating-help.md in es the step 'Abra la puerta y llámenos.': This step asks for 2 things",
        ),
        (
            "locales/zh_Hans/LC_MESSAGES/content.po",
            "躺着别动，慢慢呼吸。",
            "请予以办理。",
            "falls-at-home.md in zh-Hans plain words: “予以办理” is office language. Say: 给您办",
        ),
        (
            "locales/ar/LC_MESSAGES/content.po",
            "اكتبوا الرقم الظاهر على العدّاد.",
            "كلمة " * 26 + ".",
            "heating-help.md in ar plain words: This sentence has 26 words",
        ),
    ],
)
def test_each_text_is_held_to_plain_words_in_every_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, before: str, after: str, told: str
) -> None:
    for slow in ("practice_problems", "content_problems"):
        monkeypatch.setattr(checks, slow, lambda *_: [])
    plant(tmp_path, before, after, name)
    found = [str(each) for each in problems_of(tmp_path / "content", TODAY)]
    assert [each for each in found if told in each], found


def plant(folder: Path, before: str, after: str, name: str = "articles/scam-calls.md") -> None:
    """Change a word in a copy of the city's folder."""
    copy = Path(shutil.copytree(ROOT / "content", folder / "content", dirs_exist_ok=True))
    file = copy / name
    assert before in file.read_text()
    file.write_text(file.read_text().replace(before, after, 1))


def test_all_that_a_reader_reads_is_measured(content: Content) -> None:
    lines = [text for _, text in texts_of(read(content.texts["travel-card-rules"]))]
    assert "Half price, at the ticket desk" in lines
    assert "You have no card yet? Ask for one here." in lines
