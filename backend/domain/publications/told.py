"""A text in a reader's language: its three sentences, its blocks, and how it is said aloud."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from backend.domain.publications.gate import as_sentences
from backend.domain.publications.rules import minutes, minutes_to_read
from i18n.catalogues import Fragment, Translator
from i18n.languages import LANGUAGES
from i18n.reading import Reading, reading
from i18n.scripts import tag_of
from prose.blocks import Block, blocks_of
from prose.document import Document, strange
from prose.inline import InlineRefused, Span, links, plain, spans

Find = Callable[[str], Fragment]
Said = Callable[[str], str | None]
Say = Callable[[str, str], str]
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph, point or field, in the language it is really in. `spoken` is how it is said aloud.

    `converted`: a program turned it from the language's other script.
    """

    spans: tuple[Span, ...]
    spoken: str
    language: str
    converted: bool = False

    @property
    def text(self) -> str:
        """The words without marks."""
        return "".join(each.text for each in self.spans)

    @property
    def tag(self) -> str:
        """The language with what it was converted from, where it was."""
        return tag_of(self.language, converted=self.converted)

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
    def lines(self) -> Iterator[Line]:
        """All that it says, in order."""
        yield from (self.title, *self.short)
        for part in self.parts:
            yield from part.lines

    @property
    def plain(self) -> str:
        """All its words below the three sentences, a line for each."""
        return "\n".join(line.text for part in self.parts for line in part.lines)


def tell(document: Document, language: str, translator: Translator) -> Told:
    """The text in the translator's language; what is not translated stays in the `language` it was written in."""
    find = finder(language, translator)
    say = _sayer(document.spoken, language, find)
    title = _line(document.title, find, say, marks=False)
    short = tuple(_line(each, find, say, marks=False) for each in document.short)
    parts = tuple(_part(each, find, say) for each in blocks_of(document.body, document.line))
    lines = [line for part in parts for line in part.lines]
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
        minutes=minutes_to_read(_by_language(lines)),
        reading=_measured([*short, *lines]),
    )


def tell_card(document: Document, language: str, translator: Translator) -> tuple[Line, tuple[Line, ...]]:
    """Its title and its short form alone, for lists."""
    find = finder(language, translator)
    say = _sayer(document.spoken, language, find)
    return _line(document.title, find, say, marks=False), tuple(
        _line(each, find, say, marks=False) for each in document.short
    )


def finder(language: str, translator: Translator) -> Find:
    """Finds the words for a reader of a text written in `language`; what has no translation is marked with that.

    A translation that leads elsewhere than its source is not shown.
    """

    def find(text: str) -> Fragment:
        if translator.language.tag == language:
            return Fragment(text, language)
        found = translator.find(text, written_in=language)
        if found.language != translator.language.tag or wrong_in_translation(text, found.text):
            return translator.from_language(text, language)
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


def said(words: str, pairs: Pairs, tag: str) -> str:
    """Words of a language as they are said: what is written in a pair gives way to what is said for it.

    A pair holds for whole words, so that one for 'No' leaves 'Nobody' alone. Chinese has no blanks between its words;
    there only Latin letters and digits are held together.
    """
    if not pairs:
        return words
    return _written(pairs, tag.startswith("zh")).sub(lambda found: dict(pairs)[found[0]], words)


@lru_cache(maxsize=256)
def _written(pairs: Pairs, chinese: bool) -> re.Pattern[str]:  # noqa: FBT001  (an lru_cache tells keywords apart)
    sign = "[0-9A-Za-z]" if chinese else r"\w"
    longest_first = sorted((written for written, _ in pairs), key=len, reverse=True)
    return re.compile("|".join(_whole(each, sign) for each in longest_first))


def _whole(written: str, sign: str) -> str:
    before = f"(?<!{sign})" if re.match(sign, written) else ""
    after = f"(?!['’]?{sign})" if re.match(sign, written[-1]) else ""
    return f"{before}{re.escape(written)}{after}"


def _sayer(pairs: Pairs, language: str, find: Find) -> Say:
    """How a line is said. One that stayed in the language of the text is said by the pairs of that language."""
    translated = tuple((find(written).text, find(say).text) for written, say in pairs)
    return lambda words, tag: said(words, pairs if tag == language else translated, tag)


def _by_language(lines: Iterable[Line]) -> dict[str, str]:
    """The words of lines by the language they are really in, so that each is measured as what it is."""
    found: dict[str, list[str]] = {}
    for line in lines:
        found.setdefault(line.language, []).append(line.text)
    return {tag: as_sentences(texts) for tag, texts in found.items()}


def _measured(lines: Iterable[Line]) -> Reading:
    """How hard the text is, by the language that most of it is in: two languages have no measure together."""
    words = _by_language(lines)
    most = max(words, key=lambda tag: minutes(words[tag], tag))
    return reading(words[most], most)


def _part(block: Block, find: Find, say: Say) -> Part:
    lines = tuple(_line(each, find, say) for each in block.texts)
    return Part(block.kind, lines, block.level, block.columns, block.office)


def _line(text: str, find: Find, say: Say, *, marks: bool = True) -> Line:
    found = find(text)
    shown = spans(found.text) if marks else (Span(found.text),)
    spoken = say("".join(each.text for each in shown), found.language)
    return Line(shown, spoken, found.language, found.converted)
