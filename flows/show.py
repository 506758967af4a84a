"""An answer in words, for the check page, the staff view, paper and speech."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

import phonenumbers

from flows.service import Question
from flows.text import N_
from flows.types.contact import ADDRESS_PARTS


class Formats(Protocol):
    """How dates, money and numbers are written in the reader's language."""

    def date(self, day: date) -> str:
        """A day in words."""

    def moment(self, moment: datetime) -> str:
        """An aware moment on the city's clock."""

    def money(self, amount: Decimal) -> str:
        """An amount with its currency."""

    def number(self, number: int) -> str:
        """A whole number with its separators."""


def show(
    question: Question,
    value: Any,
    formats: Formats,
    text: Callable[[str], str],
    region: str = "",
    place: Callable[[str], str] = str,
) -> list[str]:
    """Return an answer as lines to read; None (a question left empty) is said in words.

    `text` translates; `region` is where the reader is (ISO 3166), for phone numbers; `place` names an office by its id.
    """
    if value is None:
        return [text(N_("Left empty"))]
    if question.type == "yes_no":
        return [text(N_("Yes")) if value else text(N_("No"))]
    if question.type in {"choice", "choices"}:
        chosen = [question.option(each) for each in ([value] if question.type == "choice" else value)]
        return [text(option.text) for option in chosen if option] or [text(N_("None of these"))]
    if question.type == "address":
        return [value[part] for part in ADDRESS_PARTS if value.get(part)]
    if question.type == "slot":
        return _time(value, formats, text, place)
    if question.type in {"declaration", "info"}:
        return [text(N_("Yes, this is true"))]
    return [_line(question, value, formats, region)]


def _time(value: Any, formats: Formats, text: Callable[[str], str], place: Callable[[str], str]) -> list[str]:
    """The moment, the place and the person; a wish that nobody has held has none of them yet."""
    if "starts_at" not in value:
        return [text(N_("The time you chose"))]
    moment = formats.moment(datetime.fromisoformat(value["starts_at"]))
    return [moment, place(value["office"]), *([value["staff"]] if value["staff"] else [])]


def _line(question: Question, value: Any, formats: Formats, region: str) -> str:
    if question.type == "date":
        return formats.date(date.fromisoformat(value))
    if question.type == "money":
        return formats.money(Decimal(value))
    if question.type == "number":
        return formats.number(value)
    if question.type == "phone":
        return phone_in_words(value, region)
    return str(value)


def phone_in_words(number: str, region: str = "") -> str:
    """'+447700900101' as people in its own region write it, '07700 900101'; elsewhere with its country."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    here = phonenumbers.country_code_for_region(region) == parsed.country_code
    style = phonenumbers.PhoneNumberFormat.NATIONAL if here else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)
