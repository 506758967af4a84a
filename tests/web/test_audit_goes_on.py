"""An audit that was stopped goes on where it was, and looks again at nothing but what has changed."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.audit import kept
from tests.audit.drawn import matching
from tests.audit.inspector import Finding
from tests.audit.kept import Kept, Looked

PAGE = Looked(
    "/ (nobody)",
    "home.html",
    "4f2a",
    (),
    Counter(axe=4, combinations=25),
    Counter(axe=1200),
    7.5,
)
STYLES = """
body { margin: 0 }
.card { color: red }
.card .notice, .ticket:not(.old) { color: blue }
@media print { .card { color: black } }
"""


@pytest.fixture(autouse=True)
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree of sources that a test may change."""
    monkeypatch.setattr(kept, "ROOT", tmp_path)
    monkeypatch.setattr(kept, "FOLDER", tmp_path / ".audit")
    for each in kept.LOOKING:
        path = tmp_path / "tests" / "audit" / each
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    return tmp_path


def test_what_was_looked_at_is_there_for_the_next_run_with_what_it_cost() -> None:
    Kept("all").add(PAGE)
    assert Kept("all").pages() == {PAGE.name: PAGE}


def test_of_a_page_that_was_looked_at_twice_the_newer_time_counts() -> None:
    later = replace(PAGE, drawn="90bc")
    Kept("all").add(PAGE)
    Kept("all").add(later)
    assert Kept("all").pages() == {PAGE.name: later}


def test_a_page_on_which_something_was_wrong_is_looked_at_again() -> None:
    Kept("all").add(PAGE)
    Kept("all").add(replace(PAGE, findings=(Finding(PAGE.name, "lang", "it says so", "en standard auto 100 %"),)))
    assert Kept("all").pages() == {}


def test_a_line_that_was_cut_off_in_the_middle_is_a_page_still_to_be_looked_at(sources: Path) -> None:
    Kept("all").add(PAGE)
    file = next((sources / ".audit").glob("*.jsonl"))
    file.write_text(file.read_text() + file.read_text()[:40])
    assert Kept("all").pages() == {PAGE.name: PAGE}


def test_another_wish_or_another_way_of_looking_begins_anew(sources: Path) -> None:
    Kept("all").add(PAGE)
    assert Kept("only English").pages() == {}
    Kept("all").add(PAGE)
    (sources / "tests" / "audit" / "probes.js").write_text("() => {}")
    assert Kept("all").pages() == {}


def test_of_the_styles_only_those_count_that_can_match_the_page() -> None:
    lines = "\n".join(matching(STYLES, {"ticket"}))
    assert ".ticket:not(.old)" in lines
    assert "body" in lines
    assert "@media print" in lines, "what is within is not looked into"
    assert "color: red" not in lines
