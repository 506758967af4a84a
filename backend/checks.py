"""What must hold before a content folder is published, as `handrail check` says it."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from backend import lesson_words, plain_words
from backend.config import ROOT
from backend.domain.catalogue.city import Content, ContentBroken, load_content
from backend.domain.catalogue.glossary import plain_lists
from backend.domain.catalogue.practice import practice_problems
from backend.domain.catalogue.synonyms import FILE as SYNONYMS
from backend.domain.publications.checking import hard_words
from backend.domain.publications.told import wrong_in_translation
from backend.domain.search.documents import of_city
from backend.domain.search.rules import impacts, key_of
from backend.lesson_checks import held_to_services
from flows import check as flow_check
from flows.lines import line_of
from flows.load import Problem
from i18n.catalogues import Catalogues
from i18n.checks import shortened
from i18n.languages import SOURCE
from i18n.po import CatalogueError
from i18n.tooling import content_problems
from i18n.words import tokens
from prose.blocks import blocks_of
from prose.document import read

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
    """What is hard to read in the city's articles, and translations of them that are not shown."""
    lists = plain_lists(folder, SOURCE.tag, content.glossary.values(), content.names, str)
    for text_id, whole in content.texts.items():
        document = read(whole)
        for problem in hard_words(document, SOURCE.tag, lists):
            yield Problem(f"{text_id}.md {problem.where}", problem.what)
        lines = [line for block in blocks_of(document.body) for line in block.texts]
        for tag in content.city.languages:
            for line in lines:
                found = catalogues.translator(tag).find(line)
                wrong = wrong_in_translation(line, found.text)
                if wrong:
                    yield Problem(f"{text_id}.md in {tag}", f"the translation of {shortened(line)}: {wrong}")


def _translation_problems(folder: Path, languages: tuple[str, ...]) -> Iterator[Problem]:
    for what in content_problems(folder, languages):
        yield Problem("translations", what)
