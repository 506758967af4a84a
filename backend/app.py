"""The one place where parts are wired together: `create_app()` gives the application that a server runs."""

import secrets
import time
from typing import Any

import structlog
from flask import Flask, Response, g, jsonify, request
from sqlalchemy import text
from werkzeug.middleware.proxy_fix import ProxyFix

from backend import api, web
from backend.config import Settings, load
from backend.logs import set_up_logs
from backend.parts import Parts, build

LARGEST_BODY = 256 * 1024
log = structlog.get_logger("handrail.request")


def create_app(settings: Settings | None = None, parts: Parts | None = None) -> Flask:
    """Return the application. Its parts are made from the settings, and those from the environment, if not given."""
    parts = parts or build(settings or load())
    set_up_logs()
    app = Flask("backend", static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.config["MAX_FORM_PARTS"] = 200
    app.extensions["handrail"] = parts
    if parts.settings.trusted_proxies:
        count = parts.settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    _log_requests(app)
    _health(app, parts)
    api.register(app, parts)
    web.register(app, parts)
    return app


def _log_requests(app: Flask) -> None:
    """One line a request, by route and not by address, so that nothing personal is in it."""

    @app.before_request
    def _start() -> None:
        g.started = time.perf_counter()
        g.request_id = secrets.token_hex(8)

    @app.after_request
    def _end(response: Response) -> Response:
        response.headers["X-Request-ID"] = g.request_id
        took = round((time.perf_counter() - g.started) * 1000, 1)
        route = request.url_rule.rule if request.url_rule else "none"
        log.info("request", method=request.method, route=route, status=response.status_code, ms=took, id=g.request_id)
        return response


def _health(app: Flask, parts: Parts) -> None:
    @app.get("/healthz")
    def healthz() -> Any:
        """Whether the program answers and its database does."""
        with parts.reading() as session:
            session.execute(text("SELECT 1"))
        return jsonify(status="ok")
