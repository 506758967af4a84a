"""The staff's appointments: an office's day, calling people, and what can be done with each of them."""

import uuid
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, g, request
from markupsafe import Markup

from backend.core import clock
from backend.core.errors import DomainError
from backend.core.reference import tidy_reference
from backend.core.text import N_
from backend.domain.access.rules import VISIT
from backend.domain.appointments import actions, counter, office_day, queries
from backend.domain.appointments.errors import NotBooked, NotTheDay, NotThere
from backend.domain.appointments.models import Appointment
from backend.domain.appointments.office_day import DayRow
from backend.domain.appointments.rules import LONGEST_NOTE
from backend.domain.catalogue.city import LONGEST_COUNTER, Office
from backend.domain.identity import queries as identity
from backend.domain.identity.rules import Who
from backend.web.appointment_search import day_of, one_line
from backend.web.door import (
    choices,
    go,
    me,
    own_path,
    page,
    parts,
    reading,
    say,
    telephone,
    translator,
    who,
    writing,
)
from backend.web.visits import Visit, moment_at, today_at, visit_of, visit_with_needs

pages = Blueprint("desk_appointments", __name__, url_prefix="/desk/appointments")

NOTICES = {
    "nobody": N_("Nobody who is here waits now."),
    "kept": N_("It is kept."),
    "changed": N_("The time is changed. We wrote to the person."),
    "none": N_("No appointment has this reference. A reference has eight letters and digits."),
    **{each.slug(): each.message for each in (NotBooked, NotThere, NotTheDay)},
}


def offices_that_book() -> list[Office]:
    """The offices where something can be booked, in the city's order."""
    booked = {each.office for each in parts().content.bookables.schedules}
    return [office for office in parts().content.offices.values() if office.id in booked]


def chosen_office(sent: str | None) -> Office:
    """The office that was chosen; the first one where none was, or none that books."""
    offices = offices_that_book()
    return next((each for each in offices if each.id == sent), offices[0])


def day_page(office: str, day: date, **said: str) -> str:
    """The address of an office's day."""
    ending = "".join(f"&{name}={quote(value)}" for name, value in said.items())
    return f"/desk/appointments?office={office}&day={day.isoformat()}{ending}"


@pages.get("")
@who(Who.CASEWORKER, purpose=VISIT)
def day() -> Response:
    """An office's day: who comes when, with what needs, and who is here."""
    office = chosen_office(request.args.get("office"))
    today = today_at(office.id)
    shown = day_of(request.args.get("day", "")) or today
    with reading() as session:
        rows = office_day.day_view(session, office.id, shown)
        closed = office_day.why_closed(session, parts().diary, office.id, shown)
    visits = [row_of(each) for each in rows]
    return page(
        "desk_appointments.html",
        offices=offices_that_book(),
        office=office,
        day=shown,
        beside=_beside(shown, today),
        is_today=shown == today,
        is_past=shown < today,
        receives=bool(parts().content.bookables.of(office.id, coming=True)),
        closed=closed,
        rows=visits,
        called=[each for each in visits if each["visit"].state == "called"],
        waiting=sum(each["visit"].state == "arrived" for each in visits),
        to_come=sum(each["visit"].state == "booked" for each in visits),
        at=one_line(request.args.get("at", ""), LONGEST_COUNTER),
        counters=_counters(office),
        said=notice_words(),
        moved=_moved_words(),
    )


def _counters(office: Office) -> list[dict[str, Any]]:
    """Where people can be called to at an office; none where it names none, and anything may be written."""
    if not office.counters:
        return []
    named = [{"id": each, "text": say(each)} for each in office.counters]
    return [{"id": "", "text": translator().text("The counter")}, *named]


def notice_words() -> Markup | None:
    """What is to be said about what was done just now."""
    said = NOTICES.get(request.args.get("said", ""))
    return say(said) if said else None


def _moved_words() -> str | None:
    """How many people were moved when the day was closed just now."""
    moved, dropped = request.args.get("moved", type=int), request.args.get("dropped", type=int)
    if moved is None or dropped is None:
        return None
    ngettext = translator().plural
    words = [ngettext("We moved %(n)s person and wrote to them.", "We moved %(n)s people and wrote to them.", moved)]
    if dropped:
        words.append(
            ngettext(
                "For %(n)s person there was no other time. We wrote to them. Please call them.",
                "For %(n)s people there was no other time. We wrote to them. Please call them.",
                dropped,
            )
        )
    return " ".join(words)


def _beside(shown: date, today: date) -> list[tuple[str, date]]:
    _ = translator().text
    one = timedelta(days=1)
    return [(_("The day before"), shown - one), (_("Today"), today), (_("The day after"), shown + one)]


def row_of(row: DayRow) -> dict[str, Any]:
    """One line of the day."""
    visit = visit_of(row.appointment, row.needs)
    return {"visit": visit, "needs": Markup(", ").join(visit.needs), "note": row.note, "phone": telephone(row.phone)}


@pages.get("/find")
@who(Who.CASEWORKER, purpose=VISIT)
def find() -> Response:
    """Go to the appointment that a person names."""
    with reading() as session:
        found = queries.by_reference(session, tidy_reference(request.args.get("reference", "")))
    if found is None:
        return go("/desk/appointments?said=none")
    return go(f"/desk/appointments/{found.public_id}")


@pages.post("/next")
@who(Who.CASEWORKER, purpose=VISIT)
def call_next() -> Response:
    """Call whoever is next of those who are here."""
    office, at = chosen_office(request.form.get("office")), one_line(request.form.get("at", ""), LONGEST_COUNTER)
    with writing() as session:
        found = counter.call_next(session, parts().diary, office.id, me().account_id, clock.now(), counter=at or None)
    said = {"at": at} if at else {}
    return go(day_page(office.id, today_at(office.id), **said | ({} if found else {"said": "nobody"})))


@pages.get("/<uuid:public_id>")
@who(Who.CASEWORKER, purpose=VISIT)
def one(public_id: uuid.UUID) -> Response:
    """One appointment, with all that can be done with it."""
    with reading() as session:
        found = queries.at_desk(session, public_id)
        visit = visit_with_needs(session, found)
        phone = telephone(identity.phone_of(session, found.account_id))
        note = queries.note_of(session, found)
        theirs = identity.language_of(session, found.account_id)
    return page(
        "desk_appointments_one.html",
        visit=visit,
        rows=_facts(found, visit, phone),
        note=note,
        longest_note=LONGEST_NOTE,
        theirs=parts().spoken_to(theirs),
        day_page=day_page(found.office, found.day),
        is_today=found.day == today_at(found.office),
        said=notice_words(),
    )


def _facts(found: Appointment, visit: Visit, phone: str) -> list[dict[str, Any]]:
    _ = translator().text
    rows: list[dict[str, Any]] = [{"label": _("Phone"), "value": phone}]
    if found.ticket:
        rows.append({"label": _("Number of the day"), "value": found.ticket})
    rows.append({"label": _("Needs"), "value": visit.needs or [_("Nothing")]})
    moments = ((_("Booked"), found.created_at), (_("Came"), found.arrived_at), (_("Called"), found.called_at))
    rows += [{"label": words, "value": moment_at(found.office, moment)} for words, moment in moments if moment]
    if found.booked_by and found.booked_by != found.account_id:
        rows.append({"label": _("Booked by"), "value": _("Staff, for the person")})
    return rows


@pages.post("/<uuid:public_id>/state")
@who(Who.CASEWORKER, purpose=VISIT)
def do(public_id: uuid.UUID) -> Response:
    """Note that somebody is here, call, serve, mark as missed, or cancel for them."""
    what, now = request.form.get("do"), clock.now()
    with writing() as session:
        found, diary = queries.at_desk(session, public_id, lock=True), parts().diary
        if what == "arrive":
            counter.arrive(session, diary, found, now)
        elif what == "call":
            counter.call(session, diary, found, me().account_id, now, counter=None)
        elif what == "serve":
            counter.serve(session, diary, found, now)
        elif what == "miss":
            counter.miss(session, diary, found, now)
        elif what == "cancel":
            actions.cancel(session, diary, found, now, by=me().account_id)
    return go(own_path(request.form.get("back"), f"/desk/appointments/{public_id}"))


@pages.post("/<uuid:public_id>/note")
@who(Who.CASEWORKER, purpose=VISIT)
def note(public_id: uuid.UUID) -> Response:
    """Keep what staff note about the visit."""
    with writing() as session:
        found = queries.at_desk(session, public_id, lock=True)
        counter.write_note(session, found, request.form.get("note", "")[:LONGEST_NOTE])
    return go(f"/desk/appointments/{public_id}?said=kept")


@pages.get("/<uuid:public_id>/transfer")
@who(Who.CASEWORKER, purpose=VISIT)
def ask_where_to(public_id: uuid.UUID) -> Response:
    """Choose whom a person who is here is handed on to."""
    return _transfer_page(public_id)


def _transfer_page(public_id: uuid.UUID, error: Markup | None = None) -> Response:
    with reading() as session:
        found = queries.at_desk(session, public_id)
    others = counter.others(parts().diary, found)
    return page(
        "desk_appointments_transfer.html",
        422 if error else 200,
        visit=visit_of(found),
        people=[{"id": each, "text": each or say(N_("Whoever is free"))} for each in others],
        errors=[{"field_id": "staff", "text": error}] if error else [],
    )


@pages.post("/<uuid:public_id>/transfer")
@who(Who.CASEWORKER, purpose=VISIT)
def transfer(public_id: uuid.UUID) -> Response:
    """Hand a person on to somebody else at the office; they wait there in the order of their time."""
    staff = request.form.get("staff")
    with writing() as session:
        found = queries.at_desk(session, public_id, lock=True)
        if staff is None or staff not in counter.others(parts().diary, found):
            return _transfer_page(public_id, say(N_("Please choose one.")))
        counter.transfer(session, parts().diary, found, staff, clock.now())
        back = day_page(found.office, found.day)
    return go(back)


@pages.get("/<uuid:public_id>/slip")
@who(Who.CASEWORKER, purpose=VISIT)
def slip(public_id: uuid.UUID) -> Response:
    """A page in large print to take home, in the person's language."""
    wanted = request.args.get("language")
    if wanted in parts().content.city.languages:
        g.choices = replace(choices(), language=wanted)
    with reading() as session:
        visit = visit_with_needs(session, queries.at_desk(session, public_id))
    return page("desk_appointments_slip.html", visit=visit)


@pages.errorhandler(NotBooked)
@pages.errorhandler(NotThere)
@pages.errorhandler(NotTheDay)
def not_now(error: DomainError) -> Response:
    """The list has moved on: the appointment's page shows how it stands now."""
    return go(f"/desk/appointments/{(request.view_args or {})['public_id']}?said={error.slug()}")
