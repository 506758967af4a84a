"""Search words: the same for a text that is kept and for what a reader types.

Tokens are made here and not by the database, so SQLite and PostgreSQL find the same things: neither knows where a
Chinese word ends.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import snowballstemmer

from i18n import arabic

# Longer than any page of ours; what comes after adds work, not findings.
LONGEST: Final = 20_000
VERSION: Final = "3"
"""Changes whenever the same text makes other words or slips, so that what was kept is made anew."""

_LONGEST_WORD: Final = 60
_SHORTEST_SLIP: Final = 4
_SHORTEST_MEANT: Final = 3
_ANY_SIGN: Final = "*"
"""Stands for one Chinese character; no word has it."""
_PIECE_MARK: Final = "~"
"""Stands before a piece of a word, so that it is never taken for a word."""

_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3005\u3007\U00020000-\U0003ffff"
_RUN: Final = re.compile(rf"(?P<han>[{_HAN}]+)|[^\W_{_HAN}]+(?:'[^\W_{_HAN}]+)*")
_ONLY_HAN: Final = re.compile(rf"[{_HAN}]+\Z")
_MARKS: Final = re.compile(
    "[\u0300-\u036f"  # accents
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"  # vowels, hamza, the stroke that stretches
    "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"  # signs of direction and of no width
)
_DIGITS: Final = {start + digit: str(digit) for start in (0x0660, 0x06F0) for digit in range(10)}

# Latin words inside Chinese text are English ones: Wi-Fi, PDF, the names of places.
_STEMMED: Final = {"en": "english", "zh": "english", "es": "spanish"}

# Porter2 makes 'buse' of the first, and nobody waits for a buse.
_IRREGULAR: Final = {"buses": "bus", "gases": "gas"}

# Words that stand in nearly every question, so they tell nothing about what is wanted.
_ENGLISH: Final = frozenset(
    {"a", "about", "am", "an", "and", "are", "as", "at", "be", "by", "can", "do", "does", "for", "from", "how", "i"}
    | {"if", "in", "is", "it", "my", "of", "on", "or", "our", "that", "the", "there", "this", "to", "was", "we", "what"}
    | {"when", "where", "which", "who", "will", "with", "would", "you", "your"}
)
_SPANISH: Final = frozenset(
    {
        "de",
        "la",
        "el",
        "los",
        "las",
        "un",
        "una",
        "unos",
        "unas",
        "que",
        "en",
        "y",
        "a",
        "se",
        "del",
        "al",
        "por",
        "con",
    }
    | {"para", "es", "su", "sus", "lo", "como", "cual", "cuales", "quien", "cuando", "donde", "le", "o", "no", "mas"}
    | {"cuanto", "cuantos", "cuanta", "cuantas", "son", "fue", "era", "mi", "mis", "me", "yo"}
)
_STOP: Final = {"es": _SPANISH, "ar": arabic.STOP}


def words(text: str, language_tag: str) -> list[str]:
    """The search words of a text, in their order and as often as they occur.

    Args:
        text: any text; what lies beyond `LONGEST` characters is left out.
        language_tag: BCP 47 tag of the text, which decides how words are cut to their stems.

    Upper and lower case, full and half width, accents, vowel signs and the digits of a script make no difference.
    English, Spanish and Arabic words are cut to their stem and the commonest are left out. Chinese becomes pairs of
    neighbouring characters, or the one character where it stands alone; Traditional and Simplified stay as they are,
    so each finds its own.
    """
    return [word for _, made in terms(text, language_tag) for word in made]


def tokens(text: str, language_tag: str) -> list[str]:
    """The search words and, in Arabic, the pieces of words that stand in for what stems cannot tell."""
    if _primary(language_tag) != "ar":
        return words(text, language_tag)
    found = []
    for run, made in terms(text, language_tag):
        found += made
        found += [_PIECE_MARK + piece for piece in arabic.pieces(run) if made == [arabic.stem(run)]]
    return found


def terms(text: str, language_tag: str) -> Iterator[tuple[str, list[str]]]:
    """Each written word of a text, as folding leaves it, with the search words it makes; a run of Chinese is one."""
    language = _primary(language_tag)
    stop = _STOP.get(language, _ENGLISH)
    folded = _folded(text[:LONGEST])
    for match in _RUN.finditer(arabic.one_spelling(folded) if language == "ar" else folded):
        run = match[0]
        if match["han"]:
            yield run, [run[at : at + 2] for at in range(len(run) - 1)] or [run]
        elif len(run) <= _LONGEST_WORD and run not in stop:
            stem = _stem(run, language)
            if stem and stem not in stop:
                yield run, [stem]


def characters(text: str) -> list[str]:
    """Each Chinese character of a text by itself: for titles, so that even one character finds something."""
    return [sign for match in _RUN.finditer(_folded(text[:LONGEST])) if match["han"] for sign in match[0]]


def slips(word: str) -> set[str]:
    """A search word and, from four letters on, the word with any one letter left out.

    Keep these for the words that can be found, make them for the word that was typed: where the two sets meet, the
    words differ by one slip or, rarely, a little more; `is_slip` tells. Of a Chinese word of two characters, each of
    the two may be another one. Numbers have none: there each digit counts.
    """
    if is_pair(word):
        return {word, word[0] + _ANY_SIGN, _ANY_SIGN + word[1]}
    if len(word) < _SHORTEST_SLIP or len(word) > _LONGEST_WORD or not word.isalpha() or is_chinese(word):
        return {word}
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def is_chinese(run: str) -> bool:
    """Whether a written word, as folding leaves it, is a run of Chinese characters."""
    return _ONLY_HAN.match(run) is not None


def is_pair(run: str) -> bool:
    """Whether it is a Chinese word of two characters."""
    return len(run) == 2 and is_chinese(run)  # noqa: PLR2004


def is_slip(typed: str, meant: str) -> bool:
    """Whether two words are the same but for one slip: a letter missing, added, wrong, or two neighbours swapped.

    Words of three letters and fewer must be the same, too many of them are one letter apart; only one of four may have
    one too many.
    """
    if typed == meant:
        return True
    if slips(typed).isdisjoint(slips(meant)) or min(len(typed), len(meant)) < _SHORTEST_MEANT:
        return False
    at = next((at for at, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), min(len(typed), len(meant)))
    here, there = typed[at:], meant[at:]
    return (
        here[1:] == there[1:]
        or here[1:] == there
        or here == there[1:]
        or (here[:2] == there[1::-1] and here[2:] == there[2:])
    )


def _folded(text: str) -> str:
    """Case, width, accents and vowel signs taken away; the apostrophes of word processors become plain ones."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    bare = _MARKS.sub("", unicodedata.normalize("NFD", folded)).translate(_DIGITS)
    # Folding can bring forth what folds again (Kelvin signs, ligatures), so composition comes last and once more.
    return unicodedata.normalize("NFKC", bare)


def _primary(language_tag: str) -> str:
    return language_tag.partition("-")[0].lower()


@lru_cache(maxsize=20_000)
def _stem(word: str, language: str) -> str:
    if language == "ar":
        return arabic.stem(word)
    algorithm = _STEMMED.get(language)
    if algorithm is None:
        return word.replace("'", "")
    # A stemmer keeps its word inside itself, so threads must not share one.
    stemmer = snowballstemmer.stemmer(algorithm)
    for _ in range(_LONGEST_WORD):
        stem = _IRREGULAR.get(word) or stemmer.stemWord(word).replace("'", "")
        if stem == word:
            break
        word = stem
    return word
