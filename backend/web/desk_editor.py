"""Writing a text: a form that works without scripts, a look before saving, and two writers who both keep theirs."""

import re
import uuid
from datetime import date
from typing import Any

from flask import Blueprint, Response, request

from backend.core import clock
from backend.core.text import N_
from backend.domain.identity.rules import Who
from backend.domain.publications import actions, queries
from backend.domain.publications.checking import field_of
from backend.domain.publications.differences import differences
from backend.domain.publications.errors import EditedMeanwhile, TextClosed
from backend.web.desk_articles import ONE, as_readers_see, look, unlisted, unreadable
from backend.web.door import form_id, go, me, page, parts, reading, say, who, writing
from i18n.languages import SOURCE
from i18n.sentence import Sentence
from prose import document as prose
from prose.document import Document, ProseBroken

pages = Blueprint("desk_editor", __name__, url_prefix="/desk/articles")

NEEDED = {
    **prose.NEEDED,
    "text_id": prose.NEEDED["id"],
    "body": N_("The text is empty or too long. At most 20,000 letters and signs fit."),
    "spoken": N_("Write one pair a line: what is written = how it is said."),
    "dates": N_("Choose a day from the calendar, such as 31 May 2027."),
}


@pages.get("/new")
@who(Who.PUBLISHER)
def new() -> Response:
    """An empty form."""
    return _editor(uuid.uuid4(), {"kind": "article", "language": SOURCE.tag}, revision=None)


@pages.get(f"{ONE}/edit")
@who(Who.PUBLISHER)
def edit(public_id: uuid.UUID) -> Response:
    """A draft to go on with; of any other version its words, as the beginning of a new one."""
    with reading() as session:
        version = queries.version(session, public_id)
    fields = _fields_of(queries.document_of(version)) | {"language": version.language}
    if version.state == "draft":
        return _editor(public_id, fields, revision=version.revision)
    return _editor(uuid.uuid4(), fields, revision=None, begun_from=version.number)


@pages.post("/write")
@who(Who.PUBLISHER)
def write() -> Response:
    """Save the draft, or only look at it; whatever is wrong, what was typed is in the form that comes back."""
    public_id = form_id()
    fields: dict[str, Any] = {name: without_odd_signs(request.form.get(name, "")) for name in _NAMES}
    fields["services"] = request.form.getlist("services")[: prose.MOST_SERVICES]
    revision = request.form.get("revision", type=int)
    errors = dict(_missing(fields))
    document = None if errors else _document(fields, errors)
    if document is None or errors:
        return _editor(public_id, fields, revision=revision, errors=errors, status=422)
    if request.form.get("press") == "look":
        return _editor(public_id, fields, revision=revision, shown=document)
    try:
        with writing() as session:
            actions.save(
                session,
                public_id,
                me().account_id,
                document,
                language=fields["language"],
                revision=revision,
                now=clock.now(),
            )
    except (EditedMeanwhile, TextClosed) as error:
        return _both(public_id, fields, document, error)
    return go(f"/desk/articles/{public_id}")


def _both(
    public_id: uuid.UUID, fields: dict[str, Any], mine: Document, error: EditedMeanwhile | TextClosed
) -> Response:
    """Somebody was quicker: their words stay where they are, and these become a version of their own when saved."""
    with reading() as session:
        theirs = queries.version(session, public_id)
    changes = differences(theirs.document, prose.write(mine))
    return _editor(uuid.uuid4(), fields, revision=None, theirs=theirs, changes=changes, status=error.status)


def _editor(
    public_id: uuid.UUID, fields: dict[str, Any], *, revision: int | None, status: int = 200, **more: Any
) -> Response:
    shown: Document | None = more.get("shown")
    content = parts().content
    errors = {name: say(what) for name, what in more.get("errors", {}).items()}
    known = fields.get("language") in content.city.languages
    return page(
        "desk_article_edit.html",
        status,
        public_id=public_id,
        revision=revision,
        typed={name: fields.get(name) or "" for name in _NAMES},
        written_in=fields.get("language") if known else "",
        chosen=fields.get("services") or [],
        errors=errors,
        theirs=more.get("theirs"),
        changes=more.get("changes", []),
        begun_from=more.get("begun_from"),
        told=as_readers_see(shown, fields["language"]) if shown and not unreadable(shown) else None,
        faults=look(shown, fields["language"]) if shown else [],
        unlisted=unlisted(shown, fields["language"]) if shown else (),
        looked=shown is not None,
        offices=content.offices,
        services=content.services.values(),
        limits={"title": prose.LONGEST_TITLE, "body": prose.LONGEST_BODY, "keywords": prose.LONGEST_KEYWORDS},
    )


_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""Signs that no keyboard makes and no database holds."""
_FIELDS = {"id": "text_id", "review_on": "dates", "ends_on": "dates"}
"""Fields of the form that are not named as those of a text."""
_NAMES = ("text_id", "kind", "language", "title", "short", "body", "office", "keywords", "review", "ends", "spoken")


def _fields_of(document: Document) -> dict[str, Any]:
    """A document as the form shows it."""
    return {
        "text_id": document.id,
        "kind": document.kind,
        "title": document.title,
        "short": "\n".join(document.short),
        "body": document.body.strip("\n"),
        "office": document.office,
        "services": list(document.services),
        "keywords": document.keywords,
        "review": document.review_on.isoformat() if document.review_on else "",
        "ends": document.ends_on.isoformat() if document.ends_on else "",
        "spoken": "\n".join(f"{text} = {say_}" for text, say_ in document.spoken),
    }


def _missing(fields: dict[str, Any]) -> "list[tuple[str, str]]":
    """Fields that do not fit, each with what to do."""
    sentences = as_lines(fields["short"])
    fits = {
        "text_id": bool(prose.is_slug(fields["text_id"].strip())),
        "title": 0 < len(fields["title"].strip()) <= prose.LONGEST_TITLE,
        "short": 0 < len(sentences) <= prose.MOST_SENTENCES
        and all(len(each) <= prose.LONGEST_SENTENCE for each in sentences),
        "body": 0 < len(fields["body"].strip()) <= prose.LONGEST_BODY,
        "keywords": len(fields["keywords"]) <= prose.LONGEST_KEYWORDS,
        "spoken": all("=" in each for each in as_lines(fields["spoken"])),
    }
    return [(name, NEEDED[name]) for name, well in fits.items() if not well]


def _document(fields: dict[str, Any], errors: dict[str, str]) -> Document | None:
    try:
        days = {name: date.fromisoformat(fields[name]) if fields[name] else None for name in ("review", "ends")}
    except ValueError:
        errors["dates"] = NEEDED["dates"]
        return None
    pairs = (each.partition("=") for each in as_lines(fields["spoken"]))
    made = Document(
        id=fields["text_id"].strip(),
        kind=fields["kind"],
        title=" ".join(fields["title"].split()),
        short=tuple(as_lines(fields["short"])),
        office=fields["office"],
        body=fields["body"].replace("\r\n", "\n").strip("\n") + "\n",
        keywords=" ".join(fields["keywords"].split()),
        services=tuple(fields["services"]),
        review_on=days["review"],
        ends_on=days["ends"],
        spoken=tuple((text.strip(), said.strip()) for text, _, said in pairs),
    )
    try:
        prose.read(prose.write(made))
    except ProseBroken as error:
        for each in reversed(error.problems):
            errors[_FIELDS.get(name := field_of(each.where), name)] = each.what
        return None
    if made.office not in parts().content.offices:
        errors["office"] = NEEDED["office"]
    spoken = parts().languages
    if fields["language"] not in {each.tag for each in spoken}:
        names = tuple(each.own_name for each in spoken)
        errors["language"] = Sentence(N_("Choose one of these languages: %(languages)s."), languages=names)
    return made


def without_odd_signs(text: str) -> str:
    """What somebody typed, without the signs of `_NO_TEXT`."""
    return _NO_TEXT.sub("", text)


def as_lines(text: str) -> list[str]:
    """The lines of a field that hold words, each without needless blanks."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]
