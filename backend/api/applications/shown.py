"""Applications and journeys in the shapes of their schemas."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from backend.api.door import formats, parts, translator
from backend.domain.applications.after import After, Asked
from backend.domain.applications.models import Application
from backend.domain.applications.queries import Written
from backend.domain.applications.rules import kept_until
from backend.domain.applications.sources import EARLIER, Source
from backend.domain.applications.story import Entry, who_in_words
from backend.domain.intake.queries import Time
from backend.domain.intake.versions import is_told
from backend.domain.mandates.queries import Help
from flows.journey import Journey
from flows.service import Question, Service
from flows.show import Place, show


def card(found: Application, service: Service) -> dict[str, Any]:
    """An application in a list; `number` orders it."""
    names = ("public_id", "service", "state", "reference", "started_at", "saved_at", "sent_at", "due_on", "decided_at")
    until = kept_until(found.decided_at, parts().keep_months(service)) if found.decided_at else None
    more: dict[str, Any] = {"title": service.title, "number": found.id, "kept_until": until}
    more |= {"offered": found.service in parts().content.services, "changed": is_told(found, parts().versions)}
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
        "exit": exit_as_data(walked.exit) if walked.exit else None,
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
    return [] if page.tells else lines_of(page, answers[page.id])


def lines_of(page: Question, value: Any) -> list[str]:
    """A value as the answer to a question, in the reader's language."""
    return show(page, value, formats(), translator().text, place=_place, landmark=_landmark)


def _place(office: str) -> Place:
    diary = parts().diary
    return Place(translator().text(diary.office_name(office)), diary.zone_of(office).key)


def source_as_data(source: Source) -> dict[str, Any]:
    """A source as `SourceSchema` shows it."""
    told = datetime.fromisoformat(source.day)
    named = parts().content.registers.get(source.register) if source.kind != EARLIER else None
    return {
        "kind": source.kind,
        "register": source.register if source.kind != EARLIER else None,
        "name": named.name if named else None,
        "day": formats().local(told).date() if told.tzinfo else told.date(),
    }


def sources_as_data(sources: Mapping[str, Source]) -> list[dict[str, Any]]:
    """Where answers were taken over from, as `TakenOverSchema` shows them."""
    return [{"question": question} | source_as_data(each) for question, each in sources.items()]


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


def exit_as_data(page: Question) -> dict[str, Any]:
    """The page at which a journey ends, as `ExitSchema` shows it."""
    return {"question": page.id, "ask": page.ask, "text": page.text, "instead": page.instead}


def after_as_data(state: After, found: Application, service: Service, *, at_desk: bool = False) -> dict[str, Any]:
    """How it stands with what was sent, as `AfterSchema` shows it."""
    return {
        "timeline": [_event(each, at_desk=at_desk) for each in state.timeline],
        "words": [_written(each, state, found, at_desk=at_desk) for each in state.words],
        "asked": _asked(state.asked) if state.asked else None,
        "appeal": _appeal(service, state.appeal_until) if state.appeal_until else None,
        "can_write": state.may_write,
        "can_withdraw": state.may_withdraw,
    }


def _event(entry: Entry, *, at_desk: bool) -> dict[str, Any]:
    same = {name: getattr(entry, name) for name in ("kind", "state", "text", "actor", "at", "due_on")}
    return same | {"who": _who(entry, at_desk=at_desk) if entry.actor else None}


def _who(entry: Entry, *, at_desk: bool) -> str:
    office = _place(entry.office) if entry.office else ""
    return translator().text(who_in_words(entry, at_desk=at_desk), name=entry.name or "", office=office)


def _written(each: Written, state: After, found: Application, *, at_desk: bool) -> dict[str, Any]:
    member = state.staff.get(each.account_id)
    place = member.office if member and member.office else found.office
    entry = Entry(each.kind, "done", "", each.actor, member.name if member else None, place)
    told = translator().find(each.words) if each.template else None
    return {
        "id": each.public_id,
        "kind": each.kind,
        "actor": each.actor,
        "who": _who(entry, at_desk=at_desk),
        "words": told.text if told else each.words,
        "language": told.language if told else each.language,
        "converted": told is not None and told.converted,
        "at": each.at,
    }


def _asked(asked: Asked) -> dict[str, Any]:
    return {
        "id": asked.request.public_id,
        "words": asked.words.words if asked.words else None,
        "questions": [each.id for each in asked.questions],
        "left": [each.id for each in asked.left],
        "needs_words": not asked.request.questions,
        "exit": asked.walked.exit.ask if asked.walked.exit else None,
    }


def _appeal(service: Service, until: date) -> dict[str, Any] | None:
    if service.appeal is None:
        return None
    return {"office": service.appeal.office, "text": service.appeal.text, "until": until}
