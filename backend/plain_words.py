"""Whether all that a city's folder says is said in plain words, in each of its languages; and its glossary with it."""

import re
from collections.abc import Iterator
from pathlib import Path

from backend.config import ROOT
from backend.domain.catalogue import glossary
from backend.domain.catalogue.city import Content
from flows.load import Problem, read_yaml
from i18n.catalogues import Catalogues, Translator
from i18n.extract import kind_of, texts_of
from i18n.glossary import Finder
from i18n.plain.gate import Complaint, complaints, of_the_whole
from i18n.plain.lists import ListBroken, Lists
from i18n.po import read_translations
from i18n.text import fill

Texts = list[tuple[str, str]]
"""Of one file: where each text stands in it, and the text in the source language."""

NOT_READ = ("keywords",)
"""Fields whose words are only looked for; people type hard words too."""
_NOT_OURS = re.compile(r"screens\..*|steps\.[^.]+\.(?:write|cards\.[^.]+\.(?:title|text))")
"""What a lesson shows of other people's words; a scam may be as badly written as scams are."""
_A_STEP = re.compile(r"steps\.[^.]+\.(?:say|spoken)")


def problems_of(folder: Path, content: Content, catalogues: Catalogues) -> Iterator[Problem]:
    """What is not plain in the folder's texts and their translations, each with its place."""
    files = {name: texts for name, texts in _files(folder) if texts}
    for tag in content.city.languages:
        translator = catalogues.translator(tag)
        try:
            lists = glossary.plain_lists(folder, tag, content.glossary.values(), content.names, translator.text)
        except ListBroken as error:
            yield Problem(glossary.PLAIN, str(error))
            continue
        for name, texts in files.items():
            yield from hard_words(name, texts, translator, lists)
        yield from _riddles(content, tag, translator)
    yield from _unused_terms(content, files)


def in_words(complaint: Complaint) -> str:
    """A complaint as `handrail check` says it."""
    said = fill(complaint.message, complaint.values)
    return f"{said} Say: {', '.join(complaint.swaps)}." if complaint.swaps else said


def _files(folder: Path) -> Iterator[tuple[str, Texts]]:
    for path in sorted(folder.rglob("*.yaml")):
        kind = kind_of(path)
        if kind is not None:
            texts = texts_of(read_yaml(path.read_text()), kind)
            yield path.relative_to(folder).as_posix(), [each for each in texts if not unread(each[0])]


def unread(where: str) -> bool:
    """Whether a field of a content file is left out: nobody reads it, or its words are somebody else's."""
    return where in NOT_READ or _NOT_OURS.fullmatch(where) is not None


def hard_words(name: str, texts: Texts, translator: Translator, lists: Lists) -> Iterator[Problem]:
    """What is not plain in the texts of one file, in one language."""
    tag = translator.language.tag
    place = name if tag == "en" else f"{name} ({tag})"
    finds = [(where, translator.find(text)) for where, text in texts]
    told = [(where, found.text) for where, found in finds if found.language == tag and not found.converted]
    for where, text in told:
        step = name.startswith("lessons/") and _A_STEP.fullmatch(where) is not None
        for each in complaints(text, tag, lists, step=step, whole=False):
            yield Problem(f"{place} {where}", in_words(each))
    whole = "\n".join(text for _, text in told)
    yield from (Problem(place, in_words(each)) for each in of_the_whole(whole, tag))


def _riddles(content: Content, tag: str, translator: Translator) -> Iterator[Problem]:
    """Terms that are explained by themselves alone, or not at all in this language."""
    for term in content.glossary.values():
        means, word = translator.find(term.means), translator.find(term.term)
        own = {each.term for each in Finder({form: form for form in term.written(translator.text)}).uses(means.text)}
        if own and means.language == word.language == tag:
            yield Problem(f"{glossary.FILE} terms.{term.id}.means ({tag})", f"explains '{word.text}' by itself")


def _unused_terms(content: Content, files: dict[str, Texts]) -> Iterator[Problem]:
    """Terms that neither the folder nor the product says; what the product says stands in its catalogues."""
    finder = glossary.finder(content.glossary.values(), str)
    told = [text for name, texts in files.items() if name != glossary.FILE for _, text in texts]
    catalogues = (ROOT / "i18n" / "locales").glob("*/LC_MESSAGES/*.po")
    product = {text for path in catalogues for (_, text), _ in read_translations(path)}
    used = {use.term for text in (*told, *content.texts.values(), *product) for use in finder.uses(text)}
    for term in content.glossary:
        if term not in used:
            yield Problem(f"{glossary.FILE} terms.{term}", "stands in no text; take it out")
