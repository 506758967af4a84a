"""An area of the API: the routes of one capability, with what each takes, gives and may fail with written beside it."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import wraps
from typing import Any, TypeVar, cast

import orjson
from flask import Flask, Request, Response, current_app, request
from flask_smorest.blueprint import Blueprint
from marshmallow import Schema
from webargs.core import is_json
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import HTTPException

from backend.api import problems
from backend.api.door import FOR, PREFIX, View, language, note, parts
from backend.api.problems import FieldsWrong, NotJson, NotJsonType, TooLarge
from backend.core.database import Busy
from backend.core.errors import DomainError
from backend.core.unpacking import NotPacked, TooMuchInside, UnknownEncoding, unpack
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.errors import NotAllowed, NotSignedIn
from backend.domain.identity.rules import Who
from backend.domain.mandates.errors import MandateOver, NotByMandate

VERSION_1 = f"{PREFIX}v1"
OCTETS = "application/octet-stream"
CACHED = "public, max-age=60"
ETAG_LENGTH = 32
METHODS = frozenset({"GET", "PUT", "POST", "DELETE"})
NO_CONTENT = 204
NOT_MODIFIED = 304

Item = TypeVar("Item")
Route = Callable[..., Response]


class _Parser(FlaskParser):
    """Reads what was sent; whatever is wrong with it becomes a problem with each field named."""

    def _raw_load_json(self, req: Request) -> Any:
        body = req.get_data(cache=True)
        if body and not is_json(req.mimetype):
            raise NotJsonType
        try:
            body = unpack(body, req.headers.get("Content-Encoding"), req.max_content_length or 0)
        except UnknownEncoding as error:
            raise NotJsonType from error
        except TooMuchInside as error:
            raise TooLarge from error
        except NotPacked as error:
            raise NotJson from error
        try:
            return orjson.loads(body)  # strict about UTF-8, and holds to a depth
        except orjson.JSONDecodeError as error:
            raise NotJson from error

    def handle_error(self, error: Any, *_: Any, **__: Any) -> Any:
        raise FieldsWrong(tuple(problems.misfits(error.messages))) from error


class Area(Blueprint):
    """The routes of one capability."""

    ARGUMENTS_PARSER = _Parser()

    def __init__(self, name: str, module: str, description: str) -> None:
        super().__init__(name, module, url_prefix=VERSION_1, description=description)  # type: ignore[no-untyped-call]
        self.register_error_handler(DomainError, problems.of_domain)
        self.register_error_handler(HTTPException, problems.of_http)
        self.register_error_handler(Exception, problems.of_failure)
        self.after_request(_finish)
        self._prepare_doc_cbks.append(_say_who_and_what_may_fail)  # type: ignore[arg-type]

    def takes(self, schema: type[Schema], *, where: str = "json") -> Callable[[View], View]:
        """State what a route is sent, in its body or in its query; it comes as the first argument."""
        taker = self.arguments(schema, location=where)  # type: ignore[no-untyped-call]

        def decorate(view: View) -> View:
            taken = taker(view)
            note(taken, "takes", where)
            return cast("View", taken)

        return decorate

    def takes_either(self, schema: type[Schema], kind: str, other: type[Schema]) -> Callable[[View], View]:
        """State that a route is sent JSON, or the same in another form under a media type of its own.

        Both schemas load to the same, so the route does not know which it was.
        """
        plain = self.takes(schema)
        form = {"content": {kind: {"schema": other}}}
        described = self.doc(requestBody=form)  # type: ignore[no-untyped-call]

        def decorate(view: View) -> View:
            usual = plain(view)

            @wraps(usual)
            def taken(*args: Any, **kwargs: Any) -> Any:
                if request.mimetype != kind:
                    return usual(*args, **kwargs)
                return view(self.ARGUMENTS_PARSER.parse(other(), request, location="json"), *args, **kwargs)

            return cast("View", described(taken))

        return decorate

    def takes_bytes(self, most: int) -> Callable[[View], View]:
        """State that a route is sent bytes as they are, `most` of them; they come as the first argument."""
        schema = {"type": "string", "format": "binary", "maxLength": most}
        body = {"required": True, "content": {OCTETS: {"schema": schema}}}
        described = self.doc(requestBody=body)  # type: ignore[no-untyped-call]

        def decorate(view: View) -> View:
            @wraps(view)
            def taken(*args: Any, **kwargs: Any) -> Any:
                return view(request.get_data(cache=False), *args, **kwargs)

            note(taken, "takes", "bytes")
            return cast("View", described(taken))

        return decorate

    def gives(
        self, status: int, schema: type[Schema] | None = None, description: str | None = None, *, cached: bool = False
    ) -> Callable[[Callable[..., Any]], Route]:
        """State what a route answers; `cached` for what is the same for everybody in a language."""
        headers = {"ETag": {"schema": {"type": "string"}, "description": "send it back as If-None-Match"}}
        shown = self.response(  # type: ignore[no-untyped-call]
            status, schema, description=description, headers=headers if cached else None
        )
        unchanged = self.alt_response(NOT_MODIFIED, description="You have this already")  # type: ignore[no-untyped-call]

        def decorate(view: Callable[..., Any]) -> Route:
            given = shown(view)
            return cast("Route", unchanged(given) if cached else given)

        return decorate

    def compares(self, view: View) -> View:
        """State that a route writes over only what the caller has seen (RFC 9110, 13.1): see `seen_before`."""
        note(view, "compares", said=True)
        return view

    def gives_file(self, kind: str, description: str) -> Callable[[Callable[..., Any]], Route]:
        """State that a route answers a file of this media type; see `file_answer`."""
        held = {"type": "object" if kind.endswith("json") else "string"}
        shown = self.response(200, held, content_type=kind, description=description)  # type: ignore[no-untyped-call]

        def decorate(view: Callable[..., Any]) -> Route:
            return cast("Route", shown(view))

        return decorate

    def gives_bytes(self, kinds: Iterable[str], description: str) -> Callable[[Callable[..., Any]], Route]:
        """State that a route answers a file of one of these media types."""
        first, *others = kinds
        binary = {"type": "string", "format": "binary"}
        shown = self.response(200, binary, content_type=first, description=description)  # type: ignore[no-untyped-call]
        more = {"content": {kind: {"schema": binary} for kind in (first, *others)}}
        described = self.doc(responses={200: more})  # type: ignore[no-untyped-call]

        def decorate(view: Callable[..., Any]) -> Route:
            return cast("Route", described(shown(view)))

        return decorate

    def also_gives(self, status: int, schema: type[Schema], description: str) -> Callable[[View], View]:
        """State another answer of a route; the route says itself which it is."""
        shown = self.alt_response(status, schema=schema, description=description)  # type: ignore[no-untyped-call]

        def decorate(view: View) -> View:
            return cast("View", shown(view))

        return decorate

    def may_fail(self, *errors: type[DomainError]) -> Callable[[View], View]:
        """State which problems a route may answer, beside those that follow from what it takes."""

        def decorate(view: View) -> View:
            note(view, "errors", errors)
            return view

        return decorate


def _finish(response: Response) -> Response:
    """What every answer carries; only what says so may be kept by a cache."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.vary.update(["Accept-Language", "Authorization"])
    if response.status_code == NO_CONTENT:
        response.data = b""
        response.headers.pop("Content-Type", None)
    else:
        response.headers.setdefault("Content-Language", language().tag)
    return response


def seen_before() -> frozenset[str] | None:
    """The versions that the caller says it has seen: none at all with `If-None-Match: *`; None where it does not say.

    `If-Match: *` asks for no version in particular, and is as good as nothing said.
    """
    if request.if_none_match.star_tag:
        return frozenset()
    asked = request.if_match
    return frozenset(asked.as_set()) if asked and not asked.star_tag else None


def file_answer(body: str | bytes, kind: str, name: str) -> Response:
    """A file of a media type, in UTF-8, to keep under a name."""
    response = Response(body, content_type=f"{kind}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def catalogue_answer(said: Any) -> Response:
    """An answer that is the same for everybody in a language, with an ETag."""
    return _conditional(*_written(said))


def kept_answer(name: str, make: Callable[[], Any]) -> Response:
    """Such an answer, made once a day for each language: a large one costs its making, and its ETag, only then."""
    kept: dict[tuple[str, str], tuple[date, bytes, str]] = current_app.extensions.setdefault("handrail.api", {})
    today, key = parts().today(), (name, language().tag)
    day, body, etag = kept.get(key, (None, b"", ""))
    if day != today:
        body, etag = _written(make())
        kept[key] = (today, body, etag)
    return _conditional(body, etag)


def _written(said: Any) -> tuple[bytes, str]:
    body = orjson.dumps(said)
    return body, hashlib.sha256(body + language().tag.encode()).hexdigest()[:ETAG_LENGTH]


def _conditional(body: bytes, etag: str) -> Response:
    response = Response(body, mimetype="application/json")
    response.set_etag(etag)
    response.headers["Cache-Control"] = CACHED
    response.make_conditional(request)
    return response


def page_of(items: Sequence[Item], key: Callable[[Item], Any], limit: int) -> dict[str, Any]:
    """One page of a list of which one more than `limit` was asked for."""
    shown = items[:limit]
    return {"items": shown, "next": key(shown[-1]) if len(items) > limit else None}


def page_by_id(items: Mapping[str, Item], after: str | None, limit: int) -> dict[str, Any]:
    """One page of things that are in memory under their ids, in their order. Raises `NotFound` for an unknown one."""
    ids = list(items)
    if after is not None and after not in items:
        raise NotFound
    start = ids.index(after) + 1 if after is not None else 0
    return page_of([(each, items[each]) for each in ids[start : start + limit + 1]], lambda pair: pair[0], limit)


def _say_who_and_what_may_fail(doc: Any, info: Any, **_: Any) -> Any:
    """Write into the OpenAPI document who may call an operation, and every problem it may answer."""
    allowed: Who = info["who"]["who"]
    doc["operationId"] = info["who"]["name"]
    if info.get("compares"):
        _say_how_it_compares(doc)
    if info["who"]["mandate"]:
        doc.setdefault("parameters", []).append(_helper_header(info["who"]["mandate"]))
    doc["security"] = [] if allowed is Who.ANYONE else [{"bearer": []}]
    responses = doc.setdefault("responses", {})
    by_status: dict[int, list[type[DomainError]]] = {}
    for error in (*_follow_from(allowed, info), *info.get("errors", ())):
        by_status.setdefault(error.status, []).append(error)
    for status, errors in sorted(by_status.items()):
        responses[status] = {
            "description": ". ".join(f"`{error.slug()}`: {_first_line(error)}" for error in errors),
            "content": {problems.CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            **_headers(status),
        }
    doc["responses"] = dict(sorted(responses.items()))
    return doc


def _say_how_it_compares(doc: Any) -> None:
    said = {
        "If-Match": "the `ETag` of the answer that this device saw last; it is not written over if it changed",
        "If-None-Match": "`*`: to be kept only where there is no answer yet",
    }
    text = {"type": "string"}
    sent = [{"name": name, "in": "header", "description": words, "schema": text} for name, words in said.items()]
    doc.setdefault("parameters", []).extend(sent)
    doc["responses"][200]["headers"] = {"ETag": {"schema": text, "description": "the version that is kept now"}}


def _helper_header(scope: str) -> dict[str, Any]:
    said = f"the mandate by which this is done for another person; it must allow `{scope}`. Without it: for oneself"
    return {
        "name": FOR,
        "in": "header",
        "required": False,
        "description": said,
        "schema": {"type": "string", "format": "uuid"},
    }


def _headers(status: int) -> dict[str, Any]:
    said = {
        401: {"WWW-Authenticate": {"schema": {"type": "string"}, "description": "Bearer"}},
        429: {"Retry-After": {"schema": {"type": "integer"}, "description": "seconds to wait"}},
        503: {"Retry-After": {"schema": {"type": "integer"}, "description": "seconds to wait"}},
    }
    return {"headers": said[status]} if status in said else {}


def _follow_from(allowed: Who, info: dict[str, Any]) -> list[type[DomainError]]:
    errors: list[type[DomainError]] = [problems.WentWrong, Busy]
    if allowed is not Who.ANYONE:
        errors.append(NotSignedIn)
    if allowed not in {Who.ANYONE, Who.SIGNED_IN}:
        errors.append(NotAllowed)
    if info["who"]["mandate"]:
        errors += [MandateOver, NotByMandate]
    if info.get("takes") not in {None, "bytes"}:
        errors.append(FieldsWrong)
    if info.get("takes") == "json":
        errors += [NotJson, TooLarge, NotJsonType]
    if info.get("takes") == "bytes":
        errors.append(TooLarge)
    return errors


def _first_line(error: type[DomainError]) -> str:
    return (error.__doc__ or "").partition("\n")[0].rstrip(".")


def hold_every_route_to_say_who(app: Flask) -> None:
    """Refuse to start with a route that does not state who may call it."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(PREFIX) and not hasattr(app.view_functions[rule.endpoint], "who"):
            raise RuntimeError(f"{rule.rule} does not state who may call it")
