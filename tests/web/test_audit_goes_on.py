"""An audit that was stopped goes on where it was, and only as long as it would see the same pages."""

from collections import Counter
from pathlib import Path

import pytest

from tests.audit import kept
from tests.audit.inspector import Finding
from tests.audit.kept import Kept, Looked

PAGE = Looked(
    "/ (nobody)",
    "home.html",
    (Finding("/ (nobody)", "lang", "it says so", "en standard auto 100 %"),),
    Counter(axe=4, combinations=25),
    Counter(axe=1200),
)


@pytest.fixture(autouse=True)
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree of sources that a test may change."""
    monkeypatch.setattr(kept, "ROOT", tmp_path)
    monkeypatch.setattr(kept, "FOLDER", tmp_path / ".audit")
    for folder in kept.LOOKED_AT:
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


def test_what_was_looked_at_is_there_for_the_next_run_with_what_it_cost() -> None:
    first = Kept("all")
    first.add(PAGE)
    first.add_seconds(30)
    again = Kept("all")
    again.add_seconds(12)
    assert list(again.pages()) == [PAGE]
    assert again.seconds() == 42


def test_a_line_that_was_cut_off_in_the_middle_is_a_page_still_to_be_looked_at(sources: Path) -> None:
    Kept("all").add(PAGE)
    file = next((sources / ".audit").glob("*.jsonl"))
    file.write_text(file.read_text() + file.read_text()[:40])
    assert list(Kept("all").pages()) == [PAGE]


def test_another_wish_or_a_changed_source_begins_anew(sources: Path) -> None:
    Kept("all").add(PAGE)
    assert list(Kept("only English").pages()) == []
    Kept("all").add(PAGE)
    (sources / "backend" / "new.css").write_text("p {}")
    assert list(Kept("all").pages()) == []


def test_a_run_that_is_through_keeps_nothing() -> None:
    run = Kept("all")
    run.add(PAGE)
    run.forget()
    assert list(Kept("all").pages()) == []
