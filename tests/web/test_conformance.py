"""The conformance page is fresh, whole, and names only what is there; and what it says of frame and scripts is so."""

import re
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from backend.web import door
from tests.audit import conformance
from tests.audit.inspector import Finding
from tests.audit.last import last
from tests.audit.lesson_steps import Seen
from tests.audit.report import document
from tests.audit.run import Outcome, Wanted
from tests.web.readers import Reader, Seeded
from tests.web.routes import routes

STATIC = Path(door.__file__).parent / "static"
TEMPLATES = STATIC.parent / "templates"
SCRIPTS = sorted(STATIC.glob("*.js"))
CRITERIA = {"1.1": 1, "1.2": 5, "1.3": 5, "1.4": 9, "2.1": 3, "2.2": 2, "2.3": 1, "2.4": 8, "2.5": 6, "3.1": 2}
CRITERIA |= {"3.2": 5, "3.3": 6, "4.1": 2}
"""How many criteria of levels A and AA each guideline of WCAG 2.2 has (4.1.1 is gone)."""
FOOTER = re.compile(r"<footer.*?</footer>", re.DOTALL)
HREF = re.compile(r'href="([^"]+)"')
# A finger that goes down, movement, dragging, hovering, a single letter: none of these may do anything by itself.
ACTS_TOO_SOON = re.compile(
    r"(?:mouse|pointer|touch)(?:down|start|move|enter|over)|gesture|devicemotion|drag|paste|contextmenu"
    r"|\.(?:key|code) ===? ['\"][A-Za-z0-9]['\"]"
)


def test_the_page_is_fresh_and_every_rule_and_test_that_it_names_is_there() -> None:
    assert conformance.main(check=True) == 0


def test_every_criterion_of_levels_a_and_aa_is_on_it() -> None:
    clauses = conformance.read()[0]["clauses"]
    ours = [number.rpartition(".")[0] for number, clause in clauses.items() if clause["level"] in {"A", "AA"}]
    assert {guideline: ours.count(guideline) for guideline in CRITERIA} == CRITERIA
    assert len(ours) == sum(CRITERIA.values())


def test_a_clause_that_names_what_is_not_there_or_says_nothing_is_found_out() -> None:
    clauses = {
        "1": {"is": "a test", "test": ["web/test_conformance.py::test_that_nobody_wrote"]},
        "2": {"is": "a probe", "probe": ["focus"]},
        "3": {"is": "a rule", "axe": ["no-such-rule"]},
        "4": {"is": "nothing"},
        "5": {"is": "a look without a day", "looked": {"at": "all of it", "saw": "nothing"}},
    }
    assert len(list(conformance.problems([{"name": "Made up", "clauses": clauses}]))) == 5


CLAUSES = {
    "1": {"is": "the keyboard", "probe": ["not-reached"], "test": ["web/test_conformance.py::a"]},
    "2": {"is": "contrast", "axe": ["color-contrast"]},
    "3": {"is": "the second engine's", "second": ["element_lang_valid"]},
    "4": {"is": "a test alone", "test": ["web/test_conformance.py::b"]},
}
MADE_UP = [{"name": "Made up", "from": "a few", "clauses": CLAUSES}]


def audited(*findings: Finding, **wanted: object) -> str:
    """The page of an audit that found this."""
    return document(Outcome(list(findings), wanted=Wanted(**wanted)), Seen())  # type: ignore[arg-type]


def test_a_rule_holds_a_clause_only_while_the_last_audit_found_nothing_by_it() -> None:
    clean = conformance.page(MADE_UP, last(audited()))
    assert "no findings." in clean
    assert "Of 4 clauses: 4 held by a test or the audit." in clean
    places = [Finding("/offline", "not-reached", f"<a> {number}", "en") for number in range(7)]
    found = last(audited(*places, Finding("/", "axe: color-contrast", "p", "en"), Finding("/", "odd", "p", "en")))
    page = conformance.page(MADE_UP, found)
    assert "2 held by a test or the audit, 2 **not held: the last audit found something**" in page
    assert "own probe: `not-reached` – **7 findings** in the last audit; [`a`]" in page
    assert "axe: `color-contrast` – **1 finding** in the last audit" in page
    assert "No clause here names `odd` (1)." in page


def test_what_an_engine_did_not_look_at_holds_nothing() -> None:
    page = conformance.page(MADE_UP, last(audited(second=False)))
    assert "3 held by a test or the audit, 1 held in part" in page
    assert "`element_lang_valid` (**did not look at everything** in the last audit)" in page
    assert "1 held by a test or the audit, 3 held in part" in conformance.page(MADE_UP, last(audited(pages="/help")))
    with pytest.raises(ValueError, match="run: make audit"):
        last("# Another page")
    with pytest.raises(ValueError, match="more findings"):
        last(audited().replace("**0 findings**", "**9 findings**"))
    in_a_lesson = document(Outcome(), Seen(findings=[Finding("/lessons/x", "not-reached", "a", "en")]))
    assert "`not-reached` – **1 finding**" in conformance.page(MADE_UP, last(in_a_lesson))


def test_each_look_has_its_day_and_says_what_was_seen() -> None:
    clauses = [clause for each in conformance.read() for clause in each["clauses"].values()]
    looks = [clause["looked"] for clause in clauses if "looked" in clause]
    assert len(looks) > 15
    assert all(look["day"] >= date(2026, 11, 28) and look["at"] and look["saw"] for look in looks)


def test_help_and_navigation_stand_in_the_same_order_on_every_page_and_the_easy_view_is_one_press_away(
    app: Flask, seeded: Seeded, rosa: Reader
) -> None:
    seen = set()
    for route in routes(app, seeded, "GET"):
        answer = rosa.get(route.path)
        if answer.mimetype == "text/html" and (foot := FOOTER.search(answer.text)):
            seen.add(tuple(HREF.findall(foot[0])))
            assert answer.text.count('class="mode-button" name="mode"') == 1 or route.path.startswith("/components"), (
                route
            )
    assert len(seen) == 1
    assert len(seen.pop()) >= 5


def test_the_only_pictures_are_drawings_and_what_people_sent() -> None:
    pictures = [
        tag
        for path in TEMPLATES.rglob("*.html")
        for tag in re.findall(r"<(?:img|picture|image)\b[^>]*>", path.read_text())
    ]
    assert pictures == ['<img class="enclosed-picture" src="{{ each.small }}" alt="">']
    assert not any("url(" in path.read_text() for path in STATIC.glob("*.css"))


def test_no_script_acts_before_a_finger_is_lifted_or_by_movement_gestures_or_single_letters() -> None:
    # screens.js is where holding and swiping are practised; each has a button, held by tests/journeys/test_gestures.py.
    found = {path.name: ACTS_TOO_SOON.findall(path.read_text()) for path in SCRIPTS if path.name != "screens.js"}
    assert "lesson.js" in found
    assert not any(found.values()), found
