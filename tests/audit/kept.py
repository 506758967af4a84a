"""What was looked at so far, kept page by page: a run that was stopped, or had only some minutes, is gone on with.

What is kept counts for these sources and this choice of looks alone. Whatever changes in them begins anew.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.audit.inspector import Finding

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".audit"
LOOKED_AT = ("backend", "flows", "tutorials", "prose", "push", "i18n", "content", "tests/audit", "tests/web")
PASSING = {".pyc", ".mo"}


@dataclass(frozen=True)
class Looked:
    """One page in every look that was wanted: what was found and what it cost."""

    name: str
    template: str
    findings: tuple[Finding, ...]
    done: Counter[str]
    spent: Counter[str]


class Kept:
    """The pages of one run, in a file to which each page is added when it is through."""

    def __init__(self, wanted: str) -> None:
        FOLDER.mkdir(exist_ok=True)
        self._file = FOLDER / f"{fingerprint(wanted)}.jsonl"
        for other in set(FOLDER.glob("*.jsonl")) - {self._file}:
            other.unlink()
        self._file.touch()

    def add(self, looked: Looked) -> None:
        self._write(vars(looked) | {"findings": [vars(each) for each in looked.findings]})

    def add_seconds(self, seconds: float) -> None:
        self._write({"seconds": seconds})

    def pages(self) -> Iterator[Looked]:
        for each in self._lines():
            if "name" in each:
                findings = tuple(Finding(**found) for found in each["findings"])
                yield Looked(each["name"], each["template"], findings, Counter(each["done"]), Counter(each["spent"]))

    def seconds(self) -> float:
        return sum(each.get("seconds", 0.0) for each in self._lines())

    def forget(self) -> None:
        """The run is through."""
        self._file.unlink()

    def _write(self, line: Mapping[str, Any]) -> None:
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def _lines(self) -> Iterator[Mapping[str, Any]]:
        for line in self._file.read_text(encoding="utf-8").splitlines():
            try:
                yield json.loads(line)
            except ValueError:  # the last one, when the run was killed while it was written
                continue


def fingerprint(wanted: str) -> str:
    """Of everything that pages are made from, of what looks at them, and of what is wanted."""
    told = hashlib.sha256(wanted.encode())
    for folder in LOOKED_AT:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix not in PASSING:
                told.update(f"{path.relative_to(ROOT)} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return told.hexdigest()[:20]
