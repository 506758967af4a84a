"""A question as a form: shared by the real service and by practice, so that both are the same page."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request

from backend.core.errors import DomainError
from backend.web.door import formats, language, say
from backend.web.map import map_form
from flows.service import Question
from flows.types import FIELD, Fields
from flows.types.contact import ADDRESS_PARTS
from flows.types.day import PARTS
from flows.types.person import NAMES, ONE_PART
from flows.types.place import PARTS as PLACE_PARTS
from tutorials.typed import typed_fields

EVERY_PART = (*PARTS, *ADDRESS_PARTS, *NAMES, ONE_PART, *PLACE_PARTS)
MOST_FIELDS = 60
LONGEST_FIELD = 6000
NAME_ORDER: Mapping[str, Sequence[str]] = {"zh-Hans": ("family", "given"), "zh-Hant": ("family", "given")}
"""Where the family name comes first."""
IN_PARTS = frozenset({"address", "person", "place"})
"""Types whose errors stand beside their parts."""
DATE_ORDER: Mapping[str, Sequence[str]] = {"zh-Hans": ("year", "month", "day"), "zh-Hant": ("year", "month", "day")}


def sent_fields() -> dict[str, list[str]]:
    """The fields of the answer that was sent, each bounded."""
    return {
        name: [value[:LONGEST_FIELD] for value in request.form.getlist(name)[:MOST_FIELDS]]
        for name in request.form
        if name == FIELD or name.startswith(f"{FIELD}-")
    }


def shown_fields(question: Question, value: Any) -> Fields:
    """An answer that was kept, as the form's fields show it."""
    if question.type in {"choices", "group", "photo", "file"} and isinstance(value, list):
        return {FIELD: list(value)}
    point = {f"{FIELD}-point": [value["point"]]} if question.type == "place" and "point" in (value or {}) else {}
    try:
        return {name: [text] for name, text in typed_fields(question.type, value).items()} | point
    except ValueError:  # kept under an older version, when the question took another kind of answer
        return {}


def form_of(
    question: Question,
    fields: Fields,
    errors: Sequence[Mapping[str, str]] = (),
    times: Mapping[str, Any] | None = None,
    entries: Mapping[str, Any] | None = None,
    files: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """What the template `question.html` needs to draw the form of a question.

    One for a time needs `times` too, the page of a group its `entries`, and one for photos or files its `files`.
    """
    first = {name: values[0] for name, values in fields.items() if values}
    by_part = {error["field"].removeprefix(f"{FIELD}-"): error["text"] for error in errors}
    return {
        "question": question,
        "times": times,
        "entries": entries,
        "files": files,
        "value": first.get(FIELD, ""),
        "values": fields.get(FIELD, []),
        "parts": {part: first.get(f"{FIELD}-{part}", "") for part in EVERY_PART},
        "error": _whole_error(question, errors),
        "part_errors": by_part,
        "map": map_form(first.get(f"{FIELD}-point", "")) if question.type == "place" else None,
        "name_order": NAME_ORDER.get(language().tag, NAMES),
        "date_order": DATE_ORDER.get(language().tag, PARTS),
        "errors": [{"field_id": error["field"], "text": error["text"]} for error in errors],
    }


def _whole_error(question: Question, errors: Sequence[Mapping[str, str]]) -> str | None:
    """The error that stands at the top of the field, and not beside one of its parts."""
    whole = [each["text"] for each in errors if question.type not in IN_PARTS or each["field"] == FIELD]
    return whole[0] if whole else None


def errors_of(error: DomainError) -> list[dict[str, str]]:
    """A domain error's single errors in the reader's language, for the summary and beside the fields."""
    return [{"field": each.field, "text": say(each.message, **said(each.values))} for each in error.errors]


def said(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a sentence as people read them: a day in words."""
    return {key: formats().date(value) if hasattr(value, "isoformat") else value for key, value in values.items()}
