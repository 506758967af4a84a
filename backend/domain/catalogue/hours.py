"""When doors are open and people are at work: hours of the week, the days that are closed, and when the city calls."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PARTS = ("morning", "afternoon")
FILE = "holidays.yaml"


@dataclass(frozen=True, slots=True)
class Hours:
    """On which days of the week something is open from when to when, by the clock of its place."""

    days: tuple[str, ...]
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day on which one office is closed, or with `office` None all of them; nobody is called then either."""

    date: date
    office: str | None
    why: str


@dataclass(frozen=True, slots=True)
class CallHours:
    """When the city calls those who asked to be called: on which days, and from when to when in each part of a day."""

    days: tuple[str, ...]
    windows: Mapping[str, tuple[time, time]]
    holidays: frozenset[date] = frozenset()

    def on(self, day: date) -> bool:
        """Whether the city calls on this day."""
        return DAYS[day.weekday()] in self.days and day not in self.holidays


def some_days() -> fields.List[str]:
    """Days of the week, at least one."""
    return fields.List(fields.String(validate=validate.OneOf(DAYS)), required=True, validate=validate.Length(1, 7))


class WindowSchema(Schema):
    """From when to when."""

    opens, closes = fields.Time(required=True), fields.Time(required=True)

    @validates_schema
    def _in_order(self, data: Mapping[str, Any], **_: Any) -> None:
        if data["closes"] <= data["opens"]:
            raise ValidationError("must be later than opens", "closes")


class HoursSchema(Schema):
    """Hours on some days of the week."""

    days = some_days()
    opens, closes = fields.Time(required=True), fields.Time(required=True)


class CallsSchema(Schema):
    """When the city calls."""

    days = some_days()
    morning, afternoon = fields.Nested(WindowSchema, required=True), fields.Nested(WindowSchema, required=True)


class _HolidaySchema(Schema):
    date = fields.Date(required=True)
    office = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 60))
    why = fields.String(required=True, validate=validate.Length(1, 200))


class HolidaysSchema(Schema):
    """The form of the file."""

    holidays = fields.List(fields.Nested(_HolidaySchema), required=True, validate=validate.Length(max=2000))


def call_hours(raw: Mapping[str, Any], holidays: tuple[Holiday, ...]) -> CallHours:
    """Make it of what the schema has read; the days on which every office is closed are nobody's to call on."""
    windows = {part: (raw[part]["opens"], raw[part]["closes"]) for part in PARTS}
    return CallHours(tuple(raw["days"]), windows, frozenset(each.date for each in holidays if each.office is None))
