"""What somebody looks for when they want a time, as the addresses of the pages say it."""

import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.errors import DomainError
from backend.domain.appointments import queries, rules
from backend.domain.appointments.errors import SlotUnknown, TooLateToChange
from backend.domain.appointments.queries import Free
from backend.domain.catalogue.bookables import LONGER, Bookable
from backend.domain.catalogue.errors import NotFound
from backend.domain.catalogue.hours import PARTS
from backend.domain.identity.rules import Who
from backend.domain.mandates.rules import APPOINTMENTS
from backend.web.door import LARGEST_ID, go, me, page, parts, reading, say, translator, who
from backend.web.visits import Visit, office_of, visit_of

LONGEST_NUMBER = 12
SHOWN = 8
MOST_SHOWN = 12
View = Callable[..., Response]


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody looks for: everything is optional, and what an address says wrongly counts as not said."""

    office: str | None = None
    staff: str | None = None
    part: str | None = None
    after: datetime | None = None
    needs: tuple[str, ...] = ()

    def address(self, **changed: Any) -> str:
        """The end of an address that says the same, with some of it changed."""
        wish = replace(self, **changed)
        return urlencode(wish.pairs() + [("needs", each) for each in wish.needs])

    def pairs(self) -> list[tuple[str, str]]:
        """The same without the needs, name by name."""
        after = self.after.isoformat() if self.after else None
        pairs = {"office": self.office, "staff": self.staff, "part": self.part, "after": after}
        return [(name, value) for name, value in pairs.items() if value]


@dataclass(frozen=True, slots=True)
class Search:
    """Where somebody looks: for what kind, under which address, and what they have already, if they change it.

    `in_a_row` is how many times their visit takes, one right after the other.
    """

    kind: Bookable
    base: str
    wish: Wish = field(default_factory=Wish)
    visit: Visit | None = None
    in_a_row: int = 1


def wish_of(kind: Bookable) -> Wish:
    """What the address says about the wish."""
    sent, staff, part = (request.args.get(name) for name in ("office", "staff", "part"))
    office = sent if sent in kind.offices else None
    known = {each.staff for each in parts().content.bookables.schedules if each.kind == kind.id}
    return Wish(
        office=office,
        staff=staff if staff in known else None,
        part=part if part in PARTS else None,
        after=_moment(request.args.get("after", "")) or _start(office or kind.offices[0], request.args.get("day", "")),
        needs=chosen_needs(request.values.getlist("needs")),
    )


def look(session: Session, kind_id: str, wish: Wish, now: datetime, in_a_row: int) -> tuple[list[Free], bool]:
    """A short list of free times that fit a wish, and whether there are later ones.

    `in_a_row` is how many times a visit takes, one right after the other.
    """
    found = queries.soonest(
        session,
        kind_id,
        now,
        offices=[wish.office] if wish.office else None,
        staff=wish.staff,
        part=wish.part,
        after=wish.after,
        limit=MOST_SHOWN + 1,
        in_a_row=in_a_row,
    )
    first = _first_of(found)
    return first, len(found) > len(first)


def _first_of(found: Sequence[Free]) -> list[Free]:
    """A short list that ends between two moments, so that 'later times' leaves none out."""
    shown = list(found[:SHOWN])
    for each in found[SHOWN:MOST_SHOWN]:
        if each.starts_at != shown[-1].starts_at:
            break
        shown.append(each)
    return shown


def in_words(wish: Wish) -> str:
    """What is looked for, in the reader's language; nothing where anything will do."""
    _ = translator().text
    said = []
    if wish.office:
        said.append(str(say(office_of(wish.office).name).striptags()))
    if wish.staff:
        said.append(_("with %(name)s", name=wish.staff))
    if wish.part:
        said.append(_("in the morning") if wish.part == "morning" else _("in the afternoon"))
    return " · ".join(said)


def chosen_needs(sent: Collection[str]) -> tuple[str, ...]:
    """Those needs that the city knows, in its order."""
    return tuple(each for each in parts().content.bookables.needs if each in sent)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def day_of(text: str) -> date | None:
    """A day as an address says it, within what calendars hold with room to spare."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if abs(day - parts().today()) < timedelta(days=3660) else None


def _start(office: str, text: str) -> datetime | None:
    day = day_of(text)
    return start_at(office, day) if day else None


def start_at(office: str, day: date) -> datetime:
    """Just before a day begins at an office, so that times are found that begin with it."""
    return just_before(rules.start_of(day, parts().content.zone_of(office)))


def just_before(moment: datetime) -> datetime:
    """Times are looked for that begin later than a moment; this one still finds those that begin at it."""
    return moment - timedelta(seconds=1)


def on_both(pages: Blueprint, ending: str, method: str = "GET", *, new: Who = Who.ANYONE) -> Callable[[View], View]:
    """Put a page under two addresses: for a new appointment, and for another time of one's own that is booked."""

    def add(view: View) -> View:
        def for_new(kind_id: str, **more: str) -> Response:
            return view(search_for(kind_id), **more)

        def to_change(public_id: uuid.UUID, **more: str) -> Response:
            return view(search_to_change(public_id), **more)

        name, methods = view.__name__, [method]
        pages.add_url_rule(f"/new/<kind_id>{ending}", name, who(new, mandate=APPOINTMENTS)(for_new), methods=methods)
        changed = who(Who.SIGNED_IN, mandate=APPOINTMENTS)(to_change)
        pages.add_url_rule(f"/<uuid:public_id>/change{ending}", f"{name}_to_change", changed, methods=methods)
        return view

    return add


def search_for(kind_id: str) -> Search:
    """The search for a new appointment; raises `NotFound`."""
    kind = parts().content.bookables.kinds.get(kind_id)
    if kind is None:
        raise NotFound
    wish = wish_of(kind)
    in_a_row = parts().diary.in_a_row(kind.id, longer=LONGER in wish.needs)
    return Search(kind, f"/appointments/new/{kind.id}", wish, in_a_row=in_a_row)


def search_to_change(public_id: uuid.UUID) -> Search:
    """The search for another time of one's own; raises `NotFound` and `TooLateToChange`."""
    with reading() as session:
        appointment = queries.mine(session, me().account_id, public_id)
        longer = queries.takes_longer(session, appointment)
    kind = parts().content.bookables.kinds.get(appointment.kind)
    if kind is None:
        raise NotFound
    if not rules.can_change(appointment, clock.now()):
        raise TooLateToChange
    in_a_row = parts().diary.in_a_row(kind.id, longer=longer)
    return Search(kind, f"/appointments/{public_id}/change", wish_of(kind), visit_of(appointment), in_a_row)


def shown(search: Search, template: str, status: int = 200, **words: Any) -> Response:
    """A page of the search, with the words that all of them share."""
    return page(template, status, kind=search.kind, base=search.base, visit=search.visit, **words)


def slot_number(text: str) -> int:
    """A slot's number; what cannot be one is a slot that is not known."""
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER and int(text) <= LARGEST_ID):
        raise SlotUnknown
    return int(text)


def one_line(text: str, longest: int) -> str:
    """What was typed into a field of one line, without what no keyboard types."""
    return "".join(letter for letter in text if letter.isprintable()).strip()[:longest]


def on_top(search: Search, slot_id: int) -> str:
    """The page of times that begins with the one that was pressed."""
    with reading() as session:
        slot = queries.slot(session, slot_id)
    if slot is None:
        raise SlotUnknown
    return f"{search.base}/times?{search.wish.address(after=just_before(slot.starts_at))}"


def too_late(_: DomainError) -> Response:
    """The appointment's own page says what can be done instead."""
    return go(f"/appointments/{(request.view_args or {})['public_id']}?done=late")
