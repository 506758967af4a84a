"""At the counter and on the telephone: booking for a person, and somebody who came without an appointment."""

import uuid
from datetime import date
from typing import Any

from flask import Blueprint, Response, request
from markupsafe import Markup

from backend.core import clock
from backend.core.errors import DomainError
from backend.core.text import N_
from backend.domain.access.rules import VISIT
from backend.domain.appointments import counter, queries
from backend.domain.appointments.errors import NotBooked
from backend.domain.appointments.models import Appointment
from backend.domain.catalogue.bookables import LONGER, Bookable
from backend.domain.catalogue.city import Office
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.errors import PhoneNumberWrong
from backend.domain.identity.rules import Who
from backend.web.appointment_search import LONGEST_NUMBER, chosen_needs, day_of, slot_number, start_at
from backend.web.desk_appointments import chosen_office, not_now, offices_that_book
from backend.web.door import go, me, page, parts, reading, say, who, writing
from backend.web.visits import moment_at, needs_to_choose, office_of, today_at, visit_of
from flows.types.contact import phone_number

pages = Blueprint("desk_counter", __name__, url_prefix="/desk/appointments")

pages.register_error_handler(NotBooked, not_now)

SHOWN = 10
LONGEST_PHONE = 60
CHOOSE_A_TIME = N_("Please choose a time.")


def _kind(office: Office, sent: str | None) -> Bookable:
    kinds = parts().content.bookables.of(office.id)
    return next((each for each in kinds if each.id == sent), kinds[0])


@pages.get("/book")
@who(Who.CASEWORKER, purpose=VISIT)
def ask() -> Response:
    """Choose a time for a person, and say who it is for."""
    return _book_page(uuid.uuid4(), {})


def _book_page(public_id: uuid.UUID, wrong: dict[str, Markup], status: int = 200) -> Response:
    office = chosen_office(request.values.get("office"))
    kind = _kind(office, request.values.get("kind"))
    from_day = _from_day(office.id)
    return page(
        "desk_appointments_book.html",
        status,
        id=public_id,
        offices=offices_that_book(),
        office=office,
        kinds=[{"id": each.id, "text": say(each.name)} for each in parts().content.bookables.of(office.id)],
        kind=kind.id,
        from_day=from_day,
        times=_times(kind, office, from_day, longer=LONGER in _typed()["needs"]),
        needs=needs_to_choose(kind),
        typed=_typed(),
        wrong={"phone": None, "slot": None} | wrong,
        errors=[{"field_id": name, "text": text} for name, text in wrong.items()],
    )


def _from_day(office: str) -> date:
    """The day to look from at an office: never one that is over."""
    today = today_at(office)
    return max(day_of(request.values.get("from", "")) or today, today)


def _typed() -> dict[str, Any]:
    """What was sent, so that nothing is lost when something is wrong."""
    return {
        "phone": request.form.get("phone", "")[:LONGEST_PHONE],
        "slot": request.form.get("slot", "")[:LONGEST_NUMBER],
        "kind": request.form.get("kind", ""),
        "needs": chosen_needs(request.form.getlist("needs")),
    }


def _times(kind: Bookable, office: Office, from_day: date, *, longer: bool) -> list[dict[str, Any]]:
    with reading() as session:
        found = queries.soonest(
            session,
            kind.id,
            clock.now(),
            offices=[office.id],
            after=start_at(office.id, from_day),
            limit=SHOWN,
            counter=True,
            in_a_row=parts().diary.in_a_row(kind.id, longer=longer),
        )
    return [
        {"id": each.slot_id, "text": moment_at(each.office, each.starts_at), "hint": each.staff or None}
        for each in found
    ]


@pages.post("/book")
@who(Who.CASEWORKER, purpose=VISIT)
def book() -> Response:
    """Book for a person; pressing twice books once."""
    public_id, typed = _sent_id(), _typed()
    number, wrong = _number(typed["phone"])
    if not typed["slot"]:
        wrong["slot"] = say(CHOOSE_A_TIME)
    if wrong:
        return _book_page(public_id, wrong, 422)
    try:
        _booked(public_id, number, slot_number(typed["slot"]), typed["needs"])
    except DomainError as error:
        field = "phone" if error.slug() == "too-many-appointments" else "slot"
        return _book_page(public_id, {field: say(error.message, **_words(error))}, error.status)
    return go(f"/desk/appointments/{public_id}")


def _words(error: DomainError) -> dict[str, Any]:
    return {name: value for name, value in error.values.items() if name != "alternatives"}


def _sent_id() -> uuid.UUID:
    try:
        return uuid.UUID(request.form.get("id", ""))
    except ValueError:
        return uuid.uuid4()


def _number(typed: str) -> tuple[str | None, dict[str, Markup]]:
    """The phone number that was typed, None for who has none, and what is wrong with it."""
    number = phone_number(typed, parts().content.city.region) if typed.strip() else None
    return number, {"phone": say(PhoneNumberWrong.message)} if typed.strip() and number is None else {}


def _booked(public_id: uuid.UUID, number: str | None, slot_id: int, needs: tuple[str, ...]) -> Appointment:
    now, staff = clock.now(), me().account_id
    with writing() as session:
        account = counter.person_at_counter(session, number, public_id, now)
        return counter.book_for(session, parts().diary, slot_id, account, public_id, needs, now, staff_account=staff)


@pages.get("/<uuid:public_id>/change")
@who(Who.CASEWORKER, purpose=VISIT)
def ask_to_change(public_id: uuid.UUID) -> Response:
    """Choose another time for a person."""
    return _change_page(public_id, None)


def _change_page(public_id: uuid.UUID, error: Markup | None, status: int = 200) -> Response:
    with reading() as session:
        found = queries.at_desk(session, public_id)
        longer = queries.takes_longer(session, found)
    kind = parts().content.bookables.kinds.get(found.kind)
    if found.state != "booked" or kind is None:
        raise NotBooked
    from_day = _from_day(found.office)
    return page(
        "desk_appointments_change.html",
        status,
        visit=visit_of(found),
        from_day=from_day,
        times=_times(kind, office_of(found.office), from_day, longer=longer),
        typed=_typed(),
        errors=[{"field_id": "slot", "text": error}] if error else [],
    )


@pages.post("/<uuid:public_id>/change")
@who(Who.CASEWORKER, purpose=VISIT)
def change(public_id: uuid.UUID) -> Response:
    """Move a person to another time, also past their own limit. Pressing twice changes once."""
    slot = _typed()["slot"]
    if not slot:
        return _change_page(public_id, say(CHOOSE_A_TIME), 422)
    now, staff = clock.now(), me().account_id
    try:
        with writing() as session:
            found = queries.at_desk(session, public_id)
            counter.change_for(session, parts().diary, found, slot_number(slot), now, staff_account=staff)
    except NotBooked:
        raise
    except DomainError as error:
        return _change_page(public_id, say(error.message), error.status)
    return go(f"/desk/appointments/{public_id}?said=changed")


@pages.get("/walk-in")
@who(Who.CASEWORKER, purpose=VISIT)
def ask_walk_in() -> Response:
    """Somebody came without an appointment: who are they, and what for?"""
    return _walk_in_page(uuid.uuid4(), {})


def _walk_in_page(public_id: uuid.UUID, wrong: dict[str, Markup], status: int = 200) -> Response:
    office = chosen_office(request.values.get("office"))
    kinds = parts().content.bookables.of(office.id, coming=True)
    if not kinds:
        raise NotFound
    typed = _typed()
    return page(
        "desk_appointments_walk_in.html",
        status,
        id=public_id,
        office=office,
        kinds=[{"id": each.id, "text": say(each.name)} for each in kinds],
        needs=needs_to_choose(kinds[0]),
        typed=typed | {"kind": typed["kind"] or (kinds[0].id if len(kinds) == 1 else None)},
        wrong={"phone": None, "kind": None} | wrong,
        errors=[{"field_id": name, "text": text} for name, text in wrong.items()],
    )


@pages.post("/walk-in")
@who(Who.CASEWORKER, purpose=VISIT)
def walk_in() -> Response:
    """Take them in: they wait from now on. Pressing twice takes them in once."""
    public_id, typed = _sent_id(), _typed()
    office = chosen_office(request.form.get("office"))
    number, wrong = _number(typed["phone"])
    if typed["kind"] not in {each.id for each in parts().content.bookables.of(office.id, coming=True)}:
        wrong["kind"] = say(N_("Please choose what it is for."))
    if wrong:
        return _walk_in_page(public_id, wrong, 422)
    now, staff = clock.now(), me().account_id
    try:
        with writing() as session:
            account = counter.person_at_counter(session, number, public_id, now)
            counter.walk_in(
                session,
                parts().diary,
                office.id,
                typed["kind"],
                account,
                public_id,
                typed["needs"],
                now,
                staff_account=staff,
            )
    except DomainError as error:
        field = "phone" if error.slug() == "too-many-appointments" else "kind"
        return _walk_in_page(public_id, {field: say(error.message, **_words(error))}, error.status)
    return go(f"/desk/appointments/{public_id}")
