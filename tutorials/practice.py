"""Practice: the real flow engine looks at a made-up person's answers, and says kindly what to change.

There is no path from here to anything that sends. This module takes a lesson, a service and what was typed, and returns
words; it imports the flow engine and nothing that could store, post or deliver. A rehearsed journey is an ordinary
value that nobody keeps.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from flows.entries import with_entries
from flows.journey import Journey, journey
from flows.service import Question, Service
from flows.text import N_
from flows.types import FIELD, AnswerWrong, Context, Fields, Wrong, check, read
from tutorials.lesson import Lesson, Step
from tutorials.typed import field_names, forms, looks_like, normal, same, typed_fields

FeedbackKind = Literal["right", "mistake", "stopped", "not-right", "cannot-be-read"]


@dataclass(frozen=True, slots=True)
class Feedback:
    """What to say to an answer in practice.

    `right`, `mistake` and `not-right` speak with the lesson's words, and so does `stopped`: a mistake that would do
    harm on a real phone. `cannot-be-read` speaks exactly as the live service does, with the service's own `wrongs`.
    `message` is a text to translate, `values` fill it. `mistake` is the number of the mistake (in a choose step of the
    wrong choice) in its step, from zero.
    """

    kind: FeedbackKind
    message: str
    values: Mapping[str, Any] = field(default_factory=dict)
    mistake: int | None = None
    wrongs: tuple[Wrong, ...] = ()

    @property
    def is_right(self) -> bool:
        """Whether the step is done."""
        return self.kind == "right"


class LessonOutOfDate(ValueError):
    """A step points at a question that its service no longer has so; the reader is told, and the step is skipped."""

    def __init__(self, lesson: Lesson, step: Step) -> None:
        super().__init__(
            f"lesson {lesson.id}, step {step.id}: the service has no '{step.question}' of type {step.type}"
        )
        self.lesson = lesson
        self.step = step


def question_of(lesson: Lesson, step: Step, service: Service | None) -> Question:
    """Return the live question that a practise step points at; raises `LessonOutOfDate`."""
    question = service.question(step.question or "") if service and service.id == lesson.service else None
    if question is None or question.type != step.type:
        raise LessonOutOfDate(lesson, step)
    return question


def judge(lesson: Lesson, step: Step, service: Service | None, fields: Fields, context: Context) -> Feedback:
    """Judge what a practise step's form says. `fields` maps field name → values. Raises `LessonOutOfDate`."""
    question = question_of(lesson, step, service)
    try:
        value = read(question, fields)
    except AnswerWrong as error:
        return _not_right(step, question, fields, error, context)
    return _judged(step, question, value, fields, context)


def judge_value(lesson: Lesson, step: Step, service: Service | None, value: object, context: Context) -> Feedback:
    """Judge an answer given as JSON, as the live service's API takes it. Raises `LessonOutOfDate`."""
    question = question_of(lesson, step, service)
    return _judged(step, question, value, _fields_of(question, value), context)


def _judged(step: Step, question: Question, value: object, fields: Fields, context: Context) -> Feedback:
    try:
        answer = check(question, value, context)
    except AnswerWrong as error:
        return _not_right(step, question, fields, error, context)
    if same(question.type, answer, step.expect):
        return Feedback("right", step.done or N_("That is right."))
    return _not_right(step, question, fields, answer, context)


def _not_right(step: Step, question: Question, fields: Fields, answer: object, context: Context) -> Feedback:
    """Say the first named mistake that fits, else what the engine says (`answer` is its error), else the rest."""
    typed = normal(question.type, fields)
    for number, mistake in enumerate(step.mistakes):
        if mistake.like is not None:
            fits = looks_like(mistake.like, question.type, fields)
        elif isinstance(answer, AnswerWrong):
            fits = typed in forms(question, mistake.value, context)
        else:
            fits = same(question.type, answer, mistake.value)
        if fits:
            return Feedback("stopped" if mistake.harm else "mistake", mistake.say, mistake=number)
    if isinstance(answer, AnswerWrong):
        first = answer.wrongs[0]
        return Feedback("cannot-be-read", first.message, first.values, wrongs=answer.wrongs)
    return Feedback("not-right", step.otherwise or N_("This is another answer. Please look once more."))


def _fields_of(question: Question, value: object) -> Fields:
    """Return JSON as the form fields in which it would have been typed, as far as that can be said."""
    try:
        return {name: [text] for name, text in typed_fields(question.type, value).items()}
    except ValueError:
        parts = value if isinstance(value, Mapping) else {}
        names = {name: name.removeprefix(f"{FIELD}-") for name in field_names(question.type)}
        return {name: [str(parts.get(part, ""))] for name, part in names.items()}


def judge_choice(step: Step, choice_id: str | None) -> Feedback:
    """Judge an answer to a choose step: the chosen option's own words."""
    choice = step.choice(choice_id or "")
    if choice is None:
        return Feedback("cannot-be-read", N_("Please choose one of the answers shown."))
    if choice.right:
        return Feedback("right", choice.say)
    return Feedback("stopped" if choice.harm else "mistake", choice.say, mistake=step.choices.index(choice))


def practice_answers(lesson: Lesson, up_to_step: str | None = None) -> dict[str, Any]:
    """Return the made-up person's answers before this step: question id → canonical value.

    They are what the lesson expects, not what the learner typed, so a skipped step leaves no gap. What the person is
    given in `person.answers` is there from the start. Without a step, all answers of the lesson. Raises `KeyError` for
    a step that the lesson does not have.
    """
    most = len(lesson.steps) if up_to_step is None else lesson.position(up_to_step)[0] - 1
    answers = dict(lesson.given)
    answers.update({page.question or "": page.expect for step in lesson.steps[:most] for page in step.practised})
    return answers


def rehearsal(lesson: Lesson, service: Service, answers: Mapping[str, Any], today: date) -> Journey:
    """Walk the live service with practice answers, for the check page. Raises `ValueError` for another service."""
    if lesson.service != service.id:
        raise ValueError(f"lesson {lesson.id} is about '{lesson.service}', not about '{service.id}'")
    return journey(service, with_entries(answers, service.groups), today)
