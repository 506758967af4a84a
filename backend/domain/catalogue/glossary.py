"""The city's glossary: what a term means, in plainer words than its own, and the words that count as plain here."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marshmallow import Schema, fields, validate

from i18n.glossary import Finder
from i18n.plain.lists import Lists, city_lists

FILE = "glossary.yaml"
PLAIN = "plain"
"""The folder of a city's own lists of words."""
MOST_TERMS = 500

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Term:
    """A term that readers meet, in the source language. `forms`: other ways it stands in a text, as 'vouchers'."""

    id: str
    term: str
    means: str
    forms: tuple[str, ...] = ()

    def written(self, translate: Translate) -> tuple[str, ...]:
        """All ways it stands in a text of the language that `translate` speaks, the term itself first."""
        return tuple(dict.fromkeys(translate(each) for each in (self.term, *self.forms)))


class _TermSchema(Schema):
    id = fields.String(required=True, validate=validate.Regexp(r"^[a-z][a-z0-9-]{0,59}$"))
    term = fields.String(required=True, validate=validate.Length(2, 60))
    means = fields.String(required=True, validate=validate.Length(5, 300))
    forms = fields.List(fields.String(validate=validate.Length(2, 60)), validate=validate.Length(0, 12))


class GlossarySchema(Schema):
    """The file of the glossary."""

    terms = fields.List(fields.Nested(_TermSchema), required=True, validate=validate.Length(0, MOST_TERMS))


def terms_of(raw: Mapping[str, Any]) -> list[Term]:
    """The terms of a file that fits `GlossarySchema`."""
    return [Term(**each | {"forms": tuple(each.get("forms", ()))}) for each in raw.get("terms", [])]


def finder(terms: Iterable[Term], translate: Translate) -> Finder:
    """Finds the terms in texts of the language that `translate` speaks."""
    return Finder({form: term.id for term in terms for form in term.written(translate)})


def plain_lists(folder: Path, tag: str, terms: Iterable[Term], names: Iterable[str], translate: Translate) -> Lists:
    """What counts as plain in a city: the product's lists, its own, its names, and the terms it explains."""
    explained = (form for term in terms for form in term.written(translate))
    return city_lists(folder / PLAIN, tag).allowing([*explained, *(translate(name) for name in names)])
