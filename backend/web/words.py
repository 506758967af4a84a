"""Small parts of pages in the reader's words, for templates."""

from datetime import date, timedelta
from typing import Any

from markupsafe import Markup

from backend.domain.catalogue.city import Office
from backend.domain.catalogue.hours import DAYS, Hours
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


def offices_in_words(question: Question) -> list[dict[str, Any]]:
    """The offices that a question lets people choose from, each with its address and its hours."""
    known = door.parts().content.offices
    named = question.limits.get("offices", known)
    return [
        {"id": each.id, "text": door.say(each.name), "hint": Markup("<br>").join(_where_and_when(each))}
        for each in (known[office_id] for office_id in named if office_id in known)
    ]


def _where_and_when(office: Office) -> list[str]:
    return [door.postal(office.address), *hours_in_words(office)]


def hours_in_words(office: Office) -> list[str]:
    """An office's opening hours, days of the same hours together: 'Monday to Friday: 9:00am to 5:00pm'."""
    _ = door.translator().text
    week = [tuple(_times(each) for each in office.usual_on(day)) for day in DAYS]
    lines = []
    for hours in dict.fromkeys(each for each in week if each):
        runs: list[list[int]] = []
        for day in (day for day in range(7) if week[day] == hours):
            if runs and runs[-1][-1] == day - 1:
                runs[-1].append(day)
            else:
                runs.append([day])
        days = door.formats().and_list([_days(run) for run in runs])
        lines.append(_("%(days)s: %(hours)s", days=days, hours=door.formats().and_list(list(hours))))
    return lines


def _days(run: list[int]) -> str:
    """Neighbouring days: one, two, or from the first to the last."""
    _ = door.translator().text
    names = [door.weekday(A_MONDAY + timedelta(days=day)) for day in run]
    if len(names) < 3:  # noqa: PLR2004
        return door.formats().and_list(names)
    return _("%(first)s to %(last)s", first=names[0], last=names[-1])


def week_of(office: Office) -> list[dict[str, Any]]:
    """An office's opening hours, a row a day."""
    _ = door.translator().text
    rows = []
    for number in range(7):
        day = A_MONDAY + timedelta(days=number)
        hours = [_times(each) for each in office.usual_on(DAYS[number])]
        rows.append({"label": door.weekday(day), "value": hours or [_("closed")]})
    return rows


def _times(hours: Hours) -> str:
    _ = door.translator().text
    opens, closes = door.formats().time(hours.opens), door.formats().time(hours.closes)
    return _("%(opens)s to %(closes)s", opens=opens, closes=closes)
