"""The page of a question for a time: those that are free soonest, and the one that is kept already."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from backend.core import clock
from backend.domain.appointments import queries
from backend.domain.appointments.queries import Free
from backend.domain.catalogue.bookables import LONGER, Bookable
from backend.domain.catalogue.hours import PARTS
from backend.domain.intake.queries import needs_for
from backend.web.appointment_search import Wish, in_words, look, wish_of
from backend.web.door import me, parts, reading
from backend.web.visits import clock_time, days_of
from flows.service import Question

PRACTICE = ((0, time(9, 30)), (0, time(14, 15)), (1, time(11)))
"""The made-up times of practice: on which of the next working days, and when by the city's clock."""
PRACTICE_AHEAD = 2
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Stand:
    """How it stands with a time that was chosen before: `kept_until`, or free but `over`, or `gone`."""

    free: Free | None = None
    kept_until: datetime | None = None
    over: bool = False
    gone: bool = False


def times_form(
    question: Question, answers: Mapping[str, Any], chosen: str, near: Sequence[Free], here: str
) -> dict[str, Any]:
    """What the template needs to draw a question for a time.

    `answers` are those that are kept, `chosen` the number in the form, `near` what is free near a time that cannot be
    had, and `here` the address of this page, up to where more may be added.
    """
    now, kind_id, answered = clock.now(), question.limits["kind"], answers.get(question.id)
    in_a_row = parts().diary.in_a_row(kind_id, longer=LONGER in needs_for(parts().diary, question, answers))
    kind = parts().content.bookables.kinds.get(kind_id)
    wish = wish_of(kind) if kind else Wish()
    with reading() as session:
        stand = _stand(session, kind_id, answered, chosen, now, in_a_row)
        if stand.gone and not near and wish == Wish():
            near = _near(session, answered, now, in_a_row)
        found, more = (list(near), False) if near else look(session, kind_id, wish, now, in_a_row)
    known = {each.slot_id for each in found}
    return {
        "days": days_of([*found, *([stand.free] if stand.free and stand.free.slot_id not in known else [])]),
        "value": str(stand.free.slot_id) if stand.free else "",
        "kept_until": clock_time(stand.kept_until) if stand.kept_until else None,
        "over": stand.over,
        "gone": stand.gone,
        "looking": in_words(wish),
        "later": here + wish.address(after=found[-1].starts_at) if more else None,
        "anything": here.rstrip("?&") if near or wish != Wish() else None,
        "ways": list(_ways(kind, wish, here)) if kind else [],
        "practice": False,
    }


def _stand(session: Session, kind_id: str, answered: Any, chosen: str, now: datetime, in_a_row: int) -> Stand:
    number = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) <= len(str(queries.LARGEST_ID)) else 0
    was_kept = answered is not None and answered["slot"] == number
    until = None
    if was_kept and "hold" in answered:
        until = queries.kept_until(session, answered["hold"], me().account_id, now)
    slot = queries.slot(session, number)
    if slot is None or slot.kind != kind_id:
        return Stand()
    if not queries.has_room_after(session, slot, now, in_a_row):
        return Stand(gone=was_kept)
    if until is not None:
        return Stand(Free(slot.id, kind_id, slot.office, slot.staff, slot.starts_at, slot.ends_at, 1), until)
    free = queries.room_in(session, number, now)
    return Stand(free, over=was_kept and free is not None, gone=was_kept and free is None)


def _near(session: Session, answered: Any, now: datetime, in_a_row: int) -> Sequence[Free]:
    slot = queries.slot(session, answered["slot"])
    return queries.near(session, slot, now, in_a_row=in_a_row) if slot else ()


def _ways(kind: Bookable, wish: Wish, here: str) -> Iterator[dict[str, Any]]:
    """The ways to look for another time: each a link that changes one thing of the wish."""
    people = {each.staff: None for each in parts().content.bookables.schedules if each.kind == kind.id and each.staff}
    wishes: list[tuple[str, Any]] = [("part", part) for part in PARTS]
    wishes += [("office", office) for office in kind.offices if len(kind.offices) > 1]
    wishes += [("staff", name) for name in people]
    for name, value in wishes:
        if getattr(wish, name) != value:
            words = in_words(Wish(**{name: value}))
            yield {"text": words[:1].upper() + words[1:], "href": here + wish.address(after=None, **{name: value})}


def practice_form(question: Question, chosen: str) -> dict[str, Any]:
    """The same with made-up times, for practice: nothing is looked up, held or booked."""
    blank = dict.fromkeys(("kept_until", "over", "gone", "looking", "later", "anything"))
    return blank | {"days": days_of(_made_up(question)), "value": chosen, "ways": [], "practice": True}


def _made_up(question: Question) -> list[Free]:
    kind = parts().content.bookables.kinds.get(question.limits["kind"])
    office = kind.offices[0] if kind else ""
    days: list[date] = []
    zone = parts().content.zone_of(office)
    day = parts().today() + timedelta(days=PRACTICE_AHEAD)
    while len(days) < len(PRACTICE):
        days += [day] if day.weekday() < SATURDAY else []
        day += timedelta(days=1)
    moments = [datetime.combine(days[number], clock, zone).astimezone(UTC) for number, clock in PRACTICE]
    length = timedelta(minutes=kind.minutes if kind else 0)
    return [
        Free(number, question.limits["kind"], office, "", moment, moment + length, 1)
        for number, moment in enumerate(moments, 1)
    ]


def as_if_held(question: Question, wish: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answer that a made-up time would be, to be shown in words; any other is left as it is."""
    for free in _made_up(question):
        if "starts_at" not in wish and wish["slot"] == free.slot_id:
            return dict(wish) | {"starts_at": free.starts_at.isoformat(), "office": free.office, "staff": free.staff}
    return wish
