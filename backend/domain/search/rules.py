"""What a word is worth in a document, and which words may be kept. Whole numbers only, so every database agrees."""

import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import log

from i18n.words import characters, is_chinese, is_pair, is_slip, terms, tokens, words

LONGEST_QUERY = 200
MOST_FOUND = 20
MOST_WORDS = 64
"""Of a query; more add work, not findings."""

TYPED, SYNONYM, SLIP = 10, 7, 4
"""A word that was typed counts more than one that stands in for it."""
SHORTEST_GUESSED = 4
"""Letters of a word that a slip is looked for in: too many shorter ones are one letter apart."""
SHORTEST_PART = 3
"""Letters of each of two words that were typed as one."""
SAME_RADICAL = 64
"""Characters that stand so near in Unicode share their radical, as a rule: they look alike (暖 and 暧)."""

# BM25 (Robertson and Zaragoza 2009) with these two constants; a length of its own instead of the average, so that a
# document's numbers do not change when another one comes. Measured on XQuAD in four languages: see the decision.
K1, B = 0.9, 0.4
USUAL_LENGTH = 150
IN_PLAIN, IN_KEYWORDS, IN_TITLE = 100, 150, 200

WORTH: Mapping[str, int] = {"service": 10, "office": 9, "lesson": 8}
"""In tenths. Most people look for the service; a lesson says the same words. A kind that is not here has ten."""

LONGEST_KEPT = 40
MOST_KEPT_WORDS = 4
KEPT_FOR = timedelta(days=90)
MOST_MISSES_A_DAY = 1000
MOST_MISSES_SHOWN = 50

STATES = ("proposed", "live", "refused", "withdrawn")
LONGEST_PHRASE = 60
LONGEST_SYNONYM = 8
"""In search words: a Chinese word of nine characters is eight pairs."""
MOST_SYNONYMS = 2000


@dataclass(frozen=True, slots=True)
class Document:
    """Something to find, in one language.

    `kind` and `id` name it, `path` is its page. `title` and `text` (a sentence) are shown, in the language
    `written_in`, which also says if they were converted (`Fragment.tag`); `keywords` and `body` are only looked
    through.
    """

    kind: str
    id: str
    path: str
    title: str
    text: str
    written_in: str
    keywords: str = ""
    body: str = ""


def impacts(document: Document, language: str) -> dict[str, int]:
    """What each of its search words is worth, in whole numbers."""
    plain = Counter(tokens(f"{document.title}\n{document.text}\n{document.body}", language))
    length = 1 - B + B * sum(plain.values()) / USUAL_LENGTH
    worth = {word: IN_PLAIN * times * (K1 + 1) / (times + K1 * length) for word, times in plain.items()}
    for text, more in ((document.keywords, IN_KEYWORDS), (document.title, IN_TITLE)):
        for word in {*tokens(text, language), *characters(text)}:
            worth[word] = worth.get(word, 0) + more
    tenths = WORTH.get(document.kind, 10)
    return {word: round(each * tenths / 10) for word, each in worth.items()}


def rarity(documents: int, having: int) -> int:
    """How much a word tells that so many of all documents have, in whole numbers."""
    return round(100 * log(1 + (documents - having + 0.5) / (having + 0.5)))


def written(text: str, language: str) -> set[str]:
    """The written words of a text that a slip could have meant; of Chinese every pair of neighbours."""
    found: set[str] = set()
    for run, made in terms(text, language):
        if is_chinese(run):
            found.update(each for each in made if is_pair(each))
        elif run.isalpha():
            found.add(run)
    return found


def may_have_slip(run: str) -> bool:
    """Whether a slip is looked for in a written word that finds nothing."""
    return is_pair(run) or (len(run) >= SHORTEST_GUESSED and run.isalpha() and not is_chinese(run))


def meant_by(typed: str, candidates: Collection[str]) -> list[str]:
    """Which of these words somebody meant whose word has one slip, in order.

    Of a word of four letters the first is right, and of all that it may be only the likeliest count: those made of the
    same letters (swapped, or one twice), else those with one letter more, else the others.
    """
    near = sorted(each for each in candidates if is_slip(typed, each))
    if len(typed) > SHORTEST_GUESSED:
        return near
    near = [each for each in near if each[0] == typed[0]]
    same = [each for each in near if set(each) == set(typed)]
    return same or [each for each in near if len(each) > len(typed)] or near


def meant_by_pair(typed: str, worth: Mapping[str, int]) -> list[str]:
    """Which of these Chinese words of two characters were meant by one with a wrong one, what is worth most first.

    A character that looks like the typed one goes before all others; else the right one is the one that stands in
    fewer words, for it tells more.
    """
    apart = {each: [at for at in (0, 1) if each[at] != typed[at]] for each in worth}
    wrong = {each: places[0] for each, places in apart.items() if len(places) == 1}
    sides = Counter(wrong.values())

    def tier(meant: str) -> tuple[bool, int]:
        at = wrong[meant]
        return abs(ord(meant[at]) - ord(typed[at])) > SAME_RADICAL, sides[at]

    best = min(map(tier, wrong), default=None)
    return sorted((each for each in wrong if tier(each) == best), key=lambda each: (-worth[each], each))


def parts(run: str) -> list[tuple[str, str]]:
    """The ways to read a word as two, the most even first."""
    if not run.isalpha() or is_chinese(run):
        return []
    cuts = range(SHORTEST_PART, len(run) - SHORTEST_PART + 1)
    return [(run[:at], run[at:]) for at in sorted(cuts, key=lambda at: (abs(len(run) - 2 * at), at))]


def key_of(phrase: str, language: str) -> str:
    """A phrase as its search words: what a synonym is looked up by."""
    return " ".join(words(phrase, language))


def phrases(found: list[str]) -> list[str]:
    """Every run of neighbouring search words, as keys of synonyms."""
    found = found[:MOST_WORDS]
    runs = (found[at : at + long] for at in range(len(found)) for long in range(1, LONGEST_SYNONYM + 1))
    return list(dict.fromkeys(" ".join(run) for run in runs))


def may_be_kept(text: str, language: str) -> bool:
    """Whether words that found nothing may be counted: short, letters only. A number or an address is somebody's."""
    plain = all(sign in " -'’" or unicodedata.category(sign)[0] in "LM" for sign in text)
    return (
        plain and len(text) <= LONGEST_KEPT and 0 < len(text.split()) <= MOST_KEPT_WORDS and bool(words(text, language))
    )
