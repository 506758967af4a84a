"""The conformance page: every clause with what holds it, what the last audit found against it, or that it is open.

Names that do not exist fail. A rule of the audit holds a clause only if the last audit found nothing by it.
"""

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.audit import engines, inspector
from tests.audit.last import BEFORE, Last, last

TESTS = Path(__file__).parents[1]
CLAUSES = Path(__file__).with_name("conformance.yaml")
DOCUMENT = TESTS.parent / "docs" / "conformance.md"
HELD = ("test", "probe", "axe", "second")
ALONE = {"looked", "open", "no", "unmet", "see"}
"""What may stand at a clause without anything else."""
SAID = {"is", "level", "note", *ALONE, *HELD}
CALLED = {"axe": "axe", "second": "second engine", "probe": "own probe"}
Clause = Mapping[str, Any]


def main(*, check: bool = False) -> int:
    """Write the page, or say whether it is fresh; 1 if a clause names something that is not there."""
    standards, audit = read(), last()
    wrong = list(problems(standards))
    if check and not wrong and DOCUMENT.read_text(encoding="utf-8") != page(standards, audit):
        wrong = ["docs/conformance.md is stale; run: python -m tests.audit conformance"]
    for each in wrong:
        sys.stderr.write(f"{each}\n")
    if not wrong and not check:
        DOCUMENT.write_text(page(standards, audit), encoding="utf-8")
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
            if not set(clause) & {*HELD, *ALONE}:
                yield f"{name} says nothing"
            if "looked" in clause and not _is_a_look(clause["looked"]):
                yield f"{name}: a look has its day, what was looked at (at) and what was seen (saw)"
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


def page(standards: list[dict[str, Any]], audit: Last) -> str:
    """The whole page."""
    return "\n\n".join((HEAD, _audit(standards, audit), *(_standard(each, audit) for each in standards), TAIL)) + "\n"


def _audit(standards: list[dict[str, Any]], audit: Last) -> str:
    """When the audit ran last, and what it found, whether or not a clause is about it."""
    clauses = [clause for standard in standards for clause in standard["clauses"].values()]
    named = {BEFORE[kind] + rule for clause in clauses for kind in CALLED for rule in clause.get(kind, ())}
    ours = {rule: number for rule, number in audit.found.items() if rule in named}
    other = {rule: number for rule, number in audit.found.items() if rule not in named}
    told = f"The audit ran last on {audit.day}, {'whole' if audit.whole else '**in part**'}: {_findings(audit.found.total())}."
    if ours:
        told += f" Those of {_listed(ours)} stand at their clauses below, which are told as **not held**."
    if other:
        told += f" No clause here names {_listed(other)}."
    return told


def _findings(number: int) -> str:
    return f"**{number:,} finding{'s' if number != 1 else ''}**" if number else "no findings"


def _listed(found: Mapping[str, int]) -> str:
    return ", ".join(f"`{rule}` ({number:,})" for rule, number in sorted(found.items()))


def _standard(standard: Mapping[str, Any], audit: Last) -> str:
    clauses: Mapping[str, Clause] = standard["clauses"]
    counted = [_state(each, audit) for each in clauses.values()]
    summary = ", ".join(f"{counted.count(state)} {words}" for state, words in STATES.items() if state in counted)
    levels = any("level" in each for each in clauses.values())
    titles = ("clause", *(["level"] if levels else []), "in our words", "held by")
    head = f"| {' | '.join(titles)} |\n|{'---|' * len(titles)}"
    rows = "\n".join(_row(number, clause, audit, levels=levels) for number, clause in clauses.items())
    told = f"{_capital(standard['from'])}. Of {len(clauses)} clauses: {summary}."
    return f"## {standard['name']}\n\n{told}\n\n{head}\n{rows}"


STATES = {
    "held": "held by a test or the audit",
    "looked": "held by what was looked at",
    "partly": "held in part, with something open",
    "see": "as said elsewhere on this page",
    "found": "**not held: the last audit found something**",
    "unmet": "**not met**",
    "open": "**open**: neither a test nor anybody has looked",
    "no": "do not apply",
}


def _state(clause: Clause, audit: Last) -> str:
    """The worst that can be said of a clause."""
    if any(_found(clause, audit).values()):
        return "found"
    for name in ("no", "unmet"):
        if name in clause:
            return name
    if any(name in clause for name in (*HELD, "looked")):
        if "open" in clause or not all(audit.looked(kind) for kind in CALLED if kind in clause):
            return "partly"
        return "held" if any(name in clause for name in HELD) else "looked"
    return "see" if "see" in clause else "open"


def _found(clause: Clause, audit: Last) -> dict[str, Mapping[str, int]]:
    """What the last audit found by the rules that should hold a clause."""
    return {kind: audit.of(kind, clause[kind]) for kind in CALLED if kind in clause}


def _row(number: str, clause: Clause, audit: Last, *, levels: bool) -> str:
    level = f" {clause.get('level', '')} |" if levels else ""
    return f"| {number} |{level} {clause['is']} | {'; '.join(_by(clause, audit))} |"


def _by(clause: Clause, audit: Last) -> Iterator[str]:
    if "no" in clause:
        yield f"does not apply: {clause['no']}"
    if "unmet" in clause:
        yield f"**not met**: {clause['unmet']}"
    if "see" in clause:
        yield f"see {clause['see']}"
    found = _found(clause, audit)
    for kind, called in CALLED.items():
        if kind in clause:
            unseen = "" if audit.looked(kind) else " (**did not look at everything** in the last audit)"
            yield f"{called}: {', '.join(_rule(each, found[kind]) for each in clause[kind])}{unseen}"
    for each in clause.get("test", ()):
        yield f"[`{each.partition('::')[2]}`](../tests/{each.partition('::')[0]})"
    if "looked" in clause:
        look = clause["looked"]
        yield f"looked at on {look['day']:%-d %B %Y}: {look['at']}. Seen: {look['saw']}"
    if "note" in clause:
        yield clause["note"]
    if "open" in clause:
        yield f"**open**: {clause['open']}"


def _rule(rule: str, found: Mapping[str, int]) -> str:
    return f"`{rule}` – {_findings(found[rule])} in the last audit" if rule in found else f"`{rule}`"


def _is_a_look(look: Any) -> bool:
    return isinstance(look, dict) and set(look) == {"day", "at", "saw"} and isinstance(look["day"], date)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


HEAD = """# Conformance, clause by clause

Drawn by `make audit`, and by `python -m tests.audit conformance` alone, from `tests/audit/conformance.yaml` and from what
the last audit found; do not edit it. Each clause stands with what holds it: a rule of axe or of the second engine, a probe
of our own, which `make audit` runs over [every page](accessibility.md), or a test. A rule holds a clause only if the last
audit found nothing by it. A name that does not exist stops the drawing. What is open or not met says so.

Some things no rule can see. Where it says 'looked at on', the makers of the program looked at pictures of the running demo
city, 320 px wide, or read the words of its pages, and wrote down what was there. That is no test with people.

This is no statement of conformance. That needs people: who use a screen reader, large letters, a switch, or who are 74
and afraid of breaking something. No disabled person and no older person has looked at these pages yet."""

TAIL = """## What no machine can show

- That words are understood, that a picture's words say what it shows, that a title or a link is enough.
- That the order of a page makes sense, and that what belongs together is called the same everywhere.
- That a screen reader speaks it well, in each language, with its own voice for each.
- That an error helps, that help is found when one is frightened, and that somebody can do it alone the next time.
- That nothing is missed by all rules at once: an engine finds a third to a half of what people find."""
