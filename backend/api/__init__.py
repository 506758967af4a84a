"""The JSON door, under /api/: what a city's own app is built on."""

from typing import Any

import orjson
from flask import Flask, Response
from flask.json.provider import DefaultJSONProvider

from backend.api import (
    applications,
    appointments,
    articles,
    callbacks,
    catalogue,
    city,
    counter,
    desk,
    desk_articles,
    desk_case,
    desk_translations,
    desk_webhooks,
    desk_words,
    docs,
    history,
    inbox,
    known,
    learning,
    mandates,
    me,
    problems,
    search,
    sign_in,
    spec,
    speech,
    uploads,
)
from backend.api.applications import after, versions
from backend.api.appointments import desk as appointments_desk
from backend.api.appointments import desk_calendar, desk_counter
from backend.api.area import hold_every_route_to_say_who
from backend.api.learning import badges
from backend.parts import Parts

AREAS = (
    *(sign_in, me, city, catalogue, articles, search, speech, applications, after, uploads, appointments, mandates),
    *(callbacks, inbox, history, known, counter, versions),
    *(learning, badges, desk, desk_case, desk_words, appointments_desk, desk_counter, desk_calendar, desk_articles),
    desk_translations,
    desk_webhooks,
)


class _Json(DefaultJSONProvider):
    """Writes answers with orjson: several times quicker, and strict about what JSON is."""

    def response(self, *args: Any, **kwargs: Any) -> Response:
        body = orjson.dumps(self._prepare_response_obj(args, kwargs))
        return Response(body, mimetype=self.mimetype)


def register(app: Flask, parts: Parts) -> None:
    """Put the API into the application, whose parts are `app.extensions["handrail"]`."""
    app.extensions["handrail"] = parts
    add_routes(app)


def add_routes(app: Flask) -> None:
    """Add all routes and their description; a route that does not state who may call it stops the start."""
    app.json = _Json(app)
    problems.register(app)
    described = spec.begin(app)
    for module in AREAS:
        described.register_blueprint(module.area)  # type: ignore[no-untyped-call]
    app.register_blueprint(docs.area)
    hold_every_route_to_say_who(app)
