"""Helping somebody: typing their code, acting for them, and stopping."""

import uuid
from typing import Any

from flask import Blueprint, Response, request

from backend.core import clock
from backend.core.errors import DomainError
from backend.domain.identity.errors import PhoneNumberWrong
from backend.domain.identity.rules import Who
from backend.domain.mandates import actions, counter, queries
from backend.domain.mandates.errors import (
    MandateCodeWrong,
    MandateOver,
    NotByMandate,
    OwnCode,
    TooManyMandates,
    WaitToTry,
)
from backend.domain.mandates.queries import Acting, Help
from backend.domain.mandates.rules import HELP, LONGEST_NAME, SERVICES, allows
from backend.web.appointment_search import one_line
from backend.web.door import (
    FOR_COOKIE,
    after,
    drop_cookie,
    formats,
    go,
    helping,
    keep_cookie,
    me,
    own_path,
    page,
    parts,
    reading,
    say,
    signed_in,
    who,
    writing,
)
from backend.web.helpers import what_for, whom
from backend.web.sign_in import waiting

pages = Blueprint("helping", __name__, url_prefix="/helping")

LONGEST = 60
A_DAY_OUT = 12 * 3600
"""After so many seconds a phone that was put away is its owner's again."""


@pages.get("")
@who(Who.SIGNED_IN)
def people() -> Response:
    """The people I help."""
    with reading() as session:
        found = queries.helped(session, me().account_id, parts().today(), after=after(), limit=queries.PAGE + 1)
    return page(
        "helping.html",
        people=[_in_words(each) for each in found[: queries.PAGE]],
        more=found[queries.PAGE - 1].id if len(found) > queries.PAGE else None,
        done=request.args.get("done"),
    )


def _in_words(found: Help) -> dict[str, Any]:
    return {
        "id": found.public_id,
        "who": whom(found.name, found.ending),
        "ending": found.ending,
        "what": what_for(found),
        "until": formats().day(found.ends_on),
    }


@pages.get("/code")
@who(Who.SIGNED_IN)
def code() -> Response:
    """Ask for the person's number and the code that they say."""
    return _code_page({}, {})


def _code_page(typed: dict[str, str], errors: dict[str, Any], status: int = 200) -> Response:
    return page("helping_code.html", status, typed=typed, errors=errors)


@pages.post("/code")
@who(Who.SIGNED_IN)
def take() -> Response:
    """Begin to help; the same code again leads to the same person."""
    typed = {name: request.form.get(name, "")[:LONGEST] for name in ("phone", "code")}
    name = one_line(request.form.get("name", ""), LONGEST_NAME)
    region, today = parts().content.city.region, parts().today()
    try:
        with writing() as session:
            outcome = actions.take(
                session,
                me().account_id,
                typed["phone"],
                typed["code"],
                region=region,
                today=today,
                now=clock.now(),
                name=name,
            )
    except (PhoneNumberWrong, OwnCode, TooManyMandates) as error:
        return _code_page(typed | {"name": name}, {"phone": say(error.message, **error.values)}, error.status)
    except WaitToTry as error:
        return _code_page(typed | {"name": name}, {"code": waiting(error)}, error.status)
    if isinstance(outcome, MandateCodeWrong):
        return _code_page(typed | {"name": name}, {"code": say(outcome.message)}, outcome.status)
    return go("/helping?done=begun")


@pages.post("/<uuid:public_id>/begin")
@who(Who.SIGNED_IN)
def begin(public_id: uuid.UUID) -> Response:
    """Do things for this person from now on, in this browser, until stopped."""
    with reading() as session:
        acting = queries.acting(session, me().account_id, public_id, parts().today())
    if acting is None:
        raise MandateOver
    response = go(_begin_at(acting))
    keep_cookie(response, FOR_COOKIE, str(public_id), lasts=A_DAY_OUT)
    return response


def _begin_at(acting: Acting) -> str:
    """Where a helper begins: with the services, or with the appointments where those are all."""
    return "/applications" if allows(acting.helper, SERVICES) else "/appointments"


@pages.post("/stop")
@who(Who.ANYONE)
def stop() -> Response:
    """Be oneself again in this browser. The mandate stays; a visit to a counter is finished."""
    acting, known = helping(), signed_in()
    at_counter = acting is not None and acting.helper.kind != HELP
    if acting is not None and known is not None and at_counter:
        with writing() as session:
            counter.finish(session, known.account_id, acting.public_id, clock.now())
    response = go(own_path(request.form.get("next"), "/desk/counter" if at_counter else "/helping"))
    drop_cookie(response, FOR_COOKIE)
    return response


@pages.get("/<uuid:public_id>/end")
@who(Who.SIGNED_IN)
def ask_to_end(public_id: uuid.UUID) -> Response:
    """Ask once more before helping this person ends for good."""
    with reading() as session:
        found = queries.one_helped(session, me().account_id, public_id, parts().today())
    return page("helping_end.html", person=_in_words(found))


@pages.post("/<uuid:public_id>/end")
@who(Who.SIGNED_IN)
def end(public_id: uuid.UUID) -> Response:
    """Help this person no more; ending it twice is the same."""
    with writing() as session:
        mandate = queries.of_helper(session, me().account_id, public_id)
        actions.end(session, mandate, me().account_id, clock.now())
    return go("/helping?done=ended")


def not_by_mandate(error: DomainError) -> Response:
    """A page of one's own, while one helps: say so, and show both ways on."""
    way = request.full_path.rstrip("?") if request.method == "GET" else "/helping"
    acting = helping()
    on = _begin_at(acting) if acting else "/helping"
    return page("helping_now.html", error.status, person=acting, next=way, on=on)


def help_over(error: DomainError) -> Response:
    """The help ended meanwhile: say so kindly, once; from the next page on one is oneself."""
    return page("helping_over.html", error.status)


HANDLERS = {NotByMandate: not_by_mandate, MandateOver: help_over}
