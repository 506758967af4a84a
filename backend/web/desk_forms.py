"""The counter: filling in with a person who is here, and typing in a form on paper."""

import uuid
from datetime import date
from typing import Any

from flask import Blueprint, Response, request

from backend.core import clock
from backend.core.errors import DomainError
from backend.domain.access.rules import COUNTER
from backend.domain.applications.errors import IdTaken
from backend.domain.identity.errors import PhoneNumberWrong, WaitForCode
from backend.domain.identity.rules import Contact, Who
from backend.domain.intake import paper
from backend.domain.intake.errors import ContactMissing, OwnForm, SignedWrong
from backend.domain.intake.paper import LONGEST_LINE, LONGEST_NAME, Form
from backend.domain.mandates import actions, counter, queries
from backend.domain.mandates.errors import MandateCodeWrong, MandateIdTaken, OwnCode, WaitToTry
from backend.domain.mandates.queries import Help
from backend.domain.mandates.rules import COUNTER as BY_COUNTER
from backend.web.door import (
    FOR_COOKIE,
    form_id,
    formats,
    go,
    keep_cookie,
    language,
    me,
    page,
    parts,
    query,
    reading,
    say,
    who,
    writing,
)
from backend.web.questions import DATE_ORDER
from backend.web.sign_in import waiting
from flows.types.day import PARTS

pages = Blueprint("desk_forms", __name__, url_prefix="/desk/counter")

LONGEST = 60
VISIT_KEPT = 2 * 3600


@pages.get("")
@who(Who.COUNTER, purpose=COUNTER)
def desk() -> Response:
    """Whom to fill in with: by the code on their phone, or by one that is sent to it."""
    return _desk_page({"phone": request.args.get("phone", "")[:LONGEST]})


def _desk_page(typed: dict[str, str], errors: dict[str, Any] | None = None, status: int = 200) -> Response:
    with reading() as session:
        running = queries.running_visits(session, me().account_id, parts().today())
    return page(
        "desk_counter.html",
        status,
        typed=typed,
        errors=errors or {},
        id=uuid.uuid4(),
        sent="sent" in request.args,
        running=[_running(each) for each in running],
    )


def _running(found: Help) -> dict[str, Any]:
    return {
        "id": found.public_id,
        "at_counter": found.kind == BY_COUNTER,
        "ending": found.ending,
        "since": formats().moment(found.taken_at) if found.taken_at else None,
    }


@pages.post("")
@who(Who.COUNTER, purpose=COUNTER)
def let_in() -> Response:
    """Begin with the person who has read out their code."""
    typed = {name: request.form.get(name, "")[:LONGEST] for name in ("phone", "code")}
    try:
        with writing() as session:
            found = actions.take(
                session,
                me().account_id,
                typed["phone"],
                typed["code"],
                region=parts().content.city.region,
                today=parts().today(),
                now=clock.now(),
                kind=BY_COUNTER,
            )
    except (PhoneNumberWrong, OwnCode) as error:
        return _desk_page(typed, {"phone": say(error.message)}, error.status)
    except WaitToTry as error:
        return _desk_page(typed, {"code": waiting(error)}, error.status)
    if isinstance(found, MandateCodeWrong):
        return _desk_page(typed, {"code": say(found.message)}, found.status)
    return _with(found.public_id, "/applications")


def _with(mandate: uuid.UUID, path: str) -> Response:
    """Go on for this person, in this browser, until it is finished."""
    response = go(path)
    keep_cookie(response, FOR_COOKIE, str(mandate), lasts=VISIT_KEPT)
    return response


@pages.post("/code")
@who(Who.COUNTER, purpose=COUNTER)
def send_code() -> Response:
    """Send a code to the phone of the person who is here; pressing twice sends one."""
    phone, public_id = request.form.get("phone", "")[:LONGEST], form_id()
    region = parts().content.city.region
    try:
        with writing() as session:
            tag, today = language().tag, parts().today()
            counter.send_code(session, public_id, phone, region=region, language=tag, today=today, now=clock.now())
    except (PhoneNumberWrong, MandateIdTaken) as error:
        return _desk_page({"phone": phone}, {"send": say(error.message)}, error.status)
    except WaitForCode as error:
        return _desk_page({"phone": phone}, {"send": waiting(error)}, error.status)
    return go("/desk/counter?" + query(phone=phone, sent="1"))


@pages.post("/<uuid:public_id>/finish")
@who(Who.COUNTER, purpose=COUNTER)
def finish(public_id: uuid.UUID) -> Response:
    """End a visit, or the typing in of a form, that was left open."""
    with writing() as session:
        counter.finish(session, me().account_id, public_id, clock.now())
    return go("/desk/counter")


@pages.get("/paper")
@who(Who.COUNTER, purpose=COUNTER)
def paper_form() -> Response:
    """Ask what stands at the head and the foot of a form: which service, whose, and when it was signed."""
    return _paper_page({})


def _paper_page(typed: dict[str, Any], error: DomainError | None = None) -> Response:
    field = _field_of(error) if error else None
    return page(
        "desk_paper.html",
        error.status if error else 200,
        id=form_id(),
        services=[{"id": each.id, "text": say(each.title)} for each in parts().content.services.values()],
        typed=typed,
        field=field,
        error=say(error.message) if error else None,
        date_order=DATE_ORDER.get(language().tag, PARTS),
        longest={"name": LONGEST_NAME, "line": LONGEST_LINE},
    )


def _field_of(error: DomainError) -> str:
    return "signed" if isinstance(error, SignedWrong) else "name" if isinstance(error, ContactMissing) else "phone"


@pages.post("/paper")
@who(Who.COUNTER, purpose=COUNTER)
def type_in() -> Response:
    """Begin to type in a form; pressing twice begins once."""
    names = ("service", "phone", "name", "line1", "line2", "postcode")
    typed = {name: request.form.get(name, "")[:LONGEST_LINE] for name in names}
    typed |= {f"signed-{part}": request.form.get(f"signed-{part}", "")[:4] for part in PARTS}
    service = parts().content.services.get(typed["service"])
    signed = _day(typed)
    if service is None or signed is None:
        return _paper_page(typed, SignedWrong())
    lines = (typed["line1"], typed["line2"], typed["postcode"])
    form = Form(signed, typed["phone"], Contact(typed["name"], lines))
    public_id = form_id()
    try:
        with writing() as session:
            mandate = paper.begin(
                session,
                public_id,
                me().account_id,
                service,
                parts().versions[service.id],
                form,
                region=parts().content.city.region,
                today=parts().today(),
                now=clock.now(),
            )
    except (SignedWrong, ContactMissing, PhoneNumberWrong, OwnForm, IdTaken) as error:
        return _paper_page(typed, error)
    return _with(mandate.public_id, f"/applications/{public_id}/next")


def _day(typed: dict[str, str]) -> date | None:
    try:
        return date(*(int(typed[f"signed-{part}"]) for part in ("year", "month", "day")))
    except ValueError:
        return None
