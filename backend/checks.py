"""What must hold before a content folder is published, as `handrail check` says it."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from backend import lesson_words, plain_words
from backend.config import ROOT
from backend.domain.catalogue.city import Content, ContentBroken, load_content
from backend.domain.catalogue.glossary import plain_lists
from backend.domain.catalogue.practice import practice_problems
from backend.domain.catalogue.synonyms import FILE as SYNONYMS
from backend.domain.publications.checking import HARD, hard_words, unlisted_in
from backend.domain.publications.gate import in_words
from backend.domain.publications.told import finder, wrong_in_translation
from backend.domain.search.documents import of_city
from backend.domain.search.rules import impacts, key_of
from backend.lesson_checks import held_to_services
from flows import check as flow_check
from flows.lines import line_of
from flows.load import Problem
from i18n.catalogues import Catalogues, Translator
from i18n.checks import shortened
from i18n.languages import SOURCE
from i18n.plain.lists import ListBroken
from i18n.po import CatalogueError
from i18n.tooling import content_problems
from i18n.words import tokens
from prose.blocks import blocks_of
from prose.document import Document, read

_PLACE = re.compile(r"(?P<file>[\w./-]+\.yaml) (?P<place>\S.*)")


def problems_of(folder: Path, today: date) -> list[Problem]:
    """Return all that is wrong in a city's folder, each with its place; an empty list means it may be published."""
    return [_with_line(folder, problem) for problem in _found(folder, today)]


def _with_line(folder: Path, problem: Problem) -> Problem:
    """A problem that also says on which line of its file it is, where that can be found."""
    named = _PLACE.fullmatch(problem.where)
    path = folder / named["file"] if named else folder
    if named is None or named["place"].startswith(("line ", "file")) or not path.is_file():
        return problem
    line = line_of(path.read_text(encoding="utf-8"), named["place"])
    return Problem(problem.where, f"{problem.what} (line {line})") if line else problem


def _found(folder: Path, today: date) -> list[Problem]:
    try:
        content = load_content(folder)
    except ContentBroken as error:
        return error.problems
    services = list(_service_problems(content, today))
    found = [
        *services,
        # A service that cannot be published as it is cannot be walked either; it is mended first.
        *([] if services else practice_problems(content, today)),
        *held_to_services(content, today),
        *lesson_words.changed(folder, content),
        *_translation_problems(folder, content.city.languages),
    ]
    try:
        catalogues = Catalogues.load(ROOT / "i18n" / "locales", folder / "locales")
    except CatalogueError:  # named above; what is said in other languages cannot be looked at before it is mended
        return found
    return [
        *found,
        *_synonym_problems(content, catalogues),
        *_text_problems(content, folder, catalogues),
        *plain_words.problems_of(folder, content, catalogues),
    ]


def _service_problems(content: Content, today: date) -> Iterator[Problem]:
    for service in content.services.values():
        place = f"services/{service.id}.yaml"
        for problem in flow_check.problems_of(service, today):
            yield Problem(f"{place} {problem.where}", problem.what)


def _synonym_problems(content: Content, catalogues: Catalogues) -> Iterator[Problem]:
    """Synonyms that are no words, are there twice, or lead to nothing that stands on a page."""
    for tag, pairs in content.synonyms.items():
        documents = of_city(content, catalogues.translator(tag))
        known = {word for each in documents for word in impacts(each, tag)}
        said = Counter(pairs)
        for number, each in enumerate(pairs, start=1):
            place = f"{SYNONYMS} {tag}.{number}"
            if not key_of(each.words, tag):
                yield Problem(place, f"'{each.words}' is nothing that search looks for")
            if said[each] > 1:
                yield Problem(place, f"'{each.words}' is there twice")
            if known.isdisjoint(tokens(each.means, tag)):
                yield Problem(place, f"'{each.means}' finds nothing; use words that stand on a page")


def _text_problems(content: Content, folder: Path, catalogues: Catalogues) -> Iterator[Problem]:
    """What is hard to read in the city's articles, in each language, and translations of them that are not shown."""
    documents = {text_id: read(whole) for text_id, whole in content.texts.items()}
    for tag in content.city.languages:
        translator = catalogues.translator(tag)
        try:
            lists = plain_lists(folder, tag, content.glossary.values(), content.names, translator.text)
        except ListBroken:  # `plain_words` names it
            continue
        for text_id, document in documents.items():
            place = f"{text_id}.md" if tag == SOURCE.tag else f"{text_id}.md in {tag}"
            yield from _unsound_lines(place, document, translator)
            said = _in_language(translator)
            for problem in hard_words(document, tag, lists, said):
                yield Problem(f"{place} {problem.where}", problem.what)
            for each in unlisted_in(document, tag, lists, said):
                yield Problem(f"{place} {HARD}", in_words(each))


def _unsound_lines(place: str, document: Document, translator: Translator) -> Iterator[Problem]:
    for line in (line for block in blocks_of(document.body) for line in block.texts):
        wrong = wrong_in_translation(line, translator.find(line).text)
        if wrong:
            yield Problem(place, f"the translation of {shortened(line)}: {wrong}")


def _in_language(translator: Translator) -> Callable[[str], str | None]:
    """Gives what readers are shown of a line in the translator's language; None where they see the source."""
    find = finder(SOURCE.tag, translator)

    def said(text: str) -> str | None:
        found = find(text)
        return found.text if found.language == translator.language.tag else None

    return said


def _translation_problems(folder: Path, languages: tuple[str, ...]) -> Iterator[Problem]:
    for what in content_problems(folder, languages):
        yield Problem("translations", what)
