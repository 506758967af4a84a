"""Applications and journeys in the shapes of their schemas."""

from collections.abc import Iterable, Mapping
from typing import Any

from backend.api.door import formats, parts, translator
from backend.domain.applications.models import Application
from backend.domain.applications.rules import kept_until
from backend.domain.intake.queries import Time
from backend.domain.mandates.queries import Help
from flows.journey import Journey
from flows.service import Question, Service
from flows.show import Place, show


def card(found: Application, service: Service) -> dict[str, Any]:
    """An application in a list; `number` orders it."""
    names = ("public_id", "service", "state", "reference", "started_at", "saved_at", "sent_at", "due_on", "decided_at")
    until = kept_until(found.decided_at, parts().keep_months(service)) if found.decided_at else None
    more = {"title": service.title, "number": found.id, "kept_until": until}
    return {name: getattr(found, name) for name in names} | more


def as_sent(service: Service, answers: dict[str, Any]) -> Journey:
    """The journey of what was sent: the pages that were answered, as they were answered."""
    return Journey(service.questions_at(answers), None, None, answers)


def journey_as_data(service: Service, walked: Journey) -> dict[str, Any]:
    """A journey as `JourneySchema` shows it."""
    last = [page for page in walked.pages if not page.is_exit]
    number, about = walked.position(walked.next.id) if walked.next else (len(last), len(last))
    return {
        "pages": [_page(service, page, walked) for page in last],
        "next": walked.next.id if walked.next else None,
        "exit": _exit(walked.exit) if walked.exit else None,
        "complete": walked.complete,
        "answers": walked.answers,
        "progress": {"number": number, "about": about},
    }


def _page(service: Service, page: Question, walked: Journey) -> dict[str, Any]:
    known = page.id in walked.answers
    lines = _lines(page, walked.answers) if known else []
    return _named(service, page, walked) | {"lines": lines, "answered": known}


def answered(service: Service, walked: Journey) -> list[dict[str, Any]]:
    """The answers of a journey in words; a page that only tells is not among them."""
    return [
        _named(service, page, walked) | {"lines": _lines(page, walked.answers)}
        for page in walked.pages
        if page.id in walked.answers and not page.tells
    ]


def _named(service: Service, page: Question, walked: Journey) -> dict[str, Any]:
    return {"question": page.id, "label": page.label, "entry": _entry(service, page, walked)}


def _entry(service: Service, page: Question, walked: Journey) -> dict[str, Any] | None:
    if page.group is None:
        return None
    entries = list(dict.fromkeys(each.entry for each in walked.pages if each.group == page.group))
    one = service.by_id[page.group].limits["one"]
    return {"group": page.group, "id": page.entry, "number": entries.index(page.entry) + 1, "one": one}


def _lines(page: Question, answers: Mapping[str, Any]) -> list[str]:
    return (
        []
        if page.tells
        else show(page, answers[page.id], formats(), translator().text, place=_place, landmark=_landmark)
    )


def _place(office: str) -> Place:
    diary = parts().diary
    return Place(translator().text(diary.office_name(office)), diary.zone_of(office).key)


def given_as_data(given: Mapping[str, Help]) -> list[dict[str, Any]]:
    """Answers that somebody else gave, as `GivenSchema` shows them."""
    return [
        {
            "question": question,
            "kind": each.kind,
            "ending": each.ending,
            "staff": each.staff.name if each.staff and each.staff.name else None,
        }
        for question, each in given.items()
    ]


def _landmark(landmark: str) -> str:
    return translator().text(parts().content.landmarks.get(landmark, landmark))


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
