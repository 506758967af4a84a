"""The one place that says whether words are plain enough to go out."""

from collections.abc import Iterable, Iterator

from i18n.plain import gate
from i18n.plain.gate import Complaint
from i18n.plain.lists import Lists
from i18n.sentence import Sentence
from i18n.text import N_

ENDINGS = (".", "?", "!", "。", "？", "！", "؟")
NO_LISTS = Lists(frozenset(), ())


def complaints(text: str, tag: str, lists: Lists) -> Iterator[Sentence]:
    """What makes a text too hard to go out in its language, as sentences for its writer; none when it is plain.

    Words outside the list are not among them: they are asked about by `unlisted`, since one can be the right word.
    """
    for each in gate.complaints(text, tag, lists):
        if each.rule != "word":
            yield in_words(each)


def crowded(step: str, tag: str) -> Iterator[Sentence]:
    """The complaint about a step in which more than one thing is to be done."""
    for each in gate.complaints(step, tag, NO_LISTS, step=True, whole=False):
        if each.rule == "actions":
            yield in_words(each)


def unlisted(text: str, tag: str, lists: Lists) -> list[Complaint]:
    """A complaint for each word that is neither on the list of everyday words nor in the glossary."""
    return [each for each in gate.complaints(text, tag, lists, whole=False) if each.rule == "word"]


def in_words(complaint: Complaint) -> Sentence:
    """A complaint as a sentence for the writer, with what to say instead."""
    said = Sentence(complaint.message, **complaint.values)
    swaps = ", ".join(complaint.swaps)
    return Sentence(N_("%(complaint)s Say: %(swaps)s."), complaint=said, swaps=swaps) if swaps else said


def as_sentences(texts: Iterable[str]) -> str:
    """Titles, points and fields end as sentences do, so that a list is not measured as one long one."""
    ended = (text if text.rstrip().endswith(ENDINGS) else f"{text}." for text in texts)
    return "\n".join(ended)
