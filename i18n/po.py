"""A lean reader for gettext .po files.

Babel's own reader keeps comments, places and flags, which the program has no use for once it runs; reading only what is
shown takes a fraction of the time. The tools that write catalogues use Babel.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

# A message's key is its context (mostly None) and its source text; its value is one form, or one for each plural.
Key = tuple[str | None, str]
Forms = tuple[str, ...]

_ESCAPED: Final = re.compile(r"\\(.)")
_MEANING: Final = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
_LINE: Final = re.compile(r'(?:(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)[ \t]+)?"(.*)"')

MACHINE_MADE: Final = "machine-made"
"""The flag of a translation that a program made and nobody has read yet; readers are told."""


class MachineMade(tuple[str, ...]):
    """The forms of a translation that a program made."""

    __slots__ = ()


class CatalogueError(ValueError):
    """A .po file that cannot be read; the message names the file and the line."""


def read_translations(path: Path) -> Iterator[tuple[Key, Forms]]:
    """The finished translations of a .po file: no header, nothing fuzzy, obsolete or only partly translated.

    Raises:
        CatalogueError: a line is not what the format allows, or the file is not UTF-8.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{path}: this file is not UTF-8 ({error.reason} at byte {error.start})") from error
    fields: dict[str, str] = {}
    field, flags = "", ""
    for number, line in enumerate(lines, start=1):
        stripped = line.strip()
        if not stripped or stripped[0] == "#":
            if fields:
                yield from _finished(fields, flags)
                fields, flags = {}, ""
            if stripped.startswith("#,"):
                flags = stripped
            elif not stripped or stripped.startswith("#~"):
                flags = ""
            continue
        found = _LINE.fullmatch(stripped)
        if not found or not (found[1] or fields):
            raise CatalogueError(f"{path}:{number}: expected a message or a text in quotes, found: {stripped[:60]}")
        keyword, text = found.groups()
        if keyword in {"msgctxt", "msgid"} and "msgid" in fields:
            yield from _finished(fields, flags)
            fields, flags = {}, ""
        field = keyword or field
        fields[field] = fields.get(field, "") + (_ESCAPED.sub(_unescaped, text) if "\\" in text else text)
    yield from _finished(fields, flags)


def _unescaped(match: re.Match[str]) -> str:
    return _MEANING.get(match[1], match[0])


def _finished(fields: dict[str, str], flags: str) -> Iterator[tuple[Key, Forms]]:
    msgid = fields.get("msgid")
    if "fuzzy" in flags or not msgid:
        return
    forms = tuple(text for keyword, text in fields.items() if keyword.startswith("msgstr"))
    if forms and all(forms):
        yield (fields.get("msgctxt"), msgid), MachineMade(forms) if MACHINE_MADE in flags else forms
