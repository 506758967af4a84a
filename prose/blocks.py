"""Markdown as blocks: heading, paragraph, list, steps, warning, contact, quote, table. Nothing else gets through."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markdown_it.tree import SyntaxTreeNode

from flows.load import Problem
from i18n.sentence import Sentence, Value
from i18n.text import N_
from prose.document import LONGEST_BODY, SLUG, ProseBroken, at_line, strange
from prose.inline import NOT_USED, PARSER, InlineRefused, plain, spans_of

BLOCKS = ("heading", "paragraph", "list", "steps", "warning", "contact", "quote", "table")
MOST_BLOCKS, MOST_ITEMS, MOST_COLUMNS, LONGEST_TEXT = 200, 30, 4, 1_000
REFUSED = {
    "html_block": N_("HTML is not used here; write it in Markdown"),
    "code_block": N_("begins with four blanks, which makes it code; take the blanks away"),
    "fence": N_("signs for computers (```) are not used here; write plain words"),
    "hr": N_("a line across the page is not used here; use a heading"),
}
_MARK = re.compile(r"\[!(WARNING|CONTACT)\][ ]*([^\n]*)(?:\n|$)", re.IGNORECASE)
_BLANK_BETWEEN_HAN = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\s*\n\s*(?=[\u3000-\u9fff\uff00-\uffef])")


@dataclass(frozen=True, slots=True)
class Block:
    """One part of a text. `texts` are lines of Markdown to translate and to read with `spans`, each by itself.

    A heading has a `level` of 2 or 3. A table has `columns`, and its `texts` are its cells row by row, the head first.
    A contact names an `office`.
    """

    kind: str
    line: int
    texts: tuple[str, ...]
    level: int = 0
    columns: int = 0
    office: str | None = None


@lru_cache(maxsize=512)
def blocks_of(body: str, line: int = 1) -> tuple[Block, ...]:
    """The blocks of a text whose first line is `line` of its file. Raises `ProseBroken` with each line and reason."""
    problems = list(_unreadable(body, line))
    if problems:
        raise ProseBroken(problems)
    try:
        named: dict[str, Any] = {}
        tree = SyntaxTreeNode(PARSER.parse(body, named))
        found = [_block(node, line) for node in tree.children]
    except RecursionError:
        raise ProseBroken([Problem("text", Sentence(N_("holds lists in lists in lists; make them flat")))]) from None
    blocks = [each for each in found if isinstance(each, Block)]
    problems = [each for each in found if isinstance(each, Problem)]
    problems += _out_of_order(blocks)
    for reference in named.get("references", {}).values():
        where = at_line(line + reference["map"][0])
        problems.append(Problem(where, Sentence(N_("write the address of a link behind its words: [words](/page)"))))
    if not found:
        problems.append(Problem(at_line(line), Sentence(N_("there is no text yet"))))
    if len(found) > MOST_BLOCKS:
        problems.append(
            Problem(
                "text", Sentence(N_("has more than %(most)s parts; make several texts of it"), most=str(MOST_BLOCKS))
            )
        )
    if problems:
        raise ProseBroken(problems)
    return tuple(blocks)


def _unreadable(body: str, first: int) -> Iterator[Problem]:
    if len(body) > LONGEST_BODY:
        what = N_("is longer than %(most)s characters; make several texts of it")
        yield Problem("text", Sentence(what, most=str(LONGEST_BODY)))
        return
    for number, line in enumerate(body.split("\n"), first):
        yield from (Problem(at_line(number), Sentence(what)) for what in strange(line))


def _block(node: SyntaxTreeNode, first: int) -> Block | Problem:
    line = first + (node.map[0] if node.map else 0)
    try:
        return _made(node, line)
    except _Refused as error:
        return Problem(at_line(line), error.what)


class _Refused(Exception):
    def __init__(self, what: str, **values: Value) -> None:
        super().__init__(what)
        self.what = Sentence(what, **values)


def _made(node: SyntaxTreeNode, line: int) -> Block:
    if node.type in REFUSED:
        raise _Refused(REFUSED[node.type])
    if node.type == "heading":
        return _heading(node, line)
    if node.type == "paragraph":
        return Block("paragraph", line, (_text(node),))
    if node.type in {"bullet_list", "ordered_list"}:
        return Block("steps" if node.type == "ordered_list" else "list", line, _items(node))
    if node.type == "blockquote":
        return _quote(node, line)
    if node.type == "table":
        return _table(node, line)
    raise _Refused(NOT_USED, sign=node.type)


def _heading(node: SyntaxTreeNode, line: int) -> Block:
    level = int(node.tag[1:])
    if level not in {2, 3}:
        raise _Refused(N_("use ## and ### for headings; the title stands above them already"))
    return Block("heading", line, (_text(node),), level=level)


def _items(node: SyntaxTreeNode) -> tuple[str, ...]:
    if len(node.children) > MOST_ITEMS:
        raise _Refused(N_("a list has at most %(most)s points"), most=str(MOST_ITEMS))
    texts = []
    for item in node.children:
        if len(item.children) != 1 or item.children[0].type != "paragraph":
            raise _Refused(N_("each point of a list is one line of text, without a list or a paragraph inside"))
        texts.append(_text(item.children[0]))
    return tuple(texts)


def _quote(node: SyntaxTreeNode, line: int) -> Block:
    """A quotation; or, with a mark on its first line, a warning or a contact."""
    if any(each.type != "paragraph" for each in node.children):
        raise _Refused(N_("only paragraphs stand behind >"))
    raw = [_raw(each) for each in node.children]
    mark = _MARK.match(raw[0]) if raw else None
    if mark is None:
        return Block("quote", line, tuple(_text(each) for each in node.children))
    rest = [each for each in (raw[0][mark.end() :], *raw[1:]) if each.strip()]
    texts = tuple(_line(each) for each in rest)
    if mark[1].upper() == "CONTACT":
        if not re.fullmatch(SLUG, mark[2]):
            raise _Refused(N_("name the office behind [!CONTACT], such as [!CONTACT] travel-desk"))
        return Block("contact", line, texts, office=mark[2])
    if mark[2] or not texts:
        raise _Refused(N_("the words of a warning begin on the line below [!WARNING]"))
    return Block("warning", line, texts)


def _table(node: SyntaxTreeNode, line: int) -> Block:
    rows = [row for part in node.children for row in part.children]
    columns = len(rows[0].children)
    if columns > MOST_COLUMNS or len(rows) > MOST_ITEMS:
        what = N_("a table has at most %(columns)s columns and %(rows)s rows")
        raise _Refused(what, columns=str(MOST_COLUMNS), rows=str(MOST_ITEMS))
    cells = [cell.children[0].content if cell.children else "" for row in rows for cell in row.children]
    if not all(each.strip() for each in cells):
        raise _Refused(N_("each field of a table has a word in it; write 'none' where there is nothing"))
    return Block("table", line, tuple(_line(each) for each in cells), columns=columns)


def _raw(node: SyntaxTreeNode) -> str:
    return node.children[0].content


def _text(node: SyntaxTreeNode) -> str:
    inline = node.children[0]
    return _line(inline.content)


def _line(raw: str) -> str:
    """A text on one line, as translators see it, once it is known to hold nothing odd."""
    try:
        for token in PARSER.parseInline(raw.strip()):
            spans_of(token.children or [])
    except InlineRefused as error:
        raise _Refused(error.what.source, **error.what.values) from None
    text = " ".join(_BLANK_BETWEEN_HAN.sub("", raw).split())
    if len(text) > LONGEST_TEXT:
        what = N_("is longer than %(most)s characters; make several paragraphs of it")
        raise _Refused(what, most=str(LONGEST_TEXT))
    words = plain(text)
    if not words.strip():
        raise _Refused(N_("there are no words in this"))
    for what in strange(words):  # '&#x202e;' is such a sign too, which was not to be seen before
        raise _Refused(what)
    return text


def _out_of_order(blocks: Sequence[Block]) -> Iterator[Problem]:
    level = 1
    for block in blocks:
        if block.kind == "heading":
            if block.level > level + 1:
                yield Problem(at_line(block.line), Sentence(N_("### needs a ## above it")))
            level = block.level
