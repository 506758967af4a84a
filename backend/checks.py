"""What must hold before a content folder is published, as `handrail check` says it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from backend import plain_words
from backend.domain.catalogue.city import Content, ContentBroken, load_content
from backend.domain.catalogue.practice import practice_problems
from flows import check as flow_check
from flows.load import Problem
from i18n.tooling import content_problems
from tutorials import check as lesson_check


def problems_of(folder: Path, today: date) -> list[Problem]:
    """Return all that is wrong in a city's folder, each with its place; an empty list means it may be published."""
    try:
        content = load_content(folder)
    except ContentBroken as error:
        return error.problems
    services = list(_service_problems(content, today))
    return [
        *services,
        # A service that cannot be published as it is cannot be walked either; it is mended first.
        *([] if services else practice_problems(content, today)),
        *_lesson_problems(content, today),
        *_translation_problems(folder, content.city.languages),
        *plain_words.problems_of(folder, content),
    ]


def _service_problems(content: Content, today: date) -> Iterator[Problem]:
    for service in content.services.values():
        place = f"services/{service.id}.yaml"
        for problem in flow_check.problems_of(service, today):
            yield Problem(f"{place} {problem.where}", problem.what)


def _lesson_problems(content: Content, today: date) -> Iterator[Problem]:
    for lesson in content.lessons.values():
        yield from lesson_check.problems_of(lesson, content.services, today)


def _translation_problems(folder: Path, languages: tuple[str, ...]) -> Iterator[Problem]:
    for what in content_problems(folder, languages):
        yield Problem("translations", what)
