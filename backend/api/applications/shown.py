"""Applications and journeys in the shapes of their schemas."""

from collections.abc import Iterable, Mapping
from typing import Any

from backend.api.door import formats, parts, translator
from backend.domain.applications.models import Application
from backend.domain.intake.queries import Time
from flows.journey import Journey
from flows.service import Question, Service
from flows.show import show


def card(found: Application, service: Service) -> dict[str, Any]:
    """An application in a list; `number` orders it."""
    names = ("public_id", "service", "state", "reference", "started_at", "saved_at", "sent_at", "due_on", "decided_at")
    return {name: getattr(found, name) for name in names} | {"title": service.title, "number": found.id}


def as_sent(service: Service, answers: dict[str, Any]) -> Journey:
    """The journey of what was sent: the pages that were answered, as they were answered."""
    return Journey(tuple(service.by_id[question] for question in answers), None, None, answers)


def journey_as_data(walked: Journey) -> dict[str, Any]:
    """A journey as `JourneySchema` shows it."""
    last = [page for page in walked.pages if not page.is_exit]
    number, about = walked.position(walked.next.id) if walked.next else (len(last), len(last))
    return {
        "pages": [_page(page, walked) for page in last],
        "next": walked.next.id if walked.next else None,
        "exit": _exit(walked.exit) if walked.exit else None,
        "complete": walked.complete,
        "answers": walked.answers,
        "progress": {"number": number, "about": about},
    }


def _page(page: Question, walked: Journey) -> dict[str, Any]:
    known = page.id in walked.answers
    said = answered(page, walked.answers) if known else {"question": page.id, "label": page.label, "lines": []}
    return said | {"answered": known}


def answered(page: Question, answers: Mapping[str, Any]) -> dict[str, Any]:
    """An answer in words; a page that only tells has no lines."""
    lines = [] if page.tells else show(page, answers[page.id], formats(), translator().text, place=_place)
    return {"question": page.id, "label": page.label, "lines": lines}


def _place(office: str) -> str:
    return translator().text(parts().diary.office_name(office))


def times_as_data(times: Iterable[Time]) -> list[dict[str, Any]]:
    """Times as `KeptTimeSchema` shows them."""
    return [
        {
            "question": each.question,
            "kept_until": each.kept_until,
            "appointment": each.appointment.public_id if each.appointment else None,
        }
        for each in times
    ]


def _exit(page: Question) -> dict[str, Any]:
    return {"question": page.id, "ask": page.ask, "text": page.text, "instead": page.instead}
