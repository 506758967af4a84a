"""Drafts of one script's catalogue from the other's: Traditional Chinese from Simplified, by OpenCC.

A reader of Traditional Chinese is better served by converted words than by English, as long as she is told. So a draft
carries the flag `machine-made` in its catalogue; pages say so until a person has read it and taken the flag away.
"""

from collections.abc import Callable
from dataclasses import replace

from i18n.entries import Entries, Entry
from i18n.po import Key


def drafted(entries: Entries, origin: Entries, convert: Callable[[str], str]) -> dict[Key, Entry]:
    """The catalogue with a draft wherever nobody has translated, and the origin has a finished translation.

    What a person wrote stays, also where the source changed since (fuzzy): it goes to the notes, and a draft stands in
    its place until somebody has looked.
    """
    return {key: _drafted(entry, origin.get(key), convert) for key, entry in entries.items()}


def _drafted(entry: Entry, origin: Entry | None, convert: Callable[[str], str]) -> Entry:
    if entry.translated and not entry.fuzzy and not entry.machine_made:
        return entry
    if origin is None or not origin.translated or origin.fuzzy:
        return entry
    notes = list(entry.notes)
    if entry.translated and not entry.machine_made:
        notes += [f"Before the source changed: {form}".replace("\n", " ") for form in entry.forms]
    forms = tuple(convert(form) for form in origin.forms)
    return replace(entry, forms=forms, notes=notes, fuzzy=False, previous=[], machine_made=True)
