"""Messages from the city."""

from flask import Blueprint, Response

from backend.core import clock
from backend.domain.identity.rules import Who
from backend.domain.inbox import actions, queries
from backend.domain.inbox.models import Message
from backend.domain.inbox.texts import Letter
from backend.web.door import after, formats, me, page, reading, translator, who, writing

pages = Blueprint("inbox", __name__)


@pages.get("/inbox")
@who(Who.SIGNED_IN)
def messages() -> Response:
    """All messages, newest first."""
    with reading() as session:
        found = queries.messages(session, me().account_id, after=after(), limit=queries.PAGE + 1)
        rows = [(each, _letter(each, queries.values_of(session, each))) for each in found[: queries.PAGE]]
    more = found[queries.PAGE - 1].id if len(found) > queries.PAGE else None
    return page("inbox.html", messages=rows, more=more, current_section="messages")


@pages.get("/inbox/<int(max=2147483647):message_id>")
@who(Who.SIGNED_IN)
def message(message_id: int) -> Response:
    """One message; opening it is reading it."""
    with writing() as session:
        actions.mark_read(session, me().account_id, message_id, clock.now())
        found = queries.message(session, me().account_id, message_id)
        values = queries.values_of(session, found)
    return page("message.html", message=found, letter=_letter(found, values), current_section="messages")


def _letter(message: Message, values: dict[str, object]) -> Letter:
    return Letter(message.kind, values, translator().text, formats().moment)
