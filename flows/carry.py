"""A draft carried over to another version of its service: which answers stay, what is asked anew, what no more."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flows.entries import entry_key
from flows.journey import Journey, journey
from flows.service import Question, Service
from flows.types import AnswerWrong, Context, check

ALIKE = frozenset({"text", "long_text"})
"""Types whose answers may stand for each other."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What would become of a draft.

    `answers` are all that stay, by path, those that are off the journey too; `walked` is the journey with them. `new`
    are questions that nobody has asked this person yet, `again` those whose answer does not fit any more, and `gone`
    those that were answered and are not asked any more.
    """

    answers: Mapping[str, Any]
    walked: Journey
    new: tuple[Question, ...]
    again: tuple[Question, ...]
    gone: tuple[Question, ...]

    @property
    def tells(self) -> bool:
        """Whether anything is different for this person."""
        return bool(self.new or self.again or self.gone or self.walked.exit)


def carry(old: Service, new: Service, answers: Mapping[str, Any], context: Context) -> Carried:
    """Return what would become of a draft of `old` with all its kept `answers`, if it went on with `new`."""
    stay = _staying(old, new, answers, context)
    before, after = journey(old, answers, context.today), journey(new, stay, context.today)
    shown, asked = {page.id for page in before.pages}, {page.id for page in after.pages}
    missing = [page for page in after.pages if not page.is_exit and page.id not in stay]
    return Carried(
        answers=stay,
        walked=after,
        new=tuple(page for page in missing if page.id not in answers and _is_new(page, old, before, shown)),
        again=tuple(page for page in missing if page.id in answers),
        gone=tuple(
            page
            for page in before.pages
            if page.id in before.answers and not page.tells and _is_gone(page, new, after, asked)
        ),
    )


def _is_new(page: Question, old: Service, before: Journey, shown: set[str]) -> bool:
    """A journey that had ended had not come to what follows, so only what was not in the service at all is new."""
    return old.question(page.id) is None if before.exit else page.id not in shown


def _is_gone(page: Question, new: Service, after: Journey, asked: set[str]) -> bool:
    """What hangs on a question that is still to be answered may yet be asked, so it is not told as gone."""
    return new.question(page.id) is None or (after.complete and page.id not in asked)


def _staying(old: Service, new: Service, answers: Mapping[str, Any], context: Context) -> dict[str, Any]:
    stay = {}
    for path, value in answers.items():
        place = entry_key(path)
        if place is not None and path == "/".join(place):  # the entry itself: when it was added
            if place[0] in new.groups:
                stay[path] = value
            continue
        question = new.question(path)
        if question is None or question.is_exit or not _same_kind(old.question(path), question):
            continue
        try:
            stay[path] = check(question, value, context)
        except AnswerWrong:
            continue
    return stay


def _same_kind(before: Question | None, after: Question) -> bool:
    if before is None or before.type == after.type:
        return before is None or before.limits.get("kind") == after.limits.get("kind")
    return {before.type, after.type} <= ALIKE
