"""Which questions are asked, in which order, recomputed from the answers each time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flows.service import Question, Service
from flows.types import AnswerWrong, Context, check


@dataclass(frozen=True, slots=True)
class Journey:
    """Where a person stands in a service.

    `pages` are the questions on the journey as far as it can be known, in order; `next` is the first of them without
    an answer; `exit` is the page at which the journey ended without anything to send; `answers` are those on the
    journey and no others (an answer that is no longer on it is kept elsewhere, and never submitted).
    """

    pages: tuple[Question, ...]
    next: Question | None
    exit: Question | None
    answers: Mapping[str, Any]

    @property
    def complete(self) -> bool:
        """Whether everything is answered, so that it may be checked and sent."""
        return self.next is None and self.exit is None

    @property
    def open_pages(self) -> tuple[Question, ...]:
        """The pages one may visit now: those answered, and the next one."""
        if self.next is None:
            return self.pages
        return self.pages[: self.pages.index(self.next) + 1]

    def position(self, question_id: str) -> tuple[int, int]:
        """Return (number of this question, about how many there are), from one: 'Question 3 of about 7'.

        Pages that only end the journey are not counted. Raises `KeyError` if the question is not on the journey.
        """
        ids = [page.id for page in self.pages if not page.is_exit]
        if question_id not in ids:
            raise KeyError(question_id)
        return ids.index(question_id) + 1, len(ids)

    def before(self, question_id: str) -> Question | None:
        """The page before this one, or None at the start."""
        ids = [page.id for page in self.pages]
        place = ids.index(question_id) if question_id in ids else 0
        return self.pages[place - 1] if place else None


def journey(service: Service, answers: Mapping[str, Any], today: date) -> Journey:
    """Walk the service with these answers. `answers` maps question id → canonical value; None means skipped."""
    pages: list[Question] = []
    known: dict[str, Any] = {}
    first_open: Question | None = None
    for question in service.questions:
        if question.when is not None and not question.when.holds(known, today):
            continue
        if question.is_exit:
            if first_open is None:
                return Journey((*pages, question), None, question, known)
            continue
        pages.append(question)
        if question.id in answers:
            known[question.id] = answers[question.id]
        elif first_open is None:
            first_open = question
    return Journey(tuple(pages), first_open, None, known)


def recheck(service: Service, answers: Mapping[str, Any], context: Context) -> dict[str, AnswerWrong]:
    """Check every answer on the journey again, as before sending: question id → what is wrong with it."""
    wrong = {}
    for question_id, value in journey(service, answers, context.today).answers.items():
        try:
            check(service.by_id[question_id], value, context)
        except AnswerWrong as error:
            wrong[question_id] = error
    return wrong
