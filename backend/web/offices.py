"""The places where a person can go: where they are, and when their doors are open."""

from flask import Blueprint, Response

from backend.core import clock
from backend.domain.appointments import office_day
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.web.door import page, parts, reading, who

pages = Blueprint("offices", __name__, url_prefix="/offices")


@pages.get("")
@who(Who.ANYONE)
def offices() -> Response:
    """All of them, and whether they are open now."""
    now, diary = clock.now(), parts().diary
    with reading() as session:
        off = office_day.days_off(session, diary, now)
    known = parts().content.offices.values()
    rows = [(office, office_day.is_open(diary, office, off[office.id], now)) for office in known]
    return page("offices.html", offices=rows, public=True)


@pages.get("/<office_id>")
@who(Who.ANYONE)
def office(office_id: str) -> Response:
    """One office: where it is, when it is open, and on which days ahead it is not."""
    found = parts().content.offices.get(office_id)
    if found is None:
        raise NotFound
    now, diary = clock.now(), parts().diary
    with reading() as session:
        off = office_day.days_off(session, diary, now, office_id)[office_id]
    is_open = office_day.is_open(diary, found, off, now)
    return page("office.html", office=found, is_open=is_open, off=off, public=True)
