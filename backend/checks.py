"""What must hold before a content folder is published, as `handrail check` says it."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from backend.domain.catalogue.city import Content, ContentBroken, load_content
from backend.domain.catalogue.practice import practice_problems
from flows import check as flow_check
from flows.load import Problem
from flows.service import Service
from i18n.reading import reading, too_hard
from i18n.tooling import content_problems
from tutorials import check as lesson_check
from tutorials.lesson import Lesson


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
    ]


def _service_problems(content: Content, today: date) -> Iterator[Problem]:
    for service in content.services.values():
        place = f"services/{service.id}.yaml"
        for problem in flow_check.problems_of(service, today):
            yield Problem(f"{place} {problem.where}", problem.what)
        yield from _hard_words(place, _told(service))


def _lesson_problems(content: Content, today: date) -> Iterator[Problem]:
    for lesson in content.lessons.values():
        yield from lesson_check.problems_of(lesson, content.services, today)
        yield from _hard_words(f"lessons/{lesson.id}.yaml", _taught(lesson))


def _hard_words(place: str, texts: Iterable[str | None]) -> Iterator[Problem]:
    """What makes these texts hard, read one after the other as sentences."""
    sentences = [text if text.rstrip().endswith((".", "?", "!")) else f"{text}." for text in texts if text]
    for what in too_hard(reading("\n".join(sentences), "en"), "en"):
        yield Problem(place, what)


def _told(service: Service) -> Iterator[str | None]:
    """All that a reader of this service reads."""
    yield from (service.summary, service.audience, *service.need, *service.after)
    yield from (service.declaration, service.approve, service.refuse)
    for question in service.questions:
        yield from (question.ask, question.why, question.hint, *question.text, *question.instead)
        yield from (text for option in question.options for text in (option.text, option.hint))


def _taught(lesson: Lesson) -> Iterator[str | None]:
    """All that a learner of this lesson reads."""
    yield from (lesson.objective, lesson.person.story if lesson.person else None, *lesson.learned, lesson.next.text)
    for step in lesson.steps:
        yield from (step.title, step.say, step.spoken, *step.hints, step.otherwise, step.done)
        yield from (mistake.say for mistake in step.mistakes)
        yield from (text for choice in step.choices for text in (choice.text, choice.say))
        yield from (frame.say for frame in step.frames)
        yield from (card.say for card in step.cards)  # what a card says may be as badly written as a scam is


def _translation_problems(folder: Path, languages: tuple[str, ...]) -> Iterator[Problem]:
    for what in content_problems(folder, languages):
        yield Problem("translations", what)
