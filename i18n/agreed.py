"""Whether translations call the terms of the glossary by the words agreed on, and fit their places."""

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Final

from i18n.checks import shortened
from i18n.entries import Entries, Entry, read_entries
from i18n.glossary import Finder
from i18n.languages import Language
from i18n.lengths import too_long

Agreed = Mapping[str, Collection[str]]
"""For each form of a term in the source language, every way it may stand in a translation."""

# Where the extractor found a text of the glossary: `glossary · terms.voucher.term`, `… terms.voucher.forms.1`.
_OF_TERM: Final = re.compile(r"glossary · terms\.(?P<term>[^.]+)\.(?:term|forms\.\d+)")
# Fields that nobody reads: what people may type to look for something.
_NOT_READ: Final = " · keywords"
_VOWEL_MARKS: Final = re.compile("[\u064b-\u0652\u0670\u0640]")
_JOINED: Final = re.compile(r"\b[وبلف]?(?:ال|لل)?([\u0621-\u064a]{2,}?)(?:كم|ها|ه|ك)?\b")


def agreed_terms(catalogue: Path, language: Language) -> Agreed:
    """The terms of a city's glossary and their finished translations, as its catalogue has them."""
    entries = read_entries(catalogue, language)
    of_term: dict[str, list[Entry]] = {}
    for entry in entries.values():
        for comment in entry.comments:
            if found := _OF_TERM.fullmatch(comment):
                of_term.setdefault(found["term"], []).append(entry)
    return {
        entry.ids[0]: said
        for forms in of_term.values()
        if (said := sorted({form for entry in forms if not entry.fuzzy for form in entry.forms}))
        for entry in forms
    }


def misfits(entries: Entries, agreed: Agreed) -> Iterator[str]:
    """Translations that say a term in other words than agreed, or do not fit their places."""
    finder = Finder({form: form for form in agreed})
    for entry in entries.values():
        if entry.translated and not entry.fuzzy:
            name, read = shortened(entry.ids[0]), not _only_looked_for(entry)
            found = (*too_long(entry), *_other_words(entry, finder, agreed)) if read else ()
            yield from (f"{name}: {fault}" for fault in found)


def _only_looked_for(entry: Entry) -> bool:
    return bool(entry.comments) and all(comment.endswith(_NOT_READ) for comment in entry.comments)


def _other_words(entry: Entry, finder: Finder, agreed: Agreed) -> Iterator[str]:
    used = {use.term for text in entry.ids for use in finder.uses(text)}
    said = _plainly(" ".join(entry.forms))
    for form in sorted(used):
        if not any(_plainly(each) in said for each in agreed[form]):
            yield f"'{form}' is agreed to be {' or '.join(agreed[form])}"


def _plainly(text: str) -> str:
    """Without capitals, the marks of Arabic vowels, and what Arabic writes onto a word: 'the', 'and', 'by', 'your'."""
    bare = _VOWEL_MARKS.sub("", text).lower()
    return _JOINED.sub(r"\1", bare).replace("ة", "ت")
