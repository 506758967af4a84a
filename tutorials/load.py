"""A lesson from its YAML description, with every mistake named by its place.

The questions that the lesson does not practise may be answered for the made-up person in the file:

    person:
      name: Rosa Lee
      story: Rosa Lee was born on 4 May 1951.
      answers: {phone: "+447700900101"}     # question id: canonical value, only for questions that no step practises

A step on a simulated phone names its screen: one of the lesson's own `screens`, or one that all lessons share, from
`tutorials/screens`.

A `like` is a regular expression of the few signs that `tutorials.patterns` takes. It is looked for in what was typed,
all fields on one line with single spaces; capitals do not matter.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from flows.load import ID, SLUG, Problem, ServiceBroken, flat_problems, read_yaml, words
from flows.types import TYPES
from tutorials.lesson import HINTS, KINDS, Card, Choice, Frame, Lesson, Mistake, Next, Person, Pile, Skill, Step
from tutorials.load_screen import ScreenSchema, screen_from, shared_screens
from tutorials.patterns import LONGEST_PATTERN, PatternUnsound, compiled
from tutorials.screen import Screen
from tutorials.simulated_check import repeated, simulated_problems
from tutorials.typed import typed_fields

MAX_BYTES = 200_000
MOST_STEPS = 60
MOST_SENTENCES = 2
LONGEST_VALUE = 2000
DEEPEST_VALUE = 3


class LessonBroken(ValueError):
    """A description cannot be used; `problems` say all that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems


class SkillSchema(Schema):
    """A skill in a published framework."""

    framework = words(40, required=True)
    version = words(20, required=True)
    code = words(20, required=True)


class PersonSchema(Schema):
    """The made-up person."""

    name = words(80, required=True)
    story = words(600, required=True)
    answers = fields.Dict(keys=fields.String(validate=ID), values=fields.Raw(allow_none=True))


class MistakeSchema(Schema):
    """One likely mistake."""

    value = fields.Raw(data_key="is", allow_none=True)
    like = fields.String(validate=validate.Length(1, LONGEST_PATTERN))
    say = words(300, required=True)
    harm = fields.Boolean()


class ChoiceSchema(Schema):
    """One option of a choose step."""

    id = fields.String(required=True, validate=SLUG)
    text = words(120, required=True)
    right = fields.Boolean()
    say = words(300, required=True)


class CardSchema(Schema):
    """One card to put in order or to sort."""

    id = fields.String(required=True, validate=SLUG)
    text = words(400, required=True)
    title = words(80)
    pile = fields.String(validate=SLUG)
    say = words(300)


class PileSchema(Schema):
    """One place to sort cards to."""

    id = fields.String(required=True, validate=SLUG)
    text = words(80, required=True)


class FrameSchema(Schema):
    """One picture of a demonstration."""

    screen = fields.String(required=True, validate=SLUG)
    say = words(200, required=True)
    points = fields.String(validate=SLUG)


class StepSchema(Schema):
    """One step; what its kind needs is checked after it."""

    id = fields.String(required=True, validate=SLUG)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    title = words(80, required=True)
    say = words(300, required=True)
    spoken = words(400)
    hints = fields.List(words(300), validate=validate.Length(equal=HINTS, error="a ladder has exactly {equal} hints"))
    question = fields.String(validate=ID)
    type = fields.String(validate=validate.OneOf(tuple(TYPES)))
    expect = fields.Raw(allow_none=True)
    options = fields.List(fields.Raw(), validate=validate.Length(2, 30))
    mistakes = fields.List(fields.Nested(MistakeSchema), validate=validate.Length(0, 12))
    otherwise = words(300, data_key="else")
    done = words(300)
    screen = fields.String(validate=SLUG)
    write = fields.List(words(120), validate=validate.Length(1, 8))
    cards = fields.List(fields.Nested(CardSchema), validate=validate.Length(2, 10))
    piles = fields.List(fields.Nested(PileSchema), validate=validate.Length(2, 4))
    frames = fields.List(fields.Nested(FrameSchema), validate=validate.Length(2, 12))


class NextSchema(Schema):
    """What comes after the lesson."""

    text = words(300, required=True)
    service = fields.String(validate=SLUG)


class LessonSchema(Schema):
    """A whole lesson."""

    id = fields.String(required=True, validate=SLUG)
    title = words(100, required=True)
    objective = words(200, required=True)
    service = fields.String(validate=SLUG)
    minutes = fields.Integer(required=True, strict=True, validate=validate.Range(1, 120))
    skills = fields.List(fields.Nested(SkillSchema), required=True, validate=validate.Length(1, 10))
    person = fields.Nested(PersonSchema)
    screens = fields.List(fields.Nested(ScreenSchema), validate=validate.Length(1, 20))
    steps = fields.List(fields.Nested(StepSchema), required=True, validate=validate.Length(1, MOST_STEPS))
    learned = fields.List(words(200), required=True, validate=validate.Length(1, 8))
    next = fields.Nested(NextSchema, required=True)


_ANSWERED = frozenset({"hints", "else", "done"})
NEEDS: Mapping[str, frozenset[str]] = {
    "read": frozenset(),
    "watch": frozenset({"frames"}),
    "practise": frozenset({"question", "type", "expect"}) | _ANSWERED,
    "choose": frozenset({"options", "hints"}),
    "tap": frozenset({"screen", "expect"}) | _ANSWERED,
    "type": frozenset({"screen", "write"}) | _ANSWERED,
    "order": frozenset({"cards", "expect"}) | _ANSWERED,
    "sort": frozenset({"cards", "piles"}) | _ANSWERED,
    "check": frozenset(),
    "send": frozenset(),
}
MAY: Mapping[str, frozenset[str]] = {
    "read": frozenset({"done"}),
    "watch": frozenset({"hints"}),
    "practise": frozenset({"mistakes", "options"}),
    "tap": frozenset({"mistakes"}),
    "type": frozenset({"mistakes"}),
    "order": frozenset({"mistakes"}),
    "check": frozenset({"hints", "done"}),
    "send": frozenset({"hints", "done"}),
}
AS_IT_IS = ("id", "kind", "title", "say", "spoken", "question", "type", "expect", "otherwise", "done", "screen")
OF_KINDS = frozenset().union(*NEEDS.values(), *MAY.values())


def load_lesson(text: str) -> Lesson:
    """Return the lesson that this YAML describes, or raise `LessonBroken` with all that is wrong."""
    try:
        return lesson_from(read_yaml(text, MAX_BYTES))
    except ServiceBroken as error:
        raise LessonBroken(error.problems) from error


def lesson_from(document: Any) -> Lesson:
    """Return the lesson of a description already read; raises `LessonBroken`."""
    try:
        data = LessonSchema().load(document if isinstance(document, Mapping) else {})
    except ValidationError as error:
        raise LessonBroken(sorted(flat_problems(error.messages, document))) from error
    problems: list[Problem] = []
    steps = [_step(raw, problems) for raw in data["steps"]]
    problems += [Problem(f"steps.{each}", "this id is used twice") for each in repeated(step.id for step in steps)]
    problems += _binding_problems(data, steps)
    for question, value in data.get("person", {}).get("answers", {}).items():
        problems += _value_problems(f"person.answers.{question}", value)
    lesson = Lesson(
        **{key: data.get(key) for key in ("id", "title", "objective", "service", "minutes")},
        skills=tuple(Skill(**skill) for skill in data["skills"]),
        person=Person(**data["person"]) if "person" in data else None,
        steps=tuple(steps),
        learned=tuple(data["learned"]),
        next=Next(**data["next"]),
        screens=_screens(data.get("screens", ()), steps),
    )
    problems += [each for step in steps for each in simulated_problems(step, lesson.screens)]
    if problems:
        raise LessonBroken(problems)
    return lesson


def _binding_problems(data: Mapping[str, Any], steps: list[Step]) -> Iterator[Problem]:
    """What a lesson on a service needs, and one without has not."""
    if "service" in data and "person" not in data:
        yield Problem("person", "a lesson on a service has a made-up person")
    if "service" in data:
        return
    yield from (
        Problem(f"steps.{step.id}.kind", f"a step of kind {step.kind} needs a lesson with a 'service'")
        for step in steps
        if step.kind in {"practise", "check", "send"}
    )
    if data.get("person", {}).get("answers"):
        yield Problem("person.answers", "a lesson without a service asks no questions")


def _screens(own: Iterable[Mapping[str, Any]], steps: list[Step]) -> dict[str, Screen]:
    """The screens that the steps use: the lesson's own, else those that all lessons share."""
    known = {**shared_screens(), **{raw["id"]: screen_from(raw) for raw in own}}
    used = [name for step in steps for name in (step.screen, *(frame.screen for frame in step.frames)) if name]
    return {name: known[name] for name in dict.fromkeys(used) if name in known}


def _step(raw: Mapping[str, Any], problems: list[Problem]) -> Step:
    place = f"steps.{raw['id']}"
    problems += _kind_problems(place, raw)
    if _sentences(raw["say"]) > MOST_SENTENCES:
        problems.append(Problem(f"{place}.say", f"says more than {MOST_SENTENCES} sentences; make it two steps"))
    problems += _value_problems(f"{place}.expect", raw.get("expect"), raw.get("type"))
    chooses = raw["kind"] == "choose"
    return Step(
        **{key: raw[key] for key in AS_IT_IS if key in raw},
        hints=tuple(raw.get("hints", ())),
        write=tuple(raw.get("write", ())),
        cards=tuple(Card(**each) for each in raw.get("cards", ())),
        piles=tuple(Pile(**each) for each in raw.get("piles", ())),
        frames=tuple(Frame(**each) for each in raw.get("frames", ())),
        options=None if chooses or "options" not in raw else _option_ids(place, raw["options"], problems),
        mistakes=tuple(
            _mistake(f"{place}.mistakes.{number}", each, raw.get("type"), problems)
            for number, each in enumerate(raw.get("mistakes", ()), 1)
        ),
        choices=_choices(place, raw.get("options", ()), problems) if chooses else (),
    )


def _kind_problems(place: str, raw: Mapping[str, Any]) -> list[Problem]:
    kind = raw["kind"]
    given = {"else" if key == "otherwise" else key for key in raw} & OF_KINDS
    problems = [
        Problem(f"{place}.{key}", f"a step of kind {kind} needs this") for key in sorted(NEEDS[kind] - given)
    ] + [
        Problem(f"{place}.{key}", f"a step of kind {kind} has no '{key}'")
        for key in sorted(given - NEEDS[kind] - MAY.get(kind, frozenset()))
    ]
    takes_options = kind == "practise" and raw.get("type") in {"choice", "choices"}
    if kind == "practise" and takes_options != ("options" in raw):
        problems.append(Problem(f"{place}.options", "a step on a choice names the options it knows, and no other does"))
    return problems


def _sentences(text: str) -> int:
    """Count the full stops, question marks and exclamation marks that end something ('1.50' ends nothing)."""
    return len(re.findall(r"[.?!]+(?!\w)|[。？！]+", text))


def _option_ids(place: str, raw: list[Any], problems: list[Problem]) -> tuple[str, ...]:
    odd = [each for each in raw if not isinstance(each, str)]
    if odd:
        problems.append(Problem(f"{place}.options", f"{odd[0]!r} is not an option id; put quotes around words"))
        return ()
    problems += [Problem(f"{place}.options", f"'{each}' is given twice") for each in repeated(raw)]
    return tuple(raw)


def _choices(place: str, raw: list[Any], problems: list[Problem]) -> tuple[Choice, ...]:
    place = f"{place}.options"
    try:
        options = ChoiceSchema(many=True).load(raw)
    except ValidationError as error:
        problems += [Problem(f"{place}.{each.where}", each.what) for each in sorted(flat_problems(error.messages, raw))]
        return ()
    problems += [Problem(place, f"'{each}' is given twice") for each in repeated(o["id"] for o in options)]
    if sum(option.get("right", False) for option in options) != 1:
        problems.append(Problem(place, "exactly one option is right"))
    return tuple(Choice(**option) for option in options)


def _mistake(place: str, raw: Mapping[str, Any], kind: str | None, problems: list[Problem]) -> Mistake:
    if ("value" in raw) == ("like" in raw):
        problems.append(Problem(place, "a mistake has either 'is' or 'like'"))
    problems += _value_problems(f"{place}.is", raw.get("value"), kind)
    try:
        compiled(raw.get("like", ""))
    except PatternUnsound as error:
        problems.append(Problem(f"{place}.like", str(error)))
    return Mistake(**raw)


def _value_problems(place: str, value: Any, kind: str | None = None) -> list[Problem]:
    """Say what keeps a value from being a canonical answer of this type (or of any): it is small, plain JSON."""
    if isinstance(value, date):
        return [Problem(place, f'put quotes around a date: "{value}"')]
    if not _is_plain(value) or len(repr(value)) > LONGEST_VALUE:
        return [Problem(place, "is not an answer: use a text, a number, true, false, or a short list or mapping")]
    try:
        typed_fields(kind or "text", value if kind else None)
    except ValueError as error:
        return [Problem(place, str(error))]
    return []


def _is_plain(value: Any, depth: int = 0) -> bool:
    if isinstance(value, list):
        return depth < DEEPEST_VALUE and all(_is_plain(each, depth + 1) for each in value)
    if isinstance(value, dict):
        return depth < DEEPEST_VALUE and all(
            isinstance(key, str) and _is_plain(each, depth + 1) for key, each in value.items()
        )
    return value is None or isinstance(value, (str, bool, int))
