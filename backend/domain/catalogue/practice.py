"""A practice lesson for every service for which the city wrote none."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from backend.domain.catalogue.city import Content
from flows.load import Problem
from flows.service import Service
from tutorials.from_service import practice_of
from tutorials.lesson import Lesson
from tutorials.walk import MadeUp, NoWholeJourney


def with_practice(content: Content, today: date) -> Content:
    """Return the content with the lessons that make themselves, after those that somebody wrote.

    A service that no made-up person can walk to its end has no lesson; `practice_problems` says which.
    """
    made = {each.id: each for each in (_practice(content, service, today) for service in _untaught(content)) if each}
    return replace(content, lessons={**content.lessons, **made})


def practice_problems(content: Content, today: date) -> Iterator[Problem]:
    """Say which services have no lesson, neither written nor made, and why. Takes content as it was read."""
    for service in _untaught(content):
        place = f"services/{service.id}.yaml practice"
        taken = content.lessons.get(service.id)
        if taken is not None:
            yield Problem(
                place, f"a lesson for '{taken.service}' has this id, so the service has none; rename the lesson"
            )
            continue
        try:
            practice_of(service, _somebody(content), today)
        except NoWholeJourney as error:
            yield Problem(place, f"{error}; write a lesson for this service, or mend the question")


def _untaught(content: Content) -> list[Service]:
    taught = {lesson.service for lesson in content.lessons.values()}
    return [service for service in content.services.values() if service.id not in taught]


def _practice(content: Content, service: Service, today: date) -> Lesson | None:
    if service.id in content.lessons:
        return None
    try:
        return practice_of(service, _somebody(content), today)
    except NoWholeJourney:
        return None


def _somebody(content: Content) -> MadeUp:
    offices = {office.id: office.name for office in content.offices.values()}
    return MadeUp(town=content.city.name, region=content.city.region, offices=offices, landmarks=content.landmarks)
