"""What the schemas of all capabilities share: texts in the reader's language, answers, pages of a list."""

from collections.abc import Mapping
from typing import Any

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields, validate

from backend.api import door

MOST_ON_PAGE = 100
PAGE = 20
LARGEST_ID = 2**31 - 1
"""What a whole number of PostgreSQL holds."""

LONGEST_ANSWER = 5000
MOST_CHOSEN = 100
MOST_PARTS = 10
LARGEST_NUMBER = 10**15

SLUG = r"^[a-z][a-z0-9-]{0,59}$"
PRINTABLE = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
"""Any text without control characters; tabs and new lines may be in it."""


class Shown(Schema):
    """Something told to the caller. Fields may be added to it later, so callers pass over those they do not know."""

    class Meta:
        """Options of marshmallow."""

        unknown = EXCLUDE


class Sent(Schema):
    """Something sent by the caller. A field that is not known is refused by name, so that a slip is not lost."""

    class Meta:
        """Options of marshmallow."""

        unknown = RAISE


class Words(fields.String):
    """A text of the city or the product, in the reader's language."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **options: Any) -> str | None:
        return door.translator().text(value) if value else None


class WholeNumber(fields.Integer):
    """A whole number; `17.0` is one too, as JSON Schema has it, but neither `"17"` nor `true`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(strict=True, **options)

    def _validated(self, value: Any) -> int:
        return super()._validated(int(value) if isinstance(value, float) and value.is_integer() else value)


class Column(fields.List[int]):
    """Whole numbers within two ends, hundreds of them looked at together; only where one is wrong is each."""

    def __init__(self, least: int, most: int, **options: Any) -> None:
        self._least, self._most = least, most
        super().__init__(WholeNumber(validate=validate.Range(least, most)), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> list[int | None]:
        if isinstance(value, list) and {*map(type, value)} == {int} and self._holds(value):
            return value
        return super()._deserialize(value, attr, data, **options)

    def _holds(self, numbers: list[Any]) -> bool:
        return bool(self._least <= min(numbers) and max(numbers) <= self._most)


class YesOrNo(fields.Boolean):
    """`true` or `false`, and no other value that stands for one: neither `0` nor `"yes"`."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Answer(fields.Field[Any]):
    """The answer to a question as its type takes it; see `Question.type`."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        if not _is_answer(value):
            raise ValidationError("Not an answer.")
        return value


def _is_answer(value: Any) -> bool:
    """Bounded and flat, so that nothing sent can grow or nest without end before a question looks at it."""
    if isinstance(value, list):
        return len(value) <= MOST_CHOSEN and all(isinstance(each, str) and _is_plain(each) for each in value)
    if isinstance(value, Mapping):
        return len(value) <= MOST_PARTS and all(_is_plain(each) for each in value.values())
    return _is_plain(value)


def _is_plain(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= LONGEST_ANSWER
    if isinstance(value, (int, float)):
        return abs(value) <= LARGEST_NUMBER
    return value is None


_TEXT = {"type": "string", "maxLength": LONGEST_ANSWER}
_NUMBER = {"type": "number", "minimum": -LARGEST_NUMBER, "maximum": LARGEST_NUMBER}
_PLAIN = [_TEXT, _NUMBER, {"type": "boolean"}, {"type": "null"}]
ANSWER = {
    "anyOf": [
        *_PLAIN,
        {"type": "array", "items": _TEXT, "maxItems": MOST_CHOSEN},
        {
            "type": "object",
            "maxProperties": MOST_PARTS,
            "additionalProperties": {"anyOf": _PLAIN},
        },
    ],
    "description": (
        "The answer. text, long_text, phone, email: a string. number: a whole number. money: a string such as "
        '"850.50". date: "YYYY-MM-DD", or {day, month, year} as typed. yes_no: true or false. choice: the id of an '
        "option. choices: a list of such ids. address: {line1, line2, town, postcode}. person: {given, family}, or "
        "{name} where it has one part only; with born, a date, where it is asked. national_id: a string. office: its "
        'id. place: {text, landmark, point}: words, an id of the map, and "latitude,longitude"; one of the first two '
        "at least. slot: {slot: the id of a free time}. photo, file: a list of ids of uploads. group: the ids of all "
        "its entries, which says that there are no more. declaration, info: true. "
        "Null leaves an optional question empty."
    ),
    "example": "1951-05-04",
}


class ById(Sent):
    """A page of a list ordered by a text id."""

    after = fields.String(
        validate=validate.Regexp(SLUG), metadata={"description": "`next` of the page before", "example": "travel-desk"}
    )
    limit = fields.Integer(
        load_default=PAGE, validate=validate.Range(1, MOST_ON_PAGE), metadata={"description": "how many at most"}
    )


class ByNumber(Sent):
    """A page of a list ordered by number."""

    after = fields.Integer(
        load_default=None,
        validate=validate.Range(1, LARGEST_ID),
        metadata={"description": "`next` of the page before", "example": 41},
    )
    limit = fields.Integer(
        load_default=PAGE, validate=validate.Range(1, MOST_ON_PAGE), metadata={"description": "how many at most"}
    )


class TimeSchema(Shown):
    """A time at an office."""

    id = fields.Integer(required=True, attribute="slot_id", metadata={"description": "keep it by this", "example": 17})
    kind = fields.String(required=True, metadata={"example": "clinic-visit"})
    office = fields.String(required=True, metadata={"description": "id of the office", "example": "hill-clinic"})
    staff = fields.String(
        required=True, metadata={"description": "whom one sees; empty for nobody in particular", "example": ""}
    )
    starts_at = fields.AwareDateTime(required=True, metadata={"description": "when it begins, in UTC (RFC 3339)"})
    ends_at = fields.AwareDateTime(required=True, metadata={"description": "when it ends"})


class SlotSchema(TimeSchema):
    """A free time at an office."""

    left = fields.Integer(required=True, metadata={"description": "how many places are free", "example": 2})


def next_number() -> fields.Integer:
    """Where the page after this one begins, in a list ordered by number."""
    return fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "give it as `after` for the next page; null at the end", "example": 41},
    )


def next_id() -> fields.String:
    """Where the page after this one begins, in a list ordered by a text id."""
    return fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "give it as `after` for the next page; null at the end", "example": "travel-desk"},
    )


def words(description: str, example: str | None = None, **options: Any) -> Words:
    """A field told to the reader, in the reader's language."""
    return Words(required=True, metadata=_about(f"{description}, in the reader's language", example), **options)


def converted() -> fields.Boolean:
    """Whether a text was converted from another script of its language: nobody wrote it so, and apps say that."""
    about = "a program turned it into the reader's script; say so beside it"
    return fields.Boolean(required=True, metadata={"description": about})


def plain(description: str, example: str | None = None, **options: Any) -> fields.String:
    """A text that is the same in every language."""
    return fields.String(required=True, metadata=_about(description, example), **options)


def moment(description: str, **options: Any) -> fields.AwareDateTime:
    """A moment in UTC (RFC 3339)."""
    return fields.AwareDateTime(required=True, metadata={"description": description}, **options)


def _about(description: str, example: str | None) -> dict[str, Any]:
    return {"description": description} | ({"example": example} if example else {})
