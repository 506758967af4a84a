"""Catalogue entries as the tools see them: with comments, places and flags, read from and written to .po files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from babel.messages.catalog import Message
from babel.messages.pofile import PoFileError, normalize, read_po

from i18n.languages import Language
from i18n.plurals import plural_of
from i18n.po import MACHINE_MADE, CatalogueError, Key

FUZZY: Final = "fuzzy"
FORMAT: Final = "python-format"


@dataclass(slots=True)
class Entry:
    """One message of a catalogue.

    Attributes:
        ids: the source text, or its singular and plural.
        context: gettext's msgctxt.
        forms: the translation, one for each plural form; empty where there is none.
        comments: what the sources say about it; for content, where it stands (`bus-pass · questions.name.why`).
        files: the source files, relative to the folder the catalogue belongs to.
        notes: what translators wrote about it; kept as they are.
        previous: while fuzzy, the source text the translation was made for, as .po lines without their `#|`.
        fuzzy: the translation was made for another text and waits for a person to look at it.
        machine_made: a program made the translation; it is shown with a note until a person takes the flag away.
    """

    ids: tuple[str, ...]
    context: str | None = None
    forms: tuple[str, ...] = ()
    comments: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    previous: list[str] = field(default_factory=list)
    fuzzy: bool = False
    machine_made: bool = False

    @property
    def key(self) -> Key:
        """What gettext looks a message up by."""
        return self.context, self.ids[0]

    @property
    def translated(self) -> bool:
        """Whether every form has words; they may still be fuzzy."""
        return bool(self.forms) and all(self.forms)


Entries = Mapping[Key, Entry]


def read_entries(path: Path, language: Language) -> dict[Key, Entry]:
    """The entries of a .po file without its obsolete ones; an absent file has none.

    Raises:
        CatalogueError: the file is not a .po file.
    """
    if not path.exists():
        return {}
    try:
        with path.open("rb") as file:
            catalog = read_po(file, locale=language.locale, ignore_obsolete=True, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path}: {error}") from error
    return {entry.key: entry for entry in (_entry(message) for message in catalog if message.id)}


def _entry(message: Message) -> Entry:
    forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    # Babel gives '#| msgid' lines as comments of the translator that begin with a bar.
    return Entry(
        ids=(message.id,) if isinstance(message.id, str) else tuple(message.id),
        context=message.context,
        forms=forms if any(forms) else (),
        comments=list(message.auto_comments),
        files=[place[0] for place in message.locations],
        notes=[note for note in message.user_comments if not note.startswith("|")],
        previous=[note[1:].strip() for note in message.user_comments if note.startswith("|")],
        fuzzy=FUZZY in message.flags,
        machine_made=MACHINE_MADE in message.flags,
    )


def quoted(keyword: str, text: str) -> list[str]:
    """The .po lines of one text: `msgid "…"`, a line of its own for each line of the text."""
    return f"{keyword} {normalize(text, width=0)}".split("\n")


def render(entries: Entries, language: Language) -> str:
    """A whole .po file: the same entries always give the same text, with no dates and no line numbers."""
    blocks = [_header(language)]
    blocks += ["\n".join(_lines(entry, plural_of(language).count)) for entry in entries.values()]
    return "\n\n".join(blocks) + "\n"


def _header(language: Language) -> str:
    values = (
        f"Language: {language.folder}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: {plural_of(language).header}",
    )
    return "\n".join(
        [f"# {language.own_name} ({language.tag})", 'msgid ""', 'msgstr ""', *(f'"{value}\\n"' for value in values)]
    )


def _lines(entry: Entry, plurals: int) -> Iterator[str]:
    yield from (f"# {note}".rstrip() for note in entry.notes)
    yield from (f"#. {comment}" for comment in entry.comments)
    yield from (f"#: {_isolated(file)}" for file in entry.files)
    flags = [FUZZY] * entry.fuzzy + [MACHINE_MADE] * entry.machine_made
    flags += [FORMAT] * any("%(" in text for text in entry.ids)
    if flags:
        yield f"#, {', '.join(flags)}"
    yield from (f"#| {line}" for line in entry.previous)
    if entry.context is not None:
        yield from quoted("msgctxt", entry.context)
    yield from quoted("msgid", entry.ids[0])
    if len(entry.ids) == 1:
        yield from quoted("msgstr", entry.forms[0] if entry.forms else "")
        return
    yield from quoted("msgid_plural", entry.ids[1])
    for number in range(plurals):
        yield from quoted(f"msgstr[{number}]", entry.forms[number] if number < len(entry.forms) else "")


def _isolated(file: str) -> str:
    """A file name with blanks stands between isolate marks, as gettext writes it."""
    return f"\u2068{file}\u2069" if " " in file else file
