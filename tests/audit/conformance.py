"""The conformance page: every clause with what holds it, or that nobody has checked it. Names that do not exist fail."""

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.audit import engines, inspector

TESTS = Path(__file__).parents[1]
CLAUSES = Path(__file__).with_name("conformance.yaml")
DOCUMENT = TESTS.parent / "docs" / "conformance.md"
HELD = ("test", "probe", "axe", "second")
SAID = {"is", "level", "looked", "open", "no", "see", *HELD}
CALLED = {"axe": "axe", "second": "second engine", "probe": "own probe"}
Clause = Mapping[str, Any]


def main(*, check: bool = False) -> int:
    """Write the page, or say whether it is fresh; 1 if a clause names something that is not there."""
    standards = read()
    wrong = list(problems(standards))
    if check and not wrong and DOCUMENT.read_text(encoding="utf-8") != page(standards):
        wrong = ["docs/conformance.md is stale; run: python -m tests.audit conformance"]
    for each in wrong:
        sys.stderr.write(f"{each}\n")
    if not wrong and not check:
        DOCUMENT.write_text(page(standards), encoding="utf-8")
    return 1 if wrong else 0


def read() -> list[dict[str, Any]]:
    """The standards with their clauses."""
    found: list[dict[str, Any]] = yaml.safe_load(CLAUSES.read_text(encoding="utf-8"))
    return found


def problems(standards: list[dict[str, Any]]) -> Iterator[str]:
    """What a clause names that does not exist, and clauses that say nothing."""
    there = {"probe": own_rules(), "axe": axe_rules(), "second": second_rules(), "test": None}
    for standard in standards:
        for number, clause in standard["clauses"].items():
            name = f"{standard['name']} {number}"
            if unknown := set(clause) - SAID:
                yield f"{name}: what is {', '.join(sorted(unknown))}?"
            if not set(clause) & {*HELD, "looked", "open", "no", "see"}:
                yield f"{name} says nothing"
            for kind in HELD:
                for each in clause.get(kind, ()):
                    exists = is_test(each) if kind == "test" else there[kind] is None or each in there[kind]
                    if not exists:
                        yield f"{name}: there is no {kind} {each}"


@cache
def own_rules() -> frozenset[str]:
    """The rules of our own probes, from where they are written."""
    quoted = re.findall(r"""['"]([a-z0-9-]+)['"]""", inspector.probes() + Path(inspector.__file__).read_text())
    return frozenset(quoted) | frozenset(re.findall(r"^    ([a-z]+): \(\) =>", inspector.probes(), re.MULTILINE))


@cache
def axe_rules() -> frozenset[str]:
    """The rules of axe, from its script."""
    return frozenset(re.findall(r'id:"([a-z-]+)"', engines.axe_source()))


@cache
def second_rules() -> frozenset[str] | None:
    """The rules of the second engine, where it has been fetched."""
    source = engines.second_source()
    return frozenset(re.findall(r'id:"([a-z_]+)"', source)) if source else None


def is_test(name: str) -> bool:
    """Whether a pytest id below tests/ is there."""
    file, _, function = name.partition("::")
    return function in functions(file)


@cache
def functions(file: str) -> frozenset[str]:
    """The tests of a file."""
    path = TESTS / file
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef))


def page(standards: list[dict[str, Any]]) -> str:
    """The whole page."""
    return "\n\n".join((HEAD, *(_standard(each) for each in standards), TAIL)) + "\n"


def _standard(standard: Mapping[str, Any]) -> str:
    clauses: Mapping[str, Clause] = standard["clauses"]
    counted = [_state(each) for each in clauses.values()]
    summary = ", ".join(f"{counted.count(state)} {words}" for state, words in STATES.items() if state in counted)
    levels = any("level" in each for each in clauses.values())
    titles = ("clause", *(["level"] if levels else []), "in our words", "held by")
    head = f"| {' | '.join(titles)} |\n|{'---|' * len(titles)}"
    rows = "\n".join(_row(number, clause, levels=levels) for number, clause in clauses.items())
    told = f"{_capital(standard['from'])}. Of {len(clauses)} clauses: {summary}."
    return f"## {standard['name']}\n\n{told}\n\n{head}\n{rows}"


STATES = {
    "held": "held by a test or the audit",
    "partly": "held in part, the rest not yet checked by a person",
    "open": "**not yet checked by a person**, and by no test",
    "looked": "looked at by a person",
    "see": "held as said elsewhere on this page",
    "no": "do not apply",
}


def _state(clause: Clause) -> str:
    for name in ("no", "looked"):
        if name in clause:
            return name
    if any(name in clause for name in HELD):
        return "partly" if "open" in clause else "held"
    return "see" if "see" in clause else "open"


def _row(number: str, clause: Clause, *, levels: bool) -> str:
    level = f" {clause.get('level', '')} |" if levels else ""
    return f"| {number} |{level} {clause['is']} | {'; '.join(_by(clause))} |"


def _by(clause: Clause) -> Iterator[str]:
    if "no" in clause:
        yield f"does not apply: {clause['no']}"
    if "see" in clause:
        yield f"see {clause['see']}"
    for kind, called in CALLED.items():
        if kind in clause:
            yield f"{called}: {', '.join(f'`{each}`' for each in clause[kind])}"
    for each in clause.get("test", ()):
        yield f"[`{each.partition('::')[2]}`](../tests/{each.partition('::')[0]})"
    if "looked" in clause:
        yield f"looked at on {clause['looked']['on']}: {clause['looked']['how']}"
    if "open" in clause:
        yield f"**not yet checked by a person**: {clause['open']}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


HEAD = """# Conformance, clause by clause

Drawn by `make audit` from `tests/audit/conformance.yaml`; do not edit it. Each clause stands with what holds it: a rule of
axe or of the second engine, a probe of our own, which `make audit` runs over [every page](accessibility.md), or a test.
A name that does not exist stops the drawing. A clause that a machine cannot show, or that nobody has looked at, says so.

This is no statement of conformance. That needs people: who use a screen reader, large letters, a switch, or who are 74
and afraid of breaking something. None of them has tried these pages yet."""

TAIL = """## What no machine can show

- That words are understood, that a picture's words say what it shows, that a title or a link is enough.
- That the order of a page makes sense, and that what belongs together is called the same everywhere.
- That a screen reader speaks it well, in each language, with its own voice for each.
- That an error helps, that help is found when one is frightened, and that somebody can do it alone the next time.
- That nothing is missed by all rules at once: an engine finds a third to a half of what people find."""
