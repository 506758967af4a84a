"""The map of a service at the desk: a drawing, and the same beside it in words."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response
from markupsafe import Markup

from backend.domain.catalogue.service_map import map_of
from backend.domain.identity.rules import Who
from backend.web.door import file_translator, formats, language, page, parts, say, who
from backend.web.services import the_service
from flows.flow_map import Stop, every
from flows.flow_map_drawing import drawing

pages = Blueprint("desk_map", __name__, url_prefix="/desk/services")


@pages.get("")
@who(Who.STAFF)
def services() -> Response:
    """The services of the city, each with its map."""
    return page("desk_services.html", services=list(parts().content.services.values()))


@pages.get("/<service_id>/map")
@who(Who.STAFF)
def service_map(service_id: str) -> Response:
    """Where each branch of a service leads."""
    service = the_service(service_id)
    plain = file_translator().text
    drawn = drawing(service, map_of(service, parts().content, plain, formats()), plain, language().direction)
    told = map_of(service, parts().content, say, formats())
    marks = {stop.mark: stop.question.id for stop in every(told)}
    # Every word in it was escaped as it was drawn, and nothing else comes from outside.
    return page("desk_map.html", service=service, drawing=Markup(drawn), stops=_rows(told, marks))  # noqa: S704


def _rows(stops: Sequence[Stop], marks: dict[str, str]) -> list[dict[str, Any]]:
    """The stops with the ids of the questions that they lead to; what they decide about as (mark, id)."""
    return [
        {
            "stop": stop,
            "otherwise": marks.get(stop.otherwise),
            "decides": [(each, marks[each]) for each in stop.decides],
            "inside": _rows(stop.inside, marks),
        }
        for stop in stops
    ]
