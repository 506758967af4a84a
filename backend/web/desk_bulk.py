"""Doing one thing to several applications: a look at what would happen, then what became of each."""

import uuid
from typing import Any

from flask import Blueprint, Response, request
from markupsafe import Markup

from backend.core import clock
from backend.core.errors import DomainError
from backend.core.text import N_
from backend.domain.access.rules import DECIDING
from backend.domain.applications.rules import LONGEST_MESSAGE, LONGEST_REASON
from backend.domain.desk import bulk
from backend.domain.desk.bulk import ALREADY, DONE, Item, Wish
from backend.domain.desk.errors import TooMany
from backend.domain.desk.rules import MOST_AT_ONCE
from backend.domain.identity import queries as identity
from backend.domain.identity.rules import Who
from backend.web.desk import my_offices
from backend.web.desk_case import LONGEST_NUMBER
from backend.web.door import form_id, go, language, me, own_path, page, parts, reading, say, translator, who, writing
from backend.web.sent import shown

pages = Blueprint("desk_bulk", __name__, url_prefix="/desk/batches")

TITLES = {
    "take": N_("Take these"),
    "hand_on": N_("Hand these on"),
    "ask": N_("Ask for more"),
    "approve": N_("Say yes to these"),
}
LONGEST = {"ask": LONGEST_MESSAGE, "approve": LONGEST_REASON}


@pages.post("/look")
@who(Who.CASEWORKER, purpose=DECIDING)
def look() -> Response:
    """What would happen to each; nothing is done yet."""
    return _look_page(uuid.uuid4())


def _look_page(batch_id: uuid.UUID, error: DomainError | None = None) -> Response:
    action, ids = _action(), _ids()
    with reading() as session:
        colleagues = _colleagues(session) if action == "hand_on" else []
        # Whoever gets them and what is written is chosen on this page; the look is at the applications.
        wish = Wish("assign" if action in {"take", "hand_on"} else action, None, "…")
        items = []
        if ids:
            try:
                items = bulk.look(session, wish, ids, me().account_id, me().offices, parts().service_of)
            except TooMany as many:
                error = error or many
    return page(
        "desk_batch_look.html",
        error.status if error else 200,
        action=action,
        title=say(TITLES[action]),
        batch_id=batch_id,
        ids=[each.application.public_id for each in items],
        rows=[
            (each.application, each.service, say(each.objection.message) if each.objection else None) for each in items
        ],
        possible=sum(each.objection is None for each in items),
        colleagues=colleagues,
        typed=request.form.get("words", ""),
        longest=LONGEST.get(action),
        back=_back(),
        most=MOST_AT_ONCE,
        errors=shown(error) if error else [],
    )


def _why_not(item: Item) -> Markup | None:
    return say(item.objection.message) if item.objection else None


def _action() -> str:
    sent = request.form.get("action", "")
    return sent if sent in TITLES else "take"


def _ids() -> list[uuid.UUID]:
    found = []
    for each in request.form.getlist("applications"):
        try:
            found.append(uuid.UUID(each))
        except ValueError:
            continue
    return found


def _back() -> str:
    return own_path(request.form.get("back"), "/desk")


def _colleagues(session: Any) -> list[dict[str, Any]]:
    """Who works at any of the reader's offices; that it is the right one is looked at for each application."""
    ids = {each for office in my_offices() for each in identity.colleagues(session, office.id)}
    names = identity.staff_named(session, ids)
    own = translator().text("You")
    return [
        {"id": each, "text": own if each == me().account_id else names[each].name if each in names else f"#{each}"}
        for each in sorted(ids)
    ]


@pages.post("")
@who(Who.CASEWORKER, purpose=DECIDING)
def run() -> Response:
    """Do it; pressing twice does it once."""
    batch_id, action = form_id(), _action()
    try:
        with writing() as session:
            days = parts().content.work_days
            sent = (_wish(action), _ids(), me().account_id, me().offices, parts().service_of, days, clock.now())
            bulk.run(session, batch_id, *sent)
    except DomainError as error:
        if error.status in {404, 503}:
            raise
        return _look_page(batch_id, error)
    return go(f"/desk/batches/{batch_id}?{_along(action)}")


def _along(action: str) -> str:
    return f"was={action}"


def _wish(action: str) -> Wish:
    words = request.form.get("words", "")
    if action == "take":
        return Wish("assign", me().account_id)
    if action == "hand_on":
        sent = request.form.get("to", "")[:LONGEST_NUMBER]
        return Wish("assign", int(sent) if sent.isascii() and sent.isdigit() else None)
    return Wish(action, None, words, language().tag)


@pages.get("/<uuid:batch_id>")
@who(Who.CASEWORKER, purpose=DECIDING)
def results(batch_id: uuid.UUID) -> Response:
    """What became of each."""
    with reading() as session:
        found = bulk.batch_of(session, batch_id, me().account_id)
    rows = [
        each | {"words": _result(each["result"]), "good": each["result"] in {DONE, ALREADY}} for each in found.results
    ]
    return page("desk_batch.html", rows=rows, done=sum(each["good"] for each in rows))


def _result(word: str) -> Markup:
    """What became of one, in words; the names of problems have their own sentences."""
    if word == DONE:
        return say(N_("Done"))
    if word == ALREADY:
        return say(N_("It was so already"))
    return say(SENTENCES.get(word, N_("This could not be done. Please open it.")))


def _sentences() -> dict[str, str]:
    def every(kind: type[DomainError]) -> list[type[DomainError]]:
        return [each for below in kind.__subclasses__() for each in (below, *every(below))]

    return {each.slug(): each.message for each in every(DomainError)}


SENTENCES = _sentences()
