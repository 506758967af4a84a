"""The OpenAPI 3.1 document, made from the routes themselves."""

from datetime import date
from typing import Any

from flask import Flask
from flask_smorest import Api
from marshmallow import Schema
from werkzeug.routing import BaseConverter, ValidationError

from backend.api.problems import ProblemSchema

TITLE = "Handrail"
VERSION = "1"
DESCRIPTION = """\
What a city's own app needs to let people use its services and learn to use them.

* **Signing in**: ask for a code with `PUT /api/v1/sign-ins/{id}`, enter it, and send the token that comes back as
  `Authorization: Bearer …`. There are no cookies.
* **Repeating**: every write can be sent again after a line dropped. Ids are UUIDs that the device makes, and the
  same call has the same effect once.
* **Languages**: `Accept-Language` decides, then what the account chose. `Content-Language` says what came back.
* **Helping**: somebody with a mandate acts for another person by sending `Handrail-For: {mandate id}` with a call whose
  description lists that header. On other calls for people signed in it is refused (403 `not-by-mandate`); on what is
  for anyone it is passed over, and the caller is nobody.
* **Errors** are problem details (RFC 9457). `detail` is a sentence to show to the reader, in the reader's language.
* **Lists** come in pages: give `next` as `after` until it is null.
"""

CONDITION = {
    "description": (
        "When a question is asked. A test on a question without an answer does not hold. The server works the journey "
        "out; an app needs this only to do so offline."
    ),
    "oneOf": [
        {
            "type": "object",
            "required": ["question", "test", "value"],
            "additionalProperties": False,
            "properties": {
                "question": {"type": "string"},
                "test": {"type": "string", "examples": ["equals", "one_of", "age_under", "at_least"]},
                "value": {},
            },
        },
        *(
            {
                "type": "object",
                "required": [name],
                "additionalProperties": False,
                "properties": {name: {"type": "array", "items": {"$ref": "#/components/schemas/Condition"}}},
            }
            for name in ("all", "any")
        ),
        {
            "type": "object",
            "required": ["not"],
            "additionalProperties": False,
            "properties": {"not": {"$ref": "#/components/schemas/Condition"}},
        },
    ],
    "examples": [{"question": "birth_date", "test": "age_under", "value": 65}],
}

PLACES = {
    "request_id": "of what the desk asks for, made by the device that asks",
    "words_id": "of what is written, made by the device of whoever writes",
    "webhook_id": "of a system that is told, made by whoever sets it up",
    "delivery_id": "of a message to it; of a test, made by whoever sends it",
    "secret_id": "of a new secret, made by whoever asks for it",
    "repeat_id": "of this repeat, made by whoever asks for it",
    "voice": "id of a voice, from `GET /speech`",
    "tag": "BCP 47 tag of a language",
    "appointment_id": "of an appointment, made by the device that booked it",
    "application_id": "of an application, made by the device that began it",
    "correction_id": "of what a person says is wrong in a register, made by the device",
    "batch_id": "of something done to several applications, made by the device",
    "callback_id": "of a wish to be called, made by the device",
    "day": "by the city's calendar",
    "device_id": "of this installation of the app, made by the device",
    "entry": "of an entry in a group, made by the device that added it",
    "group": "of a question of type group",
    "hold_id": "of a hold on a time, made by the device",
    "lesson_id": "of a lesson",
    "key_id": "of a public key: its thumbprint",
    "module_id": "of a module of the curriculum",
    "mandate_id": "of a mandate, made by the device that gave it",
    "message_id": "of a message",
    "number": "which one: the first is 1",
    "upload_id": "of a photo or file, made by the device that sends it",
    "office_id": "of an office",
    "text_id": "of an article, a policy or a notice",
    "version_id": "of a version of a text, made by the device that began it",
    "question": "id of a question of the service",
    "question_id": "of a question about a reading, made by the device that asked it",
    "read_number": "number of a reading in the access history",
    "service_id": "of a service",
    "reference": "of an appointment, as its person says it",
    "sign_in_id": "of this attempt to sign in, made by the device",
    "step_id": "of a step of the lesson",
    "synonym_id": "of a synonym, made by the device that proposed it",
}
"""What stands in each place of an address."""


class Day(BaseConverter):
    """A day in an address, `<date:…>`; what is none leads nowhere."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        """The day of an address."""
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValidationError from None

    def to_url(self, value: date) -> str:
        """The address of a day."""
        return value.isoformat()


class Document(Api):
    """Collects what the areas say of themselves. Errors are the areas' own business: pages live in the same program."""

    DEFAULT_ERROR_RESPONSE_NAME = ""  # each operation states its own problems
    ERROR_SCHEMA: type[Schema] = ProblemSchema  # type: ignore[assignment]

    def _register_responses(self) -> None:
        """Each operation states its own problems."""

    def _register_etag_headers(self) -> None:
        """Operations that have one say so."""

    def _register_pagination_header(self) -> None:
        """Lists page by key, in their body."""

    def _register_error_handlers(self) -> None:
        """Leave the program's error handlers alone."""

    def _register_doc_blueprint(self) -> None:
        """The document is served by `docs`."""


def begin(app: Flask) -> Document:
    """Begin the document of an application; its areas are registered with what comes back."""
    options = {
        "title": TITLE,
        "version": VERSION,
        "openapi_version": "3.1.0",
        "info": {"description": DESCRIPTION},
        "servers": [{"url": "/"}],
    }
    app.url_map.converters["date"] = Day
    made = Document(app, spec_kwargs=options)  # type: ignore[no-untyped-call]
    made.register_converter(Day, lambda _: {"type": "string", "format": "date"})  # type: ignore[no-untyped-call]
    made.spec.components.security_scheme(
        "bearer", {"type": "http", "scheme": "bearer", "description": "the token that a sign-in gave"}
    )
    made.spec.components.schema("Problem", schema=ProblemSchema)
    made.spec.components.schema("Condition", CONDITION)
    return made


def document(app: Flask) -> dict[str, Any]:
    """The OpenAPI document, in a stable order."""
    made: Document = app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
    said: dict[str, Any] = made.spec.to_dict()
    for operations in said["paths"].values():
        for place in operations.get("parameters", []):
            place["description"] = PLACES[place["name"]]
    said["paths"] = dict(sorted(said["paths"].items()))
    said["components"]["schemas"] = dict(sorted(said["components"]["schemas"].items()))
    said["components"] = dict(sorted(said["components"].items()))
    return said
