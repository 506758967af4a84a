"""What keeps a text from going out, for the desk; `handrail check` says the same of the city's folder."""

from collections.abc import Container, Iterator
from dataclasses import replace

from backend.core.errors import FieldError
from backend.domain.catalogue.texts import Places, problems_of
from backend.domain.publications.gate import as_sentences, complaints
from backend.domain.publications.told import texts_of
from flows.load import Problem
from i18n.plain.lists import Lists
from i18n.sentence import Sentence
from i18n.text import N_
from prose.document import Document, ProseBroken

HARD = N_("plain words")


def faults(document: Document, language: str, lists: Lists, places: Places, texts: Container[str]) -> list[Problem]:
    """All of it, each with its place: Markdown that is refused, places that are not there, words that are hard."""
    # Its writer sees the Markdown alone, so lines are counted from there.
    return [*problems_of(replace(document, line=1), places, texts), *hard_words(document, language, lists)]


def hard_words(document: Document, language: str, lists: Lists) -> Iterator[Problem]:
    """What makes a text hard to read; nothing for one that cannot be read at all, which `problems_of` says."""
    try:
        whole = as_sentences(texts_of(document))
    except ProseBroken:
        return
    for what in complaints(whole, language, lists):
        yield Problem(Sentence(HARD), what)


def as_errors(problems: list[Problem]) -> tuple[FieldError, ...]:
    """The same for a door: fields of the text, by where the problem is."""
    return tuple(
        FieldError("body", "/body", Sentence(N_("%(where)s: %(what)s"), where=each.where, what=each.what))
        for each in problems
    )
