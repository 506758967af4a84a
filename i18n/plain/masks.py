"""What of a text is not read as words, taken out so that all places stay where they are."""

import re
from typing import Final

_NOT_WORDS: Final = re.compile(
    r"""
    %\(\w+\)[#0\- +]?\d*(?:\.\d+)?[a-zA-Z]            # a place to fill
    | <[^<>\n]{1,300}>                                # an HTML tag
    | \]\([^()\s]{1,500}\)                            # where a link of Markdown leads
    | (?:https?://|www\.)[A-Za-z0-9\-._~:/?#@!$&'*+,;=%]+
    | [\w.+-]{1,64}@[\w-]{1,60}(?:\.[\w-]{1,60})+     # an email address
    | `[^`\n]{1,300}`
    | [\u2066-\u2069]                                 # marks that isolate what was filled in (UAX 9)
    """,
    re.VERBOSE,
)
# Marks at the start of a line: headings, lists, quotations, numbers of steps.
_LINE_MARK: Final = re.compile(
    r"^[ \t]*(?:\#{1,6}[ \t]|[-*•>][ \t]|\d{1,2}[.)、．]|[（(]\d{1,2}[)）]|[①-⑳])", re.MULTILINE
)
_EMPHASIS: Final = re.compile(r"\*{1,3}|(?<!\w)_{1,3}|_{1,3}(?!\w)|[\[\]|]")
# A line break with more of the same paragraph after it.
_SOFT_BREAK: Final = re.compile(r"(?<=[^\n])\n(?=[ \t]*(?![-*•>#|:]|\d{1,2}[.)、．]|[①-⑳])\S)")
_HEADING_END: Final = re.compile(r"^[ \t]*#[^\n]*$", re.MULTILINE)


def readable(text: str, *, wrapped: bool = False) -> str:
    """The text with blanks for all that is not read as words; every other character keeps its place."""
    if wrapped:
        ends = {match.end() for match in _HEADING_END.finditer(text)}
        text = _SOFT_BREAK.sub(lambda match: "\n" if match.start() in ends else " ", text)
    for pattern in (_NOT_WORDS, _LINE_MARK, _EMPHASIS):
        text = pattern.sub(_blanks, text)
    return text


def _blanks(match: re.Match[str]) -> str:
    return " " * len(match[0])
