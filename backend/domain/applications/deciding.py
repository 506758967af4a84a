"""Deciding: yes or no, with a reason in plain words; where a service wants it, one proposes and another decides."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from backend.core.errors import FieldError
from backend.domain.applications import queries
from backend.domain.applications.asking import close_request
from backend.domain.applications.conversing import tell_assignee, tell_citizen
from backend.domain.applications.errors import (
    AlreadyDecided,
    NothingProposed,
    NotSentYet,
    OwnProposal,
    OwnRefusal,
    ReasonMissing,
    SecondPairNeeded,
    TakenBack,
)
from backend.domain.applications.events import By, Text, keep_words, note_event, sound
from backend.domain.applications.guards import hold_to_open, hold_to_seen
from backend.domain.applications.models import Application
from backend.domain.applications.rules import LONGEST_NOTE, LONGEST_REASON, OUTCOMES
from flows.service import Service


def decide(
    session: Session,
    application: Application,
    service: Service,
    outcome: str,
    reason: Text | None,
    by: By,
    now: datetime,
    *,
    seen: int | None = None,
) -> None:
    """Approve or refuse, and tell the citizen. The same decision again changes nothing.

    Where the service wants a second pair of eyes, this is the second: the outcome is the proposed one, and without a
    reason of its own the proposed words stand. `seen` is the last event that whoever decides has read of.

    Raises `NotSentYet`, `TakenBack`, `AlreadyDecided`, `ChangedMeanwhile`, `ReasonMissing`, `SecondPairNeeded`,
    `OwnProposal` and `OwnRefusal`.
    """
    reason = _reason(session, application, outcome, reason)
    if application.state in OUTCOMES:
        _hold_to_same(session, application, outcome, reason)
        return
    hold_to_open(application)
    hold_to_seen(session, application, seen)
    _hold_to_people(application, outcome, by)
    close_request(session, application, now)
    application.state, application.decided_at, application.decided_by = outcome, now, by.account_id
    application.news_at = None
    words = keep_words(session, application, "reason", by, reason, now, longest=LONGEST_REASON)[0] if reason else None
    note_event(session, application, outcome, by, now, words)
    appeal = service.appeal if outcome == "refused" and application.appealed_at is None else None
    tell_citizen(
        session,
        application,
        service,
        outcome,
        f"decided:{words.id}" if words and application.appealed_at else "decided",
        now,
        text=service.approve if outcome == "approved" else service.refuse,
        reason=reason.words if reason else "",
        appeal_days=appeal.days if appeal else "",
    )


def _reason(session: Session, application: Application, outcome: str, reason: Text | None) -> Text | None:
    """The words to the citizen, tidy; those that were proposed where none are given. Raises `ReasonMissing`."""
    if reason is not None and not reason.words.strip():
        reason = None
    if reason is None and application.proposed_by is not None:
        proposed = queries.proposal(session, application)
        reason = _as_decided(proposed) if proposed else None
    if outcome == "refused" and reason is None:
        raise ReasonMissing((FieldError("reason", "/reason", ReasonMissing.message),))
    if reason is None:
        return None
    return Text(reason.public_id, sound(reason.words, LONGEST_REASON, "reason"), reason.language, reason.template)


def _as_decided(proposed: queries.Written) -> Text:
    """The proposed words as a reason; their id is made of the proposal's, so that deciding twice writes once."""
    return Text(uuid.uuid5(proposed.public_id, "reason"), proposed.words, proposed.language, proposed.template)


def _hold_to_same(session: Session, application: Application, outcome: str, reason: Text | None) -> None:
    kept = queries.reason(session, application) or ""
    if (application.state, kept) != (outcome, reason.words if reason else ""):
        raise AlreadyDecided


def _hold_to_people(application: Application, outcome: str, by: By) -> None:
    """The database holds this too; here it gets its sentence."""
    if application.appealed_against == by.account_id:
        raise OwnRefusal
    if not application.second_pair:
        return
    if application.proposed_outcome != outcome:
        raise SecondPairNeeded
    if application.proposed_by == by.account_id:
        raise OwnProposal


def propose(
    session: Session,
    application: Application,
    outcome: str,
    reason: Text | None,
    by: By,
    now: datetime,
    *,
    seen: int | None = None,
) -> None:
    """Propose a decision for somebody else to make. The same proposal again changes nothing; another takes its place.

    Raises as `decide` does.
    """
    hold_to_open(application)
    if reason is not None and not reason.words.strip():
        reason = None
    if outcome == "refused" and reason is None:
        raise ReasonMissing((FieldError("reason", "/reason", ReasonMissing.message),))
    words = sound(reason.words, LONGEST_REASON, "reason") if reason else ""
    if (application.proposed_outcome, application.proposed_by) == (outcome, by.account_id):
        before = queries.proposal(session, application)
        if (before.words if before else "") == words:
            return
    hold_to_seen(session, application, seen)
    if application.appealed_against == by.account_id:
        raise OwnRefusal
    close_request(session, application, now)
    application.state, application.news_at = "in_work", None
    application.proposed_outcome, application.proposed_by = outcome, by.account_id
    kept = keep_words(session, application, "proposal", by, reason, now, longest=LONGEST_REASON)[0] if reason else None
    note_event(session, application, "proposed", by, now, kept, outcome=outcome)


def send_back(session: Session, application: Application, service: Service, why: Text, by: By, now: datetime) -> None:
    """Do not follow a proposal, and say why to whoever made it. Raises `NothingProposed` and `OwnProposal`.

    The same words under the same id again change nothing.
    """
    if queries.words_by_id(session, why.public_id) is not None:
        return
    if application.state == "withdrawn":
        raise TakenBack
    if application.state == "draft":
        raise NotSentYet
    if application.proposed_by is None or application.state in OUTCOMES:
        raise NothingProposed
    if application.proposed_by == by.account_id:
        raise OwnProposal
    application.assignee_id = application.proposed_by
    application.proposed_outcome = application.proposed_by = None
    words, _ = keep_words(session, application, "note", by, why, now, longest=LONGEST_NOTE)
    note_event(session, application, "sent_back", by, now, words)
    tell_assignee(session, application, service, "case-back", words.id, now)
