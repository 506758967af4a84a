"""What happened to an application as its pages show it: to its citizen, and at the desk."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.text import N_
from backend.domain.applications.after import After, after_sending
from backend.domain.applications.models import Application
from backend.domain.applications.queries import Written
from backend.domain.applications.rules import INTERNAL_WORDS
from backend.domain.applications.story import Entry, who_in_words
from backend.web.door import formats, isolated, parts, say
from backend.web.visits import office_of
from flows.service import Service
from i18n.languages import EVERY

HEAR_BY = N_("You hear from us by %(day)s at the latest.")
DUE = N_("A decision is due on %(day)s.")
KINDS = {
    "message": N_("Message"),
    "question": N_("What we need"),
    "answer": N_("Answer"),
    "reason": N_("Reason of the decision"),
    "proposal": N_("Proposed words"),
    "appeal": N_("Appeal"),
    "note": N_("Note for colleagues"),
}


def state_of(session: Session, found: Application, service: Service, *, internal: bool = False) -> After:
    """How it stands with an application that was sent; with `internal`, as the desk knows it."""
    days = parts().content.work_days
    return after_sending(session, found, service, parts().context(), days, clock.now(), internal=internal)


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


def conversation(
    after: After, application: Application, *, at_desk: bool, only: Written | None = None
) -> list[dict[str, Any]]:
    """What was written about an application, oldest first, or one thing of it; each with who wrote it and when.

    Words of a template that nobody changed are in the reader's language, all others as they were written.
    """
    words = after.words if only is None else (only,)
    return [written(each, after, application, at_desk=at_desk) for each in words]


def written(each: Written, after: After, application: Application, *, at_desk: bool) -> dict[str, Any]:
    """One thing that was written, as pages show it."""
    member = after.staff.get(each.account_id)
    place = member.office if member and member.office else application.office
    entry = Entry(each.kind, "done", "", each.actor, member.name if member else None, place)
    told = {"words": say(each.words), "lang": None} if each.template else {"words": each.words, "lang": each.language}
    mine = each.actor in {"citizen", "helper"}
    return told | {
        "id": each.id,
        "kind": KINDS[each.kind],
        "who": who(entry, at_desk=at_desk),
        "mine": mine is not at_desk,
        "internal": each.kind in INTERNAL_WORDS,
        "at": formats().moment(each.at),
        "direction": EVERY[each.language].direction if each.language in EVERY and not each.template else None,
    }
