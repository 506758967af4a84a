"""Drafts of Traditional Chinese from Simplified: what people wrote stays, and the rest says who made it."""

from pathlib import Path

import pytest

from i18n import tooling
from i18n.catalogues import Catalogues, Fragment
from i18n.drafts import drafted
from i18n.entries import Entry, read_entries, render
from i18n.languages import LANGUAGES
from i18n.merge import merge
from i18n.scripts import converter

TRADITIONAL = LANGUAGES["zh-Hant"]
ORIGIN = {
    (None, text): Entry((text,), forms=(words,), files=["x.html"])
    for text, words in (("Send", "发送"), ("Back", "返回"), ("New", "软件"), ("Hello %(name)s", "您好，%(name)s"))
}


def written(entries: dict[tuple[str | None, str], Entry]) -> dict[tuple[str | None, str], Entry]:
    return drafted(entries, ORIGIN, converter("zh-Hant"))


def test_what_is_missing_is_converted_with_the_words_of_the_place_and_flagged() -> None:
    found = written({key: Entry(entry.ids, files=entry.files) for key, entry in ORIGIN.items()})
    assert [entry.forms[0] for entry in found.values()] == ["傳送", "返回", "軟體", "您好，%(name)s"]
    assert all(entry.machine_made for entry in found.values())


def test_what_a_person_wrote_is_never_lost() -> None:
    mine = Entry(("Send",), forms=("寄出",))
    older = Entry(("Back",), forms=("往回走",), fuzzy=True, previous=['msgid "Go back"'])
    found = written({mine.key: mine, older.key: older})
    assert found[mine.key] == mine
    assert found[older.key].forms == ("返回",)
    assert found[older.key].notes == ["Before the source changed: 往回走"]
    assert not found[older.key].fuzzy


def test_a_draft_follows_its_origin_and_a_text_without_one_stays_missing() -> None:
    draft, unknown = Entry(("Send",), forms=("舊",), machine_made=True), Entry(("Other",))
    found = written({draft.key: draft, unknown.key: unknown})
    assert found[draft.key].forms == ("傳送",)
    assert found[unknown.key] == unknown


def test_the_mark_lives_in_the_catalogue_until_somebody_takes_it_away(tmp_path: Path) -> None:
    path = tmp_path / "zh_Hant" / "LC_MESSAGES" / "handrail.po"
    path.parent.mkdir(parents=True)
    found = written({(None, "Send"): Entry(("Send",), files=["x.html"])})
    path.write_text(render(found, TRADITIONAL), encoding="utf-8")
    assert "#, machine-made\n" in path.read_text(encoding="utf-8")
    again = merge({(None, "Send"): Entry(("Send",), files=["x.html"])}, read_entries(path, TRADITIONAL), 1)
    assert again == found
    assert Catalogues.load(tmp_path).translator("zh-Hant").find("Send") == Fragment(
        "傳送", "zh-Hant", machine_made=True
    )
    path.write_text(path.read_text(encoding="utf-8").replace("#, machine-made\n", ""), encoding="utf-8")
    assert Catalogues.load(tmp_path).translator("zh-Hant").find("Send") == Fragment("傳送", "zh-Hant")


def test_people_have_read_all_of_our_own_catalogues(capsys: pytest.CaptureFixture[str]) -> None:
    for tag in sorted(tooling.COMPLETE):
        assert tooling.main(["missing", tag]) == 0
        assert capsys.readouterr().out == f"0 messages to translate in {tag}\n"
