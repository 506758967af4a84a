"""The one place that says whether words are plain enough to go out."""

from collections.abc import Iterable

from i18n.reading import reading, too_hard

ENDINGS = (".", "?", "!", "。", "？", "！")


def complaints(text: str, tag: str) -> list[str]:
    """What makes a text hard to read in its language, as sentences for its writer; none when it is plain enough."""
    return too_hard(reading(text, tag), tag)


def as_sentences(texts: Iterable[str]) -> str:
    """Titles, points and fields end as sentences do, so that a list is not measured as one long one."""
    ended = (text if text.rstrip().endswith(ENDINGS) else f"{text}." for text in texts)
    return "\n".join(ended)
