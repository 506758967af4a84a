"""Who saw the person's data: each reading by staff, a helper or the city's computer."""

from collections.abc import Sequence
from typing import Any

from marshmallow import fields, validate
from sqlalchemy.orm import Session

from backend.api.area import Area, page_of
from backend.api.door import formats, me, parts, reading, translator, who
from backend.api.schemas import LARGEST_ID, SLUG, ByNumber, Shown, moment, next_number, plain
from backend.domain.access import queries
from backend.domain.access.queries import Filter, Seen
from backend.domain.access.rules import KINDS, PURPOSES
from backend.domain.access.texts import Names, Told, tell
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.mandates.queries import helpers_named

area = Area("Who saw my data", __name__, "Each reading of the person's data, by whom, why, and which fields of it.")


SAME = ("number", "at", "kind", "purpose", "service", "about", "about_id")


class HistoryQuery(ByNumber):
    """Which readings to list."""

    kind = fields.String(
        load_default=None, validate=validate.OneOf(KINDS), metadata={"description": "only those by staff, and so on"}
    )
    service = fields.String(
        load_default=None, validate=validate.Regexp(SLUG), metadata={"description": "only those about a service"}
    )
    since = fields.AwareDateTime(load_default=None, metadata={"description": "not before this moment (RFC 3339)"})
    until = fields.AwareDateTime(load_default=None, metadata={"description": "before this moment (RFC 3339)"})


class FieldSchema(Shown):
    """Something that was read; what it said is never told here."""

    id = plain("a question's id; with a dot, something else that the person told", "birth_date")
    label = plain("what it is, in the reader's language", "Date of birth")


class AccessSchema(Shown):
    """One reading of the person's data."""

    number = fields.Integer(required=True, metadata={"description": "its place in the city's chain", "example": 41})
    at = moment("when")
    kind = fields.String(required=True, validate=validate.OneOf(KINDS), metadata={"description": "who: their kind"})
    who = plain("who, in the reader's language", "Amir Khan (Travel desk)")
    purpose = fields.String(required=True, validate=validate.OneOf(PURPOSES), metadata={"description": "why"})
    sentence = plain("all of it in one sentence, in the reader's language")
    service = plain("id of the service it was about", "senior-travel-card", allow_none=True)
    about = plain("of what: application, appointment, call, account, message", "application")
    about_id = fields.UUID(required=True, allow_none=True, metadata={"description": "its id"})
    read = fields.List(fields.Nested(FieldSchema), required=True, metadata={"description": "what was read"})


class AccessesSchema(Shown):
    """A page of readings."""

    items = fields.List(fields.Nested(AccessSchema), required=True)
    next = next_number()


@area.get("/history")
@who(Who.SIGNED_IN)
@area.takes(HistoryQuery, where="query")
@area.gives(200, AccessesSchema)
def who_saw_my_data(query: dict[str, Any]) -> dict[str, Any]:
    """Who read the person's data, newest first. Their own readings are not in it."""
    wanted = Filter(**{name: query[name] for name in ("kind", "service", "since", "until")})
    with reading() as session:
        account = me().account_id
        found = queries.of_person(session, account, wanted, after=query["after"], limit=query["limit"] + 1)
        page = page_of(found, lambda each: each.number, query["limit"])
        return page | {"items": _in_words(session, page["items"])}


@area.get(f"/history/<int(min=1, max={LARGEST_ID}):number>")
@who(Who.SIGNED_IN)
@area.gives(200, AccessSchema)
@area.may_fail(NotFound)
def one_reading(number: int) -> dict[str, Any]:
    """One reading of the person's data."""
    with reading() as session:
        return _in_words(session, [queries.one_of(session, me().account_id, number)])[0]


def _in_words(session: Session, found: Sequence[Seen]) -> list[dict[str, Any]]:
    names = Names(
        text=translator().text,
        moment=formats().moment,
        office=lambda office: translator().text(parts().diary.office_name(office)),
        service=lambda service, version: parts().service_at(session, service, version),
        helpers=helpers_named(session, me().account_id, {each.mandate_id for each in found if each.mandate_id}),
    )
    return [_row(each, tell(each, names)) for each in found]


def _row(seen: Seen, told: Told) -> dict[str, Any]:
    labels = [{"id": name, "label": label} for name, label in zip(seen.fields, told.fields, strict=True)]
    return {name: getattr(seen, name) for name in SAME} | {"who": told.who, "sentence": told.sentence, "read": labels}
