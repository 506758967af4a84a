"""Who is calling, for whom they act, and the transactions that hold them to it."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

from flask import Response, current_app, g, request
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.reading import PERSON, STAFF, Reader
from backend.domain.access.rules import WHILE
from backend.domain.applications.queries import service_of
from backend.domain.identity import queries as identity
from backend.domain.identity.actions import hash_token
from backend.domain.identity.errors import NotAllowed, NotSignedIn
from backend.domain.identity.rules import Caller, Who, may
from backend.domain.mandates import actions as mandates
from backend.domain.mandates import queries as mandate_queries
from backend.domain.mandates.errors import MandateOver, NotByMandate, OtherPerson
from backend.domain.mandates.queries import Acting
from backend.domain.mandates.rules import SEND, SERVICES, allows
from backend.parts import Parts

View = TypeVar("View", bound=Callable[..., Any])

SESSION_COOKIE = "handrail_session"
BROWSER_COOKIE = "handrail_browser"
CHOICES_COOKIE = "handrail_choices"
FOR_COOKIE = "handrail_for"
YEAR = 365 * 24 * 3600
SAFE = {"GET", "HEAD", "OPTIONS"}


def parts() -> Parts:
    """The parts of the running program."""
    found: Parts = current_app.extensions["handrail"]
    return found


@contextmanager
def writing() -> Iterator[Session]:
    """One transaction for what this page changes. For another person only while their mandate runs, to its end."""
    by = caller()
    with parts().writing(opened_for()) as session:
        if by is not None and by.helper is not None:
            mandates.hold_to(session, by.account_id, by.helper, parts().today())
        yield session


@contextmanager
def reading() -> Iterator[Session]:
    """A session for what this page shows; what it opens of others is in their access history before they see it."""
    with parts().reading(opened_for()) as session:
        yield session


def opened_for() -> Reader:
    """For whom, and why, this page opens what is sealed."""
    by = caller()
    if by is None:
        return Reader(PERSON)
    if by.helper is not None:
        kind, why = WHILE[by.helper.kind]
        return Reader(kind, by.helper.account_id, why, by.account_id, by.helper.mandate_id)
    purpose = _stated("purpose")
    return Reader(STAFF, by.account_id, purpose) if purpose and by.is_staff else Reader(PERSON, by.account_id)


def who(allowed: Who, *, mandate: str | None = None, purpose: str | None = None) -> Callable[[View], View]:
    """State who may call a page; a page that does not say so stops the start.

    `mandate` is what a helper must have been allowed, to do this for another person. Without it nobody can. `purpose`
    is why staff read the data of others there (`access.rules.PURPOSES`). Without it they cannot: it does not open.
    """

    def mark(view: View) -> View:
        view.who = allowed  # type: ignore[attr-defined]
        view.mandate = mandate  # type: ignore[attr-defined]
        view.purpose = purpose  # type: ignore[attr-defined]
        return view

    return mark


def _scope() -> str | None:
    """What a helper needs for the page that is called; None if it is for nobody but oneself."""
    return _stated("mandate")


def _stated(what: str) -> str | None:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, what, None)


def admit(allowed: Who) -> None:
    """Let a caller in who may be here, as themselves or for whom they help: never as one when they mean the other."""
    _hold_to_help(allowed)
    if not may(caller(), allowed):
        raise NotSignedIn if signed_in() is None else NotAllowed


def _hold_to_help(allowed: Who) -> None:
    acting, scope = helping(), _scope()
    if g.help_over and (scope or allowed is not Who.ANYONE):
        raise MandateOver
    if acting and allowed is not Who.ANYONE and not _covered(acting):
        raise NotByMandate
    if scope and request.method not in SAFE and signed_in():
        meant = request.headers.get("X-For") or request.form.get("for", "")
        if meant != (str(acting.public_id) if acting else ""):
            raise OtherPerson


def signed_in() -> Caller | None:
    """Who is signed in on this device, whomever they help; looked up once a request."""
    if "signed_in" not in g:
        token = request.cookies.get(cookie_name(SESSION_COOKIE), "")
        g.signed_in = None
        if token:
            with parts().reading() as session:
                g.signed_in = identity.caller_of(session, hash_token(token), clock.now())
    found: Caller | None = g.signed_in
    return found


def helping() -> Acting | None:
    """For whom this browser acts, looked up once a request; `g.help_over` if it meant to and no longer may."""
    if "helping" not in g:
        g.helping, g.help_over = None, False
        known, sent = signed_in(), own_cookie(FOR_COOKIE)
        if known is not None and sent is not None:
            with parts().reading() as session:
                g.helping = _acting(session, known, sent)
            g.help_over = g.helping is None
    found: Acting | None = g.helping
    return found


def _acting(session: Session, known: Caller, sent: str) -> Acting | None:
    try:
        public_id = uuid.UUID(sent)
    except ValueError:
        return None
    return mandate_queries.acting(session, known.account_id, public_id, parts().today())


def caller() -> Caller | None:
    """Who calls this page: whoever is signed in, or the person they help, on pages that are part of that help.

    On other pages a helper is nobody, so that nothing there is shown or kept as either of the two.
    """
    known, acting = signed_in(), helping()
    if known is None or acting is None:
        return known
    return known.acting_for(acting.giver_id, acting.helper) if _covered(acting) else None


def _covered(acting: Acting) -> bool:
    """Whether the mandate covers this page, and the service or application that its address names."""
    if "covered" not in g:
        stated, named = _scope(), request.view_args or {}
        service, application = named.get("service_id"), named.get("public_id")
        if stated in {SERVICES, SEND} and application is not None:
            with parts().reading() as session:
                service = service_of(session, acting.giver_id, application)
        g.covered = stated is not None and allows(acting.helper, stated, service, application)
    covered: bool = g.covered
    return covered


def reader() -> Caller | None:
    """Who reads the page, with what they chose for themselves; nobody is at the desk while they help."""
    known = signed_in()
    return replace(known, roles=frozenset()) if known and helping() else known


def me() -> Caller:
    """Who calls, on a page that only signed-in people reach."""
    found = caller()
    if found is None:
        raise NotSignedIn if signed_in() is None else NotByMandate
    return found


def wants_json() -> bool:
    """Whether it is one of our own scripts that sends a form, and reads the answer itself."""
    return request.headers.get("Accept") == "application/json"


def own_cookie(name: str) -> str | None:
    """One of our cookies, if the browser sent it."""
    return request.cookies.get(cookie_name(name)) or None


def keep_cookie(response: Response, name: str, value: str, *, lasts: int = YEAR) -> None:
    """Set one of our cookies; only its own site sends it, and no script reads it."""
    secure = current_app.extensions["handrail.secure"]
    plain = name == CHOICES_COOKIE
    response.set_cookie(
        name if plain else cookie_name(name),
        value,
        max_age=lasts,
        httponly=True,
        samesite="Lax",
        secure=secure,
        path="/",
    )


def drop_cookie(response: Response, name: str) -> None:
    """Remove one of our cookies."""
    secure = current_app.extensions["handrail.secure"]
    response.delete_cookie(cookie_name(name), path="/", secure=secure, httponly=True, samesite="Lax")


def cookie_name(name: str) -> str:
    """Over https the `__Host-` prefix keeps neighbours on other subdomains from setting it."""
    return f"__Host-{name}" if current_app.extensions["handrail.secure"] else name
