"""Languages that nobody speaks, made from the English on the fly: what they do not change was never translatable.

`en-XA` is English with accents, in brackets and 40 % longer, as German or Spanish would be: it shows what is cut off,
and what stands in the code where translators cannot reach it. `ar-XB` is English written from right to left: it shows
what is not mirrored. Both are read without knowing another language. Places to fill, HTML and addresses stay as they
are.
"""

import re
from typing import Final

from i18n.languages import Language

_KEPT: Final = re.compile(
    r"(%%|%\(\w+\)[#0\- +]?\d*(?:\.\d+)?[a-zA-Z]|</?[A-Za-z][^<>]*>|&#?\w+;|https?://\S+|[\w.+-]+@[\w-]+\.[\w.-]+)"
)
_ACCENTED: Final = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "åƀçđéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÅƁÇĐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ",
)
_LONGER: Final = 0.4
_FILLING: Final = ("öñé", "ţŵö", "ţĥŕéé", "ƒöûŕ", "ƒîṽé", "šîẋ", "šéṽéñ", "éîĝĥţ", "ñîñé", "ţéñ")
# A word is turned round by an override between two marks, so that its neighbours follow from right to left too.
_TURNED: Final = "\u200f\u202e{}\u202c\u200f"
_WORD: Final = re.compile(r"\w+(?:['’-]\w+)*")


def pseudo(text: str, language: Language) -> str:
    """A source text in one of `i18n.languages.PSEUDO`; without letters it stays as it is."""
    parts = _KEPT.split(text)
    if not any(map(str.isalpha, "".join(parts[::2]))):
        return text
    if language.direction == "rtl":
        return "".join(part if odd % 2 else _turned(part) for odd, part in enumerate(parts))
    accented = "".join(part if odd % 2 else part.translate(_ACCENTED) for odd, part in enumerate(parts))
    return f"[{accented}{_filling(sum(map(len, parts[::2])))}]"


def _turned(text: str) -> str:
    return _WORD.sub(lambda word: _TURNED.format(word[0]), text)


def _filling(length: int) -> str:
    """Words that make a text of this length as much longer as the longest of our languages are."""
    words, wanted = "", round(length * _LONGER)
    number = 0
    while len(words) < wanted:
        words += f" {_FILLING[number % len(_FILLING)]}"
        number += 1
    return words
