"""The city's content folder: who the city is, its offices, its demo people."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import phonenumbers
from marshmallow import Schema, ValidationError, fields, validate

from backend.domain.catalogue.bookables import FILE as APPOINTMENTS
from backend.domain.catalogue.bookables import Bookables, BookablesSchema, bookables, problems_of, service_problems
from backend.domain.catalogue.city_map import FILE as MAP
from backend.domain.catalogue.city_map import CityMap, MapSchema, city_map
from backend.domain.catalogue.files import each_loaded, read_file, read_texts
from backend.domain.catalogue.fit import Known, unfitting
from backend.domain.catalogue.glossary import FILE as GLOSSARY
from backend.domain.catalogue.glossary import GlossarySchema, Term, terms_of
from backend.domain.catalogue.hours import (
    DAYS,
    CallHours,
    CallsSchema,
    Holiday,
    HolidaysSchema,
    Hours,
    HoursSchema,
    call_hours,
)
from backend.domain.catalogue.hours import FILE as HOLIDAYS
from backend.domain.catalogue.lessons import read_lessons
from backend.domain.catalogue.places import Place
from backend.domain.catalogue.registers import FILE as REGISTERS
from backend.domain.catalogue.registers import CityRegister, RegistersSchema, register_problems, registers
from backend.domain.catalogue.synonyms import FILE as SYNONYMS
from backend.domain.catalogue.synonyms import Synonyms, SynonymsSchema, synonyms
from backend.domain.catalogue.texts import Places, load_texts
from backend.domain.catalogue.work_days import WorkDays
from backend.domain.identity.rules import ROLES
from flows.load import LONGEST_KEPT, Problem, load_service
from flows.service import Service
from i18n.languages import LANGUAGES
from tutorials.lesson import Lesson

CITIZEN = "citizen"
CITY_FILE = "city.yaml"
MOST_AT_HAND, USUALLY_AT_HAND = 6, 3
LONGEST_COUNTER = 40


class ContentBroken(Exception):
    """The content folder cannot be used; `problems` name each file, place and mistake."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Help:
    """How a person reaches a person."""

    phone: str
    hours: str
    text: str


@dataclass(frozen=True, slots=True)
class City:
    """The city. `keep_months`: where a service says nothing else. `at_hand`: the services on its first page."""

    id: str
    name: str
    region: str
    currency: str
    time_zone: str
    languages: tuple[str, ...]
    help: Help
    calls: CallHours
    keep_months: int
    at_hand: tuple[str, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the city."""
        return ZoneInfo(self.time_zone)


@dataclass(frozen=True, slots=True)
class Office:
    """A place where a person can go.

    Its hours are by the clock of its own `time_zone`, or of the city's where it has none. `counters` are where people
    are called to. `closed` are the days on which it takes nobody.
    """

    id: str
    name: str
    address: tuple[str, ...]
    phone: str
    hours: tuple[Hours, ...]
    getting_there: str
    place: Place | None = None
    time_zone: str | None = None
    counters: tuple[str, ...] = ()
    closed: tuple[Holiday, ...] = ()

    def usual_on(self, weekday: str) -> tuple[Hours, ...]:
        """The opening hours on a day of the week such as 'mon', in order; none when it is closed."""
        return tuple(sorted((each for each in self.hours if weekday in each.days), key=lambda each: each.opens))

    def open_on(self, day: date) -> tuple[Hours, ...]:
        """The opening hours on one day, in order; none when it is closed."""
        return () if self.why_closed(day) else self.usual_on(DAYS[day.weekday()])

    def why_closed(self, day: date) -> str | None:
        """Why a day is not like others of its weekday: the name of the holiday; None if it is no such day."""
        return next((each.why for each in self.closed if each.date == day), None)

    def zone(self, of_city: ZoneInfo) -> ZoneInfo:
        """Its time zone."""
        return ZoneInfo(self.time_zone) if self.time_zone else of_city

    def is_open(self, moment: datetime, of_city: ZoneInfo) -> bool:
        """Whether the doors are open at this moment."""
        local = moment.astimezone(self.zone(of_city))
        return any(each.opens <= local.time() < each.closes for each in self.open_on(local.date()))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody made up, to sign in as in a demo.

    Who works at the city does so for `offices`, or for all of it where there are none. `office` is where people read
    that they are.
    """

    name: str
    phone: str
    language: str
    role: str
    about: str
    office: str | None = None
    offices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Content:
    """All that a city's folder says. `documents` are its services and `texts` its articles, as they were written."""

    city: City
    offices: Mapping[str, Office]
    people: tuple[Person, ...]
    services: Mapping[str, Service]
    documents: Mapping[str, str]
    lessons: Mapping[str, Lesson]
    bookables: Bookables
    texts: Mapping[str, str]
    glossary: Mapping[str, Term] = field(default_factory=dict)
    synonyms: Synonyms = field(default_factory=dict)
    map: CityMap | None = None
    registers: Mapping[str, CityRegister] = field(default_factory=dict)

    @property
    def landmarks(self) -> Mapping[str, str]:
        """What is on the city's map, names by id; a city without a map has none."""
        return {each.id: each.name for each in self.map.landmarks} if self.map else {}

    @cached_property
    def work_days(self) -> WorkDays:
        """The city's working days: its holidays are the days on which every office is closed."""
        return WorkDays(self.city.zone, self.city.calls.holidays)

    @property
    def at_hand(self) -> list[Service]:
        """The services on the first page: those that the city chose, or else the first by name."""
        return [self.services[each] for each in self.city.at_hand] or list(self.services.values())[:USUALLY_AT_HAND]

    def zone_of(self, office_id: str) -> ZoneInfo:
        """The time zone of an office; the city's for one that is gone."""
        office = self.offices.get(office_id)
        return office.zone(self.city.zone) if office else self.city.zone

    def why_closed(self, office_id: str, day: date) -> str | None:
        """Why an office is closed on a day, by the city's folder; None if it is not."""
        office = self.offices.get(office_id)
        return office.why_closed(day) if office else None

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the city's places and people; nobody can say them in plainer words."""
        places = (line for office in self.offices.values() for line in (office.name, *office.address))
        practised = (lesson.person.name for lesson in self.lessons.values() if lesson.person)
        return (self.city.name, *places, *practised, *(person.name for person in self.people))

    def lesson_of(self, service_id: str) -> Lesson | None:
        """The lesson that teaches this service, if there is one."""
        return next((lesson for lesson in self.lessons.values() if lesson.service == service_id), None)


def _words(longest: int = 400) -> fields.String:
    return fields.String(required=True, validate=validate.Length(1, longest))


def _phone() -> fields.String:
    return fields.String(required=True, validate=_possible_phone)


def _possible_phone(number: str) -> None:
    try:
        possible = phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        possible = False
    if not possible:
        raise ValidationError("is not a phone number with its country, such as +441632960100")


def _language() -> fields.String:
    return fields.String(required=True, validate=validate.OneOf(tuple(LANGUAGES)))


def _each_once(values: list[str]) -> None:
    if len(set(values)) != len(values):
        raise ValidationError("names something twice")


class _HelpSchema(Schema):
    phone, hours, text = _phone(), _words(), _words()


def _time_zone(**options: Any) -> fields.String:
    return fields.String(validate=validate.OneOf(sorted(available_timezones())), **options)


class _CitySchema(Schema):
    id, name = _words(60), _words(80)
    region = fields.String(required=True, validate=validate.OneOf(sorted(phonenumbers.SUPPORTED_REGIONS)))
    currency = fields.String(required=True, validate=validate.Regexp(r"^[A-Z]{3}$"))
    time_zone = _time_zone(required=True)
    languages = fields.List(_language(), required=True, validate=[validate.Length(1, 30), _each_once])
    help = fields.Nested(_HelpSchema, required=True)
    calls = fields.Nested(CallsSchema, required=True)
    keep_months = fields.Integer(required=True, strict=True, validate=validate.Range(1, LONGEST_KEPT))
    at_hand = fields.List(_words(60), load_default=[], validate=[validate.Length(max=MOST_AT_HAND), _each_once])


class _PlaceSchema(Schema):
    latitude = fields.Float(required=True, validate=validate.Range(-90, 90))
    longitude = fields.Float(required=True, validate=validate.Range(-180, 180))


class _OfficeSchema(Schema):
    id, name = _words(60), _words(80)
    address = fields.List(_words(120), required=True, validate=validate.Length(1, 6))
    phone, getting_there = _phone(), _words()
    hours = fields.List(fields.Nested(HoursSchema), required=True, validate=validate.Length(1, 14))
    place = fields.Nested(_PlaceSchema, load_default=None)
    time_zone = _time_zone(load_default=None)
    counters = fields.List(
        fields.String(validate=validate.Length(1, LONGEST_COUNTER)),
        load_default=[],
        validate=[validate.Length(max=100), _each_once],
    )


class _OfficesSchema(Schema):
    offices = fields.List(fields.Nested(_OfficeSchema), required=True, validate=validate.Length(1, 2000))


class _PersonSchema(Schema):
    name, phone, language, about = _words(80), _phone(), _language(), _words()
    role = fields.String(required=True, validate=validate.OneOf((CITIZEN, *ROLES)))
    offices = fields.List(_words(60), load_default=[], validate=[validate.Length(max=200), _each_once])
    office = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 60))


class _PeopleSchema(Schema):
    people = fields.List(fields.Nested(_PersonSchema), required=True, validate=validate.Length(0, 100))


def load_content(folder: Path) -> Content:
    """Read a city's folder; raises `ContentBroken` with all that is wrong in it."""
    problems: list[Problem] = []
    holidays = _holidays(folder / HOLIDAYS, problems)
    city = _city(read_file(folder / CITY_FILE, _CitySchema(), problems), holidays)
    read_offices = read_file(folder / "offices.yaml", _OfficesSchema(), problems).get("offices", [])
    offices = [_office(raw, holidays) for raw in read_offices]
    people = [_person(raw) for raw in read_file(folder / "people.yaml", _PeopleSchema(), problems).get("people", [])]
    documents = read_texts(folder, "services", problems)
    services = dict(each_loaded(documents, load_service, "services", problems))
    taught, lessons = read_lessons(folder, city.name if city else "", problems)
    known = {office.id: office for office in offices}
    counted = Counter(office.id for office in offices)
    problems += [Problem(f"offices.yaml offices.{each}", "is there twice") for each in counted if counted[each] > 1]
    problems += _unknown_offices(services.values(), people, holidays, known)
    at_hand = set(city.at_hand if city else ()) - set(documents)
    problems += [Problem(f"{CITY_FILE} at_hand", f"there is no service '{each}'") for each in sorted(at_hand)]
    glossary = _glossary(folder / GLOSSARY, problems)
    appointments = _bookables(folder / APPOINTMENTS, known, problems)
    drawn = _map(folder, problems)
    landmarks = {each.id for each in drawn.landmarks} if drawn else set()
    problems += unfitting(services.values(), Known(known, landmarks))
    problems += service_problems(appointments, services.values())
    meant = _synonyms(folder / SYNONYMS, problems)
    asked = _registers(folder / REGISTERS, problems)
    problems += register_problems(asked, services.values(), known)
    # A link to a service that is broken itself is not dead: its file is there.
    texts = load_texts(folder, Places(documents, known, taught), problems)
    if problems or city is None:
        raise ContentBroken(problems)
    rest = (lessons, appointments, texts, glossary, meant, drawn, asked)
    return Content(city, known, tuple(people), services, documents, *rest)


def _city(raw: dict[str, Any], holidays: tuple[Holiday, ...]) -> City | None:
    if not raw:
        return None
    calls = call_hours(raw["calls"], holidays)
    lists = {name: tuple(raw[name]) for name in ("languages", "at_hand")}
    return City(**raw | lists | {"help": Help(**raw["help"]), "calls": calls})


def _holidays(path: Path, problems: list[Problem]) -> tuple[Holiday, ...]:
    """The days that are no working days; a city that names none has no such file."""
    raw = read_file(path, HolidaysSchema(), problems) if path.exists() else {}
    return tuple(Holiday(**each) for each in raw.get("holidays", ()))


def _bookables(path: Path, offices: Mapping[str, Office], problems: list[Problem]) -> Bookables:
    """What can be booked; a city that books nothing has no such file."""
    raw = read_file(path, BookablesSchema(), problems) if path.exists() else {}
    if not raw:
        return Bookables()
    found = bookables(raw)
    problems.extend(problems_of(found, offices))
    return found


def _glossary(path: Path, problems: list[Problem]) -> dict[str, Term]:
    """The terms by id; a city that explains none has no such file."""
    terms = terms_of(read_file(path, GlossarySchema(), problems)) if path.exists() else []
    counted = Counter(term.id for term in terms)
    problems += [Problem(f"{GLOSSARY} terms.{each}", "is there twice") for each in counted if counted[each] > 1]
    return {term.id: term for term in terms}


def _synonyms(path: Path, problems: list[Problem]) -> Synonyms:
    """The words that people use; a city that lists none has no such file."""
    raw = read_file(path, SynonymsSchema(), problems) if path.exists() else {}
    return synonyms(raw) if raw else {}


def _registers(path: Path, problems: list[Problem]) -> dict[str, CityRegister]:
    """The registers that may be asked about people; a city that asks none has no such file."""
    raw = read_file(path, RegistersSchema(), problems) if path.exists() else {}
    return registers(raw) if raw else {}


def _map(folder: Path, problems: list[Problem]) -> CityMap | None:
    """The city's map; a city that ships none has no such file, and places are told in words."""
    path = folder / MAP
    raw = read_file(path, MapSchema(), problems) if path.exists() else {}
    return city_map(raw, folder, problems) if raw else None


def _unknown_offices(
    services: Iterable[Service], people: Iterable[Person], holidays: Iterable[Holiday], known: Container[str]
) -> Iterator[Problem]:
    """Offices that decide, hear appeals, have staff or are closed, and are not there."""
    for service in services:
        named = {"office": service.office} | ({"appeal.office": service.appeal.office} if service.appeal else {})
        for where, office in named.items():
            if office not in known:
                yield Problem(f"services/{service.id}.yaml {where}", f"there is no office '{office}'")
    for person in people:
        for office in (*person.offices, *([person.office] if person.office else [])):
            if office not in known:
                yield Problem(f"people.yaml {person.name}", f"there is no office '{office}'")
    for number, each in enumerate(holidays):
        if each.office is not None and each.office not in known:
            yield Problem(f"{HOLIDAYS} holidays.{number}.office", f"there is no office '{each.office}'")


def _person(raw: dict[str, Any]) -> Person:
    return Person(**raw | {"offices": tuple(raw["offices"])})


def _office(raw: dict[str, Any], holidays: tuple[Holiday, ...]) -> Office:
    hours = tuple(Hours(tuple(each["days"]), each["opens"], each["closes"]) for each in raw["hours"])
    place = Place(**raw["place"]) if raw["place"] else None
    closed = tuple(each for each in holidays if each.office in {None, raw["id"]})
    lists = {"address": tuple(raw["address"]), "counters": tuple(raw["counters"]), "hours": hours}
    return Office(**raw | lists | {"place": place, "closed": closed})
