"""An answer in words, for the check page, the staff view, paper and speech."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

import phonenumbers

from flows.service import Question
from flows.text import N_
from flows.types.contact import ADDRESS_PARTS
from flows.types.national import SHOWN
from flows.types.person import name_of


class Formats(Protocol):
    """How dates, money and numbers are written in the reader's language."""

    def date(self, day: date) -> str:
        """A day in words."""

    def moment(self, moment: datetime, time_zone: str | None = None) -> str:
        """An aware moment on the city's clock, or on that of a time zone."""

    def money(self, amount: Decimal) -> str:
        """An amount with its currency."""

    def number(self, number: int) -> str:
        """A whole number with its separators."""


class Place(NamedTuple):
    """An office in the reader's words, and its time zone if it is not the city's."""

    name: str
    time_zone: str | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """What answers are put into words with.

    `text` translates; `region` is where the reader is (ISO 3166), for phone numbers; `place` names an office by its id,
    with its zone, and `landmark` what is on the city's map.
    """

    formats: Formats
    text: Callable[..., str]
    region: str = ""
    place: Callable[[str], Place] = Place
    landmark: Callable[[str], str] = str


def show(
    question: Question,
    value: Any,
    formats: Formats,
    text: Callable[..., str],
    region: str = "",
    place: Callable[[str], Place] = Place,
    landmark: Callable[[str], str] = str,
) -> list[str]:
    """Return an answer as lines to read; None (a question left empty) is said in words. See `Words`.

    A national identifier is never shown whole.
    """
    if value is None:
        return [text(N_("Left empty"))]
    words = Words(formats, text, region, place, landmark)
    shown = LINES.get(question.type)
    return shown(question, value, words) if shown else [str(value)]


def _yes_no(_: Question, value: Any, words: Words) -> list[str]:
    return [words.text(N_("Yes")) if value else words.text(N_("No"))]


def _chosen(question: Question, value: Any, words: Words) -> list[str]:
    chosen = [question.option(each) for each in ([value] if question.type == "choice" else value)]
    return [words.text(option.text) for option in chosen if option] or [words.text(N_("None of these"))]


def _address(_: Question, value: Any, _words: Words) -> list[str]:
    return [value[part] for part in ADDRESS_PARTS if value.get(part)]


def _person(_: Question, value: Any, words: Words) -> list[str]:
    born = date.fromisoformat(value["born"]) if "born" in value else None
    return [name_of(value), *([words.text(N_("Born on %(day)s"), day=words.formats.date(born))] if born else [])]


def _national_id(_: Question, value: Any, words: Words) -> list[str]:
    return [words.text(N_("The number that ends with %(end)s"), end=value[-SHOWN:])]


def _place(_: Question, value: Any, words: Words) -> list[str]:
    lines = [value["text"]] if value["text"] else []
    if "landmark" in value:
        lines.append(words.text(N_("Close to: %(place)s"), place=words.landmark(value["landmark"])))
    if "point" in value:
        lines.append(words.text(N_("On the map: %(point)s"), point=value["point"].replace(",", ", ")))
    return lines


def _enclosed(question: Question, value: Any, words: Words) -> list[str]:
    photo, count = question.type == "photo", len(value)
    if count == 1:
        return [words.text(N_("One photo")) if photo else words.text(N_("One file"))]
    counted = N_("Photos: %(count)s") if photo else N_("Files: %(count)s")
    return [words.text(counted, count=words.formats.number(count))]


def _time(_: Question, value: Any, words: Words) -> list[str]:
    """The moment, the place and the person; a wish that nobody has held has none of them yet."""
    if "starts_at" not in value:
        return [words.text(N_("The time you chose"))]
    where = words.place(value["office"])
    moment = words.formats.moment(datetime.fromisoformat(value["starts_at"]), where.time_zone)
    return [moment, where.name, *([value["staff"]] if value["staff"] else [])]


def _agreed(_: Question, _value: Any, words: Words) -> list[str]:
    return [words.text(N_("Yes, this is true"))]


LINES: Mapping[str, Callable[[Question, Any, Words], list[str]]] = {
    "date": lambda _, value, words: [words.formats.date(date.fromisoformat(value))],
    "money": lambda _, value, words: [words.formats.money(Decimal(value))],
    "number": lambda _, value, words: [words.formats.number(value)],
    "yes_no": _yes_no,
    "choice": _chosen,
    "choices": _chosen,
    "phone": lambda _, value, words: [phone_in_words(value, words.region)],
    "address": _address,
    "person": _person,
    "national_id": _national_id,
    "office": lambda _, value, words: [words.place(value).name],
    "place": _place,
    "photo": _enclosed,
    "file": _enclosed,
    "slot": _time,
    "group": lambda _, value, words: [words.formats.number(len(value))],
    "declaration": _agreed,
    "info": _agreed,
}
"""How the answers of each type are told; those of other types are words as they stand."""


def phone_in_words(number: str, region: str = "") -> str:
    """'+447700900101' as people in its own region write it, '07700 900101'; elsewhere with its country."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    here = phonenumbers.country_code_for_region(region) == parsed.country_code
    style = phonenumbers.PhoneNumberFormat.NATIONAL if here else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)
