"""What is sent of a service, as a JSON Schema (draft 2020-12): for the systems that take it in."""

from collections.abc import Callable, Mapping
from typing import Any

from flows.entries import ENTRY
from flows.service import Question, Service
from flows.types.contact import ADDRESS_PARTS
from flows.types.enclosed import most

DIALECT = "https://json-schema.org/draft/2020-12/schema"
STATES = ("sent", "in_work", "more_needed", "appealed", "approved", "refused", "withdrawn")
Shape = dict[str, Any]

_TEXT: Shape = {"type": "string"}
_NULL: Shape = {"type": "null"}
_MOMENT: Shape = {"type": "string", "format": "date-time"}
_YES: Shape = {"const": True}


def submission_schema(service: Service, address: str) -> Shape:
    """The schema of what is sent of a service; `address` is where it is published, and its `$id`."""
    return {
        "$schema": DIALECT,
        "$id": address,
        "title": service.title,
        "description": service.summary,
        "type": "object",
        "properties": {
            "$schema": {"const": address},
            "id": {"type": "string", "format": "uuid"},
            "reference": {"type": "string", "pattern": "^[0-9A-Z]{8}$"},
            "service": {"const": service.id},
            "version": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "office": _TEXT,
            "state": {"enum": list(STATES)},
            "sent_at": _MOMENT,
            "decided_at": {"anyOf": [_MOMENT, _NULL]},
            "answers": _answers(service),
        },
        "required": ["$schema", "id", "reference", "service", "version", "office", "state", "sent_at", "answers"],
        "additionalProperties": False,
    }


def _answers(service: Service) -> Shape:
    """Answers by question. One that stands behind a condition may be missing; one left empty is null."""
    asked = [each for each in service.questions if not each.is_exit]
    return {
        "type": "object",
        "properties": {each.id: _question(each) for each in asked},
        "patternProperties": {
            f"^{group.id}/{ENTRY.pattern}/{each.id}$": _question(each)
            for group in asked
            for each in group.questions
            if not each.is_exit
        },
        "required": [each.id for each in asked if each.when is None],
        "additionalProperties": False,
    }


def _question(question: Question) -> Shape:
    shape = SHAPES[question.type](question)
    told = {"title": question.label, **shape}
    return {"title": question.label, "anyOf": [shape, _NULL]} if question.optional else told


def _text(question: Question) -> Shape:
    most = question.limits.get("max_length")
    return _TEXT | ({"maxLength": most} if most else {})


def _number(question: Question) -> Shape:
    limits = {key: question.limits[key] for key in ("minimum", "maximum") if key in question.limits}
    return {"type": "integer", **limits}


def _choice(question: Question) -> Shape:
    return {"enum": [each.id for each in question.options]}


def _choices(question: Question) -> Shape:
    return {"type": "array", "items": _choice(question), "uniqueItems": True}


def _address(_: Question) -> Shape:
    return {
        "type": "object",
        "properties": dict.fromkeys(ADDRESS_PARTS, _TEXT),
        "required": ["line1", "town", "postcode"],
        "additionalProperties": False,
    }


def _slot(_: Question) -> Shape:
    return {
        "type": "object",
        "properties": {
            "slot": {"type": "integer"},
            "starts_at": _MOMENT,
            "office": _TEXT,
            "staff": {**_TEXT, "description": "empty for nobody in particular"},
        },
        "required": ["slot"],
        "additionalProperties": False,
    }


def _person(question: Question) -> Shape:
    born = {"born": {"type": "string", "format": "date"}} if "born" in question.limits else {}
    needed = ["born"] if question.limits.get("born") == "required" else []
    return {
        "type": "object",
        "properties": {"name": _TEXT, "given": _TEXT, "family": _TEXT, **born},
        "anyOf": [{"required": ["name", *needed]}, {"required": ["given", "family", *needed]}],
        "additionalProperties": False,
    }


def _office(question: Question) -> Shape:
    named = question.limits.get("offices")
    return {"enum": list(named)} if named else _TEXT


def _place(_: Question) -> Shape:
    return {
        "type": "object",
        "properties": {"text": _TEXT, "landmark": _TEXT, "point": {**_TEXT, "description": "latitude,longitude"}},
        "required": ["text"],
        "additionalProperties": False,
    }


def _files(question: Question) -> Shape:
    return {"type": "array", "items": _TEXT, "uniqueItems": True, "maxItems": most(question)}


def _group(_: Question) -> Shape:
    entry = {**_TEXT, "pattern": f"^{ENTRY.pattern}$"}
    return {"type": "array", "items": entry, "uniqueItems": True, "description": "the entries; see `group/entry/…`"}


SHAPES: Mapping[str, Callable[[Question], Shape]] = {
    "text": _text,
    "long_text": _text,
    "number": _number,
    "money": lambda _: {**_TEXT, "pattern": r"^-?[0-9]+\.[0-9]{2}$"},
    "date": lambda _: {"type": "string", "format": "date"},
    "yes_no": lambda _: {"type": "boolean"},
    "choice": _choice,
    "choices": _choices,
    "phone": lambda _: {**_TEXT, "pattern": r"^\+[0-9]{4,15}$", "description": "E.164"},
    "email": lambda _: {**_TEXT, "format": "email"},
    "address": _address,
    "person": _person,
    "national_id": lambda _: _TEXT,
    "office": _office,
    "place": _place,
    "slot": _slot,
    "photo": _files,
    "file": _files,
    "group": _group,
    "declaration": lambda _: _YES,
    "info": lambda _: _YES,
}
"""The shape of a canonical answer, by type of question; an exit has none. A new type has its line here."""


def as_published(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as they leave the house: without the token by which a time was held."""
    return {name: _without_hold(value) for name, value in answers.items()}


def _without_hold(value: Any) -> Any:
    if isinstance(value, Mapping) and "slot" in value:
        return {key: each for key, each in value.items() if key != "hold"}
    return value
