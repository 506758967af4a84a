"""What a service is: a title, who it is for, and questions asked one at a time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

from flows.conditions import Condition

MAX_QUESTIONS = 200
NO_LIMITS: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: `id` is stored, `text` is read."""

    id: str
    text: str
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One page of a service.

    `limits` holds what its type allows: for example `earliest` and `latest` of a date, `maximum` of a number.
    `text` and `instead` are read on pages that tell rather than ask (`info`, `exit`, `declaration`).
    """

    id: str
    type: str
    ask: str
    label: str
    why: str | None = None
    hint: str | None = None
    when: Condition | None = None
    optional: bool = False
    prefill: str | None = None
    options: tuple[Option, ...] = ()
    text: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    limits: Mapping[str, Any] = field(default_factory=lambda: NO_LIMITS)

    @property
    def is_exit(self) -> bool:
        """Whether the journey ends here, kindly, without sending anything."""
        return self.type == "exit"

    @property
    def tells(self) -> bool:
        """Whether the page only tells something; it never shows among the answers."""
        return self.type in {"info", "exit"}

    def option(self, option_id: str) -> Option | None:
        """Return the option with this id, or None."""
        return next((option for option in self.options if option.id == option_id), None)


@dataclass(frozen=True)
class Service:
    """One service of the city, described once; everything else is made from it."""

    id: str
    title: str
    summary: str
    audience: str
    cost: str
    minutes: int
    decision_days: int
    office: str
    keywords: str
    need: tuple[str, ...]
    after: tuple[str, ...]
    declaration: str
    approve: str
    refuse: str
    questions: tuple[Question, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Question]:
        """The questions by their id."""
        return {question.id: question for question in self.questions}
