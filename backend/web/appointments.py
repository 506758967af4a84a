"""A person's appointments: seen large, cancelled, put into the calendar, and 'I am here' on the day."""

import uuid

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.errors import DomainError
from backend.domain.appointments import actions, counter, office_day, queries, rules
from backend.domain.appointments import sooner as waiting
from backend.domain.appointments.errors import NotBooked, NotTheDay, NotThere, TooLateToChange
from backend.domain.appointments.ics import file_of
from backend.domain.appointments.models import Appointment
from backend.domain.identity.rules import Who
from backend.domain.mandates.rules import APPOINTMENTS
from backend.web.door import after, file_translator, go, me, page, parts, reading, translator, who, writing
from backend.web.visits import Visit, queue_in_words, today_at, visit_of, visit_with_needs

pages = Blueprint("appointments", __name__, url_prefix="/appointments")

DONE = ("booked", "changed", "waiting", "stopped", "late", "early")


@pages.get("")
@who(Who.SIGNED_IN, mandate=APPOINTMENTS)
def mine() -> Response:
    """All my appointments: the next one large, then those after it, then the earlier ones."""
    with reading() as session:
        ahead = queries.upcoming(session, me().account_id, clock.now())
        found = queries.of_account(session, me().account_id, after=after(), limit=queries.PAGE + 1)
        first = visit_with_needs(session, ahead[0]) if ahead else None
    known = {each.id for each in ahead}
    past = [each for each in found[: queries.PAGE] if each.id not in known]
    return page(
        "appointment_list.html",
        next=first,
        coming=[visit_of(each) for each in ahead[1:]],
        past=[visit_of(each) for each in past],
        more=found[queries.PAGE - 1].id if len(found) > queries.PAGE else None,
    )


@pages.get("/<uuid:public_id>")
@who(Who.SIGNED_IN, mandate=APPOINTMENTS)
def appointment(public_id: uuid.UUID) -> Response:
    """One appointment, large: when, where, with whom, what to bring, and what can be done."""
    now = clock.now()
    with reading() as session:
        found = queries.mine(session, me().account_id, public_id)
        visit = visit_with_needs(session, found)
        is_waiting = queries.is_waiting(session, found)
        queue = _queue(session, found)
        helper = queries.helper_of(session, found)
    done = request.args.get("done")
    return page(
        "appointment.html",
        visit=visit,
        title=_title(visit),
        waiting=is_waiting,
        queue=queue,
        helper=helper,
        open=rules.can_change(found, now),
        today=rules.can_arrive(found, today_at(found.office)),
        limit=_limit(found, visit),
        done=done if done in DONE and found.state == "booked" else None,
    )


def _title(visit: Visit) -> str:
    _ = translator().text
    return {
        "cancelled": _("This appointment is cancelled"),
        "arrived": _("We know that you are here"),
        "called": _("It is your turn"),
        "served": _("We were with you. Thank you.") if visit.at_home else _("You were here. Thank you."),
        "missed": _("We did not see you that day"),
    }.get(visit.state, _("Your appointment"))


def _queue(session: Session, found: Appointment) -> str | None:
    return queue_in_words(office_day.queue_position(session, found, clock.now())) if found.state == "arrived" else None


def _limit(found: Appointment, visit: Visit) -> str:
    _ = translator().text
    if rules.can_change(found, clock.now()):
        return _("You can change or cancel it until %(moment)s.", moment=visit.until)
    return _("It is too late to change it here. Please call the place. We help you.")


@pages.get("/<uuid:public_id>/calendar.ics")
@who(Who.SIGNED_IN, mandate=APPOINTMENTS)
def calendar(public_id: uuid.UUID) -> Response:
    """The appointment as a file that calendars understand."""
    with reading() as session:
        found = queries.mine(session, me().account_id, public_id)
    response = Response(file_of(found, parts().diary, file_translator().text), mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.reference}.ics"'
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.get("/<uuid:public_id>/cancel")
@who(Who.SIGNED_IN, mandate=APPOINTMENTS)
def ask_to_cancel(public_id: uuid.UUID) -> Response:
    """Ask once more before the time goes to somebody else."""
    with reading() as session:
        found = queries.mine(session, me().account_id, public_id)
    if found.state == "cancelled":
        return go(f"/appointments/{public_id}")
    if not rules.can_cancel(found, clock.now()):
        raise TooLateToChange
    return page("appointment_cancel.html", visit=visit_of(found))


@pages.post("/<uuid:public_id>/cancel")
@who(Who.SIGNED_IN, mandate=APPOINTMENTS)
def cancel(public_id: uuid.UUID) -> Response:
    """Cancel; doing it twice is the same."""
    with writing() as session:
        found = queries.mine(session, me().account_id, public_id, lock=True)
        actions.cancel(session, parts().diary, found, clock.now(), helper=me().helper)
    return go(f"/appointments/{public_id}")


@pages.post("/<uuid:public_id>/sooner")
@who(Who.SIGNED_IN, mandate=APPOINTMENTS)
def sooner(public_id: uuid.UUID) -> Response:
    """Wait for something sooner, or no longer."""
    stop = request.form.get("stop") == "yes"
    with writing() as session:
        found = queries.mine(session, me().account_id, public_id, lock=True)
        if stop:
            waiting.stop_waiting(session, found, clock.now(), helper=me().helper)
        else:
            waiting.wait_for_sooner(session, found, clock.now(), helper=me().helper)
    return go(f"/appointments/{public_id}?done={'stopped' if stop else 'waiting'}")


@pages.post("/<uuid:public_id>/here")
@who(Who.SIGNED_IN, mandate=APPOINTMENTS)
def here(public_id: uuid.UUID) -> Response:
    """Say 'I am here'; saying it twice is the same."""
    with writing() as session:
        found = queries.mine(session, me().account_id, public_id, lock=True)
        counter.arrive(session, parts().diary, found, clock.now(), helper=me().helper)
    return go(f"/appointments/{public_id}")


@pages.errorhandler(TooLateToChange)
@pages.errorhandler(NotBooked)
@pages.errorhandler(NotTheDay)
@pages.errorhandler(NotThere)
def not_now(error: DomainError) -> Response:
    """The appointment's own page says what is the matter, and what can be done."""
    done = {"too-late-to-change": "?done=late", "not-the-day": "?done=early"}.get(error.slug(), "")
    return go(f"/appointments/{(request.view_args or {})['public_id']}{done}")
