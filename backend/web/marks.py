"""Marks each text that is not in the page's language, wherever a page puts it, so that it is read aloud rightly.

A text that a program has just turned into the reader's script says so too, in two words after it.

A translated text may end up between tags, in an attribute, in a title or in a script's data, and only the finished
page shows where. So a text in another language first carries tokens; when the page is drawn, `settled` makes them
`<span lang=… dir=…>` where a span can be, and takes them away where it cannot. The tokens hold a number by chance that
is new with each start and never leaves the program, so nobody can type one.
"""

import re
import secrets
from dataclasses import replace
from typing import Any, Final

from flask import g

from backend.core.text import N_
from i18n.catalogues import Fragment, Translator
from i18n.languages import EVERY, Language
from i18n.text import fill

# Letters and digits alone pass unchanged through HTML, JSON and addresses.
_CHANCE: Final = secrets.token_hex(12)
_END: Final = f"{_CHANCE}e_"
_TOKEN: Final = re.compile(
    rf"{_CHANCE}(?:b(?P<tag>[A-Za-z-]+)(?P<made>1?)(?P<converted>2?)_|m_(?P<note>.*?)(?={_END})|e_)", re.DOTALL
)
CONVERTED: Final = N_("(changed by a program)")
# What holds no elements, or is one tag; quoted values may hold a '>'.
_BETWEEN: Final = re.compile(
    r"""<(script|style|textarea|title|option)\b.*?</\1\s*>|<[A-Za-z/!](?:[^>"']|"[^"]*"|'[^']*')*>""",
    re.DOTALL | re.IGNORECASE,
)


class PageTranslator:
    """A translator for pages, whose texts carry the marks."""

    def __init__(self, translator: Translator) -> None:
        self._translator = translator

    def find(self, text: str) -> str:
        """A text, unfilled; see `Translator.find`."""
        return self._marked(self._translator.find(text))

    def find_plural(self, one: str, many: str, n: int) -> str:
        """The form that fits n, unfilled; see `Translator.find_plural`."""
        return self._marked(self._translator.find_plural(one, many, n))

    def text(self, msgid: str, /, **values: Any) -> str:
        """A text with its values; see `Translator.text`."""
        found = self._translator.find(msgid)
        return self._marked(replace(found, text=fill(found.text, values)))

    def plural(self, one: str, many: str, n: int, /, **values: Any) -> str:
        """The form that fits n with its values; see `Translator.plural`."""
        found = self._translator.find_plural(one, many, n)
        return self._marked(replace(found, text=fill(found.text, {"n": n, "num": n, **values})))

    def _marked(self, found: Fragment) -> str:
        if found.machine_made:
            g.machine_made = True
        if not (found.machine_made or found.converted) and found.language == self._translator.language.tag:
            return found.text
        note = f"{_CHANCE}m_{self._translator.text(CONVERTED)}" if found.converted else ""
        how = "1" * found.machine_made + "2" * found.converted
        return f"{_CHANCE}b{found.language}{how}_{found.text}{note}{_END}"


def machine_made() -> bool:
    """Whether the page, as far as it is drawn, shows something that only a program has translated."""
    return bool(g.get("machine_made"))


def settled(html: str, language: Language) -> str:
    """A finished page with its marks as elements, or without them where no element can be."""
    if _CHANCE not in html:
        return html
    around: list[bool] = []
    done, at = [], 0
    for found in _BETWEEN.finditer(html):
        done += [_elements(html[at : found.start()], language, around), bare(found[0])]
        at = found.end()
    return "".join([*done, _elements(html[at:], language, around)])


def bare(text: str) -> str:
    """A text without its marks, and without the words that say how it came about."""
    return _TOKEN.sub("", text)


def _elements(text: str, language: Language, around: list[bool]) -> str:
    """`around`: for each text that has begun and not ended, whether it is converted."""

    def element(token: re.Match[str]) -> str:
        if token["note"] is not None:  # a sentence and its values say it once, at the end
            return "" if sum(around) > 1 else f'<span class="converted-note">{token["note"]}</span>'
        if token["tag"] is None:
            del around[-1:]
            return "</span>"
        around.append(bool(token["converted"]))
        direction = EVERY[token["tag"]].direction
        turned = f' dir="{direction}"' if direction != language.direction else ""
        kinds = ["machine-made"] * bool(token["made"]) + ["converted"] * bool(token["converted"])
        how = f' class="{" ".join(kinds)}"' if kinds else ""
        return f'<span lang="{token["tag"]}"{turned}{how}>'

    return _TOKEN.sub(element, text)
