"""What a person typed, in the form in which it is compared: the same on the server and on a phone.

A form's fields are made plain (full-width and Arabic digits, white space, capitals) and lose what a type does not mind
(the spaces of a phone number, the zero of '04', a full stop that a phone put after a name).
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import phonenumbers

from flows.service import Question
from flows.types import FIELD, AnswerWrong, Context, Fields, check
from flows.types.basic import BETWEEN, DIGITS
from flows.types.contact import ADDRESS_PARTS
from flows.types.day import PARTS
from flows.types.person import NAMES as NAME_PARTS
from flows.types.person import ONE_PART
from tutorials.patterns import LONGEST_TYPED, compiled

PERSON_PARTS = (*NAME_PARTS, ONE_PART)
WIDE = DIGITS | str.maketrans("＠", "@")

_TRAILING = r"[\s.,。]+$"
_ZEROS = r"^0+(?=[0-9])"
DROPS: Mapping[str, str] = {
    "text": _TRAILING,
    "long_text": _TRAILING,
    "address": _TRAILING,
    "person": _TRAILING,
    "place": _TRAILING,
    "date": _ZEROS,
    "national_id": r"[\s./–-]",
    "number": rf"^[\s0]+(?=[0-9])|{BETWEEN.pattern}",
    "money": rf"^[\s£$€¥0]+(?=[0-9])|[£$€¥]|{BETWEEN.pattern}",
    "phone": r"[\s().-]",
    "email": r"\s",
}
"""Question type → a regular expression for what may be left out of each of its fields."""

OTHERWISE: Mapping[str, str] = {f"{FIELD}-postcode": r"\s"} | {f"{FIELD}-{part}": _ZEROS for part in PARTS}
"""Fields that lose something else: people write HC34DE and HC3 4DE for the same place, and 04 for 4."""
NAMES: Mapping[str, Sequence[str]] = {
    "date": PARTS,
    "address": ADDRESS_PARTS,
    "person": (*PERSON_PARTS, *PARTS),
    "place": ("landmark", "text"),
}
"""The parts that are compared; a mark on a map is never put twice in the same spot."""


def field_names(kind: str) -> tuple[str, ...]:
    """The names of the form fields of a question of this type, in their order."""
    parts = NAMES.get(kind)
    return tuple(f"{FIELD}-{part}" for part in parts) if parts else (FIELD,)


def drops(kind: str) -> dict[str, str]:
    """For each field that has one, the regular expression for what is left out before comparing."""
    drop = DROPS.get(kind)
    return {name: OTHERWISE.get(name, drop) for name in field_names(kind)} if drop else {}


def plain(text: str) -> str:
    """Return the text with ordinary digits, one space at most between words, and small letters."""
    return " ".join(text.translate(WIDE).split()).lower()


def normal(kind: str, fields: Mapping[str, str | Sequence[str]]) -> dict[str, str]:
    """Return the fields of a question of this type ready to compare; a field that is missing counts as empty."""
    drop = drops(kind)
    tidy = {name: plain(_one(fields.get(name, ""))) for name in field_names(kind)}
    return {name: re.sub(drop[name], "", text) if name in drop else text for name, text in tidy.items()}


def _one(values: str | Sequence[str]) -> str:
    return values if isinstance(values, str) else " ".join(values)


def joined(kind: str, fields: Fields) -> str:
    """Return all that was typed on one line, fields in their order, as patterns look at it."""
    texts = (plain(_one(fields.get(name, ""))) for name in field_names(kind))
    return " ".join(text for text in texts if text)[:LONGEST_TYPED]


def looks_like(pattern: str, kind: str, fields: Fields) -> bool:
    """Whether a mistake's `like` is found in what was typed."""
    return compiled(pattern).search(joined(kind, fields)) is not None


def typed_fields(kind: str, value: Any) -> dict[str, str]:
    """Return the form fields in which a person would type a canonical value; raises `ValueError` if it has none."""
    if value is None:
        return dict.fromkeys(field_names(kind), "")
    if kind in NAMES:
        return _parts_fields(kind, value)
    match kind, value:
        case "yes_no", bool():
            return {FIELD: "yes" if value else "no"}
        case (("declaration" | "info"), True):
            return {FIELD: "yes"}
        case (("choices" | "group" | "photo" | "file"), list()):
            return {FIELD: " ".join(_text(each) for each in value)}
        case "slot", {"slot": int() as number} if not isinstance(number, bool):
            return {FIELD: str(number)}
        case "number", int() if not isinstance(value, bool):
            return {FIELD: str(value)}
        case _, str() if kind in OF_ONE_FIELD:
            return {FIELD: value}
    raise _untypable(kind, value)


OF_ONE_FIELD = frozenset({"text", "long_text", "money", "choice", "phone", "email", "office", "national_id"})


def _parts_fields(kind: str, value: Any) -> dict[str, str]:
    """The fields of an answer that has one for each of its parts."""
    match kind, value:
        case "date", str() if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return dict(zip(field_names(kind), reversed(value.split("-")), strict=True))
        case "address", Mapping() if set(value) == set(ADDRESS_PARTS):
            return {f"{FIELD}-{part}": _text(value[part]) for part in ADDRESS_PARTS}
        case "person", Mapping() if {"name"} <= set(value) or {"given", "family"} <= set(value):
            return _person_fields(value)
        case "place", Mapping() if "text" in value:
            return {f"{FIELD}-{part}": _text(value.get(part, "")) for part in NAMES["place"]}
    raise _untypable(kind, value)


def _untypable(kind: str, value: Any) -> ValueError:
    return ValueError(f"{value!r} is not an answer of type {kind}")


def _person_fields(value: Mapping[str, Any]) -> dict[str, str]:
    """A name of one part stands in the first box, with its tick; a day that was not said stays empty."""
    parts = {"given": value["name"], ONE_PART: "yes"} if "name" in value else value
    born = typed_fields("date", value.get("born"))
    return {f"{FIELD}-{part}": _text(parts.get(part, "")) for part in PERSON_PARTS} | born


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not a text")  # noqa: TRY004  (one kind of error for all that cannot be typed)
    return value


def forms(question: Question, value: Any, context: Context) -> list[dict[str, str]]:
    """Return the ways to type a canonical value that the service takes for the same, ready to compare, first the plain.

    An amount may stand without its last zeros, a phone number with or without its country.
    """
    usual = typed_fields(question.type, value)
    ways = [normal(question.type, usual)]
    for text in _other_ways(question.type, value):
        way = normal(question.type, {FIELD: text})
        if way not in ways and _is_taken_for(value, question, text, context):
            ways.append(way)
    return ways


def _other_ways(kind: str, value: Any) -> list[str]:
    if kind == "money" and isinstance(value, str) and value.endswith("0"):
        shorter = [value[:-1], value[:-2], value[:-3]]
        return shorter if value.endswith(".00") else shorter[:1]
    if kind == "phone" and isinstance(value, str):
        national = _national(value)
        digits = value.removeprefix("+")
        return [f"0{national}", digits, f"00{digits}", national]
    return []


def _national(number: str) -> str:
    try:
        return phonenumbers.national_significant_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return number


def _is_taken_for(value: Any, question: Question, text: str, context: Context) -> bool:
    try:
        return bool(check(question, text, context) == value)
    except AnswerWrong:
        return False


def same(kind: str, one: Any, other: Any) -> bool:
    """Whether two canonical answers count as the same in practice: capitals and white space in texts do not matter."""
    if kind not in {"text", "long_text", "email", "address", "person", "place"}:
        return type(one) is type(other) and bool(one == other)
    return normal(kind, typed_fields(kind, one)) == normal(kind, typed_fields(kind, other))
