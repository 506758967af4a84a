"""The city's content folder: who the city is, its offices, its demo people."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import phonenumbers
from marshmallow import Schema, ValidationError, fields, validate

from backend.domain.catalogue.bookables import DAYS, Bookables, BookablesSchema, bookables, problems_of
from backend.domain.catalogue.bookables import FILE as APPOINTMENTS
from backend.domain.catalogue.glossary import FILE as GLOSSARY
from backend.domain.catalogue.glossary import GlossarySchema, Term, terms_of
from backend.domain.catalogue.places import Place
from backend.domain.catalogue.synonyms import FILE as SYNONYMS
from backend.domain.catalogue.synonyms import Synonyms, SynonymsSchema, synonyms
from backend.domain.catalogue.texts import Places, load_texts
from flows.load import Problem, ServiceBroken, load_service, read_yaml
from flows.service import Service
from i18n.languages import LANGUAGES
from tutorials.curriculum import OWN
from tutorials.lesson import Lesson
from tutorials.load import LessonBroken, load_lesson

ROLES = ("citizen", "caseworker", "publisher")


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
    """The city and its ways."""

    id: str
    name: str
    region: str
    currency: str
    time_zone: str
    languages: tuple[str, ...]
    help: Help


@dataclass(frozen=True, slots=True)
class Hours:
    """On which days an office is open from when to when, in the city's time."""

    days: tuple[str, ...]
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Office:
    """A place where a person can go."""

    id: str
    name: str
    address: tuple[str, ...]
    phone: str
    hours: tuple[Hours, ...]
    getting_there: str
    place: Place | None = None

    def open_on(self, day: date) -> tuple[Hours, ...]:
        """The opening hours on one day, in order; none when it is closed."""
        name = DAYS[day.weekday()]
        return tuple(sorted((each for each in self.hours if name in each.days), key=lambda each: each.opens))

    def is_open(self, moment: datetime, time_zone: str) -> bool:
        """Whether the doors are open at this moment."""
        local = moment.astimezone(ZoneInfo(time_zone))
        return any(each.opens <= local.time() < each.closes for each in self.open_on(local.date()))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody made up, to sign in as in a demo."""

    name: str
    phone: str
    language: str
    role: str
    about: str


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


class _CitySchema(Schema):
    id, name = _words(60), _words(80)
    region = fields.String(required=True, validate=validate.OneOf(sorted(phonenumbers.SUPPORTED_REGIONS)))
    currency = fields.String(required=True, validate=validate.Regexp(r"^[A-Z]{3}$"))
    time_zone = fields.String(required=True, validate=validate.OneOf(sorted(available_timezones())))
    languages = fields.List(_language(), required=True, validate=[validate.Length(1, 30), _each_once])
    help = fields.Nested(_HelpSchema, required=True)


class _HoursSchema(Schema):
    days = fields.List(fields.String(validate=validate.OneOf(DAYS)), required=True, validate=validate.Length(1, 7))
    opens, closes = fields.Time(required=True), fields.Time(required=True)


class _PlaceSchema(Schema):
    latitude = fields.Float(required=True, validate=validate.Range(-90, 90))
    longitude = fields.Float(required=True, validate=validate.Range(-180, 180))


class _OfficeSchema(Schema):
    id, name = _words(60), _words(80)
    address = fields.List(_words(120), required=True, validate=validate.Length(1, 6))
    phone, getting_there = _phone(), _words()
    hours = fields.List(fields.Nested(_HoursSchema), required=True, validate=validate.Length(1, 14))
    place = fields.Nested(_PlaceSchema, load_default=None)


class _OfficesSchema(Schema):
    offices = fields.List(fields.Nested(_OfficeSchema), required=True, validate=validate.Length(1, 2000))


class _PersonSchema(Schema):
    name, phone, language, about = _words(80), _phone(), _language(), _words()
    role = fields.String(required=True, validate=validate.OneOf(ROLES))


class _PeopleSchema(Schema):
    people = fields.List(fields.Nested(_PersonSchema), required=True, validate=validate.Length(0, 100))


def load_content(folder: Path) -> Content:
    """Read a city's folder; raises `ContentBroken` with all that is wrong in it."""
    problems: list[Problem] = []
    city = _city(_read(folder / "city.yaml", _CitySchema(), problems))
    offices = [_office(raw) for raw in _read(folder / "offices.yaml", _OfficesSchema(), problems).get("offices", [])]
    people = [Person(**raw) for raw in _read(folder / "people.yaml", _PeopleSchema(), problems).get("people", [])]
    documents = _documents(folder, "services", problems)
    services = dict(_each(documents, load_service, "services", problems))
    # What every phone needs learning for comes with the product; a city's own lesson of the same name takes its place.
    taught = _documents(folder, "lessons", problems)
    taught |= {name: text for name, text in _documents(OWN, "lessons", problems).items() if name not in taught}
    lessons = dict(_each(taught, load_lesson, "lessons", problems))
    known = {office.id: office for office in offices}
    counted = Counter(office.id for office in offices)
    problems += [Problem(f"offices.yaml offices.{each}", "is there twice") for each in counted if counted[each] > 1]
    problems += [
        Problem(f"services/{service.id}.yaml office", f"there is no office '{service.office}'")
        for service in services.values()
        if service.office not in known
    ]
    glossary = _glossary(folder / GLOSSARY, problems)
    appointments = _bookables(folder / APPOINTMENTS, known, problems)
    problems += _unknown_kinds(services.values(), appointments)
    meant = _synonyms(folder / SYNONYMS, problems)
    # A link to a service that is broken itself is not dead: its file is there.
    texts = load_texts(folder, Places(documents, known, taught), problems)
    if problems or city is None:
        raise ContentBroken(problems)
    return Content(city, known, tuple(people), services, documents, lessons, appointments, texts, glossary, meant)


def _read(path: Path, schema: Schema, problems: list[Problem]) -> dict[str, Any]:
    try:
        data: dict[str, Any] = schema.load(read_yaml(path.read_text()))
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(path.name, f"cannot be read: {error}"))
    except ServiceBroken as error:
        problems.extend(Problem(f"{path.name} {each.where}", each.what) for each in error.problems)
    except ValidationError as error:
        problems.extend(Problem(f"{path.name} {key}", what) for key, what in _flat(error.messages))
    else:
        return data
    return {}


def _documents(folder: Path, kind: str, problems: list[Problem]) -> dict[str, str]:
    documents = {}
    for path in sorted((folder / kind).glob("*.yaml")):
        try:
            documents[path.stem] = path.read_text()
        except (OSError, UnicodeDecodeError) as error:
            problems.append(Problem(f"{kind}/{path.name}", f"cannot be read: {error}"))
    return documents


def _flat(messages: Any, path: str = "") -> list[tuple[str, str]]:
    if isinstance(messages, dict):
        return [each for key, value in messages.items() for each in _flat(value, f"{path}.{key}".strip("."))]
    return [(path, " ".join(messages))]


def _each(documents: Mapping[str, str], load: Any, kind: str, problems: list[Problem]) -> Any:
    for name, text in documents.items():
        try:
            loaded = load(text)
        except (ServiceBroken, LessonBroken) as error:
            problems.extend(Problem(f"{kind}/{name}.yaml {each.where}", each.what) for each in error.problems)
            continue
        if loaded.id != name:
            problems.append(Problem(f"{kind}/{name}.yaml id", f"is '{loaded.id}', but the file is named '{name}'"))
        yield loaded.id, loaded


def _city(raw: dict[str, Any]) -> City | None:
    if not raw:
        return None
    return City(**raw | {"languages": tuple(raw["languages"]), "help": Help(**raw["help"])})


def _bookables(path: Path, offices: Mapping[str, Office], problems: list[Problem]) -> Bookables:
    """What can be booked; a city that books nothing has no such file."""
    raw = _read(path, BookablesSchema(), problems) if path.exists() else {}
    if not raw:
        return Bookables()
    found = bookables(raw)
    problems.extend(problems_of(found, offices))
    return found


def _glossary(path: Path, problems: list[Problem]) -> dict[str, Term]:
    """The terms by id; a city that explains none has no such file."""
    terms = terms_of(_read(path, GlossarySchema(), problems)) if path.exists() else []
    counted = Counter(term.id for term in terms)
    problems += [Problem(f"{GLOSSARY} terms.{each}", "is there twice") for each in counted if counted[each] > 1]
    return {term.id: term for term in terms}


def _synonyms(path: Path, problems: list[Problem]) -> Synonyms:
    """The words that people use; a city that lists none has no such file."""
    raw = _read(path, SynonymsSchema(), problems) if path.exists() else {}
    return synonyms(raw) if raw else {}


def _unknown_kinds(services: Iterable[Service], found: Bookables) -> Iterator[Problem]:
    """Questions for a time of which the city has none to give."""
    for service in services:
        for question in service.questions:
            if question.type == "slot" and question.limits["kind"] not in found.kinds:
                what = f"there is no kind '{question.limits['kind']}' in {APPOINTMENTS}"
                yield Problem(f"services/{service.id}.yaml questions.{question.id}.kind", what)


def _office(raw: dict[str, Any]) -> Office:
    hours = tuple(Hours(tuple(each["days"]), each["opens"], each["closes"]) for each in raw["hours"])
    place = Place(**raw["place"]) if raw["place"] else None
    return Office(**raw | {"address": tuple(raw["address"]), "hours": hours, "place": place})
