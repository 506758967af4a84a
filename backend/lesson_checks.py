"""What must hold of every lesson before it is published, as `handrail check lessons` says it.

The product's lessons, the city's, and those that make themselves are held to the live services. The written ones are
no older than the words of their services, and can be gone through from watching to doing it for real. They have whole
translations, with at most two sentences to a step in each language, and speak plain words, with one thing to do in each
step.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from backend import lesson_words, plain_words
from backend.config import ROOT
from backend.domain.catalogue import glossary
from backend.domain.catalogue.city import Content, ContentBroken, load_content
from backend.domain.catalogue.practice import with_practice
from flows.load import Problem, read_yaml
from i18n.catalogues import Catalogues
from i18n.extract import texts_of
from i18n.languages import SOURCE
from tutorials import check as lesson_check
from tutorials.curriculum import OWN, curriculum
from tutorials.lesson import Lesson
from tutorials.load_step import MOST_SENTENCES, count_sentences
from tutorials.path import tasks

_A_STEP = re.compile(r"steps\.[^.]+\.say")


def problems_of(folder: Path, today: date) -> list[Problem]:
    """Return all that is wrong with the lessons of a city's folder and of the product; none: they may be published."""
    try:
        written = load_content(folder)
    except ContentBroken as error:
        return error.problems
    content = with_practice(written, today)
    return [
        *held_to_services(content, today),
        *lesson_words.changed(folder, written),
        *without_a_task(content),
        *without_a_run(written.lessons.values()),
        *_written(folder, content),
    ]


def without_a_task(content: Content) -> Iterator[Problem]:
    """Modules of which nothing would be asked in 'What can you do already?'."""
    asked = {each.module.id for each in tasks(content.lessons)}
    for module in curriculum():
        if module.id not in asked:
            lesson, step = module.shows
            why = f"shows step '{step}' of lesson '{lesson}', which is not there or cannot be done alone"
            yield Problem(f"curriculum, module {module.id}", why)


def without_a_run(lessons: Iterable[Lesson]) -> Iterator[Problem]:
    """Lessons in which something is to be done that was never shown, or that end before it is done for real."""
    for lesson in lessons:
        kinds = [step.kind for step in lesson.steps]
        shown = kinds.index("watch") if "watch" in kinds else len(kinds)
        for step in lesson.steps[:shown]:
            if step.kind != "read":
                yield Problem(
                    f"lesson {lesson.id}, step {step.id}", "there is no 'watch' step before this first one to do"
                )
                break
        if "real" not in kinds:
            yield Problem(f"lesson {lesson.id}", "has no 'real' step, to do it on one's own phone")


def held_to_services(content: Content, today: date) -> Iterator[Problem]:
    """What no longer fits the live services, and what asks about a lesson that is not there."""
    for lesson in content.lessons.values():
        yield from lesson_check.problems_of(lesson, content.services, today)
        for step in lesson.steps:
            if step.about is not None and step.about not in content.lessons:
                yield Problem(f"lesson {lesson.id}, step {step.id}", f"there is no lesson '{step.about}' to ask about")


def _written(folder: Path, content: Content) -> Iterator[Problem]:
    catalogues = Catalogues.load(ROOT / "i18n" / "locales", folder / "locales")
    texts = {path: list(_texts(path)) for place in (OWN, folder) for path in sorted((place / "lessons").glob("*.yaml"))}
    for tag in content.city.languages:
        translator = catalogues.translator(tag)
        lists = glossary.plain_lists(folder, tag, content.glossary.values(), content.names, translator.text)
        for path, told in texts.items():
            name = f"lessons/{path.name}"
            for where, text in told:
                found = translator.find(text)
                if found.converted or tag not in {SOURCE.tag, found.language}:
                    yield Problem(f"{name} ({tag}) {where}", "is not translated")
                if _A_STEP.fullmatch(where) and count_sentences(found.text) > MOST_SENTENCES:
                    yield Problem(f"{name} ({tag}) {where}", f"says more than {MOST_SENTENCES} sentences")
            yield from plain_words.hard_words(name, told, translator, lists)


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    texts = texts_of(read_yaml(path.read_text()), "lesson")
    return (each for each in texts if not plain_words.unread(each[0]))
