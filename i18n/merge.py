"""Brings a catalogue up to its sources without losing a translation that can still be of use."""

import difflib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from i18n.entries import Entries, Entry, quoted
from i18n.po import Key

# Below this share of common letters an old translation is more in the way than of help.
_ALIKE: Final = 0.6


def merge(template: Entries, old: Entries, plurals: int) -> dict[Key, Entry]:
    """The template's messages with the old catalogue's translations.

    Args:
        template: the messages of the sources, untranslated; the result has them in the same order.
        old: the catalogue until now.
        plurals: how many plural forms the language has.

    A sentence that changed keeps its translation, marked fuzzy, with the sentence it was made for: readers see the
    source until a person has looked at it. A changed sentence is known by its place (for content), else by likeness
    within its file. What the sources no longer have is left out.
    """
    gone = _by_file(entry for key, entry in old.items() if key not in template and entry.translated)
    merged: dict[Key, Entry] = {}
    for key, entry in template.items():
        if known := old.get(key):
            merged[key] = _carried(entry, known, plurals, fuzzy=known.fuzzy or known.ids != entry.ids)
        elif former := _former(entry, gone):
            merged[key] = _carried(entry, former, plurals, fuzzy=True)
        else:
            merged[key] = replace(entry)
    return merged


def _by_file(entries: Iterable[Entry]) -> Mapping[str, list[Entry]]:
    files: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for file in entry.files:
            files[file].append(entry)
    return files


def _carried(entry: Entry, old: Entry, plurals: int, *, fuzzy: bool) -> Entry:
    forms = old.forms
    if forms and len(entry.ids) != len(old.ids):
        forms = forms[:1] if len(entry.ids) == 1 else forms[:1] * plurals
    # A fuzzy translation may be older than the last sentence; if it was made for this very sentence, it is good again.
    previous = old.previous or (_quoted(old) if old.ids != entry.ids else [])
    fuzzy = fuzzy and bool(forms) and previous != _quoted(entry)
    made = old.machine_made and bool(forms)
    return replace(
        entry, forms=forms, notes=old.notes, fuzzy=fuzzy, previous=previous if fuzzy else [], machine_made=made
    )


def _quoted(entry: Entry) -> list[str]:
    keywords = ("msgid", "msgid_plural")
    return [line for keyword, text in zip(keywords, entry.ids, strict=False) for line in quoted(keyword, text)]


def _former(entry: Entry, gone: Mapping[str, list[Entry]]) -> Entry | None:
    candidates = [old for file in entry.files for old in gone.get(file, ()) if old.context == entry.context]
    same_place = [old for old in candidates if not set(old.comments).isdisjoint(entry.comments)]
    if same_place:
        return max(same_place, key=lambda old: _likeness(old, entry))
    likely = max(candidates, key=lambda old: _likeness(old, entry), default=None)
    return likely if likely and _likeness(likely, entry) >= _ALIKE else None


def _likeness(one: Entry, other: Entry) -> float:
    return difflib.SequenceMatcher(None, one.ids[0], other.ids[0], autojunk=False).ratio()
