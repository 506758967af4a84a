"""A service as a large-print form on paper, with a square code that leads a phone to the same service."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import segno
from flask import Blueprint, Response
from markupsafe import Markup

from backend.domain.identity.rules import Who
from backend.web.door import formats, language, page, parts, say, who
from backend.web.map import landmark_name, map_form
from backend.web.questions import DATE_ORDER, NAME_ORDER
from backend.web.services import the_service
from backend.web.visits import office_of
from flows.paper import PaperQuestion, paper
from flows.types.day import PARTS
from flows.types.person import NAMES
from flows.when import Clause, Named, When, clause_in_words

pages = Blueprint("paper", __name__)

QUIET_ZONE = 4
"""Modules of white around the code (ISO/IEC 18004, section 9.1)."""
MOST_CODES = 256


@pages.get("/services/<service_id>/paper")
@who(Who.ANYONE)
def form(service_id: str) -> Response:
    """A service to print and fill in by hand."""
    service = the_service(service_id)
    address = f"{parts().settings.public_url}/services/{service.id}"
    questions = paper(service)
    return page(
        "paper.html",
        public=True,
        service=service,
        office=parts().content.offices[service.office],
        questions=[drawn_question(each) for each in questions],
        count=sum(each.number is not None for each in questions),
        address=address,
        code=qr_code(address),
        map=map_form(),
        current_section="services",
        **orders(),
    )


def orders() -> Mapping[str, Any]:
    """In which order the reader's language writes the parts of a date and of a name."""
    tag = language().tag
    return {"date_order": DATE_ORDER.get(tag, PARTS), "name_order": NAME_ORDER.get(tag, NAMES)}


@lru_cache(maxsize=MOST_CODES)
def qr_code(address: str, title: str | None = None) -> Markup:
    """An address as a QR code: an SVG in black on white that needs no style. A fold or a stain of 15 % is forgiven.

    `title` is for the ear, where a file cannot pass a picture over.
    """
    return drawn_code(address, "m", title)


def drawn_code(text: str, error: str, title: str | None = None) -> Markup:
    """A text as a square code that is not kept. `error` 'l' forgives 7 %, for what is long; 'm' 15 %."""
    code = segno.make(text, error=error, micro=False, boost_error=False)
    look: dict[str, Any] = {"border": QUIET_ZONE, "light": "#fff", "omitsize": True, "svgclass": "qr"}
    # It holds numbers of its own making, the address as squares, and a title that segno has escaped.
    return Markup(code.svg_inline(**look, lineclass=None, title=title))  # noqa: S704


def drawn_question(each: PaperQuestion) -> Mapping[str, Any]:
    """A question on paper as the template draws it, its condition in words."""
    return {
        "question": each.question,
        "number": each.number,
        "space": each.space,
        "how": [say(message, **each.space.values) for message in each.space.how],
        "when": _in_words(each.when) if each.when else None,
        "go_on": each.go_on,
    }


def _in_words(when: When) -> Mapping[str, Any]:
    """A clause as `{words}`, several as `{kind, parts}`."""
    if isinstance(when, Clause):
        return {"words": clause_in_words(when, say, formats(), _name)}
    return {"kind": when.kind, "parts": [_in_words(each) for each in when.parts]}


def _name(named: Named) -> str:
    """An office or a place as people call it."""
    return landmark_name(named.id) if named.kind == "place" else str(say(office_of(named.id).name))
