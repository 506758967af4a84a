"""The administrator's desk: which of the city's systems are told of what, and what became of it."""

import uuid
from typing import Any

from flask import Blueprint, Response, request

from backend.core import clock
from backend.core.errors import DomainError
from backend.core.text import N_
from backend.domain.identity.rules import Who
from backend.domain.webhooks import actions, queries
from backend.domain.webhooks.actions import Wanted
from backend.domain.webhooks.errors import TooManyWebhooks, WebhookPaused, WebhookWrong
from backend.domain.webhooks.models import Webhook, WebhookDelivery
from backend.domain.webhooks.rules import EVENTS, LONGEST_NAME, MOST_ANSWERS, TEST
from backend.web.door import after, form_id, formats, go, me, page, parts, reading, say, who, writing
from backend.web.questions import errors_of
from push.webhooks import LONGEST_ADDRESS

pages = Blueprint("desk_webhooks", __name__, url_prefix="/desk/webhooks")

EVERY_SERVICE = ""
EVENT_WORDS = {
    "application.sent": N_("Somebody sent an application"),
    "application.in_work": N_("Somebody at the desk took it"),
    "application.more_needed": N_("We asked for more"),
    "application.answered": N_("The person answered"),
    "application.decided": N_("We decided"),
    "application.withdrawn": N_("The person took it back"),
    "application.appealed": N_("The person asked us to look again"),
    TEST: N_("A test"),
}
STATE_WORDS = {
    "waiting": (N_("Waits for its next try"), "warning"),
    "delivered": (N_("It arrived"), "success"),
    "given_up": (N_("It did not arrive"), "problem"),
}
OUTCOME_WORDS = {
    "delivered": N_("The other side took it."),
    "too-slow": N_("The other side was too slow."),
    "unreachable": N_("Nobody answered at this address."),
    "name-unknown": N_("This address is not known."),
    "private-address": N_("The address leads into a closed network."),
    "bad-address": N_("The address cannot be used."),
    "could-not-write": N_("We could not write the message."),
    "paused": N_("It was paused."),
}
STATUS_WORDS = N_("The other side answered with the number %(status)s.")


@pages.get("")
@who(Who.ADMINISTRATOR)
def all_of_them() -> Response:
    """All systems that are told."""
    with reading() as session:
        found = queries.webhooks(session)
    rows = [{"row": each.row, "address": each.address, "service": _service(each.row)} for each in found]
    return page("desk_webhooks.html", rows=rows, removed="removed" in request.args)


def _service(row: Webhook) -> str | None:
    """The only service it hears of, by its title; by its id once it is no more."""
    service = parts().content.services.get(row.service or "")
    return say(service.title) if service else row.service


@pages.get("/new")
@who(Who.ADMINISTRATOR)
def new() -> Response:
    """A system to tell."""
    return _form(uuid.uuid4(), Wanted("", "", ["application.sent", "application.decided"]), new=True)


@pages.get("/<uuid:public_id>/edit")
@who(Who.ADMINISTRATOR)
def edit(public_id: uuid.UUID) -> Response:
    """How a system is told, to change."""
    with reading() as session:
        row = queries.webhook(session, public_id)
        address = queries.address_of(session, row)
    wanted = Wanted(row.name, address, row.events, row.service, row.answers, row.paused is not None)
    return _form(public_id, wanted, new=False)


def _form(public_id: uuid.UUID, wanted: Wanted, error: DomainError | None = None, *, new: bool) -> Response:
    errors = errors_of(error) if error else []
    if error and not errors:
        errors = [{"field": "name", "text": say(error.message)}]
    service = parts().content.services.get(wanted.service or "")
    asked = actions.answers_of(service)
    return page(
        "desk_webhook_edit.html",
        error.status if error else 200,
        id=public_id,
        new=new,
        wanted=wanted,
        events=[{"id": each, "text": say(EVENT_WORDS[each])} for each in EVENTS],
        services=[{"id": EVERY_SERVICE, "text": say(N_("All services"))}]
        + [{"id": each.id, "text": say(each.title)} for each in parts().content.services.values()],
        service=service,
        questions=[
            {"id": each.id, "text": say(each.label)}
            for each in (service.questions if service else ())
            if each.id in asked
        ],
        longest_name=LONGEST_NAME,
        longest_address=LONGEST_ADDRESS,
        errors=[{"field_id": each["field"], "text": each["text"]} for each in errors],
        wrong={each["field"]: each["text"] for each in errors},
    )


@pages.post("/new")
@who(Who.ADMINISTRATOR)
def begin() -> Response:
    """Let a system be told; pressing twice sets up one."""
    return _save(form_id(), new=True)


@pages.post("/<uuid:public_id>/edit")
@who(Who.ADMINISTRATOR)
def change(public_id: uuid.UUID) -> Response:
    """Change how a system is told."""
    with reading() as session:
        queries.webhook(session, public_id)
    return _save(public_id, new=False)


def _save(public_id: uuid.UUID, *, new: bool) -> Response:
    sent = request.form
    service = sent.get("service", EVERY_SERVICE)[:LONGEST_NAME] or None
    # The questions on the page are those of the service that it was opened for; another's are chosen afterwards.
    known = actions.answers_of(parts().content.services.get(service or ""))
    wanted = Wanted(
        name=sent.get("name", "")[: LONGEST_NAME + 1],
        address=sent.get("address", "").strip()[: LONGEST_ADDRESS + 1],
        events=sent.getlist("events")[: len(EVENTS)],
        service=service,
        answers=[each for each in sent.getlist("answers")[:MOST_ANSWERS] if each in known],
        paused="paused" in sent,
    )
    inside, services = parts().settings.webhook_networks, parts().content.services
    try:
        with writing() as session:
            actions.save(session, me().account_id, public_id, wanted, services, inside, clock.now())
    except (WebhookWrong, TooManyWebhooks) as error:
        return _form(public_id, wanted, error, new=new)
    return go(f"/desk/webhooks/{public_id}?saved=1")


@pages.get("/<uuid:public_id>")
@who(Who.ADMINISTRATOR)
def one(public_id: uuid.UUID) -> Response:
    """One system: how it is told, its secret, and what became of the last messages."""
    return _one(public_id)


def _one(public_id: uuid.UUID, error: DomainError | None = None) -> Response:
    with reading() as session:
        row = queries.webhook(session, public_id)
        address, secret = queries.address_of(session, row), queries.secret_of(session, row)
        found = queries.deliveries(session, row, after=after(), limit=queries.PAGE + 1)
    shown = found[: queries.PAGE]
    both = row.old_until is not None and row.old_until > clock.now()
    service = parts().content.services.get(row.service or "")
    asked = [each.label for each in (service.questions if service else ()) if each.id in row.answers]
    return page(
        "desk_webhook.html",
        error.status if error else 200,
        row=row,
        address=address,
        secret=secret,
        old_until=formats().moment(row.old_until) if both and row.old_until else None,
        service=_service(row),
        events=[say(EVENT_WORDS[each]) for each in row.events],
        answers=[say(each) for each in asked],
        deliveries=[_delivery(each) for each in shown],
        more=shown[-1].id if len(found) > queries.PAGE else None,
        next_id=uuid.uuid4(),
        saved="saved" in request.args,
        sent="sent" in request.args,
        error=say(error.message) if error else None,
    )


def _delivery(row: WebhookDelivery) -> dict[str, Any]:
    words, kind = STATE_WORDS[row.state]
    return {
        "id": row.public_id,
        "what": say(EVENT_WORDS[row.kind]),
        "reference": row.told.get("reference"),
        "at": formats().moment(row.at),
        "state": say(words),
        "kind": kind,
        "tries": row.tries,
        "next": formats().moment(row.next_at) if row.next_at and row.tries else None,
        "outcome": _in_words(row.outcome) if row.outcome else None,
        "again": uuid.uuid4(),
    }


def _in_words(outcome: str) -> str:
    if outcome.startswith("status-"):
        return str(say(STATUS_WORDS, status=outcome.removeprefix("status-")))
    return str(say(OUTCOME_WORDS.get(outcome, OUTCOME_WORDS["unreachable"])))


@pages.post("/<uuid:public_id>/test")
@who(Who.ADMINISTRATOR)
def test(public_id: uuid.UUID) -> Response:
    """Send a message that tells of nothing; pressing twice sends one."""
    try:
        with writing() as session:
            actions.test(session, queries.webhook(session, public_id), form_id(), clock.now())
    except WebhookPaused as error:
        return _one(public_id, error)
    return go(f"/desk/webhooks/{public_id}?sent=1#deliveries")


@pages.post("/<uuid:public_id>/secret")
@who(Who.ADMINISTRATOR)
def renew(public_id: uuid.UUID) -> Response:
    """Sign with a new secret; pressing twice makes one."""
    with writing() as session:
        row = queries.webhook(session, public_id, lock=True)
        actions.renew_secret(session, row, form_id(), me().account_id, clock.now())
    return go(f"/desk/webhooks/{public_id}?saved=1#secret")


@pages.post("/<uuid:public_id>/deliveries/<uuid:delivery_id>/again")
@who(Who.ADMINISTRATOR)
def again(public_id: uuid.UUID, delivery_id: uuid.UUID) -> Response:
    """Send a message once more; pressing twice sends it once."""
    try:
        with writing() as session:
            row = queries.webhook(session, public_id)
            found = queries.delivery(session, row, delivery_id, lock=True)
            actions.send_again(session, row, found, form_id(), clock.now())
    except WebhookPaused as error:
        return _one(public_id, error)
    return go(f"/desk/webhooks/{public_id}?sent=1#deliveries")


@pages.get("/<uuid:public_id>/remove")
@who(Who.ADMINISTRATOR)
def really_remove(public_id: uuid.UUID) -> Response:
    """Ask once more before a system is told nothing more."""
    with reading() as session:
        return page("desk_webhook_remove.html", row=queries.webhook(session, public_id))


@pages.post("/<uuid:public_id>/remove")
@who(Who.ADMINISTRATOR)
def remove(public_id: uuid.UUID) -> Response:
    """Tell a system nothing more; pressing twice is the same."""
    with writing() as session:
        actions.remove(session, public_id)
    return go("/desk/webhooks?removed=1")
