"""What a lesson is: one objective, a made-up person, and small steps that each ask for one thing."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any, Literal, get_args

from tutorials.screen import Screen

Kind = Literal[
    "read",
    "watch",
    "tap",
    "hold",
    "swipe",
    "type",
    "speak",
    "choose",
    "recall",
    "order",
    "sort",
    "practise",
    "check",
    "send",
    "real",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
ON_SCREEN = frozenset({"tap", "hold", "swipe", "type", "speak"})
"""Done on a simulated phone."""
SIMULATED = ON_SCREEN | {"order", "sort"}
"""Done on a simulated phone or with cards; they need no service."""
CHOSEN = frozenset({"choose", "recall"})
"""One of a few answers is chosen."""
JUDGED = SIMULATED | CHOSEN | {"practise"}
"""There is something to answer."""
HINTS = 3
"""A ladder: in words, where to look, doing it together."""
RECALL_HINTS = 1
"""What is to be remembered has the first rung alone: more would be the answer."""
PAGES = ("sign-in", "appointments", "search", "offices", "help")
"""Pages of every city's app that a step for real can lead to."""


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill in a published framework, for example DigComp 2.2, code 2.3."""

    framework: str
    version: str
    code: str


@dataclass(frozen=True, slots=True)
class Person:
    """The made-up person whose data is used in practice.

    `answers` maps question id → canonical value, for the questions of the journey that no step practises.
    """

    name: str
    story: str
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mistake:
    """A likely mistake and what to say to it.

    It is known by `like`, a regular expression on what was typed (see `tutorials.patterns`), or, where `like` is
    None, by `value`, a canonical answer. One that would do `harm` on a real phone is stopped, and the words say why.
    """

    say: str
    value: Any = None
    like: str | None = None
    harm: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a question inside the lesson, with what to say when it is chosen.

    One that would do `harm` in life is stopped, and the words say why.
    """

    id: str
    text: str
    say: str
    right: bool = False
    harm: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """Something to put in order, or on a pile: a message with who it is from (`title`), or a few words.

    For sorting, `pile` is where it belongs and `say` is said when it lies on another.
    """

    id: str
    text: str
    title: str | None = None
    pile: str | None = None
    say: str | None = None


@dataclass(frozen=True, slots=True)
class Pile:
    """Where cards are sorted to."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a demonstration: a screen, what to see on it, the piece that it points to, and what a finger does.

    `does` is 'press', 'hold', 'type', or a direction in which the finger goes ('up', 'down', 'left', 'right').
    """

    screen: str
    say: str
    points: str | None = None
    does: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, in one of these ways.

        read      only words
        watch     `frames`, one picture after the other
        tap       press the piece `expect` of the simulated `screen`
        hold      press it and keep the finger on it; `short` is said to a short press
        swipe     move the finger in the direction `expect` over the `screen`, or over its piece `over`
        type      type any of `write` into the field of the simulated `screen`
        speak     say it, or type it, or say it and press a button
        choose    one of `choices`
        recall    one of `choices`, with one hint: a question on what was learned before, in the lesson `about`
        order     put `cards` into the order `expect`
        sort      put each of `cards` on its one of `piles`
        practise  `question` of the live service, with the `type` and `options` that the step was written for;
                  or `pages`, several such one after the other, as the service asks them
        check     the service's own page where the answers are looked at
        send      the service's own last page
        real      do it on one's own phone; `look_for` says how one sees that it worked; `service`, or `opens`,
                  one of `PAGES`, says where to do it

    Where there is a right answer: `done` is said to it, the first of `mistakes` that fits is said to a wrong one, and
    `otherwise` (`else` in the file) to any other. `hints` are three, one for `recall`, or none. The second points: at
    the right piece, or at `points` where another one should be marked.
    """

    id: str
    kind: Kind
    title: str
    say: str
    spoken: str | None = None
    hints: tuple[str, ...] = ()
    question: str | None = None
    type: str | None = None
    expect: Any = None
    options: tuple[str, ...] | None = None
    mistakes: tuple[Mistake, ...] = ()
    otherwise: str | None = None
    done: str | None = None
    choices: tuple[Choice, ...] = ()
    screen: str | None = None
    write: tuple[str, ...] = ()
    cards: tuple[Card, ...] = ()
    piles: tuple[Pile, ...] = ()
    frames: tuple[Frame, ...] = ()
    short: str | None = None
    over: str | None = None
    points: str | None = None
    pages: tuple["Step", ...] = ()
    about: str | None = None
    look_for: str | None = None
    service: str | None = None
    opens: str | None = None

    @property
    def heard(self) -> str:
        """The step for the ear."""
        return self.spoken or self.say

    @property
    def pointed(self) -> str | None:
        """The piece of the screen that the second hint marks, or None where there is none."""
        pressed = self.expect if self.kind in {"tap", "hold"} else self.over
        return self.points or pressed

    @property
    def practised(self) -> tuple["Step", ...]:
        """What of the live service is practised here: this step itself, the pages of a stretch, or nothing."""
        return self.pages or ((self,) if self.question is not None else ())

    def page(self, question_id: str | None) -> "Step | None":
        """Return the page of a stretch that asks this question; the first one for None."""
        return next((page for page in self.pages if question_id in {None, page.question}), None)

    def choice(self, choice_id: str) -> Choice | None:
        """Return the choice with this id, or None."""
        return next((choice for choice in self.choices if choice.id == choice_id), None)


@dataclass(frozen=True, slots=True)
class Next:
    """What comes after the lesson: words, and the service that the learner can now use for real."""

    text: str
    service: str | None = None


@dataclass(frozen=True)
class Lesson:
    """One lesson: bound to the live service whose id is `service`, or about the phone itself, on simulated `screens`.

    One that is bound to a service has a made-up person.
    """

    id: str
    title: str
    objective: str
    service: str | None
    minutes: int
    skills: tuple[Skill, ...]
    person: Person | None
    steps: tuple[Step, ...]
    learned: tuple[str, ...]
    next: Next
    screens: Mapping[str, Screen] = field(default_factory=dict)

    @cached_property
    def by_id(self) -> Mapping[str, Step]:
        """The steps by their id."""
        return {step.id: step for step in self.steps}

    @property
    def given(self) -> Mapping[str, Any]:
        """The made-up person's answers to questions that no step practises, by the question's id."""
        return self.person.answers if self.person else {}

    @cached_property
    def version(self) -> str:
        """A string that changes when anything in the lesson changes, for caches and for what a phone has kept."""
        text = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return sha256(text.encode()).hexdigest()[:16]

    def position(self, step_id: str) -> tuple[int, int]:
        """Return (number of this step, how many there are), from one; raises `KeyError`."""
        return self.steps.index(self.by_id[step_id]) + 1, len(self.steps)

    def after(self, step_id: str) -> Step | None:
        """The step after this one, or None at the end; raises `KeyError`."""
        number, count = self.position(step_id)
        return self.steps[number] if number < count else None

    def before(self, step_id: str) -> Step | None:
        """The step before this one, or None at the start; raises `KeyError`."""
        number, _ = self.position(step_id)
        return self.steps[number - 2] if number > 1 else None
