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


@dataclass(frozen=True, slots=True)
class Reason:
    """Words that the desk can begin with: why it says yes (`approved`) or no (`refused`), or asks for more.

    `outcome` is the state they lead to; `title` is what the desk calls them.
    """

    id: str
    outcome: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Appeal:
    """Where an appeal goes, within how many days after a no, and what it means, in words for the citizen."""

    office: str
    days: int
    text: str


@dataclass(frozen=True)
class Service:
    """One service of the city, described once; everything else is made from it.

    `second_pair`: one person proposes a decision and another makes it. `bulk_approve`: several may be approved at once.
    What was sent is kept for `keep_months` after it was decided, or as long as the city keeps such things.
    """

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
    reasons: tuple[Reason, ...] = ()
    appeal: Appeal | None = None
    second_pair: bool = False
    bulk_approve: bool = False
    keep_months: int | None = None

    @cached_property
    def by_id(self) -> Mapping[str, Question]:
        """The questions by their id."""
        return {question.id: question for question in self.questions}

    def reasons_for(self, outcome: str) -> tuple[Reason, ...]:
        """The words that the desk can begin with for an outcome."""
        return tuple(reason for reason in self.reasons if reason.outcome == outcome)
