"""What was looked at so far, kept page by page: a run that was stopped, or had only some minutes, is gone on with.

A page counts as long as it is drawn from the same (`tests.audit.drawn`), so that after a change only what it changed is
looked at again. What looks, and the choice of looks, begin anew when they change.
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
LOOKING = ("probes.js", "inspector.py", "engines.py", "run.py", "drawn.py", "second-engine/package-lock.json")
"""What looks, in `tests/audit`. What is looked at tells itself, in `Looked.drawn`."""


@dataclass(frozen=True)
class Looked:
    """One page in every look that was wanted: from what it was drawn, what was found, and what it cost."""

    name: str
    template: str
    drawn: str
    findings: tuple[Finding, ...]
    done: Counter[str]
    spent: Counter[str]
    seconds: float


class Kept:
    """The pages that were looked at, in a file to which each is added when it is through; the newer one counts."""

    def __init__(self, wanted: str, part: str = "pages") -> None:
        FOLDER.mkdir(exist_ok=True)
        self._file = FOLDER / f"{part}-{fingerprint(wanted)}.jsonl"
        for other in set(FOLDER.glob(f"{part}-*.jsonl")) - {self._file}:
            other.unlink(missing_ok=True)
        self._file.touch()

    def add(self, looked: Looked) -> None:
        line = vars(looked) | {"findings": [vars(each) for each in looked.findings]}
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def pages(self) -> Mapping[str, Looked]:
        """What need not be looked at again; a page on which something was wrong is, whatever it is drawn from."""
        return {name: looked for name, looked in self.every().items() if not looked.findings}

    def every(self) -> Mapping[str, Looked]:
        """All that was seen."""
        return {
            each["name"]: Looked(
                each["name"],
                each["template"],
                each["drawn"],
                tuple(Finding(**found) for found in each["findings"]),
                Counter(each["done"]),
                Counter(each["spent"]),
                each["seconds"],
            )
            for each in self._lines()
        }

    def _lines(self) -> Iterator[Mapping[str, Any]]:
        for line in self._file.read_text(encoding="utf-8").splitlines():
            try:
                yield json.loads(line)
            except ValueError:  # the last one, when the run was killed while it was written
                continue


def fingerprint(wanted: str) -> str:
    """Of what looks, and of what is wanted."""
    told = hashlib.sha256(wanted.encode())
    for name in LOOKING:
        told.update((ROOT / "tests" / "audit" / name).read_bytes())
    return told.hexdigest()[:20]
