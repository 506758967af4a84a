"""Signing in with a phone number and a code, and signing out."""

import uuid
from datetime import timedelta

from flask import Blueprint, Response, request

from backend.core import clock
from backend.core.errors import DomainError
from backend.domain.identity import actions
from backend.domain.identity.actions import SignedIn
from backend.domain.identity.errors import PhoneNumberWrong, SignInForAnother, SignInUnknown, WaitForCode
from backend.domain.identity.rules import Who
from backend.domain.learning import actions as learning
from backend.domain.learning import queries as learned
from backend.web import door
from backend.web.choices import from_cookie
from backend.web.door import (
    CHOICES_COOKIE,
    FOR_COOKIE,
    SESSION_COOKIE,
    go,
    keep_cookie,
    own_path,
    page,
    parts,
    reading,
    signed_in,
    who,
    writing,
)

pages = Blueprint("sign_in", __name__)
LONGEST = 60


@pages.get("/sign-in")
@who(Who.ANYONE)
def sign_in() -> Response:
    """Ask for the phone number. The form carries an id of its own, so that sending it twice sends one code."""
    next_path = own_path(request.args.get("next"))
    if signed_in() is not None:
        return go(next_path)
    return _number_page(uuid.uuid4(), next_path)


def _number_page(sign_in_id: uuid.UUID, next_path: str, phone: str = "", error: str | None = None) -> Response:
    people = parts().content.people if parts().settings.demo else ()
    return page(
        "sign_in.html",
        422 if error else 200,
        sign_in_id=sign_in_id,
        next=next_path,
        phone=phone,
        error=error,
        people=people,
    )


@pages.post("/sign-in")
@who(Who.ANYONE)
def ask_for_code() -> Response:
    """Send the code, and go on to the page where it is typed."""
    next_path = own_path(request.form.get("next"))
    phone = request.form.get("phone", "")[:LONGEST]
    sign_in_id = door.form_id()
    try:
        sign_in_id = _send_code(sign_in_id, phone)
    except PhoneNumberWrong as error:
        return _number_page(sign_in_id, next_path, phone, door.say(error.message))
    except WaitForCode as error:
        return _number_page(uuid.uuid4(), next_path, phone, waiting(error))
    return go(f"/sign-in/{sign_in_id}?" + door.query(next=next_path))


def _send_code(sign_in_id: uuid.UUID, phone: str) -> uuid.UUID:
    """Send a code and return the sign-in it is for: a number corrected on a page gone back to is a new one."""
    try:
        with writing() as session:
            actions.ask_for_code(
                session,
                sign_in_id,
                phone,
                region=parts().content.city.region,
                language=door.language().tag,
                caller=request.remote_addr or "",
                now=clock.now(),
            )
    except SignInForAnother:
        return _send_code(uuid.uuid4(), phone)
    return sign_in_id


def waiting(error: DomainError) -> str:
    """How long to wait, in words and never in seconds."""
    wait: timedelta = error.values["wait"]
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    ngettext = door.translator().plural
    return door.say(error.message, wait=ngettext("%(n)s minute", "%(n)s minutes", minutes))


@pages.get("/sign-in/<uuid:sign_in_id>")
@who(Who.ANYONE)
def code(sign_in_id: uuid.UUID) -> Response:
    """Ask for the code."""
    return _code_page(sign_in_id, own_path(request.args.get("next")))


def _code_page(sign_in_id: uuid.UUID, next_path: str, error: str | None = None, *, over: bool = False) -> Response:
    with reading() as session:
        practised = learned.learner(session, None, door.known_browser()) is not None
    return page(
        "sign_in_code.html",
        422 if error else 200,
        sign_in_id=sign_in_id,
        next=next_path,
        error=error,
        over=over,
        practised=practised,
        mine=request.method == "GET" or _practice_is_mine(),
    )


def _practice_is_mine() -> bool:
    """Whether what was practised here without an account goes with whoever signs in: others use this phone, too."""
    return request.form.get("practice") == "mine"


@pages.post("/sign-in/<uuid:sign_in_id>")
@who(Who.ANYONE)
def enter_code(sign_in_id: uuid.UUID) -> Response:
    """Open the session, with what was chosen on this device before and, if it was the same person, practised."""
    next_path = own_path(request.form.get("next"))
    known_browser = door.known_browser()
    with writing() as session:
        try:
            result = actions.enter_code(session, sign_in_id, request.form.get("code", "")[:LONGEST], clock.now())
        except SignInUnknown:
            return go("/sign-in?" + door.query(next=next_path))
        if isinstance(result, SignedIn):
            chosen = from_cookie(request.cookies.get(CHOICES_COOKIE, ""))
            actions.keep_choices(session, result.account_id, chosen.chosen())
            if known_browser and _practice_is_mine():
                told = parts().settings.record_store is not None
                learning.claim(session, result.account_id, known_browser, clock.now(), told=told)
    if not isinstance(result, SignedIn):
        over = result.slug() == "code-over"
        return _code_page(sign_in_id, next_path, door.say(result.message, **result.values), over=over)
    response = go(next_path)
    lasts = int((result.expires_at - clock.now()).total_seconds())
    keep_cookie(response, SESSION_COOKIE, result.token, lasts=lasts)
    return response


@pages.post("/sign-out")
@who(Who.ANYONE)
def sign_out() -> Response:
    """End the session on this device. The choices stay, so that the page is still readable."""
    known = signed_in()
    response = go("/?" + door.query(bye="1"))
    if known is not None:
        with writing() as session:
            actions.sign_out(session, known.session_id)
        keep_cookie(response, CHOICES_COOKIE, door.choices().cookie())
    door.drop_cookie(response, SESSION_COOKIE)
    door.drop_cookie(response, FOR_COOKIE)
    return response
