"""Photos and files of an application: sent by an ordinary form, or in small parts by a script, and opened again."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import Any, TypeVar

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from backend.core import clock
from backend.core.errors import DomainError
from backend.domain.access.rules import DECIDING
from backend.domain.applications import queries as applications
from backend.domain.applications.errors import NotOnJourney
from backend.domain.applications.models import Application
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.intake import files as intake
from backend.domain.intake.files import Desk
from backend.domain.mandates.rules import SERVICES
from backend.domain.uploads import queries
from backend.domain.uploads.actions import Announced
from backend.domain.uploads.models import Upload
from backend.domain.uploads.rules import LARGEST, LONGEST_NAME, LONGEST_TYPE, PART
from backend.web.door import form_id, json_answer, me, parts, reading, say, who, writing

pages = Blueprint("files", __name__)

View = TypeVar("View", bound=Callable[..., Response])
FORM = LARGEST + 256 * 1024
"""A file of the largest size, with what a form has around it."""
SEALED_OFF = "default-src 'none'; sandbox"
MIMETYPES = {"jpeg": ("image/jpeg", "jpg"), "pdf": ("application/pdf", "pdf")}
ITEM = "/applications/<uuid:public_id>/files/<uuid:upload_id>"


def desk() -> Desk:
    """What this door lends for taking in a file."""
    city = parts()
    return Desk(reading, writing, city.files, city.diary, city.service_of, city.context(), clock.now())


def large(view: View) -> View:
    """State that a form with a file in it may come here; everywhere else a body is small."""
    view.largest_body = FORM  # type: ignore[attr-defined]
    return view


def answers_script(view: View) -> View:
    """Answer errors as JSON for our own script, in the reader's words."""

    @wraps(view)
    def answered(*args: Any, **kwargs: Any) -> Response:
        try:
            return view(*args, **kwargs)
        except DomainError as error:
            return json_answer({"error": error.slug(), "say": say(error.message, **error.values)}, error.status)

    return answered  # type: ignore[return-value]


def take_in(public_id: uuid.UUID, question_id: str, sent: Sequence[FileStorage]) -> None:
    """Take in the files of a form, each under an id that the form carries, so that sending it twice does it once.

    Raises what `intake.files.begin` and `complete` raise; those before it in the form are kept then.
    """
    first = form_id()
    for number, each in enumerate(sent):
        upload_id = uuid.uuid5(first, str(number))
        size = each.stream.seek(0, 2)
        each.stream.seek(0)
        said = Announced((each.filename or "")[:LONGEST_NAME], (each.mimetype or "")[:LONGEST_TYPE], size)
        _begin(public_id, question_id, upload_id, said)
        intake.complete(desk(), me().account_id, upload_id, _pieces(each))


def _pieces(sent: FileStorage) -> Iterator[bytes]:
    while piece := sent.stream.read(PART):
        yield piece


def _begin(public_id: uuid.UUID, question_id: str, upload_id: uuid.UUID, said: Announced) -> Upload:
    with writing() as session:
        found = applications.mine(session, me().account_id, public_id, lock=True)
        service = parts().service_of(session, found)
        return intake.begin(session, found, service, question_id, upload_id, said, parts().context(), clock.now())


def take_away(public_id: uuid.UUID, upload_id: str) -> None:
    """Take a file away, as its owner asked; doing it twice is the same."""
    try:
        named = uuid.UUID(upload_id)
    except ValueError:
        return
    with writing() as session:
        found = applications.mine(session, me().account_id, public_id, lock=True)
        intake.take_away(session, found, parts().service_of(session, found), named, clock.now())


@pages.post(ITEM)
@who(Who.SIGNED_IN, mandate=SERVICES)
@answers_script
def begin(public_id: uuid.UUID, upload_id: uuid.UUID) -> Response:
    """Begin a file under an id that the script made; begun already, it says what is there."""
    with reading() as session:
        applications.mine(session, me().account_id, public_id)
    body = request.get_json(silent=True)
    said = body if isinstance(body, dict) else {}
    name, kind, size, question = (said.get(key) for key in ("name", "type", "size", "question"))
    if not (isinstance(name, str) and isinstance(kind, str) and type(size) is int and isinstance(question, str)):
        raise NotOnJourney
    upload = _begin(public_id, question, upload_id, Announced(name[:1000], kind[:LONGEST_TYPE], size))
    return _stand(upload)


@pages.get(f"{ITEM}/parts")
@who(Who.SIGNED_IN, mandate=SERVICES)
@answers_script
def there(public_id: uuid.UUID, upload_id: uuid.UUID) -> Response:
    """Which parts are there, for going on after the line dropped."""
    return _stand(_mine(public_id, upload_id))


def _stand(upload: Upload) -> Response:
    have = parts().files.store.parts(upload.public_id) if upload.state == "arriving" else []
    return json_answer({"state": upload.state, "part": PART, "there": have})


@pages.post(f"{ITEM}/parts/<int(max=9999):number>")
@who(Who.SIGNED_IN, mandate=SERVICES)
@answers_script
def part(public_id: uuid.UUID, upload_id: uuid.UUID, number: int) -> Response:
    """Keep a part; sent twice it is kept once."""
    _mine(public_id, upload_id)
    intake.keep_part(desk(), me().account_id, upload_id, number, request.get_data(cache=False))
    return json_answer({})


@pages.post(f"{ITEM}/whole")
@who(Who.SIGNED_IN, mandate=SERVICES)
@answers_script
def whole(public_id: uuid.UUID, upload_id: uuid.UUID) -> Response:
    """All parts are there: look at the file and keep it as the answer."""
    _mine(public_id, upload_id)
    found = intake.complete(desk(), me().account_id, upload_id)
    return json_answer({"state": found.state})


def _mine(public_id: uuid.UUID, upload_id: uuid.UUID) -> Upload:
    """An upload of this person to this application; any other is not found."""
    with reading() as session:
        return _own(session, public_id, upload_id)[1]


def _own(session: Session, public_id: uuid.UUID, upload_id: uuid.UUID) -> tuple[Application, Upload]:
    return intake.of_person(session, me().account_id, public_id, upload_id)


def _sent(session: Session, public_id: uuid.UUID, upload_id: uuid.UUID) -> tuple[Application, Upload]:
    return intake.of_desk(session, me().offices, public_id, upload_id)


@pages.get(ITEM)
@who(Who.SIGNED_IN, mandate=SERVICES)
def own(public_id: uuid.UUID, upload_id: uuid.UUID) -> Response:
    """A file of one's own, as it was kept."""
    return _file(_own, public_id, upload_id)


@pages.get(f"{ITEM}/small")
@who(Who.SIGNED_IN, mandate=SERVICES)
def own_small(public_id: uuid.UUID, upload_id: uuid.UUID) -> Response:
    """A small copy of a picture of one's own."""
    return _file(_own, public_id, upload_id, "small")


@pages.get("/desk" + ITEM)
@who(Who.CASEWORKER, purpose=DECIDING)
def at_desk(public_id: uuid.UUID, upload_id: uuid.UUID) -> Response:
    """A file of an application that was sent, for whoever decides about it."""
    return _file(_sent, public_id, upload_id)


@pages.get(f"/desk{ITEM}/small")
@who(Who.CASEWORKER, purpose=DECIDING)
def small_at_desk(public_id: uuid.UUID, upload_id: uuid.UUID) -> Response:
    """The small copy of a picture of an application that was sent."""
    return _file(_sent, public_id, upload_id, "small")


def _file(
    find: Callable[[Session, uuid.UUID, uuid.UUID], tuple[Application, Upload]],
    public_id: uuid.UUID,
    upload_id: uuid.UUID,
    name: str = "whole",
) -> Response:
    """A picture to look at, a PDF to download; no script in it would run, and nothing keeps it."""
    with reading() as session:
        application, upload = find(session, public_id, upload_id)
        queries.open_file(session, upload, applications.matter_of(application))
    mimetype, ending = MIMETYPES[upload.kind or ""]
    if name == "small" and upload.kind != "jpeg":
        raise NotFound
    response = Response(parts().files.store.read(upload_id, name), mimetype=mimetype)
    if name == "whole":
        response.headers["Content-Length"] = str(upload.kept_bytes)
    how = "attachment" if upload.kind == "pdf" else "inline"
    response.headers["Content-Disposition"] = f'{how}; filename="{upload_id.hex[:8]}.{ending}"'
    response.headers["Content-Security-Policy"] = SEALED_OFF
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    return response
