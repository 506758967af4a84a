"""Which questions are asked, in which order, recomputed from the answers each time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flows.entries import entries_of
from flows.service import Question, Service
from flows.types import AnswerWrong, Context, check


@dataclass(frozen=True, slots=True)
class Journey:
    """Where a person stands in a service.

    `pages` are the questions on the journey as far as it can be known, in order; `next` is the first of them without
    an answer; `exit` is the page at which the journey ended without anything to send; `answers` are those on the
    journey and no others (an answer that is no longer on it is kept elsewhere, and never submitted). A group's pages
    are those of each entry, and then its own, where one says that these are all.

    `open_pages` may be visited now: those answered, and the next one. Once a group is come to, each of its entries has
    a next page of its own, so that two devices can fill in one each.
    """

    pages: tuple[Question, ...]
    next: Question | None
    exit: Question | None
    answers: Mapping[str, Any]
    open_pages: tuple[Question, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether everything is answered, so that it may be checked and sent."""
        return self.next is None and self.exit is None

    def position(self, question_id: str) -> tuple[int, int]:
        """Return (number of this question, about how many there are), from one: 'Question 3 of about 7'.

        Pages that only end the journey are not counted. Raises `KeyError` if the question is not on the journey.
        """
        ids = [page.id for page in self.pages if not page.is_exit]
        if question_id not in ids:
            raise KeyError(question_id)
        return ids.index(question_id) + 1, len(ids)

    def before(self, question_id: str) -> Question | None:
        """The page to go back to, or None at the start: from the first page of an entry, the page of its group."""
        place = next((place for place, page in enumerate(self.pages) if page.id == question_id), 0)
        if not place:
            return None
        here, before = self.pages[place], self.pages[place - 1]
        if here.entry is not None and here.entry != before.entry:
            return self._page_of_group(here)
        if here.type == "group":
            outside = [page for page in self.pages[:place] if page.group != here.id]
            return outside[-1] if outside else None
        return before

    def after(self, question_id: str) -> Question | None:
        """The next page that is open, or None; into a group and out of an entry leads the page of the group."""
        place = next((place for place, page in enumerate(self.open_pages, 1) if page.id == question_id), None)
        if place is None or place == len(self.open_pages):
            return None
        here, following = self.open_pages[place - 1], self.open_pages[place]
        if here.entry == following.entry:
            return following
        return self._page_of_group(following if here.entry is None else here)

    def _page_of_group(self, inside: Question) -> Question | None:
        return next((page for page in self.pages if page.id == inside.group), None)


def journey(service: Service, answers: Mapping[str, Any], today: date) -> Journey:
    """Walk the service with these answers. `answers` maps question path → canonical value; None means skipped."""
    walk = _Walk(service, answers, today)
    for question in service.questions:
        if question.when is not None and not question.when.holds(walk.known, today):
            continue
        if question.type == "group":
            walk.group(question)
        else:
            walk.page(question, question.id, walk.known)
        if walk.exit is not None:
            break
    return walk.journey()


class _Walk:
    """A journey while it is walked. `known` are the answers on it so far, by path."""

    __slots__ = ("answers", "entries", "exit", "known", "next", "open", "pages", "service", "today")

    def __init__(self, service: Service, answers: Mapping[str, Any], today: date) -> None:
        self.service, self.answers, self.today = service, answers, today
        self.entries = entries_of(answers) if service.groups else {}
        self.pages: list[Question] = []
        self.open: list[Question] = []
        self.known: dict[str, Any] = {}
        self.next: Question | None = None
        self.exit: Question | None = None

    def page(self, page: Question, name: str, known: dict[str, Any], *, reached: bool | None = None) -> bool:
        """Take one page in; says whether it is answered. `known` gets the answer under `name`.

        `reached` says for a page inside an entry whether that entry may be answered so far.
        """
        reached = self.next is None if reached is None else reached
        if page.is_exit:
            self.exit = page if self.next is None else None
            return False
        self.pages.append(page)
        if reached:
            self.open.append(page)
        if page.id not in self.answers:
            self.next = self.next or page
            return False
        known[name] = self.known[page.id] = self.answers[page.id]
        return True

    def group(self, group: Question) -> None:
        """Take in the pages of each entry, which see its answers and those outside, then the page of the group."""
        reached = self.next is None
        entries = self.entries.get(group.id, [])
        for entry in entries:
            self._entry(group, entry, reached=reached)
            if self.exit is not None:
                break
        self.pages.append(group)
        if reached:
            self.open.append(group)
        if _are_all(self.answers.get(group.id), entries):
            self.known[group.id] = entries
        elif self.exit is None:
            self.next = self.next or group

    def _entry(self, group: Question, entry: str, *, reached: bool) -> None:
        known = dict(self.known)
        for page, question in zip(self.service.inside(group.id, entry), group.questions, strict=True):
            if page.when is not None and not page.when.holds(known, self.today):
                continue
            reached &= self.page(page, question.id, known, reached=reached)
            if self.exit is not None:
                return

    def journey(self) -> Journey:
        end = () if self.exit is None else (self.exit,)
        return Journey((*self.pages, *end), self.next, self.exit, self.known, (*self.open, *end))


def _are_all(said: Any, entries: list[str]) -> bool:
    """Whether a person said of exactly these entries that they are all."""
    return isinstance(said, list) and set(map(str, said)) == set(entries)


def recheck(service: Service, answers: Mapping[str, Any], context: Context) -> dict[str, AnswerWrong]:
    """Check every answer on the journey again, as before sending: question path → what is wrong with it."""
    wrong = {}
    walked = journey(service, answers, context.today)
    for page in walked.pages:
        if page.id in walked.answers:
            try:
                check(page, walked.answers[page.id], context)
            except AnswerWrong as error:
                wrong[page.id] = error
    return wrong
