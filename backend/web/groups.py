"""The pages around a repeated group: one more entry, taking one away, and the list of those that are there."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response

from backend.core import clock
from backend.domain.applications import entries, queries
from backend.domain.applications.errors import NotOnJourney, TooManyEntries
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.mandates.rules import SERVICES
from backend.web.answers import entry_name, lines_of
from backend.web.door import go, me, page, parts, who, writing
from backend.web.drafts import check_along, opened, page_of
from flows.entries import entries_of
from flows.journey import Journey
from flows.service import Question, Service
from flows.types.group import bounds

pages = Blueprint("groups", __name__)


@pages.get("/applications/<uuid:public_id>/groups/<group>/new")
@who(Who.SIGNED_IN, mandate=SERVICES)
def new_entry(public_id: uuid.UUID, group: str) -> Response:
    """Go to the first page of one more entry; it is there from its first answer on, so going back leaves nothing."""
    entry = uuid.uuid4()
    try:
        _, service, walked, _ = opened(public_id, f"{group}/{entry}")
    except TooManyEntries:
        return go(f"/applications/{public_id}/questions/{group}")
    if group not in service.by_id:
        raise NotFound
    first = next((each for each in walked.open_pages if each.entry == str(entry)), None)
    return go(page_of(public_id, first) if first else f"/applications/{public_id}/next")


@pages.get("/applications/<uuid:public_id>/groups/<group>/<entry>/remove")
@who(Who.SIGNED_IN, mandate=SERVICES)
def ask_to_remove(public_id: uuid.UUID, group: str, entry: str) -> Response:
    """Ask once more before taking an entry away: this cannot be undone."""
    found, service, walked, answers = opened(public_id)
    known = service.by_id.get(group)
    if known is None or known.type != "group":
        raise NotFound
    listed = entries_form(public_id, service, known, walked, answers)
    row = next((each for each in listed["rows"] if each["id"] == entry), None)
    if found.state != "draft" or row is None:
        return go(f"/applications/{public_id}/next")
    back = f"/applications/{public_id}/questions/{group}{check_along()}"
    return page("entry_remove.html", application=found, service=service, row=row, back=back)


@pages.post("/applications/<uuid:public_id>/groups/<group>/<entry>/remove")
@who(Who.SIGNED_IN, mandate=SERVICES)
def remove_entry(public_id: uuid.UUID, group: str, entry: str) -> Response:
    """Take an entry away; doing it twice is the same."""
    with writing() as session:
        found = queries.mine(session, me().account_id, public_id, lock=True)
        try:
            entries.remove(session, found, parts().service_of(session, found), (group, entry), clock.now())
        except NotOnJourney:
            raise NotFound from None
    return go(f"/applications/{public_id}/questions/{group}{check_along()}")


def entries_form(
    public_id: uuid.UUID | None, service: Service, group: Question, walked: Journey, answers: Mapping[str, Any]
) -> dict[str, Any]:
    """What the template needs to draw the page of a group; without the id of a draft, as in practice, nothing leads on.

    An entry goes by its first answer.
    """
    here, along = f"/applications/{public_id}", check_along()
    rows = []
    for number, entry in enumerate(entries_of(answers).get(group.id, ()), 1):
        asked = [each for each in walked.pages if each.entry == entry and each.group == group.id]
        answered = [each for each in asked if each.id in walked.answers and not each.tells]
        open_page = next((each for each in asked if each.id not in walked.answers), None)
        first = open_page or asked[0]
        rows.append(
            {
                "id": entry,
                "name": entry_name(service, group.id, number),
                "lines": lines_of(answered[0], walked.answers[answered[0].id]) if answered else [],
                "unfinished": open_page is not None,
                "change": f"{here}/questions/{first.id}{'?check=entry' if along else ''}" if public_id else None,
                "remove": f"{here}/groups/{group.id}/{entry}/remove{along}" if public_id else None,
            }
        )
    least, most = bounds(group)
    full = len(rows) >= most
    return {
        "rows": rows,
        "add": f"{here}/groups/{group.id}/new{along}" if public_id and not full else None,
        "full": full,
        "enough": len(rows) >= least,
    }
