"""The desk of those who keep registers: what people say is wrong there, and the answer to it."""

import uuid

from flask import Blueprint, Response, request

from backend.core import clock
from backend.domain.access.rules import MENDING
from backend.domain.identity.rules import Who
from backend.domain.registers import actions, queries
from backend.domain.registers.errors import CorrectionEnded, KeptWithoutReason
from backend.domain.registers.models import ENDINGS
from backend.domain.registers.rules import LONGEST_REASON
from backend.web.door import after, formats, go, me, page, reading, say, who, writing
from backend.web.known import correction_row, register_name

pages = Blueprint("desk_corrections", __name__, url_prefix="/desk/corrections")


@pages.get("")
@who(Who.CASEWORKER, purpose=MENDING)
def waiting() -> Response:
    """What waits, oldest first. What it says is read one at a time."""
    with reading() as session:
        found = queries.waiting(session, me().offices, after=after(), limit=queries.PAGE + 1)
    shown = found[: queries.PAGE]
    return page(
        "desk_corrections.html",
        rows=[
            {
                "id": each.public_id,
                "register": register_name(each.fact.partition(".")[0]),
                "when": formats().moment(each.said_at),
            }
            for each in shown
        ],
        more=shown[-1].id if len(found) > queries.PAGE else None,
        done="answered" in request.args,
    )


@pages.get("/<uuid:public_id>")
@who(Who.CASEWORKER, purpose=MENDING)
def correction(public_id: uuid.UUID) -> Response:
    """What the register says, what the person says, and the answer."""
    return _page(public_id)


def _page(public_id: uuid.UUID, error: str | None = None, status: int = 200) -> Response:
    with reading() as session:
        found = queries.at_desk(session, public_id, me().offices)
        row = correction_row(session, queries.opened(session, found))
    return page(
        "desk_correction.html",
        status,
        row=row,
        longest=LONGEST_REASON,
        typed=request.form.get("reason", "")[:LONGEST_REASON],
        error=error,
    )


@pages.post("/<uuid:public_id>")
@who(Who.CASEWORKER, purpose=MENDING)
def answer(public_id: uuid.UUID) -> Response:
    """Say that it is put right, or why it stays; the person is told. Pressing twice tells once."""
    ending = request.form.get("ending", "")
    if ending not in ENDINGS:
        return go(f"/desk/corrections/{public_id}")
    try:
        with writing() as session:
            found = queries.at_desk(session, public_id, me().offices, lock=True)
            actions.end(session, found, ending, request.form.get("reason", ""), me().account_id, clock.now())
    except (KeptWithoutReason, CorrectionEnded) as error:
        return _page(public_id, str(say(error.message)), error.status)
    return go("/desk/corrections?answered=1")
