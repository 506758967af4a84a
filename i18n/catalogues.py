"""Translations, read straight from .po files when the program starts."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self
from unicodedata import bidirectional

from babel import lists

from i18n.formats import date_in_words
from i18n.languages import LANGUAGES, PSEUDO, SOURCE, Language
from i18n.plurals import plural_of
from i18n.po import Forms, Key, MachineMade, read_translations
from i18n.pseudo import pseudo
from i18n.scripts import FROM, converted, tag_of
from i18n.sentence import Sentence, Value
from i18n.text import PLACES, fill

_PLACES: Final = re.compile(PLACES)
_TAG_OR_PLACE: Final = re.compile(rf"(<[^<>]*>)|{PLACES}")
_WORDS: Final = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Fragment:
    """A text and the tag of the language it is really in.

    The language differs from the reader's where a translation is missing: pages then mark the text with `lang`, so that
    a screen reader pronounces it rightly. `machine_made`: a program translated it, and nobody has read it yet.
    `converted`: it was written in the language's other script, and a program turned it into this one just now.
    """

    text: str
    language: str
    machine_made: bool = False
    converted: bool = False

    @property
    def tag(self) -> str:
        """The language with what it was converted from, where it was."""
        return tag_of(self.language, converted=self.converted)


class Translator:
    """Finds texts in one language: its own translation, else one converted from its other script, else the source."""

    __slots__ = ("_messages", "_others", "_rule", "language")

    def __init__(
        self, language: Language, messages: Mapping[Key, Forms], others: Mapping[Key, Forms] | None = None
    ) -> None:
        """`others` are the messages of the language that this one can be converted from; see `i18n.scripts`."""
        self.language = language
        self._messages = messages
        self._others = others or {}
        self._rule = plural_of(language).picker()

    def find(self, msgid: str, context: str | None = None, *, written_in: str = SOURCE.tag) -> Fragment:
        """The translation of a source text, unfilled; `context` is gettext's msgctxt.

        `written_in` is the language of a text that was not written in the source language: where it has no translation
        it stays in that one. A `Sentence` comes with its values filled in. If any part of it is not translated the
        whole is given in the source language, so that no sentence speaks two.
        """
        if isinstance(msgid, Sentence):
            return self._sentence(msgid, context)
        if found := self._translated(msgid, context, 0):
            return found
        # '%(name)s: %(value)s' has no words of its own and is in every language.
        return Fragment(msgid, written_in if _WORDS.search(_PLACES.sub("", msgid)) else self.language.tag)

    def find_plural(self, one: str, many: str, n: int, context: str | None = None) -> Fragment:
        """The form that fits the whole number n by this language's plural rule, unfilled."""
        return self._translated(one, context, self._rule(abs(n))) or Fragment(one if abs(n) == 1 else many, SOURCE.tag)

    def from_language(self, text: str, tag: str) -> Fragment:
        """A text that was written in another language than the source: converted where that can be, else as it is."""
        mine = self.language.tag
        turned = converted(text, mine) if tag != mine and _origin(mine) == tag else None
        return Fragment(text, tag) if turned is None else Fragment(turned, mine, converted=True)

    def _translated(self, msgid: str, context: str | None, number: int) -> Fragment | None:
        if forms := _forms(self._messages, msgid, context):
            return self._own(forms, number)
        forms = _forms(self._others, msgid, context)
        text = converted(_form(forms, number), self.language.tag) if forms else None
        return (
            None if text is None else Fragment(text, self.language.tag, isinstance(forms, MachineMade), converted=True)
        )

    def _own(self, forms: Forms, number: int) -> Fragment:
        text = _form(forms, number)
        if self.language.direction == "rtl":
            # A number or a Latin name inside would turn its neighbours round; UAX 9 calls this isolating.
            text = _TAG_OR_PLACE.sub(lambda each: each[0] if each[1] else f"\u2068{each[0]}\u2069", text)
        return Fragment(text, self.language.tag, isinstance(forms, MachineMade))

    def text(self, msgid: str, **values: object) -> str:
        """The translated text with its named places filled: `text("Hello %(name)s", name="Rosa")`.

        A place without a value never raises; see `i18n.text.fill`.
        """
        return fill(self.find(msgid).text, values)

    def plural(self, one: str, many: str, n: int, **values: object) -> str:
        """The form that fits n, filled; `%(n)d` and `%(num)d` (the name Jinja uses) are n without being given."""
        return fill(self.find_plural(one, many, n).text, {"n": n, "num": n, **values})

    def _sentence(self, sentence: Sentence, context: str | None) -> Fragment:
        whole = self.find(sentence.source, context)
        filled = {name: self._value(value) for name, value in sentence.values.items()}
        if {whole.language, *(each.language for each in filled.values())} != {self.language.tag}:
            return Fragment(str(sentence), SOURCE.tag)
        text = fill(self._joined(whole.text, filled), {name: each.text for name, each in filled.items()})
        made = whole.machine_made or any(each.machine_made for each in filled.values())
        turned = whole.converted or any(each.converted for each in filled.values())
        return Fragment(text, whole.language, made, turned)

    def _joined(self, text: str, filled: Mapping[str, Fragment]) -> str:
        """A text without the marks that isolate a place, where what comes into it is read in the text's direction."""
        for name, each in filled.items():
            if self.language.direction == "rtl" and all(map(_reads_left, each.text)):
                text = text.replace(f"\u2068%({name})s\u2069", f"%({name})s")
        return text

    def _value(self, value: Value) -> Fragment:
        tag = self.language.tag
        if isinstance(value, Sentence):
            return self.find(value)
        if isinstance(value, dt.date):
            return Fragment(date_in_words(value, self.language), tag)
        if isinstance(value, tuple):
            parts = [self._value(each) for each in value]
            other = next((each.language for each in parts if each.language != tag), tag)
            words = lists.format_list([each.text for each in parts], locale=self.language.locale)
            made, turned = any(each.machine_made for each in parts), any(each.converted for each in parts)
            return Fragment(words, other, made, turned)
        return Fragment(value, tag)


def _reads_left(sign: str) -> bool:
    """Whether a sign is a letter of a script that is read to the left, or a blank (UAX 9: R, AL, NSM, WS)."""
    return bidirectional(sign) in {"R", "AL", "NSM", "WS"}


def _forms(messages: Mapping[Key, Forms], msgid: str, context: str | None) -> Forms | None:
    # YAML block texts end in a line break; catalogues hold them without it.
    return messages.get((context, msgid)) or messages.get((context, msgid.strip()))


def _form(forms: Forms, number: int) -> str:
    # A translation may hold fewer forms than the language has; its last one is the most general.
    return forms[min(number, len(forms) - 1)]


def _origin(tag: str) -> str | None:
    """The language that one can be converted from."""
    return FROM[tag][0] if tag in FROM else None


class PseudoTranslator(Translator):
    """Speaks a language that nobody speaks, made from the source; see `i18n.pseudo`."""

    __slots__ = ()

    def __init__(self, language: Language) -> None:
        super().__init__(language, {})

    def find(self, msgid: str, context: str | None = None, *, written_in: str = SOURCE.tag) -> Fragment:
        """The source text, changed for the eye; what was written in another language stays in it."""
        if isinstance(msgid, Sentence):
            return self._sentence(msgid, context)
        if written_in != SOURCE.tag:
            return Fragment(msgid, written_in)
        return self._own((pseudo(msgid.strip(), self.language),), 0)

    def find_plural(self, one: str, many: str, n: int, context: str | None = None) -> Fragment:
        """The source's form that fits, changed for the eye."""
        return self.find(one if abs(n) == 1 else many, context)


class Catalogues:
    """All translations of the program, by language; made once at the start and then only read."""

    def __init__(self, messages: Mapping[str, Mapping[Key, Forms]]) -> None:
        """Takes, for a language's tag, its messages.

        A language without any speaks the source language, or what can be converted from its other script.
        """
        self._translators = {
            tag: Translator(language, messages.get(tag, {}), messages.get(_origin(tag) or "", {}))
            for tag, language in LANGUAGES.items()
        }
        self._translators |= {tag: PseudoTranslator(language) for tag, language in PSEUDO.items()}

    @classmethod
    def load(cls, *folders: Path) -> Self:
        """Read `<folder>/<language folder>/LC_MESSAGES/*.po` of every folder and language.

        Where two files translate the same text the later folder wins, so a city's words can replace the product's. A
        folder that is not there counts as empty: a city may speak the source language alone.

        Raises:
            i18n.po.CatalogueError: a file cannot be read.
        """
        messages: dict[str, dict[Key, Forms]] = {}
        sources: dict[Key, Key] = {}  # one for all languages: they are as large as the translations
        for tag, language in LANGUAGES.items():
            merged = messages[tag] = {}
            for folder in folders:
                for path in sorted(folder.glob(f"{language.folder}/LC_MESSAGES/*.po")):
                    merged.update((sources.setdefault(key, key), forms) for key, forms in read_translations(path))
        return cls(messages)

    def translator(self, tag: str) -> Translator:
        """The translator of a language.

        Raises:
            KeyError: the tag is not one of `EVERY`; `negotiate` gives only those.
        """
        return self._translators[tag]
