"""The architecture, held by tests: what the import contracts (`.importlinter`) and the linter cannot say."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.core.errors import DomainError

ROOMS = ("backend", "flows", "tutorials", "prose", "push", "i18n")
PROGRAM = [path for folder in ROOMS for path in Path(folder).rglob("*.py")]
TEMPLATES = Path("backend/web/templates")
LONGEST_FILE, LONGEST_FUNCTION = 400, 50


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text())
    return (node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))


@pytest.mark.parametrize("path", [path for path in PROGRAM if "versions" not in path.parts], ids=str)
def test_a_file_is_one_room_and_a_function_tells_one_story(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_FILE
    assert [each.name for each in functions(path) if (each.end_lineno or 0) - each.lineno > LONGEST_FUNCTION] == []


def test_every_template_is_used_by_a_page_or_by_another_template() -> None:
    sources = "\n".join(path.read_text() for path in (*PROGRAM, *TEMPLATES.rglob("*.html")))
    names = [str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")]
    assert [name for name in names if not re.search(rf"['\"]{re.escape(name)}['\"]", sources)] == []


def test_no_page_has_an_inline_script_style_or_handler() -> None:
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text()
        assert not re.search(r"<script(?![^>]*(src=|application/json))", text), path
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text), path


def test_every_problem_has_one_name_a_status_and_a_sentence() -> None:
    def every(kind: type[DomainError]) -> Iterator[type[DomainError]]:
        for below in kind.__subclasses__():
            yield below
            yield from every(below)

    problems = list(every(DomainError))
    assert len({problem.slug() for problem in problems}) == len(problems)
    for problem in problems:
        assert 400 <= problem.status <= 599
        assert problem.message.endswith((".", "?", "!"))


def test_only_two_places_ask_what_time_it_is() -> None:
    asking = re.compile(r"datetime\.now\(|date\.today\(|time\.time\(")
    # The demo phone's file stamps its lines itself; everything else is told by backend.core.clock.
    allowed = {Path("backend/core/clock.py"), Path("push/transports/console.py")}
    assert {path for path in PROGRAM if asking.search(path.read_text())} <= allowed | set(Path("push").rglob("*.py"))
