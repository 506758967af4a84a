"""Answers in the reader's language, as rows: what the check page, the receipt, the desk and practice all show."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from markupsafe import Markup

from backend.core.text import N_
from backend.web.door import formats, isolated, parts, say, translator
from backend.web.map import landmark_name
from backend.web.visits import office_of
from flows.service import Question, Service
from flows.show import Place, show


def answers_in_words(
    service: Service,
    answers: dict[str, Any],
    change: str | None = None,
    by: Mapping[str, Markup] | None = None,
    enclosed: Mapping[str, Sequence[dict[str, Any]]] = MappingProxyType({}),
    whole: str | None = None,
) -> list[dict[str, Any]]:
    """Rows of label and answer; `change` is the address to change one, with {} for the question's path.

    `by` says beneath an answer who gave it, where that was somebody else. `enclosed` are the photos and files of each
    question, as `file_question.by_question` gives them. `whole` is the address, as `change`, at which a national number
    is shown whole.
    """
    rows = []
    for question in service.read_order(answers):
        if not question.tells:
            href = change.format(question.id) if change else None
            lines = lines_of(question, answers[question.id]) + ([by[question.id]] if by and question.id in by else [])
            number = whole is not None and question.type == "national_id" and bool(answers[question.id])
            href = whole.format(question.id) if whole and number else href
            row = {"label": label_of(service, question, answers), "value": lines, "href": href}
            row |= {"change": say(N_("Show the whole number"))} if number else {}
            rows.append(row | {"files": enclosed.get(question.id, ())})
    return rows


def label_of(service: Service, question: Question, answers: Mapping[str, Any]) -> Markup:
    """The short name of a question; inside a group with the entry: 'Child 2: Date of birth'."""
    if question.group is None:
        return say(question.label)
    number = answers[question.group].index(question.entry) + 1
    return say(N_("%(entry)s: %(label)s"), entry=entry_name(service, question.group, number), label=say(question.label))


def entry_name(service: Service, group: str, number: int) -> Markup:
    """What one entry of a group is called: 'Child 2'."""
    one = say(service.by_id[group].limits["one"])
    return say(N_("%(one)s %(number)s"), one=one, number=formats().number(number))


def lines_of(question: Question, value: Any) -> list[str]:
    """One answer as lines to read."""
    region = parts().content.city.region
    return [
        isolated(each) for each in show(question, value, formats(), translator().text, region, _place, landmark_name)
    ]


def _place(office: str) -> Place:
    return Place(str(say(office_of(office).name)), parts().content.zone_of(office).key)
