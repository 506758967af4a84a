"""Translations, read straight from .po files when the program starts."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from i18n.languages import LANGUAGES, SOURCE, Language
from i18n.plurals import plural_of
from i18n.po import Forms, Key, read_translations
from i18n.text import fill


@dataclass(frozen=True, slots=True)
class Fragment:
    """A text and the tag of the language it is really in.

    The language differs from the reader's where a translation is missing: pages then mark the text with `lang`, so that
    a screen reader pronounces it rightly.
    """

    text: str
    language: str


class Translator:
    """Finds texts in one language; what has no finished translation is given in the source language."""

    __slots__ = ("_messages", "_rule", "language")

    def __init__(self, language: Language, messages: Mapping[Key, Forms]) -> None:
        self.language = language
        self._messages = messages
        self._rule = plural_of(language).picker()

    def find(self, msgid: str, context: str | None = None) -> Fragment:
        """The translation of a source text, unfilled; `context` is gettext's msgctxt."""
        forms = self._forms(msgid, context)
        return Fragment(forms[0], self.language.tag) if forms else Fragment(msgid, SOURCE.tag)

    def find_plural(self, one: str, many: str, n: int, context: str | None = None) -> Fragment:
        """The form that fits the whole number n by this language's plural rule, unfilled."""
        forms = self._forms(one, context)
        if forms:
            # A translation may hold fewer forms than the language has; its last one is the most general.
            return Fragment(forms[min(self._rule(abs(n)), len(forms) - 1)], self.language.tag)
        return Fragment(one if abs(n) == 1 else many, SOURCE.tag)

    def text(self, msgid: str, **values: object) -> str:
        """The translated text with its named places filled: `text("Hello %(name)s", name="Rosa")`.

        A place without a value never raises; see `i18n.text.fill`.
        """
        return fill(self.find(msgid).text, values)

    def plural(self, one: str, many: str, n: int, **values: object) -> str:
        """The form that fits n, filled; `%(n)d` and `%(num)d` (the name Jinja uses) are n without being given."""
        return fill(self.find_plural(one, many, n).text, {"n": n, "num": n, **values})

    def _forms(self, msgid: str, context: str | None) -> Forms | None:
        # YAML block texts end in a line break; catalogues hold them without it.
        return self._messages.get((context, msgid)) or self._messages.get((context, msgid.strip()))


class Catalogues:
    """All translations of the program, by language; made once at the start and then only read."""

    def __init__(self, messages: Mapping[str, Mapping[Key, Forms]]) -> None:
        """Takes, for a language's tag, its messages; a language without any speaks the source language."""
        self._translators = {tag: Translator(language, messages.get(tag, {})) for tag, language in LANGUAGES.items()}

    @classmethod
    def load(cls, *folders: Path) -> Self:
        """Read `<folder>/<language folder>/LC_MESSAGES/*.po` of every folder and language.

        Where two files translate the same text the later folder wins, so a city's words can replace the product's. A
        folder that is not there counts as empty: a city may speak the source language alone.

        Raises:
            i18n.po.CatalogueError: a file cannot be read.
        """
        messages: dict[str, dict[Key, Forms]] = {}
        for tag, language in LANGUAGES.items():
            merged = messages[tag] = {}
            for folder in folders:
                for path in sorted(folder.glob(f"{language.folder}/LC_MESSAGES/*.po")):
                    merged.update(read_translations(path))
        return cls(messages)

    def translator(self, tag: str) -> Translator:
        """The translator of a language.

        Raises:
            KeyError: the tag is not one of `LANGUAGES`; `negotiate` gives only those.
        """
        return self._translators[tag]
