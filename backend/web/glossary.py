"""Terms explained where they stand, and all of them on one page.

A term leads down the same page, to its explanation below the text, and from there back up. So nothing that was typed is
lost, no script is needed, and it works without a network.
"""

import re

from flask import Blueprint, Response, g
from markupsafe import Markup, escape

from backend.domain.catalogue.glossary import Term
from backend.domain.identity.rules import Who
from backend.web.door import language, page, parts, say, who

pages = Blueprint("glossary", __name__)
_TAG = re.compile(r"(<[^<>]*>)")
_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")
_NOT_INSIDE = frozenset({"a", "button", "label", "summary", "h1", "h2", "h3", "h4", "h5", "h6", "code"})
"""Elements that lead somewhere else already, or are too short to be interrupted."""


@pages.get("/glossary")
@who(Who.ANYONE)
def glossary() -> Response:
    """All terms with what they mean, in the order of the reader's alphabet."""
    terms = sorted(parts().content.glossary.values(), key=lambda term: say(term.term).striptags().casefold())
    return page("glossary.html", terms=terms, public=True)


def explain(text: str | Markup) -> Markup:
    """A text with the first use of each term on this page made a link to its explanation below.

    Takes plain text or safe HTML, such as what `say` gives; inside links, buttons, labels and headings it adds nothing.
    """
    inside = 0
    pieces = []
    for piece in _TAG.split(str(escape(text))):
        name = _NAME.match(piece)
        if name and name[1].lower() in _NOT_INSIDE:
            inside += -1 if piece.startswith("</") else 1
        pieces.append(piece if inside or piece.startswith("<") else _with_links(piece))
    return Markup("".join(pieces))  # noqa: S704  (the pieces were safe, and what is put in between is)


def _with_links(text: str) -> str:
    used, made, last = _explained(), [], 0
    for use in parts().terms(language().tag).uses(text):
        if use.term not in used:
            used[use.term] = parts().content.glossary[use.term]
            words = text[use.start : use.end]
            link = f'<a class="term" id="used-{use.term}" href="#word-{use.term}">{words}</a>'
            made += [text[last : use.start], link]
            last = use.end
    return "".join([*made, text[last:]])


def _explained() -> dict[str, Term]:
    if "explained" not in g:
        g.explained = {}
    found: dict[str, Term] = g.explained
    return found


def explained() -> list[Term]:
    """The terms that this page has led to so far, in their order."""
    return list(_explained().values())
