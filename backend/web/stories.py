"""What happened to an application as its pages show it: to its citizen, and at the desk."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from backend.core.text import N_
from backend.domain.applications.story import Entry, who_in_words
from backend.web.door import formats, isolated, say
from backend.web.visits import office_of

HEAR_BY = N_("You hear from us by %(day)s at the latest.")
DUE = N_("A decision is due on %(day)s.")


def timeline(entries: Sequence[Entry], *, at_desk: bool = False) -> list[dict[str, Any]]:
    """What was done, what is happening and what comes, as the timeline shows it."""
    return [_item(each, at_desk=at_desk) for each in entries]


def _item(entry: Entry, *, at_desk: bool) -> dict[str, Any]:
    due = formats().date(entry.due_on) if entry.due_on else None
    return {
        "text": say(entry.text),
        "state": entry.state,
        "date": formats().moment(entry.at) if entry.at else "",
        "who": who(entry, at_desk=at_desk) if entry.actor else None,
        "note": say(DUE if at_desk else HEAR_BY, day=due) if due else "",
    }


def who(entry: Entry, *, at_desk: bool) -> Markup:
    """Who did something, in words: 'You', 'Amir at the Travel Desk', 'The program'."""
    name = isolated(entry.name) if entry.name else ""
    office = say(office_of(entry.office).name) if entry.office else ""
    return say(who_in_words(entry, at_desk=at_desk), name=name, office=office)
