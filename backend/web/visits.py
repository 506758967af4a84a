"""Appointments and free times in the reader's words: what the pages of citizens and of staff both show."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.text import N_
from backend.domain.appointments import queries
from backend.domain.appointments.actions import Hold
from backend.domain.appointments.errors import HoldOver
from backend.domain.appointments.models import Appointment, Seat, Slot
from backend.domain.appointments.office_day import Queue
from backend.domain.appointments.queries import Free
from backend.domain.catalogue.bookables import Bookable
from backend.domain.catalogue.city import Office
from backend.domain.identity.actions import hash_token
from backend.web.door import formats, parts, say, translator

NEEDS: dict[str, tuple[str, str]] = {
    "interpreter": (N_("An interpreter"), N_("Somebody who speaks your language with us")),
    "hearing_loop": (N_("A hearing loop"), N_("It sends our words to your hearing aid")),
    "step_free": (N_("A way without stairs"), N_("For a wheelchair or a walking frame")),
    "home_visit": (N_("A visit at home"), N_("If you cannot come to us. We call you before")),
    "longer": (N_("A longer time"), N_("%(minutes)s minutes, so that there is no hurry")),
    "companion": (N_("Somebody comes with me"), N_("We have a second chair ready")),
}

STATES: dict[str, tuple[str, str]] = {
    "booked": (N_("Booked"), "info"),
    "arrived": (N_("Is here"), "warning"),
    "called": (N_("Called"), "warning"),
    "served": (N_("Done"), "success"),
    "missed": (N_("Did not come"), "plain"),
    "cancelled": (N_("Cancelled"), "plain"),
}


@dataclass(frozen=True, slots=True)
class Visit:
    """One appointment as a page shows it; `needs` are words, `iso` is for machines, `place` is where it is, in a line.

    Times are by the clock of the office; `clock_there` says that it is another than the city's.
    """

    public_id: uuid.UUID
    kind_id: str
    name: Markup
    office: Office
    at_home: bool
    place: Markup
    staff: str
    day: str
    time: str
    iso: str
    moment: str
    bring: tuple[str, ...]
    needs: list[Markup]
    state: str
    state_words: str
    tone: str
    reference: str
    until: str
    ticket: int | None
    counter: Markup | None
    begun: bool
    clock_there: bool


def visit_of(appointment: Appointment, needs: Sequence[str] = ()) -> Visit:
    """An appointment in the reader's words; a kind or an office that the city no longer has keeps its id as name."""
    kind = parts().content.bookables.kinds.get(appointment.kind)
    zone = parts().content.zone_of(appointment.office).key
    local = formats().local(appointment.starts_at, zone)
    return Visit(
        public_id=appointment.public_id,
        kind_id=appointment.kind,
        name=say(kind.name if kind else appointment.kind),
        office=office_of(appointment.office),
        at_home=parts().diary.at_home(appointment.kind),
        place=place_in_words(appointment.kind, appointment.office),
        staff=appointment.staff,
        day=formats().day(local.date()),
        time=formats().time(local.time()),
        iso=local.isoformat(),
        moment=formats().moment(appointment.starts_at, zone),
        bring=kind.bring if kind else (),
        needs=[need_in_words(each, kind) for each in needs],
        state=appointment.state,
        state_words=translator().text(STATES[appointment.state][0]),
        tone=STATES[appointment.state][1],
        reference=appointment.reference,
        until=formats().moment(appointment.change_until, zone),
        ticket=appointment.ticket,
        counter=say(appointment.counter) or None,
        begun=appointment.starts_at <= clock.now(),
        clock_there=zone != formats().time_zone,
    )


def visit_with_needs(session: Session, appointment: Appointment) -> Visit:
    """The same with what the person needs, opened."""
    return visit_of(appointment, queries.needs_of(session, appointment))


def office_of(office_id: str) -> Office:
    """An office of the city; one that is gone can be reached by the city's help number."""
    content = parts().content
    gone = Office(office_id, office_id, (), content.city.help.phone, (), "")
    return content.offices.get(office_id, gone)


def place_in_words(kind: str, office_id: str) -> Markup:
    """Where it is, in a line: an office, or the home of the person."""
    return say(N_("At your home")) if parts().diary.at_home(kind) else say(office_of(office_id).name)


def need_in_words(need: str, kind: Bookable | None) -> Markup:
    """What somebody needs, short."""
    words, _ = NEEDS[need]
    if need == "longer" and kind and kind.longer_minutes:
        return Markup("{} ({})").format(say(words), minutes_in_words(kind.longer_minutes))
    return say(words)


def needs_to_choose(kind: Bookable) -> list[dict[str, Any]]:
    """What one may ask for with a kind, as checkboxes."""
    known = parts().content.bookables.needs_for(kind)
    return [{"id": each, "text": say(NEEDS[each][0]), "hint": _hint(each, kind)} for each in known]


def _hint(need: str, kind: Bookable) -> Markup:
    return say(NEEDS[need][1], minutes=kind.longer_minutes) if need == "longer" else say(NEEDS[need][1])


def days_of(free: Iterable[Free]) -> list[dict[str, Any]]:
    """Free times under their days, in order, as the buttons show them."""
    days: dict[str, list[dict[str, Any]]] = {}
    for each in sorted(free, key=lambda one: (one.starts_at, one.slot_id)):
        local = formats().local(each.starts_at, parts().content.zone_of(each.office).key)
        days.setdefault(formats().day(local.date()), []).append(
            {
                "id": each.slot_id,
                "time": formats().time(local.time()),
                "place": place_in_words(each.kind, each.office),
                "staff": each.staff,
            }
        )
    return [{"text": text, "times": times} for text, times in days.items()]


def moment_at(office_id: str, moment: datetime) -> str:
    """A moment in words, by the clock of an office."""
    return formats().moment(moment, parts().content.zone_of(office_id).key)


def day_at(office_id: str, moment: datetime) -> date:
    """The calendar day of a moment at an office."""
    return parts().diary.today(moment, office_id)


def today_at(office_id: str) -> date:
    """The calendar day it is at an office now."""
    return day_at(office_id, clock.now())


def clock_time(moment: datetime) -> str:
    """A moment's time on the city's clock."""
    return formats().time(formats().local(moment).time())


def minutes_in_words(minutes: int) -> str:
    """A length of time."""
    ngettext = translator().plural
    return ngettext("%(n)s minute", "%(n)s minutes", minutes)


def queue_in_words(queue: Queue) -> str:
    """How many come before, and roughly how long that takes."""
    _, ngettext = translator().text, translator().plural
    if not queue.before:
        return _("You are next.")
    before = ngettext("%(n)s person is before you.", "%(n)s people are before you.", queue.before)
    wait = ngettext("It takes about %(n)s minute.", "It takes about %(n)s minutes.", queue.minutes)
    return _("%(before)s %(wait)s", before=before, wait=wait)


def held_time(session: Session, token: str, account_id: int, now: datetime) -> Hold:
    """The time that a person holds with this token; raises `HoldOver` if they hold none, or no longer."""
    query = (
        select(Slot, Seat.held_until)
        .join(Seat, Seat.slot_id == Slot.id)
        .where(Seat.hold_hash == hash_token(token), Seat.held_by == account_id, Seat.held_until > now)
    )
    row = session.execute(query).first()
    if row is None or row[1] is None:
        raise HoldOver
    return Hold(token, row[0], row[1])
