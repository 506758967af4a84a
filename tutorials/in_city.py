"""The product's lessons belong to every city: where one names its city, the text says `%(city)s`.

The place is filled when a city's content is read, so pages, the API, handouts, packages and sounds all have the name,
each in the reader's language.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from i18n.sentence import Sentence
from tutorials.lesson import Lesson

CITY = "%(city)s"


def in_city(lesson: Lesson, name: str) -> Lesson:
    """Return the lesson with the city's name, as its folder has it, wherever the lesson has a place for it."""
    named: Lesson = _named(lesson, name)
    return named


def _named(value: Any, name: str) -> Any:
    if isinstance(value, str):
        return _text(value, name)
    if isinstance(value, Mapping):
        return {key: _named(each, name) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_named(each, name) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: _named(getattr(value, each.name), name) for each in fields(value)})
    return value


def _text(text: str, name: str) -> str:
    if text.strip() == CITY:
        return Sentence(name)  # the name alone, as it is typed: no sentence stands around it
    return Sentence(text, city=Sentence(name)) if CITY in text else text
