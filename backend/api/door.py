"""What every route stands on: transactions, who is calling, and the language of the answer."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from copy import deepcopy
from functools import wraps
from typing import Any, TypeVar, cast

from flask import current_app, g, request
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.database import Busy
from backend.domain.identity import queries as identity
from backend.domain.identity.actions import hash_token
from backend.domain.identity.errors import NotAllowed, NotSignedIn
from backend.domain.identity.rules import Caller, Who, may
from backend.parts import Parts
from i18n.catalogues import Translator
from i18n.formats import Formats
from i18n.languages import LANGUAGES, Language, closest, negotiate

View = TypeVar("View", bound=Callable[..., Any])

PREFIX = "/api/"
LONGEST_TOKEN = 200
MOST_RANGES = 30


def parts() -> Parts:
    """The parts of the running program."""
    found: Parts = current_app.extensions["handrail"]
    return found


def writing() -> AbstractContextManager[Session]:
    """One transaction for what this call changes."""
    return parts().writing()


def reading() -> AbstractContextManager[Session]:
    """A session for what this call reads."""
    return parts().reading()


def who(allowed: Who) -> Callable[[View], View]:
    """State who may call a route, and hold it to that before anything that was sent is looked at."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if allowed is not Who.ANYONE and not may(current_caller(), allowed):
                raise NotSignedIn if current_caller() is None else NotAllowed
            return view(*args, **kwargs)

        note(guarded, "who", {"who": allowed, "name": view.__name__})
        guarded.who = allowed  # type: ignore[attr-defined]
        # No other site is meant to call, so that OPTIONS has nothing to say.
        guarded.provide_automatic_options = False  # type: ignore[attr-defined]
        return cast("View", guarded)

    return decorate


def note(view: Callable[..., Any], name: str, said: Any) -> None:
    """Write something about a route down for the OpenAPI document, where flask-smorest keeps such notes."""
    kept = deepcopy(getattr(view, "_apidoc", {}))
    view._apidoc = kept | {name: said}  # type: ignore[attr-defined]  # noqa: SLF001


def current_caller() -> Caller | None:
    """Who is signed in with the bearer token of this call (RFC 6750 §2.1), looked up once."""
    if "api_caller" not in g:
        g.api_caller = _caller()
    found: Caller | None = g.api_caller
    return found


def _caller() -> Caller | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not 0 < len(token) <= LONGEST_TOKEN:
        return None
    with reading() as session:
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
    spoken = parts().content.city.languages
    ranges = [tag for tag, weight in request.accept_languages[:MOST_RANGES] if weight > 0]
    wanted = (found.tag for found in map(closest, ranges) if found and found.tag in spoken)
    header = next(wanted, None)
    chosen = negotiate(header, None if header else _account_language(), None)
    return chosen if chosen.tag in spoken else LANGUAGES[spoken[0]]


def _account_language() -> str | None:
    try:
        caller = current_caller()
    except (Busy, SQLAlchemyError):  # the sentence that says so must still find a language
        return None
    return caller.language if caller else None


def translator() -> Translator:
    """Texts in the reader's language."""
    return parts().translator(language().tag)


def formats() -> Formats:
    """Dates, money and numbers in the reader's language."""
    return parts().formats[language().tag]
