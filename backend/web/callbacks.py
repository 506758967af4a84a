"""Asking to be called: the form, what was asked for, taking it back; and the desk's list of who waits."""

import uuid
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, request

from backend.core import clock
from backend.core.errors import DomainError
from backend.core.text import N_
from backend.domain.access.rules import CALLING
from backend.domain.callbacks import actions, queries
from backend.domain.callbacks.errors import CallAskedAlready, CallIdTaken, CallOver, WaitToAsk
from backend.domain.callbacks.queries import Call
from backend.domain.callbacks.rules import LONGEST_ABOUT, TRIES, next_call, until
from backend.domain.catalogue.city import City
from backend.domain.catalogue.errors import NotFound
from backend.domain.catalogue.hours import PARTS
from backend.domain.identity import queries as identity
from backend.domain.identity.errors import PhoneNumberWrong
from backend.domain.identity.rules import Who
from backend.web import door
from backend.web.door import (
    after,
    caller,
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
from backend.web.sign_in import waiting as in_minutes
from backend.web.visits import clock_time
from i18n.languages import LANGUAGES

pages = Blueprint("callbacks", __name__)

CALL_COOKIE = "handrail_call"
CALL_KEPT = 30 * 24 * 3600
LONGEST_PHONE = 60
PART_NAMES = {"morning": N_("In the morning"), "afternoon": N_("In the afternoon")}


def _city() -> City:
    return parts().content.city


def _account() -> int | None:
    known = caller()
    return known.account_id if known else None


@pages.get("/call-me")
@who(Who.ANYONE)
def call_me() -> Response:
    """Ask when to call. Who waits for a call already sees when it comes."""
    found = _waiting()
    if found is not None:
        return go(f"/call-me/{found}")
    return _form_page(uuid.uuid4())


def _waiting() -> uuid.UUID | None:
    """The call that this person waits for: by their account, or by the id that this phone keeps."""
    account, kept = _account(), own_cookie(CALL_COOKIE)
    with reading() as session:
        if account is not None:
            return queries.waiting_of(session, account)
        try:
            row = queries.of(session, None, uuid.UUID(kept or ""))
        except (ValueError, NotFound):
            return None
        return row.public_id if row.done_at is None else None


def _form_page(public_id: uuid.UUID, errors: dict[str, str] | None = None) -> Response:
    now, account = clock.now(), _account()
    options = [
        {"id": part, "text": say(PART_NAMES[part]), "hint": _window(part, next_call(part, now, _city()))}
        for part in sorted(PARTS, key=lambda part: next_call(part, now, _city()))
    ]
    with reading() as session:
        own = identity.phone_of(session, account) if account is not None else None
    return page(
        "call_me.html",
        422 if errors else 200,
        id=public_id,
        options=options,
        own=telephone(own) if own else None,
        errors=errors or {},
        typed={name: request.form.get(name, "")[:LONGEST_ABOUT] for name in ("phone", "part", "about")},
        longest=LONGEST_ABOUT,
    )


def _window(part: str, call_from: datetime) -> str:
    """Such as 'Tuesday 24 November, 09:00 to 12:00'."""
    day = formats().day(formats().local(call_from).date())
    times = {"begins": clock_time(call_from), "ends": clock_time(until(part, call_from, _city()))}
    return str(say(N_("%(day)s, %(begins)s to %(ends)s"), day=day, **times))


@pages.post("/call-me")
@who(Who.ANYONE)
def ask() -> Response:
    """Put the number on the list; pressing twice puts it there once."""
    public_id, part = form_id(), request.form.get("part", "")
    if part not in PARTS:
        return _form_page(public_id, {"part": str(say(N_("Please choose when we may call.")))})
    asking = actions.Asking(
        _account(), request.form.get("phone", "")[:LONGEST_PHONE], request.remote_addr or "", door.language().tag
    )
    try:
        with writing() as session:
            actions.ask(
                session,
                public_id,
                asking,
                part=part,
                about=request.form.get("about", ""),
                city=_city(),
                now=clock.now(),
            )
    except CallIdTaken as error:
        return _form_page(uuid.uuid4(), {"phone": str(say(error.message))})
    except (PhoneNumberWrong, CallAskedAlready, WaitToAsk) as error:
        return _form_page(public_id, {"phone": _sentence(error)})
    response = go(f"/call-me/{public_id}")
    if asking.account_id is None:
        keep_cookie(response, CALL_COOKIE, str(public_id), lasts=CALL_KEPT)
    return response


def _sentence(error: DomainError) -> str:
    return in_minutes(error) if isinstance(error, WaitToAsk) else str(say(error.message))


@pages.get("/call-me/<uuid:public_id>")
@who(Who.ANYONE)
def asked(public_id: uuid.UUID) -> Response:
    """When the city calls, or that it did."""
    with reading() as session:
        found = queries.opened(session, queries.of(session, _account(), public_id))
    return page("call_asked.html", call=found, when=_window(found.part, found.call_from), ending=found.phone[-4:])


@pages.post("/call-me/<uuid:public_id>/take-back")
@who(Who.ANYONE)
def take_back(public_id: uuid.UUID) -> Response:
    """Need no call any more; pressing twice is the same."""
    with writing() as session:
        actions.take_back(queries.of(session, _account(), public_id, lock=True), clock.now())
    return go(f"/call-me/{public_id}")


@pages.get("/desk/calls")
@who(Who.CASEWORKER, purpose=CALLING)
def calls() -> Response:
    """Who waits for a call, those whose time comes first."""
    return _calls_page()


def _calls_page(error: str | None = None) -> Response:
    with reading() as session:
        found = queries.waiting(session, after=after(), limit=queries.PAGE + 1)
    shown = found[: queries.PAGE]
    return page(
        "desk_calls.html",
        409 if error else 200,
        rows=[_row(each) for each in shown],
        more=shown[-1].id if len(found) > queries.PAGE else None,
        error=error,
        most=TRIES,
    )


def _row(call: Call) -> dict[str, Any]:
    spoken = LANGUAGES[call.language].own_name if call.language in LANGUAGES else call.language
    return {
        "id": call.public_id,
        "when": _window(call.part, call.call_from),
        "late": call.call_from <= clock.now(),
        "number": call.phone,
        "phone": telephone(call.phone),
        "language": spoken,
        "about": call.about,
        "next": call.tries + 1,
    }


@pages.post("/desk/calls/<uuid:public_id>")
@who(Who.CASEWORKER, purpose=CALLING)
def note_call(public_id: uuid.UUID) -> Response:
    """Note how a call went; the form says which call it is, so pressing twice notes it once."""
    outcome = request.form.get("outcome", "")
    number = request.form.get("number", type=int) or 0
    if outcome not in {"called", "not_reached"}:
        return go("/desk/calls")
    try:
        with writing() as session:
            row = queries.at_desk(session, public_id)
            actions.note_call(session, row, number, outcome, me().account_id, city=_city(), now=clock.now())
    except CallOver as error:
        return _calls_page(str(say(error.message)))
    return go("/desk/calls")
