"""What must hold before a content folder is published, as `handrail check` says it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from backend.domain.catalogue.city import Content, ContentBroken, load_content
from flows import check as flow_check
from flows.load import Problem
from flows.service import Service
from i18n.reading import reading, too_hard
from i18n.tooling import content_problems
from tutorials import check as lesson_check


def problems_of(folder: Path, today: date) -> list[Problem]:
    """Return all that is wrong in a city's folder, each with its place; an empty list means it may be published."""
    try:
        content = load_content(folder)
    except ContentBroken as error:
        return error.problems
    return [
        *_service_problems(content, today),
        *_lesson_problems(content, today),
        *_translation_problems(folder, content.city.languages),
    ]


def _service_problems(content: Content, today: date) -> Iterator[Problem]:
    for service in content.services.values():
        for problem in flow_check.problems_of(service, today):
            yield Problem(f"services/{service.id}.yaml {problem.where}", problem.what)
        for what in too_hard(reading(_told(service), "en"), "en"):
            yield Problem(f"services/{service.id}.yaml", what)


def _told(service: Service) -> str:
    """All that a reader of this service reads, as sentences."""
    texts = [service.summary, service.audience, *service.need, *service.after, service.approve, service.refuse]
    for question in service.questions:
        texts += [question.ask, question.why or "", *question.text, *question.instead]
    return "\n".join(text if text.rstrip().endswith((".", "?", "!")) else f"{text}." for text in texts if text)


def _lesson_problems(content: Content, today: date) -> Iterator[Problem]:
    for lesson in content.lessons.values():
        yield from lesson_check.problems_of(lesson, content.services, today)


def _translation_problems(folder: Path, languages: tuple[str, ...]) -> Iterator[Problem]:
    for what in content_problems(folder, languages):
        yield Problem("translations", what)
