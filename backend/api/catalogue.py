"""The services that the city offers."""

from typing import Any

from flask import Response
from marshmallow import fields, validate

from backend.api.area import Area, catalogue_answer, kept_answer, page_by_id
from backend.api.door import language, parts, who
from backend.api.questions import QuestionSchema
from backend.api.schemas import PRINTABLE, ById, Shown, Words, next_id, plain, words
from backend.domain.catalogue.actions import digest_of
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.search.rules import LONGEST_QUERY
from flows.service import Service

area = Area("Services", __name__, "What the city offers, described so that an app can draw every page of it.")


class ServiceCardSchema(Shown):
    """A service in a list."""

    id = plain("stable id", "senior-travel-card")
    title = words("what one gets", "Get a senior travel card")
    summary = words("one sentence", "Travel free on every bus, tram and ferry.")
    audience = words("who it is for", "People aged 65 or over.")
    cost = words("what it costs", "Free")
    minutes = fields.Integer(required=True, metadata={"description": "to answer it", "example": 5})


class ServiceSchema(ServiceCardSchema):
    """A whole service."""

    version = plain("changes when the service changes", "4f9d2c51a0b3")
    decision_days = fields.Integer(
        required=True, metadata={"description": "working days until a decision", "example": 10}
    )
    office = plain("id of the office that decides", "travel-desk")
    lesson = plain("id of the lesson that teaches it", "senior-travel-card", allow_none=True)
    paper = plain("address of the form to print, at the same host", "/services/senior-travel-card/paper")
    need = fields.List(Words(), required=True, metadata={"description": "what to have at hand"})
    after = fields.List(Words(), required=True, metadata={"description": "what happens after sending"})
    declaration = words("said beside the button that sends", "The answers I have given are true.")
    questions = fields.List(fields.Nested(QuestionSchema), required=True)


class ServicesQuery(ById):
    """Which services to list."""

    q = fields.String(
        validate=[validate.Length(max=LONGEST_QUERY), validate.Regexp(PRINTABLE)],
        metadata={"description": "the reader's own words; the best fit comes first", "example": "bus pass"},
    )


class ServicesSchema(Shown):
    """A page of services."""

    items = fields.List(fields.Nested(ServiceCardSchema), required=True)
    next = next_id()


@area.get("/services")
@who(Who.ANYONE)
@area.takes(ServicesQuery, where="query")
@area.gives(200, ServicesSchema, cached=True)
@area.may_fail(NotFound)
def services(query: dict[str, Any]) -> Response:
    """Find services by people's own words, or list them all.

    Words are looked for in the reader's language, and a slip of the finger is forgiven.
    """
    page = page_by_id(_found(query.get("q", "")), query.get("after"), query["limit"])
    shown = [each for _, each in page["items"]]
    return catalogue_answer(ServicesSchema().dump({"items": shown, "next": page["next"]}))


def _found(words: str) -> dict[str, Service]:
    known = parts().content.services
    if not words.strip():
        return dict(known)
    found = parts().search(words, language().tag, ("service",))
    return {each.id: known[each.id] for each in found.items if each.id in known}


@area.get("/services/<string(maxlength=60):service_id>")
@who(Who.ANYONE)
@area.gives(200, ServiceSchema, cached=True)
@area.may_fail(NotFound)
def service(service_id: str) -> Response:
    """One service with all its questions, their words, options, limits and conditions."""
    found = parts().content.services.get(service_id)
    if found is None:
        raise NotFound
    document = parts().content.documents[service_id]
    return kept_answer(f"service {service_id}", lambda: ServiceSchema().dump(whole(found, document)))


def whole(found: Service, document: str) -> dict[str, Any]:
    """A service as `ServiceSchema` shows it; `document` is the description that gives its version."""
    lesson = parts().content.lesson_of(found.id)
    same = {name: getattr(found, name) for name in ServiceSchema().fields if hasattr(found, name)}
    made = {"version": digest_of(document), "paper": f"/services/{found.id}/paper"}
    return same | made | {"lesson": lesson.id if lesson else None}
