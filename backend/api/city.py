"""The city, and where a person can go."""

from collections.abc import Sequence
from typing import Any

from flask import Response
from marshmallow import fields, validate

from backend.api.area import Area, catalogue_answer, page_by_id
from backend.api.door import formats, parts, reading, who
from backend.api.schemas import ById, Shown, Words, next_id, plain, words
from backend.core import clock
from backend.domain.appointments.office_day import DayOff, days_off, is_open
from backend.domain.catalogue.city import Office
from backend.domain.catalogue.errors import NotFound
from backend.domain.catalogue.hours import DAYS, Hours
from backend.domain.identity.rules import MODES, TEXT_SIZES, THEMES, Who

area = Area("City", __name__, "The city itself: whom to ask, and where to go.")


class LanguageSchema(Shown):
    """A language that the city speaks."""

    tag = plain("BCP 47 tag", "zh-Hans")
    name = plain("its name in itself", "简体中文", attribute="own_name")
    direction = fields.String(required=True, validate=validate.OneOf(["ltr", "rtl"]))


class HelpSchema(Shown):
    """How a person reaches a person."""

    phone = plain("E.164", "+441632960100")
    hours = words("when somebody answers", "Monday to Friday, 8 am to 8 pm.")
    text = words("what to expect", "A person answers, not a machine.")


class CitySchema(Shown):
    """The city and its ways."""

    id = plain("stable id", "harbour-city")
    name = words("its name", "Harbour City")
    help = fields.Nested(HelpSchema, required=True)
    languages = fields.List(fields.Nested(LanguageSchema), required=True)
    text_sizes = fields.List(
        fields.Integer(), required=True, metadata={"description": "in percent", "example": list(TEXT_SIZES)}
    )
    themes = fields.List(fields.String(), required=True, metadata={"example": list(THEMES)})
    modes = fields.List(fields.String(), required=True, metadata={"example": list(MODES)})
    at_hand = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "ids of the services for the first page", "example": ["senior-travel-card"]},
    )
    region = plain("ISO 3166 country, for phone numbers", "GB")
    currency = plain("ISO 4217", "GBP")
    time_zone = plain("IANA name", "Europe/London")


class HoursSchema(Shown):
    """When an office is open, in the city's time."""

    days = fields.List(
        fields.String(validate=validate.OneOf(DAYS)), required=True, metadata={"example": ["mon", "tue"]}
    )
    opens = plain("HH:MM", "09:00")
    closes = plain("HH:MM", "17:00")
    words = plain("both in the reader's language", "9:00am to 5:00pm")


class DayOffSchema(Shown):
    """A day on which an office is closed."""

    date = fields.Date(required=True, metadata={"example": "2026-12-25"})
    why = words("why", "Christmas Day")


class PlaceSchema(Shown):
    """A point on the map, in degrees of WGS 84."""

    latitude = fields.Float(required=True, metadata={"example": 50.3571})
    longitude = fields.Float(required=True, metadata={"example": -2.4102})


class OfficeSchema(Shown):
    """A place where a person can go."""

    id = plain("stable id", "travel-desk")
    name = words("its name", "Harbour City Travel Desk")
    address = fields.List(fields.String(), required=True, metadata={"example": ["12 Quay Street", "HC1 2AB"]})
    phone = plain("E.164", "+441632960112")
    getting_there = words("how to get there", "Trams 1 and 4 stop outside.")
    time_zone = plain("IANA name; the hours are by its clock", "Europe/London")
    counters = fields.List(
        Words(), required=True, metadata={"description": "where people are called to", "example": ["Window 1"]}
    )
    hours = fields.List(fields.Nested(HoursSchema), required=True)
    today = fields.List(fields.Nested(HoursSchema), required=True, metadata={"description": "the hours of this day"})
    open_now = fields.Boolean(required=True)
    closed = fields.List(
        fields.Nested(DayOffSchema),
        required=True,
        metadata={"description": "days within the next two months on which it takes nobody"},
    )
    place = fields.Nested(
        PlaceSchema, required=True, allow_none=True, metadata={"description": "null where the city does not say"}
    )


class OfficesSchema(Shown):
    """A page of offices."""

    items = fields.List(fields.Nested(OfficeSchema), required=True)
    next = next_id()


class LandmarkSchema(Shown):
    """Something on the map that people know."""

    id = plain("what a question for a place takes", "mill-lane-library")
    name = words("what people call it", "Mill Lane Library")
    number = fields.Integer(required=True, metadata={"description": "that stands on the map", "example": 3})
    street = fields.Boolean(required=True)
    place = fields.Nested(PlaceSchema, required=True)


class MapSchema(Shown):
    """The city's own map. North is up; a point is as far across as its longitude is between west and east."""

    north = fields.Float(required=True, metadata={"description": "degrees of WGS 84", "example": 50.374})
    south = fields.Float(required=True, metadata={"example": 50.35})
    west = fields.Float(required=True, metadata={"example": -2.419})
    east = fields.Float(required=True, metadata={"example": -2.391})
    width = fields.Float(required=True, metadata={"description": "of the drawing", "example": 320})
    height = fields.Float(required=True, metadata={"example": 430})
    shapes = plain("the drawing: what stands inside <svg>, without colours; each shape has a class such as 'road'")
    landmarks = fields.List(fields.Nested(LandmarkSchema), required=True)


@area.get("/map")
@who(Who.ANYONE)
@area.gives(200, MapSchema, cached=True)
@area.may_fail(NotFound)
def city_map() -> Response:
    """The map of a question for a place, and the list that says the same in words."""
    drawn = parts().content.map
    if drawn is None:
        raise NotFound
    return catalogue_answer(MapSchema().dump(drawn))


@area.get("/city")
@who(Who.ANYONE)
@area.gives(200, CitySchema, cached=True)
def city() -> Response:
    """What the city is called, whom to ring for help, and what a reader can choose."""
    known, at_hand = parts().content.city, [each.id for each in parts().content.at_hand]
    choices = {"languages": parts().languages, "text_sizes": TEXT_SIZES, "themes": THEMES, "modes": MODES}
    same = {name: getattr(known, name) for name in ("id", "name", "help", "region", "currency", "time_zone")}
    return catalogue_answer(CitySchema().dump(same | choices | {"at_hand": at_hand}))


@area.get("/offices")
@who(Who.ANYONE)
@area.takes(ById, where="query")
@area.gives(200, OfficesSchema, cached=True)
@area.may_fail(NotFound)
def offices(query: dict[str, Any]) -> Response:
    """All offices, with their hours and whether they are open at this moment."""
    page = page_by_id(parts().content.offices, query.get("after"), query["limit"])
    with reading() as session:
        off = days_off(session, parts().diary, clock.now())
    shown = [_office(each, off[each.id]) for _, each in page["items"]]
    return catalogue_answer(OfficesSchema().dump({"items": shown, "next": page["next"]}))


@area.get("/offices/<string(maxlength=60):office_id>")
@who(Who.ANYONE)
@area.gives(200, OfficeSchema, cached=True)
@area.may_fail(NotFound)
def office(office_id: str) -> Response:
    """One office."""
    found = parts().content.offices.get(office_id)
    if found is None:
        raise NotFound
    with reading() as session:
        off = days_off(session, parts().diary, clock.now(), office_id)[office_id]
    return catalogue_answer(OfficeSchema().dump(_office(found, off)))


def _office(found: Office, off: Sequence[DayOff]) -> dict[str, Any]:
    now, diary = clock.now(), parts().diary
    today = diary.today(now, found.id)
    return {
        **{
            name: getattr(found, name)
            for name in ("id", "name", "address", "phone", "getting_there", "place", "counters")
        },
        "hours": [_hours(each) for each in found.hours],
        "time_zone": diary.zone_of(found.id).key,
        "today": [] if any(each.date == today for each in off) else [_hours(each) for each in found.open_on(today)],
        "open_now": is_open(diary, found, off, now),
        "closed": off,
    }


def _hours(hours: Hours) -> dict[str, Any]:
    opens, closes = formats().time(hours.opens), formats().time(hours.closes)
    return {
        "days": hours.days,
        "opens": f"{hours.opens:%H:%M}",
        "closes": f"{hours.closes:%H:%M}",
        "words": f"{opens} – {closes}",
    }
