"""What may stand inside a line of text: words, bold words and links."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from i18n.sentence import Sentence
from i18n.text import N_

OWN = re.compile(r"/(?:[A-Za-z0-9._~-]+(?:/[A-Za-z0-9._~-]+)*)?(?:\?[A-Za-z0-9._~=&-]*)?(?:#[A-Za-z0-9_-]+)?")
"""A path on this site; never `//`, which is another one."""
TELEPHONE = re.compile(r"tel:\+?[0-9]{3,15}")
ELSEWHERE = re.compile(r"https://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?:/[A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]*)?")
LONGEST_LINK = 300

REFUSED = {
    "html_inline": N_("HTML is not used here; write it in Markdown"),
    "image": N_("pictures are not used here; say it in words"),
    "code_inline": N_("signs for computers (`…`) are not used here; write plain words"),
    "em": N_("sloping letters are hard to read; use **bold** for what matters"),
    "hardbreak": N_("a line break inside a paragraph is lost in other languages; begin a new paragraph"),
}
NOT_USED = N_("'%(sign)s' is not used here")
STRANGE_LINK = N_("the link to '%(link)s' is not one we follow; use a page here (/…), https://… or tel:+…")


class InlineRefused(Exception):
    """A line holds something that is not passed on; `what` says what and why, as a text to translate."""

    def __init__(self, what: Sentence) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True, slots=True)
class Span:
    """Some words of a line, all alike."""

    text: str
    strong: bool = False
    href: str | None = None


def _parser() -> MarkdownIt:
    """CommonMark with tables. It sees HTML and every link, so that they can be refused and not shown as they stand."""
    made = MarkdownIt("commonmark", {"html": True, "maxNesting": 20}).enable("table")
    made.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005  (we look at links ourselves)
    return made


PARSER = _parser()


@lru_cache(maxsize=4096)
def spans(text: str) -> tuple[Span, ...]:
    """The words of one line of Markdown. Raises `InlineRefused`."""
    tokens = PARSER.parseInline(text.strip())
    return spans_of(tokens[0].children or []) if tokens else ()


def spans_of(tokens: Iterable[Token]) -> tuple[Span, ...]:
    """The same of what the parser has found in it."""
    found: list[Span] = []
    strong, href = False, None
    for token in tokens:
        name = token.type.removesuffix("_open").removesuffix("_close")
        if name in REFUSED:
            raise InlineRefused(Sentence(REFUSED[name]))
        if name == "strong":
            strong = token.nesting > 0
        elif name == "link":
            href = _link(str(token.attrs["href"])) if token.nesting > 0 else None
        elif token.type in {"text", "text_special", "softbreak"}:
            found.append(Span(" " if token.type == "softbreak" else token.content, strong, href))
        else:
            raise InlineRefused(Sentence(NOT_USED, sign=name))
    return _joined(found)


def links(text: str) -> list[str]:
    """Where the links of a line lead, in order. Raises `InlineRefused`."""
    return [each.href for each in spans(text) if each.href]


def plain(text: str) -> str:
    """The words of a line without marks. Raises `InlineRefused`."""
    return "".join(each.text for each in spans(text))


def _link(href: str) -> str:
    known = any(form.fullmatch(href) for form in (OWN, TELEPHONE, ELSEWHERE))
    if known and len(href) <= LONGEST_LINK and "/../" not in href:
        return href
    raise InlineRefused(Sentence(STRANGE_LINK, link=href[:60]))


def _joined(found: list[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for span in found:
        if joined and (joined[-1].strong, joined[-1].href) == (span.strong, span.href):
            joined[-1] = Span(joined[-1].text + span.text, span.strong, span.href)
        elif span.text:
            joined.append(span)
    return tuple(joined)
