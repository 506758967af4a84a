"""What every type of question does: reads a form, checks a value, says kindly what is wrong."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from flows.service import Question
from flows.text import N_

Fields = Mapping[str, Sequence[str]]

FIELD = "answer"
"""Name of the form field of a question; parts are `answer-day`, `answer-town` and so on."""


@dataclass(frozen=True, slots=True)
class Context:
    """Where and when an answer is checked: the city's `today`, and its region for phone numbers (ISO 3166, 'GB').

    `now` is the very moment, for answers that are one; `offices` and `landmarks` are the ids of those that the city
    has. Lessons are checked without them.
    """

    today: date
    region: str
    now: datetime | None = None
    offices: Collection[str] | None = None
    landmarks: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing wrong with an answer: a stable `code`, a sentence to translate, its values, the part it is in."""

    code: str
    message: str
    values: Mapping[str, Any] = field(default_factory=dict)
    part: str | None = None

    @property
    def field_name(self) -> str:
        """The form field to send the reader to."""
        return f"{FIELD}-{self.part}" if self.part else FIELD


class AnswerWrong(ValueError):
    """An answer cannot be taken; `wrongs` say why, at least one."""

    def __init__(self, *wrongs: Wrong) -> None:
        super().__init__(", ".join(wrong.code for wrong in wrongs))
        self.wrongs = wrongs


class QuestionType(Protocol):
    """A kind of answer."""

    limits: frozenset[str]
    """Keys that a question of this type may state."""

    def read(self, question: Question, fields: Fields) -> object:
        """Return what the form's fields say, or None when all are empty; raises `AnswerWrong`."""

    def check(self, question: Question, value: object, context: Context) -> object:
        """Return the canonical value, or raise `AnswerWrong`. Never called with None."""


def one(fields: Fields, part: str | None = None) -> str:
    """Return the trimmed text of one form field, '' where it is missing."""
    values = fields.get(f"{FIELD}-{part}" if part else FIELD) or [""]
    return values[0].strip()


def wrong_type(example: str) -> AnswerWrong:
    """A value of another JSON type than the question takes."""
    return AnswerWrong(
        Wrong("wrong-type", N_("This answer has the wrong form. Give it like this: %(example)s."), {"example": example})
    )


def clean(value: object, most: int, part: str | None = None) -> str:
    """Return a text with tidy white space, at most `most` characters and without control characters."""
    if not isinstance(value, str):
        raise wrong_type('"text"')
    text = "\n".join(" ".join(line.split()) for line in value.replace("\r\n", "\n").split("\n")).strip()
    if any(not (character.isprintable() or character == "\n" or _joins(character)) for character in text):
        raise AnswerWrong(
            Wrong("control-character", N_("Some signs in your answer cannot be read. Please type it again."), {}, part)
        )
    if len(text) > most:
        values = {"most": most, "over": len(text) - most}
        message = N_("Your answer is too long by %(over)s letters. Use %(most)s letters or fewer.")
        raise AnswerWrong(Wrong("too-long", message, values, part))
    return text


def _joins(character: str) -> bool:
    """Zero-width joiners and direction marks, which names in some scripts and emoji need."""
    return character in "\u200c\u200d\u200e\u200f"
