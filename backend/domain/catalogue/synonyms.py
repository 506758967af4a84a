"""Words that citizens use for things that the city calls otherwise: reviewed, one list for each language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields, validate

from i18n.languages import LANGUAGES

FILE = "synonyms.yaml"
MOST = 2000


@dataclass(frozen=True, slots=True)
class Synonym:
    """People type `words` and mean `means`, which stands on some page."""

    words: str
    means: str


Synonyms = Mapping[str, tuple[Synonym, ...]]
"""By language."""


def _phrase() -> fields.String:
    return fields.String(required=True, validate=validate.Length(1, 60))


class _SynonymSchema(Schema):
    words, means = _phrase(), _phrase()


class SynonymsSchema(Schema):
    """The form of the file."""

    synonyms = fields.Dict(
        keys=fields.String(validate=validate.OneOf(tuple(LANGUAGES))),
        values=fields.List(fields.Nested(_SynonymSchema), validate=validate.Length(max=MOST)),
        required=True,
    )


def synonyms(raw: Mapping[str, Any]) -> Synonyms:
    """Make them of what the schema has read."""
    return {language: tuple(Synonym(**each) for each in pairs) for language, pairs in raw["synonyms"].items()}
