"""Search words: the same for a text that is kept and for what a reader types.

Tokens are made here and not by the database, so SQLite's FTS5 and PostgreSQL's `simple` find the same things: neither
knows where a Chinese word ends.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

import snowballstemmer

# Longer than any page of ours; what comes after adds work, not findings.
LONGEST: Final = 20_000
_LONGEST_WORD: Final = 60
_SHORTEST_SLIP: Final = 4

_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3005\u3007\U00020000-\U0003ffff"
_RUN: Final = re.compile(rf"(?P<han>[{_HAN}]+)|[^\W_{_HAN}]+(?:'[^\W_{_HAN}]+)*")
_ACCENTS: Final = re.compile("[\u0300-\u036f]")

# Latin words inside Chinese text are English ones: Wi-Fi, PDF, the names of places.
_STEMMED: Final = {"en": "english", "zh": "english"}

# Porter2 makes 'buse' of the first, and nobody waits for a buse.
_IRREGULAR: Final = {"buses": "bus", "gases": "gas"}

# Words that stand in nearly every question, so they tell nothing about what is wanted.
_STOP: Final = frozenset(
    {"a", "about", "am", "an", "and", "are", "as", "at", "be", "by", "can", "do", "does", "for", "from", "how", "i"}
    | {"if", "in", "is", "it", "my", "of", "on", "or", "our", "that", "the", "there", "this", "to", "was", "we", "what"}
    | {"when", "where", "which", "who", "will", "with", "would", "you", "your"}
)


def words(text: str, language_tag: str) -> list[str]:
    """The search words of a text, in their order and as often as they occur.

    Args:
        text: any text; what lies beyond `LONGEST` characters is left out.
        language_tag: BCP 47 tag of the text, which decides how Latin words are stemmed.

    Upper and lower case, full and half width and accents make no difference. English words are cut to their stem
    (Porter2) and the commonest are left out. Chinese becomes pairs of neighbouring characters, or the one character
    where it stands alone; Traditional and Simplified stay as they are, so each finds its own. Making words of words,
    joined by blanks, changes nothing.
    """
    found: list[str] = []
    for match in _RUN.finditer(_folded(text[:LONGEST])):
        run = match[0]
        if match["han"]:
            found += [run[at : at + 2] for at in range(len(run) - 1)] or [run]
        elif len(run) <= _LONGEST_WORD and run not in _STOP:
            stem = _stem(run, language_tag.partition("-")[0].lower())
            if stem and stem not in _STOP:
                found.append(stem)
    return found


def slips(word: str) -> set[str]:
    """A search word and, from four letters on, the word with any one letter left out.

    Keep these for the words that can be found, make them for the word that was typed: where the two sets meet, the
    words differ by one slip or, rarely, a little more; `is_slip` tells. Numbers and Chinese have none: there each
    digit and each character counts.
    """
    if len(word) < _SHORTEST_SLIP or len(word) > _LONGEST_WORD or not word.isalpha():
        return {word}
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def is_slip(typed: str, meant: str) -> bool:
    """Whether two words are the same but for one slip: a letter missing, added, wrong, or two neighbours swapped.

    Words of fewer than four letters must be the same: too many short words are one letter apart.
    """
    if typed == meant:
        return True
    if slips(typed).isdisjoint(slips(meant)) or min(len(typed), len(meant)) < _SHORTEST_SLIP:
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
    """Case, width and accents taken away; the apostrophes of word processors become plain ones."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", folded))
    # Folding can bring forth what folds again (Kelvin signs, ligatures), so composition comes last and once more.
    return unicodedata.normalize("NFKC", bare)


@lru_cache(maxsize=20_000)
def _stem(word: str, language: str) -> str:
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
