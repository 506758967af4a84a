"""The one place that says whether words are plain enough to go out."""

from collections.abc import Iterable, Iterator

from i18n.plain import gate
from i18n.plain.lists import Lists
from i18n.sentence import Sentence
from i18n.text import N_

ENDINGS = (".", "?", "!", "。", "？", "！", "؟")
ADVICE = ("word",)
"""Rules whose complaints a writer may pass over: an unusual word can be the right one."""


def complaints(text: str, tag: str, lists: Lists) -> Iterator[Sentence]:
    """What makes a text too hard to go out in its language, as sentences for its writer; none when it is plain."""
    for each in gate.complaints(text, tag, lists):
        if each.rule not in ADVICE:
            said = Sentence(each.message, **each.values)
            swaps = ", ".join(each.swaps)
            yield Sentence(N_("%(complaint)s Say: %(swaps)s."), complaint=said, swaps=swaps) if swaps else said


def as_sentences(texts: Iterable[str]) -> str:
    """Titles, points and fields end as sentences do, so that a list is not measured as one long one."""
    ended = (text if text.rstrip().endswith(ENDINGS) else f"{text}." for text in texts)
    return "\n".join(ended)
