"""The services that the city offers."""

from typing import Any

import orjson
from flask import Response
from marshmallow import fields, validate

from backend.api.area import Area, catalogue_answer, file_answer, kept_answer, page_by_id
from backend.api.door import formats, language, parts, reading, translator, who
from backend.api.questions import QuestionSchema
from backend.api.schemas import PRINTABLE, ById, Sent, Shown, Words, next_id, plain, words
from backend.domain.catalogue import queries as catalogue
from backend.domain.catalogue.actions import digest_of
from backend.domain.catalogue.cpsv_ap import described
from backend.domain.catalogue.errors import NotFound
from backend.domain.catalogue.linked import Node, json_ld, turtle
from backend.domain.catalogue.service_map import map_of
from backend.domain.identity.rules import Who
from backend.domain.search.rules import LONGEST_QUERY
from flows.flow_map_drawing import drawing
from flows.service import Service
from flows.submission import submission_schema

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
    keep_months = fields.Integer(
        required=True,
        metadata={"description": "so many months after a decision what was sent is deleted", "example": 72},
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
    found = _offered(service_id)
    document = parts().content.documents[service_id]
    return kept_answer(f"service {service_id}", lambda: ServiceSchema().dump(whole(found, document)))


class SubmissionSchemaSchema(Shown):
    """A JSON Schema."""

    dialect = plain("the dialect", "https://json-schema.org/draft/2020-12/schema", data_key="$schema")
    address = plain("where it is published", data_key="$id")
    title = plain("title of the service, in the city's first language", "Get a senior travel card")
    type = plain("what it describes", "object")
    properties = fields.Dict(required=True)


class StopSchema(Shown):
    """One question on the map of a service."""

    id = plain("id of the question", "old_card_number", attribute="question.id")
    mark = plain("its number on paper; a page that only tells something has a letter", "9")
    title = plain("what is asked", "What is the number on your old card?")
    type = plain("type of the question", "text", attribute="question.type")
    condition = plain("when it comes, in words; empty for always", "you answered “Yes” to question 8")
    otherwise = plain("mark of what comes instead; empty where the answers are checked next, and for always", "10")
    ends = fields.Boolean(
        required=True, attribute="question.is_exit", metadata={"description": "the way ends here, and nothing is sent"}
    )
    decides = fields.List(
        fields.String(), required=True, metadata={"description": "marks of all that hang on this answer"}
    )
    repeats = plain("of a group: for what each time, and how often; empty for once", "")
    inside = fields.List(
        fields.Nested("StopSchema"),
        required=True,
        metadata={"description": "what is asked for each entry of a group"},
    )


class ServiceMapSchema(Shown):
    """Where each branch of a service leads."""

    stops = fields.List(fields.Nested(StopSchema), required=True)


@area.get("/services/<string(maxlength=60):service_id>/map")
@who(Who.ANYONE)
@area.gives(200, ServiceMapSchema, cached=True)
@area.may_fail(NotFound)
def service_map(service_id: str) -> Response:
    """Each question of a service in its order, when it comes, and where each answer leads, in words."""
    found = _offered(service_id)
    shown = map_of(found, parts().content, translator().text, formats())
    return catalogue_answer(ServiceMapSchema().dump({"stops": shown}))


@area.get("/services/<string(maxlength=60):service_id>/map.svg")
@who(Who.ANYONE)
@area.gives_file("image/svg+xml", "The same as a drawing that stands alone, for light and dark")
@area.may_fail(NotFound)
def service_map_drawn(service_id: str) -> Response:
    """The map of a service as a drawing."""
    found, text = _offered(service_id), translator().text
    shown = map_of(found, parts().content, text, formats())
    drawn = drawing(found, shown, text, language().direction, alone=True)
    return file_answer(drawn, "image/svg+xml", f"{service_id}-map.svg")


def _offered(service_id: str) -> Service:
    found = parts().content.services.get(service_id)
    if found is None:
        raise NotFound
    return found


@area.get("/catalogue.jsonld")
@who(Who.ANYONE)
@area.gives_file("application/ld+json", "CPSV-AP 3.2.0 as JSON-LD 1.1, all languages in one")
def catalogue_as_json_ld() -> Response:
    """All services with their offices, channels, rules, costs and evidence, for other catalogues."""
    return file_answer(orjson.dumps(json_ld(_described())), "application/ld+json", "catalogue.jsonld")


@area.get("/catalogue.ttl")
@who(Who.ANYONE)
@area.gives_file("text/turtle", "The same as Turtle 1.1")
def catalogue_as_turtle() -> Response:
    """All services for other catalogues, as Turtle."""
    return file_answer(turtle(_described()), "text/turtle", "catalogue.ttl")


def _described() -> list[Node]:
    content = parts().content
    translators = {tag: parts().translator(tag) for tag in content.city.languages}
    return described(content, translators, parts().settings.public_url)


class SchemaQuery(Sent):
    """Of which version."""

    version = fields.String(
        load_default=None,
        validate=validate.Regexp("^[0-9a-f]{64}$"),
        metadata={"description": "`version` of a service; the one on offer when left out"},
    )


@area.get("/services/<string(maxlength=60):service_id>/submission-schema")
@who(Who.ANYONE)
@area.takes(SchemaQuery, where="query")
@area.gives(200, SubmissionSchemaSchema, cached=True)
@area.may_fail(NotFound)
def schema_of_submission(query: dict[str, Any], service_id: str) -> Response:
    """What is sent of a service, as a JSON Schema (draft 2020-12): of exports, and of webhooks with answers.

    A published version never changes, and neither does its schema.
    """
    version = query["version"]
    if version is None:
        if service_id not in parts().content.documents:
            raise NotFound
        version = digest_of(parts().content.documents[service_id])
    with reading() as session:
        number = catalogue.version_of(session, service_id, version)
        found = parts().service_at(session, service_id, number)
    return catalogue_answer(submission_schema(found, parts().schema_address(service_id, version)))


def whole(found: Service, document: str) -> dict[str, Any]:
    """A service as `ServiceSchema` shows it; `document` is the description that gives its version."""
    lesson = parts().content.lesson_of(found.id)
    same = {name: getattr(found, name) for name in ServiceSchema().fields if hasattr(found, name)}
    made = {
        "version": digest_of(document),
        "paper": f"/services/{found.id}/paper",
        "keep_months": parts().keep_months(found),
    }
    return same | made | {"lesson": lesson.id if lesson else None}
