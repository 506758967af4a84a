"""Whatever is sent, fitting or not, the API answers as its OpenAPI document says."""

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, settings
from schemathesis.config import GenerationConfig
from schemathesis.specs.openapi.checks import positive_data_acceptance

from backend.api import add_routes
from backend.api.spec import document
from backend.app import create_app
from backend.config import load
from backend.parts import build
from backend.worker import open_calendar
from tests.api.town import ANSWERS, CARD, Person, Town, begin, book, free_time, send
from tests.databases import Maker

EXAMPLES = 8
REFUSED = 2
"""Examples where whoever calls may not, whatever they send."""
RULES_BEYOND_THE_SCHEMA = {
    "PUT /api/v1/sign-ins/{sign_in_id}",  # whether a phone number is possible
    "PUT /api/v1/sign-ins/{sign_in_id}/code",  # whether it is the code
    "PUT /api/v1/applications/{application_id}/answers/{question}",  # each question has its own rules
    "PUT /api/v1/applications/{application_id}/answers/{group}/{entry}",  # what an entry's id is made of
    "PUT /api/v1/applications/{application_id}/answers/{group}/{entry}/{question}",  # the same
    "PUT /api/v1/applications/{application_id}/known-answers/{question}",  # whether the seal is the register's
    "PUT /api/v1/applications/{application_id}/corrections/{correction_id}",  # the same, and the question's own rules
    "PUT /api/v1/mandates/{mandate_id}",  # a day from today to a year ahead
    "POST /api/v1/helping",  # whether a phone number is possible, and whether it is the code
    "PUT /api/v1/desk/applications/{application_id}/decision",  # a refusal needs a reason
    "PUT /api/v1/desk/applications/{application_id}/proposal",  # the same
    "PUT /api/v1/desk/applications/{application_id}/assignment",  # whether somebody works at the office
    "PUT /api/v1/desk/applications/{application_id}/requests/{request_id}",  # words, or questions that were answered
    "PUT /api/v1/desk/batches/{batch_id}",  # asking needs words
    "POST /api/v1/desk/batch-looks",  # the same
    *(  # a text of blanks is none
        f"PUT /api/v1/{place}/{{words_id}}"
        for place in (
            "applications/{application_id}/messages",
            "applications/{application_id}/appeals",
            "desk/applications/{application_id}/messages",
            "desk/applications/{application_id}/notes",
            "desk/applications/{application_id}/returns",
        )
    ),
    "PUT /api/v1/applications/{application_id}/requests/{request_id}/answer",  # what is asked needs it
    "PUT /api/v1/appointments/{appointment_id}",  # whether the hold still runs
    "PUT /api/v1/appointments/{appointment_id}/time",  # the same
    "PUT /api/v1/desk/appointments/{appointment_id}",  # whether a phone number is possible
    "PUT /api/v1/desk/walk-ins/{appointment_id}",  # the same
    "PUT /api/v1/desk/appointments/{appointment_id}/staff",  # who is at the office
    "PUT /api/v1/desk/synonyms/{synonym_id}",  # whether the words find anything
    "PUT /api/v1/desk/articles/{version_id}",  # whether it was saved meanwhile
    "PUT /api/v1/desk/articles/{version_id}/submission",  # whether the text may go out
    "PUT /api/v1/desk/articles/{version_id}/review",  # sending back needs a note
    "PUT /api/v1/desk/articles/{version_id}/publication",  # whether the time is sound
    "PUT /api/v1/desk/articles/{version_id}/withdrawal",  # a reason of blanks is none
    "PUT /api/v1/desk/articles/{version_id}/translations/{tag}",  # whether it was saved meanwhile
    "PUT /api/v1/desk/articles/{version_id}/translations/{tag}/submission",  # whether it says what the source says
    "PUT /api/v1/desk/articles/{version_id}/translations/{tag}/review",  # sending back needs a note
    "PUT /api/v1/applications/{application_id}/uploads/{upload_id}",  # what the question takes
    "PUT /api/v1/applications/{application_id}/uploads/{upload_id}/parts/{number}",  # how long it is
    "GET /api/v1/desk/offices/{office_id}/use",  # the last day is not before the first, and within a year
    "GET /api/v1/desk/offices/{office_id}/use.csv",  # the same
    "POST /api/v1/learning/events",  # columns are as long as each other
}
"""What fits the schema may still be refused there."""


class Program:
    """Stands for the program while tests are collected; a fixture puts the real one in."""

    app: Any = None

    def __call__(self, environ: Any, start_response: Any) -> Any:
        return self.app(environ, start_response)


program = Program()


def _described() -> Any:
    app = Flask("described", static_folder=None)
    add_routes(app)
    schema = schemathesis.openapi.from_dict(document(app))
    schema.app = program
    schema.config.generation = GenerationConfig(
        max_examples=EXAMPLES, deterministic=True, with_security_parameters=False
    )
    return schema


schema = _described()
bounded = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def busy_town(template: Maker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    home = tmp_path_factory.mktemp("busy_town")
    parts = build(load({"HANDRAIL_HOME": str(home), "HANDRAIL_DATABASE_URL": template()}))
    program.app = create_app(parts=parts)
    yield Town(parts, program.app)
    parts.close()


@pytest.fixture(scope="module")
def citizen(busy_town: Town) -> Person:
    person = busy_town.person()
    send(person)
    open_calendar(busy_town.parts)
    book(person, free_time(person))
    return person


@pytest.fixture(scope="module")
def caseworker(busy_town: Town) -> Person:
    return busy_town.person("caseworker")


@pytest.fixture
def there(citizen: Person) -> tuple[list[str], list[str]]:
    """The citizen's applications and appointments, looked up once for an operation and not for each of its examples."""
    return _ids(citizen), _appointments(citizen)


@schema.exclude(path_regex="/desk/").parametrize()
@bounded
def test_the_answers_to_a_citizen_are_as_described(
    case: Any, citizen: Person, there: tuple[list[str], list[str]]
) -> None:
    _settle(case, *there)
    _hold(case, citizen)


@schema.include(path_regex="/desk/").parametrize()
@settings(bounded, max_examples=REFUSED)
def test_a_citizen_is_refused_at_the_desk_as_described(
    case: Any, citizen: Person, there: tuple[list[str], list[str]]
) -> None:
    _settle(case, *there)
    _hold(case, citizen)


@pytest.fixture(scope="module")
def publisher(busy_town: Town) -> Person:
    return busy_town.person("publisher")


@schema.include(path_regex="/desk/articles").parametrize()
@bounded
def test_the_answers_to_a_publisher_are_as_described(case: Any, publisher: Person) -> None:
    versions = [each["version_id"] for each in publisher.get("/desk/articles").json["items"]]
    _settle(case, [], [], versions)
    _hold(case, publisher)


@schema.include(path_regex="/desk/(?!articles)").parametrize()
@bounded
def test_the_answers_to_a_caseworker_are_as_described(
    case: Any, caseworker: Person, there: tuple[list[str], list[str]]
) -> None:
    _settle(case, *there)
    _hold(case, caseworker)


def _ids(person: Person) -> list[str]:
    """A draft and what was sent."""
    found = person.get("/applications").json["items"]
    drafts = [each["id"] for each in found if each["state"] == "draft"]
    return [*(drafts or [begin(person)]), *(each["id"] for each in found if each["state"] != "draft")]


def _appointments(person: Person) -> list[str]:
    return [each["id"] for each in person.get("/appointments").json["items"]]


def _settle(case: Any, applications: list[str], appointments: list[str], versions: Sequence[str] = ()) -> None:
    """Let most sound ids be those of things that are there."""
    known = {
        "application_id": applications,
        "appointment_id": appointments,
        "version_id": list(versions),
        "text_id": ["scam-calls"],
        "tag": ["es", "zh-Hant"],
        "service_id": [CARD],
        "lesson_id": [CARD, "bigger-letters"],
        "question": list(ANSWERS),
    }
    known |= {
        "step_id": ["welcome", "give-birth-date", "know-back", "open-display", "know-the-way"],
        "office_id": ["hill-clinic"],
        "message_id": [1],
    }
    for name, values in known.items():
        drawn = case.path_parameters.get(name) if case.path_parameters else None
        sound = (
            _is_uuid(drawn)
            if name in {"application_id", "appointment_id", "version_id"}
            else drawn is not None and str(drawn).isalnum()
        )
        if sound:
            case.path_parameters[name] = [*values, drawn][sum(str(drawn).encode()) % (len(values) + 1)]


def _is_uuid(drawn: Any) -> bool:
    try:
        return str(uuid.UUID(drawn)) == drawn
    except (ValueError, AttributeError, TypeError):
        return False


def _hold(case: Any, person: Person) -> None:
    """Call, and let every check look at the answer; nobody calls `DELETE /session`, or all would be signed out."""
    headers = {"Authorization": f"Bearer {person.token}"} if not case.path.endswith("/session") else {}
    excluded = [positive_data_acceptance] if case.operation.label in RULES_BEYOND_THE_SCHEMA else []
    case.call_and_validate(headers=headers, excluded_checks=excluded)
