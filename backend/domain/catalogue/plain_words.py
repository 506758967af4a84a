"""Looking at a text that somebody is writing: is it plain enough to go out?"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from backend.core.errors import DomainError, FieldError
from backend.core.text import N_
from i18n.plain.gate import Complaint, complaints
from i18n.plain.lists import Lists
from i18n.plain.masks import readable
from i18n.reading import Reading, reading

LONGEST_TEXT: Final = 20_000
"""About ten pages; more than anybody should publish at once."""
MOST_COMPLAINTS: Final = 200


class TextNotTaken(DomainError):
    """There is no text to look at, it is too long, or its language is not one of the city's; `errors` say which."""

    status = 422
    message = N_("We could not look at this text.")


@dataclass(frozen=True, slots=True)
class Look:
    """What was found in a text, and its measures. `more`: complaints beyond those that are told."""

    complaints: tuple[Complaint, ...]
    measures: Reading
    more: int


def look_at(text: str, tag: str, spoken: Collection[str], lists: Callable[[str], Lists]) -> Look:
    """All complaints about a text in a language that the city speaks; raises `TextNotTaken`.

    Args:
        text: plain text or Markdown.
        tag: the language it is written in.
        spoken: the tags of the languages that the city speaks.
        lists: gives the words that count as plain in a language.
    """
    errors = []
    if not text.strip():
        errors.append(FieldError("text", "/text", N_("Please put in a text.")))
    elif len(text) > LONGEST_TEXT:
        message = N_("This text is too long to look at in one go. Please take at most %(most)s letters at a time.")
        errors.append(FieldError("text", "/text", message, {"most": f"{LONGEST_TEXT}"}))
    if tag not in spoken:
        errors.append(FieldError("language", "/language", N_("Please choose the language that the text is in.")))
    if errors:
        raise TextNotTaken(tuple(errors))
    found = complaints(text, tag, lists(tag), wrapped=True)
    told = tuple(found[:MOST_COMPLAINTS])
    return Look(told, reading(readable(text, wrapped=True), tag), len(found) - len(told))
