"""Letting somebody help: whom, for what, until when, the code to say, and stopping."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, request
from markupsafe import Markup
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.text import N_
from backend.domain.applications.attribution import paper_form
from backend.domain.applications.models import Application
from backend.domain.identity import queries as identity
from backend.domain.identity.rules import Who
from backend.domain.mandates import actions, counter, queries
from backend.domain.mandates.errors import MandateIdTaken, MandateTaken, ScopeEmpty, TooManyMandates
from backend.domain.mandates.models import Deed
from backend.domain.mandates.queries import Help
from backend.domain.mandates.rules import (
    AFTER_SENDING,
    APPOINTMENTS,
    COUNTER,
    HELP,
    LENGTHS,
    LONGEST_NAME,
    PAPER,
    SERVICE,
    SERVICES,
    in_order,
    last_day,
    may_use,
)
from backend.web import kept
from backend.web.appointment_search import one_line
from backend.web.door import (
    after,
    form_id,
    formats,
    go,
    keep_cookie,
    me,
    own_cookie,
    page,
    parts,
    reading,
    say,
    telephone,
    who,
    writing,
)
from backend.web.visits import clock_time

pages = Blueprint("helpers", __name__, url_prefix="/helpers")

CODE_COOKIE = "handrail_code"
CODE_PLACE = "mandate-code"
CODE_KEPT = 15 * 60
MAY_SEND = {"no": N_("No, I read it and send it myself"), "yes": N_("Yes, they may send it for me")}
FOR_HOW_LONG = {"today": N_("Only today"), "month": N_("One month"), "year": N_("One year")}
HOW_GIVEN = {
    HELP: N_("Filled in by: %(who)s"),
    COUNTER: N_("Filled in at the counter by: %(who)s"),
    PAPER: N_("Typed in from paper by: %(who)s"),
}
ON_PAPER = N_("A form on paper, signed on %(day)s. Typed in by: %(who)s")
STAFF_MEMBER = N_("Somebody at the city")
BOOKING = N_("Book, change and cancel appointments")
EVERYTHING = N_("Fill in any service")
SENDING = N_("Send what was filled in")
DEEDS = {
    "booked": N_("Booked an appointment"),
    "changed": N_("Changed an appointment"),
    "cancelled": N_("Cancelled an appointment"),
    "waiting": N_("Asked for a sooner time"),
    "not_waiting": N_("Asked no longer for a sooner time"),
    "arrived": N_("Said that you are there"),
    "filled": N_("Filled in answers"),
    "sent": N_("Sent a service"),
    "wrote": N_("Wrote to the city"),
    "answered": N_("Answered what was asked"),
    "appealed": N_("Asked to look again"),
}


def what_for(found: Help) -> list[Markup]:
    """What a mandate covers, in words; services that the city no longer has are left out."""
    services = parts().content.services
    words = [say(BOOKING)] if APPOINTMENTS in found.scope else []
    words += [say(service.title) for service in services.values() if may_use(found.scope, service.id)]
    if SERVICES in found.scope:
        words = [say(EVERYTHING)]
    if found.may_send:
        words.append(say(SENDING))
    return words


def whom(name: str | None, ending: str | None) -> Markup:
    """The other person, as the reader knows them: by the name they typed, else by the number."""
    if name:
        return Markup("{}").format(name)
    return say(N_("The person whose number ends with %(ending)s"), ending=ending) if ending else say(N_("Your helper"))


def who_answered(given: Mapping[str, Help], *, at_desk: bool = False) -> dict[str, Markup]:
    """Beneath each answer that somebody else gave: who. What a person calls their helper, nobody else reads."""
    return {question: say(HOW_GIVEN[each.kind], who=_who(each, at_desk)) for question, each in given.items()}


def signed_in_words(session: Session, application: Application) -> Markup | None:
    """When a form on paper was signed, and who typed it in; None for what was filled in here."""
    form = paper_form(session, application)
    if form is None:
        return None
    staff = identity.staff_named(session, {form.keyed_by}).get(form.keyed_by)
    who = staff.name if staff else say(STAFF_MEMBER)
    return say(ON_PAPER, day=formats().date(form.signed_on), who=who)


def _who(found: Help, at_desk: bool) -> Markup:  # noqa: FBT001  (handed through)
    if found.staff is not None:
        return Markup("{}").format(found.staff.name) if found.staff.name else say(STAFF_MEMBER)
    return whom(None if at_desk else found.name, found.ending)


@pages.get("")
@who(Who.SIGNED_IN)
def helpers() -> Response:
    """Who may act for me, and who could before."""
    with reading() as session:
        found = queries.given(session, me().account_id, parts().today(), after=after(), limit=queries.PAGE + 1)
    shown = found[: queries.PAGE]
    return page(
        "helpers.html",
        now=[_in_words(each) for each in shown if each.state != "ended"],
        before=[_in_words(each) for each in shown if each.state == "ended"],
        id=uuid.uuid4(),
        more=found[queries.PAGE - 1].id if len(found) > queries.PAGE else None,
    )


def _in_words(found: Help) -> dict[str, Any]:
    return {
        "id": found.public_id,
        "who": _who(found, at_desk=False),
        "at_counter": found.kind != HELP,
        "what": what_for(found),
        "ending": found.ending,
        "state": found.state,
        "until": formats().day(found.ends_on),
        "since": formats().moment(found.taken_at) if found.taken_at else None,
    }


@pages.get("/new")
@who(Who.SIGNED_IN)
def new() -> Response:
    """Ask for how long. The form carries an id of its own, so that sending it twice gives one mandate."""
    return _new_page(uuid.uuid4())


def _new_page(
    public_id: uuid.UUID, error: str | None = None, field: str = "until", **typed: str | list[str]
) -> Response:
    today = parts().today()
    options = [
        {"id": each, "text": say(FOR_HOW_LONG[each]), "hint": formats().day(last_day(each, today))} for each in LENGTHS
    ]
    services = [{"id": SERVICE + each.id, "text": say(each.title)} for each in parts().content.services.values()]
    booking = {"id": APPOINTMENTS, "text": say(BOOKING)}
    return page(
        "helpers_new.html",
        422 if error else 200,
        id=public_id,
        options=options,
        things=[booking, *services] if parts().content.bookables.kinds else services,
        sending=[{"id": each, "text": say(words)} for each, words in MAY_SEND.items()],
        error=error,
        field=field,
        typed=typed,
    )


@pages.post("/new")
@who(Who.SIGNED_IN)
def give() -> Response:
    """Give the mandate, and go on to its code."""
    public_id, length = form_id(), request.form.get("until", "")
    name = one_line(request.form.get("name", ""), LONGEST_NAME)
    scope = in_order(request.form.getlist("scope"), parts().content.services)
    typed: dict[str, Any] = {"name": name, "scope": scope, "send": request.form.get("send", "no"), "until": length}
    if not scope:
        return _new_page(public_id, str(say(ScopeEmpty.message)), "scope", **typed)
    if length not in LENGTHS:
        return _new_page(public_id, str(say(N_("Please choose for how long."))), **typed)
    today, now = parts().today(), clock.now()
    try:
        with writing() as session:
            ends_on = last_day(length, today)
            mandate = actions.give(
                session,
                me().account_id,
                public_id,
                scope=scope,
                may_send=typed["send"] == "yes",
                ends_on=ends_on,
                today=today,
                now=now,
                name=name,
            )
            code = actions.new_code(session, mandate, today=today, now=now)
    except MandateIdTaken:
        return _new_page(uuid.uuid4(), str(say(MandateIdTaken.message)), **typed)
    except MandateTaken:
        return go(f"/helpers/{public_id}")
    except TooManyMandates as error:
        return _new_page(public_id, str(say(error.message, **error.values)), **typed)
    return _with_code(public_id, code)


def _with_code(public_id: uuid.UUID, code: str) -> Response:
    """Go to the page of the code. It is kept sealed on this phone, so that the page can be loaded again."""
    response = go(f"/helpers/{public_id}/code")
    keep_cookie(response, CODE_COOKIE, kept.sealed({"id": str(public_id), "code": code}, CODE_PLACE), lasts=CODE_KEPT)
    return response


@pages.post("/counter")
@who(Who.SIGNED_IN)
def at_counter() -> Response:
    """Make a code for the counter I stand at: staff there may fill in with me, today."""
    public_id, today, now = form_id(), parts().today(), clock.now()
    try:
        with writing() as session:
            mandate = counter.let_in(session, me().account_id, public_id, today=today, now=now)
            code = actions.new_code(session, mandate, today=today, now=now)
    except (MandateTaken, MandateIdTaken):
        return go("/helpers")
    return _with_code(public_id, code)


@pages.post("/<uuid:public_id>/code")
@who(Who.SIGNED_IN)
def new_code(public_id: uuid.UUID) -> Response:
    """Make a new code; the one before counts no more."""
    try:
        with writing() as session:
            mandate = queries.own(session, me().account_id, public_id)
            code = actions.new_code(session, mandate, today=parts().today(), now=clock.now())
    except MandateTaken:
        return go(f"/helpers/{public_id}")
    return _with_code(public_id, code)


@pages.get("/<uuid:public_id>/code")
@who(Who.SIGNED_IN)
def code(public_id: uuid.UUID) -> Response:
    """The code in large letters, and what to say; once it was typed, the page of the helper."""
    with reading() as session:
        found = queries.one_given(session, me().account_id, public_id, parts().today())
        shown, until = _open_code(session, public_id)
        number = identity.own_phone(session, me().account_id)
    if found.state != "waiting":
        return go(f"/helpers/{public_id}?done=begun" if found.state == "active" else f"/helpers/{public_id}")
    return page(
        "helpers_code.html",
        id=public_id,
        code=f"{shown[:3]} {shown[3:]}" if shown else None,
        until=clock_time(until) if until else None,
        number=telephone(number),
        at_counter=found.kind == COUNTER,
        back=f"/helpers/{public_id}",
    )


def _open_code(session: Session, public_id: uuid.UUID) -> tuple[str | None, datetime | None]:
    """The code that this phone keeps, if it can still be typed, and until when."""
    words = kept.opened(own_cookie(CODE_COOKIE) or "", CODE_PLACE)
    if words is None or words["id"] != str(public_id):
        return None, None
    until = actions.open_until(session, public_id, words["code"], clock.now())
    return (words["code"], until) if until else (None, None)


@pages.get("/<uuid:public_id>")
@who(Who.SIGNED_IN)
def helper(public_id: uuid.UUID) -> Response:
    """One helper: until when, what they did, and stopping."""
    with reading() as session:
        found = queries.one_given(session, me().account_id, public_id, parts().today())
        deeds = queries.deeds(session, found.id)
    done = request.args.get("done")
    return page(
        "helper.html",
        helper=_in_words(found),
        deeds=[_deed_in_words(each) for each in deeds],
        ended_by=found.ended_by,
        done=done if (done, found.state) in {("begun", "active"), ("stopped", "ended")} else None,
    )


def _deed_in_words(deed: Deed) -> dict[str, Any]:
    icon = "services" if deed.what in {"filled", "sent", *AFTER_SENDING} else "calendar"
    return {"what": say(DEEDS[deed.what]), "href": deed.link, "when": formats().moment(deed.done_at), "icon": icon}


@pages.get("/<uuid:public_id>/stop")
@who(Who.SIGNED_IN)
def ask_to_stop(public_id: uuid.UUID) -> Response:
    """Ask once more before the help ends."""
    with reading() as session:
        found = queries.one_given(session, me().account_id, public_id, parts().today())
    if found.state == "ended":
        return go(f"/helpers/{public_id}")
    return page("helpers_stop.html", helper=_in_words(found))


@pages.post("/<uuid:public_id>/stop")
@who(Who.SIGNED_IN)
def stop(public_id: uuid.UUID) -> Response:
    """Stop the help at once; stopping twice is the same."""
    with writing() as session:
        mandate = queries.own(session, me().account_id, public_id)
        actions.end(session, mandate, me().account_id, clock.now())
    return go(f"/helpers/{public_id}?done=stopped")
