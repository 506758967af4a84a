"""What can be booked: the kinds of appointment, and the weekly plan of each office."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from itertools import pairwise
from typing import Any, Protocol

from marshmallow import Schema, fields, validate

from backend.domain.catalogue.hours import DAYS, Hours, some_days
from flows.load import Problem
from flows.service import Question, Service

NEEDS = ("interpreter", "hearing_loop", "step_free", "home_visit", "longer", "companion")
LONGER = "longer"
OF_THE_OFFICE = frozenset({"home_visit", "step_free"})
"""What nobody needs who is visited at home."""
MIDNIGHT = time(0)
FILE = "appointments.yaml"


@dataclass(frozen=True, slots=True)
class Bookable:
    """One kind of appointment.

    A visit lasts `minutes`, or `longer_minutes` for who needs more time. `days_ahead` is how far the calendar is open.
    Where it is `at_home`, somebody of the office comes to the person, and nobody is told to come to the office.
    """

    id: str
    name: str
    summary: str
    minutes: int
    longer_minutes: int | None
    bring: tuple[str, ...]
    offices: tuple[str, ...]
    change_until_hours: int
    days_ahead: int
    at_home: bool = False


@dataclass(frozen=True, slots=True)
class Schedule:
    """When an office takes people for a kind, week by week, and how many at once.

    Of `capacity`, `counter_only` places are kept for bookings at the counter and by telephone, and `same_day` places
    open only on the day itself. `staff` is empty where it is with nobody in particular. `closes` 00:00 ends the day.
    """

    office: str
    kind: str
    staff: str
    days: tuple[str, ...]
    opens: time
    closes: time
    capacity: int
    counter_only: int
    same_day: int

    def on(self, day: date) -> bool:
        """Whether it holds on this day of the week."""
        return DAYS[day.weekday()] in self.days


@dataclass(frozen=True, slots=True)
class Bookables:
    """All that can be booked in a city; nothing at all where it has no such file."""

    kinds: Mapping[str, Bookable] = field(default_factory=dict)
    schedules: tuple[Schedule, ...] = ()
    needs: tuple[str, ...] = ()

    def of(self, office: str, *, coming: bool = False) -> list[Bookable]:
        """What can be booked at an office; of that, with `coming`, only what people come to the office for."""
        return [each for each in self.kinds.values() if office in each.offices and not (coming and each.at_home)]

    def needs_for(self, kind: Bookable) -> tuple[str, ...]:
        """What people may ask for with a kind; no longer time where it has none, no way to us where we come to them."""
        without = (OF_THE_OFFICE if kind.at_home else frozenset()) | (set() if kind.longer_minutes else {LONGER})
        return tuple(each for each in self.needs if each not in without)


def _text(longest: int, **options: Any) -> fields.String:
    return fields.String(validate=validate.Length(1, longest), **options)


def _whole(least: int, most: int, **options: Any) -> fields.Integer:
    return fields.Integer(strict=True, validate=validate.Range(least, most), **options)


class _KindSchema(Schema):
    id = fields.String(required=True, validate=validate.Regexp(r"^[a-z][a-z0-9-]{0,59}$"))
    name, summary = _text(80, required=True), _text(400, required=True)
    minutes = _whole(5, 480, required=True)
    longer_minutes = _whole(5, 480, load_default=None)
    bring = fields.List(_text(200), load_default=[], validate=validate.Length(max=20))
    offices = fields.List(_text(60), required=True, validate=validate.Length(1, 2000))
    change_until_hours = _whole(0, 24 * 30, load_default=2)
    days_ahead = _whole(1, 365, load_default=60)
    at_home = fields.Boolean(load_default=False)


class _ScheduleSchema(Schema):
    office, kind = _text(60, required=True), _text(60, required=True)
    staff = _text(80, load_default="", data_key="with")
    days = some_days()
    opens = fields.Time(required=True, data_key="from")
    closes = fields.Time(required=True, data_key="to")
    capacity = _whole(1, 100, load_default=1)
    counter_only, same_day = _whole(0, 100, load_default=0), _whole(0, 100, load_default=0)


class BookablesSchema(Schema):
    """The form of the file."""

    kinds = fields.List(fields.Nested(_KindSchema), required=True, validate=validate.Length(1, 100))
    schedules = fields.List(fields.Nested(_ScheduleSchema), required=True, validate=validate.Length(1, 5000))
    needs = fields.List(fields.String(validate=validate.OneOf(NEEDS)), load_default=[])


def bookables(raw: Mapping[str, Any]) -> Bookables:
    """Make it of what the schema has read."""
    kinds = [Bookable(**each | {key: tuple(each[key]) for key in ("bring", "offices")}) for each in raw["kinds"]]
    return Bookables(
        {kind.id: kind for kind in kinds},
        tuple(Schedule(**each | {"days": tuple(each["days"])}) for each in raw["schedules"]),
        tuple(raw["needs"]),
    )


class _Office(Protocol):
    """What must be known of an office to plan its times."""

    @property
    def hours(self) -> Collection[Hours]: ...


def problems_of(found: Bookables, offices: Mapping[str, _Office]) -> Iterator[Problem]:
    """What does not fit together, each with its place."""
    for kind in found.kinds.values():
        where = f"{FILE} kinds.{kind.id}"
        for office in kind.offices:
            if office not in offices:
                yield Problem(f"{where}.offices", f"there is no office '{office}'")
        if kind.longer_minutes is not None and (
            kind.longer_minutes <= kind.minutes or kind.longer_minutes % kind.minutes
        ):
            yield Problem(f"{where}.longer_minutes", f"must be a multiple of minutes, such as {2 * kind.minutes}")
    for number, schedule in enumerate(found.schedules):
        yield from _schedule_problems(found, schedule, f"{FILE} schedules.{number}")
        if schedule.office in offices:
            yield from _closed_doors(schedule, offices[schedule.office], f"{FILE} schedules.{number}")
    yield from _overlaps(found)


def service_problems(found: Bookables, services: Iterable[Service]) -> Iterator[Problem]:
    """Questions for a time of which the city has none to give, and at which nobody can say what they need."""
    for service in services:
        for question in service.questions:
            if question.type != "slot":
                continue
            place = f"services/{service.id}.yaml questions.{question.id}"
            kind = found.kinds.get(question.limits["kind"])
            if kind is None:
                yield Problem(f"{place}.kind", f"there is no kind '{question.limits['kind']}' in {FILE}")
            else:
                yield from _needs_problems(found.needs_for(kind), service, question, place)


def _needs_problems(known: tuple[str, ...], service: Service, question: Question, place: str) -> Iterator[Problem]:
    named = question.limits.get("needs")
    if named is None:
        if known:
            yield Problem(place, "say in 'needs' which question, of type choices, asks what people need for the visit")
        return
    asked = service.by_id[named]
    if not asked.optional:
        yield Problem(f"services/{service.id}.yaml questions.{named}", "is optional, for most people need nothing")
    for option in asked.options:
        if option.id not in known:
            what = f"'{option.id}' is not a need of this kind: {', '.join(known)}"
            yield Problem(f"services/{service.id}.yaml questions.{named}.options", what)


def _schedule_problems(found: Bookables, schedule: Schedule, where: str) -> Iterator[Problem]:
    kind = found.kinds.get(schedule.kind)
    if kind is None:
        yield Problem(f"{where}.kind", f"there is no kind '{schedule.kind}'")
    elif schedule.office not in kind.offices:
        yield Problem(f"{where}.office", f"'{schedule.kind}' names no office '{schedule.office}'")
    if schedule.closes != MIDNIGHT and schedule.closes <= schedule.opens:
        yield Problem(f"{where}.to", "must be later than 'from'; 00:00 is the midnight that ends the day")
    if schedule.counter_only + schedule.same_day > schedule.capacity:
        yield Problem(f"{where}.capacity", "is less than counter_only and same_day together")


def _closed_doors(schedule: Schedule, office: _Office, where: str) -> Iterator[Problem]:
    """Nobody must be asked to come while the doors are closed."""
    for day in schedule.days:
        open_then = any(
            day in hours.days and hours.opens <= schedule.opens and schedule.closes <= hours.closes
            for hours in office.hours
        )
        if not open_then or schedule.closes == MIDNIGHT:
            yield Problem(where, f"the office is not open then on {day}")


def _overlaps(found: Bookables) -> Iterator[Problem]:
    """Two plans of the same place for the same time would each promise the room of the other.

    A person with a name is one person, whatever they are seen for and wherever: nobody is in two places at once.
    """
    planned: dict[tuple[str, ...], list[tuple[time, time, int]]] = {}
    for number, each in enumerate(found.schedules):
        whose = (each.staff,) if each.staff else (each.office, each.kind)
        for day in each.days:
            planned.setdefault((*whose, day), []).append((each.opens, each.closes, number))
    for (*_, day), times in planned.items():
        times.sort()
        for (_, closes, one), (opens, _, other) in pairwise(times):
            if closes == MIDNIGHT or opens < closes:
                yield Problem(f"{FILE} schedules.{other}", f"overlaps with schedules.{one} on {day}")
