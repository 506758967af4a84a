"""What a service is: a title, who it is for, and questions asked one at a time."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

from flows.conditions import Condition
from flows.entries import ENTRY

MAX_QUESTIONS = 200
"""Those inside groups are counted too."""
MAX_IN_GROUP = 30
ENTRIES_KEPT_READY = 256
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

    `example` is what a made-up person answers in practice, typed as it stands in every language.
    `limits` holds what its type allows: for example `earliest` and `latest` of a date, `maximum` of a number.
    `text` and `instead` are read on pages that tell rather than ask (`info`, `exit`, `declaration`). A `group` asks its
    own `questions` once for each entry. Such a question names its `group`; on a journey it names the `entry` that it is
    asked of, too, and its `id` is then the whole path, `children/7f3a…/name`.
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
    example: Any = None
    options: tuple[Option, ...] = ()
    text: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    limits: Mapping[str, Any] = field(default_factory=lambda: NO_LIMITS)
    questions: tuple["Question", ...] = ()
    group: str | None = None
    entry: str | None = None

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
    `story` says why the made-up person of its practice, Rosa, uses it.
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
    story: str | None = None

    @cached_property
    def every(self) -> tuple[Question, ...]:
        """All questions as they are asked: what is inside a group, then the page of the group."""
        return tuple(each for question in self.questions for each in (*question.questions, question))

    @cached_property
    def by_id(self) -> Mapping[str, Question]:
        """All questions by their id, which is given once, inside groups and out."""
        return {question.id: question for question in self.every}

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The ids of what is asked more than once."""
        return tuple(question.id for question in self.questions if question.type == "group")

    @cached_property
    def _entries(self) -> dict[tuple[str, str], tuple[Question, ...]]:
        return {}

    def inside(self, group: str, entry: str) -> tuple[Question, ...]:
        """The questions of a group as they are asked of one entry. Raises `KeyError` for an unknown group.

        Journeys are worked out at every press, so those of the latest entries are kept ready.
        """
        ready = self._entries.get((group, entry))
        if ready is None:
            if len(self._entries) >= ENTRIES_KEPT_READY:
                self._entries.clear()
            asked = self.by_id[group].questions
            ready = tuple(replace(each, id=f"{group}/{entry}/{each.id}", entry=entry) for each in asked)
            self._entries[group, entry] = ready
        return ready

    def question(self, path: str) -> Question | None:
        """The question at a path, `birth_date` or `children/7f3a…/name`, as it is asked there, or None."""
        group, slash, rest = path.partition("/")
        if not slash:
            found = self.by_id.get(path)
            return found if found is not None and found.group is None else None
        entry = rest.partition("/")[0]
        if group not in self.by_id or not ENTRY.fullmatch(entry):
            return None
        return next((each for each in self.inside(group, entry) if each.id == path), None)

    def read_order(self, answers: Mapping[str, Any]) -> Iterator[Question]:
        """The questions that are answered, as one reads them: a group, and then what is said in each of its entries."""
        for question in self.questions:
            if question.id in answers:
                yield question
                entries = answers[question.id] if question.type == "group" else ()
                yield from (page for each in entries for page in self.inside(question.id, each) if page.id in answers)

    def questions_at(self, paths: Iterable[str]) -> tuple[Question, ...]:
        """The questions at these paths that the service has, in the order of the paths."""
        return tuple(found for path in paths if (found := self.question(path)) is not None)

    def reasons_for(self, outcome: str) -> tuple[Reason, ...]:
        """The words that the desk can begin with for an outcome."""
        return tuple(reason for reason in self.reasons if reason.outcome == outcome)
