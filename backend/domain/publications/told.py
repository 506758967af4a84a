"""A text in a reader's language: its three sentences, its blocks, and how it is said aloud."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from backend.domain.publications.gate import as_sentences
from backend.domain.publications.rules import minutes_to_read
from i18n.catalogues import Fragment, Translator
from i18n.languages import LANGUAGES
from i18n.reading import Reading, reading
from prose.blocks import Block, blocks_of
from prose.document import Document, strange
from prose.inline import InlineRefused, Span, links, plain, spans

Find = Callable[[str], Fragment]
Said = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph, point or field, in the language it is really in. `spoken` is how it is said aloud."""

    spans: tuple[Span, ...]
    spoken: str
    language: str

    @property
    def text(self) -> str:
        """The words without marks."""
        return "".join(each.text for each in self.spans)

    @property
    def direction(self) -> str:
        """'ltr' or 'rtl'."""
        return LANGUAGES[self.language].direction


@dataclass(frozen=True, slots=True)
class Part:
    """A block with its lines. `columns` is for a table, `office` for a contact, `level` for a heading."""

    kind: str
    lines: tuple[Line, ...]
    level: int = 0
    columns: int = 0
    office: str | None = None

    @property
    def rows(self) -> list[tuple[Line, ...]]:
        """The rows of a table, its head first."""
        return [self.lines[at : at + self.columns] for at in range(0, len(self.lines), self.columns or 1)]


@dataclass(frozen=True, slots=True)
class Told:
    """A whole text for a reader."""

    id: str
    kind: str
    title: Line
    short: tuple[Line, ...]
    parts: tuple[Part, ...]
    keywords: str
    office: str
    services: tuple[str, ...]
    ends_on: date | None
    minutes: int
    reading: Reading

    @property
    def names_office(self) -> bool:
        """Whether its own words say already how to reach the office that answers for it."""
        return any(part.kind == "contact" and part.office == self.office for part in self.parts)

    @property
    def plain(self) -> str:
        """All its words below the three sentences, a line for each."""
        return "\n".join(line.text for part in self.parts for line in part.lines)


def tell(document: Document, language: str, translator: Translator) -> Told:
    """The text in the translator's language; what is not translated stays in the `language` it was written in."""
    find = finder(language, translator)
    said = [(find(written).text, find(say).text) for written, say in document.spoken]
    title = _line(document.title, find, said, marks=False)
    short = tuple(_line(each, find, said, marks=False) for each in document.short)
    parts = tuple(_part(each, find, said) for each in blocks_of(document.body, document.line))
    lines = [line for part in parts for line in part.lines]
    words = as_sentences(line.text for line in (*short, *lines))
    tag = translator.language.tag
    return Told(
        id=document.id,
        kind=document.kind,
        title=title,
        short=short,
        parts=parts,
        keywords=find(document.keywords).text if document.keywords else "",
        office=document.office,
        services=document.services,
        ends_on=document.ends_on,
        minutes=minutes_to_read(as_sentences(line.text for line in lines), tag),
        reading=reading(words, tag),
    )


def tell_card(document: Document, language: str, translator: Translator) -> tuple[Line, tuple[Line, ...]]:
    """Its title and its short form alone, for lists."""
    find = finder(language, translator)
    return _line(document.title, find, (), marks=False), tuple(
        _line(each, find, (), marks=False) for each in document.short
    )


def finder(language: str, translator: Translator) -> Find:
    """Finds a text's words for a reader. A translation that leads elsewhere than its source is not shown."""

    def find(text: str) -> Fragment:
        if translator.language.tag == language:
            return Fragment(text, language)
        found = translator.find(text)
        if found.language != translator.language.tag or wrong_in_translation(text, found.text):
            return Fragment(text, language)
        return found

    return find


def wrong_in_translation(source: str, translation: str) -> str | None:
    """What a translation of a line of Markdown has done that it must not; None if it is sound."""
    try:
        if set(links(source)) != set(links(translation)):
            return "its links are not those of the source"
        return next(strange(plain(translation)), None)
    except InlineRefused as error:
        return error.what


def texts_of(document: Document, said: Said = str) -> Iterator[tuple[str, str]]:
    """All that a reader of this text reads: for each line the kind of its block, and its words without marks.

    `said` gives a line in another language; what is None in it is left out. Raises `ProseBroken` and `InlineRefused`.
    """
    for text in (document.title, *document.short):
        if told := said(text):
            yield "short", told
    for block in blocks_of(document.body, document.line):
        for text in block.texts:
            if told := said(text):
                yield block.kind, plain(told)


def _part(block: Block, find: Find, said: list[tuple[str, str]]) -> Part:
    lines = tuple(_line(each, find, said) for each in block.texts)
    return Part(block.kind, lines, block.level, block.columns, block.office)


def _line(text: str, find: Find, said: "list[tuple[str, str]] | tuple[()]", *, marks: bool = True) -> Line:
    found = find(text)
    shown = spans(found.text) if marks else (Span(found.text),)
    spoken = "".join(each.text for each in shown)
    for written, say in said:
        spoken = spoken.replace(written, say)
    return Line(shown, spoken, found.language)
