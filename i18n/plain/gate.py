"""The gate: every complaint about a text, with its place, before the text is published."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from i18n.plain.actions import actions_in
from i18n.plain.lists import WORD, Lists, Swap, bare, families, lists_of
from i18n.plain.masks import readable
from i18n.reading import Span, reading, spans
from i18n.text import N_

Rule = Literal["grade", "average", "sentence", "word", "officialese", "actions"]

HIGHEST_GRADE: Final = 6.0
"""In a text as a whole, years of school in the United States."""
HIGHEST_SHORT_GRADE: Final = 8.0
"""In fewer words than `SHORT`, where one long word moves the grade by a year or two."""
LOWEST_EASE: Final = 65.0
LOWEST_SHORT_EASE: Final = 55.0
"""On the INFLESZ scale: 'quite easy', and 'normal' for a short text."""
SHORT: Final = 100
FEWEST_FOR_GRADE: Final = 30
HIGHEST_AVERAGE: Final = 30.0
"""Characters in a Chinese sentence, over the whole text."""
LONGEST: Final = {"en": 25, "es": 30, "ar": 25, "zh": 50}
"""Words in one sentence; characters for Chinese. A language that is not here is held to `LONGEST_ELSEWHERE` words."""
LONGEST_ELSEWHERE: Final = 25
_SHORTEST_WORD: Final = 3
_ABBREVIATION: Final = 5
_GAP: Final = "……"
_HAN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_ARABIC_AND: Final = "وف"


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that makes a text hard.

    Attributes:
        start: where in the text it begins, in characters.
        end: where it ends; a complaint about the whole text covers all of it.
        rule: which rule it is of.
        message: a sentence for the writer, to translate and fill with `values`.
        values: what stands in the sentence's places.
        swaps: plainer ways to say it; empty where there are none, or where the words are best left out.
    """

    start: int
    end: int
    rule: Rule
    message: str
    values: dict[str, str]
    swaps: tuple[str, ...] = ()


def complaints(
    text: str, tag: str, lists: Lists | None = None, *, step: bool = False, whole: bool = True, wrapped: bool = False
) -> list[Complaint]:
    """All that makes a text hard for our readers, in the order of the text; none when it is plain enough.

    Args:
        text: plain text or Markdown. Addresses, tags, places to fill and marks of Markdown are passed over.
        tag: BCP 47 tag of its language. What is measured differs: see docs/plain-words.md.
        lists: the reviewed lists with what the city adds; the product's own when left out.
        step: the whole text is one step, in which one thing is to be done; lines with a number are steps anyway.
        whole: the text is read as a whole, so the grade and the average count; False for a text that is a part.
        wrapped: a line break inside a paragraph is only where the editor broke the line, as in Markdown.
    """
    language = tag.partition("-")[0].lower()
    known = lists_of(tag) if lists is None else lists
    seen = readable(text, wrapped=wrapped)
    sentences = spans(seen, tag)
    office = list(_officialese(seen, known.swaps, language))
    found = [
        *(of_the_whole(text, tag, wrapped=wrapped) if whole else ()),
        *_long_sentences(sentences, language),
        *office,
        *_unusual(seen, sentences, known, language, office),
        *_crowded_steps(text, seen, language, step=step),
    ]
    return sorted(found, key=lambda each: (each.start, -each.end))


def of_the_whole(text: str, tag: str, *, wrapped: bool = False) -> Iterator[Complaint]:
    """What is wrong with a text as a whole, if anything: its grade, its ease, the average of its sentences."""
    found = reading(readable(text, wrapped=wrapped), tag)
    short = found.words < SHORT
    if tag.lower().startswith("zh"):
        if found.average > HIGHEST_AVERAGE:
            message = N_("The sentences have %(count)s characters on average. Keep to %(most)s.")
            values = {"count": f"{found.average:.0f}", "most": f"{HIGHEST_AVERAGE:.0f}"}
            yield Complaint(0, len(text), "average", message, values)
    elif found.words < FEWEST_FOR_GRADE:
        return
    elif found.grade is not None and found.grade > (most := HIGHEST_SHORT_GRADE if short else HIGHEST_GRADE):
        message = N_("The reading grade is %(grade)s. Keep to %(most)s with shorter words and sentences.")
        yield Complaint(0, len(text), "grade", message, {"grade": f"{found.grade:.1f}", "most": f"{most:.0f}"})
    elif found.ease is not None and found.ease < (least := LOWEST_SHORT_EASE if short else LOWEST_EASE):
        message = N_("The reading ease is %(ease)s. Bring it to %(least)s with shorter words and sentences.")
        yield Complaint(0, len(text), "grade", message, {"ease": f"{found.ease:.0f}", "least": f"{least:.0f}"})


def _long_sentences(sentences: list[Span], language: str) -> Iterator[Complaint]:
    most = LONGEST.get(language, LONGEST_ELSEWHERE)
    for each in sentences:
        if each.length > most:
            message = (
                N_("This sentence has %(count)s characters. Keep to %(most)s. Make two of it.")
                if language == "zh"
                else N_("This sentence has %(count)s words. Keep to %(most)s. Make two of it.")
            )
            values = {"count": str(each.length), "most": str(most)}
            yield Complaint(each.start, each.end, "sentence", message, values)


def _officialese(seen: str, swaps: tuple[Swap, ...], language: str) -> Iterator[Complaint]:
    """Phrases of offices; of two that overlap the longer one counts."""
    lowered, taken = _lowered(seen), bytearray(len(seen))
    for swap in swaps:
        if swap.phrase.partition(_GAP)[0] not in lowered:
            continue
        for start, end in _places(lowered, swap.phrase, language):
            if any(taken[start:end]):
                continue
            taken[start:end] = b"\1" * (end - start)
            if swap.passes:
                continue
            message = N_("“%(words)s” is office language.") if swap.plain else N_("“%(words)s” can be left out.")
            yield Complaint(start, end, "officialese", message, {"words": seen[start:end]}, swap.plain)


def _lowered(text: str) -> str:
    """In lower case, letter by letter: a capital I with a dot would become two and move all that follows."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(each.lower()[0] for each in text)


def _places(text: str, phrase: str, language: str) -> Iterator[tuple[int, int]]:
    if _GAP in phrase:
        before, after = phrase.split(_GAP, 1)
        pattern = f"{re.escape(before)}[^，。！？；、\\s]{{1,12}}?{re.escape(after)}"
        yield from (match.span() for match in re.finditer(pattern, text))
        return
    start = text.find(phrase)
    while start >= 0:
        end = start + len(phrase)
        if language == "zh" or _stands_alone(text, start, end, language):
            yield start, end
        start = text.find(phrase, end)


def _stands_alone(text: str, start: int, end: int, language: str) -> bool:
    """Whether nothing of the same word goes on before or after; small Arabic words are written onto their neighbour."""
    before = start - 1 if language == "ar" and start and text[start - 1] in _ARABIC_AND else start
    if before and text[before - 1].isalnum():
        return False
    joined = language == "ar" and text[start:end].rpartition(" ")[2] in {"ب", "ل"}
    return joined or end == len(text) or not text[end].isalnum()


def _unusual(
    seen: str, sentences: list[Span], known: Lists, language: str, office: list[Complaint]
) -> Iterator[Complaint]:
    """Words that are in no list, each once; what is office language has been said already."""
    if not known.words:
        return
    said: set[str] = {word for each in office for word in seen[each.start : each.end].lower().split()}
    if language == "zh":
        yield from _rare_characters(seen, known.words)
        return
    beginnings = {each.start for each in sentences}
    for match in WORD.finditer(seen):
        word = bare(match[0])
        if word in known.words or word in said or _is_a_name(match[0], match.start() in beginnings):
            continue
        said.add(word)
        if len(word) >= _SHORTEST_WORD and known.words.isdisjoint(families(word)):
            message = N_("“%(words)s” is not an everyday word. Use another, or explain it in the glossary.")
            yield Complaint(match.start(), match.end(), "word", message, {"words": match[0]})


def _is_a_name(word: str, begins: bool) -> bool:  # noqa: FBT001 - private, and both calls say what it is
    """A capital inside a sentence is a name or a button; a few capitals are letters said one by one, as on a form."""
    return (word[0].isupper() and not begins) or (word.isupper() and len(word) <= _ABBREVIATION)


def _rare_characters(seen: str, common: frozenset[str]) -> Iterator[Complaint]:
    said: set[str] = set()
    for match in _HAN.finditer(seen):
        if match[0] not in common and match[0] not in said:
            said.add(match[0])
            message = N_("“%(words)s” is a rare character. Use another word, or explain it in the glossary.")
            yield Complaint(match.start(), match.end(), "word", message, {"words": match[0]})


_NUMBERED: Final = re.compile(r"^[ \t]*(?:\d{1,2}[.)、．]|[（(]\d{1,2}[)）]|[①-⑳])[ \t]*(?P<step>\S.*)$", re.MULTILINE)


def _crowded_steps(text: str, seen: str, language: str, *, step: bool) -> Iterator[Complaint]:
    lines = [match.span("step") for match in _NUMBERED.finditer(text)]
    for start, end in [(0, len(text))] if step else lines:
        count = actions_in(seen[start:end], language)
        if count > 1:
            message = N_("This step asks for %(count)s things. Give each a step of its own.")
            yield Complaint(start, end, "actions", message, {"count": str(count)})
