"""What keeps a translation of a text from its readers, beside the field it stands in."""

from collections.abc import Container, Iterator

from backend.core.errors import FieldError
from backend.domain.catalogue.texts import Places, problems_of
from backend.domain.publications.checking import hard_words
from backend.domain.publications.gate import as_sentences, complaints
from backend.domain.publications.told import wrong_in_translation
from backend.domain.publications.words import Words, laid_over
from flows.load import Problem
from i18n.plain.lists import Lists
from i18n.reading import reading
from i18n.sentence import Sentence
from i18n.text import N_
from prose.blocks import Block, blocks_of
from prose.document import (
    LONGEST_BODY,
    LONGEST_KEYWORDS,
    LONGEST_SENTENCE,
    LONGEST_TITLE,
    Document,
    ProseBroken,
    at_line,
)
from prose.inline import InlineRefused, links, plain

BLOCK_NAMES = {
    "heading": N_("Heading"),
    "paragraph": N_("Paragraph"),
    "list": N_("List"),
    "steps": N_("Steps"),
    "warning": N_("Warning"),
    "contact": N_("Contact"),
    "quote": N_("Quotation"),
    "table": N_("Table"),
}
NOTHING = N_("Nothing")
SAME_TITLE = N_("The title is still the one of the source. Write it in the language of the translation.")
NO_TITLE = N_("Write a title of at most 100 letters and signs.")
SAME_SENTENCE = N_("A sentence is still the one of the source: %(words)s")
HOW_MANY = N_("Sentences here: %(theirs)s in the source, %(made)s in the translation. Write one for each.")
NO_BODY = N_("The text is empty or too long. At most 20,000 letters and signs fit.")
NO_KEYWORDS = N_("The source has words that people look for. Write them in the language of the translation.")
NOT_SAID = N_("The source tells how '%(words)s' is said. It stands in the translation too: write how it is said there.")
OTHER_BLOCK = N_("The source has this here: %(theirs)s. The translation has: %(made)s.")
OTHER_LEVEL = N_("The heading has another number of # than in the source.")
OTHER_OFFICE = N_("The contact names another office than the source: '%(id)s'.")
OTHER_SIZE = N_("Lines or fields in this part: %(theirs)s in the source, %(made)s in the translation.")
OTHER_LINKS = N_("The links are not those of the source: %(links)s.")
FEWEST_WORDS = 4
"""Fewer may be a name or a number, which is the same in every language."""
LONGEST_QUOTED = 60


def wrong(
    source: Document, written_in: str, words: Words, language: str, lists: Lists, places: Places, texts: Container[str]
) -> tuple[FieldError, ...]:
    """All of it: `lists`, and every complaint about words, are those of the translation's language."""
    made = laid_over(source, words)
    found = [
        *_title(source, words),
        *_short(source, words, written_in, language),
        *_body(source, made, written_in, language, places, texts),
        *_beside(source, words),
    ]
    if words.title and words.short and words.body.strip():
        found += _hard(made, language, lists)
    return tuple(FieldError(name, f"/{name}", what) for name, what in found)


Fault = tuple[str, str]
"""A field and what is wrong in it."""


def _title(source: Document, words: Words) -> Iterator[Fault]:
    if not 0 < len(words.title) <= LONGEST_TITLE:
        yield "title", NO_TITLE
    elif words.title.casefold() == source.title.casefold():
        yield "title", SAME_TITLE


def _short(source: Document, words: Words, written_in: str, language: str) -> Iterator[Fault]:
    if len(words.short) != len(source.short):
        yield "short", Sentence(HOW_MANY, theirs=str(len(source.short)), made=str(len(words.short)))
        return
    for its, made in zip(source.short, words.short, strict=True):
        if len(made) > LONGEST_SENTENCE:
            yield (
                "short",
                Sentence(N_("A sentence has more than %(most)s letters and signs."), most=str(LONGEST_SENTENCE)),
            )
        if _is_left(its, made, written_in, language):
            yield "short", Sentence(SAME_SENTENCE, words=_quoted(made))


def _body(
    source: Document, made: Document, written_in: str, language: str, places: Places, texts: Container[str]
) -> Iterator[Fault]:
    if not 0 < len(made.body.strip()) <= LONGEST_BODY:
        yield "body", NO_BODY
        return
    # The office and the services are the source's, and not for the translator to mend.
    yield from (("body", _at(each)) for each in problems_of(made, places, texts) if each.where not in _FACTS)
    try:
        pairs = _paired(blocks_of(source.body, source.line), blocks_of(made.body, made.line))
    except ProseBroken:
        return
    if isinstance(pairs, Problem):
        yield "body", _at(pairs)
        return
    for its, own in pairs:
        yield from (("body", _at(Problem(at_line(own.line), what))) for what in _unlike(its, own, written_in, language))


_FACTS = ("office", "services")


def _paired(source: tuple[Block, ...], made: tuple[Block, ...]) -> list[tuple[Block, Block]] | Problem:
    """Each block with its translation; or the first place where the two texts part."""
    for number in range(max(len(source), len(made))):
        its, own = (blocks[number] if number < len(blocks) else None for blocks in (source, made))
        if its is None or own is None or its.kind != own.kind:
            line = own.line if own else made[-1].line
            names = {"theirs": _name(its), "made": _name(own)}
            return Problem(at_line(line), Sentence(OTHER_BLOCK, **names))
    return list(zip(source, made, strict=True))


def _name(block: Block | None) -> Sentence:
    """The kind of a block, with its first words: there may be many of one kind."""
    if block is None:
        return Sentence(NOTHING)
    first = plain(block.texts[0]) if block.texts else block.office or ""
    return Sentence(N_("%(kind)s ‘%(words)s’"), kind=Sentence(BLOCK_NAMES[block.kind]), words=_quoted(first))


def _unlike(its: Block, own: Block, written_in: str, language: str) -> Iterator[str]:
    """What a block has otherwise than its source, but for its words."""
    if its.level != own.level:
        yield Sentence(OTHER_LEVEL)
    if its.office != own.office:
        yield Sentence(OTHER_OFFICE, id=own.office or "")
    if (len(its.texts), its.columns) != (len(own.texts), own.columns):
        yield Sentence(OTHER_SIZE, theirs=str(len(its.texts)), made=str(len(own.texts)))
        return
    for text, said in zip(its.texts, own.texts, strict=True):
        if wrong_in_translation(text, said):
            yield Sentence(OTHER_LINKS, links=_links_of(text))
        if _is_left(plain(text), plain(said), written_in, language):
            yield Sentence(SAME_SENTENCE, words=_quoted(plain(said)))


def _beside(source: Document, words: Words) -> Iterator[Fault]:
    if len(words.keywords) > LONGEST_KEYWORDS:
        yield "keywords", N_("At most 500 letters and signs fit here.")
    if source.keywords and not words.keywords:
        yield "keywords", NO_KEYWORDS
    whole = "\n".join((words.title, *words.short, words.body))
    said = {written for written, _ in words.spoken}
    for written, _ in source.spoken:
        if written in whole and written not in said:
            yield "spoken", Sentence(NOT_SAID, words=written)


def _hard(made: Document, language: str, lists: Lists) -> Iterator[Fault]:
    """What is hard to read in the whole, beside the field that is hard in the same way when it is read alone."""
    alone = {
        "title": set(complaints(as_sentences([made.title]), language, lists)),
        "short": set(complaints(as_sentences(made.short), language, lists)),
    }
    for each in hard_words(made, language, lists):
        yield next((name for name, found in alone.items() if each.what in found), "body"), _at(each)


def _is_left(source: str, made: str, written_in: str, language: str) -> bool:
    """Whether words were left as they are. Two ways to write one language have many lines in common."""
    if written_in.partition("-")[0] == language.partition("-")[0]:
        return False
    return made.casefold() == source.casefold() and reading(made, written_in).words >= FEWEST_WORDS


def _links_of(text: str) -> str | Sentence:
    try:
        return ", ".join(sorted(set(links(text)))) or Sentence(NOTHING)
    except InlineRefused:
        return Sentence(NOTHING)


def _quoted(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTED else f"{text[:LONGEST_QUOTED]}…"


def _at(problem: Problem) -> Sentence:
    return Sentence(N_("%(where)s: %(what)s"), where=problem.where, what=problem.what)
