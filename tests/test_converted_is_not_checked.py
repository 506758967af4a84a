"""`handrail check` looks at what people wrote: what a program converts for readers is still to be translated."""

from datetime import date

import pytest

from backend import lesson_checks
from backend.config import ROOT
from backend.domain.catalogue.city import load_content
from backend.domain.catalogue.glossary import plain_lists
from backend.plain_words import hard_words
from i18n.catalogues import Catalogues, Translator

TODAY = date(2026, 11, 24)
TITLE = "Practise getting a senior travel card"
HARD = "您" + "办理乘车证件" * 20 + "。"


def reader(tag: str) -> Translator:
    return Catalogues({"zh-Hans": {(None, TITLE): (HARD,)}}).translator(tag)


@pytest.mark.parametrize(("tag", "named"), [("zh-Hans", 1), ("zh-Hant", 0)])
def test_a_hard_sentence_is_named_in_the_script_in_which_somebody_wrote_it(tag: str, named: int) -> None:
    content = load_content(ROOT / "content")
    lists = plain_lists(ROOT / "content", tag, content.glossary.values(), content.names, str)
    assert min(len(list(hard_words("services/x.yaml", [("title", TITLE)], reader(tag), lists))), 1) == named


def test_a_lesson_that_is_only_converted_is_named_as_not_translated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Catalogues, "load", lambda *_: Catalogues({"zh-Hans": {(None, TITLE): ("练习",)}}))
    found = [str(each) for each in lesson_checks.problems_of(ROOT / "content", TODAY)]
    assert "lessons/senior-travel-card.yaml (zh-Hant) title: is not translated" in found
    assert "lessons/senior-travel-card.yaml (zh-Hans) title: is not translated" not in found
