"""Drafts of one script's catalogue from the other's: Traditional Chinese from Simplified, by OpenCC.

A reader of Traditional Chinese is better served by converted words than by English, as long as she is told. So a draft
carries the flag `machine-made` in its catalogue; pages say so until a person has read it and taken the flag away.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from i18n.entries import Entries, Entry
from i18n.po import Key

FROM: Final[Mapping[str, tuple[str, str]]] = {"zh-Hant": ("zh-Hans", "s2twp")}
"""Language → the language it can be drafted from, and the OpenCC conversion (with Taiwan's words, as our locale is)."""


class NoConverterError(RuntimeError):
    """OpenCC is not installed: it is a tool of those who make catalogues, and no part of the running program."""


def converter(language: str) -> Callable[[str], str]:
    """What turns a text into the language's script. Raises `NoConverterError`."""
    try:
        import opencc  # noqa: PLC0415 - see NoConverterError
    except ImportError:
        raise NoConverterError("OpenCC is missing: pip install -r requirements/dev.txt") from None
    convert: Callable[[str], str] = opencc.OpenCC(FROM[language][1]).convert
    return convert


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
