"""Errors as pages: what happened, that nothing is lost, and the way on."""

from typing import Any
from urllib.parse import urlencode

import structlog
from flask import Flask, Response, current_app, redirect, request
from werkzeug.exceptions import HTTPException

from backend.core.errors import DomainError
from backend.core.text import N_
from backend.domain.catalogue.errors import NotFound
from backend.domain.uploads.errors import FileTooLarge
from backend.logs import what_failed
from backend.web import helping, kept, learning
from backend.web.callers import wants_json
from backend.web.door import go, is_api, json_answer, page, say

log = structlog.get_logger("handrail.web")


WORDS: dict[int, tuple[str, str]] = {
    400: (N_("We could not read this"), N_("Something was sent that we could not read. Please go back and try again.")),
    403: (N_("This did not work"), N_("You have done nothing wrong. Please go back and try again.")),
    404: (N_("This page is not here"), N_("It may have moved. Nothing is broken, and nothing is lost.")),
    405: (N_("This page is not here"), N_("It may have moved. Nothing is broken, and nothing is lost.")),
    413: (N_("This is too much at once"), N_("Please write a little less, and send it again.")),
    500: (
        N_("Something went wrong on our side"),
        N_("It is not your fault. What you saved is kept. Please try again."),
    ),
    507: (N_("We have no room just now"), N_("It is not your fault. What you saved is kept. Please try again later.")),
    503: (N_("Many people are here now"), N_("Nothing is lost. Please wait a moment, and try again.")),
}


TOO_LARGE = 413


def register(app: Flask) -> None:
    """Answer errors with pages; the other door answers its own."""
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _our_fault)


def _domain_error(error: DomainError) -> Any:
    if is_api(request.path):
        raise error
    if wants_json():
        return json_answer({"problem": error.slug()}, error.status)
    if error.status == 401:  # noqa: PLR2004  (HTTP)
        response = go("/sign-in?" + urlencode({"next": _way_back()}))
        kept.keep(response)
        return response
    for kind, answer in helping.HANDLERS.items():
        if isinstance(error, kind):
            return answer(error)
    if isinstance(error, NotFound) and (told := learning.put_away()):
        return told
    title, _ = WORDS.get(error.status, WORDS[400])
    return page("error.html", error.status, title=title, text=say(error.message, **error.values))


def _way_back() -> str:
    """Where to go on after signing in: this page, or for a form the page it was sent from, if there is one."""
    if request.method != "GET":
        try:
            current_app.url_map.bind("").match(request.path, "GET")
        except HTTPException:
            return "/"
    return request.full_path.rstrip("?")


def _http_error(error: HTTPException) -> Any:
    if is_api(request.path):
        return error
    if error.code and error.code < 400:  # noqa: PLR2004  (HTTP)
        return redirect(error.new_url, error.code) if hasattr(error, "new_url") else error
    if wants_json():
        return json_answer({"problem": f"http-{error.code}"}, error.code or 500)
    title, text = WORDS.get(error.code or 500, WORDS[400])
    view = current_app.view_functions.get(request.endpoint or "")
    if error.code == TOO_LARGE and hasattr(view, "largest_body"):
        text = FileTooLarge.message
    response: Response = page("error.html", error.code or 500, title=title, text=say(text))
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def _our_fault(error: Exception) -> Any:
    if is_api(request.path):
        raise error
    route = request.url_rule.rule if request.url_rule else "none"
    log.error("a page failed", route=route, **what_failed(error))
    title, text = WORDS[500]
    return page("error.html", 500, title=title, text=say(text))
