"""What the last audit found, read back from the page that it wrote: the clauses are told by it."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tests.audit.report import DOCUMENT, PART, WITHOUT_SECOND

RAN = re.compile(r"^Run on (?P<day>\d+ \w+ \d{4}): \*\*(?P<number>[\d,]+) findings\*\*", re.MULTILINE)
BLOCK = re.compile(r"^```text\n(.*?)^```$", re.DOTALL | re.MULTILINE)
RULE = re.compile(r"^(?P<rule>\S.*): \d+ pages$")
BEFORE = {"axe": "axe: ", "second": "second engine: ", "probe": ""}
"""What stands before a rule's name, by who looks with it."""
TIMES = re.compile(r"^ {2}\S.*: (?P<times>\d+) times$")


@dataclass(frozen=True)
class Last:
    """The day of the last audit, how often each rule was broken, and whether all looked at the whole."""

    day: str
    found: Counter[str]
    whole: bool
    second: bool

    def of(self, kind: str, rules: Iterable[str]) -> Counter[str]:
        """What was found by these rules of an engine, or of our own probes."""
        counted = {each: self.found[BEFORE[kind] + each] for each in rules}
        return Counter({each: number for each, number in counted.items() if number})

    def looked(self, kind: str) -> bool:
        """Whether these rules looked at every page."""
        return self.whole and (kind != "second" or self.second)


def last(document: str | None = None) -> Last:
    """What the page of the audit says; ValueError if it is no such page."""
    text = DOCUMENT.read_text(encoding="utf-8") if document is None else document
    ran = RAN.search(text)
    if ran is None:
        raise ValueError("docs/accessibility.md does not say when the audit ran and what it found; run: make audit")
    found = _counted(text)
    if found.total() < int(ran["number"].replace(",", "")):
        raise ValueError("docs/accessibility.md tells of more findings than can be read from it")
    return Last(ran["day"], found, whole=PART not in text, second=WITHOUT_SECOND not in text)


def _counted(text: str) -> Counter[str]:
    found: Counter[str] = Counter()
    rule = ""
    for line in "\n".join(BLOCK.findall(text)).splitlines():
        if told := RULE.match(line):
            rule = told["rule"]
        elif times := TIMES.match(line):
            found[rule] += int(times["times"])
    return found
