import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from i18n import tooling
from i18n.catalogues import Catalogues, Fragment
from i18n.checks import faults, problems
from i18n.entries import Entry, read_entries, render
from i18n.languages import LANGUAGES, Language
from i18n.merge import merge
from i18n.po import CatalogueError
from i18n.tooling import main

CHINESE = LANGUAGES["zh-Hans"]
TEMPLATE = """\
<h1>{{ _('Travel desk') }}</h1>
{% trans count=places|length %}
  {{ count }} place
  left
{% pluralize %}
  {{ count }} places left
{% endtrans %}
<p>{{ _('See <a href="%(url)s">the list</a>', url=url) }}</p>
"""
CODE = '''\
"""Errors."""


def N_(text):
    return text


NAMES = [N_("Send"), N_("The time %(time)s is taken")]
# Translators: a button
AGAIN = N_("Again")
MONTH = pgettext("month", "May")


def left(translator, n):
    return translator.plural("%(n)d day left", "%(n)d days left", n)
'''
SERVICE = """\
id: bus-pass
title: Get a bus pass
need: [A photo]
questions:
  - id: name
    type: text
    ask: What is your name?
    why: The name is printed on the pass.
"""

Run = Callable[..., tuple[int, str]]


@pytest.fixture(autouse=True)
def _two_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tooling, "COMPLETE", frozenset({"zh-Hans", "zh-Hant"}))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in {
        "backend/web/templates/desk.html": TEMPLATE,
        "backend/errors.py": CODE,
        "content/services/bus-pass.yaml": SERVICE,
        "content/city.yaml": "name: Harbour City\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(root: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def start(*arguments: str) -> tuple[int, str]:
        status = main(["--root", str(root), *arguments])
        return status, capsys.readouterr().out

    return start


def product(root: Path, folder: str = "zh_Hans") -> Path:
    return root / "i18n/locales" / folder / "LC_MESSAGES/handrail.po"


def content(root: Path, folder: str = "zh_Hans") -> Path:
    return root / "content/locales" / folder / "LC_MESSAGES/content.po"


def translate(path: Path, **special: str) -> None:
    """Translate whatever lacks it: the source text behind a mark, which keeps places, tags and addresses."""
    catalogue = polib.pofile(str(path), wrapwidth=0)
    for entry in catalogue:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: f"译{entry.msgid_plural}"}
        elif not entry.msgstr:
            entry.msgstr = special.get(entry.msgid, f"译{entry.msgid}")
    catalogue.save()


def translate_all(root: Path) -> None:
    for path in root.glob("**/LC_MESSAGES/*.po"):
        translate(path)


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_update_starts_both_catalogues_of_both_complete_languages_and_none_for_the_source(root: Path, run: Run) -> None:
    status, said = run("update")
    assert status == 0
    assert sorted(path.relative_to(root).as_posix() for path in root.glob("**/*.po")) == [
        "content/locales/zh_Hans/LC_MESSAGES/content.po",
        "content/locales/zh_Hant/LC_MESSAGES/content.po",
        "i18n/locales/zh_Hans/LC_MESSAGES/handrail.po",
        "i18n/locales/zh_Hant/LC_MESSAGES/handrail.po",
    ]
    assert "content.po: 5 messages, 5 to translate" in said


def test_messages_come_from_templates_code_and_content_in_the_order_of_the_sources(root: Path, run: Run) -> None:
    run("update")
    assert [entry.ids for entry in read_entries(product(root), CHINESE).values()] == [
        ("Travel desk",),
        ("%(count)s place left", "%(count)s places left"),
        ('See <a href="%(url)s">the list</a>',),
        ("Send",),
        ("The time %(time)s is taken",),
        ("Again",),
        ("May",),
        ("%(n)d day left", "%(n)d days left"),
    ]
    assert [entry.comments for entry in read_entries(content(root), CHINESE).values()] == [
        ["city · name"],
        ["bus-pass · title"],
        ["bus-pass · need.1"],
        ["bus-pass · questions.name.ask"],
        ["bus-pass · questions.name.why"],
    ]


def test_a_catalogue_holds_no_line_numbers_dates_or_names_of_people(root: Path, run: Run) -> None:
    run("update")
    text = product(root).read_text(encoding="utf-8")
    assert text.startswith(
        '# 简体中文 (zh-Hans)\nmsgid ""\nmsgstr ""\n"Language: zh_Hans\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        '"Plural-Forms: nplurals=1; plural=0;\\n"\n\n#: backend/web/templates/desk.html\nmsgid "Travel desk"\n'
    )
    assert '#. a button\n#: backend/errors.py\nmsgid "Again"' in text


def test_updating_again_changes_nothing_even_when_lines_move(root: Path, run: Run) -> None:
    run("update")
    translate_all(root)
    run("update")
    before = {path: path.read_bytes() for path in root.glob("**/*.po")}
    change(root / "backend/errors.py", '"""Errors."""', '"""Errors."""\n\n\n')
    run("update")
    assert {path: path.read_bytes() for path in root.glob("**/*.po")} == before


def test_a_finished_catalogue_passes_the_check_and_is_read_by_the_program(root: Path, run: Run) -> None:
    run("update")
    translate_all(root)
    run("update")
    assert run("check") == (0, "The catalogues are complete.\n")
    translator = Catalogues.load(root / "i18n/locales", root / "content/locales").translator("zh-Hans")
    assert translator.text("The time %(time)s is taken", time="9:00") == "译The time 9:00 is taken"
    assert translator.plural("%(n)d day left", "%(n)d days left", 3) == "译3 days left"
    assert translator.find("Get a bus pass") == Fragment("译Get a bus pass", "zh-Hans")


def test_a_changed_sentence_becomes_fuzzy_remembers_the_old_one_and_falls_back_to_the_source(
    root: Path, run: Run
) -> None:
    run("update")
    translate_all(root)
    change(root / "content/services/bus-pass.yaml", "The name is printed on the pass.", "We post it to you.")
    run("update")
    text = content(root).read_text(encoding="utf-8")
    assert (
        "#. bus-pass · questions.name.why\n#: content/services/bus-pass.yaml\n#, fuzzy\n"
        '#| msgid "The name is printed on the pass."\n'
        'msgid "We post it to you."\nmsgstr "译The name is printed on the pass."\n'
    ) in text
    assert Catalogues.load(root / "content/locales").translator("zh-Hans").find("We post it to you.").language == "en"
    status, said = run("check")
    assert status == 1
    assert "'We post it to you.': fuzzy" in said
    assert "not in step" not in said


def test_a_sentence_changed_back_has_its_translation_again(root: Path, run: Run) -> None:
    run("update")
    translate_all(root)
    service = root / "content/services/bus-pass.yaml"
    for old, new in (("Get a bus pass", "Ask for a pass"), ("Ask for a pass", "Get a bus pass")):
        change(service, old, new)
        run("update")
    assert run("check")[0] == 0


def test_a_reworded_sentence_of_the_code_is_known_by_its_likeness(root: Path, run: Run) -> None:
    run("update")
    translate_all(root)
    change(root / "backend/errors.py", "The time %(time)s is taken", "The time %(time)s is gone")
    run("update")
    entry = read_entries(product(root), CHINESE)[None, "The time %(time)s is gone"]
    assert (entry.fuzzy, entry.forms) == (True, ("译The time %(time)s is taken",))


def test_a_new_plural_for_a_known_sentence_waits_for_a_look(root: Path, run: Run) -> None:
    run("update")
    translate_all(root)
    change(root / "backend/errors.py", "%(n)d days left", "%(n)d more days")
    run("update")
    entry = read_entries(product(root), CHINESE)[None, "%(n)d day left"]
    assert (entry.fuzzy, entry.previous) == (True, ['msgid "%(n)d day left"', 'msgid_plural "%(n)d days left"'])


def test_translators_notes_are_kept(root: Path, run: Run) -> None:
    run("update")
    change(content(root), "#. bus-pass · title\n", "# 待审\n#. bus-pass · title\n")
    run("update")
    assert "# 待审\n#. bus-pass · title\n" in content(root).read_text(encoding="utf-8")


def test_what_the_sources_no_longer_have_is_reported_then_removed(root: Path, run: Run) -> None:
    run("update")
    translate_all(root)
    run("update")
    change(root / "content/services/bus-pass.yaml", "need: [A photo]\n", "")
    status, said = run("check")
    assert status == 1
    assert "'A photo': not in the sources" in said
    run("update")
    assert run("check")[0] == 0


def test_obsolete_entries_left_by_a_tool_are_reported(root: Path, run: Run) -> None:
    run("update")
    translate_all(root)
    run("update")
    with content(root).open("a", encoding="utf-8") as file:
        file.write('\n#~ msgid "Old"\n#~ msgstr "旧"\n')
    assert "not in step with the sources" in run("check")[1]


def test_a_new_sentence_is_stale_and_untranslated(root: Path, run: Run) -> None:
    run("update")
    translate_all(root)
    change(root / "backend/errors.py", '[N_("Send"), ', '[N_("Send"), N_("Wholly unlike anything"), ')
    assert "'Wholly unlike anything': new in the sources" in run("check")[1]
    run("update")
    status, said = run("check")
    assert status == 1
    assert "'Wholly unlike anything': not translated" in said


def test_missing_lists_what_a_language_lacks(root: Path, run: Run) -> None:
    run("update")
    translate(content(root))
    assert "content/city.yaml: 'Harbour City'" not in run("missing", "zh-Hans")[1]
    status, said = run("missing", "zh-Hant")
    assert status == 0
    assert "content/city.yaml: 'Harbour City'\n" in said
    assert said.endswith("13 messages to translate in zh-Hant\n")


def test_extract_shows_the_messages_and_writes_nothing(root: Path, run: Run) -> None:
    status, said = run("extract")
    assert status == 0
    assert 'msgid "Get a bus pass"' in said
    assert not list(root.glob("**/*.po"))


def test_a_new_language_is_started_once_and_need_not_be_complete(
    root: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LANGUAGES, "ar", Language("ar", "ar", "العربية", "rtl", "ar"))
    run("update")
    translate_all(root)
    run("update")
    assert run("new", "ar")[0] == 0
    assert product(root, "ar").read_text(encoding="utf-8").count('msgstr[5] ""') == 2
    assert run("check")[0] == 0
    assert run("new", "ar")[0] == 1


def test_a_language_that_is_not_described_is_a_wrong_call(run: Run) -> None:
    with pytest.raises(SystemExit) as stopped:
        run("new", "tlh")
    assert stopped.value.code == 2


def test_another_content_folder_can_be_named(root: Path, run: Run, tmp_path: Path) -> None:
    city = tmp_path / "elsewhere" / "my city"
    city.mkdir(parents=True)
    shutil.copy(root / "content/city.yaml", city)
    run("--content", str(city), "update")
    run("--content", str(city), "update")
    path = city / "locales/zh_Hans/LC_MESSAGES/content.po"
    assert [entry.files for entry in read_entries(path, CHINESE).values()] == [["my city/city.yaml"]]


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("backend/web/templates/bad.html", "{% if %}", "backend/web/templates/bad.html:1: "),
        ("content/services/bad.yaml", "a: [", "content/services/bad.yaml: this is not YAML"),
        ("content/news.yaml", "title: News", "content/news.yaml: i18n/fields.py does not say"),
        ("backend/other.py", 'ngettext("%(n)d day left", "%(n)d whole days", n)', "has another plural"),
    ],
)
def test_a_source_that_cannot_be_read_stops_with_its_name(
    root: Path, run: Run, name: str, text: str, complaint: str
) -> None:
    (root / name).write_text(text, encoding="utf-8")
    status, said = run("update")
    assert status == 1
    assert complaint in said


def test_a_broken_catalogue_is_named_and_not_written_over(root: Path, run: Run) -> None:
    run("update")
    product(root).write_text("<<<<<<< HEAD\n", encoding="utf-8")
    status, said = run("update")
    assert status == 1
    assert "handrail.po" in said
    assert product(root).read_text(encoding="utf-8") == "<<<<<<< HEAD\n"
    with pytest.raises(CatalogueError):
        Catalogues.load(root / "i18n/locales")


def test_the_module_runs_as_a_program(root: Path) -> None:
    ran = subprocess.run(
        [tooling.sys.executable, "-m", "i18n.tooling", "--root", str(root), "check"],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(tooling.__file__).parent.parent,
    )
    assert (ran.returncode, ran.stderr) == (1, "")
    assert "not in step with the sources" in ran.stdout


@pytest.mark.skipif(shutil.which("msgfmt") is None, reason="gettext's own tools are not installed")
def test_gettexts_own_checker_accepts_our_catalogues(root: Path, run: Run) -> None:
    run("update")
    translate_all(root)
    change(root / "content/services/bus-pass.yaml", "Get a bus pass", "Ask for a pass")
    run("update")
    for path in root.glob("**/*.po"):
        subprocess.run(["msgfmt", "--check", "--output-file=/dev/null", str(path)], check=True)


@pytest.mark.parametrize(
    ("source", "translation", "fault"),
    [
        ("Hello %(name)s", "您好", "place to fill %(name)s is missing"),
        ("Hello %(name)s", "您好 %(nmae)s", "place to fill %(nmae)s is not in the source"),
        ("%(n)d days", "%(n)s 天", "place to fill %(n)d is missing"),
        ("Half price", "50% 优惠", "place to fill % is not in the source"),
        ("See https://a.example/x.", "请看 https://b.example/x。", "web address https://a.example/x is missing"),
        ("See <b>this</b>", "请看<b>这个", "HTML tag </b> is missing"),
        ("See this", "请看<br>这个", "HTML tag <br> is not in the source"),
        ("Send", "寄出\n", "begins or ends with a blank"),
    ],
)
def test_a_translation_that_breaks_its_source_is_reported(source: str, translation: str, fault: str) -> None:
    assert fault in "\n".join(faults(Entry((source,), forms=(translation,))))


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("From %(a)s to %(b)s", "到%(b)s，从%(a)s起"),
        ("See https://a.example/x.", "请看https://a.example/x。"),
        ("<b>One</b> <i>two</i>", "<i>二</i><b>一</b>"),
        ("Save 50% now", "现在省50%"),
    ],
)
def test_a_translation_may_put_things_in_its_own_order(source: str, translation: str) -> None:
    assert list(faults(Entry((source,), forms=(translation,)))) == []


def test_only_a_form_for_one_thing_may_lack_the_number() -> None:
    ids = ("One day left", "%(n)d days left")
    assert list(faults(Entry(ids, forms=("Un jour", "%(n)d jours")))) == []
    assert list(faults(Entry(ids, forms=("还剩几天",)))) == ["the place to fill %(n)d is missing in the translation"]


def test_an_open_language_is_checked_only_where_it_is_translated() -> None:
    entries = {entry.key: entry for entry in (Entry(("A",)), Entry(("B %(x)s",), forms=("b",)))}
    assert len(list(problems(entries, complete=True))) == 2
    assert len(list(problems(entries, complete=False))) == 1


WORDS = st.text(alphabet='ab %()s"\\\n\té<b>', min_size=1, max_size=12)
PLACES = st.from_regex(r"%\([a-c]\)s", fullmatch=True)


@given(st.lists(PLACES, min_size=1, max_size=4), st.randoms())
def test_the_same_places_in_any_order_are_no_fault_and_a_lost_one_always_is(places: list[str], random: object) -> None:
    shuffled = list(places)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert list(faults(Entry((" ".join(places),), forms=("，".join(shuffled),)))) == []
    fewer = [place for place in places if place != places[0]]
    assert list(faults(Entry((" ".join(places),), forms=("，".join(["x", *fewer]),))))


ENTRIES = st.dictionaries(
    WORDS.filter(lambda text: text.strip() == text),
    st.builds(
        lambda text, fuzzy, note: ((text,) if text.strip() else (), fuzzy and bool(text.strip()), [note]),
        WORDS,
        st.booleans(),
        st.sampled_from(["note", "待审"]),
    ),
    max_size=5,
)


@settings(deadline=None)  # it writes files
@given(ENTRIES, ENTRIES)
def test_what_is_written_is_read_back_and_merging_twice_is_merging_once(
    tmp_path_factory: pytest.TempPathFactory, one: dict[str, tuple], other: dict[str, tuple]
) -> None:
    old = {
        (None, msgid): Entry((msgid,), forms=forms, fuzzy=fuzzy, notes=notes, files=["a b.py"])
        for msgid, (forms, fuzzy, notes) in one.items()
    }
    template = {(None, msgid): Entry((msgid,), files=["a b.py"]) for msgid in other}
    path = tmp_path_factory.mktemp("po") / "a.po"
    path.write_text(render(old, CHINESE), encoding="utf-8")
    assert read_entries(path, CHINESE) == old
    merged = merge(template, old, 1)
    path.write_text(render(merged, CHINESE), encoding="utf-8")
    assert render(merge(template, read_entries(path, CHINESE), 1), CHINESE) == render(merged, CHINESE)
