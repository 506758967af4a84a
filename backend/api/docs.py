"""The API explained: the OpenAPI document, a page to try it on, and what each problem means."""

import hashlib
import importlib.util
from pathlib import Path
from typing import Any

import orjson
from flask import Blueprint, Response, current_app, render_template, request, send_from_directory
from werkzeug.exceptions import HTTPException

from backend.api import problems
from backend.api.area import ETAG_LENGTH
from backend.api.door import PREFIX, language, translator, who
from backend.api.spec import document
from backend.core.errors import DomainError
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who

OUR_FOLDER = Path(__file__).parent / "static"
OURS = frozenset({"docs.css", "docs.js"})
SWAGGER = frozenset({"swagger-ui.css", "swagger-ui-bundle.js"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Swagger UI sets styles on its own elements; scripts inline are not needed and not allowed."""
AN_HOUR = 3600


area = Blueprint("api_docs", __name__, url_prefix=PREFIX.rstrip("/"), template_folder="templates")
area.register_error_handler(DomainError, problems.of_domain)
area.register_error_handler(HTTPException, problems.of_http)
area.register_error_handler(Exception, problems.of_failure)


@area.after_request
def _hold_to_types(response: Response) -> Response:
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@area.get("/openapi.json")
@who(Who.ANYONE)
def openapi_json() -> Response:
    """The OpenAPI 3.1 document."""
    response = Response(orjson.dumps(document(current_app)), mimetype="application/json")
    response.set_etag(hashlib.sha256(response.data).hexdigest()[:ETAG_LENGTH])
    response.headers["Cache-Control"] = "public, max-age=60"
    response.make_conditional(request)
    return response


@area.get("/docs")
@who(Who.ANYONE)
def docs() -> Response:
    """Every operation: as a page to try them on, and without JavaScript as a list."""
    said = document(current_app)
    operations = [
        {"method": method.upper(), "path": path, **operation}
        for path, methods in said["paths"].items()
        for method, operation in methods.items()
        if method in {"get", "put", "post", "delete"}
    ]
    response = Response(render_template("api_docs.html", info=said["info"], tags=_by_tag(operations)))
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-cache"
    return response


def _by_tag(operations: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    tags: dict[str, list[dict[str, Any]]] = {}
    for operation in operations:
        tags.setdefault(operation["tags"][0], []).append(operation)
    return tags


@area.get("/docs/assets/<name>")
@who(Who.ANYONE)
def docs_asset(name: str) -> Response:
    """A script or style of the page: our own, or one of the installed Swagger UI."""
    if name not in OURS | SWAGGER:
        raise NotFound
    return send_from_directory(OUR_FOLDER if name in OURS else _swagger_folder(), name, max_age=AN_HOUR)


def _swagger_folder() -> Path:
    """Where the package `swagger-ui-py` keeps its files; it is found and not imported, as its code is not used."""
    found = importlib.util.find_spec("swagger_ui")
    if found is None or found.origin is None:
        raise NotFound
    return Path(found.origin).parent / "static"


@area.get("/problems/<slug>")
@who(Who.ANYONE)
def problem(slug: str) -> Response:
    """What a problem means: where its `type` points to."""
    found = problems.every_problem().get(slug)
    if found is None:
        raise NotFound
    said = {
        "type": f"{PREFIX}problems/{slug}",
        "title": translator().text(problems.TITLES[found.status]),
        "status": found.status,
        "meaning": " ".join((found.__doc__ or "").split()),
    }
    response = Response(orjson.dumps(said), mimetype="application/json")
    response.headers["Cache-Control"] = "public, max-age=60"
    response.headers["Content-Language"] = language().tag
    response.vary.update(["Accept-Language", "Authorization"])
    return response
