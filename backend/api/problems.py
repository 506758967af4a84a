"""Errors as problem details (RFC 9457), in the reader's language: every answer under /api/ that is not a success."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Any

import orjson
import structlog
from flask import Flask, Response, request
from marshmallow import fields
from werkzeug.exceptions import HTTPException

from backend.api.door import PREFIX, formats, language, translator
from backend.api.schemas import Shown, SlotSchema
from backend.core.errors import DomainError, FieldError
from backend.core.text import N_
from backend.domain.catalogue.errors import NotFound
from backend.logs import what_failed

CONTENT_TYPE = "application/problem+json"
SECONDS_PER_MINUTE = 60
log = structlog.get_logger("handrail.api")


class RequestWrong(DomainError):
    """The call is not one that HTTP allows in this form."""

    status = 400
    message = N_("We could not read this. Nothing is lost. Please try once more.")


class NotJson(DomainError):
    """The body is not JSON in UTF-8, or not compressed as it says."""

    status = 400
    message = N_("We could not read what was sent. Nothing is lost. Please try once more.")


class MethodNotAllowed(DomainError):
    """There is something at this address, but this cannot be done with it; `Allow` says what can."""

    status = 405
    message = N_("This cannot be done here. Nothing was changed.")


class TooLarge(DomainError):
    """The body is larger than 256 KB, as it is sent or once it is unpacked."""

    status = 413
    message = N_("This is too much at once. Please send less.")


class NotJsonType(DomainError):
    """The body is not sent as `application/json`, or compressed otherwise than with `deflate` or `gzip`."""

    status = 415
    message = N_("We could not read what was sent. Nothing is lost. Please try once more.")


class FieldsWrong(DomainError):
    """Something sent is missing, too long, of another type, or not known; `errors` say which."""

    status = 422
    message = N_("Please look at what is marked, and send it again.")


class WentWrong(DomainError):
    """Something failed on the server; it is written down there under the `X-Request-ID` of the answer."""

    status = 500
    message = N_("Something went wrong on our side. It is not your fault. Please try again.")


@dataclass(frozen=True, slots=True)
class Misfit(FieldError):
    """A field that does not fit; `place` is where it was sent: body, query or path."""

    place: str = "body"


TITLES: Mapping[int, str] = {
    400: N_("We could not read this"),
    401: N_("Please sign in"),
    403: N_("This is for other people"),
    404: N_("We could not find this"),
    405: N_("This cannot be done here"),
    409: N_("This cannot be done now"),
    410: N_("This is no longer here"),
    412: N_("There are two answers now"),
    413: N_("This is too much at once"),
    415: N_("We could not read this"),
    422: N_("Please look at this again"),
    429: N_("Please wait a little"),
    500: N_("Something went wrong on our side"),
    503: N_("Please try again soon"),
    507: N_("We have no room just now"),
}

BY_STATUS: Mapping[int, type[DomainError]] = {
    404: NotFound,
    405: MethodNotAllowed,
    413: TooLarge,
    415: NotJsonType,
    422: FieldsWrong,
    500: WentWrong,
}

# What marshmallow says, and what a person reads instead; tests hold this list to the library's words.
PLAIN: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sentence)
    for pattern, sentence in (
        (r"Missing data for required field\.", N_("This is missing.")),
        (r"Field may not be null\.", N_("This is missing.")),
        (r"Shorter than minimum length .+\.", N_("This is missing.")),
        (r"Unknown field\.", N_("We do not know this field.")),
        (r"Not a valid string\.", N_("Please give this as a text.")),
        (r"Not a valid integer\.", N_("Please give this as a whole number.")),
        (r"Number too large\.", N_("Please give this as a whole number.")),
        (r"Not a valid list\.", N_("Please give this as a list.")),
        (r"Invalid input type\.", N_("Please give this as an object with named fields.")),
        (r"Not a valid UUID\.", N_("Please give an id in the form of a UUID.")),
        (r"Not a valid (aware )?datetime\.", N_("Please give a time with its zone, such as 2030-01-31T09:30:00Z.")),
        (r"Length must be between 1 and (?P<most>\d+)\.", N_("Please give between 1 and %(most)s signs.")),
        (r"Longer than maximum length (?P<most>\d+)\.", N_("This is too long. The most is %(most)s.")),
        (r"Must be one of: (?P<options>.+)\.", N_("Please use one of these: %(options)s.")),
        (
            r"Must be greater than or equal to (?P<least>\d+) and less than or equal to (?P<most>\d+)\.",
            N_("Please give a number from %(least)s to %(most)s."),
        ),
        (
            r"Not from a day to a later one within a year\.",
            N_("Please give a last day that is not before the first, and at most a year later."),
        ),
        (r"Not a valid date\.", N_("Please give a day such as 2030-01-31.")),
        (r"String does not match expected pattern\.", N_("Some signs in this cannot be used here.")),
    )
)
OTHERWISE = N_("This does not have the form we need.")


class ErrorSchema(Shown):
    """One thing that does not fit."""

    place = fields.String(
        required=True, data_key="in", metadata={"enum": ["body", "query", "path"], "description": "where it was sent"}
    )
    pointer = fields.String(
        required=True, metadata={"description": "JSON Pointer (RFC 6901) to it", "example": "/value/year"}
    )
    detail = fields.String(
        required=True,
        metadata={"description": "what to do, in the reader's language", "example": "We need the year too."},
    )


class ConflictSchema(Shown):
    """Two answers to one question, of which a person chooses; neither is lost before that."""

    kept = fields.Raw(required=True, allow_none=True, metadata={"description": "the answer that is kept now"})
    sent = fields.Raw(required=True, allow_none=True, metadata={"description": "the one that was sent, in one form"})
    version = fields.String(
        required=True, metadata={"description": "of the answer that is kept: send it as `If-Match` with the choice"}
    )


class ProblemSchema(Shown):
    """Problem details (RFC 9457)."""

    type = fields.String(
        required=True,
        metadata={
            "description": "address of an explanation; its last part is the problem's stable name",
            "format": "uri-reference",
            "example": "/api/problems/answer-not-taken",
        },
    )
    title = fields.String(required=True, metadata={"description": "a few words in the reader's language"})
    status = fields.Integer(required=True, metadata={"example": 422})
    detail = fields.String(
        required=True, metadata={"description": "a sentence to show to the reader, in the reader's language"}
    )
    errors = fields.List(fields.Nested(ErrorSchema), required=True)
    question = fields.String(metadata={"description": "the question it is about, where it is about one"})
    conflict = fields.Nested(
        ConflictSchema, metadata={"description": "both answers, where another device has kept another one"}
    )
    alternatives = fields.List(
        fields.Nested(SlotSchema), metadata={"description": "free times nearest to one that cannot be had"}
    )


def register(app: Flask) -> None:
    """Answer what no route was found for; what routes raise is answered by their area, and pages answer their own."""

    @app.before_request
    def _no_route() -> Response | None:
        wrong = request.routing_exception
        if wrong is None or not request.path.startswith(PREFIX):
            return None
        return of_http(wrong if (wrong.code or 0) >= BAD_REQUEST else NotFound())


BAD_REQUEST = 400


def of_domain(error: DomainError) -> Response:
    """A named error as a problem."""
    response = _problem(error, error.status)
    if error.status == 401:  # noqa: PLR2004  (HTTP)
        response.headers["WWW-Authenticate"] = 'Bearer realm="Handrail"'
    wait = error.values.get("wait")
    if isinstance(wait, timedelta):
        response.headers["Retry-After"] = str(max(1, ceil(wait.total_seconds())))
    elif error.status == 503:  # noqa: PLR2004  (HTTP)
        response.headers["Retry-After"] = "1"
    return response


def of_http(error: HTTPException | DomainError) -> Response:
    """An error of HTTP itself as a problem."""
    if isinstance(error, DomainError):
        return of_domain(error)
    status = error.code or 500
    response = _problem(BY_STATUS.get(status, RequestWrong)(), status)
    kept = {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}}
    response.headers.update(kept)
    return response


def of_failure(error: Exception) -> Response:
    """Our own mistake as a problem: told to the log, never to the caller.

    The log gets the places and not the message of the error, which may hold what a person typed.
    """
    route = request.url_rule.rule if request.url_rule else "none"
    log.error("a call failed", route=route, **what_failed(error))
    return of_domain(WentWrong())


def _problem(error: DomainError, status: int) -> Response:
    body = {
        "type": f"/api/problems/{error.slug()}",
        "title": translator().text(TITLES.get(status, TITLES[400])),
        "status": status,
        "detail": say(error.message, error.values),
        "errors": [
            {"in": getattr(each, "place", "body"), "pointer": each.pointer, "detail": say(each.message, each.values)}
            for each in error.errors
        ],
    }
    if "question" in error.values:
        body["question"] = error.values["question"]
    if "kept" in error.values:
        body["conflict"] = {name: error.values[name] for name in ("kept", "sent", "version")}
    if "alternatives" in error.values:
        body["alternatives"] = SlotSchema(many=True).dump(error.values["alternatives"])
    response = Response(orjson.dumps(body), status, mimetype=CONTENT_TYPE)
    response.headers["Content-Language"] = language().tag
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.vary.update(["Accept-Language", "Authorization"])
    return response


def say(message: str, values: Mapping[str, Any]) -> str:
    """A sentence with its values, in the reader's language."""
    return translator().text(message, **{name: _in_words(value) for name, value in values.items()})


def _in_words(value: Any) -> Any:
    if isinstance(value, timedelta):
        minutes = max(1, ceil(value.total_seconds() / SECONDS_PER_MINUTE))
        return translator().plural("%(n)s minute", "%(n)s minutes", minutes)
    if isinstance(value, date):
        return formats().date(value)
    return value


def misfits(messages: Mapping[str, Any]) -> Iterator[Misfit]:
    """Webargs' nested messages, `{"json": {"events": {0: {"id": […]}}}}`, as fields that do not fit."""
    for location, inside in messages.items():
        place = {"json": "body"}.get(location, location)
        for path, message in _flat(inside, ()):
            yield _misfit(place, path, message)


def _flat(messages: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(messages, Mapping):
        for key, inside in messages.items():
            yield from _flat(inside, path if key == "_schema" else (*path, str(key)))
    else:
        yield from ((path, str(message)) for message in messages)


def _misfit(place: str, path: Iterable[str], message: str) -> Misfit:
    pointer = "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in path)
    for pattern, sentence in PLAIN:
        found = pattern.fullmatch(message)
        if found:
            return Misfit(pointer.rpartition("/")[2], pointer, sentence, found.groupdict(), place)
    return Misfit(pointer.rpartition("/")[2], pointer, OTHERWISE, {}, place)


def every_problem() -> dict[str, type[DomainError]]:
    """All problems there are, by slug."""

    def below(kind: type[DomainError]) -> Iterator[type[DomainError]]:
        for each in kind.__subclasses__():
            yield each
            yield from below(each)

    return {kind.slug(): kind for kind in sorted(below(DomainError), key=lambda kind: kind.slug())}
