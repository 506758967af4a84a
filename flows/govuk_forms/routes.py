"""From 'go to page 7' to `when`: GOV.UK Forms says where an answer leads, we say of each question when it is asked.

Whoever has jumped is in flight over the questions up to the one they land on. So a question is asked of all who are
not in flight above it. Routes lead forward only; one that leads back would go in a circle and is left out by name.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flows.govuk_forms.document import FormBroken, line, listed, mapping, raw_text
from flows.govuk_forms.report import Report

When = Mapping[str, Any] | bool
"""A condition as it stands in a service's file; True for always and False for never."""
MOST_TESTS = 200
MOST_ROUTES = 100


@dataclass(slots=True)
class Step:
    """A page of the form, as far as routes look at it. `answers` gives the test that an answer in words becomes."""

    key: str
    named: str
    raw: Mapping[str, Any]
    own: str | None = None
    answers: Callable[[str], When | None] = field(default=lambda _: None)
    here: When = True
    exits: list[tuple[When, str, object]] = field(default_factory=list)
    """Each with its condition, its heading and its text in Markdown."""


def find_ways(steps: list[Step], report: Report) -> None:
    """Set of each step when it is asked, and which pages after it end the journey."""
    at = {step.key: number for number, step in enumerate(steps)}
    flights: list[tuple[When, int]] = []
    for number, step in enumerate(steps):
        flights = [each for each in flights if each[1] > number]
        step.here = negated(any_of(when for when, _ in flights))
        if step.here is not False:
            flights += _Leaving(steps, number, at, report).flights()


class _Leaving:
    """Where people go from one step."""

    def __init__(self, steps: list[Step], number: int, at: Mapping[str, int], report: Report) -> None:
        self.steps, self.number, self.at, self.report = steps, number, at, report
        self.step = steps[number]
        self.taken: list[When] = []
        """The tests of the routes so far: the first that fits is followed."""

    def flights(self) -> list[tuple[When, int]]:
        routes = listed(self.step.raw.get("routing_conditions"))
        if len(routes) > MOST_ROUTES:
            raise FormBroken(f"{self.step.named} has more than {MOST_ROUTES} routes")
        found = [flight for each in routes if (flight := self._route(mapping(each))) is not None]
        onward = self._target(self.step.raw.get("next_step_id"), "it", or_end=True)
        if onward is not None and onward != self.number + 1:
            found.append((all_of([self.step.here, negated(any_of(self.taken))]), onward))
        return found

    def _route(self, route: Mapping[str, Any]) -> tuple[When, int] | None:
        words = line(route.get("answer_value"))
        told = f"the route for the answer “{words}”" if words else "the route for every answer"
        test = self._test(route, words, told)
        if test is None:
            return None
        first = [negated(each) for each in self.taken if not _apart(each, test)]
        # An answer to this very question is there only if it was asked; any other test has to say so.
        asked = True if self.step.own and names_of(test) == {self.step.own} else self.step.here
        when = all_of([asked, test, *first])
        if when is False or test in self.taken:
            self._lost(f"{told} can never be taken, because one before it takes all who would")
            return None
        leads_out = self._exit(route)
        if leads_out is not None:
            self._ends(when, test, told, *leads_out)
            return None
        target = self._target(route.get("goto_page_id"), told, or_end=route.get("skip_to_end") is True)
        if target is None:
            return None
        self.taken.append(test)
        return when, target

    def _test(self, route: Mapping[str, Any], words: str, told: str) -> When | None:
        """What has to be so for a route; None, and a word of it, where that cannot be said here."""
        checked = route.get("check_page_id")
        number = self.number if checked is None else self.at.get(str(checked))
        if not words:
            return True
        if number is None or number > self.number:
            self._lost(f"{told} looks at a question that does not come before it")
            return None
        test = self.steps[number].answers(words)
        if test is None:
            self._lost(f"{told} is lost: that answer cannot be given, or not be looked at, in {self._of(number)}")
            return None
        return test

    def _of(self, number: int) -> str:
        return "this question" if number == self.number else self.steps[number].named

    def _exit(self, route: Mapping[str, Any]) -> tuple[str, object] | None:
        """The heading and the text of the page that a route ends at."""
        if raw_text(route.get("exit_page_markdown")) or line(route.get("exit_page_heading")):
            return line(route.get("exit_page_heading")), route.get("exit_page_markdown")
        wanted = route.get("exit_page_id")
        for each in map(mapping, listed(self.step.raw.get("exit_pages"))):
            if wanted is not None and each.get("id") == wanted:
                return line(each.get("heading")), each.get("markdown")
        return None

    def _ends(self, when: When, test: When, told: str, heading: str, text: object) -> None:
        if when is True:
            self._lost(f"{told} leads all people to a page where the form ends, so nobody could send it")
            return
        self.taken.append(test)
        self.step.exits.append((when, heading, text))

    def _target(self, wanted: object, told: str, *, or_end: bool) -> int | None:
        """The number of the step that somebody goes on with; None, and a word of it, where there is no such way."""
        if wanted is None and or_end:
            return len(self.steps)
        if wanted is None:
            self._lost(f"{told} leads nowhere")
            return None
        number = self.at.get(str(wanted))
        if number is None:
            self._lost(f"{told} leads to page {line(wanted) or '?'}, which the form does not have")
            return None
        if number <= self.number:
            self._lost(f"{told} leads back to {self.steps[number].named}, which would go in a circle")
            return None
        return number

    def _lost(self, what: str) -> None:
        self.report.left_out.append(f"{self.step.named}: {what}.")


def negated(when: When) -> When:
    """What holds where this does not; turned round down to the single tests, so that conditions stay shallow."""
    if isinstance(when, bool):
        return not when
    (key, value), *_ = when.items()
    if key == "not":
        inner: When = value
        return inner
    if key in _OTHER:
        return _mixed(_OTHER[key], map(negated, value), empty=_OTHER[key] == "all")
    return {"not": when}


_OTHER: Mapping[str, str] = {"all": "any", "any": "all"}


def all_of(parts: Iterable[When]) -> When:
    """What holds where all of these do."""
    return _mixed("all", parts, empty=True)


def any_of(parts: Iterable[When]) -> When:
    """What holds where one of these does."""
    return _mixed("any", parts, empty=False)


def _mixed(kind: str, parts: Iterable[When], *, empty: bool) -> When:
    kept: list[Mapping[str, Any]] = []
    for part in parts:
        if isinstance(part, bool):
            if part is not empty:
                return part
            continue
        kept += [each for each in part.get(kind, [part]) if each not in kept]
        if sum(map(_tests, kept)) > MOST_TESTS:
            raise FormBroken("its routes lead over each other too often to be said as conditions; make some simpler")
    if not kept:
        return empty
    return kept[0] if len(kept) == 1 else {kind: kept}


def _tests(when: Mapping[str, Any]) -> int:
    (key, value), *_ = when.items()
    inner = {"not": [value], "all": value, "any": value}.get(key)
    return 1 if inner is None else sum(map(_tests, inner))


def names_of(when: When) -> set[str]:
    """The questions that a condition looks at."""
    if isinstance(when, bool):
        return set()
    (key, value), *_ = when.items()
    inner = {"not": [value], "all": value, "any": value}.get(key)
    return {key} if inner is None else {name for each in inner for name in names_of(each)}


def _apart(one: When, other: When) -> bool:
    """Whether these are two answers of one question that takes only one."""
    if isinstance(one, bool) or isinstance(other, bool):
        return False
    plain = [value for each in (one, other) for value in each.values() if not isinstance(value, (Mapping, list))]
    return len(plain) == len(("one", "other")) and one.keys() == other.keys() and one != other
