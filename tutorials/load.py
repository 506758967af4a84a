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

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from flows.load import SLUG, Problem, ServiceBroken, flat_problems, read_yaml, words
from tutorials.lesson import Lesson, Next, Person, Skill, Step
from tutorials.load_screen import ScreenSchema, screen_from, shared_screens
from tutorials.load_step import PATH, StepSchema, step_from, value_problems
from tutorials.screen import Screen
from tutorials.simulated_check import repeated, simulated_problems

MAX_BYTES = 200_000
MOST_STEPS = 60


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
    answers = fields.Dict(keys=fields.String(validate=PATH), values=fields.Raw(allow_none=True))


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
    steps = [step_from(raw, problems) for raw in data["steps"]]
    problems += [Problem(f"steps.{each}", "this id is used twice") for each in repeated(step.id for step in steps)]
    problems += _binding_problems(data, steps)
    for question, value in data.get("person", {}).get("answers", {}).items():
        problems += value_problems(f"person.answers.{question}", value)
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
