"""`handrail lessons bind`: somebody read the lessons beside the words of today."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from backend import lesson_words
from backend.cli import main
from backend.config import ROOT
from backend.domain.catalogue.city import load_content

SERVICE = Path("services/senior-travel-card.yaml")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "content", tmp_path / "content"))


def said(folder: Path) -> list[str]:
    return [str(each) for each in lesson_words.changed(folder, load_content(folder))]


def bind(folder: Path) -> str:
    told = CliRunner().invoke(main, ["lessons", "bind", str(folder)])
    assert told.exit_code == 0, told.output
    return told.output


def test_new_words_of_a_service_are_named_until_the_lessons_are_bound_anew(folder: Path) -> None:
    assert said(folder) == []
    page = folder / SERVICE
    page.write_text(page.read_text().replace("label: Date of birth", "label: Birthday"))
    (found,) = said(folder)
    assert found.startswith("lesson senior-travel-card, step give-birth-date: the words of question 'birth_date'")
    assert '(label "Date of birth" → "Birthday")' in found
    assert found in bind(folder), "whoever binds sees once more what was changed"
    assert said(folder) == []


def test_binding_twice_changes_nothing_and_the_demo_city_is_bound(folder: Path) -> None:
    before = {path.name: path.read_text() for path in (folder / "bound").iterdir()}
    assert "4 lessons are bound to the words of today" in bind(folder)
    assert {path.name: path.read_text() for path in (folder / "bound").iterdir()} == before


def test_a_lesson_that_was_never_bound_says_so_and_one_that_is_gone_leaves_nothing(folder: Path) -> None:
    (folder / "bound" / "health-check.yaml").rename(folder / "bound" / "gone.yaml")
    (found,) = said(folder)
    assert found.startswith("lesson health-check, step ")
    assert "is not bound to the words of its service" in found
    bind(folder)
    assert said(folder) == []
    assert not (folder / "bound" / "gone.yaml").exists()


@pytest.mark.parametrize("text", ["questions: 7", "questions: {a: {b: [c]}}", "a: &b [*b]", "- x"])
def test_a_broken_file_is_named_and_written_anew(folder: Path, text: str) -> None:
    path = folder / "bound" / "health-check.yaml"
    path.write_text(text)
    (found,) = said(folder)
    assert found.startswith("bound/health-check.yaml: cannot be read, so run `handrail lessons bind`")
    bind(folder)
    assert said(folder) == []
