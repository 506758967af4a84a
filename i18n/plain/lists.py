"""The reviewed lists: everyday words, and the words of offices with what a kind clerk says instead."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Self

import snowballstemmer

DATA: Final = Path(__file__).parent / "data"
WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_COMMA: Final = re.compile(r"\s*[,،]\s*")
_OWN: Final = re.compile(r"['’]s?$")
_LEAVE_OUT: Final = "-"
_PASSES: Final = "+"
# A double byte character set begins with the characters that its country's committee found to be the common ones.
_COMMON_CHARACTERS: Final = {
    "zh-Hans": ("gb2312", range(0xB0, 0xD8), range(0xA1, 0xFF)),
    "zh-Hant": ("big5", range(0xA4, 0xC7), (*range(0x40, 0x7F), *range(0xA1, 0xFF))),
}


class ListBroken(ValueError):
    """A list of words that cannot be read; the message names the file and the line."""


@dataclass(frozen=True, slots=True)
class Swap:
    """A phrase of offices. `plain`: what to say instead; none where it is best left out.

    One that `passes` is no office language: a shorter phrase only seems to be in it, across two words.
    """

    phrase: str
    plain: tuple[str, ...]
    passes: bool = False


@dataclass(frozen=True, slots=True)
class Lists:
    """What is known of a language's words.

    Attributes:
        words: everyday words and their roots, in lower case; for Chinese characters; empty where nobody made a list.
        swaps: the words of offices, the longest first.
    """

    words: frozenset[str]
    swaps: tuple[Swap, ...]

    def allowing(self, texts: Iterable[str]) -> Self:
        """The same lists with every word of these texts allowed: names of the city, terms of its glossary."""
        if not self.words:
            return self
        found = {word for text in texts for match in WORD.finditer(text) for word in _both(bare(match[0]))}
        return replace(self, words=self.words | found | {character for word in found for character in word})


@cache
def lists_of(tag: str) -> Lists:
    """The product's lists for a language; empty ones where there are none."""
    words = set(_common_characters(tag)) if tag in _COMMON_CHARACTERS else set()
    return _with_files(Lists(frozenset(words), ()), DATA, tag)


def city_lists(folder: Path, tag: str) -> Lists:
    """The product's lists with a city's own added: `<tag>.words.txt` and `<tag>.swaps.txt` in its folder.

    Raises:
        ListBroken: a line is not `phrase, phrase = plain, plain`, or a file is not UTF-8.
    """
    return _with_files(lists_of(tag), folder, tag)


def _with_files(lists: Lists, folder: Path, tag: str) -> Lists:
    words = {each for _, line in _lines(folder / f"{tag}.words.txt") for word in line.split() for each in _both(word)}
    swaps = (*lists.swaps, *(swap for swap in _swaps(folder / f"{tag}.swaps.txt")))
    longest_first = tuple(sorted(dict.fromkeys(swaps), key=lambda swap: -len(swap.phrase)))
    return Lists(lists.words | words, longest_first)


def _swaps(path: Path) -> Iterator[Swap]:
    for number, line in _lines(path):
        left, sign, right = line.partition("=")
        phrases, plain = _COMMA.split(left.strip()), _COMMA.split(right.strip())
        if not sign or not all(phrases) or not all(plain):
            raise ListBroken(f"{path.name}:{number}: expected 'phrase, phrase = plain, plain', found: {line[:60]}")
        said = tuple(each for each in plain if each not in {_LEAVE_OUT, _PASSES})
        yield from (Swap(phrase.lower(), said, passes=plain == [_PASSES]) for phrase in phrases)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    if not path.exists():
        return
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ListBroken(f"{path.name}: this file is not UTF-8") from error
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            yield number, line


def _common_characters(tag: str) -> Iterator[str]:
    codec, rows, cells = _COMMON_CHARACTERS[tag]
    for row in rows:
        for cell in cells:
            yield from bytes((row, cell)).decode(codec, "ignore")


def bare(word: str) -> str:
    """A word in lower case, with a plain apostrophe and without the 's of an owner."""
    return _OWN.sub("", word.lower()).replace("’", "'")


def families(word: str) -> set[str]:
    """The words of which an English word may be a form: its root, and for 'easiest' and 'buses' the plain form."""
    found = {root(word), re.sub("ily$", "y", word)}
    for ending in ("es", "er", "est"):
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            found |= {stem, f"{stem}e", re.sub(r"(.)\1$", r"\1", stem), re.sub("i$", "y", stem)}
    return found


def _both(word: str) -> tuple[str, str]:
    return word, root(word)


@lru_cache(maxsize=20_000)
def root(word: str) -> str:
    """The root of an English word in lower case (Porter2), so that one family is listed once."""
    # A stemmer keeps its word inside itself, so threads must not share one.
    return str(snowballstemmer.stemmer("english").stemWord(word))
