"""What two versions of a text have not in common, paragraph by paragraph."""

import difflib
from dataclasses import dataclass

SAME, ADDED, GONE = "same", "added", "gone"


@dataclass(frozen=True, slots=True)
class Change:
    """Some lines that stayed, came or went."""

    kind: str
    text: str


def differences(old: str, new: str) -> list[Change]:
    """From one text to the other, in order; lines without words are left out."""
    before, after = ([line for line in text.splitlines() if line.strip()] for text in (old, new))
    changes: list[Change] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, begins, ends in matcher.get_opcodes():
        if kind == "equal":
            changes += [Change(SAME, line) for line in before[start:end]]
        else:
            changes += [Change(GONE, line) for line in before[start:end]]
            changes += [Change(ADDED, line) for line in after[begins:ends]]
    return changes
