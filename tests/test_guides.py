"""What the documents say is so: guides run as they are written, and no setting, command, problem or link is forgotten.

A fenced block marked `sh` in docs/guides is run from the root of a copy of the repository, and the blocks of one guide
after another in the same copy. A block marked `output` right after it is what must have been printed: its lines in
their order, where `…` stands for anything. What cannot be run is marked `text`.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import click
import pytest

from backend import app as _all_doors  # noqa: F401  (importing it is what defines every problem)
from backend.api.problems import every_problem
from backend.cli import main
from backend.config import VARIABLES

ROOT = Path(__file__).parent.parent
GUIDES = sorted((ROOT / "docs" / "guides").glob("*.md"))
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
SECONDS = 120
NOT_SOURCE = shutil.ignore_patterns(".*", "test-results")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!\w)!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """Commands of a guide, the line they begin on, and what they must print."""

    line: int
    commands: str
    output: str


def blocks_of(guide: str) -> list[Block]:
    fences = list(FENCE.finditer(guide))
    blocks = []
    for fence, after in zip(fences, [*fences[1:], None], strict=True):
        if fence[1] == "sh":
            output = after[2] if after and after[1] == "output" else ""
            blocks.append(Block(guide.count("\n", 0, fence.start()) + 1, fence[2], output))
    return blocks


def missing_line(printed: str, wanted: str) -> str | None:
    """The first wanted line that does not come in its turn; None if all do."""
    lines = iter(printed.splitlines())
    for want in wanted.splitlines():
        pattern = re.compile(".*".join(map(re.escape, want.split("…"))))
        if want != "…" and not any(pattern.fullmatch(line) for line in lines):
            return want
    return None


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The repository without its history and what programs left in it, with an environment that runs the copy."""
    tree = tmp_path / "handrail"
    shutil.copytree(ROOT, tree, ignore=NOT_SOURCE)
    _environment(tree)
    return tree


def _environment(tree: Path) -> None:
    """Lend the copy this Python's packages; only `handrail` knows where its source tree is, so it is written anew."""
    made, bin_folder = Path(sys.prefix), tree / ".venv" / "bin"
    bin_folder.mkdir(parents=True)
    for name in ("pyvenv.cfg", "lib", "lib64"):
        if (made / name).exists():
            (tree / ".venv" / name).symlink_to(made / name)
    for program in (made / "bin").iterdir():
        if program.name != "handrail":
            (bin_folder / program.name).symlink_to(program)
    start = f'#!/bin/sh\nPYTHONPATH="{tree}" exec "{bin_folder / "python"}" -m backend.cli "$@"\n'
    (bin_folder / "handrail").write_text(start)
    (bin_folder / "handrail").chmod(0o755)


def clean_environment() -> Mapping[str, str]:
    """The environment without what this test run or a city's settings put there."""
    ours = ("HANDRAIL_", "PYTEST_", "PYTHON", "COVERAGE")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours) and name not in VARIABLES}


def run(block: Block, folder: Path) -> str:
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block.commands],
        cwd=folder,
        env=clean_environment(),
        timeout=SECONDS,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"the block at line {block.line} failed:\n{done.stdout[-4000:]}"
    return done.stdout


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_a_guide_does_what_it_says(guide: Path, copy: Path) -> None:
    blocks = blocks_of(guide.read_text())
    assert blocks
    for block in blocks:
        printed = run(block, copy)
        missing = missing_line(printed, block.output)
        assert missing is None, f"line {block.line} did not print '{missing}', but:\n{printed[-4000:]}"


def test_a_guide_that_says_what_is_not_so_is_found_out() -> None:
    guide = "```sh\necho one\necho two\n```\n\n```output\none\ntw…\n```\n\n```text\nrm -r it\n```\n"
    (block,) = blocks_of(guide)
    printed = run(block, ROOT)
    assert missing_line(printed, block.output) is None
    assert missing_line(printed, "two\none\n") == "one"
    assert missing_line(printed, "three\n") == "three"
    with pytest.raises(AssertionError, match="line 1 failed"):
        run(Block(1, "false\necho on", ""), ROOT)


@pytest.mark.parametrize("name", VARIABLES)
def test_every_setting_is_in_the_readme_and_in_the_guide_to_running(name: str) -> None:
    for document in (ROOT / "README.md", ROOT / "docs" / "guides" / "run-it-for-a-city.md"):
        assert f"`{name}`" in document.read_text()


@pytest.mark.parametrize("name", VARIABLES)
def test_the_readme_says_of_a_setting_what_the_program_says(name: str) -> None:
    assert f"| `{name}` | {VARIABLES[name]} |" in (ROOT / "README.md").read_text()


@pytest.mark.parametrize("command", sorted(cast("click.Group", main).commands))
def test_every_command_is_in_the_guide_to_running(command: str) -> None:
    assert f"handrail {command}" in (ROOT / "docs" / "guides" / "run-it-for-a-city.md").read_text()


def test_the_problems_in_the_api_document_are_those_there_are_with_their_status() -> None:
    told = set(re.findall(r"^\| (\d{3}) \| `([a-z-]+)` \|", (ROOT / "docs" / "api.md").read_text(), re.MULTILINE))
    ours = {slug: each for slug, each in every_problem().items() if each.__module__.startswith("backend.")}
    assert told == {(str(problem.status), slug) for slug, problem in ours.items()}


def anchors(document: Path) -> set[str]:
    """The places in a document that a link can point to, as GitHub names them."""
    text = FENCE.sub("", document.read_text())
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in HEADING.findall(text)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_between_the_documents_leads_somewhere(document: Path) -> None:
    for link in LINK.findall(FENCE.sub("", document.read_text())):
        target, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        place = (document.parent / target) if target else document
        assert place.exists(), f"{link} leads nowhere"
        assert not anchor or anchor in anchors(place), f"{link} has no such heading"


def test_every_decision_and_guide_is_linked_from_where_a_reader_looks_for_it() -> None:
    readme = (ROOT / "README.md").read_text()
    decisions = (ROOT / "docs" / "decisions" / "README.md").read_text()
    assert [guide.name for guide in GUIDES if f"(docs/guides/{guide.name})" not in readme] == []
    assert [each.name for each in DECISIONS if each.stem != "README" and f"({each.name})" not in decisions] == []


def test_every_test_that_the_page_of_faults_names_is_there() -> None:
    named = re.findall(r"`(test_\w+)`", (ROOT / "docs" / "faults.md").read_text())
    written = "\n".join(each.read_text() for each in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name in named if f"def {name}(" not in written] == []
