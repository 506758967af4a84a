"""Which plural form fits a number, by gettext's rules."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from gettext import c2py
from typing import Final

from babel.messages.plurals import get_plural

from i18n.languages import Language


@dataclass(frozen=True, slots=True)
class Plural:
    """A language's plural rule: how many forms there are, and gettext's C expression that picks one by `n`."""

    count: int
    expression: str

    @property
    def header(self) -> str:
        """The value of a catalogue's `Plural-Forms` field."""
        return f"nplurals={self.count}; plural={self.expression};"

    @property
    def alone(self) -> frozenset[int]:
        """The forms that fit one number and no other, such as Arabic's for two: their words may leave it out."""
        counted = Counter(map(self.picker(), range(_ENOUGH)))
        return frozenset(form for form, numbers in counted.items() if numbers == 1)

    def picker(self) -> Callable[[int], int]:
        """A function from a whole number, zero or more, to the number of its form, counted from 0."""
        return c2py(self.expression)


# Every rule of gettext repeats itself within the hundreds.
_ENOUGH: Final = 300

# Babel has the last two Arabic forms the other way round than CLDR and the programs translators work with.
_CORRECTED: Final[Mapping[str, Plural]] = {
    "ar": Plural(6, "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)")
}


def plural_of(language: Language) -> Plural:
    """The plural rule of a language: one form in Chinese, two in English, six in Arabic."""
    rule = get_plural(language.locale)
    return _CORRECTED.get(language.tag.partition("-")[0], Plural(rule.num_plurals, rule.plural_expr))
