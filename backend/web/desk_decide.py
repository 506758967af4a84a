"""Deciding at the desk: words to begin with, a look at the letter as its reader gets it, and then the decision."""

import uuid
from typing import Any

from flask import Blueprint, Response, request

from backend.core import clock
from backend.core.errors import DomainError, FieldError
from backend.core.text import N_
from backend.domain.access.rules import DECIDING
from backend.domain.applications import deciding, queries
from backend.domain.applications.errors import ReasonMissing, WordsTooLong
from backend.domain.applications.events import Text, sound
from backend.domain.applications.models import Application
from backend.domain.applications.rules import LONGEST_REASON, OUTCOMES
from backend.domain.catalogue.plain_words import look_at
from backend.domain.identity import queries as identity
from backend.domain.identity.rules import Who
from backend.domain.inbox.texts import Letter
from backend.web.desk_case import at_desk, begun_from, by_me, case_page, language_name, template_links, text_or_template
from backend.web.door import form_id, go, language, me, page, parts, reading, say, who, writing
from backend.web.problems import OutcomeMissing
from backend.web.sent import shown
from flows.service import Service
from i18n.languages import EVERY

pages = Blueprint("desk_decide", __name__, url_prefix="/desk/applications/<uuid:public_id>")

MOST_COMPLAINTS = 5


@pages.get("/decide")
@who(Who.CASEWORKER, purpose=DECIDING)
def decide_form(public_id: uuid.UUID) -> Response:
    """Why yes or why no, in plain words, perhaps begun from a template."""
    return _decide_page(public_id)


def _decide_page(public_id: uuid.UUID, error: DomainError | None = None) -> Response:
    outcome = _outcome()
    with reading() as session:
        found, service = at_desk(session, public_id)
        proposed = queries.proposal(session, found)
        reads = parts().spoken_to(identity.language_of(session, found.account_id))
    typed = request.form.get("reason")
    if typed is None:
        typed = begun_from(service, outcome) or (proposed.words if proposed else "")
    return page(
        "desk_decide.html",
        error.status if error else 200,
        application=found,
        service=service,
        outcome=outcome,
        proposes=_proposes(found),
        templates=template_links(service, outcome, f"/desk/applications/{public_id}/decide?outcome={outcome}&"),
        typed=typed,
        reads=language_name(reads),
        same_language=reads == language().tag,
        seen=_seen(),
        words_id=form_id() if error else uuid.uuid4(),
        longest=LONGEST_REASON,
        errors=shown(error, "reason") if error else [],
    )


def _outcome() -> str:
    outcome = request.values.get("outcome", "")
    return outcome if outcome in OUTCOMES else OUTCOMES[0]


def _seen() -> int | None:
    """The last thing that had happened when the application was read."""
    return request.values.get("seen", type=int)


def _proposes(found: Application) -> bool:
    """Whether this is the first of two pairs of eyes."""
    return found.second_pair and (found.proposed_by is None or found.proposed_by == me().account_id)


@pages.post("/decide")
@who(Who.CASEWORKER, purpose=DECIDING)
def look(public_id: uuid.UUID) -> Response:
    """The letter as its reader gets it, once more before it goes; nothing is decided yet."""
    if "change" in request.form:
        return _decide_page(public_id)
    outcome, typed = _outcome(), request.form.get("reason", "")
    with reading() as session:
        found, service = at_desk(session, public_id)
        reads = parts().spoken_to(identity.language_of(session, found.account_id))
    wrong = _wrong(found, outcome, typed)
    if wrong is not None:
        return _decide_page(public_id, wrong)
    text = text_or_template(service, outcome, typed, form_id())
    return page(
        "desk_decide_look.html",
        application=found,
        service=service,
        outcome=outcome,
        proposes=_proposes(found),
        letter=_letter(found, service, outcome, text, reads),
        letter_language=EVERY[reads],
        other_language=bool(typed.strip()) and text.template is None and reads != language().tag,
        complaints=_complaints(text) if typed.strip() else [],
        reason=typed,
        seen=_seen(),
        words_id=form_id(),
    )


def _wrong(found: Application, outcome: str, typed: str) -> DomainError | None:
    """What keeps these words from being a reason, if anything does; the decision itself looks again."""
    if typed.strip():
        try:
            sound(typed, LONGEST_REASON, "reason")
        except WordsTooLong as error:
            return error
        return None
    needed = outcome == "refused" and (_proposes(found) or found.proposed_by is None)
    return ReasonMissing((FieldError("reason", "/reason", ReasonMissing.message),)) if needed else None


def _letter(found: Application, service: Service, outcome: str, text: Text, reads: str) -> Any:
    """The message in its reader's language."""
    appeal = service.appeal.days if outcome == "refused" and service.appeal and found.appealed_at is None else ""
    values = {
        "service": service.title,
        "reference": found.reference,
        "text": service.approve if outcome == "approved" else service.refuse,
        "reason": text.words.strip(),
        "appeal_days": appeal,
    }
    return Letter(outcome, values, parts().translator(reads).text, parts().formats[reads].moment)


def _complaints(text: Text) -> list[str]:
    """What is hard to read in the words; it is said, and stops nothing."""
    tag = text.language if text.language in parts().content.city.languages else "en"
    found = look_at(text.words, tag, parts().content.city.languages, parts().plain_lists)
    return [str(say(each.message, **each.values)) + _swaps(each.swaps) for each in found.complaints[:MOST_COMPLAINTS]]


def _swaps(swaps: tuple[str, ...]) -> str:
    return f" {say(N_('Say:'))} {', '.join(swaps)}." if swaps else ""


@pages.post("/decision")
@who(Who.CASEWORKER, purpose=DECIDING)
def decision(public_id: uuid.UUID) -> Response:
    """Decide and tell the citizen, or propose it where two must look; pressing twice does it once."""
    outcome = request.form.get("outcome", "")
    if outcome not in OUTCOMES:
        return case_page(public_id, OutcomeMissing())
    try:
        with writing() as session:
            found, service = at_desk(session, public_id, lock=True)
            reason = text_or_template(service, outcome, request.form.get("reason", ""), form_id())
            if _proposes(found) and found.state not in OUTCOMES:
                deciding.propose(session, found, outcome, reason, by_me(), clock.now(), seen=_seen())
                just = "proposed"
            else:
                deciding.decide(session, found, service, outcome, reason, by_me(), clock.now(), seen=_seen())
                just = "decided"
    except (ReasonMissing, WordsTooLong) as error:
        return _decide_page(public_id, error)
    except DomainError as error:
        if error.status in {404, 503}:
            raise
        return case_page(public_id, error)
    return go(f"/desk/applications/{public_id}?just={just}")
