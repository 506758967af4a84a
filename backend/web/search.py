"""One search over everything that the city says."""

from flask import Blueprint, Response, request

from backend.domain.identity.rules import Who
from backend.domain.search.rules import LONGEST_QUERY
from backend.web.door import language, page, parts, who

pages = Blueprint("search", __name__)
MOST_SHOWN_BACK = 100
"""What fits the box again."""


@pages.get("/search")
@who(Who.ANYONE)
def search() -> Response:
    """Look for anything in one's own words."""
    return findings_page()


def findings_page() -> Response:
    """What fits the words of the address; without words, what one can look for."""
    typed = request.args.get("q", "")
    words = " ".join(typed[: LONGEST_QUERY + 1].split())
    found = parts().search(words, language().tag) if words else None
    return page(
        "search.html",
        words=words[:MOST_SHOWN_BACK],
        found=found,
        cut=len(typed) > LONGEST_QUERY,
        current_section="services",
    )
