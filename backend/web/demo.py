"""The demo phone: the texts and notifications that a real phone would get. It exists in demo mode only."""

import uuid
from contextlib import suppress
from datetime import datetime

from flask import Blueprint, Response, request

from backend.domain.identity import queries as identity
from backend.domain.identity.rules import Who
from backend.web.door import page, parts, reading, who
from flows.types.contact import phone_number
from push.transports.console import read_phone

pages = Blueprint("demo", __name__, url_prefix="/demo")
SHOWN = 20


@pages.get("/phone")
@who(Who.ANYONE)
def phone() -> Response:
    """Everything that one demo number received, newest first."""
    people = parts().content.people
    number = (
        _number_of(request.args.get("sign_in", ""))
        or phone_number(request.args.get("number", ""), parts().content.city.region)
        or (people[0].phone if people else "")
    )
    received = read_phone(parts().settings.phone_file, number, SHOWN)
    rows = [each | {"moment": datetime.fromisoformat(each["at"])} for each in received]
    return page("demo_phone.html", people=people, number=number, received=rows)


def _number_of(sign_in: str) -> str | None:
    """The number that a sign-in was begun with, so that its phone can be opened beside it."""
    with suppress(ValueError), reading() as session:
        return identity.phone_of_sign_in(session, uuid.UUID(sign_in))
    return None
