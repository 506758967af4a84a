"""Certificates to show and to print, and the page on which anybody checks one."""

from contextlib import suppress
from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, request

from backend.certificates import Earned, credential, earned, holder, signer_of
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.learning import queries
from backend.domain.learning.badges import LARGEST, LONGEST_NAME, BadgeNotSound, Checked, check, short
from backend.web import door, large_print
from backend.web.door import caller, json_answer, language, page, parts, reading, who
from backend.web.paper import drawn_code
from tutorials.path import standing

pages = Blueprint("certificates", __name__)

ONE = "/learning/certificates/<module_id>"


@pages.get(ONE)
@who(Who.ANYONE)
def certificate(module_id: str) -> Response:
    """A certificate in large letters, without a name."""
    return page("certificate.html", has_file=large_print.available(), **_told(module_id))


@pages.post(ONE)
@who(Who.ANYONE)
def named_certificate(module_id: str) -> Response:
    """The same with a name on it. The name is in no address and is not kept."""
    return page("certificate.html", has_file=large_print.available(), **_told(module_id))


@pages.post(f"{ONE}.pdf")
@who(Who.ANYONE)
def certificate_file(module_id: str) -> Response:
    """The same as a PDF that a screen reader can read (PDF/UA-1), where this program can make it."""
    if not large_print.available():
        raise NotFound
    told = _told(module_id)
    response = Response(large_print.drawn("certificate_pdf.html", **told), mimetype="application/pdf")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = language().tag
    response.headers["Content-Disposition"] = f'inline; filename="certificate-{module_id}.pdf"'
    return response


def _told(module_id: str) -> dict[str, Any]:
    known = caller()
    with reading() as session:
        learner = queries.learner(session, known.account_id if known else None, door.known_browser())
        events = queries.events_of(session, learner)
    found = earned(parts(), standing(events, parts().content.lessons))
    one: Earned | None = next((each for each in found if each.module.id == module_id), None)
    if one is None:
        raise NotFound
    name = " ".join(request.form.get("name", "")[:LONGEST_NAME].split())
    who_it_is = holder(known.account_id if known else None, learner)
    made = credential(parts(), signer_of(parts()), who_it_is, one, language().tag, name)
    address = f"{parts().settings.public_url}/badge"
    return {
        "one": one,
        "day": _day(one.since),
        "name": name,
        "credential": made,
        "code": drawn_code(f"{address}#{short(made)}", "l"),
        "address": address,
        "longest": LONGEST_NAME,
        "current_section": "learn",
    }


@pages.get("/badge")
@who(Who.ANYONE)
def badge() -> Response:
    """Check a certificate. What its code holds stands behind the '#' of the address, which no browser sends."""
    return page(
        "badge.html",
        public=True,
        keys=[signer_of(parts()).public],
        checked=None,
        shown="",
        tried=False,
        current_section="learn",
    )


@pages.post("/badge")
@who(Who.ANYONE)
def check_badge() -> Response:
    """Check what somebody pasted, for browsers without scripts."""
    shown = request.form.get("text", "")[:LARGEST]
    checked: Checked | None = None
    with suppress(BadgeNotSound):
        checked = check(shown, [signer_of(parts()).public])
    return _asked(checked, shown, status=200 if checked else 422)


def _asked(checked: Checked | None = None, shown: str | None = None, status: int = 200) -> Response:
    return page(
        "badge.html",
        status,
        public=shown is None,
        keys=[signer_of(parts()).public],
        checked=checked,
        day=_day(checked.since) if checked else None,
        shown=shown or "",
        tried=shown is not None,
        current_section="learn",
    )


def _day(moment: datetime) -> date:
    """The day in the city."""
    return moment.astimezone(parts().zone).date()


@pages.get("/.well-known/jwks.json")
@who(Who.ANYONE)
def keys() -> Response:
    """The public keys with which certificates are checked (RFC 7517)."""
    return json_answer({"keys": [signer_of(parts()).public]})
