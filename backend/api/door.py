"""What every route stands on: transactions, who is calling, and the language of the answer."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from copy import deepcopy
from functools import wraps
from typing import Any, TypeVar, cast

from flask import current_app, g, request
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.database import Busy
from backend.core.reading import PERSON, STAFF, Reader
from backend.domain.access.rules import WHILE
from backend.domain.applications.queries import service_of
from backend.domain.identity import queries as identity
from backend.domain.identity.actions import hash_token
from backend.domain.identity.errors import NotAllowed, NotSignedIn
from backend.domain.identity.rules import Caller, Who, may
from backend.domain.mandates import actions as mandates
from backend.domain.mandates import queries as mandate_queries
from backend.domain.mandates.errors import MandateOver, NotByMandate
from backend.domain.mandates.queries import Acting
from backend.domain.mandates.rules import SEND, SERVICES, allows
from backend.parts import Parts
from i18n.catalogues import Translator
from i18n.formats import Formats
from i18n.languages import EVERY, Language, closest, negotiate

View = TypeVar("View", bound=Callable[..., Any])

PREFIX = "/api/"
FOR = "Handrail-For"
"""The header that names the mandate under which a call is made for another person."""
LONGEST_TOKEN = 200
MOST_RANGES = 30


def parts() -> Parts:
    """The parts of the running program."""
    found: Parts = current_app.extensions["handrail"]
    return found


@contextmanager
def writing() -> Iterator[Session]:
    """One transaction for what this call changes. For another person only while their mandate runs, to its end."""
    by = current_caller()
    with parts().writing(opened_for()) as session:
        if by is not None and by.helper is not None:
            mandates.hold_to(session, by.account_id, by.helper, parts().today())
        yield session


def reading() -> AbstractContextManager[Session]:
    """A session for what this call reads; what it opens of others is in their access history before it is answered."""
    return parts().reading(opened_for())


def opened_for() -> Reader:
    """For whom, and why, this call opens what is sealed."""
    by = current_caller()
    if by is None:
        return Reader(PERSON)
    if by.helper is not None:
        kind, why = WHILE[by.helper.kind]
        return Reader(kind, by.helper.account_id, why, by.account_id, by.helper.mandate_id)
    purpose = getattr(current_app.view_functions[request.endpoint or ""], "purpose", None)
    return Reader(STAFF, by.account_id, purpose) if purpose and by.is_staff else Reader(PERSON, by.account_id)


def who(allowed: Who, *, mandate: str | None = None, purpose: str | None = None) -> Callable[[View], View]:
    """State who may call a route, and hold it to that before anything that was sent is looked at.

    `mandate` is what a helper must have been allowed, to call it for another person. Without it nobody can. `purpose`
    is why staff read the data of others there (`access.rules.PURPOSES`). Without it they cannot: it does not open.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if allowed is not Who.ANYONE and FOR in request.headers and signed_in():
                g.api_caller = _for_whom_they_help(mandate)
            if allowed is not Who.ANYONE and not may(current_caller(), allowed):
                raise NotSignedIn if current_caller() is None else NotAllowed
            return view(*args, **kwargs)

        note(guarded, "who", {"who": allowed, "name": view.__name__, "mandate": mandate})
        guarded.who = allowed  # type: ignore[attr-defined]
        guarded.mandate = mandate  # type: ignore[attr-defined]
        guarded.purpose = purpose  # type: ignore[attr-defined]
        # No other site is meant to call, so that OPTIONS has nothing to say.
        guarded.provide_automatic_options = False  # type: ignore[attr-defined]
        return cast("View", guarded)

    return decorate


def note(view: Callable[..., Any], name: str, said: Any) -> None:
    """Write something about a route down for the OpenAPI document, where flask-smorest keeps such notes."""
    kept = deepcopy(getattr(view, "_apidoc", {}))
    view._apidoc = kept | {name: said}  # type: ignore[attr-defined]  # noqa: SLF001


def signed_in() -> Caller | None:
    """Who is signed in with the bearer token of this call (RFC 6750 §2.1), whomever they help; looked up once."""
    if "api_signed_in" not in g:
        g.api_signed_in = _caller()
    found: Caller | None = g.api_signed_in
    return found


def current_caller() -> Caller | None:
    """Who calls: whoever is signed in, or whom they help. On what is for anyone a helper is nobody."""
    if "api_caller" not in g:
        g.api_caller = None if FOR in request.headers else signed_in()
    found: Caller | None = g.api_caller
    return found


def _for_whom_they_help(scope: str | None) -> Caller:
    """The caller as who they say they help. Raises `NotByMandate` and `MandateOver`."""
    if scope is None:
        raise NotByMandate
    known = signed_in()
    try:
        public_id = uuid.UUID(request.headers[FOR])
    except ValueError:
        raise MandateOver from None
    if known is None:
        raise NotSignedIn
    with parts().reading() as session:
        acting = mandate_queries.acting(session, known.account_id, public_id, parts().today())
    if acting is None:
        raise MandateOver
    if not _covered(acting, scope):
        raise NotByMandate
    return known.acting_for(acting.giver_id, acting.helper)


def _covered(acting: Acting, stated: str) -> bool:
    """Whether the mandate covers this call, and the application that its path names."""
    application, service = (request.view_args or {}).get("application_id"), None
    if stated in {SERVICES, SEND} and application is not None:
        with parts().reading() as session:
            service = service_of(session, acting.giver_id, application)
    return allows(acting.helper, stated, service, application)


def _caller() -> Caller | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not 0 < len(token) <= LONGEST_TOKEN:
        return None
    with parts().reading() as session:
        return identity.caller_of(session, hash_token(token), clock.now())


def me() -> Caller:
    """Who is signed in, on a route that only signed-in people reach."""
    caller = current_caller()
    if caller is None:
        raise NotSignedIn
    return caller


def language() -> Language:
    """The reader's language: what the app says in Accept-Language, else the account's choice, else the city's first."""
    if "api_language" not in g:
        g.api_language = _language()
    found: Language = g.api_language
    return found


def _language() -> Language:
    spoken = parts().spoken
    ranges = [tag for tag, weight in request.accept_languages[:MOST_RANGES] if weight > 0]
    wanted = (found.tag for found in map(closest, ranges) if found and found.tag in spoken)
    header = next(wanted, None)
    chosen = negotiate(header, None if header else _account_language(), None)
    return chosen if chosen.tag in spoken else EVERY[spoken[0]]


def _account_language() -> str | None:
    try:
        caller = signed_in()
    except (Busy, SQLAlchemyError):  # the sentence that says so must still find a language
        return None
    return caller.language if caller else None


def translator() -> Translator:
    """Texts in the reader's language."""
    return parts().translator(language().tag)


def formats() -> Formats:
    """Dates, money and numbers in the reader's language."""
    return parts().formats[language().tag]
