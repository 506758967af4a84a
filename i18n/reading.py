"""How hard a text is to read, in numbers that a check can hold."""

import re
from dataclasses import dataclass
from typing import Final

# One content check for every text: what is above these is too hard for our readers.
HIGHEST_GRADE: Final = 8.0
LONGEST_ENGLISH_SENTENCE: Final = 25
HIGHEST_CHINESE_AVERAGE: Final = 30.0


@dataclass(frozen=True, slots=True)
class Reading:
    """Plain-words measures of a text.

    Attributes:
        sentences: how many there are.
        longest: the longest one, in words (English) or characters (Chinese).
        average: the mean length, in the same unit.
        grade: Flesch–Kincaid grade, in years of school in the United States; None for Chinese and for an empty text.
    """

    sentences: int
    longest: int
    average: float
    grade: float | None


_WORD: Final = re.compile(r"[^\W_]+(?:[.,:'’-][^\W_]+)*")
_HAN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\u3007\U00020000-\U0003ffff]")
# A full stop ends a sentence only before a blank, so 3.50 and www.example.org stay whole; quotes may close after it.
_ENGLISH_END: Final = re.compile(r"""(?<=[.!?…])["'”’)\]]*\s+|\n+""")
_CHINESE_END: Final = re.compile(r"[。！？!?…\n]+[」』”’）)]*|(?<=[^\d\s])\.(?=\s|$)")
_ABBREVIATION: Final = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|e\.g|i\.e|[ap]\.m)\.(?=\s+\S)", re.IGNORECASE)

# Spelling turned into something whose groups of vowels are its syllables; the order matters.
_SPELLING: Final = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"qu", "q"),
        (r"gu(?=[aei][a-z])", "g"),  # guide, language
        (r"(?:^|(?<=[aeiou]))y(?=[aeiou])", "j"),  # year, layer
        (r"^every", "evry"),
        (r"^business", "bisnes"),
        (r"iage", "age"),
        # An e that only lengthens the sound before it: sometimes, safely, statement.
        (r"^(some|time|home|house|life|fire|care|where|there|fore|like|side)(?=[bcdfghjklmnpqtvwz][a-z])", r"\1'"),
        (r"e'", ""),
        (r"(?<=[^aeiouy])e(?=(?:ly|ty|ments?|ful|fully|less|ness)$)", ""),
        # A silent ending: made, makes, asked; but not table, centre, buses, wanted, handled, hundred.
        (r"(?<=[aeiouy])([^aeiouy]+)(?<![^aeiouy]l)(?<![^aeiouy]r)e$", r"\1"),
        (r"(?<=[^aeiouylszxcgh])(?<![^aeiouy]r)es$", "s"),
        (r"(?<=[aeiou]l)es$|(?<=[aeiou]th)es$", "s"),
        (r"(?<=[^aeiouytdl])(?<!dr)(?<!cr)ed$|(?<=[aeioul]l)ed$", "d"),
        # Neighbouring vowels that are said one by one: trial, period, quiet, client, earlier, being, usual, fuel.
        (r"(?<![ctgxsln])i(?=[aou])|(?<=^l)i(?=a)|(?<=el)i(?=ab)", "i-"),
        (r"i(?=et)|(?<=[rdlb])i(?=en[^d])|(?<=sc)i(?=en)|(?<=[a-z]{3})i(?=(?:er|est)$)", "i-"),
        (r"(?<=[aeo])(?=ing)", "-"),
        (r"(?<!p)(?<!g)e(?=o(?!u))", "e-"),  # video, not people or surgeon
        (r"u(?=a|el$|en|ou)", "u-"),
        (r"(?<=id)ea|(?<=ar)ea|(?<=cr)ea(?=t)|(?<=th)ea(?=tr)", "e-a"),
        (r"sm$", "sem"),
    )
)
_VOWELS: Final = re.compile(r"[aeiouy]+")
_PART: Final = re.compile(r"[a-z]+|\d")
_NOT: Final = re.compile(r"[dst]n['’]t$")


def reading(text: str, tag: str) -> Reading:
    """Measure a text in the language of a BCP 47 tag; a line break ends a sentence, as in a list.

    The grade is the formula of Kincaid, Fishburne, Rogers and Chissom (1975): 0.39 × words per sentence + 11.8 ×
    syllables per word − 15.59. It was fitted to navy manuals and sees only lengths: 'library' counts as hard, 'tort'
    as easy, and a short text swings by a year or two. Use it to catch sentences that grew too long, never as proof that
    a text is understood. Our syllables come from spelling alone (see `syllables`).

    For Chinese no grade is known to measure well, so only lengths are given: each Han character counts as one, and so
    does each number or Latin word.
    """
    if tag.lower().startswith("zh"):
        return _lengths([_characters(part) for part in _CHINESE_END.split(text)], None)
    parts = [_WORD.findall(part) for part in _ENGLISH_END.split(_ABBREVIATION.sub(_without_stop, text))]
    found = [word for part in parts for word in part]
    if not found or not tag.lower().startswith("en"):
        return _lengths([len(part) for part in parts], None)
    sentences = sum(bool(part) for part in parts)
    per_word = sum(syllables(word) for word in found) / len(found)
    grade = 0.39 * len(found) / sentences + 11.8 * per_word - 15.59
    return _lengths([len(part) for part in parts], round(max(grade, 0.0), 1))


def too_hard(measured: Reading, tag: str) -> list[str]:
    """What is above our limits, as sentences for the writer; none when the text is plain enough."""
    complaints: list[str] = []
    if tag.lower().startswith("zh"):
        if measured.average > HIGHEST_CHINESE_AVERAGE:
            complaints.append(
                f"sentences have {measured.average:.0f} characters on average; keep to {HIGHEST_CHINESE_AVERAGE:.0f}"
            )
        return complaints
    if measured.longest > LONGEST_ENGLISH_SENTENCE:
        complaints.append(f"a sentence has {measured.longest} words; keep to {LONGEST_ENGLISH_SENTENCE}")
    if measured.grade is not None and measured.grade > HIGHEST_GRADE:
        complaints.append(f"the reading grade is {measured.grade}; keep to {HIGHEST_GRADE:.0f}")
    return complaints


def syllables(word: str) -> int:
    """The syllables of an English word, guessed from its spelling: at least one; each digit counts as one.

    Right for about 19 of 20 different words, counted by hand in a list that leans to long and awkward ones; the others
    are one out. In a whole text, where short words abound, the error is far smaller than that of the formula.
    """
    lowered = word.lower()
    count = sum(_part_syllables(part) for part in _PART.findall(lowered))
    return max(count + bool(_NOT.search(lowered)), 1)


def _part_syllables(part: str) -> int:
    if part.isdigit():
        return 1
    for pattern, replacement in _SPELLING:
        part = pattern.sub(replacement, part)
    return len(_VOWELS.findall(part))


def _characters(text: str) -> int:
    return len(_HAN.findall(text)) + len(_WORD.findall(_HAN.sub(" ", text)))


def _without_stop(match: re.Match[str]) -> str:
    return match[0].replace(".", "")


def _lengths(parts: list[int], grade: float | None) -> Reading:
    counted = [length for length in parts if length]
    if not counted:
        return Reading(0, 0, 0.0, None)
    return Reading(len(counted), max(counted), round(sum(counted) / len(counted), 1), grade)
