"""What keeps a text from going out, for the desk; `handrail check` says the same of the city's folder."""

from collections.abc import Container, Iterator
from dataclasses import replace

from backend.core.errors import FieldError
from backend.domain.catalogue.texts import Places, problems_of
from backend.domain.publications.gate import as_sentences, complaints, crowded, unlisted
from backend.domain.publications.told import Said, texts_of
from flows.load import Problem
from i18n.checks import shortened
from i18n.plain.gate import Complaint
from i18n.plain.lists import Lists
from i18n.sentence import Sentence
from i18n.text import N_
from prose.document import NEEDED, Document, ProseBroken

HARD = N_("plain words")
STEP = N_("the step %(words)s")


def faults(document: Document, language: str, lists: Lists, places: Places, texts: Container[str]) -> list[Problem]:
    """All of it, each with its place: Markdown that is refused, places that are not there, words that are hard."""
    # Its writer sees the Markdown alone, so lines are counted from there.
    return [*problems_of(replace(document, line=1), places, texts), *hard_words(document, language, lists)]


def hard_words(document: Document, language: str, lists: Lists, said: Said = str) -> Iterator[Problem]:
    """What makes a text hard to read; nothing for one that cannot be read at all, which `problems_of` says.

    `said` gives a line in the `language`, None where it is not translated.
    """
    told = _readable(document, said)
    for what in complaints(as_sentences(text for _, text in told), language, lists):
        yield Problem(Sentence(HARD), what)
    for kind, text in told:
        if kind == "steps":
            for what in crowded(text, language):
                yield Problem(Sentence(STEP, words=shortened(text)), what)


def unlisted_in(document: Document, language: str, lists: Lists, said: Said = str) -> list[Complaint]:
    """Its words that are neither on the list of everyday words nor in the glossary, each once."""
    return unlisted(as_sentences(text for _, text in _readable(document, said)), language, lists)


def words_unlisted(document: Document, language: str, lists: Lists) -> tuple[str, ...]:
    """The same as words alone, for whoever must say that they stay."""
    return tuple(each.values["words"] for each in unlisted_in(document, language, lists))


def _readable(document: Document, said: Said) -> list[tuple[str, str]]:
    try:
        return list(texts_of(document, said))
    except ProseBroken:
        return []


def as_errors(problems: list[Problem]) -> tuple[FieldError, ...]:
    """The same for a door: fields of the text, by where the problem is."""
    return tuple(_as_error(each) for each in problems)


def field_of(where: str) -> str:
    """The field that a place belongs to: 'spoken.0.say' to `spoken`; all that is no fact of the text to its body."""
    name = where.partition(".")[0]
    return _FIELDS.get(name, "body")


_FIELDS = {name: name for name in NEEDED} | {"review": "review_on", "ends": "ends_on"}


def _as_error(problem: Problem) -> FieldError:
    name = field_of(problem.where)
    said = Sentence(N_("%(where)s: %(what)s"), where=problem.where, what=problem.what)
    return FieldError(name, f"/{name}", said)
