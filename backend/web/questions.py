"""A question as a form: shared by the real service and by practice, so that both are the same page."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request

from backend.core.errors import DomainError
from backend.web.door import formats, language, say
from flows.service import Question
from flows.types import FIELD, Fields
from flows.types.contact import ADDRESS_PARTS
from flows.types.day import PARTS
from tutorials.typed import typed_fields

MOST_FIELDS = 60
LONGEST_FIELD = 6000
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
    if question.type == "choices" and isinstance(value, list):
        return {FIELD: list(value)}
    try:
        return {name: [text] for name, text in typed_fields(question.type, value).items()}
    except ValueError:  # kept under an older version, when the question took another kind of answer
        return {}


def form_of(
    question: Question,
    fields: Fields,
    errors: Sequence[Mapping[str, str]] = (),
    times: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """What the template `question.html` needs to draw the form of a question; one for a time needs `times` too."""
    first = {name: values[0] for name, values in fields.items() if values}
    by_part = {error["field"].removeprefix(f"{FIELD}-"): error["text"] for error in errors}
    return {
        "question": question,
        "times": times,
        "value": first.get(FIELD, ""),
        "values": fields.get(FIELD, []),
        "parts": {part: first.get(f"{FIELD}-{part}", "") for part in (*PARTS, *ADDRESS_PARTS)},
        "error": errors[0]["text"] if errors and question.type != "address" else None,
        "part_errors": by_part,
        "date_order": DATE_ORDER.get(language().tag, PARTS),
        "errors": [{"field_id": error["field"], "text": error["text"]} for error in errors],
    }


def errors_of(error: DomainError) -> list[dict[str, str]]:
    """A domain error's single errors in the reader's language, for the summary and beside the fields."""
    return [{"field": each.field, "text": say(each.message, **said(each.values))} for each in error.errors]


def said(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a sentence as people read them: a day in words."""
    return {key: formats().date(value) if hasattr(value, "isoformat") else value for key, value in values.items()}
