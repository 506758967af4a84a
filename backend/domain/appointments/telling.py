"""What a person is told of an appointment, and when they are reminded of it."""

from datetime import datetime
from typing import Any, TypedDict

from sqlalchemy.orm import Session

from backend.core import outbox
from backend.domain.appointments.diary import Diary
from backend.domain.appointments.models import Appointment
from backend.domain.appointments.rules import REMINDERS, reminder_times
from backend.domain.identity.rules import Helper
from backend.domain.inbox import actions as inbox
from backend.domain.mandates import actions as mandates

REMINDER = "appointment-reminder"
"""The outbox kind of a reminder."""
NOT_NEEDED = "not-needed"
SENT = "sent"


class Was(TypedDict):
    """The time of before, in ISO 8601, and the time zone to tell it in."""

    was: str
    was_zone: str


class TheTime(TypedDict, total=False):
    """A time in ISO 8601 with its time zone, and either its `place` or, once more, when the `visit` is."""

    when: str
    zone: str
    place: str
    visit: str


def tell(
    session: Session,
    diary: Diary,
    appointment: Appointment,
    kind: str,
    now: datetime,
    *,
    once_per: str = "",
    link: str | None = None,
    helper: Helper | None = None,
    **more: str | None,
) -> None:
    """Put a message about an appointment into its person's inbox, once for each kind and version of it.

    `once_per` tells apart what may be told more than once of a version. `helper` is who did it for the person, if they
    did not do it themselves. `more` are further values of its words.
    """
    if helper is not None:
        more["helper"] = helper.ending
    inbox.post(
        session,
        appointment.account_id,
        kind=kind,
        key=f"appointment-{kind}:{appointment.id}:{appointment.version}:{once_per}",
        values=_values(diary, appointment) | more,
        link=link or f"/appointments/{appointment.public_id}",
        now=now,
    )


def time_until_now(diary: Diary, appointment: Appointment) -> Was:
    """What a message says of the time that an appointment has until it is moved."""
    return Was(was=appointment.starts_at.isoformat(), was_zone=diary.zone_of(appointment.office).key)


def values_of_time(diary: Diary, kind: str, office: str, starts_at: datetime) -> TheTime:
    """What a message says of a time: when, and either where to come or that somebody comes."""
    when = starts_at.isoformat()
    told = TheTime(when=when, zone=diary.zone_of(office).key)
    if diary.at_home(kind):
        told["visit"] = when
    else:
        told["place"] = diary.office_name(office)
    return told


def note_help(session: Session, helper: Helper | None, what: str, appointment: Appointment, now: datetime) -> None:
    """Write down for the person what their helper did with an appointment; what they do themselves is not noted."""
    if helper is not None:
        key = f"{what}:{appointment.id}:{appointment.version}"
        mandates.note(session, helper.mandate_id, what, key=key, link=f"/appointments/{appointment.public_id}", now=now)


def _values(diary: Diary, appointment: Appointment) -> dict[str, Any]:
    return dict(values_of_time(diary, appointment.kind, appointment.office, appointment.starts_at)) | {
        "what": diary.kind_name(appointment.kind),
        "until": appointment.change_until.isoformat(),
        "reference": appointment.reference,
    }


def plan_reminders(session: Session, diary: Diary, appointment: Appointment, now: datetime) -> None:
    """Write down the reminders of an appointment as it stands; those of an earlier time are dropped when they come."""
    about = {"appointment": appointment.id, "version": appointment.version}
    times = reminder_times(appointment.starts_at, now, diary.quiet)
    jobs = {
        f"reminder:{appointment.id}:{appointment.version}:{rule}": (about | {"rule": rule}, due_at)
        for rule, due_at in times.items()
    }
    outbox.enqueue_all(session, REMINDER, jobs)


def remind(session: Session, diary: Diary, payload: dict[str, Any], now: datetime) -> str:
    """Remind of an appointment unless it was cancelled, moved or has begun, or a nearer reminder is due by now too.

    Returns the outcome in a word, for the outbox.
    """
    appointment = session.get(Appointment, payload["appointment"])
    if appointment is None or appointment.state != "booked" or appointment.version != payload["version"]:
        return NOT_NEEDED
    left = appointment.starts_at - now
    nearer = [ahead for ahead in REMINDERS.values() if ahead < REMINDERS[payload["rule"]]]
    if left <= max(nearer, default=left - left):
        return NOT_NEEDED
    tell(session, diary, appointment, "reminder", now, once_per=payload["rule"])
    return SENT
