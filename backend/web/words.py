"""Small parts of pages in the reader's words, for templates."""

from datetime import date, timedelta
from typing import Any

from backend.domain.catalogue.city import Hours, Office
from backend.web import door
from flows.service import Question
from tutorials.lesson import Step

A_MONDAY = date(2024, 1, 1)


def options_in_words(question: Question) -> list[dict[str, Any]]:
    """The options of a choice."""
    return [
        {"id": each.id, "text": door.say(each.text), "hint": door.say(each.hint) or None} for each in question.options
    ]


def choices_in_words(step: Step) -> list[dict[str, Any]]:
    """The options of a question inside a lesson."""
    return [{"id": each.id, "text": door.say(each.text)} for each in step.choices]


def week_of(office: Office) -> list[dict[str, Any]]:
    """An office's opening hours, a row a day."""
    _ = door.translator().text
    rows = []
    for number in range(7):
        day = A_MONDAY + timedelta(days=number)
        hours = [_times(each) for each in office.open_on(day)]
        rows.append({"label": door.weekday(day), "value": hours or [_("closed")]})
    return rows


def _times(hours: Hours) -> str:
    _ = door.translator().text
    opens, closes = door.formats().time(hours.opens), door.formats().time(hours.closes)
    return _("%(opens)s to %(closes)s", opens=opens, closes=closes)
