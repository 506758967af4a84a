"""What must hold of every lesson before it is published, as `handrail check lessons` says it.

The product's lessons, the city's, and those that make themselves are held to the live services. The written ones are
no older than the words of their services, and can be gone through from watching to doing it for real. All have
whole translations, with at most two sentences to a step in each language, and speak plain words, with one thing to do
in each step.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from backend import lesson_words, plain_words
from backend.config import ROOT
from backend.domain.catalogue import glossary
from backend.domain.catalogue.city import Content, ContentBroken, load_content
from backend.domain.catalogue.practice import with_practice
from backend.plain_words import Texts
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
    made = [lesson for name, lesson in content.lessons.items() if name not in written.lessons]
    return [
        *held_to_services(content, today),
        *lesson_words.changed(folder, written),
        *without_a_task(content),
        *without_a_run(written.lessons.values()),
        *in_words(folder, content, written_texts(folder) | made_texts(made)),
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


def in_words(folder: Path, content: Content, texts: Mapping[str, Texts]) -> Iterator[Problem]:
    """What is not whole or not plain in these texts of lessons, by the lesson's name, in each language of the city."""
    catalogues = Catalogues.load(ROOT / "i18n" / "locales", folder / "locales")
    for tag in content.city.languages:
        translator = catalogues.translator(tag)
        lists = glossary.plain_lists(folder, tag, content.glossary.values(), content.names, translator.text)
        for name, told in texts.items():
            for where, text in told:
                found = translator.find(text)
                if found.converted or tag not in {SOURCE.tag, found.language}:
                    yield Problem(f"{name} ({tag}) {where}", "is not translated")
                if _A_STEP.fullmatch(where) and count_sentences(found.text) > MOST_SENTENCES:
                    yield Problem(f"{name} ({tag}) {where}", f"says more than {MOST_SENTENCES} sentences")
            yield from plain_words.hard_words(name, told, translator, lists)


def written_texts(folder: Path) -> dict[str, Texts]:
    """The texts of the lessons that somebody wrote, the product's and the city's, by the lesson's file."""
    files = [path for place in (OWN, folder) for path in sorted((place / "lessons").glob("*.yaml"))]
    found = {f"lessons/{path.name}": texts_of(read_yaml(path.read_text()), "lesson") for path in files}
    return {name: [each for each in texts if not plain_words.unread(each[0])] for name, texts in found.items()}


def made_texts(lessons: Iterable[Lesson]) -> dict[str, Texts]:
    """The texts of lessons that made themselves from a service."""
    return {f"lessons/{lesson.id} (made from its service)": list(_said(lesson)) for lesson in lessons}


def _said(lesson: Lesson) -> Iterator[tuple[str, str]]:
    """What a lesson that makes itself says, named as a file would name it."""
    yield "title", lesson.title
    yield "objective", lesson.objective
    if lesson.person is not None:
        yield "person.story", lesson.person.story
    for step in lesson.steps:
        said = {"title": step.title, "say": step.say, "else": step.otherwise, "done": step.done}
        said |= {f"hints.{number}": hint for number, hint in enumerate(step.hints, 1)}
        said |= {f"mistakes.{number}.say": each.say for number, each in enumerate(step.mistakes, 1)}
        yield from ((f"steps.{step.id}.{where}", text) for where, text in said.items() if text)
    yield from ((f"learned.{number}", text) for number, text in enumerate(lesson.learned, 1))
    yield "next.text", lesson.next.text
