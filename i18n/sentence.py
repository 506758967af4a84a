"""A text to translate that carries the values of its places, for words that are made and not written."""

import datetime as dt
from typing import Self, TypeAlias

from babel import lists

from i18n.formats import date_in_words
from i18n.languages import SOURCE
from i18n.text import fill

Value: TypeAlias = "str | dt.date | tuple[Value, ...]"
"""What may stand in a place: a plain `str` stays as it is in every language (something to be typed, letter by letter),
a `Sentence` is translated, a day is written as the reader writes it, and several things become a list in words."""


class Sentence(str):
    """`Sentence("%(name)s chooses %(answer)s.", name="Rosa", answer=Sentence("By post"))`.

    As a `str` it is the whole sentence in the source language, so whoever knows nothing of it (a check of the reading
    level, a digest) sees what is read. A `Translator` finds its `source` and fills in its `values` in the language.
    """

    __slots__ = ("source", "values")
    source: str
    values: dict[str, Value]

    def __new__(cls, source: str, **values: Value) -> Self:
        """Takes the text as it stands in the catalogues; without values it is used as it is."""
        made = super().__new__(cls, fill(source, {name: _in_source(value) for name, value in values.items()}))
        made.source = source
        made.values = values
        return made


def _in_source(value: Value) -> str:
    if isinstance(value, dt.date):
        return date_in_words(value, SOURCE)
    if isinstance(value, tuple):
        return lists.format_list([_in_source(each) for each in value], locale=SOURCE.locale)
    return str(value)
