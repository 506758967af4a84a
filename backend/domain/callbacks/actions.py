"""Asking to be called, taking it back, and what the desk notes of a call."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from backend.core.database import insert_once, vault_of
from backend.core.errors import FieldError
from backend.domain.callbacks import queries
from backend.domain.callbacks.errors import CallAskedAlready, CallIdTaken, CallOver, WaitToAsk
from backend.domain.callbacks.models import Callback
from backend.domain.callbacks.rules import KEPT, LONGEST_ABOUT, PER_CALLER, PER_NUMBER, TRIES, next_call, wait_to_ask
from backend.domain.catalogue.city import City
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity import actions as identity_actions
from backend.domain.identity import queries as identity
from backend.domain.identity.actions import whole_number
from backend.domain.inbox import actions as inbox


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks: an account, or nobody known with the number that they typed; `caller` is the network address."""

    account_id: int | None
    phone: str
    caller: str
    language: str


def ask(
    session: Session,
    public_id: uuid.UUID,
    asking: Asking,
    *,
    part: str,
    about: str,
    city: City,
    now: datetime,
) -> Callback:
    """Ask to be called in the next 'morning' or 'afternoon'. The same id again changes nothing.

    Who is signed in is called on their own number. Raises `PhoneNumberWrong`, `CallAskedAlready`, `CallIdTaken` and
    `WaitToAsk`.
    """
    vault = vault_of(session)
    known = asking.account_id
    number = whole_number(asking.phone, city.region) if known is None else identity.own_phone(session, known)
    phone_index, caller_index = vault.index(number, "phone"), vault.index(asking.caller, "caller")
    before = queries.found(session, public_id)
    if before is None:
        _hold_to_limits(session, phone_index, caller_index if known is None else None, now)
    about = about.strip()[:LONGEST_ABOUT]
    row = {
        "public_id": public_id,
        "account_id": known,
        "phone_sealed": vault.seal(number, queries.phone_place(public_id)),
        "phone_index": phone_index,
        "caller_index": caller_index,
        "about_sealed": vault.seal(about, queries.about_place(public_id)) if about else None,
        "language": asking.language,
        "part": part,
        "call_from": next_call(part, now, city),
        "tries": 0,
        "asked_at": now,
    }
    if before is None and not insert_once(session, Callback, row):
        before = queries.found(session, public_id)
        if before is None:
            raise CallAskedAlready((FieldError("phone", "/phone", CallAskedAlready.message),))
    kept = before or queries.found(session, public_id)
    if kept is None or kept.phone_index != phone_index or kept.account_id != known:
        raise CallIdTaken
    return kept


def _hold_to_limits(session: Session, phone_index: bytes, caller_index: bytes | None, now: datetime) -> None:
    wait = wait_to_ask(queries.asked_for(session, phone_index, now), PER_NUMBER, now)
    if not wait and caller_index is not None:
        wait = wait_to_ask(queries.asked_from(session, caller_index, now), PER_CALLER, now)
    if wait:
        raise WaitToAsk(wait=wait)


def take_back(callback: Callback, now: datetime) -> None:
    """Need no call any more; twice is the same, and so is what is over."""
    if callback.done_at is None:
        callback.done_at, callback.outcome = now, "taken_back"


def note_call(
    session: Session, callback: Callback, number: int, outcome: str, by: int, *, city: City, now: datetime
) -> None:
    """Note how the first, second or third call went: 'called' or 'not_reached'. The same again changes nothing.

    Who is not reached is called on the next day on which the city calls; after the third time no more, and is told so.
    Raises `CallOver`, and `NotFound` for a call that is not the next one.
    """
    if number <= callback.tries or (callback.outcome == "called" == outcome and number == callback.tries + 1):
        return
    if callback.done_at is not None:
        raise CallOver
    if number != callback.tries + 1:
        raise NotFound
    if outcome == "not_reached":
        callback.tries = number
        callback.call_from = next_call(callback.part, now, city)
    if outcome == "called" or number == TRIES:
        callback.done_at, callback.outcome, callback.done_by = now, outcome, by
        if outcome == "not_reached":
            _tell_not_reached(session, callback, now)


def _tell_not_reached(session: Session, callback: Callback, now: datetime) -> None:
    """Write to whoever has this number; who chose no language reads it in the one they asked in."""
    account_id = callback.account_id
    if account_id is None:
        account_id = identity_actions.account_for(session, queries.opened(session, callback).phone, now)
        if identity.language_of(session, account_id) is None:
            identity_actions.keep_choices(session, account_id, {"language": callback.language})
    inbox.post(
        session,
        account_id,
        kind="not-reached",
        key=f"not-reached:{callback.id}",
        values={},
        link="/call-me",
        now=now,
    )


def forget_old(session: Session, now: datetime) -> None:
    """Remove what was done a month ago. Who still waits is kept, however long."""
    session.execute(delete(Callback).where(Callback.done_at < now - KEPT))
