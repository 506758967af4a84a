"""Photos and files as answers: begun, sent in small parts, whole, and opened again."""

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from flask import Response
from marshmallow import fields, validate
from sqlalchemy.orm import Session

from backend.api.area import Area
from backend.api.door import me, parts, reading, translator, who, writing
from backend.api.schemas import PRINTABLE, Sent, Shown, WholeNumber, plain
from backend.core import clock
from backend.domain.access.rules import DECIDING
from backend.domain.applications import queries as applications
from backend.domain.applications.errors import AlreadySent, EntryGone, NotOnJourney, TooManyEntries
from backend.domain.applications.models import Application
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.intake import files as intake
from backend.domain.intake.files import Desk
from backend.domain.mandates.rules import SERVICES
from backend.domain.uploads import queries
from backend.domain.uploads.actions import Announced
from backend.domain.uploads.errors import (
    REFUSALS,
    EnoughHere,
    EnoughToday,
    FileEmpty,
    FileTooLarge,
    KindUnknown,
    NoRoom,
    NotAPhoto,
    NotChecked,
    OtherFile,
    PartsMissing,
    PartWrong,
)
from backend.domain.uploads.models import Upload
from backend.domain.uploads.queries import Enclosure
from backend.domain.uploads.rules import LONGEST_NAME, LONGEST_TYPE, PART, STATES
from flows.entries import LONGEST_PATH

area = Area("Uploads", __name__, "Photos and files that go with an answer, sent in small parts over a bad line.")

ITEM = "/applications/<uuid:application_id>/uploads/<uuid:upload_id>"
MIMETYPES = {"jpeg": "image/jpeg", "pdf": "application/pdf"}


class UploadBeginSchema(Sent):
    """A file that is about to be sent."""

    question = fields.String(
        required=True,
        validate=[validate.Length(1, LONGEST_PATH), validate.Regexp(PRINTABLE)],
        metadata={"description": "path of a question of type photo or file, on the journey", "example": "photo"},
    )
    size = WholeNumber(
        required=True,
        validate=validate.Range(1, 2**31 - 1),
        metadata={"description": "in bytes; at most 10 MB is taken", "example": 384_200},
    )
    type = fields.String(
        load_default="",
        validate=[validate.Length(max=LONGEST_TYPE), validate.Regexp(PRINTABLE)],
        metadata={"description": "media type as the device knows it; empty if not", "example": "image/jpeg"},
    )
    name = fields.String(
        load_default="",
        validate=[validate.Length(max=LONGEST_NAME), validate.Regexp(PRINTABLE)],
        metadata={"description": "what the person's phone calls it", "example": "IMG_2041.jpg"},
    )


class EnclosureSchema(Shown):
    """A photo or file that an answer names."""

    id = fields.UUID(required=True, metadata={"description": "made by the device that sent it"})
    question = plain("id of the question", "photo")
    name = plain("what the person's phone calls it", "IMG_2041.jpg")
    state = fields.String(
        required=True,
        validate=validate.OneOf(STATES),
        metadata={
            "description": "arriving: some parts have come; waiting: whole, but not yet looked at for viruses; "
            "ready: it can be opened; refused: see `problem`"
        },
    )
    kind = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf(list(MIMETYPES)),
        metadata={"description": "pictures are kept as JPEG; null until it is whole"},
    )
    size = fields.Integer(required=True, metadata={"description": "bytes, as it is kept", "example": 384_200})
    pages = fields.Integer(required=True, allow_none=True, metadata={"description": "of a PDF", "example": 2})
    blurred = fields.Boolean(required=True, metadata={"description": "whether the person may want to take another"})
    dark = fields.Boolean(required=True, metadata={"description": "the same"})
    problem = plain("name of the problem, where it was refused", "harmful-file", allow_none=True)
    say = plain("that in a sentence, in the reader's language", "This file is damaged, …", allow_none=True)


class UploadSchema(EnclosureSchema):
    """A photo or file on its way, and what has come of it."""

    part_bytes = fields.Integer(
        required=True, metadata={"description": "length of each part; the last holds the rest", "example": PART}
    )
    parts = fields.List(
        fields.Integer(),
        required=True,
        metadata={"description": "numbers of the parts that are there, from 1; empty once it is whole"},
    )


def desk() -> Desk:
    """What this door lends for taking in a file."""
    city = parts()
    return Desk(reading, writing, city.files, city.diary, city.service_of, city.context(), clock.now())


@area.put(ITEM)
@who(Who.SIGNED_IN, mandate=SERVICES)
@area.takes(UploadBeginSchema)
@area.gives(200, UploadSchema, "It was begun before; `parts` says what is there")
@area.also_gives(201, UploadSchema, "It is begun")
@area.may_fail(NotFound, AlreadySent, NotOnJourney, EntryGone, TooManyEntries, EnoughHere, OtherFile, EnoughToday)
@area.may_fail(FileTooLarge, FileEmpty, NotAPhoto, KindUnknown)
def begin_upload(body: dict[str, Any], application_id: uuid.UUID, upload_id: uuid.UUID) -> tuple[dict[str, Any], int]:
    """Begin to send a photo or file for a question, under an id that the device makes.

    What can be refused by its size and type is refused here, before anything is sent on a slow line.
    """
    said = Announced(body["name"], body["type"], body["size"])
    with writing() as session:
        before = queries.find(session, upload_id)
        found = applications.mine(session, me().account_id, application_id, lock=True)
        service, now = parts().service_of(session, found), clock.now()
        upload = intake.begin(session, found, service, body["question"], upload_id, said, parts().context(), now)
        return _whole(queries.shown(session, upload, applications.matter_of(found))), 200 if before else 201


@area.get(ITEM)
@who(Who.SIGNED_IN, mandate=SERVICES)
@area.gives(200, UploadSchema)
@area.may_fail(NotFound)
def my_upload(application_id: uuid.UUID, upload_id: uuid.UUID) -> dict[str, Any]:
    """What has come of a file: which parts are there, and how it stands."""
    with reading() as session:
        found, upload = _own(session, application_id, upload_id)
        return _whole(queries.shown(session, upload, applications.matter_of(found)))


@area.put(f"{ITEM}/parts/<int(min=1, max=9999):number>")
@who(Who.SIGNED_IN, mandate=SERVICES)
@area.takes_bytes(PART)
@area.gives(204, description="It is kept, or was before")
@area.may_fail(NotFound, PartWrong, NoRoom)
def keep_part(body: bytes, application_id: uuid.UUID, upload_id: uuid.UUID, number: int) -> None:
    """Keep one part: bytes `(number - 1) * part_bytes` and what follows, `part_bytes` long, the last one shorter.

    In any order, several at once, and as often as you like; what is answered with 204 survives a power cut.
    """
    _hold_to_own(application_id, upload_id)
    intake.keep_part(desk(), me().account_id, upload_id, number, body)


@area.put(f"{ITEM}/completion")
@who(Who.SIGNED_IN, mandate=SERVICES)
@area.gives(200, UploadSchema)
@area.may_fail(NotFound, PartsMissing, AlreadySent, NotOnJourney, EnoughHere, NoRoom, *REFUSALS.values())
def complete_upload(application_id: uuid.UUID, upload_id: uuid.UUID) -> dict[str, Any]:
    """All parts are there: look at the file, keep it, and make it part of the answer. It takes no body.

    A picture is made anew: upright, at most 2,400 points wide or high, without the place where it was taken. Where a
    question takes one file, this one takes the place of the one before. Called again it says the same again.
    """
    _hold_to_own(application_id, upload_id)
    return _whole(intake.complete(desk(), me().account_id, upload_id))


@area.delete(ITEM)
@who(Who.SIGNED_IN, mandate=SERVICES)
@area.gives(204, description="It is gone, or was before")
@area.may_fail(NotFound, AlreadySent)
def forget_upload(application_id: uuid.UUID, upload_id: uuid.UUID) -> None:
    """Take a file away, out of its answer too. What was sent to the city stays."""
    with writing() as session:
        found = applications.mine(session, me().account_id, application_id, lock=True)
        intake.take_away(session, found, parts().service_of(session, found), upload_id, clock.now())


@area.get(f"{ITEM}/file")
@who(Who.SIGNED_IN, mandate=SERVICES)
@area.gives_bytes(MIMETYPES.values(), "The file as it was kept")
@area.may_fail(NotFound, NotChecked, *REFUSALS.values())
def my_file(application_id: uuid.UUID, upload_id: uuid.UUID) -> Response:
    """A file of one's own."""
    return _file(_own, application_id, upload_id, "whole")


@area.get(f"{ITEM}/thumbnail")
@who(Who.SIGNED_IN, mandate=SERVICES)
@area.gives_bytes([MIMETYPES["jpeg"]], "At most 480 points wide or high")
@area.may_fail(NotFound, NotChecked, *REFUSALS.values())
def my_thumbnail(application_id: uuid.UUID, upload_id: uuid.UUID) -> Response:
    """A small copy of a picture of one's own; a PDF has none."""
    return _file(_own, application_id, upload_id, "small")


@area.get(f"/desk{ITEM}/file")
@who(Who.CASEWORKER, purpose=DECIDING)
@area.gives_bytes(MIMETYPES.values(), "The file as it was kept")
@area.may_fail(NotFound, NotChecked, *REFUSALS.values())
def file_at_desk(application_id: uuid.UUID, upload_id: uuid.UUID) -> Response:
    """A file of an application that was sent."""
    return _file(_sent, application_id, upload_id, "whole")


@area.get(f"/desk{ITEM}/thumbnail")
@who(Who.CASEWORKER, purpose=DECIDING)
@area.gives_bytes([MIMETYPES["jpeg"]], "At most 480 points wide or high")
@area.may_fail(NotFound, NotChecked, *REFUSALS.values())
def thumbnail_at_desk(application_id: uuid.UUID, upload_id: uuid.UUID) -> Response:
    """A small copy of a picture of an application that was sent; a PDF has none."""
    return _file(_sent, application_id, upload_id, "small")


def _hold_to_own(application_id: uuid.UUID, upload_id: uuid.UUID) -> None:
    with reading() as session:
        _own(session, application_id, upload_id)


def _own(session: Session, application_id: uuid.UUID, upload_id: uuid.UUID) -> tuple[Application, Upload]:
    return intake.of_person(session, me().account_id, application_id, upload_id)


def _sent(session: Session, application_id: uuid.UUID, upload_id: uuid.UUID) -> tuple[Application, Upload]:
    return intake.of_desk(session, me().offices, application_id, upload_id)


def _file(
    find: Callable[[Session, uuid.UUID, uuid.UUID], tuple[Application, Upload]],
    application_id: uuid.UUID,
    upload_id: uuid.UUID,
    name: str,
) -> Response:
    with reading() as session:
        application, upload = find(session, application_id, upload_id)
        queries.open_file(session, upload, applications.matter_of(application))
    if name == "small" and upload.kind != "jpeg":
        raise NotFound
    response = Response(parts().files.store.read(upload_id, name), mimetype=MIMETYPES[upload.kind or ""])
    if name == "whole":
        response.headers["Content-Length"] = str(upload.kept_bytes)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Content-Disposition"] = "attachment"
    return response


def enclosures_as_data(found: Iterable[Enclosure]) -> list[dict[str, Any]]:
    """Photos and files as `EnclosureSchema` shows them."""
    return [_as_data(each) for each in found]


def _as_data(each: Enclosure) -> dict[str, Any]:
    names = ("id", "question", "name", "state", "kind", "size", "pages", "blurred", "dark")
    said = {name: getattr(each, name) for name in names}
    why = each.why
    return said | {
        "problem": why.slug() if why else None,
        "say": translator().text(why.message) if why else None,
    }


def _whole(each: Enclosure) -> dict[str, Any]:
    there = parts().files.store.parts(each.id) if each.state == "arriving" else []
    return _as_data(each) | {"part_bytes": PART, "parts": there}
