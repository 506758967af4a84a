"""Where the terms of a glossary stand in a text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

_HAN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Use:
    """A term in a text: where its words begin and end, and its id."""

    start: int
    end: int
    term: str


class Finder:
    """Finds terms by all their forms; made once for a language."""

    def __init__(self, forms: Mapping[str, str]) -> None:
        """Takes, for each form a term can have in a text, the id of the term."""
        self._ids = {form.lower(): term for form, term in forms.items() if form.strip()}
        longest_first = sorted(self._ids, key=lambda form: (-len(form), form))
        self._pattern = re.compile("|".join(map(_whole, longest_first)), re.IGNORECASE) if longest_first else None

    def uses(self, text: str) -> Iterator[Use]:
        """Every use of a term, in the order of the text; of two that overlap the longer one counts."""
        if self._pattern is None:
            return
        for match in self._pattern.finditer(text):
            if term := self._ids.get(" ".join(match[0].lower().split())):
                yield Use(match.start(), match.end(), term)


def _whole(form: str) -> str:
    """A form as a pattern: whole words, but Chinese has no blanks between words, and Arabic writes 'and' onto them.

    The Arabic 'and' joins no letter, so a word behind it can be marked alone and looks as before.
    """
    written = r"\s+".join(re.escape(part) for part in form.split())
    return written if _HAN.search(form) else rf"(?:(?<!\w)|(?<=(?<!\w)و)){written}(?!\w)"
